"""What the background does with an import: read it, check it, store it.

Each task names the attempt it belongs to. It begins by claiming the import for that attempt, so
that a task run twice, or left over from a worker that died, finds nothing to do.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from changxing_union.exports.raw import RawSheet
from changxing_union.exports.reading import read_pasted, read_table
from changxing_union.imports.lines import read_lines
from changxing_union.imports.models import ImportJob, ImportState, RememberedMapping
from changxing_union.imports.moves import Progress, Superseded, drop_file, move
from changxing_union.imports.recognition import missing_columns, recognise, suggested_mapping
from changxing_union.imports.stored import (
    encode_findings,
    encode_lines,
    encode_recognised,
    encode_stated,
    mapping_of,
    table_of,
    without_samples,
)
from changxing_union.imports.table import ReadTable, Recognised
from changxing_union.imports.targets import ImportTarget, RowFinding, target_of
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.organizations.acts import Act

logger = logging.getLogger(__name__)

BROKEN = (
    "导入没有完成，表中的内容没有任何改动。请点“重试”；如仍不行，请联系系统管理员并说明上传时间。"
)
UNCACHED = "这一格是公式，但文件里没有保存算出的结果。请在 WPS 中打开并保存后重传，或导入后填写。"
CHANGED = (
    "这张表在您预览之后又被修改过，替换会丢失那些修改，所以没有导入。"
    "请核对下面的预览，再重新点“导入”。"
)


@task()
def read_job(job_id: int, attempt: int) -> None:
    """Read the table and check its rows, as far as nobody has to be asked (→ 待对应列, 待确认)."""
    job = _claimed(job_id, attempt, ImportState.QUEUED)
    if job is not None:
        _carry_out(job, _read, when_refused=_refuse_file)


@task()
def commit_job(job_id: int, attempt: int) -> None:
    """Store all rows or none (→ 已导入)."""
    job = _claimed(job_id, attempt, ImportState.COMMITTING)
    if job is not None:
        _carry_out(job, _commit, when_refused=_back_to_preview)


def _claimed(job_id: int, attempt: int, state: ImportState) -> ImportJob | None:
    """The import, if this attempt is still the one that counts; it gives a sign of life."""
    job = (
        ImportJob.objects.select_related("organization", "created_by", "committed_by")
        .filter(pk=job_id, state=state, attempt=attempt)
        .first()
    )
    if job is None:
        return None
    try:
        move(job, ImportState.READING if state == ImportState.QUEUED else state)
    except Superseded:
        return None
    return job


def _carry_out(
    job: ImportJob,
    work: Callable[[ImportJob], None],
    *,
    when_refused: Callable[[ImportJob, Sequence[str]], None],
) -> None:
    """Do ``work``; whatever goes wrong ends up as sentences on the page of the import."""
    try:
        try:
            work(job)
        except Refused as refusal:
            when_refused(job, refusal.reasons)
        except Superseded:
            raise
        except Exception:
            logger.exception("Import %s failed", job.pk)
            move(job, ImportState.FAILED, failures=[BROKEN])
    except Superseded:
        logger.info("Import %s was taken out of this worker's hands", job.pk)


def _refuse_file(job: ImportJob, reasons: Sequence[str]) -> None:
    """A refused file is not kept; what was pasted stays, so that it can be corrected.

    Whoever was asked before and answered so that nothing can be read is asked again.
    """
    if job.recognition is not None:
        sheet = job.recognition["sheet"]
        move(job, ImportState.MAPPING, failures=list(reasons), sheet=sheet, mapping={})
        return
    name = job.file.name or ""
    with transaction.atomic():
        move(job, ImportState.FAILED, failures=list(reasons), file="")
        drop_file(name)


def _back_to_preview(job: ImportJob, reasons: Sequence[str]) -> None:
    move(job, ImportState.PREVIEW, failures=list(reasons))


# --- reading ------------------------------------------------------------------------------------


def _read(job: ImportJob) -> None:
    target = target_of(job.kind)
    if job.lines is None and not _read_lines(job, target):
        return
    _check(job, target)


def _read_lines(job: ImportJob, target: ImportTarget) -> bool:
    """Parse the table and keep its lines; false when a person has to place columns first."""
    sheets = _sheets(job)
    recognised = recognise(sheets, target.plan, remembered=_remembered(job), sheet=job.sheet)
    found = {
        "recognition": encode_recognised(recognised),
        "sheet_names": [[place, sheet.name] for place, sheet in enumerate(sheets) if sheet.rows],
    }
    if not job.mapping and _must_ask(recognised, target):
        move(job, ImportState.MAPPING, **found)
        return False
    job.mapping = job.mapping or {
        str(place): name for place, name in suggested_mapping(recognised).items()
    }
    table = read_lines(sheets[recognised.sheet], recognised, mapping_of(job), target.plan)
    refuse_if(_row_faults(table, recognised, target))
    move(
        job,
        ImportState.CHECKING,
        **found,
        mapping=job.mapping,
        lines=encode_lines(table),
        stated=encode_stated(table),
        done=0,
        expected=0,
    )
    return True


def _sheets(job: ImportJob) -> list[RawSheet]:
    if job.pasted:
        return [read_pasted(job.pasted)]
    progress = Progress(job)
    return read_table(Path(job.file.path), job.original_name, on_progress=progress)


def _remembered(job: ImportJob) -> dict[str, str]:
    rows = RememberedMapping.objects.filter(organization=job.organization_id, kind=job.kind)
    return dict(rows.values_list("heading", "target"))


def _must_ask(recognised: Recognised, target: ImportTarget) -> bool:
    missing = missing_columns(suggested_mapping(recognised), target.plan)
    return not recognised.is_certain or bool(missing)


def _row_faults(table: ReadTable, recognised: Recognised, target: ImportTarget) -> list[str]:
    count = len(table.data)
    if not count:
        where = f"“{recognised.sheet_name}”的表头（第 {recognised.header_last} 行）"
        return [f"{where}下面没有要导入的行。请确认选对了文件和工作表，填好后重新选择文件。"]
    if count > target.max_rows:
        limit = f"表中有 {count:,} 行，超过一次导入 {target.max_rows:,} 行的上限。"
        return [f"{limit}请拆成几个文件，分几次导入。"]
    return []


# --- checking -----------------------------------------------------------------------------------


def _check(job: ImportJob, target: ImportTarget) -> None:
    """Findings and totals of the rows as they stand, then it is the person's turn."""
    if job.state != ImportState.CHECKING:
        move(job, ImportState.CHECKING)
    table = table_of(job, target.plan)
    rows = [line.texts for line in table.data]
    uncached = [
        RowFinding(index, name, UNCACHED, blocks=True)
        for index, line in enumerate(table.data)
        for name in sorted(line.uncached)
    ]
    numbers = [line.number for line in table.data]
    findings = target.findings(job.place_reference, job.organization, rows, numbers, Progress(job))
    move(
        job,
        ImportState.PREVIEW,
        findings=encode_findings([*uncached, *findings]),
        computed=dict(target.totals(rows)),
        row_count=len(rows),
    )


