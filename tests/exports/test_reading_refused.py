"""Files that are no table, do harm or exceed the bounds: each refused with its exact sentence."""

import pytest

from changxing_union.exports.reading import read_table
from changxing_union.kernel.refusals import Refused
from tests.exports.refusals import refusal
from tests.factories import workbooks
from tests.factories.workbooks import raw_workbook, sheet_xml, text_cell

DAMAGED = "文件已损坏或没有传完整。请在 WPS 或 Excel 中打开，另存为 .xlsx 后重新上传。"
BOMB = "文件展开后过大，可能有害。请删去多余的工作表、空行和图片，另存后重新上传。"
HAS_DTD = (
    "文件内部含有不应有的实体定义，可能有害。请在 WPS 或 Excel 中打开，另存为 .xlsx 后重新上传。"
)
WORD = "这是 Word 文档。请把其中的表格复制到 WPS 表格或 Excel 中，另存为 .xlsx 后重新上传。"
OLD = "这是旧格式的表格（.xls 或 .et）。请在 WPS 或 Excel 中打开，另存为 .xlsx 后重新上传。"
LOCKED = "文件设有密码。请取消密码，另存后重新上传。"
PROGRAM = "这是一个程序，不是表格，不能上传。请选择 .xlsx 或 .csv 表格。"
PICTURE = "图片和 PDF 不能当作表格读取。请找到原来的表格，或重新录入，另存为 .xlsx 后上传。"
OTHER_ARCHIVE = (
    "这是压缩包或其他格式的文档，不是 Excel 工作簿。请先解压，"
    "或在 WPS 或 Excel 中打开，另存为 .xlsx 后重新上传。"
)
WEB_PAGE = (
    "这是网页格式的表格（有些系统导出的 .xls 其实是网页）。"
    "请在 WPS 或 Excel 中打开，另存为 .xlsx 后重新上传。"
)
NOT_TEXT = (
    "文件内容不是能读取的表格。请在 WPS 或 Excel 中打开，确认内容正常，另存为 .xlsx 后重新上传。"
)
MANY_COLUMNS = "工作表“表1”在第 200 列以后还有内容。请删去右侧不属于表格的内容，另存后重新上传。"
TOO_MUCH = (
    "表格内容过多（最多 50 万个有内容的单元格、共 2000 万字）。"
    "请只保留要导入的表格，另存后重新上传。"
)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (workbooks.bomb(60_000_000), BOMB),
        (workbooks.bomb(101 * 1024 * 1024), BOMB),
        (raw_workbook(sheet_xml(""), more={f"m{n}": "" for n in range(2000)}), BOMB),
        (workbooks.entity_bomb(), HAS_DTD),
        (workbooks.entity_bomb("docProps/core.xml"), HAS_DTD),
        (workbooks.entity_bomb("xl/worksheets/sheet1.xml"), HAS_DTD),
        (workbooks.workbook([["甲"]])[:-30], DAMAGED),
        (b"PK\x03\x04" + b"\0" * 99, DAMAGED),
        (raw_workbook("<worksheet><sheetData>"), DAMAGED),
        (raw_workbook(sheet_xml('<row><c t="s"><v>7</v></c></row>')), DAMAGED),
        (raw_workbook(sheet_xml('<row r="2"/><row r="1"/>')), DAMAGED),
        (raw_workbook(sheet_xml('<row><c r="甲1"><v>7</v></c></row>')), DAMAGED),
        (workbooks.ole("EncryptionInfo", "EncryptedPackage"), LOCKED),
        (workbooks.ole("Workbook"), OLD),
        (workbooks.ole("Book"), OLD),
        (workbooks.ole("WordDocument"), WORD),
        (
            workbooks.ole("PowerPoint Document"),
            "这不是能读取的表格。请在 WPS 或 Excel 中打开，把表格另存为 .xlsx 后重新上传。",
        ),
        (workbooks.docx(), WORD),
        (workbooks.archive({"汇总表.xlsx": b""}), OTHER_ARCHIVE),
        (
            workbooks.archive({"xl/workbook.bin": b""}),
            "这是 Excel 二进制工作簿（.xlsb）。请另存为 .xlsx 后重新上传。",
        ),
        (
            raw_workbook(sheet_xml(""), more={"xl/vbaProject.bin": b""}),
            "文件含有宏程序，不能导入。请另存为不含宏的 .xlsx 后重新上传。",
        ),
        (b"MZ\x90\x00" + bytes(200), PROGRAM),
        (b"\x7fELF" + bytes(200), PROGRAM),
        (b"%PDF-1.4\n", PICTURE),
        (b"Rar!\x1a\x07", OTHER_ARCHIVE),
        (b"<html><table><tr><td>1</td></tr></table></html>", WEB_PAGE),
        ("\ufeff<?xml version='1.0'?><Workbook/>".encode(), WEB_PAGE),
        (b"", "文件是空的。请确认选对了文件，再重新上传。"),
        (b"\x00\x01\x02\x03" * 40, NOT_TEXT),
        (bytes([0x81, 0xFF]) * 40, NOT_TEXT),
    ],
)
def test_what_is_no_sound_table_is_refused_with_one_sentence(stored, content, sentence):
    with pytest.raises(Refused) as caught:
        read_table(stored(content), "汇总表.xlsx")
    assert caught.value.reasons == (f"“汇总表.xlsx”：{sentence}",)


