"""What an importing form expects of a table: its columns, and the words people head them with."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class ImportColumn:
    """One thing a row is to tell.

    ``name`` is the identifier of domain §2; ``label`` the official Chinese heading. ``words`` are
    other headings that mean the same, compared after ``heading_key``. ``seems`` tells whether a
    text could be a value of it; it breaks ties and finds columns without a heading, never more.
    ``doubt`` is a pattern, searched in the ``heading_key``: a heading that holds it (党员人数) may
    mean this column, but the person is asked. A merged cell is read as said of every line it
    covers if ``fills_down``; a head-count is not, or it would be counted again for each.
    ``stand_ins`` names the columns of which one is enough when this one is missing.
    """

    name: str
    label: str
    words: tuple[str, ...] = ()
    required: bool = True
    seems: Callable[[str], bool] | None = None
    doubt: str = ""
    fills_down: bool = True
    stand_ins: tuple[str, ...] = ()


@dataclass(frozen=True)
class JoinedColumn:
    """Two columns that many tables write in one cell (单位班组名称): ``names`` in their order."""

    names: tuple[str, str]
    label: str
    words: tuple[str, ...] = ()
    # How a joined text is taken apart: the two halves, and whether that is certain.
    split: Callable[[str], tuple[str, str, bool]] | None = None


@dataclass(frozen=True)
class TotalRule:
    """A number that tables state in their 合计 line and that we compute ourselves.

    ``words`` stand before the number (企业参赛数, 职工数); ``column`` names the column under which
    a bare number in a total line is meant, if any.
    """

    name: str
    label: str
    words: tuple[str, ...]
    column: str = ""
