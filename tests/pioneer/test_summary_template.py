"""The import template reopened: what it offers, what it refuses, what it leaves as typed."""

import io

import pytest
from openpyxl import load_workbook

from pioneer.exports.summary_template import write_summary_template
from tests.factories.summary_tables import TITLE

INDUSTRIES = ["农、林、牧、渔业", "制造业", "=1+1"]
UNITS = [f"长兴测试第{number}有限公司" for number in range(1, 501)]
HEADER = ("单位名称", "班组名称", "所属行业", "参赛人数", "组长", "手机号/微信号")


def template(units=UNITS):
    target = io.BytesIO()
    write_summary_template(
        target, organization="长兴测试镇总工会", title=TITLE, industries=INDUSTRIES, units=units
    )
    return load_workbook(io.BytesIO(target.getvalue()))


@pytest.fixture(scope="module")
def sheet():
    return template()["参赛企业汇总表"]


def test_template_reads_head_example_and_empty_lines(sheet):
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    assert rows[:4] == [
        (TITLE, *[None] * 5),
        (
            "乡镇（街道、园区）、县直属产业（行业）工会（工委）：长兴测试镇总工会",
            *[None] * 5,
        ),
        HEADER,
        (
            "例：长兴示例纺织有限公司",
            "细纱甲班",
            "制造业",
            30,
            "李示例",
            "13900000001/lishili_2018",
        ),
    ]
    assert rows[4:] == [(None,) * 6] * 300


def test_template_cells_are_ruled_text_except_the_number(sheet):
    expected = ["@", "@", "@", "0", "@", "@"]
    assert [cell.number_format for cell in sheet[5]] == expected
    assert [cell.number_format for cell in sheet[304]] == expected
    assert {cell.border.left.style for cell in sheet[304]} == {"thin"}


def test_lines_pasted_below_the_prepared_ones_are_text_too(sheet):
    formats = [sheet.column_dimensions[letter].number_format for letter in "ABCDEF"]
    assert formats == ["@", "@", "@", "0", "@", "@"]


def test_template_is_portrait_a4_with_the_header_frozen_and_repeated(sheet):
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A4", "$3:$3")


def test_drop_downs_offer_units_and_industries_and_allow_other_words(sheet):
    lists = {
        str(rule.sqref): (rule.formula1, rule.showErrorMessage, rule.showDropDown, rule.prompt)
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    prompt = "可从下拉列表中选择，列表中没有的请直接填写。"
    assert lists == {
        "A4:A304": ("'单位名称选项'!$A$1:$A$500", False, False, prompt),
        "C4:C304": ("'所属行业选项'!$A$1:$A$3", False, False, prompt),
    }


def test_choices_stand_as_text_on_hidden_sheets():
    book = template()
    assert [(each.title, each.sheet_state) for each in book] == [
        ("参赛企业汇总表", "visible"),
        ("填写说明", "visible"),
        ("单位名称选项", "hidden"),
        ("所属行业选项", "hidden"),
    ]
    industries = [(cell.value, cell.data_type) for cell in book["所属行业选项"]["A"]]
    assert industries == [(industry, "s") for industry in INDUSTRIES]
    assert [cell.value for cell in book["单位名称选项"]["A"]] == UNITS


def test_number_of_participants_must_be_whole(sheet):
    (rule,) = [each for each in sheet.data_validations.dataValidation if each.type == "whole"]
    assert (str(rule.sqref), rule.operator, rule.formula1, rule.formula2) == (
        "D4:D304",
        "between",
        "1",
        "99999",
    )
    assert (rule.showErrorMessage, rule.errorStyle, rule.allowBlank) == (True, "stop", True)
    assert rule.error == "请填写 1 至 99999 之间的整数，不要填写“约”“余”等字样。"


def test_template_without_known_units_has_no_list_of_them():
    book = template(units=[])
    lists = [
        str(rule.sqref)
        for rule in book["参赛企业汇总表"].data_validations.dataValidation
        if rule.type == "list"
    ]
    assert lists == ["C4:C304"]
    assert book.sheetnames == ["参赛企业汇总表", "填写说明", "所属行业选项"]


def test_instructions_stand_on_a_sheet_of_their_own():
    labels = [row[0].value for row in template()["填写说明"].iter_rows()]
    assert labels == [
        "怎样填写",
        "示例",
        "单位名称",
        "班组名称",
        "所属行业",
        "参赛人数",
        "手机号/微信号",
        "合计",
        "导入",
    ]
