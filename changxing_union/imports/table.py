"""What the portal makes of somebody's table: which columns mean what, and what each line is.

The two steps that produce these values stand in ``recognition`` (headings) and ``lines`` (rows);
between them the person confirms, on a page, what each column is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from changxing_union.imports.columns import ImportColumn, JoinedColumn, TotalRule

# What a column can be taken for beside the names of the plan.
NOT_USED = ""
JOINED = "joined"


@dataclass(frozen=True)
class ImportPlan:
    """Everything an importing form says about the tables it takes."""

    columns: tuple[ImportColumn, ...]
    joined: JoinedColumn | None = None
    totals: tuple[TotalRule, ...] = ()

    def column(self, name: str) -> ImportColumn:
        """The column called ``name``."""
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True)
class Heading:
    """One column of the table: its place (from 1), its heading, and what stands below it.

    ``text`` joins the lines of a heading of several lines with a blank (参赛人数 男).
    """

    place: int
    text: str
    samples: tuple[str, ...] = ()

    @property
    def letter(self) -> str:
        """``C``: what Excel and WPS call the column."""
        place, letters = self.place, ""
        while place:
            place, rest = divmod(place - 1, 26)
            letters = chr(65 + rest) + letters
        return letters


@dataclass(frozen=True)
class Placement:
    """What a column is taken for: a name of the plan, ``JOINED``, or ``NOT_USED``.

    ``is_asked`` says that the portal does not know and the person must choose among
    ``candidates``; an asked column is ``NOT_USED`` until then. ``is_known`` says that the column is
    deliberately unused (序号) and need not be listed among those that could not be placed.
    """

    heading: Heading
    target: str = NOT_USED
    candidates: tuple[str, ...] = ()
    is_asked: bool = False
    is_known: bool = False


@dataclass(frozen=True)
class Recognised:
    """Which sheet of the file was taken, where its heading stands, what its columns are."""

    sheet: int  # index into the sheets of the file
    sheet_name: str
    header_first: int  # numbers of the lines the heading takes
    header_last: int
    placements: tuple[Placement, ...]

    @property
    def is_certain(self) -> bool:
        """Whether nothing has to be asked."""
        return not any(placement.is_asked for placement in self.placements)

    @property
    def unplaced(self) -> tuple[Placement, ...]:
        """Columns with a heading that no column of the plan means: listed, never guessed."""
        return tuple(
            each
            for each in self.placements
            if each.target == NOT_USED and not each.is_asked and not each.is_known
        )


class LineKind(Enum):
    """What a line below the heading is; only ``DATA`` is imported."""

    DATA = "数据"
    HEADER = "重复的表头"
    SUBTOTAL = "小计"
    TOTAL = "合计"
    EXAMPLE = "示例或填写说明"
    SIGNATURE = "落款、签字或备注"


@dataclass(frozen=True)
class ReadLine:
    """One line: its number in the file, what it is, and column name → text.

    ``is_split_certain`` is false where unit and team were taken apart by guessing.
    ``joined_text`` is the text that was taken apart, empty where none was. ``uncached`` names the
    columns whose text is a formula without a kept result. ``whole`` is the line as typed, its cells
    parted by blanks, to be shown where a line is not imported.
    """

    number: int
    kind: LineKind
    texts: Mapping[str, str]
    joined_text: str = ""
    is_split_certain: bool = True
    uncached: frozenset[str] = frozenset()
    whole: str = ""


@dataclass(frozen=True)
class StatedTotal:
    """A number the table states about itself, with the line it stands in."""

    rule: TotalRule
    line: int
    text: str
    number: int | None


@dataclass(frozen=True)
class ReadTable:
    """The lines of a table under a confirmed mapping, and the totals it states."""

    lines: tuple[ReadLine, ...]
    stated: tuple[StatedTotal, ...] = ()

    @property
    def data(self) -> tuple[ReadLine, ...]:
        """The lines to import."""
        return tuple(line for line in self.lines if line.kind is LineKind.DATA)

    @property
    def skipped(self) -> tuple[ReadLine, ...]:
        """The lines that are something else, to be listed with their kind."""
        return tuple(line for line in self.lines if line.kind is not LineKind.DATA)
