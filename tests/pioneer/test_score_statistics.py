"""Totals in bands, deductions per item, averages per union: worked examples and what must hold."""

import json
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioneer.score_statistics import (
    Deductions,
    ItemPoints,
    UnionAverage,
    deductions,
    distribution,
    short_name,
    tenths,
    union_averages,
)

RUBRIC = Path(__file__).parents[2] / "fixtures" / "rubric_2018.json"
# What a sheet can come to: tenths, because a later edition may score in them.
totals = st.decimals(min_value=0, max_value=100, places=1)
scores = st.builds(
    lambda code, most, left: ItemPoints(code, Decimal(most), left and min(left, Decimal(most))),
    st.sampled_from(["A1", "B1", "C1"]),
    st.sampled_from([5, 20]),
    st.none() | st.decimals(min_value=0, max_value=20, places=1),
)


def decimals(*numbers):
    return [Decimal(number) for number in numbers]


def filled(bands):
    """Label and teams of the bands that hold any."""
    return [(band.label, band.teams) for band in bands if band.teams]


def given_for(code, most, *points):
    return [ItemPoints(code, Decimal(most), None if p is None else Decimal(p)) for p in points]


# --- totals in bands ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "label"),
    [
        ("0", "0–4.5 分"),
        ("4.9", "0–4.5 分"),
        ("5", "5–9.5 分"),
        ("89.5", "85–89.5 分"),
        ("89.9", "85–89.5 分"),
        ("90.0", "90–94.5 分"),
        ("94.5", "90–94.5 分"),
        ("95", "95–100 分"),
        ("100.0", "95–100 分"),
    ],
)
def test_total_on_an_edge_belongs_to_the_band_that_begins_there(points, label):
    assert filled(distribution(decimals(points))) == [(label, 1)]


def test_bands_reach_from_0_to_100_without_a_gap():
    bands = distribution([])
    assert [band.start for band in bands] == decimals(*range(0, 100, 5))
    assert [band.end for band in bands] == decimals(*range(5, 105, 5))
    assert {band.teams for band in bands} == {0}


def test_labels_follow_the_score_step():
    bands = distribution([], step=Decimal(1))
    assert [bands[0].label, bands[18].label, bands[19].label] == [
        "0–4 分", "90–94 分", "95–100 分",
    ]  # fmt: skip


@pytest.mark.parametrize("points", ["-0.5", "100.5"])
def test_total_no_sheet_can_have_is_refused(points):
    with pytest.raises(ValueError, match="no total of a 100-point sheet"):
        distribution(decimals(points))


@given(st.lists(totals))
def test_every_total_is_in_exactly_one_band(found):
    bands = distribution(found)
    assert sum(band.teams for band in bands) == len(found)
    for band in bands:
        inside = [t for t in found if band.start <= t < band.end or band.end == t == 100]
        assert band.teams == len(inside)


@given(st.lists(totals))
def test_teams_that_pass_are_those_in_the_last_two_bands(found):
    passed = [band.teams for band in distribution(found) if band.start >= 90]
    assert (len(passed), sum(passed)) == (2, sum(total >= 90 for total in found))


# --- points lost ----------------------------------------------------------------------------------


def test_deductions_begin_with_what_most_teams_lost_points_for():
    found = deductions(
        [
            *given_for("A1", 20, "20", "15", "20"),
            *given_for("B2", 25, "15", "20", "25"),
            *given_for("C6", 5, "0", "0", "5"),
            *given_for("C1", 5, "5", "5", "5"),
        ]
    )
    assert found == (
        Deductions("B2", judged=3, teams=2, lost=Decimal(15)),
        Deductions("C6", judged=3, teams=2, lost=Decimal(10)),
        Deductions("A1", judged=3, teams=1, lost=Decimal(5)),
        Deductions("C1", judged=3, teams=0, lost=Decimal(0)),
    )
    assert [item.average for item in found] == [Fraction(15, 2), 5, 5, 0]
    assert [item.share for item in found] == [Fraction(2, 3), Fraction(2, 3), Fraction(1, 3), 0]


