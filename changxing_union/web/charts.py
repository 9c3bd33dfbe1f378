"""Pictures of numbers as geometry; ``components/_histogram.html`` and ``_bar_list.html`` draw it.

A drawing is 600 units wide and scaled by the browser to the room there is. Letters are sized in
``charts.css``: on a phone, where a unit is smallest, they are ``LETTER`` units high, and places and
shortened labels are made for those. What a bar says is said by its number and its pattern, too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from math import ceil, floor

WIDTH = 600
LETTER = 24
MARGIN = 20

# Histogram, from above: the word at the line, the numbers on the bars, the bars, their edges.
TALLEST_BAR = 200
BARS_TOP = 64
BASELINE = BARS_TOP + TALLEST_BAR
HISTOGRAM_HEIGHT = BASELINE + LETTER + 12
LEAST_BAR = 3
MOST_EDGES = 11

# Bar list: a line of text and the bar below it.
ROW = 72
TRACK_TOP = 32
TRACK_HEIGHT = 18


class Look(Enum):
    """How a bar is filled; no look needs a colour to be told from another."""

    FULL = "full"
    HATCHED = "hatched"
    OPEN = "open"


@dataclass(frozen=True)
class Bar:
    """One bar of a histogram: ``start`` is the text at its lower edge, ``label`` its whole name."""

    label: str
    start: str
    value: int


@dataclass(frozen=True)
class Threshold:
    """A line across a histogram, ``at`` so many bars from the left, and the word beside it.

    ``below`` and ``above`` name the two sides of it.
    """

    at: Fraction
    word: str
    below: str
    above: str


@dataclass(frozen=True)
class ListedBar:
    """One bar of a list: ``value`` is text, ``share`` from 0 to 1 is the length of the bar."""

    label: str
    value: str
    share: Fraction


@dataclass(frozen=True)
class Box:
    """A rectangle in units."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Mark:
    """A text with the place of its baseline; ``anchor`` is SVG's: start, middle or end."""

    x: int
    y: int
    anchor: str
    text: str


@dataclass(frozen=True)
class DrawnBar:
    """A bar that is not empty, the number above it, and what it says in full."""

    box: Box
    look: Look
    number: Mark
    words: str


@dataclass(frozen=True)
class DrawnLine:
    """A line from ``top`` to ``bottom`` and its word."""

    x: int
    top: int
    bottom: int
    word: Mark


@dataclass(frozen=True)
class Histogram:
    """What the template draws; without ``bars`` it says ``nothing`` instead.

    ``keys`` are the looks that need explaining. ``heads`` and ``rows`` are the same as a table. A
    ``tight`` one has numbers wider than its bars, which a phone shows smaller.
    """

    name: str
    title: str
    description: str
    nothing: str
    baseline: Box
    bars: tuple[DrawnBar, ...]
    edges: tuple[Mark, ...]
    line: DrawnLine | None
    keys: tuple[tuple[Look, str], ...]
    tight: bool
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    width: int = WIDTH
    height: int = HISTOGRAM_HEIGHT


@dataclass(frozen=True)
class DrawnRow:
    """A bar in its track; label and value stand above it."""

    label: Mark
    value: Mark
    track: Box
    bar: Box
    words: str


