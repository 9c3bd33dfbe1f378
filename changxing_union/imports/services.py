"""What a person does with an import; each step is harmless when it is taken twice."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from changxing_union.exports.reading import foreign_format, read_pasted
from changxing_union.imports.models import (
    HEADING_LENGTH,
    WORKING,
    ImportJob,
    ImportState,
    RememberedMapping,
)
from changxing_union.imports.moves import Superseded, drop_file, hand_over, move
from changxing_union.imports.stored import recognised_of
from changxing_union.imports.targets import ImportPlace
from changxing_union.imports.tasks import commit_job, read_job
from changxing_union.kernel.refusals import refuse_if
from changxing_union.organizations.acts import Act
from changxing_union.web.file_kinds import TABLES
from changxing_union.web.files import clean_name, inspect_upload, size_faults

PASTED_NAME = "粘贴的表格"
# The states in which a person may still say what the columns are.
ASKING = (ImportState.MAPPING, ImportState.PREVIEW)
# How long a table waits for somebody to go on with it.
KEPT_WAITING = timedelta(days=30)
MOST_FORGOTTEN = 20  # in one request; the next one goes on
# How many tables of one union the background holds at once; the other unions' come after them.
MOST_WAITING = 5
HEARD_OF = timedelta(hours=1)  # what has been silent for longer is lost and bars nobody
TOO_MANY_WAITING = (
    f"本工会有 {MOST_WAITING} 个表格正在导入，请等其中一个完成，"
    "或在“最近的导入”里取消不需要的，再上传。"
)
BEFORE_COMMIT = (
    ImportState.QUEUED,
    ImportState.READING,
    ImportState.CHECKING,
    ImportState.MAPPING,
    ImportState.PREVIEW,
    ImportState.FAILED,
)


def start_from_file(
    kind: str, place: ImportPlace, upload: "UploadedFile[bytes]", *, act: Act
) -> ImportJob:
    """Keep an uploaded table and have it read; refused unless it is a sound .xlsx or .csv."""
    name = clean_name(upload.name or "")
    refuse_if(size_faults(name, upload.size or 0, settings.ATTACHMENT_MAX_BYTES))
    refuse_if(f"“{name}”：{why}" for why in foreign_format(upload))
    found = inspect_upload(upload, kinds=TABLES, max_bytes=settings.ATTACHMENT_MAX_BYTES)
    job = _new_job(kind, place, act)
    job.file = upload
    job.original_name = found.original_name
    job.content_type = found.content_type
    job.size = found.size
    job.sha256 = found.sha256
    return _begin(job)


def start_from_text(kind: str, place: ImportPlace, text: str, *, act: Act) -> ImportJob:
    """Take a block copied out of a spreadsheet; refused when it is no table."""
    read_pasted(text)
    content = text.encode()
    job = _new_job(kind, place, act)
    job.pasted = text
    job.original_name = PASTED_NAME
    job.content_type = "text/plain"
    job.size = len(content)
    job.sha256 = hashlib.sha256(content).hexdigest()
    return _begin(job)


def _new_job(kind: str, place: ImportPlace, act: Act) -> ImportJob:
    return ImportJob(
        kind=kind,
        organization=place.organization,
        place_reference=place.reference,
        created_by=act.by,
        created_at=act.at,
        heartbeat_at=act.at,
        ip=act.ip,
    )


@transaction.atomic
def _begin(job: ImportJob) -> ImportJob:
    """Row and task appear together: nothing waits for a task that was never stored."""
    _forget_abandoned(job)
    waiting = ImportJob.objects.filter(
        organization=job.organization,
        state__in=WORKING,
        heartbeat_at__gte=job.created_at - HEARD_OF,
    )
    refuse_if([] if waiting.count() < MOST_WAITING else [TOO_MANY_WAITING])
    job.save(force_insert=True)
    read_job.enqueue(job.pk, job.attempt)
    return job


def _forget_abandoned(job: ImportJob) -> None:
    """Give up what anybody left lying: copies of people's data are not kept for nothing."""
    abandoned = ImportJob.objects.light().filter(
        state__in=(*ASKING, ImportState.FAILED),
        heartbeat_at__lt=job.created_at - KEPT_WAITING,
    )
    act = Act(by=job.created_by, at=job.created_at, ip=job.ip)
    for each in abandoned.order_by("heartbeat_at")[:MOST_FORGOTTEN]:
        cancel(each, act=act)


