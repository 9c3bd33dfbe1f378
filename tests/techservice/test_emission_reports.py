"""浪费与超排报告: written down while in office, followed up by union and county."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from changxing_union.filing.services.rows import SPENT
from changxing_union.kernel.dates import shanghai_day
from techservice.models import EmissionReport, ReportFollowUp
from techservice.services.emission_reports import follow_up, record_report
from tests.factories.pioneer import act_by
from tests.factories.supervisors import dismiss, make_appointed, make_approved, make_report
from tests.refusals import refusal_of

TODAY = shanghai_day(timezone.now())
NOT_SERVING = "这名监督员现在不在聘，不能登记新的报告。"
NOT_RECORDER = "报告由填报单位代录，或由县总工会经济工作部登记，您的账号没有这项权限。"
SOUND = {
    "reported_on": TODAY,
    "kind": "excess",
    "place": "测试车间",
    "content": "烟囱冒黑烟约十分钟",
    "told_to": "",
}


@pytest.mark.parametrize("username", ["lijiaxiang2", "jingjibu"])
def test_union_and_clerk_write_reports_down(cast, username):
    report = make_report(make_appointed(cast), cast[username])
    assert (report.state, report.by, report.get_kind_display()) == (
        "open", cast[username], "能源浪费",
    )  # fmt: skip


@pytest.mark.parametrize("username", ["meishan", "zonggonghui", "kaohe", "guanli"])
def test_nobody_else_does(cast, username):
    made = make_appointed(cast)
    assert refusal_of(make_report, made, cast[username]) == [NOT_RECORDER]


def test_same_press_twice_is_one_report_and_another_persons_is_spent(cast):
    made = make_appointed(cast)
    first, again = (make_report(made, cast["lijiaxiang"], token="press-1") for _ in range(2))
    assert (first.pk, EmissionReport.objects.count()) == (again.pk, 1)
    other = make_appointed(cast, name="测试乙", mobile="13900000002", number="2018-002")
    assert refusal_of(make_report, other, cast["lijiaxiang"], token="press-1") == [SPENT]


def test_only_whoever_is_in_office_reports(cast):
    waiting = make_approved(cast)
    act = act_by(cast["lijiaxiang"])
    assert refusal_of(record_report, waiting, SOUND, act=act) == [NOT_SERVING]
    expired = make_appointed(
        cast, name="测试乙", mobile="13900000002", until=TODAY - timedelta(1)
    ).supervisor.filing
    assert refusal_of(record_report, expired, SOUND, act=act) == [NOT_SERVING]
    ended = make_appointed(cast, name="测试丙", mobile="13900000003", number="2018-003")
    filing = dismiss(ended, cast).supervisor.filing
    assert refusal_of(record_report, filing, SOUND, act=act) == [NOT_SERVING]
    assert EmissionReport.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ({"reported_on": None}, ["请填写报告日期。"]),
        ({"reported_on": TODAY + timedelta(1)}, ["报告日期不能晚于今天，请核对。"]),
        ({"reported_on": date(2018, 12, 19)},
         [f"报告日期须在聘期内（2018年12月20日至{TODAY.year + 2}年12月31日），请核对。"]),
        ({"kind": ""}, ["请选择报告类别。"]),
        ({"place": " "}, ["请填写地点。"]),
        ({"content": "冒烟"}, ["请写明报告内容（至少 5 个字）。"]),
    ],
)  # fmt: skip
def test_what_is_missing_is_told(cast, typed, reasons):
    filing = make_appointed(cast).supervisor.filing
    act = act_by(cast["lijiaxiang"])
    assert refusal_of(record_report, filing, {**SOUND, **typed}, act=act) == reasons


def test_follow_ups_tell_how_far_it_is_also_after_the_office_has_ended(cast):
    made = make_appointed(cast)
    report = make_report(made, cast["lijiaxiang"])
    act = act_by(cast["jingjibu"])
    follow_up(report, day=TODAY, text="已通知企业整改", to_state="working", act=act)
    dismiss(made, cast)
    act = act_by(cast["lijiaxiang"])
    follow_up(report, day=TODAY, text="已更换空压机", to_state="done", act=act)
    assert EmissionReport.objects.get().state == "done"
    steps = ReportFollowUp.objects.order_by("pk").values_list("text", "to_state", "by__username")
    assert list(steps) == [
        ("已通知企业整改", "working", "jingjibu"), ("已更换空压机", "done", "lijiaxiang"),
    ]  # fmt: skip


def test_same_follow_up_twice_is_one(cast):
    report = make_report(make_appointed(cast), cast["lijiaxiang"])
    act = act_by(cast["jingjibu"], token="press-1")
    for _ in range(2):
        follow_up(report, day=TODAY, text="已通知企业整改", to_state="working", act=act)
    assert ReportFollowUp.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ({"day": None}, ["请填写跟进日期。"]),
        ({"day": TODAY + timedelta(1)}, ["跟进日期不能晚于今天，请核对。"]),
        ({"day": TODAY - timedelta(1)},
         [f"跟进日期不能早于报告日期（{TODAY.year}年{TODAY.month}月{TODAY.day}日），请核对。"]),
        ({"text": ""}, ["请写明跟进情况（至少 5 个字）。"]),
        ({"to_state": ""}, ["请选择处理情况。"]),
    ],
)  # fmt: skip
def test_follow_up_says_what_is_missing(cast, typed, reasons):
    report = make_report(make_appointed(cast), cast["lijiaxiang"])
    sound = {"day": TODAY, "text": "已通知企业整改", "to_state": "working", **typed}
    assert refusal_of(follow_up, report, **sound, act=act_by(cast["jingjibu"])) == reasons


def test_stranger_follows_nothing_up(cast):
    report = make_report(make_appointed(cast), cast["lijiaxiang"])
    sound = {"day": TODAY, "text": "已通知企业整改", "to_state": "working"}
    assert refusal_of(follow_up, report, **sound, act=act_by(cast["meishan"])) == [NOT_RECORDER]
