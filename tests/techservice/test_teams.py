"""Service teams: founded, changed, retired, restored, and what their history tells."""

import pytest
from django.db import IntegrityError, transaction

from techservice.matching import ServingTeam
from techservice.models import ServiceTeam, TeamEvent
from techservice.services import teams
from tests.factories.pioneer import act_by
from tests.factories.teams import make_team, make_volunteer
from tests.refusals import refusal_of

pytestmark = pytest.mark.django_db
REASON = "该队并入其他服务队。"


def history(team):
    return [(event.get_action_display(), event.reason) for event in team.events.all()]


def typed(**facts):
    return {"name": "焊接服务队", "trade_words": "电焊\n焊工", "purpose": "", **facts}


def change(team, clerk, *, seen="", token="", **facts):
    act = act_by(clerk, seen=seen, token=token)
    return teams.change_team(team, **typed(**facts), act=act)


def test_new_team_stands_behind_the_others_and_is_stored_tidily(cast):
    first = make_team(cast["jingjibu"])
    team = make_team(
        cast["jingjibu"], " 茶果　农艺服务队 ", "茶叶，制茶；\n\n果树、茶叶", " 进茶园指导 "
    )
    assert (team.name, team.trade_words, team.purpose) == (
        "茶果 农艺服务队", "茶叶\n制茶\n果树", "进茶园指导",
    )  # fmt: skip
    assert list(ServiceTeam.objects.all()) == [first, team]
    assert (team.is_example, team.is_active) == (False, True)
    assert history(team) == [("建队", "工种、专业词：茶叶、制茶、果树")]


@pytest.mark.parametrize(
    ("facts", "sentences"),
    [
        ({"name": ""}, [teams.NO_NAME]),
        ({"name": "队"}, [teams.NO_NAME]),
        ({"name": "——"}, [teams.NO_NAME]),
        ({"name": "长" * 51}, ["服务队名称最多 50 个字，请精简。"]),
        (
            {"name": "茶果农艺 服务队"},
            ["已有名为“茶果农艺 服务队”的服务队，请换一个名称，或修改原来那一支。"],
        ),
        ({"trade_words": " ，、\n"}, [teams.NO_WORDS]),
        (
            {"trade_words": "电焊、焊"},
            ["“焊”太短，容易误配，请写 2 个字以上，例如“电焊”。"],
        ),
        (
            {"trade_words": "电焊" * 11},
            ["“电焊电焊电焊…”太长，每个词最多 20 个字；几个词之间请换行或用逗号隔开。"],
        ),
        (
            {"trade_words": "、".join(f"工艺{number}" for number in range(61))},
            ["工种、专业词最多 60 个，现有 61 个，请精简。"],
        ),
        ({"purpose": "长" * 501}, ["服务内容最多 500 个字，请精简。"]),
        ({"name": "", "trade_words": ""}, [teams.NO_NAME, teams.NO_WORDS]),
    ],
)
def test_what_a_team_must_have_is_told_when_founded_and_when_changed(cast, facts, sentences):
    make_team(cast["jingjibu"], "茶果农艺服务队", "茶叶")
    welders = make_team(cast["jingjibu"])
    new = {**typed(name="新服务队"), **facts}
    assert refusal_of(teams.found_team, **new, act=act_by(cast["jingjibu"])) == sentences
    assert refusal_of(change, welders, cast["jingjibu"], **facts) == sentences
    assert ServiceTeam.objects.count() == 2


def test_name_that_the_office_has_typed_is_no_example_any_more(cast):
    team = make_team(cast["jingjibu"])
    ServiceTeam.objects.update(is_example=True)
    assert change(team, cast["jingjibu"], purpose="上门指导").is_example
    changed = change(team, cast["jingjibu"], name="焊接技术服务队", purpose="上门指导")
    assert not changed.is_example
    assert history(team)[1:] == [
        ("修改", "服务内容“（空）”改为“上门指导”"),
        ("改名", "“焊接服务队”改为“焊接技术服务队”"),
    ]


def test_history_tells_old_and_new_words(cast):
    team = make_team(cast["jingjibu"])
    change(team, cast["jingjibu"], name="焊工服务队", trade_words="电焊，钣金")
    assert history(team)[1:] == [
        ("改名", "“焊接服务队”改为“焊工服务队”"),
        ("修改", "工种、专业词“电焊、焊工”改为“电焊、钣金”"),
    ]


def test_saving_without_a_change_says_so(cast):
    team = make_team(cast["jingjibu"])
    assert refusal_of(change, team, cast["jingjibu"]) == [teams.NOTHING_CHANGED]
    assert len(history(team)) == 1


def test_second_of_two_editors_is_told(cast):
    team = make_team(cast["jingjibu"])
    seen = teams.edition_of(team)
    change(team, cast["jingjibu2"], purpose="同事写的", seen=seen)
    assert refusal_of(change, team, cast["jingjibu"], purpose="我写的", seen=seen) == [
        teams.CHANGED_SINCE
    ]
    team.refresh_from_db()
    assert team.purpose == "同事写的"


