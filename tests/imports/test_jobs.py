"""What becomes of an import in the background: read, asked, checked, stored once or not at all."""

from pathlib import Path

import pytest
from django.db import IntegrityError

from changxing_union.imports import services
from changxing_union.imports.models import ImportJob, ImportState, RememberedMapping
from changxing_union.imports.moves import Progress, Superseded
from changxing_union.imports.stored import findings_of, table_of
from changxing_union.imports.targets import target_of
from changxing_union.imports.tasks import BROKEN, CHANGED, UNCACHED, commit_job, read_job
from changxing_union.kernel.refusals import Refused
from changxing_union.organizations.models import Team
from tests.factories.files import program
from tests.factories.pioneer import act_by
from tests.imports.conftest import HEADER, TWO_TEAMS, again, commit, set_back
from tests.imports.roster import KIND, NO_LEADER, NO_NUMBER, NO_UNIT

pytestmark = pytest.mark.django_db


def stored_teams():
    return list(Team.objects.order_by("pk").values_list("enterprise__name", "name", "leader_name"))


def rows_of(job):
    return [dict(line.texts) for line in table_of(job, target_of(KIND).plan).data]


TEAMS = [("长兴测试一厂", "甲班", "测试甲"), ("长兴测试二厂", "乙班", "测试乙")]


# --- reading ------------------------------------------------------------------------------------


def test_sound_table_goes_straight_to_the_preview_and_stores_nothing(begin):
    job = begin()
    assert (job.state, job.row_count, job.failures, job.attempt) == ("preview", 2, [], 1)
    assert rows_of(job) == [
        dict(zip(("unit_name", "team_name", "participant_count", "leader_name"), row, strict=True))
        for row in (
            ("长兴测试一厂", "甲班", "12", "测试甲"),
            ("长兴测试二厂", "乙班", "8", "测试乙"),
        )
    ]
    assert job.computed == {"units": 2, "workers": 20}
    assert stored_teams() == []


def test_findings_are_kept_in_the_order_of_the_lines(begin):
    job = begin(
        [HEADER, ["长兴测试一厂", "甲班", "约12", ""], ["长兴测试二厂", "乙班", "8人", "测试乙"]]
    )
    found = [(each.row, each.column, each.sentence, each.blocks) for each in findings_of(job)]
    assert found == [
        (0, "participant_count", NO_NUMBER, True),
        (0, "leader_name", NO_LEADER, False),
        (1, "participant_count", NO_NUMBER, True),
    ]


def test_formula_without_a_kept_result_is_a_finding(begin):
    job = begin([HEADER, ["长兴测试一厂", "甲班", "=6+6", "测试甲"]])
    assert [each.sentence for each in findings_of(job)] == [UNCACHED, NO_NUMBER]


def test_table_whose_columns_are_unknown_waits_for_a_person(begin):
    job = begin(
        [["单位名称", "班组名称", "参赛人数", "备用"], ["长兴测试一厂", "甲班", 12, "测试甲"]]
    )
    assert (job.state, job.lines, job.mapping) == ("mapping", None, {})
    assert job.sheet_names == [[0, "汇总表"]]


def test_confirmed_columns_are_remembered_and_not_asked_again(begin, clerk):
    strange = [["单位名称", "班组名称", "参赛人数", "备用"], ["长兴测试一厂", "甲班", 12, "测试甲"]]
    job = begin(strange)
    services.confirm_mapping(
        job,
        {1: "unit_name", 2: "team_name", 3: "participant_count", 4: "leader_name"},
        act=act_by(clerk),
    )
    assert (again(job).state, rows_of(again(job))[0]["leader_name"]) == ("preview", "测试甲")
    remembered = RememberedMapping.objects.order_by("pk").values_list("heading", "target")
    assert list(remembered) == [
        ("单位名称", "unit_name"),
        ("班组名称", "team_name"),
        ("参赛人数", "participant_count"),
        ("备用", "leader_name"),
    ]
    assert begin(strange).state == "preview"


def test_changed_mapping_overwrites_what_was_remembered(begin, clerk):
    job = begin([[*HEADER, "手机"], ["长兴测试一厂", "甲班", 12, "测试甲", "13900000001"]])
    places = {1: "unit_name", 2: "team_name", 3: "participant_count", 4: "leader_name"}
    for last in ("leader_mobile", ""):
        services.confirm_mapping(again(job), {**places, 5: last}, act=act_by(clerk))
    rows = RememberedMapping.objects.filter(heading="手机").values_list("target", "confirmed_by")
    assert list(rows) == [("", clerk.pk)]


def test_what_one_union_confirmed_does_not_bind_another(begin, clerk, cast):
    strange = [["单位名称", "班组名称", "参赛人数", "备用"], ["长兴测试一厂", "甲班", 12, "测试甲"]]
    job = begin(strange)
    services.confirm_mapping(
        job,
        {1: "unit_name", 2: "team_name", 3: "participant_count", 4: "leader_name"},
        act=act_by(clerk),
    )
    assert begin(strange, user=cast["meishan"]).state == "mapping"


