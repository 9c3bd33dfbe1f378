"""A form on screen, laid out as its paper: the same grid for typing and for reading."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.forms.boundfield import BoundField

from changxing_union.filing.annexes import Finding, Level, annex_of
from changxing_union.filing.cellforms import (
    ROW_PREFIX,
    Part,
    PrintedCell,
    RowForm,
    new_row_names,
    row_key,
)
from changxing_union.filing.cells import Difference
from changxing_union.filing.editing import ELSEWHERE, Conflict, stored_texts, typed_parts
from changxing_union.filing.fields import ListedField
from changxing_union.filing.models import Filing, Opinion, ReturnFlag, ReturnState

# How many lines of a table one page draws: as many as stay fluid, and as a request may hold.
ROWS_SHOWN = 300


@dataclass
class ShownCell:
    """One cell of the grid with everything that is said about it."""

    name: str
    label: str
    text: str = ""
    control: BoundField | None = None
    offers: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    flag: ReturnFlag | None = None
    difference: Difference | None = None

    @property
    def level(self) -> str:
        """``error``, ``warning`` or empty: how the cell is marked."""
        worst = max((finding.level for finding in self.findings), default=None)
        if worst is None:
            return ""
        return "warning" if worst is Level.WARNING else "error"


@dataclass
class ShownRow:
    """One line of a table that the form repeats: its place, its cells by field, its flag."""

    key: str
    number: int
    cells: dict[str, ShownCell] = field(default_factory=dict)
    flag: ReturnFlag | None = None

    @property
    def name(self) -> str:
        """What flags and links call the line."""
        return f"{ROW_PREFIX}{self.key}"

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it: one of the lines that wait to be typed in."""
        return not any(cell.text for cell in self.cells.values())

    @property
    def is_changed(self) -> bool:
        """Whether a cell differs from the version before."""
        return any(cell.difference for cell in self.cells.values())


