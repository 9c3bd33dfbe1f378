"""The grid of a form that is one A4 page: where its values stand, and which rows may grow.

Every row has a fixed height, a long value takes a smaller type, and a value too long even for that
prints 详见附页 and stands in full on the 附页. Widths and heights are millimetres.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from changxing_union.printing import fonts
from changxing_union.printing.cells import (
    CELL_SIZES,
    PROSE_SIZES,
    READABLE_SIZES,
    Continuation,
    Fitted,
    Room,
    clean_lines,
)
from changxing_union.printing.fonts import TypeSize

SIDE_SPACE = 1.0  # padding and rules of a centred cell, left and right together
PROSE_SIDE_SPACE = 3.4  # the same for honours and opinions, the outer rule included
PROSE_TOP = 1.4
RULE = 0.4


class Place(NamedTuple):
    """Where a value stands in the grid: its row, and its first and last column (from 1)."""

    label: str
    row: str
    first: int
    last: int
    sizes: Sequence[TypeSize] = CELL_SIZES
    break_after: str = ""  # where a narrow cell reads best on two lines

    def room(self, columns: Sequence[float], row_height: float) -> Room:
        """Its room in a row of ``row_height`` of a grid with ``columns``."""
        is_prose = self.sizes is PROSE_SIZES
        width = sum(columns[self.first - 1 : self.last])
        return Room(
            width=width - (PROSE_SIDE_SPACE if is_prose else SIDE_SPACE),
            height=row_height - (PROSE_TOP if is_prose else RULE),
            sizes=self.sizes,
        )

    def words(self, text: str) -> str:
        """``text`` as it is set: without empty lines, broken where a narrow cell wants it."""
        clean, mark = clean_lines(text), self.break_after
        head, found, tail = clean.partition(mark) if mark else (clean, "", "")
        return f"{head}{found}\n{tail}" if tail else clean


@dataclass(frozen=True)
class Grid:
    """Columns, rows and places of one form.

    Rows of ``growing`` may grow by ``growth`` before small type is used, at the expense of whatever
    the form keeps in reserve; ``fixed`` rows never do.
    """

    columns: Sequence[float]
    places: Mapping[str, Place]
    fixed: Mapping[str, float]
    growing: Mapping[str, float] = field(default_factory=dict)
    growth: float = 5.0

    def heights(self, texts: Mapping[str, str]) -> dict[str, float]:
        """The height of each row for these ``texts`` (place → text)."""
        heights = {**self.growing, **self.fixed}
        for name, place in self.places.items():
            asks = place.row in self.growing and self._asks_for_growth(texts.get(name, ""), place)
            if asks:
                heights[place.row] = self.growing[place.row] + self.growth
        return heights

    def grown(self, heights: Mapping[str, float]) -> float:
        """By how much the rows have grown in all."""
        return sum(heights[row] - base for row, base in self.growing.items())

    def fit(
        self, texts: Mapping[str, str], heights: Mapping[str, float], continuation: Continuation
    ) -> dict[str, Fitted]:
        """Every place with its text in the size that fits, or continued on the 附页."""
        return {
            name: continuation.fit(
                place.label,
                place.words(texts.get(name, "")),
                place.room(self.columns, heights[place.row]),
            )
            for name, place in self.places.items()
        }

    def _asks_for_growth(self, text: str, place: Place) -> bool:
        """Whether a higher row would keep the type readable, or is the only way to fit at all."""
        words = place.words(text)

        def fits(sizes: Sequence[TypeSize], growth: float) -> bool:
            room = place.room(self.columns, self.growing[place.row] + growth)
            return fonts.largest_fit(words, sizes, room.width, room.height) is not None

        if fits(READABLE_SIZES, 0):
            return False
        return fits(READABLE_SIZES, self.growth) or (
            fits(CELL_SIZES, self.growth) and not fits(CELL_SIZES, 0)
        )


def css_lengths(heights: Mapping[str, float]) -> dict[str, str]:
    """``heights`` as a template writes them: ``10mm``."""
    return {row: f"{height:g}mm" for row, height in heights.items()}
