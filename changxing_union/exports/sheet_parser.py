"""One worksheet, read line by line in a single pass: texts, merged ranges, formulas without result.

Runs in the child process. What the sheet says about its own size is not read; what is counted are
cells with text, so a million formatted empty lines cost only the time to pass over them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from changxing_union.exports.bounds import (
    MAX_COLUMNS,
    MAX_MERGED_CELLS,
    MAX_MERGES,
    Allowance,
    too_many_merges,
)
from changxing_union.exports.cell_texts import iso_date_text, number_text, tidy, unescape
from changxing_union.exports.raw import Merge
from changxing_union.exports.workbook_parts import Attributes, Handler, Lookups, parse
from changxing_union.kernel.refusals import Refused

DIGITS = "0123456789"
BOOLEANS = {"1": "是", "0": "否", "true": "是", "false": "否"}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
COLUMN = re.compile("[A-Z]{1,7}")
LAST_LINE = 1_048_576
NOWHERE = "A cell has a place that does not exist."


@dataclass(frozen=True)
class Line:
    """One line with text or with a formula: its number, its texts, columns without a result."""

    number: int
    texts: list[str]
    uncached: list[int]


class SheetParser(Handler):
    """Hands every line with text to ``emit`` as soon as it ends, and calls ``tick`` for every line.

    ``merges`` stand behind the lines in the file and are complete when ``read`` returns; they are
    cut at the last line and column with text, and those of fewer than two cells are dropped.
    Raises ``Refused`` beyond a bound, ``ValueError`` where the sheet makes no sense.
    """

    def __init__(
        self,
        lookups: Lookups,
        allowance: Allowance,
        emit: Callable[[Line], None],
        tick: Callable[[], None],
    ) -> None:
        """Count against ``allowance``, whose sheet has been named."""
        super().__init__()
        self.merges: list[Merge] = []
        self._lookups = lookups
        self._allowance = allowance
        self._emit = emit
        self._tick = tick
        # The cell being read, and the line: fields of one object, because a sheet may have a
        # million of each and nothing in them.
        self._cell: Attributes = {}
        self._column = 0
        self._has_formula = False
        self._has_value = False
        self._line = 0
        self._texts: dict[int, str] = {}
        self._uncached: list[int] = []
        self._columns: dict[str, int] = {}
        self._last_line = 0
        self._last_column = 0
        self._area = 0
        self._aside = False
        self.starts["sheetData"] = self._begin_lines
        self.ends["sheetData"] = self._end_lines

    def read(self, source: IO[bytes]) -> None:
        """Read the sheet to its end."""
        parse(source, self)

    def _begin_lines(self, _attributes: Attributes) -> None:
        """Only here do these names mean cells; extensions use them for other things."""
        self.starts |= {
            "row": self._begin_row,
            "c": self._begin_cell,
            "f": self._begin_formula,
            "v": self._begin_value,
            "t": self._begin_text,
            "rPh": self._begin_pronunciation,
        }
        self.ends |= {
            "row": self._end_row,
            "c": self._end_cell,
            "v": self._end_text,
            "t": self._end_text,
            "rPh": self._end_pronunciation,
        }

    def _end_lines(self) -> None:
        self.starts = {"mergeCell": self._merge}
        self.ends = {}

    def _begin_row(self, attributes: Attributes) -> None:
        line = int(attributes.get("r", self._line + 1))
        if not self._line < line <= LAST_LINE:
            raise ValueError("The lines of the sheet are not in order.")
        self._line = line
        self._column = 0

    def _end_row(self) -> None:
        if self._texts or self._uncached:
            self._allowance.use_line()
            width = max(self._texts, default=0)
            texts = [self._texts.get(column, "") for column in range(1, width + 1)]
            self._last_line = self._line
            self._last_column = max(self._last_column, width, *self._uncached)
            self._emit(Line(self._line, texts, self._uncached))
            self._texts, self._uncached = {}, []
        self._tick()

    def _begin_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        self._column = self._column_of(reference) if reference else self._column + 1
        self._cell = attributes

    def _end_cell(self) -> None:
        if not self.pieces and not self._has_formula:
            return
        raw = self.taken()
        # A formula may well result in an empty text; the file then says that it is a text.
        has_result = raw.strip() or (self._has_value and self._cell.get("t") == "str")
        if self._has_formula and not has_result:
            self._allowance.use_cell(self._column, "")
            self._uncached.append(self._column)
        elif text := self._text(raw):
            self._allowance.use_cell(self._column, text)
            self._texts[self._column] = text
        self._has_formula = self._has_value = False

    def _text(self, raw: str) -> str:
        """What the cell shows, given what the file stores."""
        kind, stored = self._cell.get("t"), raw.strip()
        if kind == "s":
            return self._lookups.string(stored)
        if kind in {"str", "inlineStr", "e"}:
            return tidy(unescape(raw))
        if kind == "b":
            return BOOLEANS.get(stored, stored)
        if kind == "d":
            return iso_date_text(stored)
        style = self._lookups.number_format(self._cell.get("s", "0"))
        return number_text(stored, style, from_1904=self._lookups.from_1904)

    def _begin_formula(self, _attributes: Attributes) -> None:
        self._has_formula = True

    def _begin_value(self, _attributes: Attributes) -> None:
        self._has_value = True
        self.is_listening = True

    def _begin_text(self, _attributes: Attributes) -> None:
        self.is_listening = not self._aside

    def _end_text(self) -> None:
        self.is_listening = False

    def _begin_pronunciation(self, _attributes: Attributes) -> None:
        self._aside = True

    def _end_pronunciation(self) -> None:
        self._aside = False

    def _merge(self, attributes: Attributes) -> None:
        first, _, last = attributes.get("ref", "").partition(":")
        merge = Merge(
            top=self._line_of(first),
            left=self._column_of(first),
            bottom=min(self._line_of(last or first), self._last_line),
            right=min(self._column_of(last or first), self._last_column, MAX_COLUMNS),
        )
        area = max(0, merge.bottom - merge.top + 1) * max(0, merge.right - merge.left + 1)
        if area > 1:
            self._area += area
            self.merges.append(merge)
        if self._area > MAX_MERGED_CELLS or len(self.merges) > MAX_MERGES:
            raise Refused([too_many_merges(self._allowance.sheet)])

    def _line_of(self, reference: str) -> int:
        """12 for C12; ``ValueError`` for what is no reference."""
        line = int(reference.lstrip(LETTERS))
        if line < 1:
            raise ValueError(NOWHERE)
        return line

    def _column_of(self, reference: str) -> int:
        """3 for C12; ``ValueError`` for what is no reference."""
        letters = reference.rstrip(DIGITS)
        known = self._columns.get(letters)
        if known:
            return known
        if not COLUMN.fullmatch(letters):
            raise ValueError(NOWHERE)
        place = 0
        for letter in letters:
            place = 26 * place + ord(letter) - 64
        self._columns[letters] = place
        return place
