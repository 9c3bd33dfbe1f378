"""Workbooks written sheet by sheet and row by row, never held in memory (domain §4.1).

``with Book() as book:`` add the sheets in their order, fill each before the next, then
``book.save(target)``. A table sheet has a title, a line for unit and date, a header, rows, lines
that sum up, and a remark; it prints on A4 with its header on every page.
"""

import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Generic, Self, TypeVar, cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from changxing_union.exports.columns import CellKind, Column
from changxing_union.exports.styles import (
    BODY_FONT,
    CENTRE,
    FORMULA_MARKS,
    HEADER_FILL,
    HEADER_FONT,
    HEADER_LINE,
    LEFT,
    NO_GRID,
    REMARK_LINE,
    ROW_LINE,
    TITLE_LINE,
    UNIT_LINE,
    UNWRITABLE,
    LineStyle,
    put_text,
    styled_cell,
)
from changxing_union.kernel.dates import SHANGHAI
from changxing_union.kernel.refusals import Refused

Row = TypeVar("Row")

EXPLANATION_SHEET = "说明"
SHEET_ROWS = 1_048_576
SHEET_NAME_LENGTH = 31
TALLEST = 409  # points; Excel repairs a file with a taller row
NOTE_WIDTH = 90
UNNAMEABLE = re.compile(r"[\[\]:*?/\\\s]")
HEADER_ROW = 3


# The write-only sheets used here have the attributes of a Worksheet, which their stubs leave out.
class Book:
    """A workbook whose rows go to temporary files until it is saved.

    Leaving the ``with`` block removes them: a broken-off export would otherwise leave its rows on
    the disk until the server stops.
    """

    def __init__(self) -> None:
        self._book = Workbook(write_only=True)
        self._names = {EXPLANATION_SHEET}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for sheet in self._book.worksheets:
            _drop_temporary_file(sheet)

    def add_table(
        self, name: str, columns: Sequence[Column[Row]], *, landscape: bool
    ) -> "TableSheet[Row]":
        """A sheet for a table; ``name`` is made legal for Excel, and unique in this book."""
        return TableSheet(self._add(self._free_name(name)), columns, landscape=landscape)

    def add_notes(self, pairs: Sequence[tuple[str, str]], name: str = EXPLANATION_SHEET) -> None:
        """A sheet of labels and texts (说明: 筛选条件, 生成时间, 操作人)."""
        notes = self._add(name)
        notes.column_dimensions["A"].width = 16
        notes.column_dimensions["B"].width = NOTE_WIDTH
        _set_up_page(notes, landscape=False)
        for row, (label, text) in enumerate(pairs, 1):
            notes.row_dimensions[row].height = _height(ROW_LINE, _lines_needed(text, NOTE_WIDTH))
            head = put_text(styled_cell(notes, font=HEADER_FONT), label)
            notes.append([head, put_text(styled_cell(notes), text)])

    def add_hidden_list(self, name: str, texts: Sequence[str]) -> None:
        """A sheet nobody sees, one text a row: what a drop-down offers."""
        sheet = self._add(name)
        sheet.sheet_state = "hidden"
        for text in texts:
            sheet.append([put_text(styled_cell(sheet, border=NO_GRID), text)])

    def save(self, target: BinaryIO) -> None:
        """Write the whole file to ``target``, which stays open."""
        self._book.save(target)

    def _add(self, name: str) -> Worksheet:
        """The sheet before is finished first, so that one file at most is open."""
        for earlier in self._book.worksheets[-1:]:
            earlier.close()
        sheet: Worksheet = self._book.create_sheet(name)
        return sheet

    def _free_name(self, wanted: str) -> str:
        name = legal_sheet_name(wanted)
        number = 1
        while name.casefold() in self._names:  # Excel takes "A" and "a" for one name
            number += 1
            suffix = f"（{number}）"
            name = legal_sheet_name(wanted, room=SHEET_NAME_LENGTH - len(suffix)) + suffix
        self._names.add(name.casefold())
        return name