@dataclass(frozen=True)
class RowWindow:
    """Which lines of a long table a page shows: ``size`` of them from ``first`` (from 1)."""

    first: int = 1
    size: int = ROWS_SHOWN

    @property
    def last(self) -> int:
        """The number of the last line shown, if there are that many."""
        return self.first + self.size - 1

    def holds(self, number: int) -> bool:
        """Whether line ``number`` is on the page."""
        return self.first <= number <= self.last

    @classmethod
    def around(cls, number: int) -> "RowWindow":
        """The page that line ``number`` is on."""
        return cls(first=(max(number, 1) - 1) // ROWS_SHOWN * ROWS_SHOWN + 1)

    def within(self, count: int) -> "RowWindow":
        """The last page of a table of ``count`` lines where this one lies beyond its end."""
        return self if self.first <= max(count, 1) else RowWindow.around(count)


WHOLE_TABLE = RowWindow(size=1_000_000)


@dataclass(frozen=True)
class RowPages:
    """The page shown of a table of ``count`` lines, and its neighbours (0: there is none)."""

    window: RowWindow = WHOLE_TABLE
    count: int = 0

    @property
    def is_long(self) -> bool:
        """Whether one page does not hold the table."""
        return self.count > self.window.size

    @property
    def next_first(self) -> int:
        """The first line of the next page."""
        return self.window.last + 1 if self.window.last < self.count else 0

    @property
    def previous_first(self) -> int:
        """The first line of the page before."""
        return max(self.window.first - self.window.size, 1) if self.window.first > 1 else 0

    @property
    def last_shown(self) -> int:
        """The number of the last line on the page."""
        return min(self.window.last, self.count)


@dataclass
class Paper:
    """The cells of one form, by name; ``editable`` decides between inputs and text.

    ``base`` is what the page was drawn with, ``decided`` the same with a colleague's texts where
    the page shows them beside the reader's own: a button pressed in their sight decides.
    ``rows`` are the lines of its table that are on this one of its ``pages``.
    """

    cells: dict[str, ShownCell]
    opinions: list[Opinion]
    editable: bool
    base: str = ""
    decided: str = ""
    rows: list[ShownRow] = field(default_factory=list)
    pages: RowPages = field(default_factory=RowPages)

    def opinion(self, code: str) -> Opinion | None:
        """The signature box called ``code``."""
        return next((opinion for opinion in self.opinions if opinion.code == code), None)


def reading_paper(
    filing: Filing,
    cells: Iterable[PrintedCell],
    changes: Iterable[Difference] = (),
    *,
    window: RowWindow = WHOLE_TABLE,
) -> Paper:
    """The grid as text, with the cells marked that changed since the version before."""
    changed = {change.name: change for change in changes}
    flags = _open_flags(filing)
    shown = {
        cell.name: ShownCell(
            cell.name,
            cell.label,
            cell.value,
            flag=flags.get(cell.name),
            difference=changed.get(cell.name),
        )
        for cell in cells
    }
    opinions = list(filing.opinions.all())
    paper = Paper(shown, opinions, editable=False)
    rows = _rows_of(paper, flags)
    window = window.within(len(rows))
    paper.rows = [row for row in rows if window.holds(row.number)]
    paper.pages = RowPages(window, len(rows))
    return paper


def typing_paper(
    filing: Filing,
    findings: Iterable[Finding],
    *,
    show_missing: bool,
    conflicts: Mapping[str, Conflict] | None = None,
    unseen: Mapping[str, str] | None = None,
    sent: Sequence[str] = (),
    window: RowWindow = WHOLE_TABLE,
    blank_lines: int = 0,
    blank_before: str = "",
) -> Paper:
    """The grid as inputs holding what is stored; after a conflict, holding what was typed here.

    Of a long table only the lines within ``window`` are drawn, and those that conflict. To add
    lines to it, ``blank_lines`` follow the last one, and one stands before ``blank_before``.
    ``unseen`` are the texts of a page that stays as it is, where other ones are stored by now;
    ``sent`` are the keys of the lines in the order in which the page in conflict had them.
    """
    conflicts = conflicts or {}
    mine = {cell: conflict.mine for cell, conflict in conflicts.items()}
    annex = annex_of(filing)
    parts = [*typed_parts(filing), *annex.new_parts(filing, mine)]
    row_count = sum(part.key != "" for part in parts)
    window = window.within(row_count)
    parts = [part for part in parts if _is_shown(part, window, conflicts)]
    parts = _with_gone_lines_in_place(parts, sent)
    if window.last >= row_count:
        parts += annex.new_parts(filing, dict.fromkeys(new_row_names(blank_lines), ""))
    if blank_before:
        blank = annex.new_parts(filing, dict.fromkeys(new_row_names(1), ""))
        parts = _with_line_before(parts, blank_before, blank)
    texts = stored_texts(filing, parts)
    flags = _open_flags(filing)
    cells = drawn_cells(parts, {**texts, **mine}, findings, show_missing=show_missing)
    for name, flag in flags.items():
        if name in cells:
            cells[name].flag = flag
    base, decided = tell_conflicts(cells, texts, conflicts, unseen or {})
    paper = Paper(
        cells,
        list(filing.opinions.all()),
        editable=True,
        base=base,
        decided=decided,
        pages=RowPages(window, row_count),
    )
    paper.rows = _rows_of(paper, flags, _numbers(parts, window))
    return paper


def tell_conflicts(
    cells: Mapping[str, ShownCell],
    texts: Mapping[str, str],
    conflicts: Mapping[str, Conflict],
    unseen: Mapping[str, str],
) -> tuple[str, str]:
    """Say at ``cells`` what others changed; returns the page's ``base`` and ``decided``.

    ``texts`` are what is stored; the other two are as ``Saved`` has them.
    """
    for cell, conflict in conflicts.items():
        cells[cell].findings.insert(0, Finding(cell, conflict.sentence))
    for cell in unseen:
        told = f"{ELSEWHERE}“{texts[cell] or '（空）'}”，刷新页面后显示。"
        cells[cell].findings.insert(0, Finding(cell, told, Level.WARNING))
    before = {
        **texts, **unseen, **{cell: conflict.base for cell, conflict in conflicts.items()}
    }  # fmt: skip
    decided = json.dumps(texts, ensure_ascii=False) if conflicts else ""
    return json.dumps(before, ensure_ascii=False), decided


def drawn_cells(
    parts: Iterable[Part],
    texts: Mapping[str, str],
    findings: Iterable[Finding],
    *,
    show_missing: bool,
) -> dict[str, ShownCell]:
    """The cells of ``parts`` as inputs holding ``texts``, each with what is said about it."""
    cells: dict[str, ShownCell] = {}
    for part in parts:
        for name in part.form.fields:
            cell = part.form.add_prefix(name)
            part.form.initial[name] = texts[cell]
            source = part.form.cell(name)
            cells[cell] = ShownCell(
                cell,
                str(source.label),
                texts[cell],
                control=part.form[name],
                offers=source.offers if isinstance(source, ListedField) else (),
            )
    for finding in findings:
        if finding.name in cells and (show_missing or finding.level is not Level.MISSING):
            cells[finding.name].findings.append(finding)
    return cells


def _is_shown(part: Part, window: RowWindow, conflicts: Mapping[str, Conflict]) -> bool:
    if not isinstance(part.form, RowForm):
        return True
    return window.holds(part.form.number) or any(name in conflicts for name in part.names)


def _numbers(parts: Iterable[Part], window: RowWindow) -> dict[str, int]:
    """The lines of the page counted through, and those of other pages as they are there."""
    numbers: dict[str, int] = {}
    place = window.first
    for part in parts:
        if not isinstance(part.form, RowForm):
            continue
        if part.row.pk is not None and not window.holds(part.form.number):
            numbers[part.key] = part.form.number
        else:
            numbers[part.key] = place
            place += 1
    return numbers


def _rows_of(
    paper: Paper, flags: Mapping[str, ReturnFlag], numbers: Mapping[str, int] | None = None
) -> list[ShownRow]:
    """The row cells of ``paper`` gathered into lines, counted through where not numbered."""
    rows: dict[str, ShownRow] = {}
    for name, cell in paper.cells.items():
        if key := row_key(name):
            number = numbers[key] if numbers else len(rows) + 1
            row = rows.setdefault(key, ShownRow(key, number))
            row.cells[name.partition("-")[2]] = cell
    for row in rows.values():
        row.flag = flags.get(row.name)
    return list(rows.values())


def _with_gone_lines_in_place(parts: list[Part], sent: Sequence[str]) -> list[Part]:
    """Lines that a colleague took out stand behind the line they followed on the page."""
    placed = [part for part in parts if not part.key or part.row.pk is not None]
    for gone in (part for part in parts if part.key and part.row.pk is None):
        above = set(sent[: sent.index(gone.key)]) if gone.key in sent else set()
        lines = [place for place, part in enumerate(placed) if part.key]
        following = [place for place in lines if placed[place].key in above]
        first = lines[0] if lines else len(placed)
        placed.insert(following[-1] + 1 if following else first, gone)
    return placed


def _with_line_before(parts: list[Part], key: str, blank: list[Part]) -> list[Part]:
    place = next((place for place, part in enumerate(parts) if part.key == key), len(parts))
    return [*parts[:place], *blank, *parts[place:]]


def _open_flags(filing: Filing) -> dict[str, ReturnFlag]:
    flags = ReturnFlag.objects.filter(note__filing=filing, note__state=ReturnState.OPEN)
    return {flag.field: flag for flag in flags}
