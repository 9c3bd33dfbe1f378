"""The cross-checks of annex 3 (domain §3): one hand's facts and points in, sentences out."""

from collections.abc import Collection, Iterator
from decimal import Decimal

from changxing_union.filing.annexes import Finding, Level
from pioneer.cellforms.assessment import FactsForm, points_cell
from pioneer.models import SHARE_FACTS, ItemRule, Rubric, ScoreSheet
from pioneer.scoring import Suggestion, shown, suggestions

# Fewer people asked than this, and fewer than the team has, prove little (domain §3).
FEW_ASKED = 10
# The fact of 有总结 that only a picture proves.
PICTURES = "has_summary_pictures"


def assessment_findings(
    sheet: ScoreSheet,
    rubric: Rubric,
    *,
    team_size: int | None,
    unreadable: frozenset[str] = frozenset(),
    pictured: Collection[str] | None = None,
) -> list[Finding]:
    """Every sentence about what one hand has stated and given, in the order of the sheet.

    ``pictured`` are the codes of the items that a picture proves; ``None`` where none is asked for,
    as of the county, which has been there.
    """
    suggested = suggestions(rubric.rules, sheet.facts)
    return [
        *_impossible_rates(sheet),
        *_small_samples(sheet, team_size),
        *_phone(sheet, unreadable),
        *(_unproved(sheet, rubric, pictured) if pictured is not None else ()),
        *_points(sheet, rubric, suggested, unreadable),
    ]


def _impossible_rates(sheet: ScoreSheet) -> Iterator[Finding]:
    for part_name, whole_name in SHARE_FACTS.values():
        part, whole = getattr(sheet, part_name), getattr(sheet, whole_name)
        if part is not None and whole is not None and part > whole:
            labels = [str(FactsForm.base_fields[name].label) for name in (part_name, whole_name)]
            sentence = f"{labels[0]} {part}，多于{labels[1]} {whole}，请核对。"
            yield Finding(part_name, sentence)
        if whole == 0:
            label = FactsForm.base_fields[whole_name].label
            yield Finding(whole_name, f"{label}为 0，算不出比率，请核对。", Level.WARNING)


def _small_samples(sheet: ScoreSheet, team_size: int | None) -> Iterator[Finding]:
    enough = min(FEW_ASKED, team_size or FEW_ASKED)
    asked = sheet.surveyed_count
    if asked is not None and 0 < asked < enough:
        sentence = f"只测评了 {asked} 人，少于 {enough} 人，结果说服力不足，请补充测评或核对。"
        yield Finding("surveyed_count", sentence, Level.WARNING)
    members = sheet.member_count
    if members is not None and team_size is not None and members != team_size:
        sentence = f"岗员人数 {members} 人，与申报表的人数 {team_size} 人不同，请核对。"
        yield Finding("member_count", sentence, Level.WARNING)


def _phone(sheet: ScoreSheet, unreadable: frozenset[str]) -> Iterator[Finding]:
    if sheet.wall_phone and not sheet.phone_number and "phone_number" not in unreadable:
        yield Finding("phone_number", "请填写墙上公布的监督电话号码。", Level.MISSING)


def _unproved(sheet: ScoreSheet, rubric: Rubric, pictured: Collection[str]) -> Iterator[Finding]:
    """What is said to hang on the wall, or to be in pictures, while no picture shows it."""
    for line in rubric.lines:
        for fact in line.facts:
            name = fact["code"]
            is_wall = line.rule == ItemRule.WALL
            if not (is_wall or name == PICTURES) or line.code in pictured:
                continue
            if getattr(sheet, name):
                stated = "填的是“已上墙”，" if is_wall else "相关图片填的是“有”，"
                what = "上墙照片" if is_wall else "图片"
                sentence = f"{stated}但第 {line.position} 项还没有照片，请在本项上传{what}。"
                yield Finding(name, sentence, Level.WARNING)


def _points(
    sheet: ScoreSheet,
    rubric: Rubric,
    suggested: dict[str, Suggestion],
    unreadable: frozenset[str],
) -> Iterator[Finding]:
    for line in rubric.lines:
        cell, given = points_cell(line.code), sheet.scores[line.code].points
        if given is None and cell not in unreadable:
            yield Finding(cell, f"请填写第 {line.position} 项的得分。", Level.MISSING)
        elif given is not None:
            yield from _difference(cell, given, suggested[line.code])


def _difference(cell: str, given: Decimal, suggestion: Suggestion) -> Iterator[Finding]:
    if suggestion.points is not None and suggestion.points != given:
        sentence = (
            f"填的是 {shown(given)} 分，按上面的情况应为 {shown(suggestion.points)} 分，请核对。"
        )
        yield Finding(cell, sentence, Level.WARNING)
