"""Recognising any form's table, shown on a small roster that no annex is."""

import pytest

from changxing_union.exports.raw import RawRow, RawSheet
from changxing_union.imports.columns import ImportColumn
from changxing_union.imports.recognition import missing_columns, recognise, suggested_mapping
from changxing_union.imports.table import ImportPlan
from changxing_union.kernel.refusals import Refused
from tests.imports.tables import sheet, targets

ROSTER = ImportPlan(
    columns=(
        ImportColumn("person_name", "姓名", ("职工姓名", "人员"), doubt="领导"),
        ImportColumn("trade", "工种", ("岗位工种",), seems=lambda text: text.endswith("工")),
        ImportColumn("hours", "课时", ("课时数", "学时"), seems=str.isdecimal, doubt="理论|实操"),
        ImportColumn("mobile", "手机号", ("手机", "电话"), stand_ins=("email",)),
        ImportColumn("email", "邮箱", required=False),
    )
)
HEADING = "序号|姓名|工种|课时|手机号"
ROW = "1|测试甲|电工|12|13900000001"


def recognised(*lines, remembered=None, **options):
    return recognise([sheet(*lines, **options)], ROSTER, remembered=remembered)


def test_plain_table_is_certain():
    found = recognised("花名册", HEADING, ROW)
    assert (found.sheet, found.sheet_name, found.header_first, found.header_last) == (
        0,
        "Sheet1",
        2,
        2,
    )
    assert suggested_mapping(found) == {
        1: "",
        2: "person_name",
        3: "trade",
        4: "hours",
        5: "mobile",
    }
    assert [each.is_known for each in found.placements] == [True, False, False, False, False]
    assert [each.heading.samples for each in found.placements] == [(t,) for t in ROW.split("|")]
    assert "|".join(each.heading.text for each in found.placements) == HEADING


def test_same_heading_twice_is_asked_whatever_stands_below():
    found = recognised("姓名|课时|课 时|手机号", "测试甲|12||13900000001")
    assert targets(found) == {
        "姓名": "person_name",
        "课时": "?hours",
        "课 时": "?hours",
        "手机号": "mobile",
    }


def test_two_words_of_a_column_are_asked():
    found = recognised("姓名|课时数|学时", "测试甲|12|12")
    assert targets(found) == {"姓名": "person_name", "课时数": "?hours", "学时": "?hours"}


def test_samples_break_a_tie():
    found = recognised("姓名|课时数|学时", "测试甲|见附表|12", "测试乙|见附表|8")
    assert targets(found) == {"姓名": "person_name", "课时数": "", "学时": "hours"}


def test_samples_do_not_settle_a_doubt():
    found = recognised("姓名|课时数|理论课时", "测试甲|见附表|12", "测试乙|见附表|8")
    assert targets(found) == {"姓名": "person_name", "课时数": "?hours", "理论课时": "?hours"}


def test_single_doubtful_heading_is_asked():
    assert targets(recognised("姓名|工种|理论课时", "测试甲|电工|8"))["理论课时"] == "?hours"


def test_answers_come_before_guesses_and_other_headings_stay_guessed():
    remembered = {"姓 名": "", "人员": "person_name", "电话": "hours", "不在此表": "trade"}
    found = recognised("姓名|人员|工种|电话", "一|测试甲|电工|12", remembered=remembered)
    assert found.is_certain
    assert targets(found) == {"姓名": "", "人员": "person_name", "工种": "trade", "电话": "hours"}
    assert [each.heading.text for each in found.unplaced] == ["姓名"]


def test_answer_displaces_the_official_heading():
    found = recognised("姓名|课时|学时", "测试甲|1|2", remembered={"学时": "hours"})
    assert targets(found) == {"姓名": "person_name", "课时": "", "学时": "hours"}


def test_answer_that_is_no_column_any_more_is_forgotten():
    found = recognised("姓名|工种", "测试甲|电工", remembered={"工种": "dropped"})
    assert targets(found) == {"姓名": "person_name", "工种": "trade"}


def test_two_answers_for_one_column_are_asked_again():
    remembered = {"课时数": "hours", "学时": "hours"}
    found = recognised("姓名|课时数|学时", "测试甲|1|2", remembered=remembered)
    assert targets(found) == {"姓名": "person_name", "课时数": "?hours", "学时": "?hours"}


def test_column_without_heading_is_asked_when_its_texts_fit():
    found = recognised("姓名|工种||", "测试甲|电工|12|", "测试乙|焊工|8|")
    assert [(each.heading.text, each.candidates) for each in found.placements] == [
        ("姓名", ()),
        ("工种", ()),
        ("", ("hours",)),
    ]


def test_column_without_heading_that_counts_the_lines_is_known():
    found = recognised("|姓名|工种", "1|测试甲|电工", "2|测试乙|焊工")
    assert [each.is_known for each in found.placements] == [True, False, False]
    assert found.is_certain


