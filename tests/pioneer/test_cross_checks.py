"""Annex 1 against annex 2, and units under two names: facts in, findings out."""

import pytest

from pioneer.checks.cross_checks import (
    CountExcess,
    Suggestion,
    TeamFact,
    UnitFact,
    core_name,
    count_excesses,
    missing_lines,
    spelled_twice,
    without_application,
)

HERE, THERE = 1, 2


def applied(team, *, union=HERE, unit="测试厂", count=20):
    return TeamFact(union, f"工会{union}", unit, team, unit, team, count, "2018-1-X-0001")


def listed(team, *, union=HERE, unit="测试厂", count=12, line=1):
    return TeamFact(
        union, f"工会{union}", unit, team, unit, team, count, "2018-2-X-0001", "0000000a", line
    )


def units(*names):
    return [UnitFact(number, name) for number, name in enumerate(names, start=1)]


def found(*names, apart=()):
    return [
        (each.one.name, each.other.name, each.reasons)
        for each in spelled_twice(units(*names), apart)
    ]


def test_team_listed_by_its_own_union_is_not_missing():
    assert missing_lines([applied("甲班")], [listed("甲班")], {HERE}) == []


def test_team_listed_by_another_union_only_is_missing():
    team = applied("甲班")
    assert missing_lines([team], [listed("甲班", union=THERE)], {HERE, THERE}) == [team]


def test_team_of_a_union_without_annex_2_is_not_compared():
    assert missing_lines([applied("甲班")], [], {THERE}) == []


def test_team_of_the_same_name_in_another_unit_does_not_count():
    team = applied("甲班")
    assert missing_lines([team], [listed("甲班", unit="测试二厂")], {HERE}) == [team]


@pytest.mark.parametrize(
    ("members", "participants", "excess"),
    [(20, 21, True), (20, 20, False), (20, 3, False), (None, 21, False), (20, None, False)],
)
def test_more_participants_than_members_is_an_excess(members, participants, excess):
    application, line = applied("甲班", count=members), listed("甲班", count=participants)
    expected = [CountExcess(application, line)] if excess else []
    assert count_excesses([application], [line]) == expected


def test_excess_is_not_looked_for_across_unions():
    assert count_excesses([applied("甲班", count=5)], [listed("甲班", union=THERE)]) == []


def test_line_without_annex_1_is_told_apart():
    with_form, without = listed("甲班"), listed("乙班", line=2)
    assert without_application([applied("甲班")], [with_form, without]) == [without]


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("长兴测试纺织有限公司", "测试纺织"),
        ("浙江省长兴县测试纺织有限责任公司", "测试纺织"),
        ("湖州市测试纺织股份有限公司", "测试纺织"),
        ("测试纺织（长兴）有限公司", "测试纺织"),
        ("浙江测试纺织集团有限公司", "测试纺织"),
        ("测试纺织（集团）", "测试纺织"),
        ("中国测试银行长兴支行", "中国测试银行长兴支行"),
        ("长兴测试纺织分公司", "测试纺织分公司"),
        ("长兴有限公司", ""),
    ],
)
def test_core_name_leaves_out_place_and_company_form(name, core):
    assert core_name(name) == core


def test_names_equal_but_for_place_and_form_are_suggested():
    reason = ("去掉地名和“有限公司”等字样后名称相同",)
    assert found("长兴测试纺织有限公司", "浙江测试纺织股份有限公司") == [
        ("长兴测试纺织有限公司", "浙江测试纺织股份有限公司", reason)
    ]


@pytest.mark.parametrize("other", ["长兴测式纺织有限公司", "长兴测试纺织品有限公司"])
def test_name_one_character_apart_is_suggested(other):
    one = "长兴测试纺织有限公司"
    assert found(one, other) == [(one, other, ("名称只差一个字",))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("长兴测试纺织一厂", "长兴测试纺织二厂"),
        ("长兴测试纺织厂", "长兴测试纺织2厂"),
        ("长兴测试东方纺织厂", "长兴测试西方纺织厂"),
        ("长兴天平公司", "长兴天龙公司"),
        ("长兴测试纺织有限公司", "长兴测试织有限公司"),  # too short to tell
        ("长兴测试纺织厂", "长兴测试机械厂"),
        ("长兴有限公司", "湖州有限公司"),
    ],
)
def test_names_of_different_units_are_not_suggested(one, other):
    assert found(one, other) == []


def test_pattern_of_many_names_differing_in_one_place_is_no_misspelling():
    assert found(*(f"长兴测试{each}家庄纺织" for each in "赵钱孙李周吴郑王冯")) == []


def test_pair_told_apart_is_not_suggested_again():
    names = ("长兴测试纺织有限公司", "浙江测试纺织有限公司")
    assert found(*names, apart={(1, 2)}) == []


def test_same_leader_mobile_and_address_are_reasons_each_with_its_words():
    one = UnitFact(1, "长兴测试纺织厂", mobiles=frozenset({"13900000001"}), address="长兴测试路1号")
    two = UnitFact(2, "示例印染", mobiles=frozenset({"13900000001"}), address="长兴测试路 1号")
    three = UnitFact(3, "测试工具", address="长兴县")
    four = UnitFact(4, "样本模具", address="长兴县")
    assert spelled_twice([one, two, three, four]) == [
        Suggestion(one, two, ("组长手机号相同（139****0001）", "登记地址相同"))
    ]


def test_likeliest_pairs_stand_first():
    mobile, other = frozenset({"13900000001"}), frozenset({"13900000002"})
    by_mobile = UnitFact(1, "示例印染", mobiles=mobile), UnitFact(2, "示例玻璃厂", mobiles=mobile)
    by_name = UnitFact(3, "长兴测试机械厂"), UnitFact(4, "湖州测试机械厂")
    by_both = UnitFact(5, "长兴测试纺织", mobiles=other), UnitFact(6, "测试纺织", mobiles=other)
    pairs = spelled_twice([*by_mobile, *by_name, *by_both])
    assert [each.units for each in pairs] == [by_both, by_name, by_mobile]


def test_several_shared_mobiles_are_one_reason():
    mobiles = frozenset({"13900000001", "13900000002"})
    one, two = UnitFact(1, "示例印染", mobiles=mobiles), UnitFact(2, "示例玻璃厂", mobiles=mobiles)
    [pair] = spelled_twice([one, two])
    assert pair.reasons == ("组长手机号相同（139****0001 等 2 个）",)


def test_mobile_shared_by_a_crowd_is_no_reason():
    mobile = frozenset({"13900000001"})
    names = ["纺织", "机械", "印染", "玻璃", "化工", "食品", "建材", "电子", "水泥"]
    crowd = [UnitFact(pk, f"示例{name}", mobiles=mobile) for pk, name in enumerate(names)]
    assert spelled_twice(crowd) == []
    assert len(spelled_twice(crowd[:3])) == 3


def test_thousands_of_names_never_meet_all_with_all():
    """Pairs are made within buckets: of 5,000 numbered names none, of 2,500 twins 2,500."""
    numbered = [f"长兴测试{number}厂" for number in range(5_000)]
    assert found(*numbered) == []
    twins = [f"{place}测试{number}厂" for number in range(2_500) for place in ("长兴", "浙江")]
    assert len(found(*twins)) == 2_500
