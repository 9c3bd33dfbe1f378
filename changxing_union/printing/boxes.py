"""Opinion boxes (意见栏) on paper: words above, below them room for signature, seal and date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from changxing_union.kernel.dates import show_date
from changxing_union.printing import fonts
from changxing_union.printing.cells import (
    CELL_SIZES,
    PROSE_SIZES,
    Continuation,
    Fitted,
    Room,
    clean_lines,
)
from changxing_union.printing.grids import RULE, SIDE_SPACE, Place

SIGNER_HEIGHT = 4.7
SIGNATURE_HEIGHT = 15.2  # signer, （盖章） and date, kept free of text
BLANK_DATE = "年　　月　　日"


@dataclass(frozen=True, kw_only=True)
class OpinionBox:
    """One signature box (意见栏); empty strings and ``None`` leave room for pen and seal."""

    label: str
    text: str = ""
    signer: str = ""
    signed_on: date | None = None


@dataclass(frozen=True)
class PrintedBox:
    """An opinion box ready for the template."""

    label: Fitted
    text: Fitted
    signer: Fitted
    signed_on: Fitted


class BoxColumns(NamedTuple):
    """The column of a box's label, and the first and last of the box itself (from 1)."""

    label: int
    first: int
    last: int


def print_box(
    box: OpinionBox,
    place: BoxColumns,
    columns: Sequence[float],
    height: float,
    continuation: Continuation,
) -> PrintedBox:
    """``box`` in a row of ``height`` millimetres of a grid with ``columns``."""
    words = Place(box.label, "words", place.first, place.last, PROSE_SIZES)
    text_room = words.room(columns, words_height(height))
    signer_room = Room(text_room.width - 1, SIGNER_HEIGHT)
    return PrintedBox(
        label=fitted_label(box.label, columns[place.label - 1], height),
        text=continuation.fit(box.label, clean_lines(box.text), text_room),
        signer=continuation.fit(
            f"{box.label}（签署人）", clean_lines(box.signer), signer_room, prefix="签署人："
        ),
        signed_on=_fitted_date(box.signed_on, signer_room),
    )


def _fitted_date(day: date | None, room: Room) -> Fitted:
    """The day, or what is left to be written by hand, on one line also of a narrow box."""
    shown = show_date(day) or BLANK_DATE
    size = fonts.largest_fit(shown, CELL_SIZES, room.width, fonts.SIZE_5.leading_mm)
    return Fitted(shown, size or CELL_SIZES[-1])


def words_height(height: float) -> float:
    """What the signature leaves to the words of a box of ``height``."""
    return height - SIGNATURE_HEIGHT


def fitted_label(label: str, width: float, height: float) -> Fitted:
    """A label with 意见 never torn apart, as the notice prints it."""
    if len(label) > 4 and label.endswith("意见"):
        label = f"{label.removesuffix('意见')}\n意见"
    size = fonts.largest_fit(label, CELL_SIZES, width - SIDE_SPACE, height - RULE)
    return Fitted(label, size or CELL_SIZES[-1])
