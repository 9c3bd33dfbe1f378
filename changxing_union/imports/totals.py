"""What a table says about itself: 合计 and 小计 lines, and the numbers they state (domain §2.2)."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from changxing_union.imports.columns import TotalRule
from changxing_union.imports.table import LineKind, StatedTotal
from changxing_union.kernel.text import half_width

# A cell of a line: the column's place and what is typed in it.
Cell = tuple[int, str]

SUM_WORD = "小计|合计|总计|共计|总共|累计"
SUM_AT_END = re.compile(rf"(?P<of>.{{0,40}}?)(?P<word>{SUM_WORD})(\(\w*\))?:?")
SUM_AT_START = re.compile(rf"(?P<of>)(?P<word>{SUM_WORD})(?=[:\d]).*")
WHOLE = re.compile(r"(全|以上|本表|总|各).*|")  # 全镇合计 is the total, 某公司合计 is not
UNIT = "个?(?:人次|人|名|家|户|位|班组|企业|单位)?"
NUMBER = re.compile(r"[约共计]{0,2}\d{1,6}(,\d{3})*(\.0+)?[余多]?" + UNIT)
NOTHING = re.compile(r"[\W_]*")  # a dash or a stroke in the place of a value


def compact(text: str) -> str:
    """``text`` without blanks, in half-width forms: 合　计： is ``合计:``."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def is_number(text: str) -> bool:
    """Whether ``text`` is an amount (45, 45人, 约 45) and not a telephone number."""
    return bool(NUMBER.fullmatch(compact(text)))


def is_nothing(text: str) -> bool:
    """Whether ``text`` says nothing: empty, or only strokes."""
    return bool(NOTHING.fullmatch(text))


def sum_kind(text: str) -> LineKind | None:
    """``TOTAL`` or ``SUBTOTAL`` when the cell names a sum (合 计, 本页小计), not for 合计班."""
    typed = compact(text)
    found = SUM_AT_END.fullmatch(typed) or SUM_AT_START.fullmatch(typed)
    if not found:
        return None
    is_whole = found["word"] != "小计" and bool(WHOLE.fullmatch(found["of"]))
    return LineKind.TOTAL if is_whole else LineKind.SUBTOTAL


def says_rule(text: str, rules: Sequence[TotalRule]) -> bool:
    """Whether the cell says only words of ``rules``, with or without numbers (职工数：45人)."""
    typed = compact(text)
    rest = typed
    for rule in rules:
        for word in _longest_first(rule):
            if word in rest:
                rest = re.sub(_number_after(word) + UNIT, "", rest)
    return rest != typed and is_nothing(rest)


def stated_totals(
    cells: Sequence[Cell], line: int, mapping: Mapping[int, str], rules: Sequence[TotalRule]
) -> tuple[StatedTotal, ...]:
    """The numbers that the total line ``line`` states: after a rule's word, or in its column."""
    stated: dict[str, StatedTotal] = {}
    used: set[int] = set()
    for rule in rules:
        found = _behind_a_word(cells, rule, mapping, rules)
        if found:
            used.add(found[0])
            stated[rule.name] = _stated(rule, line, found[1])
    for rule in rules:
        for place, text in cells:
            is_meant = rule.column and mapping.get(place) == rule.column and place not in used
            if rule.name not in stated and is_meant and is_number(text):
                stated[rule.name] = _stated(rule, line, text)
    return tuple(stated.values())


def _behind_a_word(
    cells: Sequence[Cell],
    rule: TotalRule,
    mapping: Mapping[int, str],
    rules: Sequence[TotalRule],
) -> Cell | None:
    """The place and the text of the number that follows a word of ``rule``."""
    for index, (place, text) in enumerate(cells):
        rest = _after_word(compact(text), rule)
        if rest is None:
            continue
        if rest or index + 1 == len(cells):
            return (place, rest) if rest else None
        following, number = cells[index + 1]
        others = {other.column for other in rules if other != rule and other.column}
        # Past a blank cell, a number in the column of another rule is that rule's.
        is_others = following > place + 1 and mapping.get(following) in others
        return None if is_others or says_rule(number, rules) else (following, number)
    return None


def _after_word(text: str, rule: TotalRule) -> str | None:
    """The number after a word of ``rule``, empty if there is none; None without such a word."""
    for word in _longest_first(rule):
        found = re.search(_number_after(word), text)
        if found:
            return found[1] or ""
    return None


def _longest_first(rule: TotalRule) -> list[str]:
    return sorted(rule.words, key=len, reverse=True)


def _number_after(word: str) -> str:
    return rf"{re.escape(word)}(?:\(\w*\))?[:为是共有]*(约?\d[\d,.]*[余多]?)?"


def _stated(rule: TotalRule, line: int, text: str) -> StatedTotal:
    """The number is known only where the text is one: 约45 is not 45."""
    digits = re.sub(r",(?=\d{3}(?!\d))", "", compact(half_width(text)))
    found = re.fullmatch(r"共?(\d{1,9})(?:\.0+)?" + UNIT, digits)
    return StatedTotal(rule, line, text, int(found[1]) if found else None)
