"""Annex 3 on paper: the notice's table to the millimetre, a free place for the seal, one page."""

import io
import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from changxing_union.printing.cells import SEE_CONTINUATION
from changxing_union.printing.fonts import SIZE_5, SMALL_5
from changxing_union.printing.marks import CopyLabel
from pioneer.printing.assessment_paper import render_assessment
from pioneer.printing.assessment_sheet import AssessmentSheet, PrintedItem, unit_and_team
from tests.pioneer.assessment_papers import (
    ASSESSED,
    BLANK,
    FOOTER,
    HEADINGS,
    HOLDERS,
    MARK,
    NOTICE,
    REFERENCE,
    SCORED,
    expected,
    laid_out,
    pages_of,
)
from tests.printed import (
    A4,
    HOUSE_FACES,
    MM,
    SEAL_HEIGHT,
    TYPE_AREA,
    cells_of,
    faces_of,
    lines_of_name,
    rows_of,
    spanning,
    squeezed,
    table_on,
    title_end,
    widest_text,
    words_in_the_way_of_the_seal,
    words_of,
)

COLUMNS = [12, 20, 76, 14, 17, 17]

# --- the three states ----------------------------------------------------------------------------


def test_blank_form_is_the_notice_and_nothing_else():
    (text,) = pages_of(BLANK)
    lines = "".join(f"{n}{c}{words}{p}" for n, (c, words, p) in enumerate(NOTICE, 1))
    assert text == (
        f"附件32018年长兴县开展“工人先锋号”创建活动考核评价表单位名称(盖章):"
        f"{''.join(HEADINGS)}{lines}合计100{FOOTER}"
    )


NONE = ("",) * 10


@pytest.mark.parametrize(
    ("sheet", "own", "theirs", "totals"),
    [
        (BLANK, NONE, NONE, ["", ""]),
        (SCORED, ("20", "15", "14.5", "10", *["5"] * 6), NONE, ["89.5", ""]),
        (
            ASSESSED,
            ("20", "15", "14.5", "10", *["5"] * 6),
            ("20", "12", "15", "5", "5", "2.5", "5", "0", "5", "5"),
            ["89.5", "74.5"],
        ),
    ],
    ids=["blank", "scored", "assessed"],
)
def test_every_cell_holds_its_words(sheet, own, theirs, totals):
    _, (page,) = laid_out(sheet)
    assert cells_of(page) == expected(own, theirs, totals)


def test_state_of_the_sheet_moves_nothing():
    places = [
        [
            (cell.position_x, cell.position_y)
            for row in rows_of(table_on(page))
            for cell in row.children
        ]
        for page in (laid_out(sheet)[1][0] for sheet in (BLANK, SCORED, ASSESSED))
    ]
    assert places[0] == places[1] == places[2]


@pytest.mark.parametrize(
    ("number", "printed"), [("20.0", "20"), ("14.5", "14.5"), ("0.0", "0"), ("100", "100")]
)
def test_numbers_are_printed_without_idle_zeros(number, printed):
    row = replace(BLANK.rows[0], points=number, self_points=number, points_given=number)
    sheet = replace(BLANK, rows=(row,), points_total=number, self_total=number, given_total=number)
    _, (page,) = laid_out(sheet)
    assert [cells[-3:] for cells in cells_of(page)[1:]] == [[printed] * 3] * 2


# --- the page ------------------------------------------------------------------------------------


def test_page_is_a4_portrait_in_the_house_faces_only():
    (page,) = PdfReader(io.BytesIO(render_assessment(ASSESSED).pdf)).pages
    size = (float(page.mediabox.width), float(page.mediabox.height))
    assert size == pytest.approx(A4, abs=0.1)
    assert faces_of(page) == HOUSE_FACES


def test_columns_are_those_of_the_annex():
    _, (page,) = laid_out(ASSESSED)
    rows = rows_of(table_on(page))
    starts = [cell.position_x / MM for cell in rows[0].children]
    ends = [(cell.position_x + cell.border_width()) / MM for cell in rows[0].children]
    planned = [TYPE_AREA[0] + sum(COLUMNS[:place]) for place in range(7)]
    assert starts == pytest.approx(planned[:6], abs=0.5)
    assert ends == pytest.approx(planned[1:], abs=0.5)
    assert len(rows) == 12
    assert [cell.colspan for cell in rows[-1].children] == [3, 1, 1, 1]


def test_category_cells_span_the_rows_of_their_category():
    _, (page,) = laid_out(BLANK)
    spans = [(words_of(cell), cell.rowspan) for cell in spanning(page)]
    assert spans == [("三有(50分)", 3), ("六上墙(30分)", 6)]
    rows = rows_of(table_on(page))
    for cell, (first, last) in zip(spanning(page), [(2, 4), (5, 10)], strict=True):
        assert cell.position_y == pytest.approx(rows[first].position_y, abs=MM / 2)
        bottom = rows[last].position_y + rows[last].height
        assert cell.position_y + cell.border_height() == pytest.approx(bottom, abs=MM / 2)


