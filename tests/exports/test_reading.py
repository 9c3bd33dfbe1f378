"""Workbooks read in the child process: what is seen is what comes, and nothing takes for ever."""

import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from threading import get_native_id

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart

from changxing_union.exports.raw import Merge, RawRow, RawSheet
from changxing_union.exports.reading import LIMITS, PROJECT, read_workbook
from tests.exports.refusals import refusal
from tests.factories import workbooks
from tests.factories.workbooks import raw_workbook, sheet_xml, text_cell

TOO_HEAVY = (
    "文件过大或过于复杂，没有读完。请只保留要导入的表格，删去多余的工作表、空行和图片，"
    "另存后重新上传。"
)

# As Excel would hold it, its number format, what is seen.
VALUES = [
    (30, "General", "30"),
    (30.0, "0.00", "30"),
    (13900000001, "General", "13900000001"),
    (13900000001.0, "0.00E+00", "13900000001"),
    (1.39e10, "General", "13900000000"),
    (1e20, "General", "100000000000000000000"),
    (0.1, "General", "0.1"),
    (0.1 + 0.2, "General", "0.3"),
    (-4.2, "0.0", "-4.2"),
    (1e-7, "General", "0.0000001"),
    (313100, "000000", "313100"),
    (1234, "000000", "001234"),
    (1234, '"编号"000000', "001234"),
    (0, "0", "0"),
    (True, "General", "是"),
    (False, "General", "否"),
    (date(2018, 4, 2), "yyyy-mm-dd", "2018-04-02"),
    (date(2018, 4, 2), 'yyyy"年"m"月"d"日"', "2018-04-02"),
    (date(2018, 4, 2), "[$-804]aaaa yyyy/m/d;@", "2018-04-02"),
    (date(1900, 1, 1), "yyyy-mm-dd", "1900-01-01"),
    (datetime(2018, 4, 2, 8, 30), "yyyy-mm-dd h:mm", "2018-04-02 08:30"),
    (datetime(2018, 4, 2, 8, 30, 15), "yyyy-mm-dd h:mm:ss", "2018-04-02 08:30:15"),
    (time(8, 30), "h:mm", "08:30"),
    (timedelta(hours=26, minutes=30), "[h]:mm", "26:30"),
    (43192, '0"年"', "43192"),
    (-5, "yyyy-mm-dd", "-5"),
    (99999999, "yyyy-mm-dd", "99999999"),
    ("13900000001", "@", "13900000001"),
    ("007", "@", "007"),
    ("  纺织一班\u3000\n", "General", "纺织一班"),
    ("纺织一班\n（六型）", "General", "纺织一班\n（六型）"),
    ("纺织\t一班", "General", "纺织\t一班"),
    ("#REF!", "General", "#REF!"),
    ("_x0041_班", "General", "A班"),
]

