"""The table of annex 3 as pages draw it: the items of the rubric, merged by category."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from changxing_union.filing.cells import item_field
from pioneer.cellforms.assessment import points_cell, reason_cell
from pioneer.models import SHARE_FACTS, ItemRule, Rubric, RubricItem
from pioneer.scoring import Suggestion


@dataclass(frozen=True)
class RateCells:
    """One rate: its name, its target in percent, the cells of those who were and who were asked."""

    name: str
    target: str
    part: str
    whole: str


@dataclass(frozen=True)
class GridLine:
    """One item: where it stands, what it asks, which cells answer it, what they suggest.

    ``span`` is how many lines its category covers, 0 where a line above has drawn it.
    """

    number: int
    code: str
    category: str
    span: int
    content: str
    points: Decimal
    rule: str
    facts: tuple[str, ...]
    rates: tuple[RateCells, ...]
    points_cell: str
    suggestion: Suggestion

    @property
    def anchor(self) -> str:
        """Where its line stands on the page; what is said about its files stands there."""
        return f"item-{self.code}"

    @property
    def file_field(self) -> str:
        """The input with which files are attached to it."""
        return item_field(self.code)

    @property
    def is_wall(self) -> bool:
        """Whether photographs of the wall prove it (六上墙)."""
        return self.rule == ItemRule.WALL

    @property
    def reason_cell(self) -> str:
        """The cell in which the county says why its points are others than suggested."""
        return reason_cell(self.code)


def grid_lines(rubric: Rubric, suggested: Mapping[str, Suggestion]) -> list[GridLine]:
    """The items of ``rubric`` in the order of the paper, with what is suggested for each."""
    lines = []
    for _category, group in groupby(rubric.lines, key=lambda line: line.category):
        members = list(group)
        lines += [
            _line(line, len(members) if place == 0 else 0, suggested[line.code])
            for place, line in enumerate(members)
        ]
    return lines


def _line(line: RubricItem, span: int, suggestion: Suggestion) -> GridLine:
    is_rates = line.rule == ItemRule.RATES
    return GridLine(
        number=line.position,
        code=line.code,
        category=line.category,
        span=span,
        content=line.content,
        points=line.points,
        rule=line.rule,
        facts=() if is_rates else tuple(fact["code"] for fact in line.facts),
        rates=tuple(_rate(fact) for fact in line.facts) if is_rates else (),
        points_cell=points_cell(line.code),
        suggestion=suggestion,
    )


def _rate(fact: Mapping[str, str]) -> RateCells:
    part, whole = SHARE_FACTS[fact["code"]]
    return RateCells(fact["name"], fact["target"], part, whole)
