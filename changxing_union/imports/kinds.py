"""What a line below the heading is: data, or one of the lines people write around data.

Decided by the whole line, never by one word: a team called 合计班 and a leader called 例外 are data
(domain §4.2).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from changxing_union.exports.raw import RawRow
from changxing_union.imports.columns import TotalRule
from changxing_union.imports.table import LineKind
from changxing_union.imports.totals import (
    Cell,
    compact,
    is_nothing,
    is_number,
    says_rule,
    sum_kind,
)
from changxing_union.imports.vocabulary import bare_key, heading_key

EXAMPLE_WORD = "示例|样例|举例|范例|例如|例子|例"
EXAMPLE_CELL = re.compile(rf"(填写|填报|填表)?({EXAMPLE_WORD}|样表|如)[0-9一二三]?:?")
EXAMPLE_START = re.compile(rf"(填写|填报|填表)?({EXAMPLE_WORD}|如)[0-9一二三]?:.+", re.DOTALL)
EXAMPLE_BRACKET = re.compile(rf"^[(\[【]({EXAMPLE_WORD})[)\]】]|[(\[【]({EXAMPLE_WORD})[)\]】]$")
NOTE_START = re.compile(r"(填写|填表|填报|导入)(说明|须知|要求|注意事项)|注意事项|说明:")

SIGNATURE_WORD = (
    "(填表|填报|制表|审核|审批|复核|经办|报送|上报|统计|录入)(人|者|单位|部门|日期|时间|电话)?(签字|签名)?"
    "|(单位|主要|工会|部门)?负责人(签字|签名)?|分管领导|(工会)?主席|联系(人|电话|方式)|电话|手机|传真"
    "|日期|时间|单位|乡镇|(单位)?(盖章|公章)|签字|签名|(审核)?意见|备注|注\\d*"
)
SIGNATURE_CELL = re.compile(rf"({SIGNATURE_WORD})(\([^)]*\))?(:.*)?", re.DOTALL)
SIGNATURE_SPACED = re.compile(rf"({SIGNATURE_WORD})\s+\S.*", re.DOTALL)
SEAL = re.compile(r"\((盖章|公章|签字|签章|签名)\)")
DAY = re.compile(r"\d{0,4}年\d{0,2}月\d{0,2}日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}")
UNION = re.compile(r".*(工会|工委|委员会|办公室)")
NUMBERED = re.compile(r"\(?\d{1,2}[).、:].*", re.DOTALL)


@dataclass(frozen=True)
class Surroundings:
    """What a line is compared with: the lines down to the heading, and what its columns are.

    ``headings`` maps the place of every column to the key of its heading; ``above`` holds the keys
    of whole lines; ``names`` are the targets that name whom a line is about.
    """

    mapping: Mapping[int, str]
    headings: Mapping[int, str]
    above: frozenset[tuple[str, ...]]
    rules: Sequence[TotalRule]
    names: frozenset[str]


def line_key(row: RawRow) -> tuple[str, ...]:
    """The form in which two lines are the same, blank cells left out."""
    return tuple(key for key in map(heading_key, row.texts) if key)


def line_kind(row: RawRow, cells: Sequence[Cell], around: Surroundings) -> LineKind:
    """What ``row`` is, whose texts are ``cells`` (at least one, from left to right)."""
    if _is_heading(row, cells, around):
        return LineKind.HEADER
    if _is_example(cells, around.mapping):
        return LineKind.EXAMPLE
    total = _total(cells, around)
    if total:
        return total
    return LineKind.SIGNATURE if _is_signature(cells, around) else LineKind.DATA


def goes_on(cells: Sequence[Cell], before: LineKind) -> bool:
    """Whether a lone cell is a further point (2、…) of the notes in the line before."""
    is_note = before in {LineKind.EXAMPLE, LineKind.SIGNATURE}
    return is_note and len(cells) == 1 and bool(NUMBERED.fullmatch(compact(cells[0][1])))


def _is_heading(row: RawRow, cells: Sequence[Cell], around: Surroundings) -> bool:
    """A title or a heading repeated on a further page, or the columns numbered below it."""
    counted = [str(number) for number in range(1, len(cells) + 1)]
    is_count = len(cells) > 3 and [compact(text).strip("()") for _, text in cells] == counted
    if is_count or line_key(row) in around.above:
        return True
    same = sum(_is_part(text, around.headings.get(place, "")) for place, text in cells)
    return same > 1 and 2 * same >= len(cells)


def _is_part(text: str, heading: str) -> bool:
    """Whether the cell is the heading of its column, or one line of a heading of two."""
    keys = {heading_key(text), bare_key(text)} - {""}
    if not heading:
        return False
    return any(heading.startswith(key) or heading.endswith(key) for key in keys if len(key) > 1)


def _is_example(cells: Sequence[Cell], mapping: Mapping[int, str]) -> bool:
    first = cells[0][0]
    for place, text in cells:
        typed = compact(text)
        is_mapped = bool(mapping.get(place))
        if EXAMPLE_CELL.fullmatch(typed) and (place == first or not is_mapped):
            return True
        is_told = is_mapped or place == first
        if is_told and (EXAMPLE_START.fullmatch(typed) or EXAMPLE_BRACKET.search(typed)):
            return True
    return bool(NOTE_START.match(compact(cells[0][1])))


def _total(cells: Sequence[Cell], around: Surroundings) -> LineKind | None:
    """A line that besides a word such as 合计 holds nothing but numbers.

    The name of one group may stand before the word: then it is that group's subtotal.
    """
    sums = [(place, kind) for place, text in cells if (kind := sum_kind(text))]
    if not sums and not any(says_rule(text, around.rules) for _, text in cells):
        return None
    named = {place for place, _ in sums}
    telling = [place for place, text in cells if place not in named and _tells(place, text, around)]
    if not sums:
        return None if telling else LineKind.TOTAL
    place, kind = sums[0]
    if not telling:
        return kind
    is_group = len(telling) == 1 and telling[0] < place
    return LineKind.SUBTOTAL if is_group else None


def _tells(place: int, text: str, around: Surroundings) -> bool:
    """Whether the cell says something about a team: not an amount, nor a word of a total line."""
    if not around.mapping.get(place) or is_number(text) or is_nothing(text):
        return False
    return not says_rule(text, around.rules) and not _is_signature_cell(text)


def _is_signature(cells: Sequence[Cell], around: Surroundings) -> bool:
    """填表人, 审核人, 盖章, 日期, 备注 with their values, and no cell about a team beside them."""
    if len(cells) == 1:
        return _is_lone_note(cells[0], around)
    signs = {place for place, text in cells if _is_signature_cell(text)}
    if not signs:
        return False
    values = {
        following[0]
        for (place, text), following in pairwise(cells)
        if place in signs and _awaits(text)
    }
    return not any(
        around.mapping.get(place)
        for place, text in cells
        if place not in signs | values and not is_nothing(text) and not _is_day(text)
    )


def _is_signature_cell(text: str) -> bool:
    typed = compact(text)
    return bool(
        SIGNATURE_CELL.fullmatch(typed)
        or SIGNATURE_SPACED.fullmatch(text.strip())
        or SEAL.search(typed)
    )


def _awaits(text: str) -> bool:
    """Whether the value of this label stands in the next cell."""
    typed = compact(text)
    return typed.endswith((":", ")")) or ":" not in typed


def _is_day(text: str) -> bool:
    return bool(DAY.fullmatch(compact(text)))


def _is_lone_note(cell: Cell, around: Surroundings) -> bool:
    """A single cell that is a signature, a day, a sentence, or a union's name at the right."""
    place, text = cell
    if _is_signature_cell(text) or _is_day(text) or text.rstrip().endswith(("。", "；")):
        return True
    return bool(UNION.fullmatch(compact(text))) and around.mapping.get(place) not in around.names
