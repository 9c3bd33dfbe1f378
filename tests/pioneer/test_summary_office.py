"""Annex-2 workbooks in LibreOffice: it opens them, keeps every cell and comes to our totals."""

import csv
import io
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from pioneer.exports.summary import write_summary_workbook
from pioneer.exports.summary_template import write_summary_template
from tests.factories.summary_tables import FOOTER, TITLE, make_line, make_table
from tests.office import EVERY_SHEET_AS_CSV, Office

LINK = '=HYPERLINK("http://example.cn","x")'
TABLES = [
    make_table(
        make_line(),
        make_line(team="细纱乙班", participants=30, contact="13900000002/wx_ceshi"),
        make_line(LINK, "+1", 4, leader="@李示例", contact="00013900000001"),
        make_line("长兴㛃䶮𠅤测试厂", "先锋👷班", "约30", contact="-1"),
        place="测试甲镇",
    ),
    make_table(place="测试乙镇", nil=True),
    make_table(
        make_line(team="摇纱班", participants=7), make_line("长兴测试学校", ""), place="A'b"
    ),
]
MANY = make_table(*[make_line(team=f"测试{number}班") for number in range(1, 101)])
HEADER = "序号单位班组名称所属行业参赛人数组长"
COUNT_COLUMN = 20  # a free column for the enterprise of each row; the results stand two further on


@pytest.fixture(scope="module")
def books(tmp_path_factory) -> Path:
    """A folder with one workbook of each kind."""
    folder = tmp_path_factory.mktemp("books")
    for name, tables in [("union", TABLES[:1]), ("county", TABLES), ("many", [MANY])]:
        with (folder / f"{name}.xlsx").open("wb") as target:
            write_summary_workbook(
                target, tables, title=f"{TITLE}（全县）", unit_line="填报单位：测试", explanation=[]
            )
    with (folder / "template.xlsx").open("wb") as target:
        write_summary_template(
            target, organization="测试甲镇总工会", title=TITLE, industries=["制造业"], units=["甲"]
        )
    return folder


def cells(path: Path) -> dict[str, dict[str, tuple[object, str]]]:
    """Sheet, then place, to value and type, of all cells that hold something."""
    return {
        sheet.title: {
            cell.coordinate: (cell.value, cell.data_type)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for sheet in load_workbook(path)
    }


def test_every_cell_survives_libreoffice(books: Path, office: Office):
    names = ["union.xlsx", "county.xlsx", "template.xlsx"]
    converted = office.convert("xlsx", *[books / name for name in names])
    for name in names:
        ours = cells(books / name)
        assert cells(converted / name) == ours
        assert "f" not in {kind for sheet in ours.values() for _, kind in sheet.values()}


def test_formula_typed_as_an_enterprise_is_text_in_libreoffice(books: Path, office: Office):
    converted = office.convert("xlsx", books / "union.xlsx")
    cell = load_workbook(converted / "union.xlsx")["测试甲镇"]["B6"]
    assert (cell.value, cell.data_type) == (f"{LINK}　+1", "s")


def test_csv_of_the_official_sheet_holds_phones_as_typed(books: Path, office: Office):
    converted = office.convert(EVERY_SHEET_AS_CSV, books / "union.xlsx")
    with (converted / "union-测试甲镇.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[3:] == [
        ["1", "长兴测试纺织有限公司　细纱甲班", "制造业", "12", "李示例", "13900000001"],
        ["2", "长兴测试纺织有限公司　细纱乙班", "制造业", "30", "李示例", "13900000002/wx_ceshi"],
        ["3", f"{LINK}　+1", "制造业", "4", "@李示例", "00013900000001"],
        ["4", "长兴㛃䶮𠅤测试厂　先锋👷班", "制造业", "约30", "李示例", "-1"],
        ["合　计", "企业参赛数", "3", "职工数", "46", ""],
        [FOOTER, "", "", "", "", ""],
    ]


def test_header_is_printed_on_every_page(books: Path, office: Office):
    converted = office.convert("pdf", books / "many.xlsx")
    pages = PdfReader(converted / "many.pdf").pages
    texts = ["".join(page.extract_text().split()) for page in pages]
    assert len(pages) == 5  # rows of two lines, and an empty 说明 that is not printed
    assert [text.count(HEADER) for text in texts] == [1] * 5
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages} == {
        (595, 842)
    }


@pytest.mark.parametrize("name", ["union", "county"])
def test_libreoffice_comes_to_our_totals(name: str, books: Path, office: Office, tmp_path: Path):
    """In a copy, formulas add up what the sheet shows, and LibreOffice calculates them."""
    book = load_workbook(books / f"{name}.xlsx")
    tables = [sheet for sheet in book if sheet.title != "说明"]
    for sheet in tables:
        add_formulas(sheet)
    book.save(tmp_path / f"{name}.xlsx")
    converted = office.convert("xlsx", tmp_path / f"{name}.xlsx")
    calculated = load_workbook(converted / f"{name}.xlsx", data_only=True)
    written = {sheet.title: totals(sheet) for sheet in tables}
    assert {sheet.title: results(calculated[sheet.title]) for sheet in tables} == written
    assert written["测试甲镇"] == (3, 46)
    if name == "county":
        assert written == {
            "全县汇总": (4, 65),
            "测试甲镇": (3, 46),
            "测试乙镇": (0, 0),
            "A'b": (2, 19),
        }


def total_row(sheet: Worksheet) -> int:
    return next(row for row in range(4, sheet.max_row + 1) if sheet.cell(row, 1).value == "合　计")


def totals(sheet: Worksheet) -> tuple[object, object]:
    """企业参赛数 and 职工数 as we wrote them."""
    row = [cell.value for cell in sheet[total_row(sheet)]]
    return row[row.index("企业参赛数") + 1], row[row.index("职工数") + 1]


def add_formulas(sheet: Worksheet) -> None:
    """Rows with a number are teams; an enterprise is what stands before the full-width blank."""
    last = total_row(sheet) - 1
    shift = 1 if sheet["B3"].value == "所属工会" else 0
    name, workers = "BC"[shift], "DE"[shift]
    for row in range(4, last + 1):
        place = f"{name}{row}"
        sheet.cell(row, COUNT_COLUMN).value = f'=LEFT({place},FIND("　",{place}&"　")-1)'
    numbers, names = f"A4:A{last}", f"T4:T{last}"
    first = f"MATCH({names}&ISNUMBER({numbers}),{names}&ISNUMBER({numbers}),0)=ROW({names})-3"
    sheet["V1"] = f"=SUMPRODUCT(ISNUMBER({numbers})*({first}))"
    sheet["V2"] = f'=SUMIF({numbers},">0",{workers}4:{workers}{last})'


def results(sheet: Worksheet) -> tuple[object, object]:
    return sheet["V1"].value, sheet["V2"].value


def test_totals_of_a_tampered_copy_are_noticed(office: Office, tmp_path: Path):
    """The comparison above can fail: a changed cell changes what LibreOffice calculates."""
    target = io.BytesIO()
    write_summary_workbook(target, TABLES[:1], title="", unit_line="", explanation=[])
    book: Workbook = load_workbook(target)
    sheet = book["测试甲镇"]
    add_formulas(sheet)
    sheet["B5"], sheet["D5"] = "长兴测试别厂　一班", 31
    book.save(tmp_path / "changed.xlsx")
    converted = office.convert("xlsx", tmp_path / "changed.xlsx")
    calculated = load_workbook(converted / "changed.xlsx", data_only=True)["测试甲镇"]
    assert results(calculated) == (4, 47)