def test_archive_with_a_password_on_its_members_is_refused(stored):
    content = bytearray(workbooks.workbook([["甲"]]))
    entry = content.find(b"PK\x01\x02")
    content[entry + 8] |= 1
    assert refusal(stored(bytes(content))) == (LOCKED,)


def test_archive_that_forges_its_sizes_is_refused(stored):
    """A stated size of ten bytes keeps the bomb below every sum, and is all that is unpacked."""
    content = bytearray(raw_workbook(sheet_xml(workbooks.empty_lines(1000))))
    place = content.rfind(b"xl/worksheets/sheet1.xml") - 46
    content[place + 24 : place + 28] = (10).to_bytes(4, "little")
    assert refusal(stored(bytes(content))) == (DAMAGED,)


@pytest.mark.parametrize(
    ("sheet", "sentence"),
    [
        (sheet_xml(workbooks.wide_line(201)), MANY_COLUMNS),
        (sheet_xml(workbooks.wide_line(1_000_000)), MANY_COLUMNS),
        (
            sheet_xml(
                f'<row r="1">{text_cell("A1", "甲")}</row>'
                f'<row r="1048576">{text_cell("XFD1048576", "乙")}</row>',
                dimension="A1:XFD1048576",
            ),
            MANY_COLUMNS,
        ),
        (
            sheet_xml("<row><c><v>1</v></c></row>" * 20_001),
            "工作表“表1”超过 20000 行。请删去不需要导入的行，或分成几个文件，另存后重新上传。",
        ),
        (
            sheet_xml(f"<row>{text_cell('A1', '长' * 32_768)}</row>"),
            "有一个单元格的内容超过 32767 字。请删去多余的内容，另存后重新上传。",
        ),
        (
            sheet_xml(
                "<row><c><v>1</v></c></row>" * 2001,
                "<mergeCells>" + '<mergeCell ref="A1:A2000"/>' * 2001 + "</mergeCells>",
            ),
            "工作表“表1”的合并单元格过多。请取消不需要的合并，另存后重新上传。",
        ),
    ],
    ids=["201 columns", "million columns", "two corners", "lines", "long cell", "merges"],
)
def test_sheet_beyond_a_bound_is_refused(stored, sheet, sentence):
    assert refusal(stored(raw_workbook(sheet))) == (sentence,)


def test_text_repeated_without_end_is_refused(stored):
    """One text of 30,000 letters, shared by 1,000 cells: small in the file, not in memory."""
    content = raw_workbook(
        sheet_xml('<row><c t="s"><v>0</v></c></row>' * 1000),
        strings=f"<si><t>{'长' * 30_000}</t></si>",
    )
    assert refusal(stored(content)) == (TOO_MUCH,)


def test_workbook_of_31_sheets_is_refused(stored):
    assert refusal(stored(raw_workbook(*[sheet_xml("")] * 31))) == (
        "工作簿里的工作表超过 30 张。请把要导入的工作表单独另存为一个文件后重新上传。",
    )
