"""Many 100-point sheets summed up for the county: spread of totals, points lost, averages (附件3).

No database and no float. Averages are exact; ``tenths`` brings them to what is shown, and nothing
is ever judged by one: a team passes or fails by its own total (备注1).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pioneer.scoring import shown, to_step

BAND = Decimal(5)
FULL = Decimal(100)
TENTH = Decimal("0.1")
HALF = Decimal("0.5")


@dataclass(frozen=True)
class Band:
    """Teams with at least ``start`` and less than ``end`` points; the last includes its ``end``."""

    start: Decimal
    end: Decimal
    label: str
    teams: int


@dataclass(frozen=True)
class ItemPoints:
    """What one team was given for the item ``code`` that is worth ``most``; ``None``: not yet."""

    code: str
    most: Decimal
    points: Decimal | None


@dataclass(frozen=True)
class Deductions:
    """How an item went: of the ``judged`` teams, ``teams`` lost ``lost`` points between them."""

    code: str
    judged: int
    teams: int
    lost: Decimal

    @property
    def share(self) -> Fraction:
        """The part of the judged teams that lost points, from 0 to 1."""
        return Fraction(self.teams, self.judged) if self.judged else Fraction(0)

    @property
    def average(self) -> Fraction:
        """Points lost by each of those who lost any, exact."""
        return Fraction(self.lost) / self.teams if self.teams else Fraction(0)


@dataclass(frozen=True)
class UnionAverage:
    """The totals of a union's teams taken together; ``union`` is its name."""

    union: str
    teams: int
    points: Decimal

    @property
    def average(self) -> Fraction:
        """Exact; there is no union without a team."""
        return Fraction(self.points) / self.teams


def distribution(totals: Iterable[Decimal], *, step: Decimal = HALF) -> tuple[Band, ...]:
    """How many ``totals`` lie in each band of 5 points, from 0 to 100, empty bands included.

    A total on an edge belongs to the band that begins there, 100 to the last one. ``step`` is the
    smallest unit of a score: it only tells how far a label says a band reaches (90–94.5 分).
    Raises ``ValueError`` for a total outside 0 to 100.
    """
    last = int(FULL / BAND) - 1
    counts = [0] * (last + 1)
    for each in totals:
        if not 0 <= each <= FULL:
            raise ValueError(f"{each} is no total of a 100-point sheet")
        counts[min(int(each / BAND), last)] += 1
    bands = []
    for place, teams in enumerate(counts):
        start, end = BAND * place, BAND * (place + 1)
        reach = end if place == last else end - step
        bands.append(Band(start, end, f"{shown(start)}–{shown(reach)} 分", teams))
    return tuple(bands)


def deductions(scores: Iterable[ItemPoints]) -> tuple[Deductions, ...]:
    """What became of each item, over all teams, the one most teams lost points for first.

    ``scores`` are the lines of many sheets in any order of teams; blank ones are not counted. At
    equal numbers of teams more points lost come first, then the order of ``scores``.
    """
    found: dict[str, Deductions] = {}
    for score in scores:
        before = found.setdefault(score.code, Deductions(score.code, 0, 0, Decimal(0)))
        if score.points is None:
            continue
        lost = score.most - score.points
        found[score.code] = Deductions(
            score.code, before.judged + 1, before.teams + bool(lost), before.lost + lost
        )
    return tuple(sorted(found.values(), key=lambda item: (-item.teams, -item.lost)))


def union_averages(totals: Iterable[tuple[str, Decimal]]) -> tuple[UnionAverage, ...]:
    """One average per union, in the order in which the unions first appear in ``totals``."""
    found: dict[str, UnionAverage] = {}
    for union, points in totals:
        before = found.get(union, UnionAverage(union, 0, Decimal(0)))
        found[union] = UnionAverage(union, before.teams + 1, before.points + points)
    return tuple(found.values())


def tenths(average: Fraction) -> Decimal:
    """``average`` as it is shown: one decimal, halves up. Never for comparing."""
    return to_step(average, TENTH)


def short_name(content: str) -> str:
    """An item's 考核内容 without its details: what stands before the first bracket or comma."""
    ends = [content.index(mark) for mark in "（，。" if mark in content]
    return content[: min(ends, default=len(content))]