def test_equal_deductions_stay_in_the_order_of_the_sheet():
    found = deductions([*given_for("C2", 5, "0"), *given_for("C1", 5, "0")])
    assert [item.code for item in found] == ["C2", "C1"]


def test_blank_score_is_neither_judged_nor_lost():
    (only,) = deductions(given_for("A1", 20, None, "15"))
    assert only == Deductions("A1", judged=1, teams=1, lost=Decimal(5))


def test_item_nobody_was_judged_by_is_listed_with_nothing():
    (only,) = deductions(given_for("A1", 20, None))
    assert (only.judged, only.teams, only.share, only.average) == (0, 0, 0, 0)


def test_each_team_is_measured_by_the_worth_of_its_own_edition():
    (only,) = deductions([*given_for("A1", 20, "20"), *given_for("A1", 30, "20")])
    assert (only.teams, only.lost) == (1, Decimal(10))


@given(st.lists(scores))
def test_every_point_lost_is_counted_once(found):
    items = deductions(found)
    known = [score for score in found if score.points is not None]
    assert sum(item.judged for item in items) == len(known)
    assert sum(item.lost for item in items) == sum(score.most - score.points for score in known)
    assert sum(item.teams for item in items) == sum(s.points < s.most for s in known)
    assert {item.code for item in items} == {score.code for score in found}
    keys = [(item.teams, item.lost) for item in items]
    assert keys == sorted(keys, reverse=True)


@given(st.lists(scores))
def test_average_times_teams_is_what_was_lost(found):
    for item in deductions(found):
        assert item.average * item.teams == item.lost
        assert 0 <= item.share <= 1


# --- averages -------------------------------------------------------------------------------------


def test_unions_keep_the_order_they_come_in_and_are_no_ranking():
    found = union_averages(
        [("煤山镇", Decimal("89.5")), ("李家巷镇", Decimal(100)), ("煤山镇", Decimal("90.0"))]
    )
    assert found == (
        UnionAverage("煤山镇", 2, Decimal("179.5")),
        UnionAverage("李家巷镇", 1, Decimal(100)),
    )
    assert [each.average for each in found] == [Fraction("89.75"), 100]


def test_no_team_is_no_average():
    assert union_averages([]) == ()


@pytest.mark.parametrize(
    ("average", "shown"),
    [("89.94", "89.9"), ("89.95", "90.0"), ("89.75", "89.8"), ("0", "0.0"), ("100", "100.0")],
)
def test_average_is_shown_with_one_decimal_halves_up(average, shown):
    assert str(tenths(Fraction(average))) == shown


def test_average_that_is_shown_as_90_may_be_less():
    (only,) = union_averages([("测试镇", Decimal("89.9")), ("测试镇", Decimal("90.0"))])
    assert (str(tenths(only.average)), only.average < 90) == ("90.0", True)


@given(st.lists(totals, min_size=1))
def test_average_agrees_with_decimal_arithmetic(found):
    (only,) = union_averages([("测试镇", total) for total in found])
    assert only.average * len(found) == sum(found)
    by_decimal = (sum(found) / len(found)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert tenths(only.average) == by_decimal


# --- names ----------------------------------------------------------------------------------------


def test_short_names_of_the_notice():
    items = json.loads(RUBRIC.read_text(encoding="utf-8"))["items"]
    assert [short_name(item["content"]) for item in items] == [
        "创建活动文件齐全", "有活动", "有实效", "有总结", "创建领导小组",
        "岗位全称", "岗位成员情况", "口号", "承诺和目标", "监督电话",
    ]  # fmt: skip


@pytest.mark.parametrize("content", ["", "口号"])
def test_name_without_details_is_short_already(content):
    assert short_name(content) == content
