"""Every check of annex 4, alone and by its exact words (domain §2.4)."""

from datetime import date

import pytest

from changxing_union.filing.annexes import Level
from techservice.checks.supervisor import REQUIRED, supervisor_findings
from techservice.models import EnergySupervisor

TODAY, OPENED = date(2018, 4, 2), date(2018, 2, 28)
SOUND = {
    "unit_name": "长兴测试纺织有限公司",
    "filled_on": date(2018, 4, 1),
    "name": "测试监督员",
    "gender": "female",
    "birth": date(1985, 3, 1),
    "education": "大专",
    "politics": "中共党员",
    "trade": "设备管理员",
    "since": date(2015, 7, 1),
    "mobile": "13900000001",
    "address": "测试路1号",
    "postcode": "313100",
    "honours_text": "无",
}


def findings(unreadable=frozenset(), **changes):
    supervisor = EnergySupervisor(**{**SOUND, **changes})
    found = supervisor_findings(supervisor, today=TODAY, opened_on=OPENED, unreadable=unreadable)
    return [(each.name, each.sentence, each.level) for each in found]


def test_sound_form_is_silent():
    assert findings() == []


@pytest.mark.parametrize("optional", ["trade", "qq", "wechat", "postcode", "honours_text", "since"])
def test_optional_cell_may_stay_empty(optional):
    assert findings(**{optional: None if optional == "since" else ""}) == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("unit_name", "请填写企业名称。"),
        ("filled_on", "请填写填写日期，例如 2018 年 4 月 2 日。"),
        ("name", "请填写姓名。"),
        ("gender", "请选择性别。"),
        ("birth", "请填写出生年月，例如 1985 年 3 月。"),
        ("education", "请填写文化程度。"),
        ("politics", "请填写政治面貌。"),
        ("mobile", "请填写手机号。"),
        ("address", "请填写单位地址。"),
    ],
)
def test_missing_cell_is_asked_for(name, sentence):
    empty = None if name in {"filled_on", "birth"} else ""
    assert findings(**{name: empty}) == [(name, sentence, Level.MISSING)]
    assert findings(frozenset({name}), **{name: empty}) == []


def test_no_required_cell_is_left_untested():
    assert len(REQUIRED) == 9


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"filled_on": date(2018, 4, 2)}, []),
        (
            {"filled_on": date(2018, 4, 3)},
            [("filled_on", "填写日期不能晚于今天，请核对。", Level.ERROR)],
        ),
        ({"filled_on": date(2018, 2, 28)}, []),
        (
            {"filled_on": date(2018, 2, 27)},
            [("filled_on", "填写日期早于通知印发日期（2018年2月28日），请核对。", Level.WARNING)],
        ),
        ({"since": date(2018, 4, 1)}, []),
        (
            {"since": date(2018, 4, 2)},
            [("since", "任职时间晚于填写日期，请核对。", Level.ERROR)],
        ),
        ({"birth": date(2002, 4, 1), "since": None}, []),
        (
            {"birth": date(2002, 5, 1), "since": None},
            [("birth", "按出生年月计算为 15 岁，请核对。", Level.WARNING)],
        ),
        (
            {"birth": date(1947, 3, 1), "since": None},
            [("birth", "按出生年月计算为 71 岁，请核对。", Level.WARNING)],
        ),
        (
            {"since": date(2001, 2, 1)},
            [("since", "任职时未满 16 周岁，请核对出生年月和任职时间。", Level.ERROR)],
        ),
    ],
)
def test_dates_are_looked_at(changes, expected):
    assert findings(**changes) == expected
