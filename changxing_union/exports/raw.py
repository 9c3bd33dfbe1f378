"""A table as it stands in a file or on the clipboard: texts with their places, meaning nothing yet.

Every text is what the person sees in the cell: a number without a trailing ``.0`` or an exponent
(``13900000001``), a date as ``2018-04-02``, an empty cell as an empty string.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Merge:
    """A merged range; rows and columns count from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class RawRow:
    """One line; ``number`` is what Excel shows beside it. Trailing empty cells may be left out."""

    number: int
    texts: tuple[str, ...]

    def text(self, column: int) -> str:
        """The text in ``column`` (from 1), empty beyond the end."""
        return self.texts[column - 1] if 0 < column <= len(self.texts) else ""


@dataclass(frozen=True)
class RawSheet:
    """One sheet; empty lines are left out of ``rows``, merged cells hold their text top left only.

    ``uncached`` names the (row, column) of formulas whose result the file does not hold.
    ``hidden`` tells that the person who looked at the workbook did not see this sheet.
    """

    name: str
    rows: tuple[RawRow, ...]
    merges: tuple[Merge, ...] = ()
    uncached: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    hidden: bool = False
