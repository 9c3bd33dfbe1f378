"""Registers reopened: what was typed is what stands there, ready to print, and never a formula."""

import io
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from changxing_union.exports import workbook
from changxing_union.exports.columns import CellKind, Column
from changxing_union.exports.sheets import Book
from changxing_union.exports.workbook import fill_register, write_register
from changxing_union.kernel.refusals import Refused


@dataclass(frozen=True)
class Team:
    name: object
    phone: str = "13900000001"
    members: object = 12
    hours: object = None
    founded: object = None
    filed_at: object = None


COLUMNS: list[Column[Team]] = [
    Column("班组名称", 30, CellKind.TEXT, lambda team: team.name),
    Column("手机号码", 14, CellKind.TEXT, lambda team: team.phone),
    Column("人数", 8, CellKind.INTEGER, lambda team: team.members, total=True),
    Column("平均技术等级", 8, CellKind.DECIMAL, lambda team: team.hours, total=True),
    Column("班组组建", 12, CellKind.MONTH, lambda team: team.founded),
    Column("上报时间", 18, CellKind.DATETIME, lambda team: team.filed_at),
]


def local(*parts: int) -> datetime:
    """What Excel gives back: a moment without a time zone."""
    return datetime(*parts)


def export(rows, columns=COLUMNS, remark="备注：本表由系统生成。", sheet_name="台账"):
    target = io.BytesIO()
    count = write_register(
        target,
        title="2018年工人先锋号申报台账",
        unit_line="填报单位：县总工会经济工作部　　2018年4月16日",
        columns=columns,
        rows=rows,
        remark=remark,
        sheet_name=sheet_name,
        explanation=[("筛选条件", "状态：已上报"), ("操作人", "=李示例")],
    )
    return count, load_workbook(io.BytesIO(target.getvalue()))


def test_register_reads_from_title_to_remark():
    count, book = export(iter([Team("涂板一班"), Team("涂板二班", members=8)]))
    sheet = book["台账"]
    assert count == 2
    assert [tuple(cell.value for cell in row[:3]) for row in sheet.iter_rows()] == [
        ("2018年工人先锋号申报台账", None, None),
        ("填报单位：县总工会经济工作部　　2018年4月16日", None, None),
        ("班组名称", "手机号码", "人数"),
        ("涂板一班", "13900000001", 12),
        ("涂板二班", "13900000001", 8),
        ("合计（共 2 条）", None, 20),
        ("备注：本表由系统生成。", None, None),
    ]
    assert {str(area) for area in sheet.merged_cells.ranges} == {
        "A1:F1",
        "A2:F2",
        "A6:B6",
        "A7:F7",
    }


def test_page_is_set_up_for_a4_with_the_header_repeated():
    _, book = export([Team("涂板一班")])
    sheet = book["台账"]
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "A4"
    assert sheet.column_dimensions["A"].width == 30
    assert (sheet["A1"].font.name, sheet["A1"].font.size) == ("方正小标宋简体", 18)
    assert sheet["A3"].font.bold is True
    assert sheet["A4"].border.left.style == "thin"


@pytest.mark.parametrize(
    "typed",
    [
        "=1+1",
        '=HYPERLINK("http://example.cn","x")',
        "+86 139",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "#N/A",
        "007",
        "3.14",
        "2018-04-01",
        "TRUE",
    ],
)
def test_anything_typed_stays_a_string(typed):
    _, book = export([Team(typed)])
    cell = book["台账"]["A4"]
    assert (cell.value, cell.data_type, cell.number_format) == (typed, "s", "@")


def test_text_that_looks_like_a_formula_stays_one_when_its_cell_is_edited():
    _, book = export([Team("=1+1"), Team("涂板一班"), Team("-1"), Team("涂板二班")])
    marks = [book["台账"][f"A{row}"].quotePrefix for row in range(4, 8)]
    assert marks == [True, False, True, False]


def test_no_cell_of_the_file_is_a_formula():
    _, book = export([Team("=1"), Team("=2", members="=3")], remark="=4", sheet_name="=5")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


def test_phone_is_text():
    _, book = export([Team("涂板一班")])
    cell = book["台账"]["B4"]
    assert (cell.value, cell.data_type, cell.number_format) == ("13900000001", "s", "@")


def test_characters_xml_cannot_hold_are_dropped():
    _, book = export([Team("涂\x00板\x0b一\x1f班\ufffe\ud800")])
    assert book["台账"]["A4"].value == "涂板一班"


def test_numbers_dates_and_moments_are_values_not_text():
    filed_at = datetime(2018, 4, 15, 16, 30, tzinfo=UTC)
    row = Team("涂板一班", hours=Decimal("4.2"), founded=date(2009, 3, 1), filed_at=filed_at)
    _, book = export([row])
    hours, founded, moment = book["台账"]["D4":"F4"][0]
    assert (hours.value, hours.data_type) == (4.2, "n")
    assert (founded.value, founded.number_format) == (
        local(2009, 3, 1),
        'yyyy"年"m"月"',
    )
    assert moment.value == local(2018, 4, 16, 0, 30)


def test_date_column_shows_the_day_in_changxing():
    column = Column("日期", 12, CellKind.DATE, lambda team: team.filed_at)
    row = Team("涂板一班", filed_at=datetime(2018, 4, 15, 16, 30, tzinfo=UTC))
    _, book = export([row], [COLUMNS[0], column])
    assert book["台账"]["B4"].value == local(2018, 4, 16)


