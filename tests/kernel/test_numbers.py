"""Running numbers: the one after the highest of its year, and several in a row."""

import pytest

from changxing_union.kernel.numbers import consecutive_numbers, number_after


@pytest.mark.parametrize(
    ("given", "following"),
    [
        ([], "2018-001"),
        (["2018-001", "2018-009"], "2018-010"),
        (["2017-050", "2018-x", "旧-3"], "2018-001"),
        (["2018-999"], "2018-1000"),
    ],
)
def test_next_number_follows_the_highest_of_its_year(given, following):
    assert number_after(given, 2018) == following


@pytest.mark.parametrize(
    ("first", "count", "numbers"),
    [
        ("2018-009", 3, ["2018-009", "2018-010", "2018-011"]),
        ("长节监99", 2, ["长节监99", "长节监100"]),
        ("甲", 1, ["甲"]),
        ("甲", 2, []),
    ],
)
def test_consecutive_numbers_count_on_from_the_first(first, count, numbers):
    assert consecutive_numbers(first, count) == numbers
