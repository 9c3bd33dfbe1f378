"""附件3 成绩表 (domain §4.1 no. 3): one line per team, every item as 自评 and 考核, averages."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import BinaryIO

from changxing_union.exports.columns import CellKind, Column
from changxing_union.exports.sheets import SHEET_ROWS, Book, TableSheet, refuse_beyond
from changxing_union.filing.annexes import RegisterOrder
from pioneer.score_statistics import tenths
from pioneer.scoring import Verdict, total

SHEET = "成绩表"
# The ten items of the notice as short_name() makes them of their 考核内容.
ITEM_NAMES = (
    "创建活动文件齐全", "有活动", "有实效", "有总结", "创建领导小组",
    "岗位全称", "岗位成员情况", "口号", "承诺和目标", "监督电话",
)  # fmt: skip
UNIONS_SHEET = "各工会平均"
REMARK = "备注：空格为尚未评分，不计入平均；平均分四舍五入到一位小数，只供了解情况，不作评定依据。"
BEFORE_SCORES = 4  # 序号, 所属工会, 单位, 班组
AFTER_SCORES = 3  # 结果, 复核情况, 备注
AFTER_TEAMS = 3  # the union's 平均, that of all, 备注

Points = Decimal | None


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One team; ``own`` (自评分) and ``assessed`` (考核分) are in the order of the sheet's items.

    ``None`` is a score not given yet. 合计 is computed, and blank while any of its items is.
    """

    union: str
    unit: str
    team: str
    own: tuple[Points, ...]
    assessed: tuple[Points, ...]
    result: str
    review: str
    remark: str = ""

    @property
    def scores(self) -> list[Points]:
        """自评 and 考核 of item after item, then of 合计: as the columns stand."""
        pairs = [*zip(self.own, self.assessed, strict=True)]
        pairs.append((total(self.own), total(self.assessed)))
        return [points for pair in pairs for points in pair]


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    line: ScoreLine
    scores: list[Points]


class _Averages:
    """What stands in each column of scores on average, blanks left out."""

    def __init__(self, columns: int) -> None:
        self.teams = self.passed = 0
        self._sums = [Decimal(0)] * columns
        self._counts = [0] * columns

    def add(self, row: _Row) -> None:
        """Take in one team."""
        self.teams += 1
        self.passed += row.line.result == Verdict.PASSED.label
        for place, points in enumerate(row.scores):
            if points is not None:
                self._sums[place] += points
                self._counts[place] += 1

    def shown(self) -> list[Points]:
        """One decimal, halves up; ``None`` where nobody has a score."""
        pairs = zip(self._sums, self._counts, strict=True)
        return [tenths(Fraction(points) / count) if count else None for points, count in pairs]

    @property
    def assessed(self) -> int:
        """How many teams have a 合计 of 考核分, the last of the columns."""
        return self._counts[-1]


@dataclass(frozen=True, slots=True)
class _UnionRow:
    number: int
    union: str
    averages: _Averages


