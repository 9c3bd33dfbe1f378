"""Columns of a register: a title, a width, a kind of cell, and where the value comes from."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

Row = TypeVar("Row")


class CellKind(Enum):
    """What a cell holds; the value is the number format Excel and WPS show it in."""

    TEXT = "@"  # also phones, postcodes and references: never turned into 1.39E+10
    INTEGER = "0"
    DECIMAL = "0.0#"
    TENTHS = "0.0"  # scores and their averages
    DATE = 'yyyy"年"m"月"d"日"'
    DATETIME = "yyyy-mm-dd hh:mm"  # in 长兴 (Asia/Shanghai)
    MONTH = 'yyyy"年"m"月"'


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column over rows of one type.

    ``width`` is in characters of the default font; ``value`` may return ``None`` for an empty cell
    and a string in any kind of column (不适用); ``total`` puts the sum in the 合计 row. ``group``
    stands above the titles of the neighbours that share it, and makes the header two lines.
    """

    title: str
    width: float
    kind: CellKind
    value: Callable[[Row], object]
    total: bool = False
    group: str = ""
