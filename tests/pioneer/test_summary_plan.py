"""The words of annex 2's columns, and unit and team taken apart again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changxing_union.imports.vocabulary import Closeness, Vocabulary
from pioneer.imports.summary_plan import (
    SUMMARY_PLAN,
    seems_amount,
    seems_contact,
    seems_person,
    seems_wechat,
    split_unit_and_team,
)
from pioneer.summary_table import SummaryLine

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=20)


@given(HAN, HAN)
def test_what_the_portal_joined_is_taken_apart_with_certainty(unit, team):
    line = SummaryLine(unit, team, "", 1, "", "")
    assert split_unit_and_team(line.unit_and_team) == (unit, team, True)


@pytest.mark.parametrize(
    ("joined", "unit", "team"),
    [
        ("长兴测试纺织有限公司\n细纱甲班", "长兴测试纺织有限公司", "细纱甲班"),
        ("长兴测试电源有限\n公司涂板一班", "长兴测试电源有限公司", "涂板一班"),
        ("长兴测试纺织有限责任公司细纱甲班", "长兴测试纺织有限责任公司", "细纱甲班"),
        ("浙江测试集团有限公司长兴分公司装配一班", "浙江测试集团有限公司长兴分公司", "装配一班"),
        ("浙江测试集团涂板车间", "浙江测试集团", "涂板车间"),
        ("长兴测试有限公司二厂质检中心化验组", "长兴测试有限公司", "二厂质检中心化验组"),
        ("长兴测试人民医院急诊科", "长兴测试人民医院", "急诊科"),
        ("长兴县第一中学数学组", "长兴县第一中学", "数学组"),
        ("长兴测试行政服务中心办税窗口", "长兴测试行政服务中心", "办税窗口"),
        ("长兴测试银行雉城支行营业部", "长兴测试银行雉城支行", "营业部"),
        ("长兴测试厂（细纱甲班）", "长兴测试厂", "细纱甲班"),
        ("长兴测试厂(装配1班)", "长兴测试厂", "装配1班"),
        ("长兴测试有限公司1-1班", "长兴测试有限公司", "1-1班"),
        ("长兴测试有限公司——维修岗", "长兴测试有限公司", "维修岗"),
        ("长兴测试纺织 细纱甲", "长兴测试纺织", "细纱甲"),
        ("长兴测试纺织/细纱甲", "长兴测试纺织", "细纱甲"),
        ("长兴测试　纺织　有限公司细纱甲班", "长兴测试 纺织 有限公司", "细纱甲班"),
        ("长兴县第一中学", "长兴县第一中学", ""),
        ("浙江测试集团有限公司长兴分公司", "浙江测试集团有限公司长兴分公司", ""),
        ("长兴测试有限公司总部", "长兴测试有限公司总部", ""),
        ("长兴测试电源厂区", "长兴测试电源厂区", ""),
        ("长兴测试（中国）有限公司", "长兴测试（中国）有限公司", ""),
        ("ABC Ltd", "ABC Ltd", ""),
        ("", "", ""),
    ],
)
def test_joined_by_somebody_else_is_a_suggestion(joined, unit, team):
    assert split_unit_and_team(joined) == (unit, team, False)


@given(st.text(max_size=40))
def test_nothing_typed_is_lost_in_the_halves(text):
    unit, team, _ = split_unit_and_team(text)
    letters = [letter for letter in unit + team if letter.isalnum()]
    assert set(letters) <= set(text)
    assert len(letters) == sum(letter.isalnum() for letter in text)


@pytest.mark.parametrize(
    ("lines", "target", "closeness"),
    [
        (("单位名称",), "unit_name", Closeness.OFFICIAL),
        (("单位名称（全称）",), "unit_name", Closeness.OFFICIAL),
        (("企业（班组）名称",), "joined", Closeness.WORD),
        (("班组所在单位",), "unit_name", Closeness.WORD),
        (("填报单位",), "unit_name", Closeness.DOUBT),
        (("参赛人数（男）",), "participant_count", Closeness.DOUBT),
        (("参赛人数", "合计"), "participant_count", Closeness.OFFICIAL),
        (("参赛人数合计",), "participant_count", Closeness.OFFICIAL),
        (("职工总数",), "participant_count", Closeness.DOUBT),
        (("参赛职工数",), "participant_count", Closeness.WORD),
        (("其中女职工人数",), "participant_count", Closeness.DOUBT),
        (("组长手机号码",), "contact", Closeness.WORD),
        (("班组负责人电话",), "contact", Closeness.CONTAINED),
        (("组长", "姓名"), "leader_name", Closeness.WORD),
        (("姓名",), "leader_name", Closeness.DOUBT),
        (("单位负责人",), "leader_name", Closeness.DOUBT),
        (("QQ号/微信号",), "wechat", Closeness.CONTAINED),
        (("办公电话",), "contact", Closeness.DOUBT),
    ],
)
def test_heading_means_a_column(lines, target, closeness):
    meaning = Vocabulary(SUMMARY_PLAN).meaning(lines)
    assert (meaning.target, meaning.closeness) == (target, closeness)


@pytest.mark.parametrize(
    "heading",
    [
        "备注",
        "身份证号",
        "性别",
        "行业主管部门代码",
        "班组类型",
        "参赛班组数",
        "年龄",
        "：",
        "请" * 40,
    ],
)
def test_heading_means_nothing(heading):
    assert Vocabulary(SUMMARY_PLAN).meaning((heading,)) is None


@pytest.mark.parametrize(
    ("seems", "text", "expected"),
    [
        (seems_amount, "１２人", True),
        (seems_amount, "约30", True),
        (seems_amount, "13900000001", False),
        (seems_contact, "139-0000-0001/ceshi_jia", True),
        (seems_contact, "ceshi_jia", True),
        (seems_contact, "0572-6000001", False),
        (seems_wechat, "测试", False),
        (seems_person, "测 试", True),
        (seems_person, "测试·测试", True),
        (seems_person, "细纱甲班", False),
        (seems_person, "12", False),
    ],
)
def test_value_seems_to_be_of_its_column(seems, text, expected):
    assert seems(text) is expected
