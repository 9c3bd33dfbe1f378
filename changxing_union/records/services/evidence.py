"""Photographs and papers of a record."""

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.organizations.acts import Act
from changxing_union.records.blockers import change_blockers
from changxing_union.records.kinds import RecordKind
from changxing_union.records.models import Record, RecordAction, RecordFile
from changxing_union.records.services.rows import lock, note
from changxing_union.web.file_kinds import SCANS
from changxing_union.web.files import InspectedFile
from changxing_union.web.pictures import PHOTO
from changxing_union.web.stored_files import facts_of, received

MOST_FILES = 20
TOO_MANY = f"“{{name}}”没有上传：每条记录最多 {MOST_FILES} 个附件，请先移除不需要的。"


def attach(
    kind: RecordKind, record: Record, upload: "UploadedFile[bytes]", *, act: Act
) -> RecordFile:
    """Keep a photograph or PDF with ``record`` after judging its content; the same only once."""
    refuse_if(change_blockers(kind, record, by=act.by))
    file, kept = received(
        upload, kinds=SCANS, max_bytes=settings.ATTACHMENT_MAX_BYTES, measure=PHOTO
    )
    return _keep(kind, record, file, kept, act=act)


@transaction.atomic
def _keep(
    kind: RecordKind, record: Record, file: "File[bytes]", inspected: InspectedFile, *, act: Act
) -> RecordFile:
    record = lock(record)
    refuse_if(change_blockers(kind, record, by=act.by))
    kept = record.files.kept()
    same = kept.filter(sha256=inspected.sha256).first()
    if same is not None:
        return same
    if kept.count() >= MOST_FILES:
        raise Refused([TOO_MANY.format(name=inspected.original_name)])
    stored = record.files.create(
        file=file, **facts_of(inspected), uploaded_by=act.by, uploaded_at=act.at
    )
    note(record, RecordAction.ATTACH, act=_untokened(act), reason=stored.original_name)
    return stored


def _untokened(act: Act) -> Act:
    """One press may attach several files; each is recognised by its content when it comes again."""
    return Act(by=act.by, at=act.at, ip=act.ip)


@transaction.atomic
def remove(kind: RecordKind, record: Record, file_id: int, *, act: Act) -> bool:
    """Take a file out of ``record``, if it is there; the history says who did."""
    record = lock(record)
    refuse_if(change_blockers(kind, record, by=act.by))
    stored = record.files.kept().filter(pk=file_id).first()
    if stored is None:
        return False
    stored.removed_at = act.at
    stored.save(update_fields=["removed_at"])
    note(record, RecordAction.REMOVE, act=_untokened(act), reason=stored.original_name)
    return True
