"""Registers (台账, 花名册) as .xlsx: streamed, ready to print on A4, free of formulas."""

import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from changxing_union.exports.columns import CellKind, Column
from changxing_union.kernel.dates import SHANGHAI
from changxing_union.kernel.refusals import Refused

# The write-only sheets used here have the attributes of a Worksheet, which their stubs leave out.
Row = TypeVar("Row")

EXPLANATION_SHEET = "说明"
MOST_ROWS = 1_048_576 - 5  # what a sheet holds, less title, unit, header, 合计 and 备注
HEADER_ROW = 3

# What XML 1.0 cannot hold: such a character would make Excel offer to repair the file.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
UNNAMEABLE = re.compile(r"[\[\]:*?/\\]")

TITLE_FONT = Font(name="方正小标宋简体", size=18)
HEADER_FONT = Font(name="宋体", size=11, bold=True)
BODY_FONT = Font(name="宋体", size=11)
HEADER_FILL = PatternFill("solid", fgColor="FFF3E9E2")
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
RULE = Side(style="thin", color="FF7F7F7F")
GRID = Border(left=RULE, right=RULE, top=RULE, bottom=RULE)
NO_GRID = Border()


def write_register(
    target: BinaryIO,
    *,
    title: str,
    unit_line: str,
    columns: Sequence[Column[Row]],
    rows: Iterable[Row],
    remark: str,
    sheet_name: str,
    explanation: Sequence[tuple[str, str]],
) -> int:
    """Write one register to ``target`` and return the number of data rows (domain §4.1).

    Title, unit and date, header, rows, 合计, 备注, and a second sheet 说明 with the pairs of
    ``explanation`` (筛选条件, 生成时间, 操作人). ``remark`` is printed verbatim (with its 备注：),
    an empty one leaves its row out. ``rows`` is read once and never held in memory. The first
    column bears the word 合计 and cannot be a total itself. Raises ``Refused`` when the rows
    exceed one sheet.
    """
    if not columns or columns[0].total:
        raise ValueError("A register needs a first column that is not a total")
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(sheet_name))
    notes = book.create_sheet(EXPLANATION_SHEET)
    try:
        _set_up_page(sheet, columns)
        _write_head(sheet, title, unit_line, columns)
        writers = [_ColumnWriter(sheet, column) for column in columns]
        count = _write_rows(sheet, writers, rows)
        _write_foot(sheet, writers, count, remark)
        _write_explanation(notes, explanation)
        book.save(target)
    finally:
        _drop_temporary_files(sheet, notes)
    return count


class _ColumnWriter(Generic[Row]):
    """Fills the cells of one column, and adds them up.

    A cell object is styled once and filled again for every row: ``append`` writes it out at once.
    """

    def __init__(self, sheet: Worksheet, column: Column[Row]) -> None:
        self.column = column
        self.sum: int | Decimal = 0
        alignment = LEFT if column.kind is CellKind.TEXT else CENTRE
        self._number = _cell(sheet, alignment=alignment, number_format=column.kind.value)
        self._text = _cell(sheet, alignment=alignment)

    def fill(self, row: Row) -> Cell:
        """The cell for ``row``: text where the kind or the value says so, else a number."""
        value = self.column.value(row)
        if value is not None and (self.column.kind is CellKind.TEXT or isinstance(value, str)):
            return _put_text(self._text, str(value))
        if self.column.total:
            self._add(value)
        self._number.value = self._plain(value)  # type: ignore[assignment]  # now a cell's value
        return self._number

    def _plain(self, value: object) -> object:
        """Excel knows no time zones; a date column drops the time of day."""
        if isinstance(value, datetime):
            local = value.astimezone(SHANGHAI) if value.tzinfo else value
            return (
                local.replace(tzinfo=None)
                if self.column.kind is CellKind.DATETIME
                else date(local.year, local.month, local.day)
            )
        return value

    def _add(self, value: object) -> None:
        if isinstance(value, (int, Decimal)):
            self.sum += value
        elif isinstance(value, float):
            self.sum += Decimal(str(value))  # 0.1 + 0.2 is 0.3 on paper


def _write_head(
    sheet: Worksheet, title: str, unit_line: str, columns: Sequence[Column[Row]]
) -> None:
    _write_across(sheet, 1, title, len(columns), height=34, font=TITLE_FONT, alignment=CENTRE)
    _write_across(sheet, 2, unit_line, len(columns), height=20)
    sheet.row_dimensions[HEADER_ROW].height = 32
    header = [_cell(sheet, font=HEADER_FONT, alignment=CENTRE, fill=HEADER_FILL) for _ in columns]
    sheet.append(
        [_put_text(cell, column.title) for cell, column in zip(header, columns, strict=True)]
    )


