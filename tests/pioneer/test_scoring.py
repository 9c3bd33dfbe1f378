"""The 100-point sheet: the worked examples of the county, and what must hold for any facts."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioneer.scoring import (
    Facts,
    Item,
    KindRule,
    Named,
    PieceRule,
    Rate,
    RateCombination,
    RatePolicy,
    RateRule,
    ScoringRules,
    Share,
    Verdict,
    WallRule,
    alternatives,
    is_on_step,
    shown,
    shown_percent,
    suggestions,
    to_step,
    total,
    verdict,
)

DOCUMENTS = (
    Named("superior_notice", "上级文件"),
    Named("own_plan", "本级计划"),
    Named("activity_record", "活动情况"),
    Named("year_summary", "总结"),
)
KINDS = (Named("training", "培训"), Named("five_small", "“五小”活动"), Named("appraisal", "评比"))
OTHERS = (Named("other", "其他活动"),)
SUMMARY = (Named("summary_text", "文字"), Named("summary_pictures", "图片"))
WALL = (
    Named("wall_leaders", "创建领导小组"),
    Named("wall_post", "岗位全称"),
    Named("wall_members", "岗位成员情况"),
    Named("wall_slogan", "口号"),
    Named("wall_promise", "承诺和目标"),
    Named("wall_phone", "监督电话"),
)
AWARE = Rate("aware", "知晓率", Decimal(100))
TAKING_PART = Rate("participated", "参与率", Decimal(100))
SATISFIED = Rate("satisfied", "满意率", Decimal(95))
RATES = RateRule(
    rates=(AWARE, TAKING_PART, SATISFIED),
    step=Decimal(5),
    each=Decimal(10),
    policy=RatePolicy.FLOOR,
    combination=RateCombination.SUM,
)
RULES = ScoringRules(
    items=(
        Item("A1", Decimal(20), PieceRule(DOCUMENTS, Decimal(5))),
        Item("B1", Decimal(15), KindRule(KINDS, OTHERS, Decimal(3), zero_rule=True)),
        Item("B2", Decimal(25), RATES),
        Item("B3", Decimal(10), PieceRule(SUMMARY, Decimal(5))),
        *(
            Item(f"C{number}", Decimal(5), WallRule(piece))
            for number, piece in enumerate(WALL, start=1)
        ),
    ),
    pass_line=Decimal("90.0"),
    step=Decimal("0.5"),
)
WORTH = {item.code: item.points for item in RULES.items}


def facts(
    *,
    documents: int = 0,
    kinds: int = 0,
    aware: tuple[int, int] = (20, 20),
    participated: tuple[int, int] = (20, 20),
    satisfied: tuple[int, int] | None = (50, 50),
    summary: int = 0,
    wall: int = 0,
) -> Facts:
    """So many pieces missing of each sort, the first ones; ``None``: no outside customers."""
    pieces = {}
    for named, missing in ((DOCUMENTS, documents), (SUMMARY, summary), (WALL, wall)):
        pieces.update({piece.code: place >= missing for place, piece in enumerate(named)})
    shares = {"aware": Share(*aware), "participated": Share(*participated)}
    if satisfied:
        shares["satisfied"] = Share(*satisfied)
    return Facts(
        pieces=pieces,
        counts={kind.code: int(place >= kinds) for place, kind in enumerate(KINDS)},
        shares=shares,
        not_applicable=frozenset() if satisfied else frozenset({"satisfied"}),
    )


def points_of(rules: ScoringRules, found: Facts) -> dict[str, Decimal | None]:
    return {code: each.points for code, each in suggestions(rules, found).items()}


def with_rates(**changes: Any) -> ScoringRules:
    """The sheet with item B2 read otherwise."""
    items = [
        replace(item, rule=replace(RATES, **changes)) if item.code == "B2" else item
        for item in RULES.items
    ]
    return replace(RULES, items=tuple(items))


CEIL, LINEAR = RatePolicy.CEIL.label, RatePolicy.LINEAR.label
WORST = RateCombination.WORST.label
WITHOUT_ZERO_RULE = "没有活动的按所缺类别扣分"
FULL = ("20", "15", "25", "10", "30")
EXAMPLES = {
    "E01": ({}, FULL, "100", "passed", {}),
    "E02": ({"satisfied": (95, 100)}, FULL, "100", "passed", {}),
    "E03": ({"documents": 1}, ("15", "15", "25", "10", "30"), "95", "passed", {}),
    "E04": ({"documents": 1, "summary": 1}, ("15", "15", "25", "5", "30"), "90", "passed", {}),
    "E06": ({"aware": (19, 20)}, ("20", "15", "15", "10", "30"), "90", "passed", {}),
    "E07": (
        {"aware": (24, 25), "participated": (25, 25)}, FULL, "100", "passed",
        {CEIL: ("15", "90", "passed"), LINEAR: ("17", "92", "passed")},
    ),
    "E08": (
        {"aware": (18, 20), "satisfied": (90, 100)}, ("20", "15", "0", "10", "30"), "75", "failed",
        {WORST: ("5", "80", "failed")},
    ),
    "E10": (
        {
            "documents": 4, "kinds": 3, "aware": (10, 20), "participated": (10, 20),
            "satisfied": (50, 100), "summary": 2, "wall": 6,
        },
        ("0", "0", "0", "0", "0"), "0", "failed", {WITHOUT_ZERO_RULE: ("6", "6", "failed")},
    ),
    "E11": (
        {"kinds": 3}, ("20", "0", "25", "10", "30"), "85", "failed",
        {WITHOUT_ZERO_RULE: ("6", "91", "passed")},
    ),
    "E12": ({"wall": 2}, ("20", "15", "25", "10", "20"), "90", "passed", {}),
    "E13": ({"wall": 3}, ("20", "15", "25", "10", "15"), "85", "failed", {}),
    "E16": ({"satisfied": None}, FULL, "100", "passed", {}),
}  # fmt: skip


@pytest.mark.parametrize(
    ("given_facts", "items", "sum_of_items", "result", "others"),
    EXAMPLES.values(),
    ids=EXAMPLES.keys(),
)
def test_worked_example_comes_to_the_countys_result(
    given_facts: dict[str, Any],
    items: tuple[str, ...],
    sum_of_items: str,
    result: str,
    others: dict[str, tuple[str, str, str]],
):
    found = facts(**given_facts)
    points = points_of(RULES, found)
    walls = total(points[f"C{number}"] for number in range(1, 7))
    assert (points["A1"], points["B1"], points["B2"], points["B3"], walls) == tuple(
        Decimal(each) for each in items
    )
    assert total(points.values()) == Decimal(sum_of_items)
    assert verdict(total(points.values()), RULES.pass_line) == Verdict(result)
    assert {
        each.reading: (shown(each.points), shown(each.total or Decimal(0)), each.verdict.value)
        for each in alternatives(RULES, found, points)
    } == others


def test_nobody_asked_suggests_nothing_and_no_total():
    found = facts(aware=(0, 0))
    suggested = suggestions(RULES, found)
    assert suggested["B2"].points is None
    assert suggested["B2"].sentence == "待补数据：知晓率。"
    assert suggested["A1"].points == Decimal(20)
    points = points_of(RULES, found)
    assert total(points.values()) is None
    assert verdict(None, RULES.pass_line) is Verdict.INCOMPLETE


@pytest.mark.parametrize(
    ("last", "sum_of_items", "result"),
    [("4.5", "89.5", Verdict.FAILED), ("5.0", "90.0", Verdict.PASSED)],
    ids=["E21", "E22"],
)
def test_typed_scores_are_not_rounded_before_they_are_compared(
    last: str, sum_of_items: str, result: Verdict
):
    typed = [*map(Decimal, ("20", "10", "20", "10", "5", "5", "5", "5", "5")), Decimal(last)]
    assert total(typed) == Decimal(sum_of_items)
    assert verdict(total(typed), RULES.pass_line) is result


def test_what_is_not_stated_is_neither_missing_nor_there():
    nothing = Facts(pieces={"own_plan": True}, counts={"training": 2}, shares={})
    told = {code: each.sentence for code, each in suggestions(RULES, nothing).items()}
    assert told["A1"] == "待补数据：上级文件、活动情况、总结。"
    assert told["B1"] == "待补数据：“五小”活动次数、评比次数。"
    assert told["B2"] == "待补数据：知晓率、参与率、满意率。"
    assert told["C6"] == "待补数据：监督电话。"
    assert set(points_of(RULES, nothing).values()) == {None}


@pytest.mark.parametrize(
    ("code", "given_facts", "sentence"),
    [
        ("A1", {}, "上级文件、本级计划、活动情况、总结齐全；本项不扣分。"),
        (
            "A1",
            {"documents": 2},
            "缺上级文件、本级计划，共 2 项，每项扣 5 分；共扣 10 分，得 10 分。",
        ),
        ("B1", {}, "培训 1 次、“五小”活动 1 次、评比 1 次，各类活动都有开展；本项不扣分。"),
        (
            "B1",
            {"kinds": 1},
            (
                "培训 0 次、“五小”活动 1 次、评比 1 次；缺培训，共 1 类，每类扣 3 分；"
                "共扣 3 分，得 12 分。"
            ),
        ),
        ("B1", {"kinds": 3}, "没有开展任何活动，本项不得分；共扣 15 分，得 0 分。"),
        (
            "B2",
            {"aware": (24, 25), "satisfied": None},
            (
                "知晓率 96.0%，比 100% 少 4 个百分点，不足 5 个百分点，不扣分；"
                "参与率 100.0%，达到 100%；满意率不适用；本项不扣分。"
            ),
        ),
        (
            "B2",
            {"aware": (18, 20), "satisfied": (90, 100)},
            (
                "知晓率 90.0%，比 100% 少 10 个百分点，扣 20 分；参与率 100.0%，达到 100%；"
                "满意率 90.0%，比 95% 少 5 个百分点，扣 10 分；共扣 25 分，得 0 分（扣完为止）。"
            ),
        ),
        (
            "B2",
            {"satisfied": (94999, 100000)},
            (
                "知晓率 100.0%，达到 100%；参与率 100.0%，达到 100%；"
                "满意率 95.0%，略低于 95%，不足 5 个百分点，不扣分；本项不扣分。"
            ),
        ),
        ("C1", {"wall": 1}, "创建领导小组未上墙；共扣 5 分，得 0 分。"),
        ("C6", {"wall": 1}, "监督电话已上墙；本项不扣分。"),
    ],
)
def test_sentence_names_the_facts_and_what_they_cost(
    code: str, given_facts: dict[str, Any], sentence: str
):
    assert suggestions(RULES, facts(**given_facts))[code].sentence == sentence


def test_worst_rate_alone_says_so():
    rules = with_rates(combination=RateCombination.WORST)
    found = facts(aware=(18, 20), satisfied=(90, 100))
    assert suggestions(rules, found)["B2"].sentence.endswith(
        "满意率 90.0%，比 95% 少 5 个百分点，扣 10 分；只按扣分最多的一率扣；共扣 20 分，得 5 分。"
    )


def test_proportional_points_are_brought_to_the_step_after_adding_up():
    # 2 × 1⅔ twice is 6⅔ off: 18⅓ left, the nearest half point is 18.5; 3.5 + 3.5 would leave 18.
    found = facts(aware=(59, 60), participated=(59, 60))
    assert points_of(with_rates(policy=RatePolicy.LINEAR), found)["B2"] == Decimal("18.5")


def test_alternative_replaces_the_typed_score_of_its_item_only():
    found = facts(aware=(24, 25))
    typed = {**WORTH, "B2": Decimal(20), "A1": Decimal("14.5")}
    told = {each.reading: each.total for each in alternatives(RULES, found, typed)}
    assert told == {CEIL: Decimal("84.5"), LINEAR: Decimal("86.5")}
    assert [each.total for each in alternatives(RULES, found, {"A1": Decimal(20)})] == [None, None]


def test_other_activities_save_a_team_from_the_zero_rule():
    found = replace(facts(kinds=3), counts={kind.code: 0 for kind in KINDS} | {"other": 1})
    assert points_of(RULES, found)["B1"] == Decimal(6)


@pytest.mark.parametrize(("part", "whole"), [(21, 20), (-1, 20), (0, -1)])
def test_share_of_more_than_all_does_not_exist(part: int, whole: int):
    with pytest.raises(ValueError, match="is no share"):
        Share(part, whole)


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        (Fraction(2, 3) * 100, "66.7%"),
        (Fraction(9995, 100), "100.0%"),
        (Fraction(9994, 100), "99.9%"),
        (Fraction(0), "0.0%"),
    ],
)
def test_percent_is_shown_with_one_decimal(percent: Fraction, words: str):
    assert shown_percent(percent) == words


# --- what must hold for any facts -------------------------------------------------------------

ALL_PIECES = [piece.code for piece in (*DOCUMENTS, *SUMMARY, *WALL)]
people = st.integers(min_value=1, max_value=2000)
shares = people.flatmap(lambda whole: st.builds(Share, st.integers(0, whole), st.just(whole)))
whole_facts = st.builds(
    Facts,
    pieces=st.fixed_dictionaries({code: st.booleans() for code in ALL_PIECES}),
    counts=st.fixed_dictionaries({kind.code: st.integers(0, 9) for kind in (*KINDS, *OTHERS)}),
    shares=st.fixed_dictionaries({rate.code: shares for rate in RATES.rates}),
    not_applicable=st.sampled_from([frozenset(), frozenset({"satisfied"})]),
)
readings = st.builds(
    with_rates,
    policy=st.sampled_from(RatePolicy),
    combination=st.sampled_from(RateCombination),
)


def complete(rules: ScoringRules, found: Facts) -> dict[str, Decimal]:
    """The points of facts in which nothing is missing."""
    points = points_of(rules, found)
    assert None not in points.values()
    return {code: each for code, each in points.items() if each is not None}


@given(rules=readings, found=whole_facts)
def test_points_stay_between_nothing_and_what_the_item_is_worth(rules: ScoringRules, found: Facts):
    for code, points in complete(rules, found).items():
        assert Decimal(0) <= points <= WORTH[code]
        assert is_on_step(points, RULES.step)


@given(rules=readings, found=whole_facts, code=st.sampled_from(ALL_PIECES))
def test_one_more_missing_piece_never_adds_points(rules: ScoringRules, found: Facts, code: str):
    there = replace(found, pieces={**found.pieces, code: True})
    missing = replace(found, pieces={**found.pieces, code: False})
    lost = {item: complete(rules, there)[item] - complete(rules, missing)[item] for item in WORTH}
    assert sum(lost.values()) == Decimal(5)
    assert sorted(lost.values()) == [Decimal(0)] * (len(WORTH) - 1) + [Decimal(5)]


@given(found=whole_facts, kind=st.sampled_from([each.code for each in KINDS]))
def test_one_more_activity_never_takes_points(found: Facts, kind: str):
    more = replace(found, counts={**found.counts, kind: found.counts[kind] + 1})
    assert complete(RULES, more)["B1"] >= complete(RULES, found)["B1"]


@given(share=shares, rate=st.sampled_from(RATES.rates))
def test_floor_costs_at_most_linear_and_linear_at_most_ceil(share: Share, rate: Rate):
    percent = share.percent
    assert percent is not None
    cost = {policy: replace(RATES, policy=policy).deduction(rate, percent) for policy in RatePolicy}
    assert cost[RatePolicy.FLOOR] <= cost[RatePolicy.LINEAR] <= cost[RatePolicy.CEIL]
    assert all(isinstance(each, Fraction) for each in cost.values())


@given(found=whole_facts)
def test_stricter_reading_never_gives_more_points(found: Facts):
    points = {policy: complete(with_rates(policy=policy), found)["B2"] for policy in RatePolicy}
    assert points[RatePolicy.FLOOR] >= points[RatePolicy.LINEAR] >= points[RatePolicy.CEIL]
    worst = complete(with_rates(combination=RateCombination.WORST), found)["B2"]
    assert worst >= points[RatePolicy.FLOOR]


@given(found=whole_facts, share=shares, rate=st.sampled_from(RATES.rates), rules=readings)
def test_better_rate_never_takes_points(
    found: Facts, share: Share, rate: Rate, rules: ScoringRules
):
    better = Share(min(share.part + 1, share.whole), share.whole)
    before, after = (
        complete(rules, replace(found, shares={**found.shares, rate.code: each}))["B2"]
        for each in (share, better)
    )
    assert after >= before


@given(rules=readings, found=whole_facts)
def test_total_is_the_sum_of_the_items_and_nothing_is_a_float(rules: ScoringRules, found: Facts):
    points = complete(rules, found)
    assert total(points.values()) == sum(points.values())
    for item in rules.items:
        judged = item.rule.judge(item.points, found)
        assert isinstance(judged.deduction, Fraction)
        assert points[item.code] == max(
            Decimal(0), to_step(Fraction(item.points) - judged.deduction, rules.step)
        )
    assert {type(each) for each in points.values()} == {Decimal}


@given(
    points=st.fractions(min_value=0, max_value=25),
    step=st.sampled_from([Decimal("0.5"), Decimal(1), Decimal("0.1")]),
)
def test_step_is_the_nearest_and_halves_go_up(points: Fraction, step: Decimal):
    stepped = to_step(points, step)
    assert is_on_step(stepped, step)
    assert -Fraction(step) / 2 < Fraction(stepped) - points <= Fraction(step) / 2


@given(rules=readings, found=whole_facts)
def test_alternatives_differ_from_the_reading_in_force(rules: ScoringRules, found: Facts):
    points = complete(rules, found)
    for each in alternatives(rules, found, dict(points)):
        assert each.points != points[each.code]
        assert each.total == sum(points.values()) - points[each.code] + each.points
        assert each.verdict is verdict(each.total, rules.pass_line)
