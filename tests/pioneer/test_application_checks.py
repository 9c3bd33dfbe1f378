"""Every cross-check of annex 1, alone and by its exact words (domain §2.1, §2.7)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changxing_union.filing.annexes import Level
from pioneer.checks.application import REQUIRED, application_findings
from pioneer.models import PioneerApplication

TODAY = date(2018, 4, 2)
SOUND = {
    "unit_name": "长兴测试纺织有限公司",
    "unit_founded": date(2003, 6, 1),
    "team_name": "细纱甲班",
    "member_total": 20,
    "post_leader_name": "测试岗长",
    "team_founded": date(2010, 3, 1),
    "male_count": 12,
    "female_count": 8,
    "party_count": 4,
    "league_count": 3,
    "avg_age": Decimal("36.5"),
    "avg_skill_level": "4",
    "edu_college": 6,
    "edu_high": 10,
    "edu_junior": 4,
    "leader_name": "测试岗长",
    "leader_gender": "female",
    "leader_birth": date(1985, 3, 1),
    "leader_education": "大专",
    "leader_politics": "中共党员",
    "leader_trade": "挡车工",
    "leader_since": date(2015, 7, 1),
    "leader_mobile": "13900000001",
    "address": "测试路1号",
    "postcode": "313100",
    "honours_text": "无",
}


def findings(unreadable=frozenset(), **changes):
    application = PioneerApplication(**{**SOUND, **changes})
    found = application_findings(application, today=TODAY, unreadable=unreadable)
    return [(each.name, each.sentence, each.level) for each in found]


def test_sound_form_is_silent():
    assert findings() == []


@pytest.mark.parametrize(
    "optional",
    ["unit_founded", "avg_skill_level", "leader_trade", "leader_qq", "leader_wechat", "postcode",
     "honours_text"],
)  # fmt: skip
def test_optional_cell_may_stay_empty(optional):
    assert findings(**{optional: None if optional == "unit_founded" else ""}) == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("unit_name", "请填写单位名称。"),
        ("team_name", "请填写班组名称。"),
        ("member_total", "请填写人数。"),
        ("post_leader_name", "请填写岗长姓名。"),
        ("team_founded", "请填写班组何时组建，例如 2012 年 5 月。"),
        ("male_count", "请填写男职工人数，没有的填 0。"),
        ("female_count", "请填写女职工人数，没有的填 0。"),
        ("party_count", "请填写党员人数，没有的填 0。"),
        ("league_count", "请填写团员人数，没有的填 0。"),
        ("avg_age", "请填写平均年龄。"),
        ("edu_college", "请填写大专（及以上）人数，没有的填 0。"),
        ("edu_high", "请填写高中人数（含中专、技校），没有的填 0。"),
        ("edu_junior", "请填写初中人数，没有的填 0。"),
        ("leader_name", "请填写班组负责人姓名。"),
        ("leader_gender", "请选择班组负责人性别。"),
        ("leader_birth", "请填写班组负责人出生年月，例如 1985 年 3 月。"),
        ("leader_education", "请填写班组负责人文化程度。"),
        ("leader_politics", "请填写班组负责人政治面貌。"),
        ("leader_since", "请填写班组负责人何年何月任职，例如 2015 年 7 月。"),
        ("leader_mobile", "请填写班组负责人手机号码。"),
        ("address", "请填写单位地址。"),
    ],
)
def test_missing_cell_is_asked_for_once(name, sentence):
    empty = "" if isinstance(SOUND[name], str) else None
    assert findings(**{name: empty}) == [(name, sentence, Level.MISSING)]
    assert findings(frozenset({name}), **{name: empty}) == []


def test_every_required_cell_is_in_this_test():
    asked = test_missing_cell_is_asked_for_once.pytestmark[0].args[1]
    assert dict(asked) == REQUIRED


@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [
        ({"male_count": 13}, "male_count", "男、女合计 21 人，与总人数 20 人不符。"),
        ({"female_count": 7}, "male_count", "男、女合计 19 人，与总人数 20 人不符。"),
        ({"party_count": 21, "league_count": 0}, "party_count", "党员 21 人，超过总人数 20 人。"),
        ({"party_count": 0, "league_count": 21}, "league_count", "团员 21 人，超过总人数 20 人。"),
        ({"edu_college": 7}, "edu_college", "大专、高中、初中合计 21 人，超过总人数 20 人。"),
        (
            {"leader_birth": date(1999, 8, 1)},
            "leader_since",
            "任职时未满 16 周岁，请核对出生年月和任职时间。",
        ),
    ],
)
def test_error_alone(changes, name, sentence):
    assert findings(**changes) == [(name, sentence, Level.ERROR)]


def test_team_of_nobody_is_an_error():
    nobody = dict.fromkeys(
        ("member_total", "male_count", "female_count", "party_count", "league_count",
         "edu_college", "edu_high", "edu_junior"), 0,
    )  # fmt: skip
    assert findings(**nobody) == [("member_total", "人数至少为 1 人，请核对。", Level.ERROR)]


@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [
        (
            {"party_count": 15, "league_count": 6},
            "league_count",
            "党员、团员合计 21 人，超过总人数 20 人，请核对是否有人兼为党员和团员。",
        ),
        (
            {"edu_junior": 1},
            "edu_college",
            "大专、高中、初中合计 17 人，其余 3 人为小学及以下？（中专、技校计入高中）",
        ),
        (
            {"post_leader_name": "测试王"},
            "post_leader_name",
            "岗长姓名“测试王”与班组负责人姓名“测试岗长”不一致，请核对是否为同一人。",
        ),
        ({"leader_birth": date(1947, 4, 1)}, "leader_birth", "按出生年月计算为 71 岁，请核对。"),
        (
            {"leader_since": date(2010, 2, 1)},
            "leader_since",
            "任职时间早于班组组建时间，请核对。",
        ),
        (
            {"team_founded": date(2003, 5, 1)},
            "team_founded",
            "班组组建时间早于单位组建时间，请核对。",
        ),
    ],
)
def test_warning_alone(changes, name, sentence):
    assert findings(**changes) == [(name, sentence, Level.WARNING)]


def test_leader_younger_than_sixteen_is_a_warning_and_the_office_an_error():
    assert findings(leader_birth=date(2002, 5, 1)) == [
        ("leader_birth", "按出生年月计算为 15 岁，请核对。", Level.WARNING),
        ("leader_since", "任职时未满 16 周岁，请核对出生年月和任职时间。", Level.ERROR),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"leader_birth": date(1999, 7, 1)},  # sixteen in the month of taking office
        {"leader_birth": date(1948, 4, 1)},  # seventy
        {"leader_since": date(2010, 3, 1)},  # since the team exists
        {"team_founded": date(2003, 6, 1), "unit_founded": date(2003, 6, 1)},
        {"party_count": 17},  # 17 + 3 = 20
        {"post_leader_name": "测试 岗长"},
        {"member_total": None, "male_count": 99},
        {"leader_birth": None, "leader_since": date(1950, 1, 1), "team_founded": None},
    ],
)
def test_edge_is_not_over_it(changes):
    found = [each for each in findings(**changes) if each[2] is not Level.MISSING]
    assert found == []


def test_several_mistakes_are_told_together_in_the_order_of_the_form():
    found = findings(male_count=1, edu_college=20, leader_mobile="", address="")
    assert [name for name, _sentence, _level in found] == [
        "male_count", "edu_college", "leader_mobile", "address",
    ]  # fmt: skip


@st.composite
def sound_numbers(draw):
    total = draw(st.integers(1, 99_999))
    male = draw(st.integers(0, total))
    college = draw(st.integers(0, total))
    high = draw(st.integers(0, total - college))
    junior = draw(st.integers(0, total - college - high))
    return {
        "member_total": total, "male_count": male, "female_count": total - male,
        "party_count": draw(st.integers(0, total)), "league_count": draw(st.integers(0, total)),
        "edu_college": college, "edu_high": high, "edu_junior": junior,
    }  # fmt: skip


@given(sound_numbers())
def test_sound_numbers_give_no_error(numbers):
    assert [each for each in findings(**numbers) if each[2] is not Level.WARNING] == []


@given(sound_numbers(), st.integers(-99_999, 99_999).filter(bool))
def test_wrong_sum_of_men_and_women_is_always_found(numbers, off):
    numbers["male_count"] = max(0, numbers["male_count"] + off)
    total, both = numbers["member_total"], numbers["male_count"] + numbers["female_count"]
    sentences = [each[1] for each in findings(**numbers) if each[0] == "male_count"]
    wrong = [f"男、女合计 {both} 人，与总人数 {total} 人不符。"]
    assert sentences == (wrong if both != total else [])
