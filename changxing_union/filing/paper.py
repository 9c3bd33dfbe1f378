"""A form on screen, laid out as its paper: the same grid for typing and for reading."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.forms.boundfield import BoundField

from changxing_union.filing.annexes import Finding, Level
from changxing_union.filing.cellforms import PrintedCell
from changxing_union.filing.cells import Difference
from changxing_union.filing.editing import Conflict, stored_texts, typed_parts
from changxing_union.filing.fields import ListedField
from changxing_union.filing.models import Filing, Opinion, ReturnFlag, ReturnState


@dataclass
class ShownCell:
    """One cell of the grid with everything that is said about it."""

    name: str
    label: str
    text: str = ""
    control: BoundField | None = None
    offers: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    flag: ReturnFlag | None = None
    difference: Difference | None = None

    @property
    def level(self) -> str:
        """``error``, ``warning`` or empty: how the cell is marked."""
        worst = max((finding.level for finding in self.findings), default=None)
        if worst is None:
            return ""
        return "warning" if worst is Level.WARNING else "error"


@dataclass
class Paper:
    """The cells of one form, by name; ``editable`` decides between inputs and text.

    ``base`` is what the page was drawn with, ``decided`` the same with a colleague's texts where
    the page shows them beside the reader's own: a button pressed in their sight decides.
    """

    cells: dict[str, ShownCell]
    opinions: list[Opinion]
    editable: bool
    base: str = ""
    decided: str = ""

    def opinion(self, code: str) -> Opinion | None:
        """The signature box called ``code``."""
        return next((opinion for opinion in self.opinions if opinion.code == code), None)


def reading_paper(
    filing: Filing, cells: Iterable[PrintedCell], changes: Iterable[Difference] = ()
) -> Paper:
    """The grid as text, with the cells marked that changed since the version before."""
    changed = {change.name: change for change in changes}
    flags = _open_flags(filing)
    shown = {
        cell.name: ShownCell(
            cell.name,
            cell.label,
            cell.value,
            flag=flags.get(cell.name),
            difference=changed.get(cell.name),
        )
        for cell in cells
    }
    return Paper(shown, list(filing.opinions.all()), editable=False)


def typing_paper(
    filing: Filing,
    findings: Iterable[Finding],
    *,
    show_missing: bool,
    conflicts: Mapping[str, Conflict] | None = None,
) -> Paper:
    """The grid as inputs holding what is stored; after a conflict, holding what was typed here."""
    parts = typed_parts(filing)
    texts = stored_texts(filing, parts)
    conflicts = conflicts or {}
    flags = _open_flags(filing)
    cells: dict[str, ShownCell] = {}
    for part in parts:
        for name in part.form.fields:
            cell = part.form.add_prefix(name)
            mine = conflicts[cell].mine if cell in conflicts else texts[cell]
            part.form.initial[name] = mine
            source = part.form.cell(name)
            cells[cell] = ShownCell(
                cell,
                str(source.label),
                mine,
                control=part.form[name],
                offers=source.offers if isinstance(source, ListedField) else (),
                flag=flags.get(cell),
            )
    for finding in findings:
        if finding.name in cells and (show_missing or finding.level is not Level.MISSING):
            cells[finding.name].findings.append(finding)
    for cell, conflict in conflicts.items():
        cells[cell].findings.insert(0, Finding(cell, conflict.sentence))
    before = texts | {cell: conflict.base for cell, conflict in conflicts.items()}
    return Paper(
        cells,
        list(filing.opinions.all()),
        editable=True,
        base=json.dumps(before, ensure_ascii=False),
        decided=json.dumps(texts, ensure_ascii=False) if conflicts else "",
    )


def _open_flags(filing: Filing) -> dict[str, ReturnFlag]:
    flags = ReturnFlag.objects.filter(note__filing=filing, note__state=ReturnState.OPEN)
    return {flag.field: flag for flag in flags}
