"""Teams that several unions list: seen side by side, decided once, told to whom it concerns."""

from contextlib import suppress
from dataclasses import replace

import pytest

from changxing_union.filing import services
from changxing_union.filing.models import FilingEvent, ReturnFlag
from changxing_union.kernel.refusals import Refused
from changxing_union.organizations.models import (
    AuditEvent,
    Enterprise,
    Membership,
    Organization,
    Role,
)
from pioneer.models import OwnerDecision, SummaryRow
from pioneer.services.summary_owners import NOT_LISTED, UNDECIDED, decide_owner, double_teams
from pioneer.services.unit_mergers import merge_units
from tests.factories.organizations import make_user
from tests.factories.pioneer import act_by
from tests.pioneer.county_sheets import (
    TEAM,
    UNIT,
    draft_sheet,
    filed_sheet,
    form_type,
    fresh,
    line,
    pair_names,
    received_sheet,
    refiled_without,
)
from tests.scenarios.http_clerk import at_once

OWNER = "李家巷镇总工会"
OTHER = "长兴测试二厂"


def decide(owner, act, reason=""):
    return decide_owner(form_type(), **pair_names(), owner=owner, reason=reason, act=act)


def unions(team):
    return [side.union.short_name for side in team.sides]


def test_team_in_two_sheets_is_found_with_both_lines(pair):
    [team] = double_teams(form_type())
    assert [
        (side.union.short_name, side.row.position, side.row.unit_name) for side in team.sides
    ] == [
        ("李家巷镇", 3, UNIT),
        ("煤山镇", 2, "长兴 测试纺织有限公司"),
    ]
    assert (team.is_open, team.edition) == (True, UNDECIDED)


def test_drafts_void_sheets_and_nameless_lines_make_no_pair(cast):
    filed_sheet(cast["lijiaxiang"], [line()])
    draft = draft_sheet(cast["meishan"], [line()])
    assert double_teams(form_type()) == []
    services.file(draft, act=act_by(cast["meishan"]))
    assert len(double_teams(form_type())) == 1
    services.void(fresh(draft), act=act_by(cast["jingjibu"]), reason="测试：重复报送")
    assert double_teams(form_type()) == []


def test_other_team_of_the_same_unit_makes_no_pair(cast):
    filed_sheet(cast["lijiaxiang"], [line(team="甲班")])
    filed_sheet(cast["meishan"], [line(team="乙班")])
    assert double_teams(form_type()) == []


def test_clerks_are_named_with_their_office_phones_and_former_ones_are_not(cast, pair):
    cast["meishan"].phone = "0572-6000000"
    cast["meishan"].save()
    gone = make_user("meishan_gone", "330522112", Role.FILER)
    Membership.objects.filter(user=gone).update(ended_on="2018-01-31")
    [team] = double_teams(form_type(), with_clerks=True)
    assert [side.clerks for side in team.sides] == [
        ("测试lijiaxiang", "测试lijiaxiang2"),
        ("测试meishan 0572-6000000",),
    ]


def test_deciding_returns_the_other_sheet_with_the_line_flagged(cast, pair, lijiaxiang):
    first, second = pair
    decided = decide(lijiaxiang, act_by(cast["jingjibu"]), "  单位在李家巷 ")
    assert (decided.returned, decided.flagged, decided.waiting) == (["煤山镇总工会"], [], [])
    assert (fresh(first).state, fresh(second).state) == ("filed", "returned")
    note = second.returns.get()
    assert note.reason == (
        "“长兴 测试纺织有限公司 细纱甲班”确定由李家巷镇总工会报送，请删去第 2 行后重新上报。"
        "依据：单位在李家巷"
    )
    key = SummaryRow.objects.filed().get(sheet=second.pk, position=2).key
    assert list(note.flags.values_list("field", "label", "reason", "is_done")) == [
        (
            f"row_{key}",
            "第 2 行",
            "该班组确定由李家巷镇总工会报送，请删去这一行。依据：单位在李家巷",
            False,
        )
    ]


def test_received_sheet_is_returned_too(cast, lijiaxiang):
    filed_sheet(cast["lijiaxiang"], [line()])
    received = received_sheet(cast["meishan"], cast["jingjibu"], [line()])
    decide(lijiaxiang, act_by(cast["jingjibu"]))
    assert fresh(received).state == "returned"


def test_sheet_already_returned_gets_the_flag_in_its_open_note(cast, pair, lijiaxiang):
    _, second = pair
    row = SummaryRow.objects.filed().get(sheet=second.pk, position=1)
    services.return_to_filer(
        second, act=act_by(cast["jingjibu"]), reason="人数请核对。",
        flags={f"row_{row.key}": ("第 1 行", "人数请核对")},
    )  # fmt: skip
    decided = decide(lijiaxiang, act_by(cast["jingjibu2"]))
    assert (decided.returned, decided.flagged) == ([], ["煤山镇总工会"])
    assert list(second.returns.get().flags.values_list("label", "reason")) == [
        ("第 1 行", "人数请核对"),
        ("第 2 行", "该班组确定由李家巷镇总工会报送，请删去这一行。"),
    ]
    last = second.events.last()
    assert (last.label, last.from_state, last.to_state, last.by) == (
        "补充退回标注", "returned", "returned", cast["jingjibu2"],
    )  # fmt: skip