def test_only_neighbours_of_one_category_share_a_cell():
    names = ("甲", "甲", "乙", "甲", "甲", "甲")
    rows = tuple(replace(BLANK.rows[0], category=name) for name in names)
    _, (page,) = laid_out(replace(BLANK, rows=rows))
    assert [len(cells) for cells in cells_of(page)[1:-1]] == [6, 5, 6, 6, 5, 5]
    assert [(words_of(cell), cell.rowspan) for cell in spanning(page)] == [("甲", 2), ("甲", 3)]


def test_each_copy_is_one_page_that_names_its_holder():
    copies = [CopyLabel(number=n, holder=holder) for n, holder in enumerate(HOLDERS, 1)]
    pages = pages_of(ASSESSED, *copies)
    assert [re.search(r"第\d份·.*$", text).group() for text in pages] == [
        "第1份·县总工会经济工作部",
        "第2份·李家巷镇总工会(虚构)",
    ]
    mark = f"{REFERENCE}·第2版校验码7F3K-Q2"
    assert [text.count(mark) for text in pages] == [1, 1]


@pytest.mark.parametrize("note", ["草稿（未上报）", "作废"])
def test_status_note_is_on_every_page(note):
    pages = pages_of(replace(SCORED, status_note=note, other_wall_text="墙" * 500))
    assert [text.count(squeezed(note)) for text in pages] == [1, 1]


@pytest.mark.parametrize(("is_on", "times"), [(False, 0), (True, 1)])
def test_assessor_line_is_printed_when_it_is_asked_for(is_on, times):
    (text,) = pages_of(replace(ASSESSED, assessor_line=is_on))
    assert text.count("考核人:考核日期:年月日") == times


# --- the seal line -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "team", "printed"),
    [("厂", "一班", "厂（一班）"), ("厂", "", "厂"), ("", "一班", "一班"), ("", "", "")],
)
def test_unit_and_team_are_named_together(unit, team, printed):
    assert unit_and_team(unit, team) == printed


def test_unit_and_team_stand_on_one_line_where_they_fit():
    page, (printed,) = laid_out(SCORED)
    assert page.unit.text == "浙江示例电源有限公司（涂板一班）"
    assert len(lines_of_name(printed)) == 1


def test_longer_unit_and_team_part_before_the_team():
    name = unit_and_team("浙江示例电源科技股份有限公司（虚构）", "极板车间涂板一班")
    page, (printed,) = laid_out(replace(SCORED, unit_and_team=name))
    assert page.unit.text == "浙江示例电源科技股份有限公司（虚构）\n（极板车间涂板一班）"
    assert len(lines_of_name(printed)) == 2


LONGEST = unit_and_team("单" * 100, "班" * 100)


def test_longest_names_stay_on_the_page_and_clear_of_the_seal():
    (text,) = pages_of(replace(ASSESSED, unit_and_team=LONGEST))
    assert squeezed(LONGEST) in text
    _, (page,) = laid_out(replace(ASSESSED, unit_and_team=LONGEST))
    assert_seal_has_room(page)


def assert_seal_has_room(page) -> None:
    """No word stands in the 46 × 36 mm at the right, between the title and the table."""
    assert words_in_the_way_of_the_seal(page) == []
    assert title_end(page) <= table_on(page).position_y - SEAL_HEIGHT * MM + 1


# --- what a team writes --------------------------------------------------------------------------


def test_short_other_wall_text_stands_below_the_footer():
    (text,) = pages_of(replace(SCORED, other_wall_text="安全责任制、光荣榜。"))
    assert f"{FOOTER}其他上墙内容:安全责任制、光荣榜。" in text


def test_long_other_wall_text_moves_to_the_continuation():
    wall = "".join(f"第{n:02d}块:师徒结对。" for n in range(1, 51))
    assert len(wall) == 500
    first, second = pages_of(replace(SCORED, other_wall_text=wall))
    assert f"{FOOTER}其他上墙内容:{SEE_CONTINUATION}" in first
    assert first.endswith("第1页共2页")
    assert f"浙江示例电源有限公司(涂板一班)其他上墙内容{wall}" in second
    assert REFERENCE in second
    assert second.endswith("第2页共2页")


def test_rare_and_minority_names_are_drawn():
    sheet = replace(SCORED, unit_and_team="㛃䶮𠅤阿依古丽·买买提工作室")
    assert render_assessment(sheet).missing_glyphs == ()
    (text,) = pages_of(sheet)
    assert "单位名称(盖章):㛃䶮𠅤阿依古丽·买买提工作室" in text


def test_character_without_a_face_is_reported():
    sheet = replace(SCORED, unit_and_team="王\U00031350厂")
    assert render_assessment(sheet).missing_glyphs == ("\U00031350",)


def test_markup_in_values_is_printed_as_typed():
    (text,) = pages_of(replace(SCORED, other_wall_text="<b>&amp;</b>"))
    assert "其他上墙内容:<b>&amp;</b>" in text


# --- other years ---------------------------------------------------------------------------------

