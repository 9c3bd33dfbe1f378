"""The county's checks across forms (domain §2.7): facts in, findings out, no database.

They are reports and never keep anything from being filed.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from changxing_union.kernel.text import mask_phone, match_key

Pair = tuple[int, int]

# What tells little about which unit is meant: where it is, and what kind of company.
PLACES = ("浙江省", "浙江", "湖州市", "湖州", "长兴县", "长兴")
SUFFIXES = (
    "有限责任公司", "股份有限公司", "有限公司", "股份公司", "集团公司", "总公司", "集团", "股份",
    "公司",
)  # fmt: skip
# 分公司 is another unit than its 公司.
BRANCHES = ("分公司", "子公司")
PLACE_IN_BRACKETS = re.compile(f"[（(](?:{'|'.join(PLACES)})[）)]")
# One of these for another makes another unit (第一小学 and 第二小学), not a slip of the pen.
TELLING = frozenset("0123456789零一二三四五六七八九十甲乙丙丁戊己庚辛东南西北中上下")
SHORTEST_CORE = 2
# Shorter names differ in one character by nature: 天平 and 天龙.
SHORTEST_ALIKE = 4
SHORTEST_ADDRESS = 6
# More units than this with one mobile or address, or in a row of names that differ in one place,
# share a contact, an industrial park or a pattern; they are no spellings of one unit.
MOST_SHARING = 8

SAME_CORE = "去掉地名和“有限公司”等字样后名称相同"
ONE_APART = "名称只差一个字"
SAME_MOBILE = "组长手机号相同（{}）"
SAME_ADDRESS = "登记地址相同"


@dataclass(frozen=True)
class TeamFact:
    """A team as one filed form names it: annex 1 as a whole, or line ``line`` of annex 2.

    ``unit_key`` and ``team_key`` are the compared names; ``count`` is 人数 or 参赛人数. ``row_key``
    and ``line`` stay empty for annex 1.
    """

    union: int
    union_name: str
    unit: str
    team: str
    unit_key: str
    team_key: str
    count: int | None
    reference: str
    row_key: str = ""
    line: int = 0

    @property
    def identity(self) -> tuple[int, str, str]:
        """What makes it the same team in another form of its union."""
        return self.union, self.unit_key, self.team_key


@dataclass(frozen=True)
class CountExcess:
    """More people take part (annex 2) than the team has (annex 1)."""

    application: TeamFact
    line: TeamFact


@dataclass(frozen=True)
class UnitFact:
    """A unit named in filed forms: who files for it, and what else may tell it is another one."""

    pk: int
    name: str
    unions: tuple[str, ...] = ()
    union_ids: frozenset[int] = frozenset()
    teams: int = 0
    mobiles: frozenset[str] = frozenset()
    address: str = ""


@dataclass(frozen=True)
class Suggestion:
    """Two units that may be one, and every reason to think so."""

    one: UnitFact
    other: UnitFact
    reasons: tuple[str, ...]

    @property
    def units(self) -> tuple[UnitFact, UnitFact]:
        """Both, side by side."""
        return self.one, self.other

    @property
    def mergers(self) -> tuple[tuple[UnitFact, UnitFact], ...]:
        """Which could be kept, and which would be absorbed."""
        return (self.one, self.other), (self.other, self.one)


def missing_lines(
    applications: Iterable[TeamFact], lines: Iterable[TeamFact], unions: Collection[int]
) -> list[TeamFact]:
    """Annex-1 teams not in their union's annex 2, for those ``unions`` that have filed one."""
    listed = {line.identity for line in lines}
    return [
        application
        for application in applications
        if application.union in unions and application.identity not in listed
    ]


def count_excesses(
    applications: Iterable[TeamFact], lines: Iterable[TeamFact]
) -> list[CountExcess]:
    """Lines whose 参赛人数 is above the 人数 of the team's own annex 1."""
    by_identity = {application.identity: application for application in applications}
    excesses = []
    for line in lines:
        application = by_identity.get(line.identity)
        if application is None or application.count is None or line.count is None:
            continue
        if line.count > application.count:
            excesses.append(CountExcess(application, line))
    return excesses


def without_application(
    applications: Iterable[TeamFact], lines: Iterable[TeamFact]
) -> list[TeamFact]:
    """Lines of teams that have no annex 1; they need none."""
    applied = {application.identity for application in applications}
    return [line for line in lines if line.identity not in applied]


