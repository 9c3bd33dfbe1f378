"""Which team suits a need: what is found in Chinese text, how it weighs, what is said of it."""

import pytest

from techservice.matching import Need, ServingTeam, suggest, words_in

ELECTRIC = ServingTeam(1, "电工电气", ("电工", "变压器", "配电"), members=4)
WELDING = ServingTeam(2, "焊接", ("电焊", "焊工", "氩弧焊"), members=5, open_orders=2)
TEA = ServingTeam(3, "茶果农艺", ("茶叶", "果树", "农艺"), members=3)
TEAMS = (ELECTRIC, WELDING, TEA)
NOT_MENTIONED = "需求中没有提到这支队的工种；"


def told(need, teams=TEAMS):
    return [(each.team.name, each.points, each.words) for each in suggest(need, teams)]


@pytest.mark.parametrize(
    ("text", "trades", "first"),
    [
        ("车间缺少会电焊的人", (), ("焊接", 4, ("电焊",))),
        ("电焊、焊工都缺", (), ("焊接", 8, ("电焊", "焊工"))),
        ("管道用氩弧焊打底", (), ("焊接", 6, ("氩弧焊",))),
        # The name of a trade to be trained counts twice as much as a mention.
        ("", ("焊工",), ("焊接", 8, ("焊工",))),
        ("变压器检修", ("焊工",), ("焊接", 8, ("焊工",))),
        ("变压器检修，配电柜改造", ("焊工",), ("电工电气", 10, ("变压器", "配电"))),
        # A word counts once, where it counts most.
        ("焊工，焊工，焊工", ("初级焊工", "焊工"), ("焊接", 8, ("焊工",))),
        # Nothing is found across the border between the text and a trade, or between two.
        ("配", ("电工",), ("电工电气", 8, ("电工",))),
        ("", ("变压", "器"), ("电工电气", 0, ())),
        # Width does not matter, nor does case.
        ("需要ＰＬＣ编程", (), ("自动化", 6, ("plc",))),
    ],
)
def test_likeliest_team_and_what_it_was_found_by(text, trades, first):
    automation = ServingTeam(4, "自动化", ("plc",), members=9, open_orders=9)
    assert told(Need(text, trades), (*TEAMS, automation))[0] == first


def test_word_within_a_longer_one_counts_too():
    team = ServingTeam(1, "焊接", ("电焊", "电焊工"), members=1)
    assert told(Need("招不到电焊工"), [team]) == [("焊接", 10, ("电焊工", "电焊"))]


def test_single_character_is_looked_for_nowhere():
    assert told(Need("焊机坏了"), [ServingTeam(1, "焊接", ("焊",), members=1)]) == [("焊接", 0, ())]


def test_skill_of_a_member_counts_half_and_a_trade_word_is_not_counted_as_a_skill_again():
    skilled = ServingTeam(1, "机械装备", ("钳工",), ("数控车床", "钳工"), members=2)
    (found,) = suggest(Need("数控车床和钳工"), [skilled])
    assert (found.points, found.words) == (8, ("钳工", "数控车床"))
    assert found.sentence == (
        "需求中提到“钳工”，队员擅长需求中提到的“数控车床”；现有 0 单在办，队员 2 人。"
    )


def test_sentences_say_why():
    assert [each.sentence for each in suggest(Need("电焊、焊工都缺"), TEAMS)] == [
        "需求中提到“电焊”“焊工”；现有 2 单在办，队员 5 人。",
        f"{NOT_MENTIONED}现有 0 单在办，队员 4 人。",
        f"{NOT_MENTIONED}现有 0 单在办，队员 3 人。",
    ]


def test_many_words_are_counted_and_the_weightiest_told():
    words = tuple(f"工艺{number}" for number in range(8))
    (found,) = suggest(Need("、".join(words)), [ServingTeam(1, "综合", words, members=1)])
    assert found.words == words
    assert found.sentence == (
        "需求中提到“工艺0”“工艺1”“工艺2”“工艺3”“工艺4”“工艺5”等 8 个词；现有 0 单在办，队员 1 人。"
    )


def test_where_nothing_matches_all_are_offered_by_load():
    empty = ServingTeam(9, "新队", ("养殖",))
    found = suggest(Need("修屋顶"), (empty, WELDING, ELECTRIC, TEA))
    assert [each.team.name for each in found] == ["电工电气", "茶果农艺", "焊接", "新队"]
    assert [each.sentence for each in found][2:] == [
        "各服务队的工种与需求都对不上，按在办多少排列；现有 2 单在办，队员 5 人。",
        "各服务队的工种与需求都对不上，按在办多少排列；现有 0 单在办，队里还没有队员。",
    ]


@pytest.mark.parametrize(
    ("first", "second", "order"),
    [
        # Orders per member: 2 of 5 is less than 1 of 2.
        ((1, 2), (2, 5), ["乙", "甲"]),
        ((2, 2), (1, 1), ["乙", "甲"]),
        # Equal in everything: as they were given.
        ((1, 2), (1, 2), ["甲", "乙"]),
        ((0, 0), (9, 1), ["乙", "甲"]),
    ],
)
def test_equal_points_are_ordered_by_load(first, second, order):
    pair = [
        ServingTeam(key, name, ("电焊",), open_orders=orders, members=members)
        for key, (name, (orders, members)) in enumerate([("甲", first), ("乙", second)])
    ]
    assert [each.team.name for each in suggest(Need("电焊"), pair)] == order


def test_without_teams_there_is_nothing_to_suggest():
    assert suggest(Need("电焊"), []) == []


@pytest.mark.parametrize("wrong", [{"open_orders": -1}, {"members": -1}])
def test_negative_number_is_a_mistake_of_the_caller(wrong):
    with pytest.raises(ValueError, match="甲"):
        ServingTeam(1, "甲", (), **wrong)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        ("电焊", ("电焊",)),
        ("电焊\n焊工\r\n\n 氩弧焊 ", ("电焊", "焊工", "氩弧焊")),
        ("电焊，焊工、氩弧焊；钳工,车工;铣工/刨工|磨工",
         ("电焊", "焊工", "氩弧焊", "钳工", "车工", "铣工", "刨工", "磨工")),
        ("PLC 编程，电焊，ＰＬＣ 编程，plc  编程", ("PLC 编程", "电焊")),
        ("、，\n；", ()),
    ],
)  # fmt: skip
def test_words_are_listed_in_any_way(text, words):
    assert words_in(text) == words