@transaction.atomic
def confirm_mapping(job: ImportJob, mapping: Mapping[int, str], *, act: Act) -> None:
    """Read the table with these columns, and remember them for the union's next table."""
    recognised = recognised_of(job)
    fields = {
        "mapping": {str(place): target for place, target in mapping.items()},
        "sheet": recognised.sheet,
        "lines": None,
        "splits": {},  # halves of the texts of another column, perhaps
    }
    if hand_over(job, ImportState.QUEUED, sources=ASKING, fields=fields):
        headings = [each.heading for each in recognised.placements]
        texts = [(each.text, mapping.get(each.place, "")) for each in headings]
        _remember(job, texts, act)
        read_job.enqueue(job.pk, job.attempt)


def _remember(job: ImportJob, texts: Sequence[tuple[str, str]], act: Act) -> None:
    """Keep heading → target; a heading that stands twice in a table means nothing by itself."""
    headings = [text for text, _target in texts]
    rows = [
        RememberedMapping(
            organization=job.organization,
            kind=job.kind,
            heading=text,
            target=target,
            confirmed_by=act.by,
            confirmed_at=act.at,
        )
        for text, target in texts
        if text and len(text) <= HEADING_LENGTH and headings.count(text) == 1
    ]
    RememberedMapping.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["organization", "kind", "heading"],
        update_fields=["target", "confirmed_by", "confirmed_at"],
    )


@transaction.atomic
def choose_sheet(job: ImportJob, sheet: int) -> None:
    """Start over with another sheet of the same file."""
    fields = {"sheet": sheet, "mapping": {}, "lines": None, "splits": {}}
    if hand_over(job, ImportState.QUEUED, sources=ASKING, fields=fields):
        read_job.enqueue(job.pk, job.attempt)


@transaction.atomic
def confirm_splits(job: ImportJob, splits: Mapping[int, Sequence[str]]) -> None:
    """Keep the halves a person has confirmed, and check the rows again with them."""
    fields = {"splits": _with(job, splits)}
    if hand_over(job, ImportState.QUEUED, sources={ImportState.PREVIEW}, fields=fields):
        read_job.enqueue(job.pk, job.attempt)


def _with(job: ImportJob, splits: Mapping[int, Sequence[str]]) -> dict[str, list[str]]:
    joined = {line["n"] for line in job.lines or () if "j" in line}
    confirmed = {str(number): list(halves) for number, halves in splits.items() if number in joined}
    return {**job.splits, **confirmed}


@transaction.atomic
def ask_commit(
    job: ImportJob,
    place: ImportPlace,
    *,
    replace: bool,
    splits: Mapping[int, Sequence[str]],
    act: Act,
) -> None:
    """Have the rows stored in ``place``, by ``act.by``, instead of or after those it holds."""
    fields = {
        "place_reference": place.reference,
        "replace": replace,
        "splits": _with(job, splits),
        "edition_seen": act.seen,
        "committed_by": act.by,
        "ip": act.ip,
    }
    if hand_over(job, ImportState.COMMITTING, sources={ImportState.PREVIEW}, fields=fields):
        commit_job.enqueue(job.pk, job.attempt)


@transaction.atomic
def retry(job: ImportJob, *, act: Act) -> bool:
    """Hand a lost or failed import to the background again; false when that is not needed."""
    if not (job.is_lost(act.at) or job.is_retryable):
        return False
    is_commit = job.state == ImportState.COMMITTING
    state = ImportState.COMMITTING if is_commit else ImportState.QUEUED
    if hand_over(job, state, sources={*WORKING, ImportState.FAILED}):
        (commit_job if is_commit else read_job).enqueue(job.pk, job.attempt)
    return True


@transaction.atomic
def cancel(job: ImportJob, *, act: Act) -> bool:
    """Give the import up and forget its table; false when it is being stored or is finished."""
    if job.state not in BEFORE_COMMIT and not job.is_lost(act.at):
        return False
    name = job.file.name or ""
    try:
        move(
            job,
            ImportState.CANCELLED,
            attempt=job.attempt + 1,
            file="",
            pasted="",
            recognition=None,
            lines=None,
            splits={},
            findings=[],
        )
    except Superseded:
        return False
    drop_file(name)
    return True


def earlier_import(job: ImportJob) -> ImportJob | None:
    """The latest finished import of the very same sheet of the same file by the same union."""
    same = ImportJob.objects.light().filter(
        organization=job.organization_id,
        kind=job.kind,
        sha256=job.sha256,
        recognition__sheet=recognised_of(job).sheet,
        state=ImportState.DONE,
    )
    return same.select_related("committed_by").order_by("-committed_at").first()