# As it stands in the file, and what is seen.
STORED = [
    ('<c t="d"><v>2018-04-02T00:00:00</v></c>', "2018-04-02"),
    ('<c t="d"><v>2018-04-02T08:30:00Z</v></c>', "2018-04-02 08:30"),
    ('<c t="d"><v>2018-04-02T08:30:15.250</v></c>', "2018-04-02 08:30:15"),
    ('<c s="0"><v>43192</v></c>', "2018-04-02"),
    ('<c s="1"><v>43192</v></c>', "2018-04-02"),
    ('<c s="2"><v>1.5</v></c>', "36:00"),
    ('<c s="9"><v>43192</v></c>', "43192"),
    ('<c s="9"><v>330522199001010011</v></c>', "330522199001010011"),
    ('<c s="9"><v>1.3900000001E10</v></c>', "13900000001"),
    ('<c s="9"><v>4.2000000000000002</v></c>', "4.2"),
    ('<c s="9"><v>约30</v></c>', "约30"),
    ('<c t="b"><v>1</v></c>', "是"),
    ('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
    ('<c t="str"><f>A9</f><v>甲_x000D_\n乙</v></c>', "甲\n乙"),
    ('<c t="s"><v>0</v></c>', "涂板一班"),
    ('<c t="inlineStr"><is><r><t>涂板</t></r><r><t>二班</t></r></is></c>', "涂板二班"),
    ('<c t="inlineStr"><is><t>组长</t><rPh sb="0" eb="1"><t>zu</t></rPh></is></c>', "组长"),
]


def test_every_value_comes_as_the_text_that_is_seen(read):
    book = Workbook()
    for line, (value, number_format, _) in enumerate(VALUES, 1):
        book.active.cell(line, 1, value).number_format = number_format
    [sheet] = read(workbooks.saved(book))
    assert texts(sheet) == [(text,) for _, _, text in VALUES]


def test_every_way_of_storing_a_value_is_understood(read):
    content = raw_workbook(
        sheet_xml("".join(f"<row>{cell}</row>" for cell, _ in STORED)),
        strings='<si><r><t>涂板</t></r><r><t>一班</t></r><rPh sb="0" eb="2"><t>tu</t></rPh></si>',
        # 31 is named by number only (Chinese Office: 年月日); 200 has a code of the file's own.
        styles=(
            '<numFmts><numFmt numFmtId="200" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'
            '</numFmts><cellStyleXfs><xf numFmtId="1"/></cellStyleXfs><cellXfs>'
            '<xf numFmtId="31"/><xf numFmtId="200"/><xf numFmtId="46"/></cellXfs>'
            '<dxfs><dxf><numFmt numFmtId="31" formatCode="0"/></dxf></dxfs>'
        ),
    )
    [sheet] = read(content)
    assert texts(sheet) == [(text,) for _, text in STORED]


def texts(sheet: RawSheet) -> list[tuple[str, ...]]:
    return [row.texts for row in sheet.rows]


def test_sheet_whose_tags_bear_a_prefix_is_read(read):
    """As the libraries of other systems write them, in the namespace of strict Office."""
    content = raw_workbook(
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>'
        '<x:row r="1"><x:c><x:v>30</x:v></x:c><x:c><x:v>9</x:v></x:c></x:row></x:sheetData>'
        '<x:mergeCells><x:mergeCell ref="A1:B1"/></x:mergeCells></x:worksheet>'
    )
    assert read(content) == [
        RawSheet("表1", rows=(RawRow(1, ("30",)),), merges=(Merge(1, 1, 1, 2),))
    ]


def test_rich_text_comes_as_plain_text(read):
    book = Workbook()
    book.active["A1"] = CellRichText("涂板", TextBlock(InlineFont(b=True), "一班"))
    [sheet] = read(workbooks.saved(book))
    assert texts(sheet) == [("涂板一班",)]


def test_days_of_an_old_macintosh_count_from_1904(read):
    content = raw_workbook(
        sheet_xml('<row><c s="0"><v>41730</v></c></row>'),
        styles='<cellXfs><xf numFmtId="14"/></cellXfs>',
        properties='<workbookPr date1904="1"/>',
    )
    assert texts(read(content)[0]) == [("2018-04-02",)]


def test_empty_lines_and_cells_at_the_end_are_left_out_and_numbers_kept(read):
    content = raw_workbook(
        sheet_xml(
            '<row r="2"><c r="A2" t="inlineStr"><is><t> </t></is></c></row>'
            '<row r="5"><c r="C5"><v>3</v></c><c r="F5" s="1"/></row>'
            '<row r="9"><c r="XFD9" s="1"/></row>'
        )
    )
    assert read(content)[0] == RawSheet("表1", (RawRow(5, ("", "", "3")),))


def test_merged_range_holds_its_text_top_left_only(read):
    content = raw_workbook(
        sheet_xml(
            f'<row r="1">{text_cell("A1", "汇总表")}{text_cell("C1", "旧")}</row>'
            f'<row r="2">{text_cell("A2", "涂板厂")}{text_cell("B2", "一班")}</row>'
            f'<row r="3">{text_cell("A3", "涂板厂")}{text_cell("B3", "二班")}</row>'
            f'<row r="4">{text_cell("A4", "旧")}</row>',
            '<mergeCells><mergeCell ref="A1:XFD1"/><mergeCell ref="A2:A1048576"/>'
            '<mergeCell ref="H8:J9"/><mergeCell ref="B2"/></mergeCells>',
        )
    )
    assert read(content) == [
        RawSheet(
            "表1",
            (RawRow(1, ("汇总表",)), RawRow(2, ("涂板厂", "一班")), RawRow(3, ("", "二班"))),
            merges=(Merge(1, 1, 1, 3), Merge(2, 1, 4, 1)),
        )
    ]


def test_formula_gives_its_kept_result_or_is_named(read):
    content = raw_workbook(
        sheet_xml(
            '<row r="3"><c r="A3"><f>10+2</f><v>12</v></c><c r="B3"><f>A3</f></c>'
            '<c r="C3"><f>A3</f><v></v></c><c r="D3" t="str"><f>T(1)</f><v></v></c>'
            '<c r="E3" t="str"><f>T(1)</f></c></row>'
            '<row r="4"><c r="B4"><f>SUM(A:A)</f></c></row>'
            '<row r="5"><c r="B5"><f>SUM(A:A)</f></c></row>',
            '<mergeCells><mergeCell ref="A5:B5"/></mergeCells>',
        )
    )
    [sheet] = read(content)
    assert sheet.rows == (RawRow(3, ("12",)), RawRow(4, ()))
    assert sheet.uncached == {(3, 2), (3, 3), (3, 5), (4, 2)}


def test_formula_as_openpyxl_writes_it_has_no_result(read):
    [sheet] = read(workbooks.workbook([["人数", "=1+1"]]))
    assert (texts(sheet), sheet.uncached) == ([("人数",)], {(1, 2)})


def test_hidden_sheets_are_told_and_chart_sheets_skipped(read):
    book = Workbook()
    book.active.title = "汇总表"
    for name, state in (("字典", "hidden"), ("旧表", "veryHidden")):
        book.create_sheet(name).sheet_state = state
    book.create_chartsheet("图").add_chart(BarChart())
    assert [(sheet.name, sheet.hidden) for sheet in read(workbooks.saved(book))] == [
        ("汇总表", False),
        ("字典", True),
        ("旧表", True),
    ]


@pytest.fixture(scope="module")
def million_lines() -> bytes:
    """A workbook with a text below a million formatted lines, more shared texts than it needs."""
    last = f'<row r="1000001">{text_cell("A1000001", "长兴测试班组")}</row>'
    strings = "".join(f"<si><t>长兴测试第{n}班</t></si>" for n in range(200_000))
    return raw_workbook(sheet_xml(workbooks.empty_lines(1_000_000) + last), strings=strings)


def test_million_formatted_empty_lines_are_passed_over(read, million_lines):
    [sheet] = read(million_lines)
    assert sheet.rows == (RawRow(1_000_001, ("长兴测试班组",)),)


@pytest.mark.parametrize(
    "limits",
    [
        replace(LIMITS, memory=30 * 1024 * 1024),
        replace(LIMITS, processor_seconds=1),
        replace(LIMITS, wall_seconds=0.0),
    ],
    ids=["memory", "processor", "wall clock"],
)
def test_reader_that_exceeds_its_limits_is_ended_with_a_sentence(stored, million_lines, limits):
    before = children()
    assert refusal(stored(million_lines), limits=limits) == (TOO_HEAVY,)
    assert children() == before


def test_reader_is_gone_when_whoever_waits_is_interrupted(stored):
    def interrupt(_passed: int, _expected: int) -> None:
        raise KeyboardInterrupt

    before = children()
    path = stored(workbooks.workbook([["甲"]] * 300))
    with pytest.raises(KeyboardInterrupt):
        read_workbook(path, on_progress=interrupt)
    assert children() == before


def children() -> set[str]:
    """Processes that this thread has started and that are there yet, dead ones included."""
    task = Path("/proc/self/task", str(get_native_id()), "children")
    return set(task.read_text().split())


def test_five_thousand_lines_come_with_progress_that_ends_complete(stored):
    lines = [[n, f"长兴测试第{n}班", "纺织业", 30, "测试组长", "13900000001"] for n in range(5000)]
    heard = []
    path = stored(workbooks.workbook(lines))
    [sheet] = read_workbook(path, on_progress=lambda *step: heard.append(step))
    assert [list(row.texts) for row in sheet.rows] == [list(map(str, line)) for line in lines]
    assert heard == [(n, 5000) for n in range(0, 5001, 250)] + [(5000, 5000)]


LEAST_TO_WORRY = 300 * 1024  # kB, as Linux counts

MEASURE = """
import re, resource, sys
from pathlib import Path
from changxing_union.exports.reading import read_workbook
[sheet] = read_workbook(Path(sys.argv[1]))
# Its own peak by another way: the kernel passes the one of whoever started it on to it.
own = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]
print(len(sheet.rows), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, own)
"""


def test_neither_process_needs_300_megabytes(stored):
    """The fullest workbook the bounds allow by number of cells: 20,000 lines of 25 texts."""
    strings = "".join(f"<si><t>长兴测试第{n}号班组</t></si>" for n in range(50_000))
    cells = [f'<c t="s"><v>{n}</v></c>' for n in range(50_000)]
    lines = [f"<row>{''.join(cells[n : n + 25])}</row>" for n in range(0, 50_000, 25)]
    rows = "".join(lines) * 10
    path = stored(raw_workbook(sheet_xml(rows), strings=strings))
    answer = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    )
    lines, child, parent = map(int, answer.stdout.split())
    print(f"child {child // 1024} MB, parent {parent // 1024} MB")  # noqa: T201 - for pytest -s
    assert lines == 20_000
    assert (child < LEAST_TO_WORRY, parent < LEAST_TO_WORRY) == (True, True)