def spelled_twice(units: Sequence[UnitFact], apart: Collection[Pair] = ()) -> list[Suggestion]:
    """Pairs of ``units`` that may be one, by name; ``apart`` (ordered pairs) are known to be two.

    Every check puts the units into buckets first, so that thousands take well under a second.
    """
    by_pk = {unit.pk: unit for unit in units}
    cores = {unit.pk: core_name(unit.name) for unit in units}
    reasons: dict[Pair, list[str]] = defaultdict(list)
    for pair, reason in (
        *_same_core(cores),
        *_one_apart(cores),
        *_same_mobile(units),
        *_same_address(units),
    ):
        if pair not in apart and reason not in reasons[pair]:
            reasons[pair].append(reason)
    found = [
        Suggestion(by_pk[one], by_pk[other], tuple(told)) for (one, other), told in reasons.items()
    ]
    return sorted(found, key=_by_weight)


def _by_weight(suggestion: Suggestion) -> tuple[int, bool, str, str]:
    """More reasons first, then names alike before what units merely share, then by name."""
    by_name = any(reason in (SAME_CORE, ONE_APART) for reason in suggestion.reasons)
    return -len(suggestion.reasons), not by_name, suggestion.one.name, suggestion.other.name


def core_name(name: str) -> str:
    """What is left of a unit's name without place and company form, as compared."""
    core = match_key(PLACE_IN_BRACKETS.sub("", name))
    return _without_suffixes(_without_places(core))


def _without_places(core: str) -> str:
    while place := next((each for each in PLACES if core.startswith(each)), ""):
        core = core.removeprefix(place)
    return core


def _without_suffixes(core: str) -> str:
    if core.endswith(BRANCHES):
        return core
    while suffix := next((each for each in SUFFIXES if core.endswith(each)), ""):
        core = core.removesuffix(suffix)
    return core


def _ordered(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


def _buckets(entries: Iterable[tuple[Hashable, int]]) -> Iterator[tuple[Hashable, list[int]]]:
    """The keys under which at least two units stand."""
    gathered: dict[Hashable, list[int]] = defaultdict(list)
    for key, pk in entries:
        gathered[key].append(pk)
    return ((key, pks) for key, pks in gathered.items() if len(pks) > 1)


def _same_core(cores: dict[int, str]) -> Iterator[tuple[Pair, str]]:
    entries = ((core, pk) for pk, core in cores.items() if len(core) >= SHORTEST_CORE)
    for _, pks in _buckets(entries):
        pairs = combinations(pks, 2) if len(pks) <= MOST_SHARING else pairwise(pks)
        yield from ((_ordered(*pair), SAME_CORE) for pair in pairs)


def _one_apart(cores: dict[int, str]) -> Iterator[tuple[Pair, str]]:
    """Names alike but for one character replaced, too many or missing.

    Two names that differ in the character at one place are equal without it: they meet in the
    bucket of that place and that rest. A name with one character too many is, without it, another
    unit's whole name.
    """
    whole: dict[str, list[int]] = defaultdict(list)
    for pk, core in cores.items():
        whole[core].append(pk)
    shortened: list[tuple[Hashable, int]] = []
    for core, pks in whole.items():
        if len(core) < SHORTEST_ALIKE:
            continue
        for place, character in enumerate(core):
            if character in TELLING:
                continue
            rest = core[:place] + core[place + 1 :]
            shortened.append(((place, rest), pks[0]))
            if len(rest) >= SHORTEST_ALIKE:
                yield from ((_ordered(pks[0], other), ONE_APART) for other in whole.get(rest, ()))
    for _, pks in _buckets(shortened):
        if len(pks) <= MOST_SHARING:
            yield from ((_ordered(*pair), ONE_APART) for pair in combinations(pks, 2))


def _same_mobile(units: Sequence[UnitFact]) -> Iterator[tuple[Pair, str]]:
    """One reason a pair, however many leaders the two units share."""
    entries = ((mobile, unit.pk) for unit in units for mobile in sorted(unit.mobiles))
    shared: dict[Pair, list[str]] = defaultdict(list)
    for mobile, pks in _buckets(entries):
        if len(pks) <= MOST_SHARING:
            for pair in combinations(pks, 2):
                shared[_ordered(*pair)].append(mask_phone(str(mobile)))
    for pair, mobiles in shared.items():
        more = f" 等 {len(mobiles)} 个" if len(mobiles) > 1 else ""
        yield pair, SAME_MOBILE.format(f"{mobiles[0]}{more}")


def _same_address(units: Sequence[UnitFact]) -> Iterator[tuple[Pair, str]]:
    addresses = ((match_key(unit.address), unit.pk) for unit in units)
    entries = (entry for entry in addresses if len(entry[0]) >= SHORTEST_ADDRESS)
    for _, pks in _buckets(entries):
        if len(pks) <= MOST_SHARING:
            yield from ((_ordered(*pair), SAME_ADDRESS) for pair in combinations(pks, 2))