def test_heading_merged_over_an_empty_column_is_one():
    found = recognised("姓名||工种", "测试甲||电工", merges="A1:B1 A2:B2")
    assert [(each.heading.place, each.target) for each in found.placements] == [
        (1, "person_name"),
        (3, "trade"),
    ]


def test_heading_of_three_lines():
    found = recognised(
        "姓名|培训||",
        "|课程|课时|",
        "||理论|实操",
        "测试甲|安全|4|8",
        merges="A1:A3 B1:D1 B2:B3 C2:D2",
    )
    assert (found.header_first, found.header_last) == (1, 3)
    assert targets(found) == {
        "姓名": "person_name",
        "培训 课程": "",
        "培训 课时 理论": "?hours",
        "培训 课时 实操": "?hours",
    }


def test_upper_of_two_equal_headings_is_taken():
    assert recognised("", HEADING, ROW, HEADING, ROW).header_first == 2


def test_more_telling_heading_is_taken_from_below():
    assert recognised("姓名|手机号", "负责人|13900000009", HEADING, ROW).header_first == 3


@pytest.mark.parametrize(("above", "is_found"), [(29, True), (30, False)])
def test_heading_is_looked_for_in_the_first_thirty_lines(above, is_found):
    lines = [*["说明"] * above, HEADING, ROW]
    if is_found:
        assert recognised(*lines).header_first == above + 1
    else:
        with pytest.raises(Refused):
            recognised(*lines)


def test_first_of_two_equal_sheets_is_taken_and_a_hidden_one_when_chosen():
    sheets = [sheet(), sheet(HEADING, ROW), sheet(HEADING, ROW), sheet(HEADING, ROW, hidden=True)]
    assert recognise(sheets, ROSTER).sheet == 1
    assert recognise(sheets, ROSTER, sheet=3).sheet == 3


def test_longer_of_two_sheets_is_taken_though_the_other_is_worded_more_plainly():
    worded = "序号|人员|岗位工种|学时|电话"
    assert recognise([sheet(HEADING, ROW), sheet(worded, ROW)], ROSTER).sheet == 0
    assert recognise([sheet(HEADING, ROW), sheet(worded, ROW, ROW, ROW)], ROSTER).sheet == 1


def test_sheet_that_names_more_columns_is_taken_though_another_is_longer():
    short = sheet("序号|姓名|工种", *["1|测试甲|电工"] * 5)
    assert recognise([short, sheet(HEADING, ROW)], ROSTER).sheet == 1


def test_chosen_sheet_is_refused_for_itself():
    with pytest.raises(Refused) as refused:
        recognise([sheet(HEADING, ROW), sheet("说明")], ROSTER, sheet=1)
    [sentence] = refused.value.reasons
    assert sentence == (
        "没有找到表头：前 30 行里没有一行写着这张表的列名。"
        "请在内容上方加一行列名（姓名、工种、课时、手机号），保存后再导入。"
    )


def test_no_sheets_at_all_are_refused():
    with pytest.raises(Refused) as refused:
        recognise([], ROSTER)
    assert refused.value.reasons == (
        "表格是空的，没有可以导入的内容。请核对所选的文件，填好内容并保存后再导入。",
    )


def test_form_of_labels_with_values_is_refused_as_such():
    with pytest.raises(Refused) as refused:
        recognised("姓名：|测试甲|性别：|男", "工种：|电工|手机号：|13900000001")
    [sentence] = refused.value.reasons
    assert sentence == (
        "这是一张登记表（“姓名”等栏目的内容填在旁边的格子里），不是一览表，不能逐行导入。"
        "请选择上方有一行列名、下面每行填一条的表格。"
    )


@pytest.mark.parametrize(
    ("mapping", "missing"),
    [
        ({1: "person_name", 2: "trade", 3: "hours", 4: "mobile"}, []),
        ({1: "person_name", 2: "trade", 3: "hours", 4: "email"}, []),
        ({1: "person_name", 2: "", 3: "hours"}, ["工种", "手机号"]),
        ({}, ["姓名", "工种", "课时", "手机号"]),
    ],
)
def test_missing_columns_are_the_required_ones_without_a_stand_in(mapping, missing):
    assert [column.label for column in missing_columns(mapping, ROSTER)] == missing


def test_wide_and_long_table_is_recognised():
    texts = tuple(HEADING.split("|")) + tuple(f"列{place}" for place in range(200))
    rows = tuple(RawRow(number, tuple(ROW.split("|"))) for number in range(2, 2002))
    found = recognise([RawSheet("x", (RawRow(1, texts), *rows))], ROSTER)
    assert [each.heading.text for each in found.unplaced] == list(texts[5:])
