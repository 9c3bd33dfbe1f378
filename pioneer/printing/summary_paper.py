"""Annex 2 on paper: which type each cell takes, which row stands on which page (domain §2.2).

Rows may grow, so no name is ever cut, and pages are filled here, row by row: every page bears the
header, and 合计 and 备注 never part from the last row. What the pages hold is laid out once; the
foot, the only thing in which copies differ, is drawn over it. Widths and heights are millimetres.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string

from changxing_union.printing import fonts
from changxing_union.printing.cells import CELL_SIZES, READABLE_SIZES, Fitted, clean_lines
from changxing_union.printing.layers import overlaid
from changxing_union.printing.marks import CopyLabel, MarkLine
from changxing_union.printing.pdf import Printed, join, render
from pioneer.summary_table import JOINER, UNION_LABEL, SummaryLine, SummaryTable

# 序号, 单位班组名称, 所属行业, 参赛人数, 组长, 手机号/微信号
COLUMNS = (12, 50, 28, 20, 20, 26)
TYPE_AREA_WIDTH = sum(COLUMNS)
SIDE_SPACE = 0.9  # padding and rule of a centred cell, left and right together
NAME_SIDE_SPACE = 2.3  # the same for 单位班组名称, which begins at the left
TOP_SPACE = 1.2  # padding and rule of any cell, above and below together

PAGE_HEIGHT = 246.5  # of the 247 between the margins; the rest is left for rounding
MARK_HEIGHT = 8.0
SHORT_TITLE_HEIGHT = 16.0
LONG_TITLE_HEIGHT = 25.0
TITLE_BOTTOM = 3.0
UNION_LINE_HEIGHT = 8.0
HEADER_HEIGHT = 10.9  # with the outer rules of the table
TOTAL_HEIGHT = 10.0
NOTES_TOP = 1.2
NOTES_HEIGHT = 30.0  # a longer 备注 takes the smallest type, and as much room as it needs

LEAST_ROWS = 15
# The first in which the sheet is a single page; a longer sheet takes the last, to save paper.
ROW_HEIGHTS = (10.6, 10.0, 9.5, 9.0, 8.5)

TITLE_SIZES = (fonts.SIZE_2, fonts.SMALL_2)
LONG_TITLE_SIZES = (fonts.SIZE_2, fonts.SMALL_2, fonts.SIZE_3, fonts.SIZE_4, fonts.SMALL_5)
NOTES_SIZES = CELL_SIZES[1:]
# How many lines a size may take before the next smaller one is tried; the last takes any number.
MOST_LINES = {fonts.SIZE_5: 2, fonts.SMALL_5: 4}


@dataclass(frozen=True, kw_only=True)
class PaperMarks:
    """What stands around the table; a blank form bears the annex mark only."""

    annex_mark: str = "附件2"
    status_note: str = ""
    mark_line: MarkLine | None = None


@dataclass(frozen=True)
class Words:
    """A cell's text, its type size, and the height its lines take at most, in millimetres."""

    text: str
    size: fonts.TypeSize
    height: float


NO_WORDS = Words("", fonts.SIZE_5, 0)


@dataclass(frozen=True, kw_only=True)
class PrintedRow:
    """One row ready for the template; without texts it is a row to write in by hand.

    ``contact`` stands on one line, or phone and WeChat name each begin a line of their own.
    """

    number: str = ""
    name: Words = NO_WORDS
    industry: Words = NO_WORDS
    participants: Words = NO_WORDS
    leader: Words = NO_WORDS
    contact: tuple[Words, ...] = ()
    nil_report: str = ""  # across the whole row

    @property
    def height(self) -> float:
        """What its fullest cell needs, in millimetres."""
        cells = (self.name, self.industry, self.participants, self.leader)
        contact = sum(words.height for words in self.contact)
        return TOP_SPACE + max(contact, *(words.height for words in cells))


@dataclass(frozen=True, kw_only=True)
class SummaryPages:
    """Everything ``print/annex_2.html`` shows: ``pages`` are the rows of each page in order.

    Totals are empty where there is nothing to add up: they are then written by hand.
    """

    title: Fitted
    title_height: str
    title_top: str
    union_line: Fitted
    has_union: bool
    row_height: str
    pages: tuple[tuple[PrintedRow, ...], ...]
    enterprise_total: str
    worker_total: str
    footer: Words


