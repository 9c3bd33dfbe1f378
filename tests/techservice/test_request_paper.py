"""Annex 5 on paper: the notice's table to the millimetre, one page in both phases (domain §2.5)."""

import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from changxing_union.printing.marks import CopyLabel
from techservice.printing.request_paper import render_request
from techservice.printing.request_sheet import Demand
from tests.printed import (
    A4,
    HOUSE_FACES,
    MM,
    SEAL_HEIGHT,
    TYPE_AREA,
    boxes_on,
    cells_of,
    classes_of,
    faces_of,
    lines_of_name,
    rows_of,
    spanning,
    squeezed,
    table_on,
    title_end,
    words_in_the_way_of_the_seal,
    words_of,
)
from tests.techservice.request_papers import (
    ASKED,
    BLANK,
    HOLDERS,
    REFERENCE,
    SERVED,
    demands,
    laid_out,
    pages_of,
)

COLUMNS = [36, 24, 36, 24, 36]
FOOTER = (
    "注:此表一式3份,4月15日前上报。县总工会“职工技术服务队”办公室(经济工作部)、各乡镇(街道、园区)"
    "(总)工会,县直属产业(行业)工会(工委)、基层工会各1份。"
)
BOX = "乡镇(街道、园区)(总)工会,县直属产业(行业)工会(工委)意见"
SEE = "详见附页"
LINE_OF_DATE = 8 * MM  # 填写日期 stands below the seal


def grid(*rows: list[str]) -> list[list[str]]:
    """The cells of the notice's table with these lines of the demand: [trade, count]."""
    lines = [
        [*(["职工技能培训需求"] if n == 0 else []), "工种", trade, "人数", count]
        for n, (trade, count) in enumerate(rows)
    ]
    return [
        ["工会主席", "", "联系电话/QQ号/微信号", ""],
        ["企业地址", ""],
        ["急需技术服务的项目、内容(专业或工种)", ""],
        *lines,
        [BOX, "(盖章)年月日"],
        ["服务内容完成情况", ""],
        ["企业对服务项目和人员的评价", ""],
    ]


# --- both phases ---------------------------------------------------------------------------------


def test_blank_form_is_the_notice_and_nothing_else():
    _, (page,) = laid_out(BLANK)
    assert cells_of(page) == grid(["", ""], ["", ""])
    (text,) = pages_of(BLANK)
    words = "".join(word for row in grid(["", ""], ["", ""]) for word in row)
    assert text == (
        f"附件52018年长兴县企业需求技术服务项目登记表企业名称(盖章):填写日期:年月日{words}{FOOTER}"
    )
    assert render_request(BLANK).missing_glyphs == ()


def test_first_phase_leaves_its_last_two_rows_to_the_service():
    _, (page,) = laid_out(ASKED)
    assert cells_of(page) == [
        ["工会主席", "钱示例", "联系电话/QQ号/微信号", "0572-6000001/10001234/shili_2018"],
        ["企业地址", "浙江省湖州市长兴县画溪街道示例路88号"],
        ["急需技术服务的项目、内容(专业或工种)", "焊接变形大,返修率高。请高级技师到车间诊断。"],
        ["职工技能培训需求", "工种", "电焊工", "人数", "12"],
        ["工种", "电工", "人数", "5"],
        [BOX, "情况属实,同意上报。签署人:周样本(盖章)2018年4月3日"],
        ["服务内容完成情况", ""],
        ["企业对服务项目和人员的评价", ""],
    ]
    (text,) = pages_of(ASKED)
    assert "企业名称(盖章):浙江示例电源科技股份有限公司(虚构)填写日期:2018年4月2日" in text
    assert f"{REFERENCE}·第2版校验码7F3K-Q2" in text


def test_second_phase_fills_them_and_moves_nothing():
    _, (page,) = laid_out(SERVED)
    assert cells_of(page)[-2:] == [
        ["服务内容完成情况", "2018年5月3日两名技师到车间,调整了焊接顺序。"],
        ["企业对服务项目和人员的评价", "解决了老问题,非常满意。"],
    ]
    places = [
        [
            (cell.position_x, cell.position_y)
            for row in rows_of(table_on(p))
            for cell in row.children
        ]
        for p in (laid_out(sheet)[1][0] for sheet in (BLANK, ASKED, SERVED))
    ]
    assert places[0] == places[1] == places[2]


