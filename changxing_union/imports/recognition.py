"""Recognising a table: which sheet, where its heading stands, what its columns are (domain §4.2).

Nothing is guessed: a column the plan does not know is listed, and where several columns could be
the same one, the person is asked. What was answered once for a union is remembered.
"""

from collections.abc import Mapping, Sequence

from changxing_union.exports.raw import RawSheet
from changxing_union.imports.columns import ImportColumn
from changxing_union.imports.headings import (
    MOST_LINES_DOWN,
    HeadingBlock,
    filled_rows,
    find_heading,
    is_form,
    is_numbering,
)
from changxing_union.imports.table import (
    JOINED,
    NOT_USED,
    Heading,
    ImportPlan,
    Placement,
    Recognised,
)
from changxing_union.imports.vocabulary import Closeness, Vocabulary, heading_key
from changxing_union.kernel.refusals import Refused


def recognise(
    sheets: Sequence[RawSheet],
    plan: ImportPlan,
    *,
    remembered: Mapping[str, str] | None = None,
    sheet: int | None = None,
) -> Recognised:
    """What ``sheets`` hold for ``plan``: the visible sheet that holds most, or ``sheet``.

    ``remembered`` maps a heading to what a person of the same union once said it is; it answers
    questions and comes before every guess. Raises ``Refused`` when there is nothing to read, no
    heading, or a form in the place of a list.
    """
    looked_at = [
        index for index, each in enumerate(sheets) if index == sheet or _is_offered(each, sheet)
    ]
    if not any(filled_rows(sheets[index]) for index in looked_at):
        raise Refused([_nothing_there(sheets)])
    vocabulary = Vocabulary(plan)
    found = {index: find_heading(sheets[index], vocabulary) for index in looked_at}
    headed = {index: block for index, block in found.items() if block}
    if not headed:
        is_any_form = any(is_form(sheets[index], vocabulary) for index in looked_at)
        raise Refused([_a_form(plan) if is_any_form else _no_heading(plan)])
    best = max(headed, key=lambda index: _weight(sheets[index], headed[index]))
    block = headed[best]
    return Recognised(
        sheet=best,
        sheet_name=sheets[best].name,
        header_first=block.first.number,
        header_last=block.last.number,
        placements=_Placing(block, plan, remembered or {}).placements(),
    )


def _weight(sheet: RawSheet, block: HeadingBlock) -> tuple[int, int, int]:
    """Of sheets that name as many columns the longest counts, not the one that words them best."""
    columns = {meaning.target for meaning in block.meanings.values()}
    lines = sum(row.number > block.last.number for row in filled_rows(sheet))
    return len(columns), lines, block.score


def suggested_mapping(recognised: Recognised) -> dict[int, str]:
    """Column place → target as far as the portal knows it: what the person is shown to confirm."""
    return {each.heading.place: each.target for each in recognised.placements}


def missing_columns(mapping: Mapping[int, str], plan: ImportPlan) -> tuple[ImportColumn, ...]:
    """The required columns of ``plan`` that no column of the table is taken for."""
    there = set(mapping.values())
    if plan.joined and JOINED in there:
        there |= set(plan.joined.names)
    return tuple(
        column
        for column in plan.columns
        if column.required and column.name not in there and not there & set(column.stand_ins)
    )


def _is_offered(sheet: RawSheet, wanted: int | None) -> bool:
    return wanted is None and not sheet.hidden


def _nothing_there(sheets: Sequence[RawSheet]) -> str:
    if any(sheet.hidden and filled_rows(sheet) for sheet in sheets):
        return (
            "看得见的工作表都是空的。如果内容在隐藏的工作表里，请先取消隐藏并保存，再重新选择文件。"
        )
    return "表格是空的，没有可以导入的内容。请核对所选的文件，填好内容并保存后再导入。"


def _a_form(plan: ImportPlan) -> str:
    return (
        f"这是一张登记表（“{plan.columns[0].label}”等栏目的内容填在旁边的格子里），不是一览表，"
        "不能逐行导入。请选择上方有一行列名、下面每行填一条的表格。"
    )


