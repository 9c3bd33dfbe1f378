"""Fitting words into the cells of a form, and the 附页 for what a cell cannot hold (design §7)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from changxing_union.printing.fonts import (
    SIZE_5,
    SIZE_6,
    SMALL_4,
    SMALL_5,
    SMALL_6,
    TypeSize,
    largest_fit,
    line_count,
    tears_words,
)

SEE_CONTINUATION = "详见附页"
LINE_BREAKS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")

READABLE_SIZES = (SIZE_5, SMALL_5)
CELL_SIZES = (SIZE_5, SMALL_5, SIZE_6, SMALL_6)
PROSE_SIZES = (SIZE_5, SMALL_5, SIZE_6)

# The table of the 附页 as print/_continuation.html draws it, in millimetres.
CONTINUATION_SIZES = (SMALL_4, *CELL_SIZES)
CONTINUATION_LABEL_WIDTH = 27.0
CONTINUATION_TEXT_WIDTH = 123.0
CONTINUATION_HEIGHT = 206.0
CONTINUATION_ROW_SPACE = 2.0


@dataclass(frozen=True)
class Room:
    """Room for words in millimetres, without padding and rules, and the sizes it may be set in."""

    width: float
    height: float
    sizes: Sequence[TypeSize] = CELL_SIZES

    def best_size(self, text: str) -> TypeSize | None:
        """The largest size in which ``text`` fits; ``None`` when even the smallest is too large.

        In a short cell one line of readable type looks better than two lines of larger type, and
        a number that is copied from paper (a WeChat name, a phone) is not torn apart.
        """
        if self.sizes is PROSE_SIZES:
            return largest_fit(text, self.sizes, self.width, self.height)
        readable = [size for size in self.sizes if size in READABLE_SIZES]
        whole = [size for size in self.sizes if not tears_words(text, self.width / size.em_mm)]
        return (
            largest_fit(text, readable, self.width, min(self.height, SIZE_5.leading_mm))
            or largest_fit(text, whole, self.width, self.height)
            or largest_fit(text, self.sizes, self.width, self.height)
        )


@dataclass(frozen=True)
class Fitted:
    """Words with the type size in which they fit their cell."""

    text: str
    size: TypeSize


@dataclass(frozen=True)
class ContinuedItem:
    """One entry of the 附页: the label of its cell and the full text."""

    label: str
    text: str


class Continuation:
    """Fits one form's cells and gathers what has to stand on its 附页."""

    def __init__(self) -> None:
        """Nothing is continued yet."""
        self._items: list[ContinuedItem] = []

    def fit(self, label: str, text: str, room: Room, *, prefix: str = "") -> Fitted:
        """``text`` in the best size, or 详见附页 and an entry ``label`` on the 附页.

        ``prefix`` (签署人：) stands before either in the cell, unless ``text`` is empty.
        """
        shown = f"{prefix}{text}" if text else ""
        size = room.best_size(shown)
        if size:
            return Fitted(shown, size)
        self.put(label, text)
        shown = f"{prefix}{SEE_CONTINUATION}"
        return Fitted(shown, room.best_size(shown) or room.sizes[-1])

    def put(self, label: str, text: str) -> None:
        """An entry of the 附页 for what its cell shows in another way, or in part."""
        self._items.append(ContinuedItem(label, text))

    def entries(self) -> tuple[tuple[ContinuedItem, ...], TypeSize]:
        """The entries and the largest size in which they fill at most one page.

        When too many short lines stand in the way, they are run together with a blank between.
        What no size brings to one page takes several, in a type that is easy to read.
        """
        joined = [ContinuedItem(item.label, item.text.replace("\n", "　")) for item in self._items]
        for items in (self._items, joined):
            for size in CONTINUATION_SIZES:
                if _table_height(items, size) <= CONTINUATION_HEIGHT:
                    return tuple(items), size
        return tuple(self._items), SIZE_5


def clean_lines(text: str) -> str:
    """Without empty lines and outer blanks: paper has no room for either."""
    lines = (line.strip() for line in LINE_BREAKS.split(text))
    return "\n".join(line for line in lines if line)


def _table_height(items: Sequence[ContinuedItem], size: TypeSize) -> float:
    lines = (
        max(
            line_count(item.label, CONTINUATION_LABEL_WIDTH / size.em_mm),
            line_count(item.text, CONTINUATION_TEXT_WIDTH / size.em_mm),
        )
        for item in items
    )
    return sum(count * size.leading_mm + CONTINUATION_ROW_SPACE for count in lines)
