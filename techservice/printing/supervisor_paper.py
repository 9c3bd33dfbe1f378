"""Annex 4 on paper: one A4 page, with room for a seal beside the unit's name (domain §2.4).

The main form is one page whatever is typed (see ``Grid``); the seal line is as high as a seal.
Widths and heights are millimetres.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from changxing_union.printing.boxes import BoxColumns, PrintedBox, print_box, words_height
from changxing_union.printing.cells import (
    CELL_SIZES,
    PROSE_SIZES,
    Continuation,
    ContinuedItem,
    Fitted,
    Room,
    clean_lines,
)
from changxing_union.printing.fonts import TypeSize
from changxing_union.printing.grids import Grid, Place, css_lengths
from changxing_union.printing.marks import CopyLabel
from changxing_union.printing.pdf import Printed, render_copies
from changxing_union.printing.titles import TYPE_AREA_WIDTH, fit_title, title_top
from techservice.printing.supervisor_sheet import SupervisorSheet

COLUMNS = (24, 28, 24, 28, 24, 28)
FOOTER_ROOM = Room(TYPE_AREA_WIDTH, 13.0, CELL_SIZES[1:])
OPINION_ROWS = 98.0  # both together, so that either keeps 41.5 to stamp

# The line above the grid: the label 企业名称（盖章）： and the name, then 填写日期：.
UNIT_LABEL_WIDTH = 33.4
FILLED_ON_WIDTH = 54.0
UNIT_ROOM = Room(TYPE_AREA_WIDTH - UNIT_LABEL_WIDTH - FILLED_ON_WIDTH, 32.0)

GRID = Grid(
    columns=COLUMNS,
    # Rows that may grow, at the expense of the opinion boxes.
    growing={"person": 10.0, "schooling": 10.0, "address": 10.0},
    fixed={"tenure": 12.2, "honours": 30.0},
    places={
        "name": Place("姓名", "person", 2, 2, break_after="·"),
        "gender": Place("性别", "person", 4, 4),
        "birth": Place("出生年月", "person", 6, 6),
        "education": Place("文化程度", "schooling", 2, 2),
        "politics": Place("政治面貌", "schooling", 4, 4),
        "trade": Place("工种", "schooling", 6, 6),
        "since": Place("何年何月任职", "tenure", 2, 2),
        "contact": Place("QQ号/微信号", "tenure", 4, 4, break_after="/"),
        "mobile": Place("手机号", "tenure", 6, 6),
        "address": Place("单位地址", "address", 2, 4),
        # The notice leaves no cell beside 邮编: its label moves to column 5 (O-13).
        "postcode": Place("邮编", "address", 6, 6),
        "honours": Place("何时何地受过何种奖励、称号", "honours", 2, 6, PROSE_SIZES),
    },
)
# The four opinion boxes, left to right and down.
BOX_COLUMNS = (
    BoxColumns(1, 2, 2), BoxColumns(3, 4, 6), BoxColumns(1, 2, 2), BoxColumns(3, 4, 6)
)  # fmt: skip


@dataclass(frozen=True)
class SupervisorPage:
    """Everything ``print/annex_4.html`` shows; ``heights`` are CSS lengths by row."""

    title: Fitted
    title_top: str
    unit: Fitted
    cells: dict[str, Fitted]
    boxes: tuple[PrintedBox, ...]
    footer: Fitted
    heights: dict[str, str]
    continued: tuple[ContinuedItem, ...]
    continued_size: TypeSize


def render_supervisor(sheet: SupervisorSheet, copies: Sequence[CopyLabel] = ()) -> Printed:
    """The PDF of annex 4, once per copy (一式3份), or once without a label when none is given.

    Each copy is exactly one page, or two when something had to move to the 附页.
    """
    page = lay_out(sheet)
    facts = {"sheet": sheet, "page": page, "mark": sheet.mark_line}
    return render_copies("print/annex_4.html", facts, copies)


def lay_out(sheet: SupervisorSheet) -> SupervisorPage:
    """Choose type sizes and row heights, and decide what is continued on the 附页."""
    texts = {name: getattr(sheet, name) for name in GRID.places}
    heights = GRID.heights(texts)
    opinions = (OPINION_ROWS - GRID.grown(heights)) / 2
    continuation = Continuation()
    unit = continuation.fit("企业名称", clean_lines(sheet.unit_name), UNIT_ROOM)
    cells = GRID.fit(texts, heights, continuation)
    boxes = tuple(
        print_box(box, place, COLUMNS, opinions, continuation)
        for box, place in zip(sheet.boxes, BOX_COLUMNS, strict=True)
    )
    footer = continuation.fit("备注", clean_lines(sheet.footer), FOOTER_ROOM)
    title = fit_title(sheet.title)
    continued, continued_size = continuation.entries()
    return SupervisorPage(
        title=title,
        title_top=title_top(title),
        unit=unit,
        cells=cells,
        boxes=boxes,
        footer=footer,
        heights=css_lengths(heights | {"opinions": opinions, "words": words_height(opinions)}),
        continued=continued,
        continued_size=continued_size,
    )
