"""Annex 1 on paper: what goes in which cell, in which size, and what moves to the 附页.

The main form is one A4 page whatever is typed: every row has a fixed height, a long value takes a
smaller type, and a value too long even for that prints 详见附页 and stands in full on the 附页.
Widths and heights are millimetres (domain §2.1; page after GB/T 9704, raised to fit one page).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from changxing_union.kernel.dates import show_date
from changxing_union.printing import fonts
from changxing_union.printing.cells import (
    CELL_SIZES,
    PROSE_SIZES,
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
from pioneer.printing.application_sheet import ApplicationSheet, OpinionBox

COLUMNS = (22, 22, 16, 18, 20, 20, 18, 20)
SIDE_SPACE = 1.0  # padding and rules of a centred cell, left and right together
PROSE_SIDE_SPACE = 3.2  # the same for honours and opinions
PROSE_TOP = 1.4
RULE = 0.4
FOOTER_HEIGHT = 14.2

# Rows that may grow by GROWTH, at the expense of the opinion boxes, before small type is used.
GROWING_ROWS = {"unit": 10.0, "team": 10.0, "address": 10.0}
GROWTH = 5.0
FIXED_ROWS = {"composition": 9.0, "leader": 10.0, "tenure": 12.2, "honours": 28.0}
OPINION_ROWS = 88.0  # both together, so that either keeps 36.5 to stamp
SIGNER_HEIGHT = 4.7
SIGNATURE_HEIGHT = 15.2  # signer, （盖章） and date, kept free of text

DATE_SIZES = CELL_SIZES[1:]  # both 何时组建 alike, whether the month has one digit or two


class Place(NamedTuple):
    """Where a value stands in the grid: its row, and its first and last column (from 1)."""

    label: str
    row: str
    first: int
    last: int
    sizes: Sequence[TypeSize] = CELL_SIZES
    break_after: str = ""  # where a narrow cell reads best on two lines

    def room(self, row_height: float) -> Room:
        """Its room in a row of ``row_height``."""
        is_prose = self.sizes is PROSE_SIZES
        width = sum(COLUMNS[self.first - 1 : self.last])
        return Room(
            width=width - (PROSE_SIDE_SPACE if is_prose else SIDE_SPACE),
            height=row_height - (PROSE_TOP if is_prose else RULE),
            sizes=self.sizes,
        )


PLACES = {
    "unit_name": Place("单位名称", "unit", 2, 6),
    "unit_founded": Place("何时组建（单位）", "unit", 8, 8, DATE_SIZES),
    "team_name": Place("班组名称", "team", 2, 2),
    "member_total": Place("人数", "team", 4, 4),
    "post_leader_name": Place("岗长姓名", "team", 6, 6, break_after="·"),
    "team_founded": Place("何时组建（班组）", "team", 8, 8, DATE_SIZES),
    "leader_name": Place("班组负责人姓名", "leader", 3, 3, break_after="·"),
    "leader_gender": Place("性别", "leader", 5, 5),
    "leader_birth": Place("出生年月", "leader", 7, 8),
    "leader_education": Place("文化程度", "leader", 3, 3),
    "leader_politics": Place("政治面貌", "leader", 5, 5),
    "leader_trade": Place("工种", "leader", 7, 8),
    "leader_since": Place("何年何月任职", "tenure", 3, 3, break_after="年"),
    "leader_contact": Place("QQ号/微信号", "tenure", 5, 5, break_after="/"),
    "leader_mobile": Place("手机号码", "tenure", 7, 8),
    "address": Place("单位地址", "address", 2, 6),
    "postcode": Place("邮编", "address", 8, 8),
    "honours": Place("何时何地受过何种奖励、称号", "honours", 2, 8, PROSE_SIZES),
}
# The four opinion boxes, left to right and down: column of the label, columns of the box.
BOX_COLUMNS = ((1, 2, 3), (4, 5, 8), (1, 2, 3), (4, 5, 8))


@dataclass(frozen=True)
class PrintedBox:
    """An opinion box ready for the template."""

    label: Fitted
    text: Fitted
    signer: Fitted
    signed_on: str


@dataclass(frozen=True)
class ApplicationPage:
    """Everything ``print/annex_1.html`` shows; ``heights`` are CSS lengths by row."""

    title: Fitted
    title_top: str
    cells: dict[str, Fitted]
    composition: TypeSize
    skill_unit: str
    boxes: tuple[PrintedBox, ...]
    footer: Fitted
    heights: dict[str, str]
    continued: tuple[ContinuedItem, ...]
    continued_size: TypeSize


def render_application(sheet: ApplicationSheet, copies: Sequence[CopyLabel] = ()) -> Printed:
    """The PDF of annex 1, once per copy (一式3份), or once without a label when none is given.

    Each copy is exactly one page, or two when something had to move to the 附页.
    """
    page = lay_out(sheet)
    facts = {"sheet": sheet, "page": page, "mark": sheet.mark_line}
    return render_copies("print/annex_1.html", facts, copies)


def lay_out(sheet: ApplicationSheet) -> ApplicationPage:
    """Choose type sizes and row heights, and decide what is continued on the 附页."""
    heights = _row_heights(sheet)
    continuation = Continuation()
    cells = {
        name: continuation.fit(place.label, _words(sheet, name), place.room(heights[place.row]))
        for name, place in PLACES.items()
    }
    boxes = tuple(
        _print_box(box, columns, heights, continuation)
        for box, columns in zip(sheet.boxes, BOX_COLUMNS, strict=True)
    )
    footer_room = Room(TYPE_AREA_WIDTH, FOOTER_HEIGHT, CELL_SIZES[1:])
    footer = continuation.fit("备注", clean_lines(sheet.footer), footer_room)
    title = fit_title(sheet.title)
    continued, continued_size = continuation.entries()
    return ApplicationPage(
        title=title,
        title_top=title_top(title),
        cells=cells,
        composition=_composition_size(sheet),
        skill_unit="" if sheet.avg_skill_level == "不适用" else "级",
        boxes=boxes,
        footer=footer,
        heights={row: f"{height:g}mm" for row, height in heights.items()},
        continued=continued,
        continued_size=continued_size,
    )


def _words(sheet: ApplicationSheet, name: str) -> str:
    text, mark = clean_lines(getattr(sheet, name)), PLACES[name].break_after
    head, found, tail = text.partition(mark) if mark else (text, "", "")
    return f"{head}{found}\n{tail}" if tail else text


def _print_box(
    box: OpinionBox,
    columns: tuple[int, int, int],
    heights: dict[str, float],
    continuation: Continuation,
) -> PrintedBox:
    label_column, first, last = columns
    place = Place(box.label, "words", first, last, PROSE_SIZES)
    text_room = place.room(heights["words"])
    signer_room = Room(text_room.width - 1, SIGNER_HEIGHT)
    return PrintedBox(
        label=_fitted_label(box.label, COLUMNS[label_column - 1], heights["opinions"]),
        text=continuation.fit(box.label, clean_lines(box.text), text_room),
        signer=continuation.fit(
            f"{box.label}（签署人）", clean_lines(box.signer), signer_room, prefix="签署人："
        ),
        signed_on=show_date(box.signed_on),
    )


def _row_heights(sheet: ApplicationSheet) -> dict[str, float]:
    heights = {**GROWING_ROWS, **FIXED_ROWS}
    for name, place in PLACES.items():
        if place.row in GROWING_ROWS and _asks_for_growth(_words(sheet, name), place):
            heights[place.row] = GROWING_ROWS[place.row] + GROWTH
    grown = sum(heights[row] - base for row, base in GROWING_ROWS.items())
    heights["opinions"] = (OPINION_ROWS - grown) / 2
    heights["words"] = heights["opinions"] - SIGNATURE_HEIGHT
    return heights


def _asks_for_growth(text: str, place: Place) -> bool:
    """Whether a higher row would keep the type readable, or is the only way to fit at all."""

    def fits(sizes: Sequence[TypeSize], growth: float) -> bool:
        room = place.room(GROWING_ROWS[place.row] + growth)
        return fonts.largest_fit(text, sizes, room.width, room.height) is not None

    if fits(READABLE_SIZES, 0):
        return False
    return fits(READABLE_SIZES, GROWTH) or (fits(CELL_SIZES, GROWTH) and not fits(CELL_SIZES, 0))


def _composition_size(sheet: ApplicationSheet) -> TypeSize:
    counts = (
        sheet.member_total,
        sheet.male_count,
        sheet.female_count,
        sheet.party_count,
        sheet.league_count,
    )
    blanks = sum(max(2.6, fonts.em_width(count) + 0.4) for count in counts)
    line_em = fonts.em_width("共人，其中男人；女人；党员人；团员人") + blanks
    width = sum(COLUMNS[1:]) - SIDE_SPACE
    return next((size for size in CELL_SIZES if line_em * size.em_mm <= width), CELL_SIZES[-1])


def _fitted_label(label: str, width: float, height: float) -> Fitted:
    """The box's label with 意见 never torn apart, as the notice prints it."""
    if len(label) > 4 and label.endswith("意见"):
        label = f"{label.removesuffix('意见')}\n意见"
    size = fonts.largest_fit(label, CELL_SIZES, width - SIDE_SPACE, height - RULE)
    return Fitted(label, size or CELL_SIZES[-1])
