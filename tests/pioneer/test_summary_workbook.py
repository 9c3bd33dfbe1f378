"""Annex-2 workbooks reopened: the official table cell by cell, the county's totals, no formula."""

import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from changxing_union.kernel.refusals import Refused
from pioneer.exports import summary
from pioneer.exports.summary import write_summary_workbook
from tests.factories.summary_tables import FOOTER, TITLE, make_line, make_table

ROOT = Path(__file__).parents[2]
COUNTY_TITLE = f"{TITLE}（全县汇总）"
COUNTY_UNIT = "填报单位：县总工会经济工作部　　2018年4月16日"
HEADER = ("序号", "单位班组名称", "所属行业", "参赛人数", "组　长", "手机号/微信号")
NOTES = [("筛选条件", "全部"), ("操作人", "=李示例")]


def export(*tables):
    target = io.BytesIO()
    count = write_summary_workbook(
        target, tables, title=COUNTY_TITLE, unit_line=COUNTY_UNIT, explanation=NOTES
    )
    return count, load_workbook(io.BytesIO(target.getvalue()))


def values(sheet):
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def merges(sheet):
    return {str(area) for area in sheet.merged_cells.ranges}


def across(text, columns=6):
    """A line of text over all columns."""
    return (text, *[None] * (columns - 1))


def unit_line(union):
    return f"乡镇（街道、园区）、县直属产业（行业）工会（工委）：{union}"


def test_official_sheet_reads_from_title_to_remark():
    count, book = export(
        make_table(
            make_line(),
            make_line(team="细纱乙班", participants=30, contact="13900000002/wx_ceshi"),
            make_line("长兴测试学校", "", "约30", industry="教育", leader="王示例", contact=""),
        )
    )
    sheet = book["长兴测试镇"]
    assert count == 3
    assert book.sheetnames == ["长兴测试镇", "说明"]
    assert values(sheet) == [
        across(TITLE),
        across(unit_line("长兴测试镇总工会")),
        HEADER,
        (1, "长兴测试纺织有限公司　细纱甲班", "制造业", 12, "李示例", "13900000001"),
        (2, "长兴测试纺织有限公司　细纱乙班", "制造业", 30, "李示例", "13900000002/wx_ceshi"),
        (3, "长兴测试学校", "教育", "约30", "王示例", None),
        ("合　计", "企业参赛数", 2, "职工数", 42, None),
        across(FOOTER),
    ]
    assert merges(sheet) == {"A1:F1", "A2:F2", "E7:F7", "A8:F8"}