def test_sheet_that_was_taken_back_makes_no_pair_until_it_is_filed_again(cast, pair):
    _, second = pair
    services.withdraw(second, act=act_by(cast["meishan"]))
    assert double_teams(form_type()) == []
    services.file(fresh(second), act=act_by(cast["meishan"]))
    assert len(double_teams(form_type())) == 1


def test_sheet_its_union_is_changing_waits_for_its_next_filing(cast, pair, lijiaxiang):
    _, second = pair
    services.accept(second, act=act_by(cast["jingjibu"]))
    services.change(fresh(second), act=act_by(cast["meishan"]))
    decided = decide(lijiaxiang, act_by(cast["jingjibu"]))
    assert (decided.returned, decided.flagged, decided.waiting) == ([], [], ["煤山镇总工会"])
    assert (fresh(second).state, second.returns.count()) == ("draft", 0)
    [team] = double_teams(form_type())
    assert (team.is_open, team.must_be_returned_again) == (False, False)


def test_decided_team_is_gone_once_the_other_union_has_taken_it_out(cast, lijiaxiang):
    filed_sheet(cast["lijiaxiang"], [line()])
    other = filed_sheet(cast["meishan"], [line(), line(team="乙班")])
    decide(lijiaxiang, act_by(cast["jingjibu"]))
    [team] = double_teams(form_type())
    assert (team.is_open, [side.union.short_name for side in team.others]) == (False, ["煤山镇"])
    refiled_without(other, cast["meishan"], TEAM)
    assert double_teams(form_type()) == []


def test_sheet_filed_again_with_the_line_can_be_returned_again(cast, pair, lijiaxiang):
    _, second = pair
    decide(lijiaxiang, act_by(cast["jingjibu"], token="a" * 32))
    refiled_without(second, cast["meishan"])
    [team] = double_teams(form_type())
    assert team.must_be_returned_again
    decided = decide(lijiaxiang, act_by(cast["jingjibu"], token="b" * 32))
    assert decided.returned == ["煤山镇总工会"]
    assert (fresh(second).state, second.returns.count()) == ("returned", 2)


def test_team_that_one_union_lists_twice_is_returned_once_with_both_lines_flagged(cast, lijiaxiang):
    filed_sheet(cast["lijiaxiang"], [line()])
    twice = filed_sheet(cast["meishan"], [line(), line(unit="浙江测试纺织公司")])
    long, short = (Enterprise.objects.get(name=name) for name in (UNIT, "浙江测试纺织公司"))
    merge_units(long, short, act=act_by(cast["jingjibu"]))
    decided = decide(lijiaxiang, act_by(cast["jingjibu"], token="t" * 64))
    assert (decided.returned, decided.flagged) == (["煤山镇总工会"], ["煤山镇总工会"])
    note = twice.returns.get()
    assert sorted(note.flags.values_list("label", flat=True)) == ["第 1 行", "第 2 行"]


def test_three_unions_are_told_with_one_press(cast, pair, lijiaxiang):
    third = filed_sheet(make_user("hongqiao", "330522101", Role.FILER), [line()])
    decided = decide(lijiaxiang, act_by(cast["jingjibu"], token="t" * 64))
    assert sorted(decided.returned) == ["洪桥镇总工会", "煤山镇总工会"]
    assert fresh(third).state == "returned"


def test_deciding_anew_keeps_both_decisions_in_the_audit_log(cast, pair, lijiaxiang, meishan):
    first, second = pair
    decide(lijiaxiang, act_by(cast["jingjibu"]))
    decide(meishan, act_by(cast["jingjibu2"]), "两地核对")
    decision = OwnerDecision.objects.get()
    assert (decision.owner, decision.decided_by, decision.reason) == (
        meishan, cast["jingjibu2"], "两地核对",
    )  # fmt: skip
    first_time, second_time = AuditEvent.objects.order_by("id")
    assert first_time.detail_in_words == (
        "增加归属确定 长兴测试纺织有限公司 细纱甲班：由李家巷镇报送"
    )
    assert second_time.detail_in_words == (
        "修改归属确定 长兴测试纺织有限公司 细纱甲班：由煤山镇报送（原由李家巷镇报送），"
        "依据：两地核对"
    )
    assert fresh(first).state == "returned"
    # What asked 煤山 to delete its line now asks to keep it.
    assert second.returns.get().flags.get().reason == (
        "该班组改为由本工会报送，请保留这一行，核对后勾选“已处理”。"
    )


