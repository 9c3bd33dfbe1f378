"""What a heading means: the words of a plan, and how near a heading comes to them."""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

from changxing_union.imports.table import JOINED, ImportPlan
from changxing_union.kernel.text import tidy

LONGEST_KEY = 30  # what is longer is a sentence
BRACKETED = re.compile(r"\([^)]*\)|\[[^]]*\]|【[^】]*】|〔[^〕]*〕")
NOT_A_WORD = re.compile(r"[\W_]+")
SUM_LINE = re.compile(r"合计|总计|小计|共计|计|总数")
KEY_END = re.compile(r"(?<=.)(合计|总计|小计|共计|必填|选填)$")


def heading_key(text: str) -> str:
    """The form in which two headings are the same, with the words in brackets.

    Full-width forms, case, blanks, line breaks, colons, stars and brackets do not matter.
    """
    return NOT_A_WORD.sub("", unicodedata.normalize("NFKC", tidy(text)).casefold())


def bare_key(text: str) -> str:
    """Like ``heading_key``, without the words in brackets: 参赛人数（人） is 参赛人数."""
    return heading_key(BRACKETED.sub("", unicodedata.normalize("NFKC", text)))


class Closeness(IntEnum):
    """How near a heading comes to a column of the plan; the numbers add up to a line's score."""

    DOUBT = 1  # it could be, but says something more (党员人数)
    CONTAINED = 2  # it ends in a word of the column
    WORD = 3  # it is a word of the column
    OFFICIAL = 4  # it is the official label


@dataclass(frozen=True)
class Meaning:
    """What a heading seems to say: a name of the plan or ``JOINED``, and how plainly."""

    target: str
    closeness: Closeness


class Vocabulary:
    """The words of a plan, ready to be looked up."""

    def __init__(self, plan: ImportPlan) -> None:
        """A word that two columns claim belongs to the one whose label it is, else the first."""
        named: list[tuple[str, str, tuple[str, ...]]] = [
            (column.name, column.label, column.words) for column in plan.columns
        ]
        if plan.joined:
            named.append((JOINED, plan.joined.label, plan.joined.words))
        self.plan = plan
        self._exact: dict[str, Meaning] = {}
        for target, label, _ in named:
            self._exact.setdefault(heading_key(label), Meaning(target, Closeness.OFFICIAL))
        for target, _, words in named:
            for word in words:
                self._exact.setdefault(heading_key(word), Meaning(target, Closeness.WORD))
        self._by_length = tuple(sorted(self._exact, key=len, reverse=True))
        self._doubts = {
            column.name: re.compile(column.doubt) for column in plan.columns if column.doubt
        }

    def meaning(self, lines: tuple[str, ...]) -> Meaning | None:
        """What the heading in ``lines`` (top to bottom) says, or nothing.

        Exact words come before contained ones. A word counts as contained only at the end, where
        Chinese puts the noun: 组长手机号 is a number, not a person.
        """
        if len(lines) > 1 and SUM_LINE.fullmatch(heading_key(lines[-1])):
            lines = lines[:-1]  # 参赛人数 over 男, 女, 合计: the last is 参赛人数 itself
        whole = " ".join(lines)
        keys = [heading_key(whole), bare_key(whole)]
        if len(lines) > 1:
            keys += [heading_key(lines[-1]), bare_key(lines[-1])]
        keys = [KEY_END.sub("", key) for key in keys]
        if not keys[0] or len(keys[0]) > LONGEST_KEY:
            return None
        for key in keys:
            if key in self._exact:
                return self._doubted(self._exact[key], [*keys[:2], key])
        return self._contained(keys)

    def exact(self, text: str) -> str:
        """The target of which ``text`` is a word, or nothing."""
        found = self._exact.get(heading_key(text)) or self._exact.get(bare_key(text))
        return found.target if found else ""

    def _contained(self, keys: list[str]) -> Meaning | None:
        for key in keys[:2]:
            if key.endswith(self._by_length):
                word = next(word for word in self._by_length if key.endswith(word))
                found = Meaning(self._exact[word].target, Closeness.CONTAINED)
                return self._doubted(found, keys[:2])
        for target, pattern in self._doubts.items():
            rest = pattern.sub("", keys[0])
            if rest != keys[0] and rest.endswith(self._words_of(target)):
                return Meaning(target, Closeness.DOUBT)  # 参赛人数 男
        return None

    def _words_of(self, target: str) -> tuple[str, ...]:
        return tuple(word for word, found in self._exact.items() if found.target == target)

    def _doubted(self, found: Meaning, keys: list[str]) -> Meaning:
        if self._has_doubt(found.target, keys):
            return Meaning(found.target, Closeness.DOUBT)
        return found

    def _has_doubt(self, target: str, keys: list[str]) -> bool:
        pattern = self._doubts.get(target)
        return bool(pattern and any(pattern.search(key) for key in keys))
