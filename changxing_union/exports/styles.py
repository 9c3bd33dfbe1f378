"""How exported sheets look: the fonts of official paper, ruled cells, text that stays text."""

import re
from dataclasses import dataclass

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from changxing_union.exports.columns import CellKind

# What XML 1.0 cannot hold: such a character would make Excel offer to repair the file.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

TITLE_FONT = Font(name="方正小标宋简体", size=18)
HEADER_FONT = Font(name="宋体", size=11, bold=True)
BODY_FONT = Font(name="宋体", size=11)
EXAMPLE_FONT = Font(name="宋体", size=11, italic=True, color="FF7F7F7F")
HEADER_FILL = PatternFill("solid", fgColor="FFF3E9E2")
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
RULE = Side(style="thin", color="FF7F7F7F")
GRID = Border(left=RULE, right=RULE, top=RULE, bottom=RULE)
NO_GRID = Border()


@dataclass(frozen=True)
class LineStyle:
    """How tall a row is, in points: ``height`` for each line of its text, ``room`` around it."""

    font: Font
    alignment: Alignment
    height: float
    room: float = 0


TITLE_LINE = LineStyle(TITLE_FONT, CENTRE, height=26, room=8)
UNIT_LINE = LineStyle(BODY_FONT, LEFT, height=16, room=4)
HEADER_LINE = LineStyle(HEADER_FONT, CENTRE, height=16, room=16)
ROW_LINE = LineStyle(BODY_FONT, LEFT, height=16, room=4)
REMARK_LINE = LineStyle(BODY_FONT, LEFT, height=16)

# What Excel takes for the beginning of a formula when it is typed.
FORMULA_MARKS = ("=", "+", "-", "@")


def styled_cell(
    sheet: Worksheet,
    *,
    font: Font = BODY_FONT,
    alignment: Alignment = LEFT,
    border: Border = GRID,
    fill: PatternFill | None = None,
    number_format: str = CellKind.TEXT.value,
) -> Cell:
    """An empty cell for ``sheet``; without further words an ordinary ruled cell for text."""
    cell = WriteOnlyCell(sheet)
    cell.font = font
    cell.alignment = alignment
    cell.border = border
    cell.number_format = number_format
    if fill:
        cell.fill = fill
    return cell


def put_text(cell: Cell, text: str) -> Cell:
    """Store ``text`` as a string whatever it begins with: = + - @ never become a formula.

    Nor do they when somebody edits the cell: it bears the mark of a text typed with an apostrophe.
    """
    writable = UNWRITABLE.sub("", text)
    cell.value = writable
    cell.data_type = "s"
    if writable.startswith(FORMULA_MARKS):
        cell.quotePrefix = True
    return cell