# --- storing ------------------------------------------------------------------------------------


def _commit(job: ImportJob) -> None:
    """Rows and the end of the import are one transaction: a retry can never store them twice."""
    target = target_of(job.kind)
    rows = [line.texts for line in table_of(job, target.plan).data]
    with transaction.atomic():
        stored = target.commit(
            job, rows, replace=job.replace, act=_act(job, target), on_progress=Progress(job)
        )
        # The rows now stand in the form, and so does the file; a second copy of people's data
        # would serve nobody, and would outlive a file that the union takes out again.
        name = job.file.name or ""
        move(
            job,
            ImportState.DONE,
            result_url=stored.url,
            row_count=stored.rows,
            committed_at=timezone.now(),
            file="",
            pasted="",
            recognition=without_samples(job),
            lines=None,
            splits={},
            findings=[],
        )
        drop_file(name)


def _act(job: ImportJob, target: ImportTarget) -> Act:
    """The press of 导入, as the person made it; refused when the form is no longer as seen."""
    if job.replace and target.edition(job.place_reference) != job.edition_seen:
        raise Refused([CHANGED])
    by = job.committed_by or job.created_by
    seen = job.edition_seen if job.replace else ""
    return Act(by=by, at=timezone.now(), ip=job.ip, token=job.token, seen=seen)
