"""Estimates of width and lines: never smaller than what the page needs."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from changxing_union.printing.fonts import SIZE_5, SIZES, em_width, fits, largest_fit, line_count
from changxing_union.printing.pdf import render


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("长兴县", 3), ("（盖章）", 4), ("2018", 2.24), ("e\u0301", 0.68), ("\U00020164", 1)],
)
def test_width_counts_han_as_one_em_and_digits_as_about_half(text, width):
    assert em_width(text) == pytest.approx(width)


@pytest.mark.parametrize(
    ("text", "line_em", "lines"),
    [
        ("", 5, 1),
        ("长兴县总工会", 6, 1),
        ("长兴县总工会", 5, 2),
        ("一\n二", 5, 2),
        ("长兴县总工。", 5, 2),  # 。 may not begin a line, so 工 goes with it
        ("长兴县（总）", 4, 2),  # （ may not end a line
        ("长兴县workers", 6, 2),  # a word stays whole
        ("w" * 20, 6, 5),  # unless it is longer than the line
    ],
)
def test_lines_follow_the_rules_of_chinese_typesetting(text, line_em, lines):
    assert line_count(text, line_em) == lines


def test_box_takes_what_fits_and_not_a_line_more():
    width = SIZE_5.em_mm * 5.1
    assert fits("五个字一行" * 3, SIZE_5, width, SIZE_5.leading_mm * 3)
    assert not fits("五个字一行" * 3 + "多", SIZE_5, width, SIZE_5.leading_mm * 3)


def test_largest_size_wins_and_none_is_an_answer():
    assert largest_fit("长兴县", SIZES, 200, 20) is SIZES[0]
    assert largest_fit("长兴县" * 99, SIZES, 20, 5) is None


@settings(max_examples=20, deadline=None, derandomize=True)
@given(
    text=st.text(
        st.sampled_from("长兴总工会先锋号一二三，。；：、！？（）《》“”…—·")
        | st.characters(min_codepoint=0x21, max_codepoint=0x7E),
        min_size=1,
        max_size=120,
    ),
    line_em=st.integers(4, 30),
)
# Kept together by our own rules, but not by the printer's: each part wastes what is left.
@example(text="<工”" * 17, line_em=6)
@example(text="工”<" * 30, line_em=7)
def test_page_never_needs_more_lines_than_estimated(text, line_em):
    width = SIZE_5.em_mm * line_em
    paragraph = f'<p style="width:{width}mm;overflow-wrap:anywhere" class="size-5"></p>'
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    html = paragraph.replace("></p>", f">{escaped}</p>")
    document = render(f'<html lang="zh-CN"><body class="body-face">{html}')
    boxes = document.pages[0]._page_box.descendants()
    assert sum(type(box).__name__ == "LineBox" for box in boxes) <= line_count(text, line_em)
