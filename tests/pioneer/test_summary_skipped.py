"""The lines around the data of annex 2: skipped without swallowing a team, their totals read."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from changxing_union.exports.raw import RawRow, RawSheet
from changxing_union.kernel.refusals import Refused
from pioneer.imports.summary_plan import SUMMARY_PLAN
from tests.imports.tables import kinds, read
from tests.pioneer.summary_tables import (
    FIRST,
    PLAIN,
    SECOND,
    TWO_LINES,
    TWO_LINES_MERGES,
    summary,
    summary_of_text,
)


def test_titles_and_headings_of_every_page_are_skipped():
    title = "2018年参赛企业汇总表"
    table = summary(title, PLAIN, FIRST, "", title, PLAIN, SECOND, "序号|单位名称|班组名称||||")
    assert kinds(table) == [
        (3, "数据"),
        (5, "重复的表头"),
        (6, "重复的表头"),
        (7, "数据"),
        (8, "重复的表头"),
    ]


def test_both_lines_of_a_heading_are_skipped_when_repeated():
    table = summary(*TWO_LINES, *TWO_LINES[1:], merges=TWO_LINES_MERGES)
    assert kinds(table) == [
        (4, "数据"),
        (5, "重复的表头"),
        (6, "重复的表头"),
        (7, "数据"),
    ]


def test_numbers_of_the_columns_are_skipped():
    table = summary(PLAIN, "（1）|（2）|（3）|（4）|（5）|（6）|（7）", FIRST)
    assert kinds(table) == [(2, "重复的表头"), (3, "数据")]


def test_subtotals_are_skipped_and_totals_read_right_or_wrong():
    table = summary(
        PLAIN,
        FIRST,
        "|小 计|||12||",
        SECOND,
        "|长兴测试电源公司小计|||8||",
        "|长兴测试电源公司|小计||8||",
        "本页合计||||20人||",
        "合 计：||||21||",
    )
    assert kinds(table) == [
        (2, "数据"),
        (3, "小计"),
        (4, "数据"),
        (5, "小计"),
        (6, "小计"),
        (7, "小计"),
        (8, "合计"),
    ]
    assert [(each.rule.name, each.line, each.text, each.number) for each in table.stated] == [
        ("worker_total", 8, "21", 21)
    ]


def test_example_and_notes_are_skipped():
    table = summary(
        PLAIN,
        "例|长兴示例公司|示例班|制造业|12|示例人|13900000009",
        "示例1|长兴示例公司|示例班|制造业|12|示例人|13900000009",
        "|如：长兴示例公司|示例班|制造业|12|示例人|13900000009",
        "|长兴示例公司（示例）|示例班|制造业|12|示例人|13900000009",
        "填写说明：|1、单位名称填全称。",
        "2、手机号填11位",
        FIRST,
        "（3）每行一个班组",
    )
    assert kinds(table) == [
        (2, "示例或填写说明"),
        (3, "示例或填写说明"),
        (4, "示例或填写说明"),
        (5, "示例或填写说明"),
        (6, "示例或填写说明"),
        (7, "示例或填写说明"),
        (8, "数据"),
    ]


def test_signature_lines_are_skipped():
    table = summary(
        PLAIN,
        FIRST,
        "填表人：测试丙||审核人：|测试丁||联系电话：|13900000003",
        "|负责人（签字）：||||2018年4月10日|",
        "|||||长兴测试镇总工会（盖章）|",
        "|||||长兴测试镇总工会|",
        "|||||2018年 4月 10日|",
        "填表人 测试丙|||||审核 测试丁|",
        "单位盖章||||日期||2018-04-10",
        "备注：一式两份",
        "2、4月15日前上报",
        "|以上班组均已公示。|||||",
    )
    assert kinds(table) == [(2, "数据"), *((number, "落款、签字或备注") for number in range(3, 13))]


def test_data_that_sounds_like_something_else_is_not_swallowed():
    table = summary(
        PLAIN,
        "1|长兴测试纺织厂|合计班|制造业|12|例外|13900000001",
        "2|长兴测试合计有限公司|小计组|制造业|8|测试乙|13900000002",
        "3|长兴测试示例公司|示例班|制造业|8|如意|13900000003",
        "4|长兴测试盖章公司|电话班|制造业|8|备注|13900000004",
        "5|长兴测试如皋分公司|联系人|制造业|8|时间|13900000005",
        "6||合计班||||",
        "7|长兴测试镇工会|||||",
        "8|长兴测试纺织厂|合计|制造业|12|测试丙|13900000006",
        "9|单位|负责人班|制造业|3|组长|13900000007",
    )
    assert kinds(table) == [(number, "数据") for number in range(2, 11)]


WIDE = (
    f"{PLAIN}|备注|身份证号",
    f"{FIRST}|夜班|",
    f"{SECOND}||",
    "|小计|||20||||",
    "3|长兴测试建材厂|烧成班||约30||13900000003||x",
    "合计||||50||||",
)


def without_numbers(table):
    return [(line.kind, line.texts, line.is_split_certain) for line in table.lines]


@given(st.permutations(range(9)))
def test_order_of_the_columns_never_changes_what_is_read(order):
    cells = [line.split("|") for line in WIDE]
    shuffled = ["|".join(line[place] for place in order) for line in cells]
    plain, other = summary_of_text(*WIDE), summary_of_text(*shuffled)
    assert without_numbers(other) == without_numbers(plain)
    assert other.stated == plain.stated


@given(st.lists(st.integers(0, 4), min_size=6, max_size=6))
def test_blank_lines_never_change_what_is_read(blanks):
    spread = []
    for line, count in zip(WIDE, blanks, strict=True):
        spread += [*[""] * count, line]
    assert without_numbers(summary_of_text(*spread)) == without_numbers(summary_of_text(*WIDE))


@given(st.lists(st.lists(st.text(max_size=12), max_size=8), max_size=12))
def test_any_table_is_read_or_refused(cells):
    table = RawSheet("x", tuple(RawRow(n, tuple(texts)) for n, texts in enumerate(cells, 1)))
    headed = RawSheet(
        "x",
        (
            RawRow(1, tuple(PLAIN.split("|"))),
            *(RawRow(row.number + 1, row.texts) for row in table.rows),
        ),
    )
    read(headed, SUMMARY_PLAN)
    with suppress(Refused):
        read(table, SUMMARY_PLAN)