@dataclass(frozen=True)
class PageRooms:
    """Millimetres for rows on the first and on any later page, and what the end of the sheet takes.

    ``closing`` is the height of 合计 and 备注, which follow the last row on its page.
    """

    first: float
    later: float
    closing: float


def render_summary(
    table: SummaryTable, marks: PaperMarks, copies: Sequence[CopyLabel] = ()
) -> Printed:
    """The PDF of annex 2, once per copy (一式2份), or once without a label when none is given.

    Each copy counts its own pages.
    """
    sheet = lay_out(table)
    body = render(render_to_string("print/annex_2.html", {"sheet": sheet, "marks": marks}))
    labels: Sequence[CopyLabel | None] = copies or (None,)
    feet = (render(_feet(len(body.pages), marks, copy)) for copy in labels)
    return join(overlaid(body, foot) for foot in feet)


def lay_out(table: SummaryTable) -> SummaryPages:
    """Choose type sizes and the page of every row."""
    title, title_height = _title(table.title)
    footer = _footer(table.footer)
    title_lines = fonts.line_count(title.text, TYPE_AREA_WIDTH / title.size.em_mm)
    later = PAGE_HEIGHT - MARK_HEIGHT - UNION_LINE_HEIGHT - HEADER_HEIGHT
    rooms = PageRooms(
        first=later - title_height,
        later=later,
        closing=TOTAL_HEIGHT + NOTES_TOP + footer.height,
    )
    pages, row_height = _fill_pages(_printed_rows(table), rooms)
    has_totals = table.is_nil or bool(table.lines)
    return SummaryPages(
        title=title,
        title_height=f"{title_height:g}mm",
        title_top=f"{title_height - TITLE_BOTTOM - title_lines * title.size.leading_mm:g}mm",
        union_line=_union_line(table.organization),
        has_union=bool(table.organization),
        row_height=f"{row_height:g}mm",
        pages=pages,
        enterprise_total=str(table.enterprise_total) if has_totals else "",
        worker_total=str(table.worker_total) if has_totals else "",
        footer=footer,
    )


def _feet(pages: int, marks: PaperMarks, copy: CopyLabel | None) -> str:
    """HTML of the feet of one copy of ``pages`` pages, with nothing above them."""
    facts = {"pages": range(pages), "mark": marks.mark_line, "copy": copy}
    return render_to_string("print/feet.html", facts)


def _fill_pages(
    rows: Sequence[PrintedRow], rooms: PageRooms
) -> tuple[tuple[tuple[PrintedRow, ...], ...], float]:
    """The rows of each page, blank ones included, and the least height of a row."""
    blank = [PrintedRow()] * (LEAST_ROWS - len(rows))
    for least in ROW_HEIGHTS:
        needed = sum(max(row.height, least) for row in (*rows, *blank)) + rooms.closing
        if needed <= rooms.first:
            return ((*rows, *blank),), least
    return _paginate(rows or blank, rooms), ROW_HEIGHTS[-1]


