"""Annex 3 on paper: one A4 page, with room for a seal beside the name (domain §2.3).

The seal line is as high as a box of annex 1 that is stamped, so that no seal covers the title or a
score. Rows are as high as their words; a longer rubric takes smaller type and closer rows before it
takes a second page.
Widths and heights are millimetres.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from changxing_union.printing import fonts
from changxing_union.printing.cells import (
    CELL_SIZES,
    READABLE_SIZES,
    Continuation,
    ContinuedItem,
    Fitted,
    Room,
    clean_lines,
)
from changxing_union.printing.fonts import TypeSize
from changxing_union.printing.marks import CopyLabel
from changxing_union.printing.pdf import Printed, render_copies
from changxing_union.printing.titles import TYPE_AREA_WIDTH, fit_title, title_top
from pioneer.printing.assessment_sheet import AssessmentSheet, PrintedItem

# 序号, 类别, 考核内容, 分值, 自评分, 考核分
COLUMNS = (12, 20, 76, 14, 17, 17)
SIDE_SPACE = 1.0  # padding and rules of a centred cell, left and right together
CONTENT_SIDE_SPACE = 3.2  # the same for 考核内容, which begins at the left
ROW_SPACE = 3.2  # free above and below the words of a row, together
RULE = 0.4

# The seal line, 36 high: its label, the name on at most 32, and what stays free right of the name,
# because a seal is 42 wide.
UNIT_LABEL_WIDTH = 33.4
UNIT_HEIGHT = 32.0
SEAL_WIDTH = 46.0
# What the page leaves to the table: 247 less head, title, seal line, 备注, 其他上墙内容, 考核人.
GRID_HEIGHT = 148.0
FOOTER_ROOM = Room(TYPE_AREA_WIDTH, 12.0, CELL_SIZES[1:])
OTHER_WALL_ROOM = Room(TYPE_AREA_WIDTH, 12.0, (fonts.SMALL_5,))
# The names after 考核人： on one line, or on two of the smallest type.
ASSESSORS_ROOM = Room(79.0, fonts.SIZE_5.leading_mm)
UNIT_ROOM = Room(TYPE_AREA_WIDTH - UNIT_LABEL_WIDTH - SEAL_WIDTH, UNIT_HEIGHT)

# Type of the table and its least row; the first in which the rubric fits its page.
DENSITIES = ((fonts.SIZE_5, 10.6), (fonts.SMALL_5, 8.6), (fonts.SIZE_6, 7.0), (fonts.SMALL_6, 5.6))


@dataclass(frozen=True)
class PrintedRow:
    """One row ready for the template; its 类别 is its category's cell."""

    number: str
    content: str
    points: str
    self_points: str
    points_given: str
    height: str


@dataclass(frozen=True)
class PrintedCategory:
    """A 类别 cell and the rows it spans, at least one."""

    words: Fitted
    rows: tuple[PrintedRow, ...]


@dataclass(frozen=True)
class AssessmentPage:
    """Everything ``print/annex_3.html`` shows; heights are CSS lengths, ``size`` is the table's.

    ``is_numbered`` when there are more pages than one.
    """

    title: Fitted
    title_top: str
    unit: Fitted
    size: TypeSize
    least_height: str
    categories: tuple[PrintedCategory, ...]
    points_total: str
    self_total: str
    given_total: str
    footer: Fitted
    other_wall: Fitted
    assessors: Fitted
    continued: tuple[ContinuedItem, ...]
    continued_size: TypeSize
    is_numbered: bool


def render_assessment(sheet: AssessmentSheet, copies: Sequence[CopyLabel] = ()) -> Printed:
    """The PDF of annex 3, once per copy, or once without a label when none is given.

    Each copy is exactly one page, or two when something had to move to the 附页. Only a rubric
    several times as long as the notice's runs on over further pages.
    """
    page = lay_out(sheet)
    facts = {"sheet": sheet, "page": page, "mark": sheet.mark_line}
    return render_copies("print/annex_3.html", facts, copies)


