"""Reading the lines of a table once it is known what its columns are (domain §4.2).

Texts stay as typed except for outer blanks: what a number or a telephone is, the form's fields say.
"""

from collections import Counter
from collections.abc import Mapping

from changxing_union.exports.raw import RawRow, RawSheet
from changxing_union.imports.kinds import Surroundings, goes_on, line_key, line_kind
from changxing_union.imports.table import (
    JOINED,
    NOT_USED,
    ImportPlan,
    LineKind,
    ReadLine,
    ReadTable,
    Recognised,
    StatedTotal,
)
from changxing_union.imports.totals import Cell, stated_totals
from changxing_union.imports.vocabulary import heading_key
from changxing_union.kernel.refusals import refuse_if
from changxing_union.kernel.text import tidy, tidy_line


def read_lines(
    sheet: RawSheet, recognised: Recognised, mapping: Mapping[int, str], plan: ImportPlan
) -> ReadTable:
    """The lines of ``sheet`` below its heading, each with its kind, and the totals it states.

    ``mapping`` is column place → target as the person confirmed it. A merged cell counts for every
    line it covers; an empty cell that is not merged stays empty. Raises ``Refused`` when two
    columns are taken for the same.
    """
    used = {place: target for place, target in sorted(mapping.items()) if target != NOT_USED}
    refuse_if(_taken_twice(used, plan))
    reader = _Reader(sheet, used, plan)
    around = Surroundings(
        mapping=used,
        headings={
            each.heading.place: heading_key(each.heading.text) for each in recognised.placements
        },
        above=frozenset(line_key(row) for row in sheet.rows if row.number <= recognised.header_last)
        - {()},
        rules=plan.totals,
        names=frozenset({JOINED, *(plan.joined.names if plan.joined else (plan.columns[0].name,))}),
    )
    lines: list[ReadLine] = []
    stated: list[StatedTotal] = []
    before = LineKind.DATA
    for row in sheet.rows:
        cells = _cells(row)
        if row.number <= recognised.header_last or not (cells or reader.uncached(row)):
            continue
        kind = LineKind.DATA if not cells else line_kind(row, cells, around)
        kind = before if kind is LineKind.DATA and goes_on(cells, before) else kind
        before = kind
        line = reader.line(row, cells, kind)
        if line:
            lines.append(line)
        if kind is LineKind.TOTAL:
            stated.extend(stated_totals(cells, row.number, used, plan.totals))
    return ReadTable(tuple(lines), tuple(stated))


def _cells(row: RawRow) -> tuple[Cell, ...]:
    return tuple((place, text) for place, typed in enumerate(row.texts, 1) if (text := tidy(typed)))


def _taken_twice(mapping: Mapping[int, str], plan: ImportPlan) -> list[str]:
    labels = {column.name: column.label for column in plan.columns}
    if plan.joined:
        labels[JOINED] = plan.joined.label
    return [
        f"有 {count} 列都被选作“{labels.get(target, target)}”，请只保留其中一列，其余的选“不导入”。"
        for target, count in Counter(mapping.values()).items()
        if count > 1
    ]


class _Reader:
    """Takes the texts of a line by what its columns are."""

    def __init__(self, sheet: RawSheet, mapping: Mapping[int, str], plan: ImportPlan) -> None:
        self._sheet = sheet
        self._mapping = mapping
        self._joined = plan.joined
        self._kept_apart = {column.name for column in plan.columns if not column.fills_down}
        self._tops = self._covered_by()

    def line(self, row: RawRow, cells: tuple[Cell, ...], kind: LineKind) -> ReadLine | None:
        """``row`` as a line of ``kind``; nothing when it is data without any of its own."""
        own = {self._mapping[place]: text for place, text in cells if place in self._mapping}
        uncached = self.uncached(row)
        if kind is LineKind.DATA and not own and not uncached:
            return None
        whole = " ".join(tidy_line(text) for _, text in cells)
        texts = {target: own.get(target, "") for target in self._mapping.values()}
        if kind is not LineKind.DATA:
            return ReadLine(row.number, kind, self._unjoined(texts), whole=whole)
        for place, target in self._mapping.items():
            texts[target] = texts[target] or self._tops.get((row.number, place), "")
        joined_text = texts.get(JOINED, "")
        texts, is_certain = self._taken_apart(texts)
        return ReadLine(row.number, kind, texts, joined_text, is_certain, uncached, whole)

    def uncached(self, row: RawRow) -> frozenset[str]:
        """The columns of the plan that are formulas without a kept result in this line."""
        targets = {
            target
            for place, target in self._mapping.items()
            if (row.number, place) in self._sheet.uncached
        }
        if JOINED in targets and self._joined:
            targets = targets - {JOINED} | set(self._joined.names)
        return frozenset(targets)

    def _covered_by(self) -> dict[tuple[int, int], str]:
        """(line, column) → the text of the merged cell that covers it from above."""
        last = max((row.number for row in self._sheet.rows), default=0)
        texts = {
            (row.number, place): tidy(row.text(place))
            for row in self._sheet.rows
            for place in self._mapping
        }
        return {
            (line, merge.left): texts.get((merge.top, merge.left), "")
            for merge in self._sheet.merges
            if self._mapping.get(merge.left, NOT_USED) not in {NOT_USED, *self._kept_apart}
            for line in range(merge.top + 1, min(merge.bottom, last) + 1)
        }

    def _unjoined(self, texts: dict[str, str]) -> dict[str, str]:
        """For lines that are not imported: a joined text stays whole, under the first name."""
        if not self._joined or JOINED not in texts:
            return texts
        joined = texts.pop(JOINED)
        return {self._joined.names[0]: joined, self._joined.names[1]: ""} | texts

    def _taken_apart(self, texts: dict[str, str]) -> tuple[dict[str, str], bool]:
        """``texts`` with the joined one as two, and whether that is certain.

        A column of its own says better what a half of the joined one would.
        """
        if not self._joined or JOINED not in texts:
            return texts, True
        joined = texts.pop(JOINED)
        halves = (joined, "", not joined)
        if joined and self._joined.split:
            halves = self._joined.split(joined)
        for name, half in zip(self._joined.names, halves[:2], strict=True):
            texts[name] = texts.get(name) or half
        return texts, halves[2]
