"""Lines of a table: those typed under new keys, emptied ones dropped, all kept in order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from changxing_union.filing.cellforms import ROW_PREFIX, Part, RowForm, row_key
from changxing_union.filing.models.lines import HoldsLines, Line
from changxing_union.filing.services.line_order import merged_order, with_new_lines
from changxing_union.kernel.refusals import refuse_if

# The field in which a page says in which order its lines stand, once they were moved.
ORDER = "order"
BATCH = 500


@dataclass(frozen=True)
class LineTable:
    """How the lines of one form are read and kept.

    ``line`` makes an unsaved line of a form under a key at a position; ``too_many`` refuses more
    than ``most`` of them.
    """

    form: type[RowForm]
    line: Callable[[Any, str, int], Line]
    most: int
    too_many: str

    def parts(self, sheet: HoldsLines) -> list[Part]:
        """The lines the union is typing in, each with its form."""
        form = self.form()
        return [
            Part(form.for_row(row.key, number), row)
            for number, row in enumerate(sheet.working_rows, start=1)
        ]

    def new_parts(self, sheet: HoldsLines, typed: Mapping[str, str]) -> list[Part]:
        """Lines that ``typed`` names and the sheet does not hold, in the order they are named.

        Refuses more of them than the sheet has room for; blank ones do not count.
        """
        known = {row.key for row in sheet.working_rows}
        keys = dict.fromkeys(key for name in typed if (key := row_key(name)) and key not in known)
        filled = {row_key(name) for name, text in typed.items() if text.strip()} & keys.keys()
        refuse_if([] if len(known) + len(filled) <= self.most else [self.too_many])
        sheet.new_keys = frozenset(keys)
        form = self.form()
        return [
            Part(form.for_row(key, number), self.line(sheet, key, number))
            for number, key in enumerate(keys, start=len(known) + 1)
        ]

    def arrange(
        self, sheet: HoldsLines, typed: Mapping[str, str], unparsed: Mapping[str, str]
    ) -> bool:
        """Drop emptied lines and number the rest as the page has them; whether anything changed.

        A page says its order under ``order`` once lines were moved; otherwise only its new lines
        find their place, after the line they followed. Lines the page does not know stay where
        they were.
        """
        sheet.forget_rows()
        rows = sheet.working_rows
        gone = {row.pk for row in rows if self.is_blank(row, unparsed)}
        if gone:
            sheet.rows.filter(pk__in=gone).delete()
        kept = {row.key: row for row in rows if row.pk not in gone}
        if ORDER in typed:
            wanted = list(dict.fromkeys(key for key in typed[ORDER].split(",") if key in kept))
            order = merged_order(wanted, list(kept), created=sheet.new_keys)
        else:
            page = list(dict.fromkeys(key for name in typed if (key := row_key(name))))
            order = with_new_lines(list(kept), page, sheet.new_keys)
        renumbered = []
        for position, key in enumerate(order, start=1):
            if kept[key].position != position:
                kept[key].position = position
                renumbered.append(kept[key])
        sheet.rows.bulk_update(renumbered, ["position"], batch_size=BATCH)
        sheet.forget_rows()
        return bool(gone or renumbered)

    def is_blank(self, row: Line, unparsed: Mapping[str, str]) -> bool:
        """Nothing stored and nothing unreadable kept."""
        if not row.is_empty:
            return False
        names = [f"{ROW_PREFIX}{row.key}-{field}" for field in self.form.base_fields]
        return not any(unparsed.get(name) for name in names)


def keep_as_filed(sheet: HoldsLines) -> None:
    """What is typed becomes what the county reads and counts.

    A line filed before stays the row it was: other rows may refer to it.
    """
    gone = {row.key: row for row in sheet.rows.filed()}
    fresh, changed = [], []
    for position, row in enumerate(sheet.working_rows, start=1):
        filed = row.as_filed(position)
        before = gone.pop(row.key, None)
        if before is None:
            fresh.append(filed)
        elif before.content != filed.content:
            filed.pk = before.pk
            changed.append(filed)
    sheet.rows.filter(pk__in=[row.pk for row in gone.values()]).delete()
    sheet.rows.bulk_create(fresh, batch_size=BATCH)
    if changed:
        sheet.rows.bulk_update(changed, list(changed[0].content), batch_size=BATCH)
