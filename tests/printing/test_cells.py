"""What a cell cannot hold stands on the 附页, in full and on one page."""

import pytest

from changxing_union.printing.cells import (
    CONTINUATION_SIZES,
    PROSE_SIZES,
    Continuation,
    ContinuedItem,
    Room,
    clean_lines,
)
from changxing_union.printing.fonts import SIZE_5, SMALL_4, SMALL_5, tears_words


def test_short_words_take_the_largest_size():
    assert Room(50, 10).best_size("长兴县总工会") is SIZE_5


def test_one_readable_line_is_preferred_to_two():
    assert Room(20, 10).best_size("长兴县总工会") is SMALL_5


@pytest.mark.parametrize("number", ["shili_banzu", "13900000001", "1000123456/\nshili_2018"])
def test_number_is_set_smaller_rather_than_torn_apart(number):
    room = Room(17, 11.8)
    size = room.best_size(number)
    assert not tears_words(number, room.width / size.em_mm)
    assert tears_words(number, room.width / SIZE_5.em_mm)


def test_number_too_long_for_any_size_is_torn_rather_than_left_out():
    assert Room(17, 11.8).best_size("a" * 30) is not None


def test_prose_prefers_the_larger_size_to_the_single_line():
    assert Room(20, 10, PROSE_SIZES).best_size("长兴县总工会") is SIZE_5


def test_words_that_fit_are_not_continued():
    continuation = Continuation()
    assert continuation.fit("工种", "焊工", Room(20, 10)).text == "焊工"
    assert continuation.entries() == ((), SMALL_4)


def test_words_that_do_not_fit_are_continued_in_full():
    continuation = Continuation()
    fitted = continuation.fit("签署人", "名" * 90, Room(30, 5), prefix="签署人：")
    assert fitted.text == "签署人：详见附页"
    assert continuation.entries() == ((ContinuedItem("签署人", "名" * 90),), SMALL_4)


def test_prefix_without_words_prints_nothing():
    assert Continuation().fit("签署人", "", Room(30, 5), prefix="签署人：").text == ""


def test_many_short_lines_are_run_together_only_when_they_must():
    few, many = Continuation(), Continuation()
    few.fit("奖励", "奖\n" * 20 + "奖", Room(10, 5))
    many.fit("奖励", "奖\n" * 499 + "奖", Room(10, 5))
    assert few.entries()[0][0].text.count("\n") == 20
    (item,), size = many.entries()
    assert item.text == "奖　" * 499 + "奖"
    assert size is not CONTINUATION_SIZES[-1]


def test_clean_lines_drop_gaps_and_keep_words():
    assert clean_lines("  一\r\n\r\n\u3000二 三\u2028四\n") == "一\n二 三\n四"


def test_what_no_size_brings_to_one_page_keeps_its_lines_and_readable_type():
    continuation = Continuation()
    lines = "\n".join(["工种" * 25] * 120)
    continuation.fit("培训需求", lines, Room(10, 5))
    (item,), size = continuation.entries()
    assert (item.text, size) == (lines, SIZE_5)


def test_entry_of_what_its_cell_shows_otherwise_is_put_in_by_itself():
    continuation = Continuation()
    continuation.put("培训需求", "电焊工 12人")
    assert continuation.entries() == ((ContinuedItem("培训需求", "电焊工 12人"),), SMALL_4)
