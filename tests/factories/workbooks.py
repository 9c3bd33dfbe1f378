"""Tables as offices send them, and files that only look like tables; all as bytes."""

import struct
import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def workbook(lines: Iterable[Iterable[object]], name: str = "汇总表") -> bytes:
    """An .xlsx of one sheet as openpyxl writes it; a cell may hold anything openpyxl takes."""
    return workbook_of({name: lines})


def workbook_of(sheets: Mapping[str, Iterable[Iterable[object]]]) -> bytes:
    """As ``workbook``, with several sheets by name."""
    book = Workbook(write_only=True)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(list(line))
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The file of a workbook."""
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of these members, packed."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return target.getvalue()


def raw_workbook(
    *sheets: str,
    strings: str = "",
    styles: str = "",
    properties: str = "",
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """An .xlsx whose sheets are the XML given, called 表1, 表2 …; ``more`` are other members."""
    numbers = range(1, len(sheets) + 1)
    entries = "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="s{n}"/>' for n in numbers)
    relations = [(f"s{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    relations += [("x1", "sharedStrings", "sharedStrings.xml"), ("x2", "styles", "/xl/styles.xml")]
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations_xml([("r1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{KINDS}">{properties}'
            f"<sheets>{entries}</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": relations_xml(relations),
    }
    parts |= {f"xl/worksheets/sheet{n}.xml": xml for n, xml in zip(numbers, sheets, strict=True)}
    if strings:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    if styles:
        parts["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'
    return archive(parts | dict(more or {}))


def relations_xml(relations: Iterable[tuple[str, str, str]]) -> str:
    """What points from one part to others: number, kind, target."""
    return (
        f'<Relationships xmlns="{RELATIONS}">'
        + "".join(
            f'<Relationship Id="{number}" Type="{KINDS}/{kind}" Target="{target}"/>'
            for number, kind, target in relations
        )
        + "</Relationships>"
    )


def sheet_xml(rows: str, after: str = "", dimension: str = "A1") -> str:
    """A worksheet with ``rows`` in it, which claims to extend over ``dimension``."""
    return (
        f'<worksheet xmlns="{MAIN}"><dimension ref="{dimension}"/>'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def text_cell(place: str, text: str) -> str:
    """A cell that holds its text itself."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def empty_lines(count: int) -> str:
    """Lines with one formatted cell each and no text, as a careless fill of colour leaves them."""
    return "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(1, count + 1))


def wide_line(columns: int) -> str:
    """One line with a number in each of many columns."""
    cells = (f'<c r="{column_name(n)}1"><v>{n}</v></c>' for n in range(1, columns + 1))
    return f'<row r="1">{"".join(cells)}</row>'


def column_name(place: int) -> str:
    """The letters of a column, also beyond the last that Excel knows."""
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = get_column_letter(rest + 1) + letters
    return letters


def bomb(unpacked: int) -> bytes:
    """An .xlsx whose sheet is ``unpacked`` bytes of the same letter."""
    return raw_workbook(sheet_xml(""), more={"xl/worksheets/sheet2.xml": b"0" * unpacked})


def entity_bomb(member: str = "xl/sharedStrings.xml") -> bytes:
    """An .xlsx in which ``member`` declares entities that would grow a thousandfold."""
    lols = '<!ENTITY a "长兴"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    part = (
        f'<?xml version="1.0"?><!DOCTYPE sst [{lols}]><sst xmlns="{MAIN}"><si><t>&b;</t></si></sst>'
    )
    return raw_workbook(sheet_xml(""), more={member: part})


def docx() -> bytes:
    """The skeleton of a Word document."""
    return archive(
        {
            "_rels/.rels": relations_xml([("r1", "officeDocument", "word/document.xml")]),
            "word/document.xml": "<document/>",
        }
    )


def ole(*streams: str) -> bytes:
    """An OLE container (.doc, .xls, or a file with a password) with these streams, all empty."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    fat = struct.pack("<128I", FAT, END, *[FREE] * 126)
    entries = [ole_entry("Root Entry", kind=5), *(ole_entry(name, kind=2) for name in streams)]
    directory = b"".join(entries).ljust(SECTOR, b"\0")
    return header + fat + directory


def ole_entry(name: str, kind: int) -> bytes:
    """One entry of the directory: 128 bytes, the name in UTF-16 first."""
    letters = name.encode("utf-16-le").ljust(64, b"\0")
    sizes = struct.pack("<HBBIII", 2 * len(name) + 2, kind, 1, FREE, FREE, FREE)
    return letters + sizes + bytes(36) + struct.pack("<IQ", END, 0)