@dataclass(frozen=True)
class BarList:
    """What the template draws; without ``bars`` it says ``nothing`` instead."""

    name: str
    title: str
    description: str
    nothing: str
    bars: tuple[DrawnRow, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    height: int
    width: int = WIDTH


def histogram(
    bars: Sequence[Bar],
    *,
    name: str,
    title: str,
    heads: tuple[str, str],
    nothing: str,
    end: str,
    threshold: Threshold | None = None,
) -> Histogram:
    """Upright bars side by side; ``end`` is the text at the upper edge of the last.

    ``name`` is unique on the page; ``heads`` are the columns of the table; ``nothing`` is what to
    say when every bar is empty. Raises ``ValueError`` for a bar below 0 or a line beside the bars.
    """
    if any(bar.value < 0 for bar in bars):
        raise ValueError("A bar cannot be less than nothing")
    if threshold and not 0 <= threshold.at <= len(bars):
        raise ValueError("The line stands beside the bars")
    drawn = tuple(_drawn_bars(bars, threshold))
    said = "；".join(bar.words for bar in drawn)
    description = (
        f"{heads[1]}。{said}。{threshold.word}。" if threshold else f"{heads[1]}。{said}。"
    )
    return Histogram(
        name=name,
        title=title,
        description=description,
        nothing=nothing,
        baseline=Box(MARGIN, BASELINE, WIDTH - 2 * MARGIN, 0),
        bars=drawn,
        edges=tuple(_edges(bars, end)),
        line=_line(threshold, len(bars)) if threshold else None,
        keys=_keys(threshold, {bar.look for bar in drawn}),
        tight=any(
            len(bar.number.text) * LETTER // 2 > _across(1, len(bars)) - MARGIN for bar in drawn
        ),
        heads=heads,
        rows=tuple((bar.label, str(bar.value)) for bar in bars),
    )


def bar_list(
    bars: Iterable[ListedBar],
    *,
    name: str,
    title: str,
    heads: tuple[str, ...],
    nothing: str,
) -> BarList:
    """Bars that lie one below the other, each in a track that stands for the whole.

    ``heads`` are the columns of the table: label and value, and a third one when the share is to
    be printed in percent as well. Raises ``ValueError`` for a share outside 0 to 1.
    """
    listed = list(bars)
    if any(not 0 <= bar.share <= 1 for bar in listed):
        raise ValueError("A bar cannot leave its track")
    with_share = len(heads) > 2
    rows = tuple(
        (bar.label, bar.value, percent(bar.share)) if with_share else (bar.label, bar.value)
        for bar in listed
    )
    drawn = tuple(
        _drawn_row(place, row, bar.share)
        for place, (row, bar) in enumerate(zip(rows, listed, strict=True))
    )
    return BarList(
        name=name,
        title=title,
        description="；".join(row.words for row in drawn) + "。",
        nothing=nothing,
        bars=drawn,
        heads=heads,
        rows=rows,
        height=ROW * len(drawn),
    )


def percent(share: Fraction) -> str:
    """One decimal, halves up; for reading only."""
    tenths = floor(share * 1000 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}%"


def shortened(text: str, room: int) -> str:
    """``text``, or as much of it as ``room`` half-width letters hold with … at its end."""
    if _half_widths(text) <= room:
        return text
    while text and _half_widths(text) + 2 > room:
        text = text[:-1]
    return f"{text}…"


def _across(at: Fraction | int, bars: int) -> int:
    """Where the edge ``at`` so many bars from the left lies, in units."""
    return MARGIN + _rounded(Fraction((WIDTH - 2 * MARGIN) * at) / bars)


def _drawn_bars(bars: Sequence[Bar], threshold: Threshold | None) -> Iterable[DrawnBar]:
    most = max((bar.value for bar in bars), default=0)
    for place, bar in enumerate(bars):
        if not bar.value:
            continue
        left, right = _across(place, len(bars)), _across(place + 1, len(bars))
        gap = (right - left) // 8
        height = max(LEAST_BAR, _rounded(Fraction(TALLEST_BAR * bar.value, most)))
        yield DrawnBar(
            box=Box(left + gap, BASELINE - height, right - left - 2 * gap, height),
            look=_look(place, threshold),
            number=Mark((left + right) // 2, BASELINE - height - 8, "middle", str(bar.value)),
            words=f"{bar.label}：{bar.value}",
        )


def _look(place: int, threshold: Threshold | None) -> Look:
    if threshold is None or place >= threshold.at:
        return Look.FULL
    return Look.HATCHED if place + 1 <= threshold.at else Look.OPEN


def _edges(bars: Sequence[Bar], end: str) -> Iterable[Mark]:
    """The texts at the edges of the bars, as many as there is room for."""
    texts = [*(bar.start for bar in bars), end]
    step = ceil(len(texts) / MOST_EDGES)
    for place in range(0, len(texts), step):
        x = _across(place, len(bars)) if bars else MARGIN
        yield Mark(x, BASELINE + LETTER + 4, "middle", texts[place])


def _line(threshold: Threshold, bars: int) -> DrawnLine:
    """The word stands on the side where there is more room."""
    x = _across(threshold.at, bars) if bars else MARGIN
    side, anchor = (-8, "end") if 2 * x > WIDTH else (8, "start")
    return DrawnLine(x, 4, BASELINE, Mark(x + side, LETTER, anchor, threshold.word))


def _keys(threshold: Threshold | None, looks: set[Look]) -> tuple[tuple[Look, str], ...]:
    if threshold is None:
        return ()
    keys = ((Look.HATCHED, threshold.below), (Look.FULL, threshold.above))
    across = ((Look.OPEN, f"{threshold.below}或{threshold.above}"),)
    return keys + (across if Look.OPEN in looks else ())


def _drawn_row(place: int, row: tuple[str, ...], share: Fraction) -> DrawnRow:
    label, *values = row
    value = "　".join(values)
    top = ROW * place
    room = (WIDTH - 2 * MARGIN) // (LETTER // 2) - _half_widths(value) - 2
    length = _rounded(WIDTH * share)
    return DrawnRow(
        label=Mark(0, top + LETTER, "start", shortened(label, room)),
        value=Mark(WIDTH, top + LETTER, "end", value),
        track=Box(0, top + TRACK_TOP, WIDTH, TRACK_HEIGHT),
        bar=Box(0, top + TRACK_TOP, max(length, LEAST_BAR) if share else 0, TRACK_HEIGHT),
        words=f"{label}：{'，'.join(values)}",
    )


def _half_widths(text: str) -> int:
    return sum(1 if letter.isascii() else 2 for letter in text)


def _rounded(number: Fraction) -> int:
    """Halves up."""
    return floor(number + Fraction(1, 2))