@pytest.mark.parametrize("sheet", [BLANK, ASKED, SERVED], ids=["blank", "asked", "served"])
def test_each_phase_is_one_a4_page_in_the_house_faces(sheet):
    (page,) = PdfReader(io.BytesIO(render_request(sheet).pdf)).pages
    size = (float(page.mediabox.width), float(page.mediabox.height))
    assert size == pytest.approx(A4, abs=0.1)
    assert faces_of(page) == HOUSE_FACES


# --- the grid ------------------------------------------------------------------------------------


def test_columns_are_those_of_the_annex():
    _, (page,) = laid_out(SERVED)
    rows = rows_of(table_on(page))
    starts = [cell.position_x / MM for cell in rows[3].children]
    ends = [(cell.position_x + cell.border_width()) / MM for cell in rows[3].children]
    planned = [TYPE_AREA[0] + sum(COLUMNS[:place]) for place in range(6)]
    assert starts == pytest.approx(planned[:5], abs=0.5)
    assert ends == pytest.approx(planned[1:], abs=0.5)
    assert [[cell.colspan for cell in row.children] for row in rows] == [
        [1, 1, 1, 2], [1, 4], [1, 4], [1] * 5, [1] * 4, [1, 4], [1, 4], [1, 4],
    ]  # fmt: skip


def test_label_of_the_demand_spans_its_lines_of_equal_height():
    _, (page,) = laid_out(replace(SERVED, demands=demands(6)))
    assert [(words_of(cell), cell.rowspan) for cell in spanning(page)] == [("职工技能培训需求", 6)]
    heights = [row.height / MM for row in rows_of(table_on(page))[3:9]]
    assert heights == pytest.approx([8.5] * 6, abs=0.1)


def test_prose_and_opinion_begin_at_the_top_left_and_values_are_centred():
    _, (page,) = laid_out(SERVED)
    rows = rows_of(table_on(page))
    prose = [rows[2].children[1], rows[5].children[1], rows[6].children[1], rows[7].children[1]]
    for cell in prose:
        first = next(box for box in cell.descendants() if type(box).__name__ == "LineBox")
        (words,) = [box for box in first.descendants() if type(box).__name__ == "TextBox"]
        assert 0.5 * MM < words.position_x - cell.position_x < 3 * MM
        assert 0.5 * MM < first.position_y - cell.position_y < 3 * MM
    for cell in (rows[0].children[1], rows[3].children[2], rows[4].children[3]):
        (words,) = [box for box in cell.descendants() if type(box).__name__ == "TextBox"]
        middle = words.position_x + words.width / 2
        assert middle == pytest.approx(cell.position_x + cell.border_width() / 2, abs=MM / 2)


@pytest.mark.parametrize("count", [0, 2, 6, 50])
def test_box_keeps_its_36_mm_whatever_the_demand_takes(count):
    _, pages = laid_out(replace(SERVED, demands=demands(count)))
    box = rows_of(table_on(pages[0]))[-3]
    assert words_of(box.children[0]) == BOX
    assert box.height / MM >= 36
    lines = words_of(box.children[1])
    assert lines == "情况属实,同意上报。签署人:周样本(盖章)2018年4月3日"


def test_box_without_words_leaves_room_for_pen_and_seal():
    _, (page,) = laid_out(BLANK)
    cell = rows_of(table_on(page))[-3].children[1]
    seal, day = [box for box in cell.descendants() if type(box).__name__ == "TextBox"][-2:]
    assert [squeezed(seal.text), squeezed(day.text)] == ["(盖章)", "年月日"]
    bottom = cell.position_y + cell.border_height()
    assert 0 < bottom - (day.position_y + day.height) < 4 * MM
    right = cell.position_x + cell.border_width()
    for words in (seal, day):
        assert 0 < right - (words.position_x + words.width) < 4 * MM


# --- the line above the grid ---------------------------------------------------------------------


def test_day_stands_at_the_right_edge_on_the_line_of_the_name():
    _, (page,) = laid_out(ASKED)
    (cell,) = [box for box in boxes_on(page, "TableCellBox") if "day" in classes_of(box)]
    (words,) = [box for box in cell.descendants() if type(box).__name__ == "TextBox"]
    assert squeezed(words.text) == "填写日期:2018年4月2日"
    assert (words.position_x + words.width) / MM == pytest.approx(TYPE_AREA[1], abs=0.5)
    (name,) = lines_of_name(page)
    assert words.position_y == pytest.approx(name.position_y, abs=MM)


