"""Services taken together: exact sums and averages, and nothing is ever divided by nothing."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techservice.service_statistics import (
    UNSORTED,
    Demand,
    Progress,
    Service,
    Unmet,
    Wanted,
    Workload,
    average,
    satisfaction,
    satisfaction_by_team,
    tenths,
    training_wanted,
    unmet_by_trade,
    unmet_by_union,
    workloads,
)

WAITING, OPEN = Progress.WAITING, Progress.OPEN
FINISHED, ELSEWHERE = Progress.FINISHED, Progress.ELSEWHERE


WORDS = st.sampled_from(["", "电焊", " 电焊", "ＣＮＣ", "cnc", "电工"])
TEAMS, UNIONS = st.integers(1, 3), st.integers(1, 3)
NEEDS = st.one_of(
    st.builds(Service, st.just(0), UNIONS, WORDS, st.just(WAITING)),
    st.builds(Service, st.just(0), UNIONS, WORDS, st.sampled_from([OPEN, ELSEWHERE]), TEAMS),
    st.builds(
        Service, st.just(0), UNIONS, WORDS, st.just(FINISHED), TEAMS, st.integers(0, 400),
        st.none() | st.integers(1, 5),
    ),
)  # fmt: skip


def test_trades_are_one_however_they_are_spelled_and_the_unsorted_come_last():
    found = unmet_by_trade([
        Service(1, 1, "", WAITING), Service(2, 1, "", WAITING), Service(3, 1, "", OPEN, 1),
        Service(4, 1, "ＣＮＣ", OPEN, 1), Service(5, 1, "电焊", WAITING),
        Service(6, 2, " 电 焊", OPEN, 1), Service(7, 2, "cnc", FINISHED, 1, 3),
        Service(8, 2, "电焊", ELSEWHERE, 1),
    ])  # fmt: skip
    assert found == [Unmet("电焊", 2, 1), Unmet("ＣＮＣ", 1, 0), Unmet(UNSORTED, 3, 2)]


def test_training_is_that_of_needs_not_met():
    needs = [Service(1, 1, "", WAITING), Service(2, 1, "", OPEN, 1), Service(3, 1, "", FINISHED, 1)]
    demands = [
        Demand(1, "电焊工", 12), Demand(1, "电工", 5), Demand(2, "电 工", 9), Demand(3, "电工", 90),
    ]  # fmt: skip
    assert training_wanted(needs, demands) == [Wanted("电工", 14, 2), Wanted("电焊工", 12, 1)]


def test_load_of_a_team_is_what_it_does_and_has_done():
    found = workloads(
        [
            Service(1, 1, "", OPEN, 1), Service(2, 1, "", FINISHED, 1, 3, 5),
            Service(3, 1, "", FINISHED, 1, 4), Service(4, 1, "", ELSEWHERE, 1),
            Service(5, 1, "", FINISHED, 2, 0, 2), Service(6, 1, "", WAITING),
        ],
        {1: 4, 3: 2},
    )  # fmt: skip
    told = {
        team: (load.working, load.finished, load.visits, load.average_days, load.average_grade)
        for team, load in found.items()
    }
    assert told == {
        1: (1, 2, 4, Fraction(7, 2), Fraction(5)),
        2: (0, 1, 0, Fraction(0), Fraction(2)),
        3: (0, 0, 2, None, None),
    }


def test_share_is_of_those_judged_and_nobody_is_no_share():
    graded = [Service(n, 1, "", FINISHED, 1, 1, grade) for n, grade in enumerate([5, 4, 3, None])]
    found = satisfaction(graded)
    assert dict(found.grades) == {5: 1, 4: 1, 3: 1, 2: 0, 1: 0}
    assert (found.judged, found.satisfied, found.share) == (3, 2, Fraction(2, 3))
    nobody = satisfaction([])
    assert (nobody.judged, nobody.satisfied, nobody.share) == (0, 0, None)
    assert satisfaction_by_team([Service(1, 1, "", FINISHED, 1, 1)]) == {}


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        (None, None), (Fraction(0), "0.0"), (Fraction(7, 2), "3.5"), (Fraction(10, 3), "3.3"),
        (Fraction(9, 20), "0.5"), (Fraction(89, 20), "4.5"), (Fraction(4), "4.0"),
    ],
)  # fmt: skip
def test_average_is_shown_with_one_decimal_halves_up(exact, shown):
    assert tenths(exact) == (None if shown is None else Decimal(shown))
    assert shown is None or str(tenths(exact)) == shown


def test_average_of_nothing_is_none():
    assert (average([]), Workload().average_days, Workload().average_grade) == (None, None, None)


@given(st.lists(NEEDS, max_size=12))
def test_every_need_not_met_is_counted_once_whichever_way(found):
    unmet = [each for each in found if each.is_unmet]
    trades, unions = unmet_by_trade(found), unmet_by_union(found).values()
    for rows in (trades, unions):
        assert sum(row.number for row in rows) == len(unmet)
        assert sum(row.waiting for row in rows) == sum(each.team is None for each in unmet)
    assert len({row.label for row in trades}) == len(trades)


@given(st.lists(NEEDS, max_size=12), st.dictionaries(st.integers(1, 3), st.integers(1, 9)))
def test_loads_and_grades_add_up(found, visits):
    loads = workloads(found, visits)
    assert sum(load.working for load in loads.values()) == sum(
        each.progress is OPEN for each in found
    )
    assert sum(load.finished for load in loads.values()) == sum(
        each.progress is FINISHED for each in found
    )
    assert {team: load.visits for team, load in loads.items() if load.visits} == visits
    everybody, teams = satisfaction(found), satisfaction_by_team(found)
    assert everybody.judged == sum(each.judged for each in teams.values())
    assert everybody.satisfied == sum(each.satisfied for each in teams.values())
    assert everybody.share is None or 0 <= everybody.share <= 1
    for team, load in loads.items():
        assert load.average_grade is None or 1 <= load.average_grade <= 5
        assert dict(load.grades) == {
            grade: number
            for grade, number in (teams[team].grades if team in teams else {}).items()
            if number
        }
