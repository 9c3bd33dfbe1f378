"""Annex 2 in the shapes in which unions keep it: what each column is taken for, and what is read.

Every test is one table; its rows are compared whole.
"""

import pytest

from changxing_union.imports.lines import read_lines
from changxing_union.imports.recognition import missing_columns, suggested_mapping
from changxing_union.imports.table import JOINED, LineKind
from pioneer.imports.summary_plan import SUMMARY_PLAN
from tests.imports.tables import sheet, targets
from tests.pioneer.summary_tables import (
    FIRST,
    NAMES,
    PLAIN,
    SECOND,
    TWO_LINES,
    TWO_LINES_MERGES,
    recognised,
    rows,
    summary,
)

OFFICIAL = "序号|单位班组名称|所属行业|参赛人数|组　长|手机号/微信号"
PLAIN_TARGETS = {
    "序号": "",
    "单位名称": "unit_name",
    "班组名称": "team_name",
    "所属行业": "industry",
    "参赛人数": "participant_count",
    "组长": "leader_name",
    "手机号/微信号": "contact",
}
PLAIN_ROWS = [
    "2|长兴测试纺织厂|细纱甲班|制造业|12|测试甲|13900000001",
    "3|长兴测试电源公司|涂板一班|制造业|8|测试乙|13900000002",
]


# --- 1: the official layout --------------------------------------------------------------------

OFFICIAL_SHEET = (
    "2018年长兴县开展“工人先锋号”创建活动参赛企业汇总表",
    "乡镇（街道、园区）、县直属产业（行业）工会（工委）：长兴测试镇总工会",
    OFFICIAL,
    "1|长兴测试纺织厂　细纱甲班|制造业|12|测试甲|13900000001",
    "2|长兴测试纺织厂　细纱乙班|制造业|10|测试乙|13900000002/ceshi_yi",
    "合　计|企业参赛数|1|职工数|22|",
    "备注：此表由一式2份，县总工会经济工作部、各乡镇（街道、园区）（总）工会各一份。",
)
OFFICIAL_MERGES = "A1:F1 A2:F2 E6:F6 A7:F7"


def test_official_layout():
    found = recognised(*OFFICIAL_SHEET, merges=OFFICIAL_MERGES)
    assert (found.header_first, found.header_last, found.is_certain) == (3, 3, True)
    assert targets(found) == {
        "序号": "",
        "单位班组名称": JOINED,
        "所属行业": "industry",
        "参赛人数": "participant_count",
        "组 长": "leader_name",
        "手机号/微信号": "contact",
    }
    assert found.unplaced == ()
    assert missing_columns(suggested_mapping(found), SUMMARY_PLAN) == ()
    table = summary(*OFFICIAL_SHEET, merges=OFFICIAL_MERGES)
    assert rows(table) == [
        "4|长兴测试纺织厂|细纱甲班|制造业|12|测试甲|13900000001",
        "5|长兴测试纺织厂|细纱乙班|制造业|10|测试乙|13900000002/ceshi_yi",
    ]
    assert [(line.joined_text, line.is_split_certain) for line in table.data] == [
        ("长兴测试纺织厂　细纱甲班", True),
        ("长兴测试纺织厂　细纱乙班", True),
    ]
    assert [(line.number, line.kind, line.whole) for line in table.skipped] == [
        (6, LineKind.TOTAL, "合 计 企业参赛数 1 职工数 22"),
        (
            7,
            LineKind.SIGNATURE,
            "备注：此表由一式2份，县总工会经济工作部、各乡镇（街道、园区）（总）工会各一份。",
        ),
    ]
    assert [(each.rule.name, each.line, each.number) for each in table.stated] == [
        ("enterprise_total", 6, 1),
        ("worker_total", 6, 22),
    ]


# --- 2 to 5, 18: where the heading stands, and merged cells ------------------------------------