@pytest.mark.parametrize("sheet", [ASKED, replace(SERVED, unit_name="单" * 100)])
def test_seal_has_room_above_the_day(sheet):
    _, pages = laid_out(sheet)
    assert words_in_the_way_of_the_seal(pages[0], above_table=LINE_OF_DATE) == []
    assert title_end(pages[0]) <= table_on(pages[0]).position_y - SEAL_HEIGHT * MM + 1


@pytest.mark.parametrize("words", ["A", "很长的标题"])
def test_any_title_stays_above_the_seal_line(words):
    _, (page,) = laid_out(replace(ASKED, title=(words * 100)[:100]))
    assert title_end(page) <= table_on(page).position_y - SEAL_HEIGHT * MM + 1


# --- the training demand (O-22) ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, [["", ""], ["", ""]]),
        (1, [["工种01", "101"], ["", ""]]),
        (2, [["工种01", "101"], ["工种02", "102"]]),
        (6, [[f"工种{n:02d}", str(100 + n)] for n in range(1, 7)]),
        (7, [*([f"工种{n:02d}", str(100 + n)] for n in range(1, 6)), [SEE, ""]]),
        (50, [*([f"工种{n:02d}", str(100 + n)] for n in range(1, 6)), [SEE, ""]]),
    ],
)
def test_grid_holds_two_to_six_lines(count, shown):
    _, pages = laid_out(replace(BLANK, demands=demands(count)))
    assert cells_of(pages[0]) == grid(*shown)
    assert len(pages) == (2 if count > 6 else 1)


@pytest.mark.parametrize("count", [7, 50])
def test_more_lines_stand_in_one_list_on_the_continuation(count):
    first, second = pages_of(replace(ASKED, demands=demands(count)))
    listed = "".join(f"工种{n:02d}{100 + n}人" for n in range(1, count + 1))
    assert f"职工技能培训需求{listed}" in second
    assert (first.count(SEE), second.count("工种01")) == (1, 1)
    assert (first[-6:], second[-6:]) == ("第1页共2页", "第2页共2页")


def test_trade_too_long_for_its_cell_is_in_the_list_with_all_others():
    lines = (Demand(trade="工" * 50, head_count="9999"), Demand(trade="电工", head_count="5"))
    first, second = pages_of(replace(ASKED, demands=lines))
    assert f"工种{SEE}人数9999工种电工人数5" in first
    assert f"职工技能培训需求{'工' * 50}9999人电工5人" in second


def test_draft_that_lacks_a_number_lists_its_trade_alone():
    lines = (*demands(6), Demand(trade="叉车工"), Demand(head_count="3"))
    _, second = pages_of(replace(ASKED, demands=lines))
    assert "工种06106人叉车工3人" in second


# --- the copies ----------------------------------------------------------------------------------


def test_each_of_three_copies_names_its_own_holder():
    copies = [CopyLabel(number=n, holder=holder) for n, holder in enumerate(HOLDERS, 1)]
    pages = pages_of(ASKED, *copies)
    assert [re.search(r"第\d份·.*$", text).group() for text in pages] == [
        f"第{number}份·{squeezed(holder)}" for number, holder in enumerate(HOLDERS, 1)
    ]


def test_longest_holder_is_broken_before_its_bracket():
    _, (page,) = laid_out(ASKED)
    (cell,) = [box for box in boxes_on(page, "TableCellBox") if "copy" in classes_of(box)]
    lines = [words_of(box) for box in cell.descendants() if type(box).__name__ == "LineBox"]
    assert lines == ["第1份·县总工会“职工技术服务队”办公室", "(经济工作部)"]


def test_each_copy_counts_its_own_pages():
    copies = [CopyLabel(number=n, holder=holder) for n, holder in enumerate(HOLDERS, 1)]
    pages = pages_of(replace(ASKED, need="需" * 1000), *copies)
    counted = [re.search(r"第\d页共\d页", text).group() for text in pages]
    assert counted == ["第1页共2页", "第2页共2页"] * 3


@pytest.mark.parametrize("note", ["草稿（未上报）", "不予受理"])
def test_status_note_is_on_every_page(note):
    pages = pages_of(replace(ASKED, status_note=note, need="需" * 1000))
    assert [text.count(squeezed(note)) for text in pages] == [1, 1]
