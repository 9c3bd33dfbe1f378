"""Tables as text: .csv files as Excel, WPS and other systems save them, and pasted ranges."""

import pytest

from changxing_union.exports.raw import RawRow, RawSheet
from changxing_union.exports.reading import read_csv, read_pasted, read_table
from changxing_union.kernel.refusals import Refused
from tests.factories import workbooks

LINES = "单位班组名称,参赛人数\n长兴测试厂涂板班,30\n"
UNPAIRED = (
    "文件第 2 行附近的双引号没有成对，无法分清各列。"
    "请在 WPS 或 Excel 中打开，确认内容正常，另存为 .xlsx 后重新上传。"
)
TABLE = (RawRow(1, ("单位班组名称", "参赛人数")), RawRow(2, ("长兴测试厂涂板班", "30")))


def refusal(read, *arguments: object) -> tuple[str, ...]:
    with pytest.raises(Refused) as caught:
        read(*arguments)
    return caught.value.reasons


def rows(*records: tuple[str, ...]) -> tuple[RawRow, ...]:
    return tuple(RawRow(number, record) for number, record in enumerate(records, 1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_csv_is_read_in_the_encodings_of_office_software(stored, encoding):
    assert read_csv(stored(LINES.encode(encoding))) == [RawSheet("表格", TABLE)]


def test_csv_is_read_in_utf_16_of_the_other_byte_order(stored):
    content = b"\xfe\xff" + LINES.encode("utf-16-be")
    assert read_csv(stored(content)) == [RawSheet("表格", TABLE)]


def test_csv_keeps_rare_characters_of_gb18030(stored):
    assert read_csv(stored("组长,㐱𠮷\n".encode("gb18030")))[0].rows == rows(("组长", "㐱𠮷"))


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_csv_delimiter_and_line_end_are_found(stored, delimiter, ending):
    content = LINES.replace(",", delimiter).replace("\n", ending).encode()
    assert read_csv(stored(content)) == [RawSheet("表格", TABLE)]


def test_csv_delimiter_is_the_sign_that_stands_evenly_not_often(stored):
    content = "名称;行业\n甲，乙，丙班;纺织，印染，化纤\n丁班;建材\n"
    assert read_csv(stored(content.encode()))[0].rows == rows(
        ("名称", "行业"), ("甲，乙，丙班", "纺织，印染，化纤"), ("丁班", "建材")
    )


def test_csv_of_one_column_is_a_table(stored):
    assert read_csv(stored("组长\n测试组长\n".encode()))[0].rows == rows(("组长",), ("测试组长",))


def test_csv_cell_in_quotes_may_hold_line_ends_commas_and_quotes(stored):
    content = '名称,备注\r\n"涂板""六型""班","第一行，\r\n第二行, 完"\r\n印染班,无\r\n'
    assert read_csv(stored(content.encode()))[0].rows == rows(
        ("名称", "备注"), ('涂板"六型"班', "第一行，\n第二行, 完"), ("印染班", "无")
    )


def test_csv_marks_that_keep_numbers_as_text_are_dropped(stored):
    content = '手机,"=""13900000001""",="007",\'13900000002,\'六型\'班,=1+1\n'
    assert read_csv(stored(content.encode()))[0].rows == rows(
        ("手机", "13900000001", "007", "13900000002", "'六型'班", "=1+1")
    )


def test_csv_blank_lines_count_and_are_left_out(stored):
    content = "\n汇总表,,\n , ,\n名称,人数,\n"
    assert read_csv(stored(content.encode()))[0].rows == (
        RawRow(2, ("汇总表",)),
        RawRow(4, ("名称", "人数")),
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            '名称,人数\n"涂板班,30\n印染班,20\n',
            UNPAIRED,
        ),
        (
            "班组\n" * 20_001,
            "工作表“表格”超过 20000 行。请删去不需要导入的行，或分成几个文件，另存后重新上传。",
        ),
        (
            "1," * 201,
            "工作表“表格”在第 200 列以后还有内容。请删去右侧不属于表格的内容，另存后重新上传。",
        ),
        (
            "长" * 32_768,
            "有一个单元格的内容超过 32767 字。请删去多余的内容，另存后重新上传。",
        ),
        (
            "长" * 140_000,
            "有一个单元格的内容超过 32767 字。请删去多余的内容，另存后重新上传。",
        ),
        (
            "1" * (20 * 1024 * 1024 + 1),
            "文本表格超过 20 MB。请只保留要导入的行，另存后重新上传。",
        ),
        (" \n\n", "文件是空的。请确认选对了文件，再重新上传。"),
    ],
    ids=["quote", "lines", "columns", "cell", "field", "bytes", "blank"],
)
def test_csv_that_cannot_be_read_is_refused(stored, content, sentence):
    assert refusal(read_csv, stored(content.encode())) == (sentence,)


def test_table_is_known_by_its_content_whatever_its_name(stored):
    book = workbooks.workbook([["单位班组名称", "参赛人数"], ["长兴测试厂涂板班", 30]])
    assert read_table(stored(book), "汇总表.csv") == [RawSheet("汇总表", TABLE)]
    assert read_table(stored(LINES.encode()), "汇总表.xlsx") == [RawSheet("表格", TABLE)]


def test_pasted_range_is_read_with_its_line_ends_and_quotes():
    text = (
        "单位班组名称\t所属行业\t参赛人数\r\n"
        '"长兴测试厂\n""六型""班"\t纺织业\t30\r\n'
        '\t\t\r\n"六型"班\t"纺织业"\t5"管\r\n'
    )
    assert read_pasted(text) == RawSheet(
        "粘贴的表格",
        (
            RawRow(1, ("单位班组名称", "所属行业", "参赛人数")),
            RawRow(2, ('长兴测试厂\n"六型"班', "纺织业", "30")),
            RawRow(4, ('"六型"班', '"纺织业"', '5"管')),
        ),
    )


def test_pasted_cell_with_a_quote_that_does_not_end_stays_as_it_is():
    assert read_pasted('"涂板班\t30\n印染班\t20').rows == rows(('"涂板班', "30"), ("印染班", "20"))


def test_pasted_single_cell_and_nothing_are_read():
    assert read_pasted("涂板班").rows == rows(("涂板班",))
    assert read_pasted("").rows == ()


def test_pasted_characters_nobody_sees_are_dropped():
    assert read_pasted("涂\x00板\x0b班\ud800\t30\u3000").rows == rows(("涂板班", "30"))


def test_pasted_range_beyond_the_bounds_is_refused():
    assert refusal(read_pasted, "1\t" * 201) == (
        "工作表“粘贴的表格”在第 200 列以后还有内容。请删去右侧不属于表格的内容，另存后重新上传。",
    )