def test_refused_file_is_deleted_and_its_sentences_stay(
    begin, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    with django_capture_on_commit_callbacks(execute=True):
        job = begin([["毫不相干", "的表"], ["一", "二"]])
    assert (job.state, job.file.name, len(job.failures)) == ("failed", "", 1)
    assert not job.is_retryable
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


def test_file_of_another_kind_is_refused_before_anything_is_kept(begin):
    with pytest.raises(Refused) as refusal:
        begin(program(), "名册.xlsx")
    assert refusal.value.reasons == (
        "“名册.xlsx”：这是一个程序，不是表格，不能上传。请选择 .xlsx 或 .csv 表格。",
    )
    assert ImportJob.objects.count() == 0


def test_csv_in_the_encoding_of_chinese_offices_is_read(begin):
    text = "\r\n".join(",".join(map(str, line)) for line in TWO_TEAMS)
    job = begin(text.encode("gb18030"), "名册.csv")
    assert (job.state, [row["team_name"] for row in rows_of(job)]) == ("preview", ["甲班", "乙班"])


def test_pasted_block_is_read(clerk):
    (place,) = target_of(KIND).places(clerk)
    text = "\n".join("\t".join(map(str, line)) for line in TWO_TEAMS)
    job = again(services.start_from_text(KIND, place, text, act=act_by(clerk)))
    assert (job.state, job.original_name, job.row_count) == ("preview", "粘贴的表格", 2)


def test_refused_paste_stays_so_that_it_can_be_corrected(clerk):
    (place,) = target_of(KIND).places(clerk)
    job = services.start_from_text(KIND, place, "毫不相干\t的表\n一\t二", act=act_by(clerk))
    assert (again(job).state, again(job).pasted) == ("failed", "毫不相干\t的表\n一\t二")


def test_table_without_lines_is_refused(begin):
    where = "“汇总表”的表头（第 1 行）下面没有要导入的行。"
    assert begin([HEADER, ["合计", "", 0, ""]]).failures == [
        f"{where}请确认选对了文件和工作表，填好后重新选择文件。"
    ]


def test_table_with_too_many_lines_is_refused(begin):
    lines = [[f"长兴测试{number}厂", "甲班", 1, "测试甲"] for number in range(6_001)]
    assert begin([HEADER, *lines]).failures == [
        "表中有 6,001 行，超过一次导入 6,000 行的上限。请拆成几个文件，分几次导入。"
    ]


def test_five_thousand_lines_are_read_checked_counted_and_stored(begin, clerk):
    lines = [[f"长兴测试{number}厂", "甲班", 3, "测试甲"] for number in range(5_000)]
    job = begin([HEADER, *lines])
    assert (job.state, job.done, job.expected, job.row_count) == ("preview", 5_000, 5_000, 5_000)
    assert job.computed == {"units": 5_000, "workers": 15_000}
    done = commit(job, clerk)
    assert (done.state, done.done, done.expected) == ("done", 5_000, 5_000)
    assert Team.objects.count() == 5_000


def test_sheet_can_be_changed_and_a_bad_choice_is_asked_again(begin, clerk):
    job = begin()
    services.choose_sheet(job, 7)
    found = again(job)
    assert (found.state, found.sheet, len(found.failures)) == ("mapping", 0, 1)
    services.choose_sheet(found, 0)
    assert (again(job).state, again(job).failures) == ("preview", [])


def test_confirmed_split_takes_the_place_of_the_guessed_one(begin, clerk):
    lines = [["单位班组名称", "参赛人数", "组长"], ["长兴测试一厂细纱甲班", 12, "测试甲"]]
    job = begin(lines)
    line = table_of(job, target_of(KIND).plan).data[0]
    assert (line.texts["unit_name"], line.texts["team_name"]) == ("长兴测试一厂细纱", "甲班")
    services.confirm_splits(job, {line.number: ("长兴测试一厂", "细纱甲班"), 99: ("无", "此行")})
    (row,) = table_of(again(job), target_of(KIND).plan).data
    assert (row.texts["unit_name"], row.texts["team_name"]) == ("长兴测试一厂", "细纱甲班")
    assert (row.is_split_certain, again(job).splits) == (
        True, {str(line.number): ["长兴测试一厂", "细纱甲班"]},
    )  # fmt: skip


# --- storing ------------------------------------------------------------------------------------


def test_commit_stores_every_row_and_forgets_the_copy(
    begin, clerk, django_capture_on_commit_callbacks
):
    job = begin()
    copy = Path(job.file.path)
    assert "测试甲" in str(job.recognition)
    with django_capture_on_commit_callbacks(execute=True):
        job = commit(job, clerk)
    assert not copy.exists()
    assert "测试甲" not in str(job.recognition)
    assert (job.state, job.result_url, job.committed_by, job.row_count) == (
        "done", "/desk/", clerk, 2,
    )  # fmt: skip
    assert (job.lines, job.findings, job.splits, bool(job.file)) == (None, [], {}, False)
    assert stored_teams() == TEAMS


def test_second_press_and_a_task_run_twice_store_nothing_more(begin, clerk):
    job = begin()
    stale = again(job)
    done = commit(job, clerk)
    commit(stale, clerk)
    for attempt in range(4):
        commit_job.call(job.pk, attempt)
        read_job.call(job.pk, attempt)
    assert (again(job).state, again(job).attempt) == ("done", done.attempt)
    assert stored_teams() == TEAMS


def test_append_keeps_what_is_there_and_replace_does_not(begin, clerk):
    commit(begin(), clerk)
    more = [HEADER, ["长兴测试三厂", "丙班", 5, "测试丙"]]
    commit(begin(more), clerk)
    assert len(stored_teams()) == 3
    job = begin(more)
    commit(job, clerk, replace=True, seen=target_of(KIND).edition(job.place_reference))
    assert stored_teams() == [("长兴测试三厂", "丙班", "测试丙")]


def test_replacing_a_form_that_was_edited_meanwhile_is_refused_and_shown_again(begin, clerk):
    commit(begin(), clerk)
    job = begin([HEADER, ["长兴测试三厂", "丙班", 5, "测试丙"]])
    seen = target_of(KIND).edition(job.place_reference)
    Team.objects.order_by("pk").first().delete()
    job = commit(job, clerk, replace=True, seen=seen)
    assert (job.state, job.failures) == ("preview", [CHANGED])
    assert stored_teams() == TEAMS[1:]
    job = commit(job, clerk, replace=True, seen=target_of(KIND).edition(job.place_reference))
    assert (job.state, job.failures) == ("done", [])


def test_refusal_of_the_product_leads_back_to_the_preview(begin, clerk):
    job = commit(begin([HEADER, ["长兴测试停办厂", "甲班", 5, "测试甲"]]), clerk)
    assert (job.state, job.failures, job.row_count) == ("preview", [NO_UNIT], 1)
    assert stored_teams() == []


@pytest.mark.logs_errors
def test_failure_nobody_foresaw_stores_nothing_and_can_be_retried(begin, clerk, caplog):
    # The register refuses the same team twice, with an error of the database.
    twice = ["长兴测试一厂", "甲班", 5, "测试甲"]
    job = commit(begin([HEADER, ["长兴测试零厂", "零班", 1, "测试零"], twice, twice]), clerk)
    assert (job.state, job.failures, job.is_retryable) == ("failed", [BROKEN], True)
    assert stored_teams() == []
    (record,) = [each for each in caplog.records if each.name == "changxing_union.imports.tasks"]
    assert issubclass(record.exc_info[0], IntegrityError)
    assert services.retry(job, act=act_by(clerk))
    assert (again(job).state, len(rows_of(again(job)))) == ("preview", 3)


def test_retry_of_a_lost_commit_stores_the_rows_once(begin, clerk):
    job = begin()
    place = target_of(KIND).place(clerk, job.place_reference, job.organization_id)
    lost = set_back(
        job, seconds=61, state=ImportState.COMMITTING, committed_by=clerk,
        attempt=2, place_reference=place.reference,
    )  # fmt: skip
    assert services.retry(lost, act=act_by(clerk))
    assert again(job).state == "done"
    # The first worker was only slow: it wakes up and finds that the import is no longer its own.
    commit_job.call(job.pk, 2)
    assert stored_teams() == TEAMS


@pytest.mark.parametrize("state", ["queued", "reading", "checking"])
def test_retry_of_a_lost_reading_begins_anew(begin, clerk, state):
    lost = set_back(begin(), seconds=61, state=state, lines=None)
    assert services.retry(lost, act=act_by(clerk))
    assert (again(lost).state, again(lost).row_count) == ("preview", 2)


def test_import_that_is_alive_is_not_retried(begin, clerk):
    alive = set_back(begin(), seconds=50, state=ImportState.READING)
    assert not services.retry(alive, act=act_by(clerk))
    assert again(alive).state == "reading"


def test_progress_of_a_worker_that_lost_the_import_stops_it(begin):
    job = set_back(begin(), seconds=0, state=ImportState.READING)
    progress = Progress(job)
    progress(1, 9)
    assert (again(job).done, again(job).expected) == (1, 9)
    ImportJob.objects.filter(pk=job.pk).update(attempt=job.attempt + 1)
    with pytest.raises(Superseded):
        progress(9, 9)
    assert again(job).done == 1


def test_progress_is_not_written_for_every_row(begin, django_assert_num_queries):
    progress = Progress(set_back(begin(), seconds=0, state=ImportState.READING))
    with django_assert_num_queries(2):  # the first and the last; a thousand rows take no time
        for done in range(1, 1_001):
            progress(done, 1_000)
