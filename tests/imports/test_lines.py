"""Reading lines under a confirmed mapping, shown on a table of shifts that no annex is."""

import pytest

from changxing_union.imports.columns import ImportColumn, JoinedColumn, TotalRule
from changxing_union.imports.lines import read_lines
from changxing_union.imports.recognition import recognise, suggested_mapping
from changxing_union.imports.table import JOINED, ImportPlan, LineKind
from changxing_union.imports.totals import is_number, stated_totals, sum_kind
from changxing_union.kernel.refusals import Refused
from tests.imports.tables import kinds, read, sheet

PEOPLE = TotalRule("people", "人数", ("总人数", "人数"), column="count")
PLACES = TotalRule("places", "车间数", ("车间数",))
SHIFTS = ImportPlan(
    columns=(
        ImportColumn("place", "车间"),
        ImportColumn("shift", "班次"),
        ImportColumn("count", "人数", fills_down=False),
        ImportColumn("leader", "班长"),
    ),
    joined=JoinedColumn(
        ("place", "shift"), "车间班次", split=lambda text: (*text.split("-", 1), False)
    ),
    totals=(PEOPLE, PLACES),
)
HEADING = "序号|车间|班次|人数|班长"
ROW = "1|测试一车间|早班|12|测试甲"


def texts(table):
    return [dict(line.texts) for line in table.data]


def test_line_keeps_its_number_and_its_texts_as_typed():
    table = read(sheet("名单", HEADING, "", " 1 | 测试　一车间\n|早班|１２|测 试 "), SHIFTS)
    [line] = table.lines
    assert (line.number, line.kind, line.texts, line.whole) == (
        4,
        LineKind.DATA,
        {"place": "测试　一车间", "shift": "早班", "count": "１２", "leader": "测 试"},
        "1 测试 一车间 早班 １２ 测 试",
    )


def test_column_that_is_not_used_is_not_read():
    table = read(sheet(HEADING, ROW), SHIFTS, mapping={2: "place", 3: "", 4: "count"})
    assert texts(table) == [{"place": "测试一车间", "count": "12"}]


def test_column_taken_twice_is_refused():
    table = sheet(HEADING, ROW)
    recognised = recognise([table], SHIFTS)
    with pytest.raises(Refused) as refused:
        read_lines(table, recognised, {1: "count", 4: "count", 2: "", 3: ""}, SHIFTS)
    assert refused.value.reasons == ("有 2 列都被选作“人数”，请只保留其中一列，其余的选“不导入”。",)


def test_line_without_a_text_of_its_own_is_left_out():
    table = read(sheet(HEADING, ROW, "2||||", "3||||", "4|测试二车间|||", merges="B2:B3"), SHIFTS)
    assert [line.number for line in table.lines] == [2, 5]


def test_merged_cell_counts_within_the_merge_only():
    table = read(
        sheet(HEADING, ROW, "2||晚班||测试乙", "3||夜班|3|", merges="B2:B3 D2:D3 E2:E2"), SHIFTS
    )
    assert texts(table) == [
        {"place": "测试一车间", "shift": "早班", "count": "12", "leader": "测试甲"},
        {"place": "测试一车间", "shift": "晚班", "count": "", "leader": "测试乙"},
        {"place": "", "shift": "夜班", "count": "3", "leader": ""},
    ]


def test_merge_over_the_whole_column_is_read():
    table = read(sheet(HEADING, ROW, "2||晚班|3|测试乙", merges="B2:B1048576"), SHIFTS)
    assert [line.texts["place"] for line in table.data] == ["测试一车间", "测试一车间"]


def test_formula_without_a_result_is_named_and_its_line_kept():
    table = read(sheet(HEADING, ROW, "2||||", uncached=[(2, 4), (3, 2), (3, 1)]), SHIFTS)
    assert [(line.number, line.uncached) for line in table.lines] == [
        (2, frozenset({"count"})),
        (3, frozenset({"place"})),
    ]