def test_titles_and_unit_line_stand_above():
    table = (
        "长兴测试镇",
        "工人先锋号参赛班组名单",
        "单位：人||||||",
        "填报单位：长兴测试镇总工会|||填报日期：2018年4月10日|||",
        PLAIN,
        FIRST,
        SECOND,
    )
    found = recognised(*table, merges="A1:G1 A2:G2 A4:C4 D4:G4")
    assert (found.header_first, found.header_last) == (5, 5)
    assert targets(found) == PLAIN_TARGETS
    assert rows(summary(*table)) == [
        "6|长兴测试纺织厂|细纱甲班|制造业|12|测试甲|13900000001",
        "7|长兴测试电源公司|涂板一班|制造业|8|测试乙|13900000002",
    ]


@pytest.mark.parametrize("merges", [TWO_LINES_MERGES, ""])
def test_heading_of_two_lines_is_joined_with_and_without_merges(merges):
    found = recognised(*TWO_LINES, merges=merges)
    assert (found.header_first, found.header_last, found.is_certain) == (2, 3, True)
    assert targets(found) == {
        "序号": "",
        "单位名称": "unit_name",
        "班组名称": "team_name",
        "所属行业": "industry",
        "参赛人数 男": "",
        "参赛人数 女": "",
        "参赛人数 合计": "participant_count",
        "组长": "leader_name",
        "手机号": "contact",
    }
    assert rows(summary(*TWO_LINES, merges=merges)) == [
        "4|长兴测试纺织厂|细纱甲班|制造业|12|测试甲|13900000001"
    ]


def test_group_names_above_the_heading_do_not_matter():
    table = (
        "单位情况|||参赛情况|||",
        "序号|单位名称|班组名称|所属行业|参赛人数|组长|手机号/微信号",
        FIRST,
    )
    found = recognised(*table, merges="A1:C1 D1:G1")
    assert found.is_certain
    assert [each.target for each in found.placements] == ["", *NAMES]
    assert rows(summary(*table, merges="A1:C1 D1:G1")) == [
        "3|长兴测试纺织厂|细纱甲班|制造业|12|测试甲|13900000001"
    ]


def test_leader_divided_into_name_and_telephone():
    table = (
        "单位名称|班组名称|所属行业|参赛人数|组长|",
        "||||姓名|联系电话",
        "长兴测试纺织厂|细纱甲班|制造业|12|测试甲|13900000001",
    )
    assert rows(summary(*table, merges="A1:A2 B1:B2 C1:C2 D1:D2 E1:F1")) == [
        "3|长兴测试纺织厂|细纱甲班|制造业|12|测试甲|13900000001"
    ]


def test_blanks_breaks_colons_stars_and_hints_inside_headings():
    table = (
        (
            "序 号|* 单 位\n名　称|班组\n（岗位）\n名称：|所属行业（选填）|参赛人数\n（人）"
            "|组　　长：|手机号码\n/微信号"
        ),
        FIRST,
        SECOND,
    )
    assert [each.target for each in recognised(*table).placements] == ["", *NAMES]
    assert rows(summary(*table)) == PLAIN_ROWS


def test_headings_in_full_width_forms():
    table = ("Ｎｏ．|单位名称|班组名称|所属行业|参赛人数（人）|组长|手机号／微信号", FIRST, SECOND)
    assert [each.target for each in recognised(*table).placements] == ["", *NAMES]
    assert rows(summary(*table)) == PLAIN_ROWS


def test_merged_unit_counts_for_all_its_teams_and_an_empty_one_does_not():
    table = summary(
        PLAIN,
        "1|长兴测试纺织厂|细纱甲班|制造业|12|测试甲|13900000001",
        "2||细纱乙班||10|测试乙|13900000002",
        "3||细纱丙班||9|测试丙|13900000003",
        "4||细纱丁班|制造业|7|测试丁|13900000004",
        merges="B2:B4 D2:D3",
    )
    assert rows(table) == [
        "2|长兴测试纺织厂|细纱甲班|制造业|12|测试甲|13900000001",
        "3|长兴测试纺织厂|细纱乙班|制造业|10|测试乙|13900000002",
        "4|长兴测试纺织厂|细纱丙班||9|测试丙|13900000003",
        "5||细纱丁班|制造业|7|测试丁|13900000004",
    ]