def test_new_member_is_no_change_of_the_team_itself(cast):
    team = make_team(cast["jingjibu"])
    seen = teams.edition_of(team)
    make_volunteer(cast["jingjibu2"], team)
    assert change(team, cast["jingjibu"], purpose="我写的", seen=seen).purpose == "我写的"


def test_retired_team_keeps_its_people_and_comes_back(cast):
    team = make_team(cast["jingjibu"])
    make_volunteer(cast["jingjibu"], team)
    act = act_by(cast["jingjibu"])
    assert not teams.retire_team(team, reason=REASON, act=act).is_active
    assert refusal_of(teams.retire_team, team, reason=REASON, act=act) == [teams.IS_RETIRED]
    assert teams.restore_team(team, reason="仍需要这支队。", act=act).is_active
    assert refusal_of(teams.restore_team, team, reason=REASON, act=act) == [teams.IS_ACTIVE]
    assert history(team)[2:] == [("停用", REASON), ("恢复", "仍需要这支队。")]
    assert team.volunteers.current().count() == 1


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [("并入", "请写明原因（至少 5 个字）。"), ("长" * 401, "原因最多 400 个字，请精简。")],
)
def test_retiring_needs_a_reason(cast, reason, sentence):
    team = make_team(cast["jingjibu"])
    act = act_by(cast["jingjibu"])
    assert refusal_of(teams.retire_team, team, reason=reason, act=act) == [sentence]


@pytest.mark.parametrize("who", ["fuwudui", "lijiaxiang", "zonggonghui", "guanli"])
def test_only_the_clerk_manages_teams(cast, who):
    team = make_team(cast["jingjibu"])
    act = act_by(cast[who])
    for step in (teams.retire_team, teams.restore_team):
        assert refusal_of(step, team, reason=REASON, act=act) == [teams.NOT_CLERK]
    assert refusal_of(change, team, cast[who], purpose="x") == [teams.NOT_CLERK]
    assert refusal_of(teams.found_team, **typed(name="新队"), act=act) == [teams.NOT_CLERK]


def test_press_that_comes_twice_is_carried_out_once(cast):
    act = act_by(cast["jingjibu"], token="a")
    team = teams.found_team(**typed(), act=act)
    assert teams.found_team(**typed(), act=act) == team
    for token in ("b", "b"):
        change(team, cast["jingjibu"], name="焊工服务队", trade_words="钣金", token=token)
    for token in ("c", "c"):
        teams.retire_team(team, reason=REASON, act=act_by(cast["jingjibu"], token=token))
    assert [action for action, _reason in history(team)] == ["建队", "改名", "修改", "停用"]


def test_spent_button_is_told_so(cast):
    act = act_by(cast["jingjibu"], token="a")
    team = teams.found_team(**typed(), act=act)
    teams.retire_team(team, reason=REASON, act=act_by(cast["jingjibu"], token="b"))
    assert refusal_of(teams.found_team, **typed(), act=act) == [teams_spent()]
    other = act_by(cast["jingjibu2"], token="b")
    assert refusal_of(teams.retire_team, team, reason=REASON, act=other) == [teams_spent()]


def teams_spent():
    return "这个页面上的按钮已经用过，请刷新页面查看最新情况后再办理。"


def test_database_knows_one_team_per_name(cast):
    make_team(cast["jingjibu"])
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceTeam.objects.create(name="焊接 服务队", name_key="焊接服务队", trade_words="焊接")
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceTeam.objects.create(name="新队", name_key="新队", trade_words="")
    with pytest.raises(IntegrityError), transaction.atomic():
        TeamEvent.objects.create(
            team=ServiceTeam.objects.get(), action="burnt", at=act_by(cast["jingjibu"]).at
        )


def test_matching_reads_the_teams_that_can_be_sent(cast, django_assert_num_queries):
    clerk = cast["jingjibu"]
    retired, empty, welders = (make_team(clerk, name) for name in ("老队", "新队", "焊接服务队"))
    teams.retire_team(retired, reason=REASON, act=act_by(clerk))
    make_volunteer(clerk, welders, "测试甲", skills="电焊、氩弧焊")
    make_volunteer(clerk, welders, "测试乙", skills="电焊；探伤")
    make_volunteer(clerk, welders, "测试丙", skills="")
    with django_assert_num_queries(2):
        found = teams.serving_teams({welders.pk: 2, retired.pk: 1})
    assert found == [
        ServingTeam(empty.pk, "新队", ("电焊", "焊工")),
        ServingTeam(
            welders.pk, "焊接服务队", ("电焊", "焊工"), ("电焊", "氩弧焊", "探伤"),
            open_orders=2, members=3,
        ),
    ]  # fmt: skip
