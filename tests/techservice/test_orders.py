"""The life of a service order: who takes which step from where, what bars it, what it leaves."""

from datetime import date, timedelta

import pytest

from changxing_union.filing import services as filing_services
from changxing_union.kernel.refusals import Refused
from techservice.blockers.orders import is_order_actor, order_blockers
from techservice.models import OrderState, ServiceEvent, ServiceOrder, Volunteer
from techservice.services import orders, visits
from techservice.services.sheet_results import added_texts
from techservice.services.teams import retire_team
from techservice.transitions import DISPATCH, EVALUATE, ORDER_LIFE, TAKE_ON, VISIT
from tests.factories.files import upload
from tests.factories.pictures import photo
from tests.factories.pioneer import act_by
from tests.factories.services import (
    completed,
    dispatched,
    evaluated,
    order_of,
    serving,
    today,
    visit_facts,
    visited,
    waiting,
)
from tests.factories.teams import make_team, make_volunteer
from tests.refusals import refusal_of

OWN_SERVICE = (
    "您是承接这份服务单的服务队队员，不能评价自己的服务。"
    "请由企业通过评价链接填写，或由其他工会干部代录。"
)
SERVED = "这份需求已经派给服务队，不能再退回修改。需要终止的，请在服务单上转其他部门，或作废申报。"


@pytest.fixture
def team(cast):
    return make_team(cast["jingjibu"], "焊接示例队")


@pytest.fixture
def other(cast):
    return make_team(cast["jingjibu"], "电工示例队", "电工")


def make_user_serve(user, team):
    """A volunteer with an account that also does something else."""
    Volunteer.objects.create(
        team=team, name="测试乙", category="skilled", user=user, joined_on=date(2018, 4, 1)
    )


def history(order):
    rows = ServiceEvent.objects.filter(order=order.pk)
    return [(each.label, each.to_state, each.reason) for each in rows]


def test_suggestions_name_the_matching_team_first(filer, clerk, team, other):
    order = waiting(filer, clerk)
    first, second = orders.suggestions(order.request)
    assert (first.team.name, second.team.name) == ("焊接示例队", "电工示例队")
    assert first.sentence == "需求中提到“电焊”“焊工”；现有 0 单在办，队里还没有队员。"


def test_open_orders_burden_a_team_until_it_has_finished(filer, clerk, team):
    dispatched(filer, clerk, team)
    order = waiting(filer, clerk, unit="长兴测试第二机械有限公司")
    (suggested,) = orders.suggestions(order.request)
    assert suggested.team.open_orders == 1
    completed(filer, clerk, team, unit="长兴测试第三机械有限公司")
    (suggested,) = orders.suggestions(order.request)
    assert suggested.team.open_orders == 1


def test_whole_way_leaves_its_history(filer, clerk, team):
    order = evaluated(filer, clerk, team)
    orders.archive(order.request, reason="", act=act_by(clerk))
    day = f"{today().year}年{today().month}月{today().day}日"
    assert history(order) == [
        ("派单", "dispatched", "派给焊接示例队"),
        ("接单", "serving", ""),
        ("登记上门服务", "serving", f"{day}，示例队长"),
        ("登记完成情况", "completed", ""),
        ("录入企业评价", "evaluated", "依据：电话回访"),
        ("归档", "archived", ""),
    ]
    assert order_of(order.request.filing).days_taken == 0


def test_sheet_bears_what_came_of_it_and_not_the_grade(filer, clerk, team):
    order = completed(filer, clerk, team)
    day = f"{today().year}年{today().month}月{today().day}日"
    done = f"已上门指导焊接工艺。\n服务队：焊接示例队　　完成日期：{day}"
    assert added_texts(order.request) == {"completion": done, "evaluation": ""}
    evaluated(filer, clerk, team, unit="长兴测试第二机械有限公司")
    judged = ServiceOrder.objects.get(state=OrderState.EVALUATED)
    assert added_texts(judged.request)["evaluation"] == (
        f"师傅讲得明白，焊缝合格率明显提高。\n评价人：测试厂长　　日期：{day}"
    )


@pytest.mark.parametrize("step", [step for step in ORDER_LIFE if step is not DISPATCH])
def test_nothing_but_a_dispatch_or_transfer_begins(filer, clerk, team, step):
    order = waiting(filer, clerk)
    barred = order_blockers(order, step, by=clerk)
    if step.action == "transfer":
        assert barred == []
    else:
        assert barred == [
            f"这份服务单现在的状态是“待派队”，不能{step.label}。请刷新页面查看最新情况。"
        ]


def test_every_state_is_reached_and_only_the_last_two_lead_nowhere():
    reached = {step.target for step in ORDER_LIFE if step.target} | {OrderState.WAITING}
    assert reached == set(OrderState)
    left = {source for step in ORDER_LIFE for source in step.sources}
    assert set(OrderState) - left == {OrderState.ARCHIVED, OrderState.TRANSFERRED}


