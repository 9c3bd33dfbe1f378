"""The 100-point sheet: the worked examples of the county, and what it says in words."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from pioneer.scoring import (
    Facts,
    RateCombination,
    RatePolicy,
    Share,
    Verdict,
    alternatives,
    shown,
    shown_percent,
    suggestions,
    total,
    verdict,
)
from tests.pioneer.score_rules import (
    KINDS,
    RULES,
    WORTH,
    facts,
    points_of,
    with_rates,
)

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
