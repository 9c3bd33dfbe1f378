"""A form as printed cells: what a version keeps, what changed since, what the paper shows."""

from dataclasses import dataclass

from changxing_union.filing.annexes import annex_of
from changxing_union.filing.cellforms import OpinionForm, Part, PrintedCell
from changxing_union.filing.models import Filing, Revision


@dataclass(frozen=True)
class Difference:
    """One cell that is not what it was in an earlier version."""

    name: str
    label: str
    before: str
    after: str


def all_cells(filing: Filing) -> list[PrintedCell]:
    """The form's own cells, then every opinion box in order."""
    boxes = [Part(OpinionForm(opinion=opinion), opinion) for opinion in filing.opinions.all()]
    parts = [*annex_of(filing).own_parts(filing), *boxes]
    return [cell for part in parts for cell in part.form.printed(part.row)]


def revision_cells(revision: Revision) -> list[PrintedCell]:
    """The cells a revision has kept."""
    return [PrintedCell(**cell) for cell in revision.cells]


def differences(before: list[PrintedCell], after: list[PrintedCell]) -> list[Difference]:
    """The cells whose printed value changed, in the order of the later version."""
    old = {cell.name: cell.value for cell in before}
    return [
        Difference(cell.name, cell.label, old.get(cell.name, ""), cell.value)
        for cell in after
        if old.get(cell.name, "") != cell.value
    ]


def shown_cells(filing: Filing, *, to_filer: bool) -> list[PrintedCell]:
    """What a reader sees: the filer the form as it is, others the last version filed.

    Only while a filing is with its filer (draft or returned) do the two differ.
    """
    if to_filer or not filing.is_editable:
        return all_cells(filing)
    last = filing.revisions.order_by("-version").first()
    return revision_cells(last) if last else all_cells(filing)
