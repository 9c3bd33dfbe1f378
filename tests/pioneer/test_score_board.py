"""Where each team's annex 3 is, and what its board line tells, stage by stage."""

from decimal import Decimal

import pytest

from changxing_union.filing import services
from changxing_union.filing.models import Campaign
from pioneer.models import Assessment
from pioneer.services import results
from pioneer.services.score_board import (
    BoardLine,
    Stage,
    board_line,
    concluded_points,
    for_board,
    in_cultivation,
    stage_counts,
    stage_of,
)
from pioneer.services.score_sheets import open_joint_sheet
from tests.factories import county_scores as made
from tests.factories.assessments import make_assessment
from tests.factories.pioneer import act_by, make_approved


def lines(year=2018):
    teams = for_board(in_cultivation(Campaign.objects.get(year=year)))
    return [board_line(team) for team in teams.order_by("filing__reference")]


def approved(cast):
    make_approved(cast["lijiaxiang"], cast["jingjibu"], cast["jingsaiban"])


def taken_back(cast):
    assessment = made.make_self_filed(cast)
    services.withdraw(assessment.filing, act=act_by(cast["lijiaxiang"]))


def returned(cast):
    assessment = made.make_accepted(cast, "kaohe")
    act = act_by(cast["jingjibu"])
    services.return_to_filer(assessment.filing, act=act, reason="请补充材料。", flags={})


def one_of_two(cast):
    assessment = made.make_accepted(cast, "kaohe", "kaohe2")
    made.sign(assessment, cast["kaohe"], **made.FAILING)


def being_agreed(cast):
    assessment = made.make_signed_by_both(cast, {})
    open_joint_sheet(assessment, act=act_by(cast["kaohe"]))


def stepped_back(cast):
    assessment = made.make_under_review(cast)
    services.recuse(assessment.filing, act=act_by(cast["kaohe3"]), reason="与该班组有亲属关系")


SIGNED = ("89.5",)
CASES = [
    (approved, Stage.NOT_STARTED, "未开始", None, ()),
    (make_assessment, Stage.SELF_SCORING, "自评中", None, ()),
    (taken_back, Stage.SELF_SCORING, "自评中", "100", ()),
    (returned, Stage.SELF_SCORING, "自评中", "100", ()),
    (made.make_self_filed, Stage.FILED, "自评已提交", "100", ()),
    (made.make_accepted, Stage.UNASSIGNED, "待分派", "100", ()),
    (one_of_two, Stage.SCORING, "考核中 1/2 已签署", "100", ()),
    (lambda cast: made.make_signed_by_both(cast, {}), Stage.DIFFERING, "待合议", "100",
     ("89.5", "100")),
    (being_agreed, Stage.DIFFERING, "待合议", "100", ("89.5", "100")),
    (made.make_agreed, Stage.READY, "待确定", "100", SIGNED),
    (made.make_signed_by_both, Stage.READY, "待确定", "100", SIGNED),
    (made.make_concluded, Stage.CONCLUDED, "待公布", "100", SIGNED),
    (made.make_released, Stage.FAILED, "已公布 不合格", "100", SIGNED),
    (made.make_disputed, Stage.OBJECTED, "异议待复核", "100", SIGNED),
    (made.make_under_review, Stage.REVIEWING, "复核中", "100", SIGNED),
    (stepped_back, Stage.OBJECTED, "异议待复核", "100", SIGNED),
    (made.make_reviewed, Stage.PASSED, "已公布 合格", "100", ("90",)),
]  # fmt: skip


@pytest.mark.parametrize(("make", "stage", "words", "own", "given"), CASES)
def test_stage_says_what_comes_next(people, make, stage, words, own, given):
    make(people)
    (line,) = lines()
    assert (line.stage, line.words) == (stage, words)
    assert line.own == (None if own is None else Decimal(own))
    assert line.given == tuple(Decimal(each) for each in given)
    if line.assessment:
        assert stage_of(line.assessment) == stage
    assert stage_counts(in_cultivation(Campaign.objects.get(year=2018))) == {stage: 1}


def test_stage_agrees_with_what_the_clerk_is_told(people):
    for make, ready in (
        (one_of_two, [results.NOT_ALL_IN]),
        (being_agreed, [results.NOT_JOINT]),
        (made.make_agreed, []),
    ):
        make(people)
        assessment = Assessment.objects.latest("pk")
        assert results.conclude_blockers(assessment) == ready
        act = act_by(people["jingjibu"])
        for filing in (assessment.filing, assessment.application.filing):
            services.void(filing, act=act, reason="测试用的作废")


@pytest.mark.parametrize("make", [approved, make_assessment])
def test_team_without_self_assessment_at_years_close_took_no_part(people, make):
    make(people)
    Campaign.objects.update(is_open=False)
    (line,) = lines()
    assert (line.stage, line.words, line.given) == (Stage.ABSENT, "未参评", ())


def test_late_self_assessment_at_years_close_is_still_scored(people):
    made.make_self_filed(people)
    Campaign.objects.update(is_open=False)
    assert [line.stage for line in lines()] == [Stage.FILED]


@pytest.mark.parametrize(
    ("own", "given", "gap"),
    [
        ("100", ["90"], "10"),
        ("80", ["90"], "10"),
        ("99.5", ["90"], None),
        ("100", ["95", "89.5"], "10.5"),
        (None, ["50"], None),
        ("100", [], None),
    ],
)
def test_ten_points_apart_are_listed(own, given, gap):
    line = BoardLine(
        application=None, assessment=None, stage=Stage.CONCLUDED, words="",
        own=None if own is None else Decimal(own), given=tuple(Decimal(each) for each in given),
    )  # fmt: skip
    assert line.gap == (None if gap is None else Decimal(gap))


def test_void_sheet_leaves_the_team_where_it_began(people):
    assessment = made.make_self_filed(people)
    services.void(assessment.filing, act=act_by(people["jingjibu"]), reason="重复填报，作废")
    assert [(line.stage, line.assessment) for line in lines()] == [(Stage.NOT_STARTED, None)]


def test_statistics_know_results_and_nothing_else(people):
    made.make_concluded(people)
    made.make_signed_by_both(people, team="乙班")
    campaign = Campaign.objects.get(year=2018)
    found = concluded_points(campaign)
    assert (len(found), sum(each.points for each in found)) == (10, Decimal("89.5"))
    assert {each.union for each in found} == {"李家巷镇"}
    assert concluded_points(campaign, union=0) == []