def _no_heading(plan: ImportPlan) -> str:
    labels = "、".join(column.label for column in plan.columns if column.required)
    return (
        f"没有找到表头：前 {MOST_LINES_DOWN} 行里没有一行写着这张表的列名。"
        f"请在内容上方加一行列名（{labels}），保存后再导入。"
    )


class _Placing:
    """Decides for each column of one table what it is taken for."""

    def __init__(
        self, block: HeadingBlock, plan: ImportPlan, remembered: Mapping[str, str]
    ) -> None:
        self._block = block
        self._plan = plan
        self._headings = {heading.place: heading for heading in block.headings}
        self._keys = {place: heading_key(each.text) for place, each in self._headings.items()}
        self._answers = self._answered(remembered)
        self._asked: dict[int, tuple[str, ...]] = {}
        self._taken: dict[int, str] = {}

    def placements(self) -> tuple[Placement, ...]:
        """One for every column, from left to right."""
        for target in self._targets():
            self._decide(target)
        for heading in self._block.headings:
            if not heading.text and not is_numbering(heading):
                self._ask_by_samples(heading)
        return tuple(self._placement(heading) for heading in self._block.headings)

    def _targets(self) -> tuple[str, ...]:
        joined = (JOINED,) if self._plan.joined else ()
        return (*(column.name for column in self._plan.columns), *joined)

    def _answered(self, remembered: Mapping[str, str]) -> dict[int, str]:
        """Column place → answer, for the headings that somebody once answered for."""
        known = {NOT_USED, *self._targets()}
        answers = {heading_key(text): to for text, to in remembered.items() if to in known}
        return {place: answers[key] for place, key in self._keys.items() if key and key in answers}

    def _decide(self, target: str) -> None:
        answered = [place for place, answer in self._answers.items() if answer == target]
        places = answered or [
            place
            for place, meaning in self._block.meanings.items()
            if meaning.target == target and place not in self._answers
        ]
        certain = places if answered and len(places) == 1 else self._certain(target, places)
        if len(certain) == 1:
            self._taken[certain[0]] = target
            return
        for place in certain or places:
            self._asked[place] = self._choices(target)

    def _certain(self, target: str, places: list[int]) -> list[int]:
        """The one place that is ``target`` for certain; several or none must be asked about."""
        closeness = {place: self._closeness(place, target) for place in places}
        official = [place for place in places if closeness[place] is Closeness.OFFICIAL]
        if official:
            return official
        sure = [place for place in places if closeness[place] is not Closeness.DOUBT]
        if len(places) < 2:
            return sure
        fitting = [place for place in places if self._fits(place, target)]
        has_twins = len({self._keys[place] for place in places}) < len(places)
        is_settled = len(fitting) == 1 and fitting[0] in sure and not has_twins
        return fitting if is_settled else []

    def _closeness(self, place: int, target: str) -> Closeness:
        meaning = self._block.meanings.get(place)
        return meaning.closeness if meaning and meaning.target == target else Closeness.WORD

    def _fits(self, place: int, target: str) -> bool:
        """Whether most of what stands below could be a ``target``."""
        column = next((each for each in self._plan.columns if each.name == target), None)
        samples = self._headings[place].samples
        if column is None or column.seems is None:
            return True
        return 2 * sum(column.seems(sample) for sample in samples) > len(samples)

    def _choices(self, target: str) -> tuple[str, ...]:
        if target == JOINED and self._plan.joined:
            # 单位班组名称 over two columns: most likely one of each.
            return (JOINED, *self._plan.joined.names)
        return (target,)

    def _ask_by_samples(self, heading: Heading) -> None:
        """A column without a heading could be one that no heading names."""
        named = {*self._taken.values(), *(each for some in self._asked.values() for each in some)}
        if self._plan.joined and JOINED in named:
            named |= set(self._plan.joined.names)
        candidates = tuple(
            column.name
            for column in self._plan.columns
            if column.name not in named and column.seems and all(map(column.seems, heading.samples))
        )
        if candidates:
            self._asked[heading.place] = candidates

    def _placement(self, heading: Heading) -> Placement:
        place = heading.place
        target = self._taken.get(place, NOT_USED)
        candidates = self._asked.get(place, ())
        is_known = not target and not candidates and is_numbering(heading)
        return Placement(heading, target, candidates, bool(candidates), is_known)
