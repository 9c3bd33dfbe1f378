"""Annex 1 on paper: what goes in which cell, in which size, and what moves to the 附页.

The main form is one A4 page whatever is typed (see ``Grid``).
Widths and heights are millimetres (domain §2.1; page after GB/T 9704, raised to fit one page).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from changxing_union.printing import fonts
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
from changxing_union.printing.grids import SIDE_SPACE, Grid, Place, css_lengths
from changxing_union.printing.marks import CopyLabel
from changxing_union.printing.pdf import Printed, render_copies
from changxing_union.printing.titles import TYPE_AREA_WIDTH, fit_title, title_top
from pioneer.printing.application_sheet import ApplicationSheet

COLUMNS = (22, 22, 16, 18, 20, 20, 18, 20)
FOOTER_HEIGHT = 14.2
OPINION_ROWS = 88.0  # both together, so that either keeps 36.5 to stamp

DATE_SIZES = CELL_SIZES[1:]  # both 何时组建 alike, whether the month has one digit or two

GRID = Grid(
    columns=COLUMNS,
    # Rows that may grow, at the expense of the opinion boxes.
    growing={"unit": 10.0, "team": 10.0, "address": 10.0},
    fixed={"composition": 9.0, "leader": 10.0, "tenure": 12.2, "honours": 28.0},
    places={
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
    },
)
# The four opinion boxes, left to right and down.
BOX_COLUMNS = (
    BoxColumns(1, 2, 3), BoxColumns(4, 5, 8), BoxColumns(1, 2, 3), BoxColumns(4, 5, 8)
)  # fmt: skip


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
    texts = {name: getattr(sheet, name) for name in GRID.places}
    heights = GRID.heights(texts)
    opinions = (OPINION_ROWS - GRID.grown(heights)) / 2
    continuation = Continuation()
    cells = GRID.fit(texts, heights, continuation)
    boxes = tuple(
        print_box(box, place, COLUMNS, opinions, continuation)
        for box, place in zip(sheet.boxes, BOX_COLUMNS, strict=True)
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
        heights=css_lengths(heights | {"opinions": opinions, "words": words_height(opinions)}),
        continued=continued,
        continued_size=continued_size,
    )


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
