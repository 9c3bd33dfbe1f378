"""Services taken together for the county: what is not met, who does how much, how it is judged.

No database and no float. Averages and shares are exact; where there is nothing to divide by, there
is none.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import floor
from typing import TypeVar

from changxing_union.kernel.text import match_key

UNSORTED = "未归类"
# From 满意 on an enterprise counts as satisfied; grades go from 1 to 5, the best.
SATISFIED_FROM, BEST = 4, 5


Key = TypeVar("Key", bound=Hashable)


class Progress(Enum):
    """How far a service is, as far as numbers care."""

    WAITING = "waiting"  # nobody was sent
    OPEN = "open"  # a team is at it
    FINISHED = "finished"
    ELSEWHERE = "elsewhere"  # another department has it


@dataclass(frozen=True)
class Service:
    """One need that was taken up; ``days`` it took, and its ``grade``, where there is any."""

    key: int
    union: int
    trade: str
    progress: Progress
    team: int | None = None
    days: int | None = None
    grade: int | None = None

    @property
    def is_unmet(self) -> bool:
        """Taken up, and neither finished nor another's."""
        return self.progress in (Progress.WAITING, Progress.OPEN)


@dataclass(frozen=True)
class Demand:
    """So many of one enterprise to be trained in one trade."""

    service: int
    trade: str
    trained: int


@dataclass(frozen=True)
class Unmet:
    """Needs not met of one kind; ``waiting`` of them have no team yet."""

    label: str
    number: int
    waiting: int


@dataclass(frozen=True)
class Wanted:
    """How many are to be trained in a trade, by how many needs."""

    trade: str
    trained: int
    needs: int


@dataclass
class Workload:
    """What one team has done and has to do."""

    working: int = 0
    finished: int = 0
    visits: int = 0
    days: list[int] = field(default_factory=list)
    grades: Counter[int] = field(default_factory=Counter)

    @property
    def average_days(self) -> Fraction | None:
        """From 受理 to 完成, exact."""
        return average(self.days)

    @property
    def average_grade(self) -> Fraction | None:
        """Of those who gave one, exact."""
        return average(list(self.grades.elements()))

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.working or self.finished or self.visits)


@dataclass(frozen=True)
class Satisfaction:
    """How many gave each grade."""

    grades: Mapping[int, int]

    @property
    def judged(self) -> int:
        """How many gave any."""
        return sum(self.grades.values())

    @property
    def satisfied(self) -> int:
        """How many gave 满意 or better."""
        return sum(number for grade, number in self.grades.items() if grade >= SATISFIED_FROM)

    @property
    def share(self) -> Fraction | None:
        """The part of those judged that is satisfied; nobody judged: none."""
        return Fraction(self.satisfied, self.judged) if self.judged else None


def average(numbers: Sequence[int]) -> Fraction | None:
    """Exact; of nothing there is none."""
    return Fraction(sum(numbers), len(numbers)) if numbers else None


def unmet_by_trade(services: Iterable[Service]) -> list[Unmet]:
    """The most wanted first; spellings that differ in width or blanks are one, 未归类 is last."""
    found = _unmet(services, lambda each: match_key(each.trade))
    spelled = {key: group[0].trade.strip() or UNSORTED for key, group in found.items()}
    rows = [_counted(spelled[key], group) for key, group in found.items()]
    return sorted(rows, key=lambda row: (row.label == UNSORTED, -row.number, row.label))


def unmet_by_union(services: Iterable[Service]) -> dict[int, Unmet]:
    """Key of a union → its needs not met; unions without any are left out."""
    found = _unmet(services, lambda each: each.union)
    return {union: _counted("", group) for union, group in found.items()}


def _unmet(services: Iterable[Service], key: Callable[[Service], Key]) -> dict[Key, list[Service]]:
    found: dict[Key, list[Service]] = {}
    for each in services:
        if each.is_unmet:
            found.setdefault(key(each), []).append(each)
    return found


def _counted(label: str, group: Sequence[Service]) -> Unmet:
    waiting = sum(each.progress is Progress.WAITING for each in group)
    return Unmet(label, len(group), waiting)


def training_wanted(services: Iterable[Service], demands: Iterable[Demand]) -> list[Wanted]:
    """What needs not met want trained, by trade, the most people first."""
    unmet = {each.key for each in services if each.is_unmet}
    found: dict[str, list[Demand]] = {}
    for demand in demands:
        if demand.service in unmet:
            found.setdefault(match_key(demand.trade), []).append(demand)
    rows = [
        Wanted(
            group[0].trade.strip() or UNSORTED,
            sum(demand.trained for demand in group),
            len({demand.service for demand in group}),
        )
        for group in found.values()
    ]
    return sorted(rows, key=lambda row: (-row.trained, row.trade))


def workloads(services: Iterable[Service], visits: Mapping[int, int]) -> dict[int, Workload]:
    """Key of a team → its load; ``visits`` by team, also of teams that were relieved since."""
    found: dict[int, Workload] = {}
    for team, number in visits.items():
        found.setdefault(team, Workload()).visits = number
    for each in services:
        if each.team is None:
            continue
        load = found.setdefault(each.team, Workload())
        load.working += each.progress is Progress.OPEN
        if each.progress is not Progress.FINISHED:
            continue
        load.finished += 1
        load.days += [] if each.days is None else [each.days]
        if each.grade is not None:
            load.grades[each.grade] += 1
    return found


def satisfaction(services: Iterable[Service]) -> Satisfaction:
    """Grades of ``services``, the best first; every grade is there."""
    given = Counter(each.grade for each in services if each.grade is not None)
    return Satisfaction({grade: given[grade] for grade in range(BEST, 0, -1)})


def satisfaction_by_team(services: Iterable[Service]) -> dict[int, Satisfaction]:
    """Key of a team → its grades; teams that nobody judged are left out."""
    teams: dict[int, list[Service]] = {}
    for each in services:
        if each.team is not None and each.grade is not None:
            teams.setdefault(each.team, []).append(each)
    return {team: satisfaction(group) for team, group in teams.items()}


def tenths(average: Fraction | None) -> Decimal | None:
    """``average`` as it is shown: one decimal, halves up. Never for comparing."""
    return None if average is None else Decimal(floor(average * 10 + Fraction(1, 2))).scaleb(-1)