def _write_rows(
    sheet: Worksheet, writers: Sequence[_ColumnWriter[Row]], rows: Iterable[Row]
) -> int:
    count = 0
    for count, row in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise Refused([f"一张工作表最多容纳 {MOST_ROWS:,} 行，请缩小筛选范围后再导出"])
        sheet.append([writer.fill(row) for writer in writers])
    return count


def _write_foot(
    sheet: Worksheet, writers: Sequence[_ColumnWriter[Row]], count: int, remark: str
) -> None:
    """The 合计 row (its label spans the columns before the first total) and the 备注 row."""
    row = HEADER_ROW + count + 1
    totals = [place for place, writer in enumerate(writers) if writer.column.total]
    label_columns = totals[0] if totals else len(writers)
    cells = []
    for writer in writers:
        is_total = writer.column.total
        number_format = writer.column.kind.value if is_total else CellKind.TEXT.value
        cell = _cell(sheet, font=HEADER_FONT, alignment=CENTRE, number_format=number_format)
        cell.value = writer.sum if is_total else None
        cells.append(cell)
    _put_text(cells[0], f"合计（共 {count} 条）")
    _merge(sheet, row, label_columns)
    sheet.append(cells)
    if remark:
        # Excel does not fit the height of merged cells: a Han character is two units wide.
        room = sum(writer.column.width for writer in writers)
        lines = sum(math.ceil((2 * len(line) + 1) / room) for line in remark.split("\n"))
        _write_across(sheet, row + 1, remark, len(writers), height=16 * lines)


def _write_explanation(notes: Worksheet, pairs: Sequence[tuple[str, str]]) -> None:
    notes.column_dimensions["A"].width = 16
    notes.column_dimensions["B"].width = 90
    _page(notes, landscape=False)
    for label, text in pairs:
        head = _put_text(_cell(notes, font=HEADER_FONT), label)
        notes.append([head, _put_text(_cell(notes), text)])


def _write_across(
    sheet: Worksheet,
    row: int,
    text: str,
    columns: int,
    *,
    height: float | None = None,
    font: Font = BODY_FONT,
    alignment: Alignment = LEFT,
) -> None:
    """One line of text over all columns, without rules; ``height`` is in points."""
    if height:
        sheet.row_dimensions[row].height = height
    _merge(sheet, row, columns)
    cell = _cell(sheet, font=font, alignment=alignment, border=NO_GRID)
    sheet.append([_put_text(cell, text)])


def _merge(sheet: Worksheet, row: int, columns: int) -> None:
    """Write-only sheets have no ``merge_cells``, but write the ranges when they are closed."""
    if columns > 1:
        sheet.merged_cells.add(f"A{row}:{get_column_letter(columns)}{row}")


def _cell(
    sheet: Worksheet,
    *,
    font: Font = BODY_FONT,
    alignment: Alignment = LEFT,
    border: Border = GRID,
    fill: PatternFill | None = None,
    number_format: str = CellKind.TEXT.value,
) -> Cell:
    cell = WriteOnlyCell(sheet)
    cell.font = font
    cell.alignment = alignment
    cell.border = border
    cell.number_format = number_format
    if fill:
        cell.fill = fill
    return cell


def _put_text(cell: Cell, text: str) -> Cell:
    """Store ``text`` as a string whatever it begins with: = + - @ never become a formula."""
    cell.value = UNWRITABLE.sub("", text)
    cell.data_type = "s"
    return cell


def _set_up_page(sheet: Worksheet, columns: Sequence[Column[Row]]) -> None:
    """Everything that stands before the rows in the file, so it must be set before the first."""
    for place, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    _page(sheet, landscape=True)


def _page(sheet: Worksheet, *, landscape: bool) -> None:
    """A4, one page wide and as long as needed, numbered at the foot; margins are in inches."""
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = sheet.page_margins.bottom = 0.7
    footer = HeaderFooterItem()
    footer.center.text = "第 &P 页　共 &N 页"
    sheet.HeaderFooter.oddFooter = footer


def _sheet_title(name: str) -> str:
    return UNNAMEABLE.sub(" ", UNWRITABLE.sub("", name))[:31].strip("' ") or "台账"


def _drop_temporary_files(*sheets: WriteOnlyWorksheet) -> None:
    """A broken-off export would otherwise leave its rows on the disk until the server stops."""
    for sheet in sheets:
        # openpyxl offers no other way to close and remove them.
        writer = sheet._writer  # type: ignore[attr-defined]  # noqa: SLF001 - not in the stubs
        if writer is not None and Path(writer.out).exists():
            if not sheet.closed:
                sheet.close()
            writer.cleanup()
