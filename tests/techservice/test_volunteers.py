"""Volunteers: taken in, corrected, made leader, seen off; with what the database refuses."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from changxing_union.kernel.dates import shanghai_day, show_date
from changxing_union.organizations.models import Membership, Role
from techservice.models import Volunteer
from techservice.services import teams, volunteers
from tests.factories.organizations import make_user
from tests.factories.pioneer import act_by
from tests.factories.teams import JOINED_ON, facts_of, make_team, make_volunteer
from tests.refusals import refusal_of

pytestmark = pytest.mark.django_db
TODAY = shanghai_day(timezone.now())
TOMORROW = TODAY + timedelta(days=1)
REASON = "调离本县，不再参加服务。"


@pytest.fixture
def team(cast):
    return make_team(cast["jingjibu"])


def history(team):
    """What came after 建队."""
    return [(event.get_action_display(), event.reason) for event in team.events.all()[1:]]


def change(volunteer, clerk, *, seen="", token="", name="测试甲", **facts):
    act = act_by(clerk, seen=seen, token=token)
    return volunteers.change_volunteer(volunteer, facts_of(name, **facts), act=act)


def leave(volunteer, clerk, *, left_on=TODAY, reason=REASON, token=""):
    act = act_by(clerk, token=token)
    return volunteers.leave_team(volunteer, left_on=left_on, reason=reason, act=act)


def test_joining_is_told_without_the_phone(clerk, team):
    person = make_volunteer(clerk, team, mobile="13900000001", category="doctor")
    assert history(team) == [("入队", "测试甲（医生），2018年4月1日入队")]
    assert (team.events.last().volunteer, team.events.last().by) == (person, clerk)


@pytest.mark.parametrize(
    ("facts", "sentences"),
    [
        ({"name": ""}, [volunteers.NO_NAME]),
        ({"category": ""}, [volunteers.NO_CATEGORY]),
        ({"category": "hero"}, [volunteers.NO_CATEGORY]),
        ({"joined_on": None}, [volunteers.NO_JOINING_DAY]),
        ({"joined_on": TOMORROW}, [volunteers.JOINED_AHEAD]),
        ({"name": "", "category": ""}, [volunteers.NO_NAME, volunteers.NO_CATEGORY]),
        ({"name": "测试乙", "mobile": "13900000002"}, [volunteers.ALREADY_IN]),
        ({"account": 0}, [volunteers.NO_ACCOUNT]),
    ],
)
def test_what_must_be_known_is_told_on_joining_and_on_changing(clerk, team, facts, sentences):
    make_volunteer(clerk, team, "测试乙", mobile="13900000002")
    person = make_volunteer(clerk, team, "测试甲")
    new = facts_of(**{"name": "测试丙", **facts})
    assert refusal_of(volunteers.add_volunteer, team, new, act=act_by(clerk)) == sentences
    assert refusal_of(change, person, clerk, **facts) == sentences


def test_namesakes_without_a_phone_or_with_another_are_two_people(clerk, team):
    for mobile in ("", "", "13900000002", "13900000003"):
        make_volunteer(clerk, team, "测试乙", mobile=mobile)
    assert team.volunteers.count() == 4


@pytest.mark.parametrize("who", ["lijiaxiang", "kaohe", "guanli"])
def test_account_must_be_that_of_a_volunteer(cast, clerk, team, who):
    facts = facts_of("测试甲", account=cast[who].pk)
    assert refusal_of(volunteers.add_volunteer, team, facts, act=act_by(clerk)) == [
        volunteers.NO_ACCOUNT
    ]


def test_account_whose_term_has_ended_is_not_offered(cast, clerk, team):
    assert volunteers.offered_accounts() == [cast["fuwudui"]]
    Membership.objects.filter(user=cast["fuwudui"]).update(ended_on=TODAY)
    assert volunteers.offered_accounts() == []


def test_account_stands_for_one_person_at_a_time(cast, clerk, team):
    other = make_team(clerk, "电工服务队", "电工")
    person = make_volunteer(clerk, team, user=cast["fuwudui"])
    facts = facts_of("测试乙", account=cast["fuwudui"].pk)
    assert refusal_of(volunteers.add_volunteer, other, facts, act=act_by(clerk)) == [
        volunteers.ACCOUNT_TAKEN
    ]
    assert volunteers.offered_accounts() == []
    assert volunteers.offered_accounts(person) == [cast["fuwudui"]]
    leave(person, clerk)
    assert volunteers.add_volunteer(other, facts, act=act_by(clerk)).user == cast["fuwudui"]
    assert teams.team_of(cast["fuwudui"]) == other


def test_new_leader_takes_over(clerk, team):
    old = make_volunteer(clerk, team, "测试甲", is_leader=True)
    new = make_volunteer(clerk, team, "测试乙", is_leader=True)
    third = make_volunteer(clerk, team, "测试丙")
    assert list(team.volunteers.filter(is_leader=True)) == [new]
    change(third, clerk, name="测试丙", is_leader=True)
    assert list(team.volunteers.filter(is_leader=True)) == [third]
    assert [(action, told) for action, told in history(team) if action == "任队长"] == [
        ("任队长", "测试甲"), ("任队长", "测试乙，接替测试甲"), ("任队长", "测试丙，接替测试乙"),
    ]  # fmt: skip
    change(third, clerk, name="测试丙")
    assert history(team)[-1] == ("修改", "测试丙：不再担任队长")
    assert old.team_id == team.pk


def test_history_tells_what_was_changed_but_no_phone_number_and_no_account(cast, clerk, team):
    person = make_volunteer(clerk, team, mobile="13900000001")
    change(
        person, clerk, name="测试某", category="teacher", unit_name="", skills="氩弧焊",
        mobile="13900000002", account=cast["fuwudui"].pk, joined_on=date(2018, 5, 1),
    )  # fmt: skip
    told = (
        "测试某：姓名“测试甲”改为“测试某”；类别“技术能手”改为“教师”；"
        "所在单位“长兴测试钢构有限公司”改为“（空）”；技术特长“电焊”改为“氩弧焊”；"
        "入队日期“2018年4月1日”改为“2018年5月1日”；手机已修改；账号已修改"
    )
    assert history(team)[1:] == [("修改", told)]


def test_saving_without_a_change_says_so(clerk, team):
    person = make_volunteer(clerk, team)
    assert refusal_of(change, person, clerk) == [volunteers.NOTHING_CHANGED]


def test_second_of_two_editors_is_told(cast, clerk, team):
    person = make_volunteer(clerk, team)
    seen = volunteers.edition_of(person)
    change(person, cast["jingjibu2"], skills="同事写的", seen=seen)
    assert refusal_of(change, person, clerk, skills="我写的", seen=seen) == [
        "您打开页面后，测试甲的登记刚被修改，您的修改没有保存。请核对现在的内容后再改。"
    ]
    person.refresh_from_db()
    assert person.skills == "同事写的"


def test_leaving_ends_the_entry_and_the_leadership(clerk, team):
    person = leave(make_volunteer(clerk, team, is_leader=True), clerk)
    assert (person.left_on, person.is_leader) == (TODAY, False)
    assert history(team)[-1] == (
        "离队", f"测试甲（队长），{show_date(TODAY)}离队。原因：{REASON}",
    )  # fmt: skip
    assert (list(team.volunteers.current()), list(team.volunteers.former())) == ([], [person])
    gone = f"测试甲已在{show_date(TODAY)}离队，不能再办理。如又回队，请重新添加。"
    assert refusal_of(leave, person, clerk) == [gone]
    assert refusal_of(change, person, clerk, skills="x") == [gone]
    assert make_volunteer(clerk, team).pk != person.pk


@pytest.mark.parametrize(
    ("left_on", "sentence"),
    [
        (None, volunteers.NO_LEAVING_DAY),
        (TOMORROW, volunteers.LEFT_AHEAD),
        (
            JOINED_ON - timedelta(days=1),
            "离队日期不能早于入队日期（2018年4月1日），请核对。",
        ),
    ],
)
def test_day_of_leaving_must_be_possible(clerk, team, left_on, sentence):
    person = make_volunteer(clerk, team)
    assert refusal_of(leave, person, clerk, left_on=left_on) == [sentence]
    assert refusal_of(leave, person, clerk, reason="走了") == ["请写明原因（至少 5 个字）。"]
    assert leave(person, clerk, left_on=JOINED_ON).left_on == JOINED_ON


def test_retired_team_takes_nobody_in(clerk, team):
    teams.retire_team(team, reason=REASON, act=act_by(clerk))
    assert refusal_of(make_volunteer, clerk, team) == [teams.IS_RETIRED]


@pytest.mark.parametrize("who", ["fuwudui", "lijiaxiang", "zonggonghui", "guanli"])
def test_only_the_clerk_takes_people_in_and_out(cast, clerk, team, who):
    person = make_volunteer(clerk, team, user=cast["fuwudui"])
    assert refusal_of(make_volunteer, cast[who], team) == [teams.NOT_CLERK]
    assert refusal_of(change, person, cast[who], skills="x") == [teams.NOT_CLERK]
    assert refusal_of(leave, person, cast[who]) == [teams.NOT_CLERK]


def test_press_that_comes_twice_is_carried_out_once(clerk, team):
    facts, act = facts_of("测试甲", is_leader=True), act_by(clerk, token="a")
    person = volunteers.add_volunteer(team, facts, act=act)
    assert volunteers.add_volunteer(team, facts, act=act) == person
    for token in ("b", "b"):
        change(person, clerk, skills="氩弧焊", token=token)
    for token in ("c", "c"):
        leave(person, clerk, token=token)
    assert [action for action, _told in history(team)] == ["入队", "任队长", "修改", "离队"]


@pytest.mark.parametrize(
    "columns",
    [
        {"is_leader": True},
        {"name": "测试甲", "mobile": "13900000001"},
        {"user": "fuwudui"},
        {"category": "hero"},
        {"left_on": date(2018, 3, 31)},
        {"left_on": TODAY, "is_leader": True},
    ],
)
def test_database_refuses_what_no_service_would_do(cast, clerk, team, columns):
    make_volunteer(
        clerk, team, user=cast["fuwudui"], is_leader=True, mobile="13900000001"
    )  # fmt: skip
    if "user" in columns:
        columns = {"user": cast["fuwudui"]}
    row = {"name": "测试乙", "category": "other", "joined_on": JOINED_ON, **columns}
    with pytest.raises(IntegrityError), transaction.atomic():
        Volunteer.objects.create(team=team, **row)


def test_two_accounts_are_offered_in_order(cast, clerk, team):
    other = make_user("ada", "330522", Role.TEAM_MEMBER)
    assert volunteers.offered_accounts() == [other, cast["fuwudui"]]