def _paginate(rows: Sequence[PrintedRow], rooms: PageRooms) -> tuple[tuple[PrintedRow, ...], ...]:
    """As many rows on each page as it holds, the last one only together with the closing.

    Up to the least number of rows the last page gets blank ones, but no page is begun for them.
    """
    pages: list[list[PrintedRow]] = [[]]
    least, room = ROW_HEIGHTS[-1], rooms.first
    for number, row in enumerate(rows, 1):
        needed = max(row.height, least) + (rooms.closing if number == len(rows) else 0)
        if needed > room and pages[-1]:
            pages.append([])
            room = rooms.later
        pages[-1].append(row)
        room -= needed
    pages[-1] += [PrintedRow()] * min(LEAST_ROWS - len(rows), int(room // least))
    return tuple(tuple(page) for page in pages)


def _printed_rows(table: SummaryTable) -> list[PrintedRow]:
    if table.is_nil:
        return [PrintedRow(nil_report="零报告")]
    return [_printed_row(number, line) for number, line in enumerate(table.lines, 1)]


def _printed_row(number: int, line: SummaryLine) -> PrintedRow:
    _, name, industry, participants, leader, contact = (width - SIDE_SPACE for width in COLUMNS)
    return PrintedRow(
        number=str(number),
        name=_fit_at_seam(line.unit_and_team, JOINER, name - NAME_SIDE_SPACE + SIDE_SPACE),
        industry=_fit(line.industry, industry),
        participants=_fit(str(line.participants), participants),
        leader=_fit_at_seam(line.leader, "·", leader),
        contact=_contact(line.contact, contact),
    )


def _contact(text: str, width: float) -> tuple[Words, ...]:
    """Phone and WeChat name on one line where they fit, else each whole on its own."""
    joined = _fit(text, width)
    phone, slash, wechat = text.partition("/")
    is_one_line = joined.height <= joined.size.leading_mm
    if not wechat or (is_one_line and joined.size in READABLE_SIZES):
        return (joined,)
    return _fit(f"{phone}{slash}", width), _fit(wechat, width)


def _fit_at_seam(text: str, seam: str, width: float) -> Words:
    """``text`` with its second line begun after ``seam``, where that costs no room."""
    plain = _fit(text, width)
    head, found, tail = text.partition(seam)
    if not (found and tail):
        return plain
    parted = _fit(f"{head}{found}\n{tail}", width)
    return parted if parted.size == plain.size and parted.height == plain.height else plain


@lru_cache(maxsize=8192)
def _fit(text: str, width: float) -> Words:
    """One line of readable type, else lines in the largest size that does not take too many.

    A size that would tear a number or a WeChat name is passed over; when all would, the smallest
    one tears it least.
    """
    text = clean_lines(text)
    size = fonts.largest_fit(text, READABLE_SIZES, width, fonts.SIZE_5.leading_mm) or next(
        (size for size in CELL_SIZES if _suits(text, size, width)), CELL_SIZES[-1]
    )
    return _words(text, size, width)


def _suits(text: str, size: fonts.TypeSize, width: float) -> bool:
    line_em = width / size.em_mm
    lines = fonts.line_count(text, line_em)
    return lines <= MOST_LINES.get(size, lines) and not fonts.tears_words(text, line_em)


def _words(text: str, size: fonts.TypeSize, width: float) -> Words:
    lines = fonts.line_count(text, width / size.em_mm) if text else 0
    return Words(text, size, lines * size.leading_mm)


def _title(text: str) -> tuple[Fitted, float]:
    """The title on one line, or on two that part where its sense allows; and the block's height."""
    size = fonts.largest_fit(text, TITLE_SIZES, TYPE_AREA_WIDTH, fonts.SIZE_2.leading_mm)
    if size:
        return Fitted(text, size), SHORT_TITLE_HEIGHT
    room = LONG_TITLE_HEIGHT - TITLE_BOTTOM
    parted = _parted_title(text)
    size = fonts.largest_fit(parted, LONG_TITLE_SIZES, TYPE_AREA_WIDTH, room)
    return Fitted(parted, size or LONG_TITLE_SIZES[-1]), LONG_TITLE_HEIGHT


def _parted_title(text: str) -> str:
    """A line break after the closing mark next to the middle, unless it is far from it."""
    ends = [place for place, char in enumerate(text, 1) if char in "”》）"]
    middle = len(text) / 2
    cut = min(ends, key=lambda place: abs(place - middle), default=0)
    return f"{text[:cut]}\n{text[cut:]}" if abs(cut - middle) <= len(text) / 6 else text


def _union_line(organization: str) -> Fitted:
    text = f"{UNION_LABEL}{organization}"
    size = fonts.largest_fit(
        text, READABLE_SIZES, TYPE_AREA_WIDTH, fonts.SIZE_5.leading_mm
    ) or fonts.largest_fit(text, CELL_SIZES, TYPE_AREA_WIDTH, UNION_LINE_HEIGHT)
    return Fitted(text, size or CELL_SIZES[-1])


def _footer(text: str) -> Words:
    words = clean_lines(text)
    size = fonts.largest_fit(words, NOTES_SIZES, TYPE_AREA_WIDTH, NOTES_HEIGHT)
    return _words(words, size or NOTES_SIZES[-1], TYPE_AREA_WIDTH)
