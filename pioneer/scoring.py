"""The 100-point sheet as arithmetic: facts in, points and their justification out (附件3).

No database and no float: rates stay exact fractions, nothing is rounded before it is compared, and
only the points suggested for an item are brought to the score step.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor


class RatePolicy(StrEnum):
    """How “每少 5 个百分点扣 10 分” is read for a shortfall that is no multiple of 5 (O-15)."""

    FLOOR = "floor"
    CEIL = "ceil"
    LINEAR = "linear"

    @property
    def label(self) -> str:
        """The reading in the county's words."""
        return _POLICY_LABELS[self]


class RateCombination(StrEnum):
    """Whether the deductions of several rates add up, or only the greatest counts (O-15)."""

    SUM = "sum"
    WORST = "worst"

    @property
    def label(self) -> str:
        """The reading in the county's words."""
        return _COMBINATION_LABELS[self]


_POLICY_LABELS = {
    RatePolicy.FLOOR: "不足一档的不扣",
    RatePolicy.CEIL: "不足一档的按一档扣",
    RatePolicy.LINEAR: "按比例扣",
}
_COMBINATION_LABELS = {
    RateCombination.SUM: "各率扣分相加",
    RateCombination.WORST: "只按扣分最多的一率扣",
}


class Verdict(StrEnum):
    """What a total means."""

    PASSED = "passed"
    FAILED = "failed"
    INCOMPLETE = "incomplete"

    @property
    def label(self) -> str:
        """As pages, paper and workbooks say it."""
        return _VERDICT_LABELS[self]


_VERDICT_LABELS = {
    Verdict.PASSED: "合格",
    Verdict.FAILED: "不合格",
    Verdict.INCOMPLETE: "未评完",
}
# 自评 and 考核 this far apart are listed for attention (domain §3).
WIDE_GAP = Decimal(10)


@dataclass(frozen=True)
class Share:
    """So many of so many people; ``part`` is never more than ``whole``, neither is negative."""

    part: int
    whole: int

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.whole:
            raise ValueError(f"{self.part} of {self.whole} is no share")

    @property
    def percent(self) -> Fraction | None:
        """Exact, from 0 to 100; nobody asked is not 0 %."""
        return Fraction(100 * self.part, self.whole) if self.whole else None


@dataclass(frozen=True)
class Facts:
    """What was found for one team; what is not stated is absent, never no or 0.

    ``pieces``: code of a document or wall item → whether it exists. ``counts``: code of a kind of
    activity → how often it took place. ``shares``: code of a rate → the people behind it.
    ``not_applicable``: codes of rates that do not apply to the team.
    """

    pieces: Mapping[str, bool]
    counts: Mapping[str, int]
    shares: Mapping[str, Share]
    not_applicable: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Judgement:
    """What a rule takes off, exact and before any floor, and why; ``None``: a fact is missing."""

    deduction: Fraction | None
    sentence: str


class Rule(ABC):
    """How the points of one item are lost."""

    @abstractmethod
    def judge(self, points: Decimal, facts: Facts) -> Judgement:
        """What ``facts`` cost an item that is worth ``points``."""

    def other_readings(self) -> Sequence[tuple[str, "Rule"]]:
        """The same passage of the notice understood otherwise, each with its name."""
        return ()


@dataclass(frozen=True)
class Named:
    """A document, wall item or kind of activity: its code in the facts, and its official name."""

    code: str
    name: str


@dataclass(frozen=True)
class PieceRule(Rule):
    """Points off for each piece that is missing: 一全, 有总结."""

    pieces: tuple[Named, ...]
    each: Decimal

    def judge(self, points: Decimal, facts: Facts) -> Judgement:
        """``each`` × pieces that do not exist."""
        unstated = [piece.name for piece in self.pieces if piece.code not in facts.pieces]
        if unstated:
            return _not_stated(unstated)
        missing = [piece.name for piece in self.pieces if not facts.pieces[piece.code]]
        if not missing:
            return Judgement(Fraction(0), f"{_listed(piece.name for piece in self.pieces)}齐全")
        deduction = Fraction(self.each) * len(missing)
        return Judgement(
            deduction, f"缺{_listed(missing)}，共 {len(missing)} 项，每项扣 {shown(self.each)} 分"
        )


@dataclass(frozen=True)
class WallRule(Rule):
    """All points or none: 六上墙. A person may give part of them, with a reason."""

    piece: Named

    def judge(self, points: Decimal, facts: Facts) -> Judgement:
        """Nothing, or every point."""
        if self.piece.code not in facts.pieces:
            return _not_stated([self.piece.name])
        if facts.pieces[self.piece.code]:
            return Judgement(Fraction(0), f"{self.piece.name}已上墙")
        return Judgement(Fraction(points), f"{self.piece.name}未上墙")


