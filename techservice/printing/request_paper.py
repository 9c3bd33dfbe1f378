"""Annex 5 on paper: one A4 page in both phases, whatever is typed (see ``Grid``).

Widths and heights are millimetres (domain §2.5; page after GB/T 9704, raised to fit one page).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from changxing_union.printing.boxes import BoxColumns, PrintedBox, print_box, words_height
from changxing_union.printing.cells import (
    CELL_SIZES,
    PROSE_SIZES,
    SEE_CONTINUATION,
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
from techservice.printing.request_sheet import Demand, RequestSheet

COLUMNS = (36, 24, 36, 24, 36)
FOOTER_HEIGHT = 14.2
UNIT_ROOM = Room(76.6, 32.0)  # what the label and the date leave on the seal line
# The box keeps what a seal needs; the demand takes its room from the three rows of prose.
FIXED = {"chair": 12.2, "address": 11.0, "opinion": 36.5}
PROSE_ROWS = ("need", "completion", "evaluation")
PROSE_AND_DEMANDS = 110.0
DEMAND_HEIGHT = 8.5
FEWEST_DEMANDS, MOST_DEMANDS = 2, 6
PLACES = {
    "chair_name": Place("工会主席", "chair", 2, 2, break_after="·"),
    "contact": Place("联系电话/QQ号/微信号", "chair", 4, 5, break_after=""),
    "address": Place("企业地址", "address", 2, 5),
    "need": Place("急需技术服务的项目、内容（专业或工种）", "need", 2, 5, PROSE_SIZES),
    "completion": Place("服务内容完成情况", "completion", 2, 5, PROSE_SIZES),
    "evaluation": Place("企业对服务项目和人员的评价", "evaluation", 2, 5, PROSE_SIZES),
}
TRADE_ROOM = Place("工种", "demand", 3, 3).room(COLUMNS, DEMAND_HEIGHT)
COUNT_ROOM = Place("人数", "demand", 5, 5).room(COLUMNS, DEMAND_HEIGHT)
BOX = BoxColumns(1, 2, 5)
ALL_DEMANDS = "职工技能培训需求"


@dataclass(frozen=True)
class PrintedDemand:
    """One line of the demand ready for the template."""

    trade: Fitted
    head_count: Fitted
    is_cut: bool


@dataclass(frozen=True)
class RequestPage:
    """Everything ``print/annex_5.html`` shows; ``heights`` are CSS lengths by row."""

    title: Fitted
    title_top: str
    unit: Fitted
    cells: dict[str, Fitted]
    demands: tuple[PrintedDemand, ...]
    box: PrintedBox
    footer: Fitted
    heights: dict[str, str]
    continued: tuple[ContinuedItem, ...]
    continued_size: TypeSize


def render_request(sheet: RequestSheet, copies: Sequence[CopyLabel] = ()) -> Printed:
    """The PDF of annex 5, once per copy (一式3份), or once without a label when none is given.

    Each copy is exactly one page, and a 附页 of mostly one page when something had to move there.
    """
    page = lay_out(sheet)
    facts = {"sheet": sheet, "page": page, "mark": sheet.mark_line}
    return render_copies("print/annex_5.html", facts, copies)


def lay_out(sheet: RequestSheet) -> RequestPage:
    """Choose type sizes and row heights, and decide what is continued on the 附页."""
    continuation = Continuation()
    title = fit_title(sheet.title)
    unit = continuation.fit("企业名称", clean_lines(sheet.unit_name), UNIT_ROOM)
    shown = min(max(len(sheet.demands), FEWEST_DEMANDS), MOST_DEMANDS)
    prose = (PROSE_AND_DEMANDS - shown * DEMAND_HEIGHT) / len(PROSE_ROWS)
    grid = Grid(
        columns=COLUMNS,
        places=PLACES,
        fixed={**FIXED, "demand": DEMAND_HEIGHT, **dict.fromkeys(PROSE_ROWS, prose)},
    )
    texts = {name: getattr(sheet, name) for name in PLACES}
    heights = grid.heights(texts)
    cells = grid.fit(texts, heights, continuation)
    demands = _print_demands(sheet.demands, continuation)
    footer_room = Room(TYPE_AREA_WIDTH, FOOTER_HEIGHT, CELL_SIZES[1:])
    box = print_box(sheet.box, BOX, COLUMNS, heights["opinion"], continuation)
    footer = continuation.fit("注", clean_lines(sheet.footer), footer_room)
    continued, continued_size = continuation.entries()
    return RequestPage(
        title=title,
        title_top=title_top(title),
        unit=unit,
        cells=cells,
        demands=demands,
        box=box,
        footer=footer,
        heights=css_lengths(heights | {"words": words_height(heights["opinion"])}),
        continued=continued,
        continued_size=continued_size,
    )


def _print_demands(
    demands: Sequence[Demand], continuation: Continuation
) -> tuple[PrintedDemand, ...]:
    """The lines of the grid, two at least and six at most.

    What the grid cannot hold is on the 附页 as one list of all lines, so that nobody has to put two
    halves together.
    """
    lines = [_print_demand(each) for each in demands]
    if len(lines) > MOST_DEMANDS or any(line.is_cut for line in lines):
        continuation.put(ALL_DEMANDS, "\n".join(map(_told, demands)))
    if len(lines) > MOST_DEMANDS:
        lines[MOST_DEMANDS - 1 :] = [_print_demand(Demand(trade=SEE_CONTINUATION))]
    lines += [_print_demand(Demand())] * (FEWEST_DEMANDS - len(lines))
    return tuple(lines)


def _print_demand(demand: Demand) -> PrintedDemand:
    trade = TRADE_ROOM.best_size(clean_lines(demand.trade))
    count = COUNT_ROOM.best_size(clean_lines(demand.head_count))
    return PrintedDemand(
        trade=_whole_or_continued(demand.trade, trade),
        head_count=_whole_or_continued(demand.head_count, count),
        is_cut=trade is None or count is None,
    )


def _whole_or_continued(text: str, size: TypeSize | None) -> Fitted:
    return Fitted(clean_lines(text), size) if size else Fitted(SEE_CONTINUATION, CELL_SIZES[0])


def _told(demand: Demand) -> str:
    """``电焊工 12人``; a draft may lack either."""
    count = f"{demand.head_count}人" if demand.head_count else ""
    return clean_lines(f"{demand.trade} {count}")
