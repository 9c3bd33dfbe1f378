"""Headers of two lines: groups above titles, ready to print; and lines merged over columns."""

import io

from openpyxl import load_workbook

from changxing_union.exports.columns import CellKind, Column
from changxing_union.exports.sheets import Book

TEXT = CellKind.TEXT


def column(title, group="", width=6.0):
    return Column(title, width, TEXT, lambda row: row, group=group)


def sheet_of(columns, *, line=None, merged=None):
    target = io.BytesIO()
    with Book() as book:
        table = book.add_table("表", columns, landscape=True)
        table.write_head("标题", "单位")
        table.write_row("甲")
        if line:
            table.write_line(line, merged=merged)
        book.save(target)
    return load_workbook(io.BytesIO(target.getvalue()))["表"]


def header(sheet):
    return [[cell.value for cell in row] for row in sheet["3:4"]]


def merges(sheet):
    return {str(area) for area in sheet.merged_cells.ranges if area.min_row == 3}


def test_group_stands_above_its_neighbours_and_other_titles_take_both_lines():
    columns = [
        column("序号"), column("自评", "一"), column("考核", "一"), column("自评", "二"),
        column("结果"), column("备注"),
    ]  # fmt: skip
    sheet = sheet_of(columns)
    assert header(sheet) == [
        ["序号", "一", None, "二", "结果", "备注"],
        [None, "自评", "考核", "自评", None, None],
    ]
    assert merges(sheet) == {"A3:A4", "B3:C3", "E3:E4", "F3:F4"}
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$3:$4", "A5")
    assert [cell.value for cell in sheet[5]] == ["甲"] * 6


def test_header_without_groups_is_one_line():
    sheet = sheet_of([column("序号"), column("结果")])
    assert header(sheet) == [["序号", "结果"], ["甲", "甲"]]
    assert merges(sheet) == set()
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$3:$3", "A4")


def test_long_group_gets_the_height_of_its_lines():
    sheet = sheet_of(
        [column("序号"), column("自评", "创建领导小组"), column("考核", "创建领导小组")]
    )
    assert [sheet.row_dimensions[row].height for row in (3, 4)] == [48, 32]


def test_both_lines_of_the_header_look_alike():
    sheet = sheet_of([column("序号"), column("自评", "一"), column("考核", "一")])
    cells = [sheet[place] for place in ("A3", "B3", "B4", "C4")]
    looks = {(each.font.bold, each.fill.fgColor.rgb, each.border.left.style) for each in cells}
    assert looks == {(True, "FFF3E9E2", "thin")}


def test_line_over_merged_columns_is_as_tall_as_it_needs_there():
    columns = [column("甲"), column("乙", width=20), column("丙")]
    label = "平均（共 3 个班组）"
    merged = sheet_of(columns, line=[label, None, None], merged=(1, 2))
    alone = sheet_of(columns, line=[label, None, None])
    assert (merged.row_dimensions[5].height, alone.row_dimensions[5].height) == (None, 68)
