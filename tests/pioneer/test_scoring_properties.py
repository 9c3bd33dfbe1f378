"""The 100-point sheet: what must hold for any facts."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pioneer.scoring import (
    Facts,
    Rate,
    RateCombination,
    RatePolicy,
    ScoringRules,
    Share,
    alternatives,
    is_on_step,
    to_step,
    total,
    verdict,
)
from tests.pioneer.score_rules import (
    DOCUMENTS,
    KINDS,
    OTHERS,
    RATES,
    RULES,
    SUMMARY,
    WALL,
    WORTH,
    points_of,
    with_rates,
)

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