@dataclass(frozen=True)
class KindRule(Rule):
    """Points off for each required kind of activity that never took place: 有活动 (O-16).

    ``others`` are counted, too, but nothing is lost without them. With ``zero_rule`` a team that
    did nothing at all gets no point.
    """

    required: tuple[Named, ...]
    others: tuple[Named, ...]
    each: Decimal
    zero_rule: bool

    def judge(self, points: Decimal, facts: Facts) -> Judgement:
        """``each`` × kinds without any activity."""
        unstated = [kind.name for kind in self.required if kind.code not in facts.counts]
        if unstated:
            return _not_stated([f"{name}次数" for name in unstated])
        done = {kind: facts.counts.get(kind.code, 0) for kind in (*self.required, *self.others)}
        if self.zero_rule and not any(done.values()):
            return Judgement(Fraction(points), "没有开展任何活动，本项不得分")
        counted = _listed(f"{kind.name} {done[kind]} 次" for kind in self.required)
        missing = [kind.name for kind in self.required if not done[kind]]
        if not missing:
            return Judgement(Fraction(0), f"{counted}，各类活动都有开展")
        deduction = Fraction(self.each) * len(missing)
        return Judgement(
            deduction,
            f"{counted}；缺{_listed(missing)}，共 {len(missing)} 类，每类扣 {shown(self.each)} 分",
        )

    def other_readings(self) -> Sequence[tuple[str, Rule]]:
        """With the zero rule, or without it."""
        name = "没有活动的按所缺类别扣分" if self.zero_rule else "没有活动的不得分"
        return [(name, replace(self, zero_rule=not self.zero_rule))]


@dataclass(frozen=True)
class Rate:
    """A rate and what it should be, in percent: 知晓率 100, 满意率 95."""

    code: str
    name: str
    target: Decimal


@dataclass(frozen=True)
class RateRule(Rule):
    """``each`` points off for every ``step`` percentage points short of the target: 有实效."""

    rates: tuple[Rate, ...]
    step: Decimal
    each: Decimal
    policy: RatePolicy
    combination: RateCombination

    def judge(self, points: Decimal, facts: Facts) -> Judgement:
        """The deductions of all rates, combined; a rate without anybody asked suggests nothing."""
        applied = [rate for rate in self.rates if rate.code not in facts.not_applicable]
        percents = {rate: _percent(facts, rate) for rate in applied}
        unstated = [rate.name for rate, percent in percents.items() if percent is None]
        if unstated:
            return _not_stated(unstated)
        known = [(rate, percent) for rate, percent in percents.items() if percent is not None]
        lost = [self.deduction(rate, percent) for rate, percent in known]
        told = [self._told(rate, percent) for rate, percent in known]
        told += [f"{rate.name}不适用" for rate in self.rates if rate not in percents]
        if self.combination is RateCombination.WORST:
            deduction = max(lost, default=Fraction(0))
            if sum(map(bool, lost)) > 1:
                told.append("只按扣分最多的一率扣")
        else:
            deduction = sum(lost, Fraction(0))
        return Judgement(deduction, "；".join(told))

    def deduction(self, rate: Rate, percent: Fraction) -> Fraction:
        """What one rate costs; a rate above its target adds nothing."""
        steps = max(Fraction(0), Fraction(rate.target) - percent) / Fraction(self.step)
        if self.policy is RatePolicy.FLOOR:
            steps = Fraction(floor(steps))
        elif self.policy is RatePolicy.CEIL:
            steps = Fraction(ceil(steps))
        return steps * Fraction(self.each)

    def _told(self, rate: Rate, percent: Fraction) -> str:
        short = Fraction(rate.target) - percent
        if short <= 0:
            return f"{rate.name} {shown_percent(percent)}，达到 {shown(rate.target)}%"
        lost = self.deduction(rate, percent)
        cost = f"扣 {shown(lost)} 分" if lost else f"不足 {shown(self.step)} 个百分点，不扣分"
        return f"{rate.name} {shown_percent(percent)}，{_below(short, rate.target)}，{cost}"

    def other_readings(self) -> Sequence[tuple[str, Rule]]:
        """Each other policy, then the other combination."""
        policies = [policy for policy in RatePolicy if policy is not self.policy]
        combinations = [each for each in RateCombination if each is not self.combination]
        return [
            *((policy.label, replace(self, policy=policy)) for policy in policies),
            *((each.label, replace(self, combination=each)) for each in combinations),
        ]


@dataclass(frozen=True)
class Item:
    """One numbered line of the sheet and what it is worth."""

    code: str
    points: Decimal
    rule: Rule


