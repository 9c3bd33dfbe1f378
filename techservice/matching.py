"""Which 服务队 suits a need, as arithmetic: words in, an order and its reasons out.

No database. The order is a suggestion with its sentence; who is sent, a person decides.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

# What stands between two words that somebody lists.
BETWEEN_WORDS = re.compile(r"[\n\r,，、;；|/]+")
SHORTEST_WORD = 2  # characters; a single one (焊, 电) occurs in too much
# Points for each character of a word found: what a team is for tells more than what one of its
# members can do, and the name of a trade to be trained more than a mention in the prose.
TEAM_WORD, MEMBER_SKILL = 2, 1
IN_A_TRADE, IN_PROSE = 2, 1
MOST_WORDS_TOLD = 6


@dataclass(frozen=True)
class Need:
    """What an enterprise asks for: its text, and the trades its workers are to be trained in."""

    text: str
    trades: tuple[str, ...] = ()


@dataclass(frozen=True)
class ServingTeam:
    """One team as it stands: its words, what its members can do, how busy it is."""

    key: int
    name: str
    trade_words: tuple[str, ...]
    skills: tuple[str, ...] = ()
    open_orders: int = 0
    members: int = 0

    def __post_init__(self) -> None:
        if self.open_orders < 0 or self.members < 0:
            raise ValueError(f"{self.name}: nobody has a negative number of orders or members")

    @property
    def load(self) -> tuple[bool, Fraction, int]:
        """How busy the team is, comparable: a team of nobody is busier than any other."""
        share = Fraction(self.open_orders, max(self.members, 1))
        return (self.members == 0, share, self.open_orders)


@dataclass(frozen=True)
class Suggestion:
    """A team at its place in the order; ``words`` as the team lists them, the weightiest first."""

    team: ServingTeam
    points: int
    words: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class _Found:
    """One word of a team that the need mentions."""

    word: str
    points: int
    is_skill: bool


def words_in(text: str) -> tuple[str, ...]:
    """The words somebody has listed in ``text``, one a line or with commas between, each once."""
    by_key: dict[str, str] = {}
    for listed in BETWEEN_WORDS.split(text):
        word = " ".join(listed.split())
        if word:
            by_key.setdefault(comparable(word), word)
    return tuple(by_key.values())


def comparable(text: str) -> str:
    """``text`` as words are looked for in it: width and case do not matter."""
    return unicodedata.normalize("NFKC", text).casefold()


def suggest(need: Need, teams: Sequence[ServingTeam]) -> list[Suggestion]:
    """Every one of ``teams``, the likeliest first; ties by load, then as they were given."""
    found = [(team, _found(need, team)) for team in teams]
    none_matches = not any(words for _team, words in found)
    rated = [
        Suggestion(
            team=team,
            points=sum(each.points for each in words),
            words=tuple(each.word for each in words),
            sentence=f"{_why(words, none_matches=none_matches)}；{_load_in_words(team)}。",
        )
        for team, words in found
    ]
    return sorted(rated, key=lambda each: (-each.points, each.team.load))


def _found(need: Need, team: ServingTeam) -> list[_Found]:
    """The team's words that occur in ``need``; what is both its trade and a skill counts once."""
    trades, prose = [comparable(trade) for trade in need.trades], [comparable(need.text)]
    known = [(word, TEAM_WORD, False) for word in team.trade_words]
    known += [(word, MEMBER_SKILL, True) for word in team.skills]
    best: dict[str, _Found] = {}
    for word, weight, is_skill in known:
        key = comparable(word)
        place = IN_A_TRADE if _occurs(key, trades) else IN_PROSE if _occurs(key, prose) else 0
        if place and key not in best:
            best[key] = _Found(word, len(key) * weight * place, is_skill)
    return sorted(best.values(), key=lambda each: -each.points)


def _occurs(key: str, texts: Iterable[str]) -> bool:
    return len(key) >= SHORTEST_WORD and any(key in text for text in texts)


def _why(words: Sequence[_Found], *, none_matches: bool) -> str:
    if none_matches:
        return "各服务队的工种与需求都对不上，按在办多少排列"
    if not words:
        return "需求中没有提到这支队的工种"
    trades = [each.word for each in words if not each.is_skill]
    skills = [each.word for each in words if each.is_skill]
    told = [f"需求中提到{_quoted(trades)}"] if trades else []
    told += [f"队员擅长需求中提到的{_quoted(skills)}"] if skills else []
    return "，".join(told)


def _quoted(words: Sequence[str]) -> str:
    """``“电焊”“焊工”``; the weightiest few of many."""
    told = "".join(f"“{word}”" for word in words[:MOST_WORDS_TOLD])
    return told + (f"等 {len(words)} 个词" if len(words) > MOST_WORDS_TOLD else "")


def _load_in_words(team: ServingTeam) -> str:
    people = f"队员 {team.members} 人" if team.members else "队里还没有队员"
    return f"现有 {team.open_orders} 单在办，{people}"
