"""A sheet of three lines with keys that a test can name, and what a page sends of them."""

from changxing_union.filing.editing import stored_texts, typed_parts
from changxing_union.filing.models import Filing
from changxing_union.organizations.models import User
from pioneer.models import SummaryRow
from tests.pioneer.county_sheets import draft_sheet, fresh, line

A, B, C, NEW, OTHER, THIRD = (letter * 8 for letter in "abcdef")
CELLS = tuple(line())


def three_lines(filer: User, *, count: int = 12) -> Filing:
    """A draft whose lines 甲班, 乙班 and 丙班 have the keys A, B and C."""
    filing = draft_sheet(filer, [line(team=name, count=count) for name in ("甲班", "乙班", "丙班")])
    for row, key in zip(SummaryRow.objects.all(), (A, B, C), strict=True):
        SummaryRow.objects.filter(pk=row.pk).update(key=key)
    return filing


def typed(key: str, **cells: str) -> dict[str, str]:
    """HTML name → text for cells of the line called ``key``."""
    return {f"row_{key}-{name}": text for name, text in cells.items()}


def emptied(key: str) -> dict[str, str]:
    """What a page sends of a line that is taken out."""
    return typed(key, **dict.fromkeys(CELLS, ""))


def keys_of(filing: Filing) -> list[str]:
    """The lines of the sheet, in order."""
    rows = SummaryRow.objects.working().filter(sheet=filing.pk)
    return list(rows.values_list("key", flat=True))


def positions_of(filing: Filing) -> list[int]:
    """Their numbers."""
    rows = SummaryRow.objects.working().filter(sheet=filing.pk)
    return list(rows.values_list("position", flat=True))


def shown(filing: Filing) -> dict[str, str]:
    """What a page opened now would carry as its base."""
    return stored_texts(fresh(filing), typed_parts(fresh(filing)))