def test_completing_needs_a_visit(filer, clerk, team):
    order = serving(filer, clerk, team)
    assert refusal_of(
        orders.complete, order.request, completed_on=today(), text="已完成。", act=act_by(clerk)
    ) == ["还没有登记过上门服务，请先登记至少一次，再登记完成情况。"]


def test_days_lie_between_the_acceptance_and_today(filer, clerk, team):
    order = visited(filer, clerk, team)
    tomorrow, yesterday = today() + timedelta(days=1), today() - timedelta(days=1)
    assert refusal_of(
        visits.record_visit, order.request, visit_facts(tomorrow), act=act_by(clerk)
    ) == ["日期不能晚于今天，请核对。"]
    early = f"日期不能早于受理日期（{today().year}年{today().month}月{today().day}日），请核对。"
    assert refusal_of(
        orders.complete, order.request, completed_on=yesterday, text="已完成。", act=act_by(clerk)
    ) == [early]


def test_completion_is_not_before_the_last_visit(filer, clerk, team):
    order = visited(filer, clerk, team)
    earlier = today() - timedelta(days=3)
    ServiceOrder.objects.filter(pk=order.pk).update(accepted_on=earlier)
    last = f"{today().year}年{today().month}月{today().day}日"
    assert refusal_of(
        orders.complete, order.request, completed_on=earlier, text="已完成。", act=act_by(clerk)
    ) == [f"完成日期不能早于最后一次上门服务（{last}），请核对。"]


def test_reassigning_names_both_teams_and_begins_anew(filer, clerk, team, other):
    order = visited(filer, clerk, team)
    order = orders.reassign(
        order.request, team=other.pk, reason="焊接队本月任务已满。", act=act_by(clerk)
    )
    assert (order.state, order.team) == (OrderState.DISPATCHED, other)
    assert history(order)[-1] == (
        "改派", "dispatched", "由焊接示例队改派给电工示例队：焊接队本月任务已满。",
    )  # fmt: skip
    assert [visit.team for visit in order.visits.all()] == [team]


def test_reassigning_to_the_same_team_is_refused(filer, clerk, team):
    order = dispatched(filer, clerk, team)
    assert refusal_of(
        orders.reassign, order.request, team=team.pk, reason="请另派一队。", act=act_by(clerk)
    ) == ["这份服务单现在就由这支服务队承接，请另选一支。"]


@pytest.mark.parametrize("make", [dispatched, serving])
def test_pause_resumes_where_it_began(filer, clerk, team, make):
    order = make(filer, clerk, team)
    before = order.state
    orders.pause(order.request, reason="企业停产检修。", act=act_by(clerk))
    assert order_of(order.request.filing).state == OrderState.PAUSED
    assert orders.resume(order.request, act=act_by(clerk)).state == before


def test_transfer_ends_the_way_and_says_where(filer, clerk):
    order = waiting(filer, clerk)
    assert refusal_of(
        orders.transfer, order.request, department=" ", reason="属审批事项。", act=act_by(clerk)
    ) == ["请填写转往哪个部门。"]
    orders.transfer(
        order.request, department="县人力社保局", reason="属审批事项。", act=act_by(clerk)
    )
    assert history(order) == [("转其他部门", "transferred", "转县人力社保局：属审批事项。")]
    assert order_blockers(order_of(order.request.filing), DISPATCH, by=clerk) != []


def test_reopening_keeps_what_was_said_and_closes_the_link(filer, clerk, team):
    order = completed(filer, clerk, team)
    order = orders.reopen(order.request, reason="企业反映还没有解决。", act=act_by(clerk))
    assert (order.state, order.completion_text, order.completed_on) == ("serving", "", None)
    assert "原完成情况" in history(order)[-1][2]
    assert "已上门指导焊接工艺。" in history(order)[-1][2]


def test_filing_away_without_a_judgement_says_why(filer, clerk, team):
    order = completed(filer, clerk, team)
    assert refusal_of(orders.archive, order.request, reason="", act=act_by(clerk)) == [
        "请写明原因（至少 5 个字）。"
    ]
    orders.archive(order.request, reason="多次联系企业未答复。", act=act_by(clerk))
    assert order_of(order.request.filing).state == OrderState.ARCHIVED


def test_retired_team_is_not_sent(filer, clerk, team):
    order = waiting(filer, clerk)
    type(team).objects.filter(pk=team.pk).update(is_active=False)
    assert refusal_of(orders.dispatch, order.request, team=team.pk, note="", act=act_by(clerk)) == [
        "这支服务队已经停用，请另选一支。"
    ]
    assert refusal_of(orders.dispatch, order.request, team=None, note="", act=act_by(clerk)) == [
        "请选择服务队。"
    ]