def test_official_sheet_is_portrait_a4_with_the_header_repeated():
    _, book = export(make_table(make_line()))
    sheet = book["长兴测试镇"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "A4"
    assert (sheet["A1"].font.name, sheet["B4"].font.name) == ("方正小标宋简体", "宋体")
    assert {cell.border.bottom.style for row in sheet["A3:F5"] for cell in row} == {"thin"}


def test_totals_are_numbers_and_what_was_typed_is_text():
    _, book = export(make_table(make_line(), make_line(participants="３０余")))
    sheet = book["长兴测试镇"]
    kinds = [(cell.data_type, cell.number_format) for cell in sheet[5]]
    assert kinds == [("n", "0"), ("s", "@"), ("s", "@"), ("s", "@"), ("s", "@"), ("s", "@")]
    assert [(sheet[place].data_type, sheet[place].number_format) for place in ("C6", "E6")] == [
        ("n", "0"),
        ("n", "0"),
    ]


@pytest.mark.parametrize(
    "typed",
    ['=HYPERLINK("http://example.cn","x")', "+86 139", "-1", "@SUM(A1)", "\t=1+1", "#N/A", "007"],
)
def test_nothing_typed_becomes_a_formula(typed):
    line = make_line(typed, "", typed, industry=typed, leader=typed, contact=typed)
    tables = [replace(make_table(line), organization=typed, title=typed, footer=typed)] * 2
    _, book = export(*tables)
    assert [cell.value for cell in book["长兴测试镇"][4][1:]] == [typed] * 5
    assert [cell.value for cell in book["全县汇总"][4][2:]] == [typed] * 5
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds == {"s", "n"}


@pytest.mark.parametrize("contact", ["13900000001", "00013900000001", "0572-6000000"])
def test_phone_keeps_every_digit(contact):
    _, book = export(make_table(make_line(contact=contact)))
    cell = book["长兴测试镇"]["F4"]
    assert (cell.value, cell.data_type, cell.number_format) == (contact, "s", "@")


@pytest.mark.parametrize(
    ("typed", "written"),
    [("㛃䶮𠅤", "㛃䶮𠅤"), ("先锋👷‍♀️班", "先锋👷‍♀️班"), ("甲\x00\x0b\x1f班\ufffe", "甲班")],
)
def test_rare_characters_stay_and_unwritable_ones_go(typed, written):
    _, book = export(make_table(make_line(typed, typed, leader=typed), place=f"测试{typed}"))
    sheet = book.worksheets[0]
    assert (sheet["B4"].value, sheet["E4"].value) == (f"{written}　{written}", written)
    assert sheet["A2"].value == unit_line(f"测试{written}总工会")


def test_long_names_get_the_height_of_their_lines():
    _, book = export(make_table(make_line("长" * 13, ""), make_line("长" * 27, "")))
    sheet = book["长兴测试镇"]
    assert [sheet.row_dimensions[row].height for row in (4, 5)] == [None, 52]
    assert sheet.sheet_format.defaultRowHeight == 20


def test_nil_report_says_so_in_one_line_and_totals_nothing():
    count, book = export(make_table(nil=True))
    sheet = book["长兴测试镇"]
    assert count == 0
    assert values(sheet) == [
        across(TITLE),
        across(unit_line("长兴测试镇总工会")),
        HEADER,
        across("零报告"),
        ("合　计", "企业参赛数", 0, "职工数", 0, None),
        across(FOOTER),
    ]
    assert merges(sheet) == {"A1:F1", "A2:F2", "A4:F4", "E5:F5", "A6:F6"}


def test_nil_report_with_teams_does_not_hide_them():
    _, book = export(make_table(make_line(), nil=True), make_table(nil=True))
    assert book["长兴测试镇"]["B4"].value == "长兴测试纺织有限公司　细纱甲班"
    assert [row[2] for row in values(book["全县汇总"])[3:5]] == [
        "长兴测试纺织有限公司　细纱甲班",
        "企业参赛数",
    ]


def test_county_sheet_counts_an_enterprise_of_two_unions_once():
    both = make_line("长兴测试集团", "一车间", 20)
    count, book = export(
        make_table(make_line(), both, place="测试甲镇"),
        make_table(place="测试乙镇", nil=True),
        make_table(replace(both, participants=5), place="测试产业工会"),
    )
    sheet = book["全县汇总"]
    assert count == 3
    assert book.sheetnames == ["全县汇总", "测试甲镇", "测试乙镇", "测试产业工会", "说明"]
    name, group = "长兴测试纺织有限公司　细纱甲班", "长兴测试集团　一车间"
    assert values(sheet) == [
        across(COUNTY_TITLE, 7),
        across(COUNTY_UNIT, 7),
        ("序号", "所属工会", *HEADER[1:]),
        (1, "测试甲镇", name, "制造业", 12, "李示例", "13900000001"),
        (2, "测试甲镇", group, "制造业", 20, "李示例", "13900000001"),
        ("小　计", "测试甲镇", "企业参赛数", 2, "职工数", 32, None),
        (None, "测试乙镇", "零报告", None, None, None, None),
        (3, "测试产业工会", group, "制造业", 5, "李示例", "13900000001"),
        ("小　计", "测试产业工会", "企业参赛数", 1, "职工数", 5, None),
        ("合　计", "共 3 个工会", "企业参赛数", 2, "职工数", 37, None),
        across(summary.COUNTY_REMARK, 7),
    ]
    assert merges(sheet) == {"A1:G1", "A2:G2", "F6:G6", "C7:G7", "F9:G9", "F10:G10", "A11:G11"}
    assert sheet.page_setup.orientation == "landscape"
    assert values(book["测试产业工会"])[3:5] == [
        (1, group, "制造业", 5, "李示例", "13900000001"),
        ("合　计", "企业参赛数", 1, "职工数", 5, None),
    ]


def test_lines_without_a_unit_are_no_enterprise():
    table = make_table(make_line(), make_line("", "某班", 3))
    _, book = export(table, table)
    county = [row[3] for row in values(book["全县汇总"]) if row[2] == "企业参赛数"]
    assert county == [1, 1, 1]
    assert book["长兴测试镇"]["C6"].value == 1


def test_no_table_at_all_gives_an_empty_county_sheet():
    count, book = export()
    assert count == 0
    assert book.sheetnames == ["全县汇总", "说明"]
    assert values(book["全县汇总"])[3] == (
        "合　计",
        "共 0 个工会",
        "企业参赛数",
        0,
        "职工数",
        0,
        None,
    )


def test_sheet_names_are_legal_unique_and_short():
    wanted = [
        "长" * 40,
        "长" * 40,
        "甲/乙:丙[丁]",
        "甲?乙*丙\\丁",
        "全县汇总",
        "说明",
        "A'b",
        "a'B",
    ]
    _, book = export(*[make_table(make_line(), short_name=name) for name in wanted])
    assert book.sheetnames == [
        "全县汇总",
        "长" * 31,
        "长" * 28 + "（2）",
        "甲 乙 丙 丁",
        "甲 乙 丙 丁（2）",
        "全县汇总（2）",
        "说明（2）",
        "A'b",
        "a'B（2）",
        "说明",
    ]
    assert book["A'b"].print_title_rows == "$3:$3"


def test_sheet_name_counts_rare_characters_twice_as_excel_does():
    _, book = export(make_table(short_name="𠅤" * 20))
    assert book.sheetnames[0] == "𠅤" * 15


def test_explanation_ends_with_the_origin_of_every_table():
    draft = replace(make_table(place="测试甲镇"), state_label="草稿")
    filed = replace(
        make_table(place="测试乙镇"), state_label="已受理", reference="2018-2-000000000-0007"
    )
    _, book = export(draft, filed, make_table())
    assert values(book["说明"]) == [
        ("筛选条件", "全部"),
        ("操作人", "=李示例"),
        ("测试甲镇", "草稿"),
        ("测试乙镇", "2018-2-000000000-0007　已受理"),
    ]


def test_more_teams_than_a_sheet_holds_are_refused(monkeypatch):
    monkeypatch.setattr(summary, "SHEET_ROWS", 7)
    export(make_table(make_line()))
    with pytest.raises(Refused, match="请缩小筛选范围后再导出"):
        export(make_table(make_line(), make_line()))


GROWTH = """
import resource, tempfile
from pioneer.exports.summary import write_summary_workbook
from tests.factories.summary_tables import make_line, make_table
lines = [make_line(f"长兴测试第{number}纺织有限公司", "细纱甲班") for number in range(5_000)]
tables = [make_table(*lines, place=f"测试{number}镇") for number in range(10)]
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = peak()
with tempfile.TemporaryFile() as target:
    write_summary_workbook(target, tables, title="", unit_line="", explanation=[])
print(peak() - before)
"""


def test_hundred_thousand_rows_are_never_held_in_memory():
    done = subprocess.run(
        [sys.executable, "-c", GROWTH], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 60 * 1024  # kB; 50,000 teams stand on two sheets each
