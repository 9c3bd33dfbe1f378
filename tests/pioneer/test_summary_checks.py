"""The checks of annex 2, each alone, by its exact sentence (domain §2.2)."""

import pytest

from changxing_union.filing.annexes import Level
from pioneer.checks.summary import summary_findings
from pioneer.industries import INDUSTRIES, SECTION_OF_WORD, section_of
from pioneer.models import ReportKind, SummaryRow

SOUND = {
    "unit_name": "长兴测试纺织有限公司",
    "team_name": "细纱甲班",
    "industry": "制造业",
    "participant_count": 20,
    "leader_name": "测试组长",
    "leader_mobile": "13900000001",
}


def row(number: int = 0, **changed) -> SummaryRow:
    return SummaryRow(key=f"{number:08x}", **{**SOUND, **changed})


def said(*rows, kind=ReportKind.TEAMS, unreadable=()):
    found = summary_findings(kind, rows, unreadable=frozenset(unreadable))
    return [(each.name, each.told, each.level) for each in found]


def test_sound_line_says_nothing():
    assert said(row()) == []


def test_wechat_alone_is_enough():
    assert said(row(leader_mobile="", leader_wechat="ceshi_zuzhang")) == []


@pytest.mark.parametrize(
    ("cleared", "field", "sentence"),
    [
        ({"unit_name": ""}, "unit_name", "请填写单位名称。"),
        ({"team_name": ""}, "team_name", "请填写班组名称。"),
        ({"industry": ""}, "industry", "请填写所属行业，可从列表中选。"),
        ({"participant_count": None}, "participant_count", "请填写参赛人数。"),
        ({"leader_name": ""}, "leader_name", "请填写组长姓名。"),
        ({"leader_mobile": ""}, "contact", "请填写组长的手机号或微信号。"),
    ],
)
def test_missing_cell_is_asked_for_unless_it_holds_unreadable_text(cleared, field, sentence):
    name = f"row_00000000-{field}"
    assert said(row(**cleared)) == [(name, f"第 1 行：{sentence}", Level.MISSING)]
    assert said(row(**cleared), unreadable=[name]) == []


@pytest.mark.parametrize(
    ("typed", "field", "sentence", "level"),
    [
        ({"unit_name": "厂"}, "unit_name", "请填写单位全称（至少 2 个字）。", Level.ERROR),
        ({"unit_name": "……"}, "unit_name", "请填写单位全称（至少 2 个字）。", Level.ERROR),
        ({"team_name": "——"}, "team_name", "请填写班组名称。", Level.ERROR),
        (
            {"participant_count": 0},
            "participant_count",
            "参赛人数至少为 1 人，请核对。",
            Level.ERROR,
        ),
        (
            {"industry": "测试"},
            "industry",
            "“测试”不是常用的行业名称，将照此打印，请核对。",
            Level.WARNING,
        ),
        (
            {"unit_name": "合  计", "team_name": "企业 4 家"},
            "unit_name",
            "这是合计行，不是参赛班组，请删去这一行；合计由系统计算。",
            Level.ERROR,
        ),
        *(
            (
                {field: text},
                field,
                f"“{text}”不能单独看懂，请照上面那一行写出全称。",
                Level.ERROR,
            )
            for field, text in (("unit_name", "同 上"), ("team_name", "同上"), ("industry", "〃"))
        ),
    ],
)
def test_odd_cell_is_told(typed, field, sentence, level):
    assert said(row(**typed)) == [(f"row_00000000-{field}", f"第 1 行：{sentence}", level)]


def test_team_listed_twice_is_told_at_the_later_line_however_it_is_spelled():
    twin = row(2, unit_name="长兴测试纺织 有限公司", team_name="“细纱”甲班")
    assert said(row(), row(1, team_name="织布班"), twin) == [
        (
            "row_00000002-team_name",
            "第 3 行：与第 1 行是同一单位的同一班组，请删去一行或核对名称。",
            Level.ERROR,
        )
    ]


def test_same_team_name_in_another_unit_is_no_twin():
    assert said(row(), row(1, unit_name="煤山测试水泥厂")) == []


def test_nil_report_with_lines_and_list_without_any_are_told():
    assert said(row(), kind=ReportKind.NIL) == [
        (
            "report_kind",
            "已选择“零报告”，但表中还有 1 行。请删去这些行，或改选“有参赛班组”。",
            Level.ERROR,
        )
    ]
    assert said() == [
        (
            "report_kind",
            "请填写参赛班组；没有班组参赛的，请在“本表内容”中选择“零报告”。",
            Level.MISSING,
        )
    ]
    assert said(kind=ReportKind.NIL) == []


@pytest.mark.parametrize(
    ("typed", "section"),
    [
        *((section, section) for section in INDUSTRIES),
        ("农林牧渔业", "农、林、牧、渔业"),
        ("蓄电池制造", "制造业"),
        ("茶叶", "农、林、牧、渔业"),
        ("测试", ""),
    ],
)
def test_industry_is_understood_by_its_section_or_by_the_clerks_word(typed, section):
    assert section_of(typed) == section


def test_every_word_belongs_to_a_section_there_is():
    assert set(SECTION_OF_WORD.values()) - set(INDUSTRIES) == set()