def test_merged_head_count_is_not_counted_again():
    table = summary(PLAIN, FIRST, "2|长兴测试纺织厂|细纱乙班|制造业||测试乙|1", merges="E2:E3")
    assert [line.texts["participant_count"] for line in table.data] == ["12", ""]


def test_heading_on_line_nine():
    table = ("汇总表", "", "", "说明文字一", "说明文字二", "", "", "", PLAIN, FIRST)
    found = recognised(*table)
    assert (found.header_first, found.header_last) == (9, 9)
    assert rows(summary(*table)) == ["10|长兴测试纺织厂|细纱甲班|制造业|12|测试甲|13900000001"]


# --- 6: texts stay as typed --------------------------------------------------------------------


def test_full_width_digits_and_inner_blanks_are_left_as_typed():
    table = summary(PLAIN, "1| 长兴测试 纺织厂 |细纱甲班|制造业|１２人|测 试|１３９００００００01 ")
    assert rows(table) == ["2|长兴测试 纺织厂|细纱甲班|制造业|１２人|测 试|１３９００００００01"]


# --- 11 to 13: columns -------------------------------------------------------------------------


def test_unknown_columns_are_listed_and_not_asked():
    found = recognised(
        f"{PLAIN}|身份证号|备注|",
        f"{FIRST}|330522190001010000|夜班|无列名",
    )
    assert found.is_certain
    assert [(each.heading.letter, each.heading.text) for each in found.unplaced] == [
        ("H", "身份证号"),
        ("I", "备注"),
        ("J", ""),
    ]


SIX_COUNTS = (
    "单位名称|班组名称|所属行业|职工总数|参赛人数||参赛职工数|班组人数|党员人数|组长|手机号",
    "||||男|女|||||",
    "长兴测试纺织厂|细纱甲班|制造业|300|5|7|12|13|2|测试甲|13900000001",
    "长兴测试纺织厂|细纱乙班|制造业|300|4|6|10|11|1|测试乙|13900000002",
)
COUNT_HEADINGS = ["职工总数", "参赛人数 男", "参赛人数 女", "参赛职工数", "班组人数", "党员人数"]


def test_six_head_counts_are_asked_then_answered_then_remembered():
    found = recognised(*SIX_COUNTS)
    asked = [each for each in found.placements if each.is_asked]
    assert [each.heading.text for each in asked] == COUNT_HEADINGS
    assert {each.candidates for each in asked} == {("participant_count",)}
    mapping = suggested_mapping(found)
    assert [column.label for column in missing_columns(mapping, SUMMARY_PLAN)] == ["参赛人数"]

    answer = mapping | {asked[3].heading.place: "participant_count"}
    table = read_lines(sheet(*SIX_COUNTS), found, answer, SUMMARY_PLAN)
    assert missing_columns(answer, SUMMARY_PLAN) == ()
    assert [line.texts["participant_count"] for line in table.data] == ["12", "10"]

    remembered = {each.heading.text: answer[each.heading.place] for each in found.placements}
    again = recognised(*SIX_COUNTS, remembered=remembered)
    assert (again.is_certain, suggested_mapping(again)) == (True, answer)
    assert [each.heading.text for each in again.unplaced] == [
        heading for heading in COUNT_HEADINGS if heading != "参赛职工数"
    ]


def test_official_head_count_is_certain_beside_another():
    found = recognised("单位名称|班组名称|职工总数|参赛人数", "长兴测试纺织厂|细纱甲班|300|12")
    assert found.is_certain
    assert targets(found)["参赛人数"] == "participant_count"
    assert [each.heading.text for each in found.unplaced] == ["职工总数"]