def test_word_in_a_number_column_is_text_and_not_summed():
    _, book = export([Team("一班", hours="不适用"), Team("二班", hours=Decimal("4.2"))])
    sheet = book["台账"]
    assert (sheet["D4"].value, sheet["D4"].data_type) == ("不适用", "s")
    assert sheet["D6"].value == 4.2


def test_totals_are_exact_and_skip_empty_cells():
    rows = [Team("一班", hours=0.1), Team("二班", members=None, hours=0.2), Team("三班")]
    _, book = export(rows)
    sheet = book["台账"]
    assert (sheet["C7"].value, sheet["D7"].value) == (24, 0.3)
    assert sheet["C5"].value is None


def test_cell_after_a_word_or_a_gap_is_unaffected():
    _, book = export([Team("一班", members="不详"), Team("二班", members=None), Team("三班")])
    sheet = book["台账"]
    assert [sheet[f"C{row}"].value for row in (4, 5, 6)] == ["不详", None, 12]


def test_empty_register_still_has_head_and_totals():
    count, book = export([])
    sheet = book["台账"]
    assert count == 0
    assert [sheet["A4"].value, sheet["C4"].value] == ["合计（共 0 条）", 0]
    assert sheet["A5"].value == "备注：本表由系统生成。"


def test_register_without_totals_or_remark_ends_with_the_count():
    _, book = export([Team("一班")], COLUMNS[:2], remark="")
    sheet = book["台账"]
    assert sheet.max_row == 5
    assert sheet["A5"].value == "合计（共 1 条）"


def test_long_remark_gets_the_height_of_its_lines():
    _, book = export([], remark="备注：" + "长" * 100)
    assert book["台账"].row_dimensions[5].height == 48


def test_row_is_as_tall_as_its_longest_text_and_others_as_usual():
    long, broken = "长" * 31, "涂板\n一班"
    _, book = export([Team("一班"), Team(long), Team(broken), Team("二班", phone="1" * 14)])
    heights = book["台账"].row_dimensions
    assert [heights[row].height for row in (4, 5, 6, 7)] == [None, 52, 36, 36]
    assert book["台账"].sheet_format.defaultRowHeight == 20


def test_row_is_never_taller_than_excel_allows():
    _, book = export([Team("一班\n" * 100)])
    assert book["台账"].row_dimensions[4].height == 409


def test_long_title_gets_the_height_of_its_lines():
    _, narrow = export([], COLUMNS[:2])
    _, wide = export([])
    assert narrow["台账"].row_dimensions[1].height == 60
    assert wide["台账"].row_dimensions[1].height == 34


def test_explanation_sheet_holds_filter_time_and_operator():
    _, book = export([])
    assert book.sheetnames == ["台账", "说明"]
    assert [tuple(cell.value for cell in row) for row in book["说明"].iter_rows()] == [
        ("筛选条件", "状态：已上报"),
        ("操作人", "=李示例"),
    ]


@pytest.mark.parametrize(
    ("wanted", "given"),
    [("a/b:c?", "a b c"), ("长" * 40, "长" * 31), ("", "台账"), ("'x'", "x")],
)
def test_sheet_name_is_made_legal(wanted, given):
    _, book = export([], sheet_name=wanted)
    assert book.sheetnames[0] == given


def test_first_column_cannot_be_a_total():
    with pytest.raises(ValueError, match="first column that is not a total"):
        export([], COLUMNS[2:])


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    with pytest.raises(Refused, match="请缩小筛选范围后再导出"):
        export([Team("一班")] * 3)


def test_broken_off_export_leaves_no_file_behind(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # others export at the same time

    def rows():
        yield Team("一班")
        raise RuntimeError("connection lost")

    with pytest.raises(RuntimeError, match="connection lost"):
        export(rows())
    assert list(tmp_path.iterdir()) == []


def test_registers_share_a_book_each_on_a_sheet_of_its_own():
    target = io.BytesIO()
    unit_line = "填报单位：县总工会经济工作部"
    with Book() as book:
        counts = [
            fill_register(
                book.add_table("台账", COLUMNS, landscape=True),
                title="台账", unit_line=unit_line, rows=[Team("一班"), Team("二班")],
            ),
            fill_register(
                book.add_table("明细", COLUMNS, landscape=False),
                title="台账（明细）", unit_line=unit_line, rows=[Team("三班", members=5)],
            ),
        ]  # fmt: skip
        book.save(target)
    reopened = load_workbook(io.BytesIO(target.getvalue()))
    assert (counts, reopened.sheetnames) == ([2, 1], ["台账", "明细"])
    told = [(sheet["A1"].value, sheet.page_setup.orientation) for sheet in reopened]
    assert told == [("台账", "landscape"), ("台账（明细）", "portrait")]
    totals = [
        [row[0], row[2]] for sheet in reopened for row in sheet.values if "合计" in str(row[0])
    ]
    assert totals == [["合计（共 2 条）", 24], ["合计（共 1 条）", 5]]


def test_further_register_cannot_begin_with_a_total_either():
    with Book() as book:
        table = book.add_table("台账", COLUMNS[2:], landscape=True)
        with pytest.raises(ValueError, match="first column that is not a total"):
            fill_register(table, title="", unit_line="", rows=[])