class _Unions:
    """The averages of every union, gathered while the teams are written."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._found: dict[str, _Averages] = {}

    def add(self, row: _Row) -> None:
        """Take in one team of its union."""
        union = row.line.union
        if union not in self._found:
            self._found[union] = _Averages(self._columns)
        self._found[union].add(row)

    def rows(self, *, by_score: bool) -> list[_UnionRow]:
        """In the order of the teams, or those with the highest average first."""
        found = list(self._found.items())
        if by_score:
            found.sort(key=lambda pair: _or_lowest(pair[1].shown()[-1]), reverse=True)
        return [_UnionRow(number, *pair) for number, pair in enumerate(found, 1)]


def _or_lowest(average: Points) -> Decimal:
    return Decimal(-1) if average is None else average


def write_score_register(
    lines: Iterable[ScoreLine],
    order: RegisterOrder,
    target: BinaryIO,
    *,
    items: Sequence[str] = ITEM_NAMES,
    by_union: bool = True,
) -> int:
    """Stream the 成绩表 of ``lines``, as the caller sorted them, into ``target``; their number.

    ``items`` are the short names above the columns, one for each score of a line. With
    ``by_union`` every union's teams are followed by their 平均; the 平均 of all teams comes last.
    A second sheet has one line per union: how many teams, how many assessed and passed, averages.
    Raises ``Refused`` when the lines exceed a sheet, ``ValueError`` when a line has another number
    of items or the lines of a union do not stand together.
    """
    columns = 2 * len(items) + 2
    everybody, unions = _Averages(columns), _Unions(columns)
    with Book() as book:
        table = book.add_table(SHEET, score_columns(items), landscape=True)
        table.write_head(order.title, order.unit_line)
        rows = _rows(lines, len(items))
        if by_union:
            _write_by_union(table, rows, [everybody, unions])
        else:
            _write_teams(table, rows, [everybody, unions])
        label = f"平均（共 {everybody.teams} 个班组）"
        _write_averages(table, [label, None, None, None], everybody, merged=(1, BEFORE_SCORES))
        table.write_remark(REMARK)
        summary = book.add_table(UNIONS_SHEET, UNION_COLUMNS, landscape=False)
        _write_unions(summary, order, unions.rows(by_score=not by_union), everybody)
        book.add_notes(order.explanation)
        book.save(target)
    return everybody.teams


def score_columns(items: Sequence[str]) -> list[Column[_Row]]:
    """The columns in the office's order; each item's number and name above 自评 and 考核."""
    text = CellKind.TEXT
    columns: list[Column[_Row]] = [
        Column("序号", 5, CellKind.INTEGER, lambda row: row.number),
        Column("所属工会", 12, text, lambda row: row.line.union),
        Column("单位", 22, text, lambda row: row.line.unit),
        Column("班组", 14, text, lambda row: row.line.team),
    ]
    groups = [*(f"{number}\n{name}" for number, name in enumerate(items, 1)), "合计"]
    for place, group in enumerate(groups):
        width = 6.6 if place < len(items) else 7
        columns += [
            _score_column("自评", group, width, 2 * place),
            _score_column("考核", group, width, 2 * place + 1),
        ]
    return [
        *columns,
        Column("结果", 9, text, lambda row: row.line.result),
        Column("复核情况", 14, text, lambda row: row.line.review),
        Column("备注", 16, text, lambda row: row.line.remark),
    ]


UNION_COLUMNS: list[Column[_UnionRow]] = [
    Column("序号", 6, CellKind.INTEGER, lambda row: row.number),
    Column("所属工会", 24, CellKind.TEXT, lambda row: row.union),
    Column("班组数", 10, CellKind.INTEGER, lambda row: row.averages.teams),
    Column("已考核", 10, CellKind.INTEGER, lambda row: row.averages.assessed),
    Column("合格", 10, CellKind.INTEGER, lambda row: row.averages.passed),
    Column("自评平均分", 13, CellKind.TENTHS, lambda row: row.averages.shown()[-2]),
    Column("考核平均分", 13, CellKind.TENTHS, lambda row: row.averages.shown()[-1]),
]


def _write_unions(
    table: TableSheet[_UnionRow],
    order: RegisterOrder,
    rows: Sequence[_UnionRow],
    everybody: _Averages,
) -> None:
    table.write_head(f"{order.title}（各工会平均）", order.unit_line)
    for row in rows:
        table.write_row(row)
    everything = _UnionRow(0, "", everybody)
    counted = [column.value(everything) for column in UNION_COLUMNS[2:]]
    table.write_line([f"合计（共 {len(rows)} 个工会）", None, *counted], merged=(1, 2))
    table.write_remark(REMARK)


def _score_column(title: str, group: str, width: float, place: int) -> Column[_Row]:
    return Column(title, width, CellKind.TENTHS, lambda row: row.scores[place], group=group)


def _rows(lines: Iterable[ScoreLine], items: int) -> Iterator[_Row]:
    for number, line in enumerate(lines, 1):
        if len(line.assessed) != items:
            raise ValueError(f"{len(line.assessed)} scores for {items} items")
        yield _Row(number, line, line.scores)


def _write_by_union(
    table: TableSheet[_Row], rows: Iterable[_Row], others: Sequence[_Averages | _Unions]
) -> None:
    written: set[str] = set()
    for union, of_union in groupby(rows, key=lambda row: row.line.union):
        if union in written:
            raise ValueError(f"The teams of {union} do not stand together")
        written.add(union)
        averages = _Averages(len(table.columns) - BEFORE_SCORES - AFTER_SCORES)
        _write_teams(table, of_union, [averages, *others])
        head = [None, union, f"平均（{averages.teams} 个班组）", None]
        _write_averages(table, head, averages, merged=(3, BEFORE_SCORES))


def _write_teams(
    table: TableSheet[_Row], rows: Iterable[_Row], averages: Sequence[_Averages | _Unions]
) -> None:
    for row in rows:
        refuse_beyond(table.row + 1 + AFTER_TEAMS, SHEET_ROWS)
        table.write_row(row)
        for each in averages:
            each.add(row)


def _write_averages(
    table: TableSheet[_Row],
    head: Sequence[str | None],
    averages: _Averages,
    *,
    merged: tuple[int, int],
) -> None:
    table.write_line([*head, *averages.shown(), *[None] * AFTER_SCORES], merged=merged)