def test_columns_in_another_order_without_numbering():
    table = (
        "联系电话|班组长姓名|参赛职工数|行业类别|岗位名称|企业名称",
        "13900000001|测试甲|12|制造业|细纱甲班|长兴测试纺织厂",
    )
    assert [each.target for each in recognised(*table).placements] == list(reversed(NAMES))
    assert rows(summary(*table)) == ["2|长兴测试纺织厂|细纱甲班|制造业|12|测试甲|13900000001"]


def test_company_names_tell_the_unit_from_another_column():
    found = recognised("所属单位|企业名称|班组名称|参赛人数", "长兴测试镇|长兴测试公司|细纱甲班|12")
    assert (found.is_certain, targets(found)["企业名称"]) == (True, "unit_name")


def test_column_without_heading_beside_joined_names_is_neither_half():
    found = recognised("单位班组名称||参赛人数", "长兴测试厂　细纱甲班|细纱甲班|12")
    assert [(each.target, each.candidates) for each in found.placements] == [
        (JOINED, ()),
        ("", ()),
        ("participant_count", ()),
    ]


def test_missing_columns_are_told_not_refused():
    found = recognised("单位名称|参赛人数|组长", "长兴测试纺织厂|12|测试甲")
    missing = missing_columns(suggested_mapping(found), SUMMARY_PLAN)
    assert [column.label for column in missing] == ["班组名称", "所属行业", "手机号/微信号"]


# --- 14: joined names --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    ["单位班组名称", "单位及班组", "企业（班组）名称", "单位/班组", "参赛企业及班组名称"],
)
def test_joined_names_are_taken_apart_as_suggestions(heading):
    table = summary(
        f"序号|{heading}|所属行业|参赛人数|组长|手机号/微信号",
        "1|长兴测试纺织有限公司细纱甲班|制造业|12|测试甲|13900000001",
        "2|长兴县测试中学|教育|8|测试乙|13900000002",
        "3||教育|8|测试丙|13900000003",
    )
    assert rows(table) == [
        "2|长兴测试纺织有限公司|细纱甲班|制造业|12|测试甲|13900000001",
        "3|长兴县测试中学||教育|8|测试乙|13900000002",
        "4|||教育|8|测试丙|13900000003",
    ]
    assert [line.is_split_certain for line in table.data] == [False, False, True]


def test_unit_alone_is_not_taken_apart():
    table = summary("单位名称|所属行业|参赛人数", "长兴测试纺织有限公司细纱甲班|制造业|12")
    assert rows(table) == ["2|长兴测试纺织有限公司细纱甲班||制造业|12||"]


def test_joined_heading_over_two_columns_is_asked():
    found = recognised(
        "序号|单位班组名称||所属行业|参赛人数",
        "1|长兴测试纺织厂|细纱甲班|制造业|12",
        merges="B1:C1",
    )
    assert [each.candidates for each in found.placements] == [
        (),
        (JOINED, "unit_name", "team_name"),
        (JOINED, "unit_name", "team_name"),
        (),
        (),
    ]


# --- 17: contacts ------------------------------------------------------------------------------


def test_mobile_and_wechat_in_separate_columns():
    table = (
        "单位名称|班组名称|组长|手机号|微信号",
        "长兴测试纺织厂|细纱甲班|测试甲|13900000001|ceshi_jia",
    )
    found = recognised(*table)
    assert [each.target for each in found.placements][3:] == ["contact", "wechat"]
    assert found.is_certain
    line = summary(*table).data[0]
    assert (line.texts["contact"], line.texts["wechat"]) == ("13900000001", "ceshi_jia")


def test_wechat_alone_is_contact_enough():
    found = recognised(
        "单位名称|班组名称|所属行业|参赛人数|组长|微信", "长兴测试厂|一班|制造业|3|测试甲|x"
    )
    assert missing_columns(suggested_mapping(found), SUMMARY_PLAN) == ()


def test_landline_does_not_compete_with_mobile():
    found = recognised(
        "单位名称|班组名称|联系电话|手机", "长兴测试厂|一班|0572-6000001|13900000001"
    )
    assert (found.is_certain, targets(found)["手机"], targets(found)["联系电话"]) == (
        True,
        "contact",
        "",
    )
