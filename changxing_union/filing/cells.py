"""A form as printed cells: what a version keeps, what changed since, what the paper shows."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import QuerySet

from changxing_union.filing.annexes import annex_of
from changxing_union.filing.cellforms import ROW_PREFIX, OpinionForm, Part, PrintedCell, row_key
from changxing_union.filing.models import Attachment, Filing, Revision, SigningStage
from changxing_union.printing.marks import check_code

ATTACHMENT = "attachment"


@dataclass(frozen=True)
class Difference:
    """One cell that is not what it was in an earlier version."""

    name: str
    label: str
    before: str
    after: str


def all_cells(filing: Filing) -> list[PrintedCell]:
    """The form's own cells, then every opinion box in order, then the names of the attachments."""
    boxes = [Part(OpinionForm(opinion=opinion), opinion) for opinion in filing.opinions.all()]
    parts = [*annex_of(filing).own_parts(filing), *boxes]
    cells = [cell for part in parts for cell in part.form.printed(part.row)]
    return [*cells, *attachment_cells(filing)]


def typed_cells(filing: Filing) -> list[PrintedCell]:
    """As ``all_cells``, but a text that could not be read stands there as it was typed."""
    return [
        replace(cell, value=filing.unparsed.get(cell.name, cell.value))
        for cell in all_cells(filing)
    ]


def item_field(code: str) -> str:
    """What the files of the item ``code`` are called among the cells and the inputs of a page."""
    return f"{ATTACHMENT}_{code}"


def attachment_cells(filing: Filing) -> list[PrintedCell]:
    """The files of each item that takes some, then those that belong to the form as a whole."""
    items = annex_of(filing).evidence_items(filing)
    files = list(filing.attachments.kept())
    of_items = [
        PrintedCell(
            item_field(code),
            f"附件 第 {number} 项 {name}",
            attached(file for file in files if file.item == code),
        )
        for number, (code, name) in enumerate(items.items(), start=1)
    ]
    others = attached(file for file in files if file.item not in items)
    return [*of_items, PrintedCell(ATTACHMENT, "附件", others)]


def attached(attachments: Iterable[Attachment]) -> str:
    """One line per file; the beginning of its digest tells two files of one name apart."""
    return "\n".join(f"{file.original_name}（{file.sha256[:8]}）" for file in attachments)


def shown_attachments(filing: Filing, *, to_filer: bool) -> QuerySet[Attachment]:
    """The files that go with ``shown_cells``: others see those of the last version filed."""
    if to_filer or not filing.may_hold_unfiled_text:
        return filing.attachments.kept()
    last = filing.revisions.order_by("-version").first()
    return filing.attachments.as_of(last.made_at) if last else filing.attachments.kept()


def loose_attachments(filing: Filing, *, to_filer: bool) -> QuerySet[Attachment]:
    """Those of the ``shown_attachments`` that stand in no line of the form."""
    items = list(annex_of(filing).evidence_items(filing))
    return shown_attachments(filing, to_filer=to_filer).exclude(item__in=items)


def revision_cells(revision: Revision) -> list[PrintedCell]:
    """The cells a revision has kept."""
    return [PrintedCell(**cell) for cell in revision.cells]


def differences(before: list[PrintedCell], after: list[PrintedCell]) -> list[Difference]:
    """The cells whose printed value changed, in the order of the later version.

    Cells that are gone follow, in the order of the earlier one; a line taken out of a table is one.
    """
    old = {cell.name: cell.value for cell in before}
    kept = {cell.name for cell in after}
    changed = [
        Difference(cell.name, cell.label, old.get(cell.name, ""), cell.value)
        for cell in after
        if old.get(cell.name, "") != cell.value
    ]
    return changed + _gone([cell for cell in before if cell.name not in kept and cell.value])


def _gone(cells: Iterable[PrintedCell]) -> list[Difference]:
    found: dict[str, Difference] = {}
    for cell in cells:
        key = row_key(cell.name)
        name = f"{ROW_PREFIX}{key}" if key else cell.name
        label = cell.label.rpartition(" ")[0] if key else cell.label
        texts = [found[name].before, cell.value] if name in found else [cell.value]
        found[name] = Difference(name, f"原{label}", "　".join(texts), "")
    return list(found.values())


def shown_cells(filing: Filing, *, to_filer: bool) -> list[PrintedCell]:
    """What a reader sees: the filer the form as it is, others the last version filed.

    The county's own boxes are signed after 上报, so they are always as they are now.
    """
    present = all_cells(filing)
    if to_filer or not filing.may_hold_unfiled_text:
        return present
    last = filing.revisions.order_by("-version").first()
    if last is None:
        return present
    county = county_boxes(filing)
    signed = {cell.name: cell for cell in present if box_of(cell) in county}
    return [signed.get(cell.name, cell) for cell in revision_cells(last)]


def county_boxes(filing: Filing) -> set[str]:
    """The codes of the boxes that are signed between 上报 and the decision."""
    return {
        opinion.code for opinion in filing.opinions.all() if opinion.stage == SigningStage.DECISION
    }


def county_cells(filing: Filing, cells: Iterable[PrintedCell]) -> set[str]:
    """The names of those of ``cells`` that the county signs: nobody else's to type or correct."""
    county = county_boxes(filing)
    return {cell.name for cell in cells if box_of(cell) in county}


def box_of(cell: PrintedCell) -> str:
    """The code of the opinion box that ``cell`` belongs to, if it belongs to one."""
    return cell.name.partition("-")[0] if "-" in cell.name else ""


def code_of(filing: Filing, version: int, cells: Iterable[PrintedCell]) -> str:
    """The check code of one version: what the union filed, whatever the county signs later."""
    county = county_boxes(filing)
    filed = {cell.name: cell.value for cell in cells if box_of(cell) not in county}
    text = json.dumps(filed, ensure_ascii=False, sort_keys=True)
    return check_code(filing.reference, str(version), text, secret=settings.SECRET_KEY)
