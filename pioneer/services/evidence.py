"""佐证材料: the files that a union attached to the items of annex 3 (domain §3, evidence)."""

from changxing_union.filing.cells import shown_attachments
from changxing_union.filing.models import Attachment, Filing
from pioneer.models import Rubric


def item_evidence(filing: Filing, rubric: Rubric, *, to_filer: bool) -> dict[str, list[Attachment]]:
    """The files of each item of ``rubric``, by its code, in the order in which they came.

    Who sees which is as for all attachments: others than the filer see what was filed last.
    """
    found: dict[str, list[Attachment]] = {line.code: [] for line in rubric.lines}
    for file in shown_attachments(filing, to_filer=to_filer).filter(item__in=list(found)):
        found[file.item].append(file)
    return found


def items_with_pictures(filing: Filing) -> frozenset[str]:
    """The codes of the items to which at least one picture is attached now."""
    pictures = filing.attachments.kept().filter(content_type__startswith="image/")
    return frozenset(pictures.exclude(item="").values_list("item", flat=True))
