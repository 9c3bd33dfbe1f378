"""Attachments and paper copies."""

from datetime import date

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from changxing_union.filing.annexes import annex_of
from changxing_union.filing.blockers import paper_blockers
from changxing_union.filing.models import Attachment, Filing, PaperCopy, Slot
from changxing_union.filing.permissions import can_edit
from changxing_union.filing.services.drafts import discard, note_change
from changxing_union.filing.services.rows import is_repeated, lock, record
from changxing_union.kernel.dates import show_date
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.organizations.acts import Act
from changxing_union.web.file_kinds import DOCUMENTS, SCANS
from changxing_union.web.files import InspectedFile, clean_name
from changxing_union.web.pictures import PHOTO, SCAN
from changxing_union.web.stored_files import facts_of, received

KINDS = {
    Slot.SEALED_SCAN: SCANS,
    Slot.EVIDENCE: DOCUMENTS,
}
# The action of the event that a paper copy arrived.
PAPER = "paper"
NOT_EDITABLE = "该申报现在不能修改，附件也不能增减。如需补充，请联系县总工会经济工作部退回修改。"


def attach(
    filing: Filing, upload: "UploadedFile[bytes]", *, slot: Slot, item: str = "", act: Act
) -> Attachment:
    """Keep an uploaded file with ``filing`` after judging its content; the same file only once.

    ``item`` is the line of the form that the file proves, one of ``Annex.evidence_items``; the same
    photograph may prove two.

    Size and digest are those of what is kept (see ``received``).
    """
    refuse_if([] if can_edit(act.by, filing) else [NOT_EDITABLE])
    refuse_if(_item_faults(filing, clean_name(upload.name or ""), item))
    file, kept = received(
        upload,
        kinds=KINDS[slot],
        max_bytes=settings.ATTACHMENT_MAX_BYTES,
        measure=SCAN if slot == Slot.SEALED_SCAN else PHOTO,
    )
    return _keep(filing, file, kept, slot=slot, item=item, act=act)


def _item_faults(filing: Filing, name: str, item: str) -> list[str]:
    """Why no file can be attached to ``item``; pages opened before the form changed name such."""
    if not item or item in annex_of(filing).evidence_items(filing):
        return []
    return [f"“{name}”没有上传：这张表没有对应的项。请刷新页面后重新选择。"]


@transaction.atomic
def _keep(
    filing: Filing,
    file: "File[bytes]",
    inspected: InspectedFile,
    *,
    slot: Slot,
    item: str,
    act: Act,
) -> Attachment:
    filing = lock(filing)
    refuse_if([] if can_edit(act.by, filing) else [NOT_EDITABLE])
    kept = filing.attachments.kept()
    same = kept.filter(slot=slot, item=item, sha256=inspected.sha256).first()
    if same is not None:
        return same
    most, name = annex_of(filing).most_files, inspected.original_name
    if kept.filter(slot__in=KINDS).count() >= most:
        raise Refused([f"“{name}”没有上传：每份申报最多 {most} 个附件，请先移除不需要的。"])
    attachment = filing.attachments.create(
        slot=slot,
        item=item,
        file=file,
        **facts_of(inspected),
        uploaded_by=act.by,
        uploaded_at=act.at,
    )
    note_change(filing, {}, act=act)
    return attachment


def keep_original(
    filing: Filing, file: File, *, name: str, content_type: str, sha256: str, act: Act
) -> None:
    """Keep the table that lines of ``filing`` were imported from; the same file only once."""
    if filing.attachments.kept().filter(slot=Slot.IMPORTED, sha256=sha256).exists():
        return
    with file.open("rb") as content:
        filing.attachments.create(
            slot=Slot.IMPORTED,
            file=File(content, name=name),
            original_name=name,
            content_type=content_type,
            size=file.size,
            sha256=sha256,
            uploaded_by=act.by,
            uploaded_at=act.at,
        )


@transaction.atomic
def remove_attachment(filing: Filing, attachment_id: int, *, act: Act) -> bool:
    """Take a file out of the form, if it is there; what a filed version holds stays on disk."""
    filing = lock(filing)
    refuse_if([] if can_edit(act.by, filing) else [NOT_EDITABLE])
    attachment = filing.attachments.kept().filter(pk=attachment_id).first()
    if attachment is None:
        return False
    last = filing.revisions.order_by("-version").first()
    if last is None or attachment.uploaded_at > last.made_at:
        files = [attachment.file]
        attachment.delete()
        transaction.on_commit(lambda: discard(files))
    else:
        attachment.removed_at = act.at
        attachment.save(update_fields=["removed_at"])
    note_change(filing, {}, act=act)
    return True


@transaction.atomic
def record_paper(
    filing: Filing, number: int, *, received_on: date | None, kept_by: str, act: Act
) -> PaperCopy:
    """Note that a sealed copy arrived and who keeps it (domain §4 rule 7)."""
    refuse_if(paper_blockers(act.by))
    filing = lock(filing)
    copy = filing.copies.filter(number=number).first()
    if copy is None:
        raise Refused(["没有这一份纸质件，请刷新页面核对。"])
    if is_repeated(filing, act, PAPER):
        return copy
    copy.received_on = received_on
    copy.kept_by = kept_by
    copy.save(update_fields=["received_on", "kept_by"])
    day = show_date(received_on)
    what = f"第 {number} 份：" + (f"{day}收到，{kept_by or '未填保管人'}" if day else "尚未收到")
    record(filing, PAPER, "登记纸质件", act=act, from_state=filing.state, reason=what)
    return copy