class TableSheet(Generic[Row]):
    """One table on its sheet, written from top to bottom."""

    def __init__(
        self, sheet: Worksheet, columns: Sequence[Column[Row]], *, landscape: bool
    ) -> None:
        self.sheet = sheet
        self.columns = columns
        self.has_groups = any(column.group for column in columns)
        self.row = 0  # the last row written
        self._heights: dict[float, RowDimension] = {}
        # What stands before the rows in the file must be set before the first of them.
        for place, column in enumerate(columns, 1):
            sheet.column_dimensions[get_column_letter(place)].width = column.width
        sheet.sheet_format.defaultRowHeight = ROW_LINE.height + ROW_LINE.room
        sheet.sheet_format.customHeight = True
        last_header_row = HEADER_ROW + self.has_groups
        sheet.freeze_panes = f"A{last_header_row + 1}"
        sheet.print_title_rows = f"{HEADER_ROW}:{last_header_row}"
        _set_up_page(sheet, landscape=landscape)
        self._writers = [_ColumnWriter(sheet, column) for column in columns]

    @property
    def sums(self) -> list[int | Decimal | None]:
        """The sum of every total column over the rows written so far; ``None`` elsewhere."""
        return [writer.sum if writer.column.total else None for writer in self._writers]

    def write_head(self, title: str, unit_line: str) -> None:
        """The rows above the first line: title, unit and date, header of one or two lines."""
        self._write_across(title, TITLE_LINE)
        self._write_across(unit_line, UNIT_LINE)
        if self.has_groups:
            self._write_groups()
        titles = [
            column.title if column.group or not self.has_groups else "" for column in self.columns
        ]
        self._write_header_line(titles, lines=1)

    def _write_groups(self) -> None:
        """The upper line of the header; a title without a group takes both lines."""
        texts: list[str] = []
        lines = 1
        for group, members in groupby(self.columns, key=lambda column: column.group):
            columns = list(members)
            first = len(texts) + 1
            if group:
                self._merge(self.row + 1, first, first + len(columns) - 1)
                lines = max(lines, _lines_needed(group, sum(column.width for column in columns)))
                texts += [group, *[""] * (len(columns) - 1)]
                continue
            for place, column in enumerate(columns, first):
                self._merge(self.row + 1, place, place, rows=2)
                texts.append(column.title)
        self._write_header_line(texts, lines=lines)

    def _write_header_line(self, texts: Sequence[str], *, lines: int) -> None:
        """``texts`` in the look of a header; an empty one belongs to a merged cell."""
        cells = []
        for text in texts:
            cell = styled_cell(self.sheet, font=HEADER_FONT, alignment=CENTRE, fill=HEADER_FILL)
            cells.append(put_text(cell, text) if text else cell)
        self._append(cells, HEADER_LINE, lines)

    def write_row(self, row: Row) -> None:
        """One row of data, as the columns read it; as tall as its longest text needs."""
        cells = [writer.fill(row) for writer in self._writers]
        self._append(cells, ROW_LINE, max([writer.lines for writer in self._writers]))

    def write_line(
        self,
        values: Sequence[object],
        *,
        merged: tuple[int, int] | None = None,
        font: Font = HEADER_FONT,
    ) -> None:
        """A line that is not data (合计, 小计, 零报告): one value per column, strings as text.

        The columns from ``merged[0]`` to ``merged[1]`` (from 1, both included) become one cell.
        """
        cells, lines = [], 1
        for place, (value, column) in enumerate(zip(values, self.columns, strict=True), 1):
            cell = styled_cell(self.sheet, font=font, alignment=CENTRE)
            if isinstance(value, str):
                put_text(cell, value)
                lines = max(lines, _lines_needed(value, self._room(place, merged)))
            elif value is not None:
                is_text = column.kind is CellKind.TEXT
                cell.number_format = (CellKind.INTEGER if is_text else column.kind).value
                cell.value = value  # type: ignore[assignment]  # a number
            cells.append(cell)
        if merged:
            self._merge(self.row + 1, *merged)
        self._append(cells, ROW_LINE, lines)

    def _room(self, place: int, merged: tuple[int, int] | None) -> float:
        """The width of the cell in column ``place``, or of the merged one that begins there."""
        last = merged[1] if merged and merged[0] == place else place
        return sum(column.width for column in self.columns[place - 1 : last])

    def write_remark(self, text: str) -> None:
        """The 备注 over all columns, verbatim."""
        self._write_across(text, REMARK_LINE)

    def _write_across(self, text: str, style: LineStyle) -> None:
        room = sum(column.width for column in self.columns)
        lines = _lines_needed(text, room * BODY_FONT.size / style.font.size)
        self._merge(self.row + 1, 1, len(self.columns))
        cell = styled_cell(self.sheet, font=style.font, alignment=style.alignment, border=NO_GRID)
        self._append([put_text(cell, text)], style, lines)

    def _merge(self, row: int, first: int, last: int, *, rows: int = 1) -> None:
        """Write-only sheets have no ``merge_cells``, but write the ranges when they are closed."""
        if first < last or rows > 1:
            bottom = row + rows - 1
            area = f"{get_column_letter(first)}{row}:{get_column_letter(last)}{bottom}"
            self.sheet.merged_cells.add(area)

    def _append(self, cells: list[Cell], style: LineStyle, lines: int) -> None:
        """Write ``cells``; what differs from the height of an ordinary row is forgotten at once."""
        self.row += 1
        if style is ROW_LINE and lines == 1:
            self.sheet.append(cells)
            return
        height = _height(style, lines)
        self.sheet.row_dimensions[self.row] = self._row_attributes(height)
        self.sheet.append(cells)
        del self.sheet.row_dimensions[self.row]

    def _row_attributes(self, height: float) -> RowDimension:
        """The attributes of a row of ``height``, put together once; openpyxl only copies them."""
        if height not in self._heights:
            written = dict(RowDimension(self.sheet, height=height))
            self._heights[height] = cast(RowDimension, written)
        return self._heights[height]


