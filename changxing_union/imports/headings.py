"""Finding the lines that head a table, and what each of its columns is called.

A heading is found by what it says, not by where it stands (domain §4.2): titles, unit lines and
blank lines may stand above it, and it may take several lines, the upper ones merged across.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from changxing_union.exports.raw import Merge, RawRow, RawSheet
from changxing_union.imports.table import Heading
from changxing_union.imports.vocabulary import Closeness, Meaning, Vocabulary, bare_key
from changxing_union.kernel.text import tidy, tidy_line

MOST_LINES_DOWN = 30  # lines with text among which the heading must stand
MOST_HEADING_LINES = 3
SAMPLES = 3

NUMBERING = frozenset({"序号", "编号", "序", "号", "行号", "项次", "no", "num", "序列"})
# What a form (登记表) asks for and a list hardly ever does.
FORM_LABELS = frozenset(
    {
        "何时组建",
        "性别",
        "出生年月",
        "文化程度",
        "政治面貌",
        "工种",
        "何年何月任职",
        "单位地址",
        "邮编",
        "班组人员构成情况",
        "班组负责人情况",
        "单位意见",
        "单位工会意见",
    }
)


@dataclass(frozen=True)
class HeadingBlock:
    """The lines that head a table, and its columns from left to right.

    ``first`` and ``last`` are its outer lines; ``meanings`` holds the columns that say something to
    the plan, by their places.
    """

    first: RawRow
    last: RawRow
    headings: tuple[Heading, ...]
    meanings: dict[int, Meaning] = field(default_factory=dict)

    @property
    def score(self) -> int:
        """How much the heading says: each column of the plan once, at its plainest."""
        best: dict[str, int] = {}
        for meaning in self.meanings.values():
            best[meaning.target] = max(best.get(meaning.target, 0), meaning.closeness)
        return sum(best.values()) + any(is_numbering(heading) for heading in self.headings)

    @property
    def is_plain(self) -> bool:
        """Two columns of the plan are named, at least one of them by an exact word."""
        exact = [each for each in self.meanings.values() if each.closeness >= Closeness.WORD]
        return bool(exact) and len({each.target for each in self.meanings.values()}) > 1


def is_numbering(heading: Heading) -> bool:
    """序号 and its like, or a column without a heading that counts 1, 2, 3."""
    if heading.text:
        return bare_key(heading.text) in NUMBERING
    counted = tuple(str(number) for number in range(1, len(heading.samples) + 1))
    return len(counted) > 1 and heading.samples == counted


def find_heading(sheet: RawSheet, vocabulary: Vocabulary) -> HeadingBlock | None:
    """The lines of ``sheet`` that most plainly head a list, the upper of two equals, or nothing."""
    rows = filled_rows(sheet)
    columns = _columns(rows)
    may_part = not is_form(sheet, vocabulary)
    best: HeadingBlock | None = None
    best_rank = (0, 0)
    for start in range(min(len(rows), MOST_LINES_DOWN)):
        end = _block_end(rows, start, sheet.merges)
        lines = _HeadingLines(rows, start, end, sheet.merges)
        block = _block(lines, columns, vocabulary)
        rank = (block.score, start - end)
        is_better = rank > best_rank and block.is_plain
        if is_better and _heads_a_list(block, lines, columns, vocabulary, may_part=may_part):
            best, best_rank = block, rank
    return best


def is_form(sheet: RawSheet, vocabulary: Vocabulary) -> bool:
    """Whether ``sheet`` is a 登记表: at least three labels, spread over several lines."""
    labels: set[str] = set()
    lines: set[int] = set()
    for row in filled_rows(sheet)[: 2 * MOST_LINES_DOWN]:
        for text in row.texts:
            key = bare_key(text)
            label = vocabulary.exact(text) or (key if key in FORM_LABELS else "")
            if label:
                labels.add(label)
                lines.add(row.number)
    return len(labels) > 2 and len(lines) > 1


def filled_rows(sheet: RawSheet) -> tuple[RawRow, ...]:
    """The lines of ``sheet`` that hold any text."""
    return tuple(row for row in sheet.rows if any(tidy(text) for text in row.texts))


def _block_end(rows: tuple[RawRow, ...], start: int, merges: tuple[Merge, ...]) -> int:
    """The place of the last line of a heading that begins at ``start``."""
    first = rows[start].number
    bottom = max(
        (
            merge.bottom
            for merge in merges
            if merge.top == first and merge.bottom - first < MOST_HEADING_LINES
        ),
        default=first,
    )
    end = start
    while end + 1 < len(rows) and rows[end + 1].number <= bottom:
        end += 1
    if end == start and start + 1 < len(rows) and _parts_above(rows, start, merges):
        end += 1
    return end


def _parts_above(rows: tuple[RawRow, ...], start: int, merges: tuple[Merge, ...]) -> bool:
    """Whether the next line only divides cells of this one: 参赛人数 over 男, 女, 合计."""
    upper, lower = rows[start], rows[start + 1]
    below = _filled_places(lower)
    if any(re.search(r"\d", lower.text(place)) for place in below):
        return False
    divided = [span for span in _spans(upper, lower, merges) if len(span & below) > 1]
    covered = frozenset[int]().union(*divided)
    # One span alone over the whole line is a title, not the upper part of a heading.
    is_title = len(divided) == 1 and not _filled_places(upper) - covered
    return bool(divided) and below <= covered and not is_title


def _spans(upper: RawRow, lower: RawRow, merges: tuple[Merge, ...]) -> Iterator[frozenset[int]]:
    """The columns over which each cell of ``upper`` reaches, by merging or by blanks after it."""
    merged = {m.left: m.right for m in merges if m.top == upper.number and m.right > m.left}
    filled = sorted(_filled_places(upper))
    width = max(len(upper.texts), len(lower.texts))
    for place, following in zip(filled, [*filled[1:], width + 1], strict=True):
        right = merged.get(place, place if merged else following - 1)
        if right > place:
            yield frozenset(range(place, right + 1))


def _filled_places(row: RawRow) -> frozenset[int]:
    return frozenset(place for place, text in enumerate(row.texts, 1) if tidy(text))


def _columns(rows: tuple[RawRow, ...]) -> dict[int, list[tuple[int, str]]]:
    """Column place → the texts in it, each with the place of its line in ``rows``."""
    columns: dict[int, list[tuple[int, str]]] = {}
    for index, row in enumerate(rows):
        for place, text in enumerate(row.texts, 1):
            if text and tidy(text):
                columns.setdefault(place, []).append((index, tidy_line(text)))
    return dict(sorted(columns.items()))


class _HeadingLines:
    """The texts of a heading by column; a cell merged across counts for every column it covers."""

    def __init__(
        self, rows: tuple[RawRow, ...], start: int, end: int, merges: tuple[Merge, ...]
    ) -> None:
        """The heading takes ``rows[start]`` to ``rows[end]``."""
        self.end = end
        self.rows = rows[start : end + 1]
        self.above = rows[max(0, start - 1) : start]
        self.below = rows[end + 1 : end + 2]
        numbers = {row.number for row in self.rows}
        self._merges = [merge for merge in merges if merge.top in numbers]

    def column(self, place: int) -> tuple[str, ...]:
        """The texts over column ``place``, top to bottom."""
        texts = [self._text(line, place) for line in range(len(self.rows))]
        return tuple(text for text in texts if text)

    def is_own(self, place: int) -> bool:
        """Whether a text of the heading stands in column ``place`` itself."""
        return any(tidy(row.text(place)) for row in self.rows)

    def _text(self, line: int, place: int) -> str:
        row = self.rows[line]
        own = tidy_line(row.text(place))
        if own:
            return own
        for merge in self._merges:
            if merge.top == row.number and merge.left < place <= merge.right:
                return tidy_line(row.text(merge.left))
        return "" if self._merges else self._carried(line, place)

    def _carried(self, line: int, place: int) -> str:
        """Where merges are not told (CSV), an upper text reaches over the parts below it."""
        if line + 1 == len(self.rows) or not tidy(self.rows[line + 1].text(place)):
            return ""
        return self._text(line, place - 1) if place > 1 else ""


def _block(
    lines: _HeadingLines, columns: dict[int, list[tuple[int, str]]], vocabulary: Vocabulary
) -> HeadingBlock:
    headings, meanings = [], {}
    for place, texts in columns.items():
        samples = tuple(text for _, text in _after(texts, lines.end))
        # A column that a heading merely reaches over, without anything below, is none.
        if samples or lines.is_own(place):
            headings.append(Heading(place, " ".join(lines.column(place)), samples))
            meaning = vocabulary.meaning(lines.column(place))
            if meaning:
                meanings[place] = meaning
    return HeadingBlock(lines.rows[0], lines.rows[-1], tuple(headings), meanings)


def _after(texts: list[tuple[int, str]], end: int) -> list[tuple[int, str]]:
    begin = bisect_right(texts, end, key=lambda each: each[0])
    return texts[begin : begin + SAMPLES]


def _heads_a_list(
    block: HeadingBlock,
    lines: _HeadingLines,
    columns: Iterable[int],
    vocabulary: Vocabulary,
    *,
    may_part: bool,
) -> bool:
    """Whether the headings stand side by side in ``columns``, with no other labels around.

    In a form each label has its value beside it, and other labels above or beneath. Headings with
    unknown columns between them head a list if they ``may_part`` and each has a text below.
    """
    numbering = {heading.place for heading in block.headings if is_numbering(heading)}
    told = [place in block.meanings or place in numbering for place in columns]
    is_beside = any(left and right for left, right in pairwise(told))
    has_texts = all(row.text(place) for row in lines.below for place in block.meanings)
    return (is_beside or (may_part and bool(lines.below) and has_texts)) and not any(
        _has_other_labels(row, block.meanings, vocabulary) for row in (*lines.above, *lines.below)
    )


def _has_other_labels(row: RawRow, meanings: dict[int, Meaning], vocabulary: Vocabulary) -> bool:
    labels = 0
    for place, meaning in meanings.items():
        text = row.text(place)
        ends_open = text.rstrip().endswith((":", "："))  # 负责人： belongs to a signature line
        labels += not ends_open and vocabulary.exact(text) not in {"", meaning.target}
    return labels > 1
