"""Annex 2 as tables of one's own: common headings and rows, and how a table is compared."""

import re
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest
from openpyxl import Workbook

from changxing_union.exports.reading import read_workbook
from changxing_union.imports.recognition import recognise
from changxing_union.kernel.refusals import Refused
from pioneer.imports.summary_plan import SUMMARY_PLAN
from tests.imports.tables import read, sheet

NUMBER = re.compile(r"[1-9][0-9]{0,10}|0")
NAMES = ("unit_name", "team_name", "industry", "participant_count", "leader_name", "contact")
PLAIN = "序号|单位名称|班组名称|所属行业|参赛人数|组长|手机号/微信号"
FIRST = "1|长兴测试纺织厂|细纱甲班|制造业|12|测试甲|13900000001"
SECOND = "2|长兴测试电源公司|涂板一班|制造业|8|测试乙|13900000002"
# A heading of two lines: the head-count is divided.
TWO_LINES = (
    "参赛班组名单",
    "序号|单位名称|班组名称|所属行业|参赛人数|||组长|手机号",
    "||||男|女|合计||",
    "1|长兴测试纺织厂|细纱甲班|制造业|5|7|12|测试甲|13900000001",
)
TWO_LINES_MERGES = "A1:I1 A2:A3 B2:B3 C2:C3 D2:D3 E2:G2 H2:H3 I2:I3"


def in_workbook(table):
    """``table`` saved as .xlsx, numbers as numbers, and read again as the portal reads uploads."""
    book = Workbook()
    page = book.active
    page.title = table.name
    for row in table.rows:
        for column, text in enumerate(row.texts, 1):
            page.cell(row.number, column).value = int(text) if NUMBER.fullmatch(text) else text
    for merge in table.merges:
        page.merge_cells(
            start_row=merge.top, end_row=merge.bottom,
            start_column=merge.left, end_column=merge.right,
        )  # fmt: skip
    with NamedTemporaryFile(suffix=".xlsx") as file:
        book.save(file.name)
        (found,) = read_workbook(Path(file.name))
    return found


def summary(*lines, **options):
    """The workbook of ``lines`` read as annex 2."""
    return read(in_workbook(sheet(*lines, **options)), SUMMARY_PLAN)


def summary_of_text(*lines):
    """As ``summary`` without the detour over a file, for hundreds of tables."""
    return read(sheet(*lines), SUMMARY_PLAN)


def recognised(*lines, remembered=None, **options):
    table = in_workbook(sheet(*lines, **options))
    return recognise([table], SUMMARY_PLAN, remembered=remembered)


def rows(table):
    """The data as ``line|unit|team|industry|head-count|leader|contact``."""
    return [
        "|".join([str(line.number), *(line.texts.get(name, "") for name in NAMES)])
        for line in table.data
    ]


def refusal(*sheets, **options):
    with pytest.raises(Refused) as refused:
        recognise(list(sheets), SUMMARY_PLAN, **options)
    return refused.value.reasons