def lay_out(sheet: AssessmentSheet) -> AssessmentPage:
    """Choose type sizes and row heights, and decide what is continued on the 附页."""
    size, least = _density(sheet.rows)
    continuation = Continuation()
    title = fit_title(sheet.title)
    unit = continuation.fit("单位（班组）", _unit_lines(sheet.unit_and_team), UNIT_ROOM)
    categories = tuple(
        _print_category(category, list(items), (size, least), continuation)
        for category, items in groupby(sheet.rows, key=lambda item: clean_lines(item.category))
    )
    footer = continuation.fit("备注", clean_lines(sheet.footer), FOOTER_ROOM)
    other_wall = continuation.fit(
        "其他上墙内容", clean_lines(sheet.other_wall_text), OTHER_WALL_ROOM, prefix="其他上墙内容："
    )
    assessors = continuation.fit("考核人", sheet.assessors, ASSESSORS_ROOM)
    continued, continued_size = continuation.entries()
    return AssessmentPage(
        title=title,
        title_top=title_top(title),
        unit=unit,
        size=size,
        least_height=f"{least:g}mm",
        categories=categories,
        points_total=_plain(sheet.points_total),
        self_total=_plain(sheet.self_total),
        given_total=_plain(sheet.given_total),
        footer=footer,
        other_wall=other_wall,
        assessors=assessors,
        continued=continued,
        continued_size=continued_size,
        is_numbered=bool(continued) or _grid_height(sheet.rows, size, least) > GRID_HEIGHT,
    )


def _density(items: Sequence[PrintedItem]) -> tuple[TypeSize, float]:
    fitting = (pair for pair in DENSITIES if _grid_height(items, *pair) <= GRID_HEIGHT)
    return next(fitting, DENSITIES[-1])


def _grid_height(items: Sequence[PrintedItem], size: TypeSize, least: float) -> float:
    """The table with its heading and 合计."""
    return sum(_row_height(item, size, least) for item in items) + 2 * least + RULE


def _row_height(item: PrintedItem, size: TypeSize, least: float) -> float:
    width = COLUMNS[2] - CONTENT_SIDE_SPACE
    lines = fonts.line_count(clean_lines(item.content), width / size.em_mm)
    return max(lines * size.leading_mm + ROW_SPACE, least)


def _print_category(
    category: str,
    items: Sequence[PrintedItem],
    density: tuple[TypeSize, float],
    continuation: Continuation,
) -> PrintedCategory:
    heights = [_row_height(item, *density) for item in items]
    # WeasyPrint stretches the last of spanned rows to a higher cell: keep the words below that.
    sizes = CELL_SIZES[CELL_SIZES.index(density[0]) :]
    room = Room(COLUMNS[1] - SIDE_SPACE, heights[-1] - RULE, sizes)
    return PrintedCategory(
        words=continuation.fit("类别", _category_lines(category), room),
        rows=tuple(
            PrintedRow(
                number=item.number,
                content=clean_lines(item.content),
                points=_plain(item.points),
                self_points=_plain(item.self_points),
                points_given=_plain(item.points_given),
                height=f"{height:g}mm",
            )
            for item, height in zip(items, heights, strict=True)
        ),
    )


def _unit_lines(text: str) -> str:
    """A unit and its team that need two lines part before the team, not within a name."""
    name = clean_lines(text)
    unit, bracket, team = name.rpartition("（")
    apart = f"{unit}\n{bracket}{team}" if unit else name
    one_line = Room(UNIT_ROOM.width, fonts.SIZE_5.leading_mm, READABLE_SIZES)
    return name if one_line.best_size(name) or not UNIT_ROOM.best_size(apart) else apart


def _category_lines(category: str) -> str:
    """一全（20分） on two lines, as the notice sets it."""
    name, bracket, points = category.partition("（")
    return f"{name}\n{bracket}{points}" if name and bracket else category


def _plain(number: str) -> str:
    """Without idle zeros: 20.0 is printed as 20."""
    return number.rstrip("0").rstrip(".") if "." in number else number