@dataclass(frozen=True)
class ScoringRules:
    """A whole sheet as the county reads it; ``pass_line`` itself passes (90 分以上, 以上含本数)."""

    items: tuple[Item, ...]
    pass_line: Decimal
    step: Decimal

    def item(self, code: str) -> Item:
        """The item called ``code``; ``KeyError`` when the sheet has none."""
        return {item.code: item for item in self.items}[code]


@dataclass(frozen=True)
class Suggestion:
    """Points the facts suggest for an item, and why; ``None`` while a fact is missing."""

    points: Decimal | None
    sentence: str


@dataclass(frozen=True)
class Alternative:
    """What another reading of the notice would come to, where it differs."""

    code: str
    reading: str
    points: Decimal
    total: Decimal | None
    verdict: Verdict


def suggestion(item: Item, facts: Facts, *, step: Decimal) -> Suggestion:
    """The points of ``item``: what it is worth less the deduction, never below 0, in ``step``s."""
    judged = item.rule.judge(item.points, facts)
    if judged.deduction is None:
        return Suggestion(None, f"{judged.sentence}。")
    left = max(Fraction(0), Fraction(item.points) - judged.deduction)
    points = to_step(left, step)
    if judged.deduction == 0:
        return Suggestion(points, f"{judged.sentence}；本项不扣分。")
    end = f"共扣 {shown(item.points - points)} 分，得 {shown(points)} 分"
    floored = "（扣完为止）" if judged.deduction > Fraction(item.points) else ""
    return Suggestion(points, f"{judged.sentence}；{end}{floored}。")


def suggestions(rules: ScoringRules, facts: Facts) -> dict[str, Suggestion]:
    """Every item's suggestion, by code, in the order of the sheet."""
    return {item.code: suggestion(item, facts, step=rules.step) for item in rules.items}


def total(scores: Iterable[Decimal | None]) -> Decimal | None:
    """Their sum; ``None`` while any of them is blank."""
    known = list(scores)
    return None if None in known else sum((each for each in known if each is not None), Decimal(0))


def wide_gap(own: Decimal | None, given: Decimal | None) -> Decimal | None:
    """How far the totals of 自评 and 考核 are apart, where that deserves a second look."""
    if own is None or given is None:
        return None
    gap = abs(own - given)
    return gap if gap >= WIDE_GAP else None


def verdict(points: Decimal | None, pass_line: Decimal) -> Verdict:
    """Nobody passes, or fails, with a blank item; 89.5 is not rounded to 90."""
    if points is None:
        return Verdict.INCOMPLETE
    return Verdict.PASSED if points >= pass_line else Verdict.FAILED


def alternatives(
    rules: ScoringRules, facts: Facts, scores: Mapping[str, Decimal | None]
) -> list[Alternative]:
    """What each other reading would suggest where it differs from the reading in force.

    ``scores`` are the points given so far, by item; the total of an alternative is theirs with the
    points of the one item replaced.
    """
    found = []
    for item in rules.items:
        own = suggestion(item, facts, step=rules.step).points
        for reading, rule in item.rule.other_readings():
            points = suggestion(replace(item, rule=rule), facts, step=rules.step).points
            if points is None or points == own:
                continue
            given = {each.code: scores.get(each.code) for each in rules.items}
            other = total({**given, item.code: points}.values())
            found.append(
                Alternative(item.code, reading, points, other, verdict(other, rules.pass_line))
            )
    return found


def to_step(points: Fraction, step: Decimal) -> Decimal:
    """The multiple of ``step`` that is nearest; halves go up."""
    return floor(points / Fraction(step) + Fraction(1, 2)) * step


def is_on_step(points: Decimal, step: Decimal) -> bool:
    """Whether a typed score is a multiple of ``step``."""
    return points % step == 0


def shown(number: Decimal | Fraction, places: int = 1) -> str:
    """At most ``places`` decimals, halves up, without idle zeros."""
    unit = Fraction(1, 10**places)
    rounded = Decimal(floor(Fraction(number) / unit + Fraction(1, 2))).scaleb(-places)
    return f"{rounded:f}".rstrip("0").rstrip(".") if places else f"{rounded:f}"


def shown_percent(percent: Fraction) -> str:
    """One decimal, halves up: for reading only, never for comparing."""
    tenths = floor(percent * 10 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}%"


def _percent(facts: Facts, rate: Rate) -> Fraction | None:
    share = facts.shares.get(rate.code)
    return share.percent if share else None


def _below(short: Fraction, target: Decimal) -> str:
    words = shown(short)
    if words == "0":
        return f"略低于 {shown(target)}%"
    return f"比 {shown(target)}% 少 {words} 个百分点"


def _not_stated(names: Sequence[str]) -> Judgement:
    return Judgement(None, f"待补数据：{_listed(names)}")


def _listed(names: Iterable[str]) -> str:
    return "、".join(names)