def test_joined_column_is_taken_apart_and_merged_down():
    table = read(
        sheet("序号|车间班次|人数|班长", "1|一车间-早班|3|测试甲", "2||4|测试乙", merges="B2:B3"),
        SHIFTS,
    )
    assert [(line.texts["place"], line.texts["shift"]) for line in table.data] == [
        ("一车间", "早班"),
        ("一车间", "早班"),
    ]
    assert [(line.joined_text, line.is_split_certain) for line in table.data] == [
        ("一车间-早班", False),
        ("一车间-早班", False),
    ]


def test_column_of_its_own_comes_before_a_half():
    table = read(
        sheet("车间班次|班次|人数", "一车间-早班|夜班|3", "一车间-早班||3"),
        SHIFTS,
        mapping={1: JOINED, 2: "shift", 3: "count"},
    )
    assert [line.texts["shift"] for line in table.data] == ["夜班", "早班"]


def test_formula_in_the_joined_column_leaves_both_halves_unknown():
    table = read(sheet("车间班次|人数", "|3", uncached=[(2, 1)]), SHIFTS)
    assert table.data[0].uncached == frozenset({"place", "shift"})


def test_joined_column_of_a_skipped_line_stays_whole():
    table = read(sheet("车间班次|人数|班长", "一-早|3|测试甲", "合 计|3|"), SHIFTS)
    assert table.skipped[0].texts == {"place": "合 计", "shift": "", "count": "3", "leader": ""}


def test_kind_is_found_even_where_no_used_column_holds_a_text():
    table = read(sheet(HEADING, ROW, "填表人：测试丙||||", "备注||||"), SHIFTS)
    assert kinds(table) == [(2, "数据"), (3, "落款、签字或备注"), (4, "落款、签字或备注")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("合 计|||45|", [("people", "45", 45)]),
        ("合　计||总人数|４５人|", [("people", "４５人", 45)]),
        ("总计：车间数3个，总人数45人||||", [("people", "45", 45), ("places", "3", 3)]),
        ("车间数：3　总人数：45||||", [("people", "45", 45), ("places", "3", 3)]),
        ("合计|车间数|3|人数|45", [("people", "45", 45), ("places", "3", 3)]),
        ("合计|车间数||1,045|", [("people", "1,045", 1045)]),
        ("合计|||约45|", [("people", "约45", None)]),
        ("合计|||45.0|", [("people", "45.0", 45)]),
        ("合计|||/|", []),
        ("全厂合计|||45|", [("people", "45", 45)]),
    ],
)
def test_total_line_states_its_numbers(line, expected):
    table = read(sheet(HEADING, ROW, line), SHIFTS)
    assert kinds(table) == [(2, "数据"), (3, "合计")]
    stated = [(each.rule.name, each.text, each.number) for each in table.stated]
    assert stated == expected


def test_subtotal_states_nothing():
    table = read(sheet(HEADING, ROW, "小计|||12|", "一车间合计|||12|"), SHIFTS)
    assert kinds(table) == [(2, "数据"), (3, "小计"), (4, "小计")]
    assert table.stated == ()


def test_number_in_a_columns_place_is_not_used_for_two_rules():
    cells = [(1, "合计"), (3, "车间数"), (4, "3")]
    stated = stated_totals(cells, 9, {4: "count"}, (PEOPLE, PLACES))
    assert [(each.rule.name, each.number) for each in stated] == [("places", 3)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("合　计", LineKind.TOTAL),
        ("总 计：", LineKind.TOTAL),
        ("合计（人）", LineKind.TOTAL),
        ("全镇合计", LineKind.TOTAL),
        ("共计：45人", LineKind.TOTAL),
        ("小 计", LineKind.SUBTOTAL),
        ("本页合计", LineKind.SUBTOTAL),
        ("某公司小计", LineKind.SUBTOTAL),
        ("合计班", None),
        ("合计有限公司", None),
        ("计", None),
        ("", None),
    ],
)
def test_cell_names_a_sum(text, kind):
    assert sum_kind(text) is kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [("45", True), ("４５ 人", True), ("约45", True), ("13900000001", False), ("1班", False)],
)
def test_text_is_an_amount(text, expected):
    assert is_number(text) is expected


def test_suggested_mapping_reads_what_is_certain():
    table = sheet("车间|班次|人数", "一|早|3")
    assert suggested_mapping(recognise([table], SHIFTS)) == {1: "place", 2: "shift", 3: "count"}