def test_second_press_of_one_button_changes_nothing(filer, clerk, team):
    order = waiting(filer, clerk)
    for _ in range(2):
        orders.dispatch(order.request, team=team.pk, note="", act=act_by(clerk, token="press-1"))
    assert len(history(order)) == 1


def test_page_drawn_before_a_colleague_acted_is_refused(filer, clerk, team):
    order = dispatched(filer, clerk, team)
    seen = order.edition
    orders.take_on(order.request, act=act_by(clerk))
    assert refusal_of(
        orders.pause, order.request, reason="企业停产检修。", act=act_by(clerk, seen=seen)
    ) == ["您打开页面后，这份服务单又有变动，这一步没有执行。请核对现在的情况后再办理。"]


def test_who_takes_which_step(cast, filer, clerk, team):
    member, colleague = cast["fuwudui"], cast["meishan"]
    make_volunteer(clerk, team, user=member)
    order = completed(filer, clerk, team)
    people = {"clerk": clerk, "union": filer, "member": member, "neighbour": colleague}
    may = {
        step.action: {name for name, user in people.items() if is_order_actor(user, order, step)}
        for step in ORDER_LIFE
    }
    by_clerk, by_team = {"clerk"}, {"clerk", "member"}
    assert may == {
        "dispatch": by_clerk, "take": by_team, "visit": by_team, "complete": by_team,
        "evaluate": {"clerk", "union"}, "archive": by_clerk, "reassign": by_clerk,
        "pause": by_clerk, "resume": by_clerk, "reopen": by_clerk, "transfer": by_clerk,
    }  # fmt: skip


@pytest.mark.parametrize("username", ["jingjibu", "lijiaxiang"])
def test_who_serves_never_judges_whatever_else_they_are(cast, filer, clerk, team, username):
    order = completed(filer, clerk, team)
    make_user_serve(cast[username], team)
    barred = order_blockers(order_of(order.request.filing), EVALUATE, by=cast[username])
    assert barred == [OWN_SERVICE]


def test_member_of_another_team_does_nothing_here(cast, filer, clerk, team, other):
    make_volunteer(clerk, other, user=cast["fuwudui"])
    order = dispatched(filer, clerk, team)
    assert order_blockers(order, TAKE_ON, by=cast["fuwudui"]) == [
        "“接单”由承接的服务队或县总工会经办人员办理，您的账号没有这项权限。"
    ]


def test_need_being_served_is_not_sent_back_and_one_waiting_is(filer, clerk, team):
    order = dispatched(filer, clerk, team)
    back = {"reason": "请补充联系电话。", "flags": {}, "act": act_by(clerk)}
    assert refusal_of(filing_services.return_to_filer, order.request.filing, **back) == [SERVED]
    other = waiting(filer, clerk, unit="长兴测试第二机械有限公司")
    filing_services.return_to_filer(other.request.filing, **back)
    assert order_blockers(order_of(other.request.filing), DISPATCH, by=clerk) == [
        "申报现在的状态是“退回修改”，服务单不能再办理。"
    ]


def test_void_need_is_served_no_more(filer, clerk, team):
    order = serving(filer, clerk, team)
    filing_services.void(order.request.filing, reason="企业已注销，不再需要。", act=act_by(clerk))
    assert order_blockers(order_of(order.request.filing), VISIT, by=clerk) == [
        "申报现在的状态是“作废”，服务单不能再办理。"
    ]


def test_photos_of_a_visit_are_kept_once_and_something_else_refuses_all(filer, clerk, team):
    order = serving(filer, clerk, team)
    twice = [upload("现场.jpg", photo()), upload("现场.jpg", photo())]
    visit = visits.record_visit(order.request, visit_facts(), photos=twice, act=act_by(clerk))
    assert [photo.original_name for photo in visit.photos.all()] == ["现场.jpg"]
    photos = [upload("现场二.jpg", photo((90, 60))), upload("坏.jpg", b"MZ" + bytes(200))]
    with pytest.raises(Refused):
        visits.record_visit(order.request, visit_facts(), photos=photos, act=act_by(clerk))
    assert order.visits.count() == 1


def test_team_at_work_is_not_retired(filer, clerk, team):
    order = dispatched(filer, clerk, team)
    retire = {"reason": "队员都已调离。", "act": act_by(clerk)}
    assert refusal_of(retire_team, team, **retire) == [
        "这支队还有 1 单服务在办，请先完成或改派，再停用。"
    ]
    orders.transfer(
        order.request, department="县人力社保局", reason="属审批事项。", act=act_by(clerk)
    )
    assert not retire_team(team, **retire).is_active