def test_same_press_twice_decides_once(cast, pair, lijiaxiang):
    _, second = pair
    act = act_by(cast["jingjibu"], token="x" * 32)
    key = pair_names()
    for _ in range(2):
        decide_owner(form_type(), **key, owner=lijiaxiang, reason="", act=act)
    assert (second.returns.count(), AuditEvent.objects.count()) == (1, 1)


def test_union_that_does_not_list_the_team_cannot_be_its_owner(cast, pair):
    with pytest.raises(Refused) as refused:
        decide(Organization.objects.get(code="330522101"), act_by(cast["jingjibu"]))
    assert refused.value.reasons == (
        "这个班组现在没有由该工会重复报送，不需要确定归属。请刷新页面查看最新情况。",
    )


@pytest.mark.parametrize("who", ["lijiaxiang", "jingsaiban"])
def test_only_county_clerks_decide(cast, pair, lijiaxiang, who):
    with pytest.raises(Refused) as refused:
        decide(lijiaxiang, act_by(cast[who]))
    assert refused.value.reasons == (
        "重复班组由县总工会经济工作部经办人员确定归属，您的账号没有这项权限。",
    )
    assert not OwnerDecision.objects.exists()


def test_reason_beyond_its_column_is_refused(cast, pair, lijiaxiang):
    with pytest.raises(Refused) as refused:
        decide(lijiaxiang, act_by(cast["jingjibu"]), "字" * 201)
    assert refused.value.reasons == ("依据最多 200 个字，请精简后再确定。",)


def test_longest_names_and_reason_fit(cast, lijiaxiang):
    unit, team = "测" * 100, "班" * 100
    filed_sheet(cast["lijiaxiang"], [line(unit, team)])
    other = filed_sheet(cast["meishan"], [line(unit, team)])
    decide(lijiaxiang, act_by(cast["jingjibu"]), "由" * 200)
    [flag] = ReturnFlag.objects.filter(note__filing=other)
    assert (len(flag.note.reason), len(flag.reason)) == (433, 200)


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_at_once_one_wins_and_the_other_is_told(cast, pair, lijiaxiang, meishan):
    key = pair_names()

    def press(clerk, owner):
        act = replace(act_by(cast[clerk], token=clerk), seen=UNDECIDED)
        try:
            decide_owner(form_type(), **key, owner=owner, reason="", act=act)
        except Refused as refused:
            return refused.reasons
        return owner.name

    answers = at_once(lambda: press("jingjibu", lijiaxiang), lambda: press("jingjibu2", meishan))
    owner = OwnerDecision.objects.get().owner
    told = f"这个班组的归属刚由同事确定为{owner.name}报送，您的选择没有保存。请刷新页面核对。"
    raced = "这个班组的归属刚由同事确定，您的选择没有保存。请刷新页面核对。"
    assert owner.name in answers
    [loser] = [answer for answer in answers if answer != owner.name]
    assert loser in [(told,), (raced,)]
    assert FilingEvent.objects.filter(action="return").count() == 1


@pytest.mark.django_db(transaction=True)
def test_decision_and_withdrawal_at_once_only_one_moves_the_sheet(cast, pair, lijiaxiang):
    """What is decided is told to the sheet as it stands once the decision holds it."""
    key, (_own, theirs) = pair_names(), pair
    act = act_by(cast["jingjibu"])

    def withdraw():
        try:
            services.withdraw(fresh(theirs), act=act_by(cast["meishan"]))
        except Refused:
            return "returned"
        return "draft"

    def decide_it():
        try:
            return decide_owner(form_type(), **key, owner=lijiaxiang, reason="", act=act).returned
        except Refused as refused:
            return refused.reasons

    told, state = at_once(decide_it, withdraw)
    assert fresh(theirs).state == state
    assert told == (["煤山镇总工会"] if state == "returned" else (NOT_LISTED,))


@pytest.mark.django_db(transaction=True)
def test_decision_and_merger_of_its_unit_at_once_both_come_to_an_end(cast, lijiaxiang):
    for filer in ("lijiaxiang", "meishan"):
        teams = [f"{number}班" for number in range(8)]
        filed_sheet(cast[filer], [line(unit, team) for unit in (UNIT, OTHER) for team in teams])
    kept, absorbed = (Enterprise.objects.get(name=name) for name in (OTHER, UNIT))
    act = act_by(cast["jingjibu"])

    def decide_all():
        for team in double_teams(form_type()):
            key = {"unit_key": team.unit_key, "team_key": team.team_key}
            with suppress(Refused):  # its line may bear the other name by now
                decide_owner(form_type(), **key, owner=lijiaxiang, reason="", act=act)

    at_once(decide_all, lambda: merge_units(kept, absorbed, act=act_by(cast["jingjibu2"])))
    assert {team.unit_key for team in double_teams(form_type())} == {kept.name_key}
    assert not OwnerDecision.objects.exclude(owner=lijiaxiang).exists()
