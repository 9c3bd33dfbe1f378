"""What the preview of an import shows: rows with their problems, totals, splits to confirm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from changxing_union.imports.models import ImportJob
from changxing_union.imports.stored import findings_of, mapping_of, recognised_of, table_of
from changxing_union.imports.table import (
    JOINED,
    ImportPlan,
    Placement,
    ReadLine,
    ReadTable,
    Recognised,
    StatedTotal,
)
from changxing_union.imports.targets import RowFinding

PAGE_ROWS = 50
PAGE_PROBLEMS = 10
# Two inputs each; a request may hold 12,000 fields, and a person reads far fewer.
PAGE_SPLITS = 100

Item = TypeVar("Item")


@dataclass(frozen=True)
class Window(Generic[Item]):
    """Some of many items; ``first`` and ``last`` count from 1, the neighbours are offsets."""

    items: tuple[Item, ...]
    first: int
    total: int
    previous: int | None
    following: int | None

    @property
    def last(self) -> int:
        """The number of the last item shown."""
        return self.first + len(self.items) - 1


def window(items: Sequence[Item], start: int, size: int) -> Window[Item]:
    """``size`` items from offset ``start``, which is brought into bounds."""
    start = max(0, min(start, len(items) - 1)) // size * size
    end = start + size
    return Window(
        items=tuple(items[start:end]),
        first=start + 1,
        total=len(items),
        previous=start - size if start else None,
        following=end if end < len(items) else None,
    )


@dataclass(frozen=True)
class ShownColumn:
    """A column that is imported: where it stands in the file and what the form calls it."""

    name: str
    letter: str
    label: str


@dataclass(frozen=True)
class ShownCell:
    """One text as it will be stored; ``level`` is ``error``, ``warning`` or empty."""

    label: str
    text: str
    sentences: tuple[str, ...]
    level: str


@dataclass(frozen=True)
class ShownRow:
    """One line of the file; ``sentences`` are about the whole of it."""

    number: int
    cells: tuple[ShownCell, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class ShownProblem:
    """One finding with its place in the file; ``start`` is the page of rows that shows it."""

    number: int
    letter: str
    label: str
    sentence: str
    blocks: bool
    start: int


@dataclass(frozen=True)
class ShownTotal:
    """A number the table states beside the one computed from its rows; ``line`` 0: not stated."""

    label: str
    computed: int | None
    text: str = ""
    line: int = 0
    agrees: bool = True


@dataclass(frozen=True)
class ShownSplit:
    """A text taken apart by guessing: the halves can be edited."""

    number: int
    joined: str
    halves: tuple[str, str]


@dataclass(frozen=True)
class Preview:
    """Everything the page says about a table before it is imported."""

    recognised: Recognised
    columns: tuple[ShownColumn, ...]
    unused: tuple[Placement, ...]
    rows: Window[ShownRow]
    problems: Window[ShownProblem]
    error_count: int
    warning_count: int
    skipped: tuple[ReadLine, ...]
    totals: tuple[ShownTotal, ...]
    splits: tuple[ShownSplit, ...]
    split_labels: tuple[str, ...]
    more_splits: int


def preview_of(
    job: ImportJob, plan: ImportPlan, *, row_start: int = 0, problem_start: int = 0
) -> Preview:
    """The preview with the pages of rows and problems that begin at these offsets."""
    table, findings, recognised = table_of(job, plan), findings_of(job), recognised_of(job)
    mapping = mapping_of(job)
    columns = shown_columns(recognised, mapping, plan)
    problems = window(findings, problem_start, PAGE_PROBLEMS)
    splits = [line for line in table.data if not line.is_split_certain]
    return Preview(
        recognised=recognised,
        columns=columns,
        unused=tuple(
            each
            for each in recognised.placements
            if not mapping.get(each.heading.place) and not each.is_known
        ),
        rows=_rows(table, findings, columns, row_start),
        problems=Window(
            tuple(_problem(each, table, columns, plan) for each in problems.items),
            problems.first,
            problems.total,
            problems.previous,
            problems.following,
        ),
        error_count=sum(each.blocks for each in findings),
        warning_count=sum(not each.blocks for each in findings),
        skipped=table.skipped,
        totals=shown_totals(table.stated, job.computed, plan),
        splits=tuple(_split(line, plan) for line in splits[:PAGE_SPLITS]),
        split_labels=_split_labels(plan),
        more_splits=max(0, len(splits) - PAGE_SPLITS),
    )


def shown_columns(
    recognised: Recognised, mapping: Mapping[int, str], plan: ImportPlan
) -> tuple[ShownColumn, ...]:
    """The imported columns in the order of the form; the halves of a joined one share a letter."""
    letters: dict[str, str] = {}
    for each in recognised.placements:
        target = mapping.get(each.heading.place, "")
        names = plan.joined.names if target == JOINED and plan.joined else (target,)
        letters |= dict.fromkeys(names, each.heading.letter)
    return tuple(
        ShownColumn(column.name, letters[column.name], column.label)
        for column in plan.columns
        if column.name in letters
    )


def _rows(
    table: ReadTable,
    findings: Sequence[RowFinding],
    columns: Sequence[ShownColumn],
    start: int,
) -> Window[ShownRow]:
    lines = window(table.data, start, PAGE_ROWS)
    known = {column.name for column in columns}
    by_cell: dict[tuple[int, str], list[RowFinding]] = {}
    for finding in findings:
        # What is said of a column the file does not have is said of the line.
        name = finding.column if finding.column in known else ""
        by_cell.setdefault((finding.row, name), []).append(finding)
    rows = []
    for index, line in enumerate(lines.items, lines.first - 1):
        cells = [_cell(line, column, by_cell.get((index, column.name), ())) for column in columns]
        about_line = by_cell.get((index, ""), ())
        rows.append(
            ShownRow(line.number, tuple(cells), tuple(each.sentence for each in about_line))
        )
    return Window(tuple(rows), lines.first, lines.total, lines.previous, lines.following)


def _cell(line: ReadLine, column: ShownColumn, findings: Sequence[RowFinding]) -> ShownCell:
    level = "error" if any(each.blocks for each in findings) else "warning" if findings else ""
    sentences = tuple(each.sentence for each in findings)
    return ShownCell(column.label, line.texts.get(column.name, ""), sentences, level)


def _problem(
    finding: RowFinding, table: ReadTable, columns: Sequence[ShownColumn], plan: ImportPlan
) -> ShownProblem:
    column = next((each for each in columns if each.name == finding.column), None)
    label = next((each.label for each in plan.columns if each.name == finding.column), "")
    return ShownProblem(
        number=table.data[finding.row].number,
        letter=column.letter if column else "",
        label=label,
        sentence=finding.sentence,
        blocks=finding.blocks,
        start=finding.row // PAGE_ROWS * PAGE_ROWS,
    )


def shown_totals(
    stated: Sequence[StatedTotal], computed: Mapping[str, int], plan: ImportPlan
) -> tuple[ShownTotal, ...]:
    """Every number the table states beside ours, and ours alone where it states none."""
    totals: list[ShownTotal] = []
    for rule in plan.totals:
        own = computed.get(rule.name)
        said = [each for each in stated if each.rule.name == rule.name]
        totals.extend(
            ShownTotal(rule.label, own, each.text, each.line, agrees=each.number == own)
            for each in said
        )
        if not said and own is not None:
            totals.append(ShownTotal(rule.label, own))
    return tuple(totals)


def _split(line: ReadLine, plan: ImportPlan) -> ShownSplit:
    names = plan.joined.names if plan.joined else ("", "")
    first, second = (line.texts.get(name, "") for name in names)
    return ShownSplit(line.number, line.joined_text, (first, second))


def _split_labels(plan: ImportPlan) -> tuple[str, ...]:
    return tuple(plan.column(name).label for name in plan.joined.names) if plan.joined else ()