class _ColumnWriter(Generic[Row]):
    """Fills the cells of one column, and adds them up.

    A cell object is styled once and filled again for every row: ``append`` writes it out at once.
    """

    def __init__(self, sheet: Worksheet, column: Column[Row]) -> None:
        self.column = column
        self.sum: int | Decimal = 0
        self.lines = 1  # what the text filled in last takes
        self._is_text = column.kind is CellKind.TEXT
        alignment = LEFT if self._is_text else CENTRE
        self._number = styled_cell(sheet, alignment=alignment, number_format=column.kind.value)
        self._text = styled_cell(sheet, alignment=alignment)
        self._quoted = styled_cell(sheet, alignment=alignment)

    def fill(self, row: Row) -> Cell:
        """The cell for ``row``: text where the kind or the value says so, else a number."""
        value = self.column.value(row)
        if isinstance(value, str) or (self._is_text and value is not None):
            text = str(value)
            self.lines = _lines_needed(text, self.column.width)
            is_odd = text.startswith(FORMULA_MARKS) or UNWRITABLE.match(text)
            return put_text(self._quoted if is_odd else self._text, text)
        self.lines = 1
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


def _lines_needed(text: str, room: float) -> int:
    """The lines ``text`` takes in ``room`` units; a Han character is two units wide.

    Excel does not fit the height of merged cells, and LibreOffice that of no row in our files.
    """
    unit = 1 if text.isascii() else 2
    if unit * len(text) < room and "\n" not in text:
        return 1
    return sum(math.ceil((unit * len(line) + 1) / room) for line in text.split("\n"))


def _height(style: LineStyle, lines: int) -> float:
    """In points."""
    return min(style.height * lines + style.room, TALLEST)


def refuse_beyond(count: int, most: int) -> None:
    """Raise ``Refused`` when a sheet that holds ``most`` rows is to take ``count``."""
    if count > most:
        raise Refused([f"一张工作表最多容纳 {most:,} 行，请缩小筛选范围后再导出"])


def legal_sheet_name(wanted: str, *, room: int = SHEET_NAME_LENGTH) -> str:
    """``wanted`` without what Excel forbids in a name, at most ``room`` UTF-16 units long."""
    name = UNNAMEABLE.sub(" ", UNWRITABLE.sub("", wanted))
    while len(name.encode("utf-16-le")) > 2 * room:
        name = name[:-1]
    return name.strip("' ") or "台账"


def _set_up_page(sheet: Worksheet, *, landscape: bool) -> None:
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


def _drop_temporary_file(sheet: WriteOnlyWorksheet) -> None:
    # openpyxl offers no other way to close and remove it.
    writer = sheet._writer  # type: ignore[attr-defined]  # noqa: SLF001 - not in the stubs
    if writer is not None and Path(writer.out).exists():
        if not sheet.closed:
            sheet.close()
        writer.cleanup()
