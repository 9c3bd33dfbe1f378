"""How an import ends without rows: given up, forgotten, or taken by a worker that is stopped."""

import signal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from changxing_union.imports import services
from changxing_union.imports.models import ImportJob, ImportState
from changxing_union.imports.tasks import read_job
from changxing_union.kernel.refusals import Refused
from tests.factories.pioneer import act_by
from tests.factories.workbooks import workbook, workbook_of
from tests.imports.conftest import HEADER, TWO_TEAMS, again, commit, set_back
from tests.imports.roster import teams_of

pytestmark = pytest.mark.django_db


# --- giving up ----------------------------------------------------------------------------------


def test_cancel_forgets_the_table(begin, clerk, django_capture_on_commit_callbacks):
    job = begin()
    path = Path(job.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.cancel(job, act=act_by(clerk))
    job = again(job)
    assert (job.state, job.lines, job.findings, job.file.name) == ("cancelled", None, [], "")
    assert not path.exists()


def test_table_left_lying_for_a_month_is_forgotten_when_the_union_imports_again(begin):
    old, recent = begin(), begin()
    set_back(old, seconds=31 * 86_400)
    set_back(recent, seconds=29 * 86_400)
    begin()
    assert [(again(job).state, again(job).lines is None) for job in (old, recent)] == [
        ("cancelled", True), ("preview", False),
    ]  # fmt: skip


def test_table_left_lying_by_another_union_is_forgotten_then_too(begin, cast):
    old = begin(user=cast["meishan"])
    set_back(old, seconds=31 * 86_400)
    begin()
    assert (again(old).state, again(old).lines) == ("cancelled", None)


def test_union_with_five_tables_at_work_is_asked_to_wait(begin, cast):
    for _ in range(5):
        set_back(begin(), seconds=0, state=ImportState.QUEUED)
    with pytest.raises(Refused) as refusal:
        begin()
    assert refusal.value.reasons == (
        "本工会有 5 个表格正在导入，请等其中一个完成，或在“最近的导入”里取消不需要的，再上传。",
    )
    assert begin(user=cast["meishan"]).pk
    for job in ImportJob.objects.all():
        set_back(job, seconds=3_700, state=ImportState.READING)
    assert begin().pk  # those were lost: they bar nobody


@pytest.mark.parametrize("state", ["committing", "done"])
def test_what_is_being_stored_or_is_stored_cannot_be_cancelled(begin, clerk, state):
    job = commit(begin(), clerk)
    job = set_back(job, seconds=0, state=state)
    assert not services.cancel(job, act=act_by(clerk))
    assert again(job).state == state


def test_worker_that_finds_its_import_cancelled_stores_nothing(begin, clerk):
    job = begin()
    waiting = set_back(job, seconds=0, state=ImportState.QUEUED)
    assert services.cancel(waiting, act=act_by(clerk))
    read_job.call(job.pk, job.attempt)
    assert again(job).state == "cancelled"


def test_earlier_import_of_the_same_file_is_found_for_the_same_union_only(begin, clerk, cast):
    content = workbook(TWO_TEAMS)
    assert services.earlier_import(begin(content)) is None
    done = commit(begin(content), clerk)
    assert services.earlier_import(begin(content)) == done
    assert services.earlier_import(begin(content, user=cast["meishan"])) is None


def test_another_sheet_of_a_file_imported_before_is_no_second_import(begin, clerk):
    village = [HEADER, ["长兴测试三厂", "丙班", 5, "测试丙"]]
    content = workbook_of({"沈湾村": TWO_TEAMS, "刘家渡村": village})
    first = commit(begin(content), clerk)
    second = begin(content)
    assert services.earlier_import(second) == first
    services.choose_sheet(second, 1)
    assert again(second).state == "preview"
    assert services.earlier_import(again(second)) is None


def test_state_that_nobody_knows_is_refused_by_the_database(begin):
    job = begin()
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportJob.objects.filter(pk=job.pk).update(state="lost")


# --- the worker ---------------------------------------------------------------------------------


@pytest.fixture
def own_signals():
    """``db_worker`` takes the signals of its process; here it runs in ours."""
    kinds = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)
    before = {kind: signal.getsignal(kind) for kind in kinds}
    yield
    for kind, handler in before.items():
        signal.signal(kind, handler)


@pytest.mark.django_db(transaction=True)
def test_worker_takes_imports_from_the_database(settings, cast, clerk, begin, own_signals):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    job = begin()
    assert job.state == "queued"
    work = {"batch": True, "interval": 0, "startup_delay": False, "reload": False, "verbosity": 0}
    call_command("db_worker", **work)
    assert again(job).state == "preview"
    assert commit(again(job), clerk).state == "committing"
    call_command("db_worker", **work)
    assert (again(job).state, teams_of(job.organization_id).count()) == ("done", 2)


def test_heartbeat_is_the_time_of_the_last_step(begin):
    before = timezone.now()
    assert before <= begin().heartbeat_at <= timezone.now()