FULLEST = replace(
    ASSESSED,
    rows=(*ASSESSED.rows[:9], replace(ASSESSED.rows[9], content="监督电话" * 8)),
    unit_and_team=LONGEST,
    footer="备" * 146,
    other_wall_text="墙" * 139,
    assessor_line=True,
)


@pytest.mark.parametrize("times", [2, 3, 4])
def test_longer_rubric_takes_smaller_type_before_a_second_page(times):
    rows = tuple(replace(row, content=row.content * times) for row in ASSESSED.rows)
    plan, (page,) = laid_out(replace(FULLEST, rows=rows))
    assert plan.size.points < 10.5
    assert [cells[-4] for cells in cells_of(page)[1:-1]] == [squeezed(r.content) for r in rows]


def test_everything_at_its_fullest_is_still_one_page():
    plan, pages = laid_out(FULLEST)
    assert len(pages) == 1
    assert (plan.size, plan.footer.size, plan.other_wall.size) == (SIZE_5, SMALL_5, SMALL_5)
    assert [len(plan.footer.text), len(plan.other_wall.text)] == [146, 146]


def test_rubric_beyond_a_page_goes_on_category_by_category():
    rows = tuple(replace(ASSESSED.rows[n % 10], number=str(n + 1)) for n in range(60))
    _, pages = laid_out(replace(ASSESSED, rows=rows))
    tables = [cells_of(page) for page in pages]
    assert [table[0] for table in tables] == [HEADINGS] * len(pages)
    numbers = [cells[0] for table in tables for cells in table[1:]]
    assert numbers == [*(str(n) for n in range(1, 61)), "合计"]
    assert [len(table[1]) for table in tables] == [6] * len(pages)


def test_total_never_stands_alone_on_a_page():
    rows = tuple(replace(BLANK.rows[4], category="甲乙"[n % 2], number=str(n)) for n in range(32))
    _, pages = laid_out(replace(BLANK, rows=rows))
    last_page = [cells[0] for cells in cells_of(pages[-1])]
    assert (len(pages), last_page) == (2, ["序号", "31", "合计"])


def test_long_category_leaves_its_rows_as_they_are():
    rows = tuple(replace(row, category="三有活动实效总结" * 3) for row in BLANK.rows[4:7])
    _, (page,) = laid_out(replace(BLANK, rows=rows))
    heights = [row.height / MM for row in rows_of(table_on(page))]
    assert heights == pytest.approx([10.6] * 5, abs=0.1)


@pytest.mark.parametrize("words", ["A", "很长的标题"])
def test_any_title_stays_above_the_seal_line(words):
    _, (page,) = laid_out(replace(ASSESSED, title=(words * 100)[:100]))
    assert_seal_has_room(page)


# --- any legal content ---------------------------------------------------------------------------

ALPHABET = st.one_of(
    st.sampled_from("的一是在长兴县总工会班组先锋㛃䶮"),
    st.sampled_from("，。；：、！？（）《》“”…—·"),
    st.characters(min_codepoint=0x20, max_codepoint=0x7E),
)


def words(longest: int) -> st.SearchStrategy[str]:
    """Text of up to ``longest`` characters, often at the limit, with line breaks anywhere."""
    repeated = st.builds(
        lambda unit, length: (unit * length)[:length],
        st.text(ALPHABET, min_size=1, max_size=12),
        st.integers(0, longest) | st.just(longest),
    )
    return st.builds(lambda text, gap: text.replace(gap, "\n"), repeated, ALPHABET)


SHEETS = st.builds(
    AssessmentSheet,
    title=words(100),
    footer=words(400),
    rows=st.lists(
        st.builds(
            PrintedItem,
            number=st.just("10"),
            category=st.sampled_from(["一全（20分）", "三有（50分）"]) | words(40),
            content=words(60),
            points=st.sampled_from(["20", "2.5"]),
            self_points=st.sampled_from(["", "14.5"]),
        ),
        min_size=1,
        max_size=10,
    ).map(tuple),
    unit_and_team=st.builds(unit_and_team, words(100), words(100)),
    self_total=st.sampled_from(["", "89.5"]),
    other_wall_text=words(500),
    assessor_line=st.booleans(),
    mark_line=st.sampled_from([None, MARK]),
)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # to shrink a failing sheet takes longer than a test may
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(sheet=SHEETS)
def test_any_legal_content_keeps_to_its_page_and_its_cells(sheet):
    plan, pages = laid_out(sheet)
    assert len(pages) == (2 if plan.continued else 1)
    assert_seal_has_room(pages[0])
    table = table_on(pages[0])
    heights = [row.height for category in plan.categories for row in category.rows]
    planned = [plan.least_height, *heights, plan.least_height]
    for row, height in zip(rows_of(table), planned, strict=True):
        assert row.height / MM == pytest.approx(float(height[:-2]), abs=0.45)
    for cell in (box for box in table.descendants() if type(box).__name__ == "TableCellBox"):
        assert widest_text(cell) <= cell.width + 0.5
