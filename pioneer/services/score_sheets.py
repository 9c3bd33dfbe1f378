"""Scoring by the county: each assessor alone, sealed until all have signed, then together."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from django.db import transaction

from changxing_union.filing.annexes import Finding, Level
from changxing_union.filing.cellforms import Part
from changxing_union.filing.editing import Conflict, Merge
from changxing_union.filing.models import State
from changxing_union.filing.services import assign, lock
from changxing_union.filing.services.assignments import ASSIGN
from changxing_union.filing.services.rows import SPENT, is_repeated, record
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from pioneer.cellforms.assessment import VisitForm, reason_cell
from pioneer.checks.assessment import assessment_findings
from pioneer.models import (
    Assessment,
    Hand,
    ItemScore,
    Rubric,
    ScoreSheet,
    SheetSignature,
)
from pioneer.scoring import alternatives, shown, suggestions, total, verdict
from pioneer.services.assessment import new_sheet, rubric_of, sheet_parts

WORD = "考核分"
SIGN = "sign_scores"
NOT_YOURS = "这份考核评价表没有分派给您，不能评分。"
NOT_OPEN = "这份考核评价表现在不在考核中，不能评分。请刷新页面查看最新情况。"
NOT_TAKEN_UP = "自评表受理以后才能分派考核员。请先受理。"
CONCLUDED = "考核结果已经确定，不能再分派考核员。"
SIGNED = "这份评分表已经签署，不能再改。如需更正，请联系县总工会经济工作部。"
SIGNED_IN_PART = "这份合议评分表已经有人签署，不能再改。如需更正，请先退回合议。"
NO_DIFFERENCE = "各位考核员的评分相同，不需要合议。"
NOT_ALL_IN = "还有考核员没有签署评分，等全部签署后再合议。"
CHANGED = "您打开页面以后，这份评分表又有改动，没有签署。请核对现在的内容后再签署。"


def current_assessors(assessment: Assessment) -> list[User]:
    """Who the filing is assigned to now."""
    current = assessment.filing.assignments.current().select_related("user")
    return [assignment.user for assignment in current]


def assessor_sheets(assessment: Assessment) -> list[ScoreSheet]:
    """The sheets of those who are assigned now, begun or signed."""
    sheets = assessment.sheets.filter(
        hand=Hand.ASSESSOR, assessor__in=current_assessors(assessment)
    )
    return list(sheets.select_related("assessor").prefetch_related("item_scores"))


def all_are_in(assessment: Assessment) -> bool:
    """Whether everybody assigned has signed; nobody assigned is nobody in."""
    return all_signed(current_assessors(assessment), assessor_sheets(assessment))


def all_signed(assessors: Collection[User], sheets: Iterable[ScoreSheet]) -> bool:
    """Whether each of ``assessors`` has signed a score of their own among ``sheets``."""
    signed = {
        sheet.assessor_id
        for sheet in sheets
        if sheet.hand == Hand.ASSESSOR and sheet.signed_at is not None
    }
    return bool(assessors) and signed.issuperset(user.pk for user in assessors)


def is_open(sheet: ScoreSheet) -> bool:
    """Whether it is the time to score: before the result, or for a 复核 after its release."""
    state = State(sheet.assessment.filing.state)
    if sheet.hand == Hand.REVIEW:
        return state == State.APPROVED and sheet.signed_at is None
    return state == State.IN_REVIEW and sheet.assessment.result_id is None


def writers(sheet: ScoreSheet) -> list[User]:
    """Whose hand a sheet is in: one assessor's, or of a 合议 everybody's who scored."""
    if sheet.hand == Hand.JOINT:
        return current_assessors(sheet.assessment)
    return [sheet.assessor] if sheet.assessor else []


@transaction.atomic
def assign_assessor(assessment: Assessment, assessor: User, *, act: Act) -> ScoreSheet:
    """分派考核员: the filing is entrusted to them, and their sheet waits for them."""
    filing = lock(assessment.filing)
    held = assessment.sheets.filter(hand=Hand.ASSESSOR, assessor=assessor).first()
    if is_repeated(filing, act, ASSIGN):
        # The button was pressed before; for somebody else it is spent.
        if held is None or assessor not in current_assessors(assessment):
            raise Refused([SPENT])
        return held
    refuse_if([] if filing.state == State.IN_REVIEW else [NOT_TAKEN_UP])
    refuse_if([CONCLUDED] if Assessment.objects.get(pk=assessment.pk).result_id else [])
    if assessor not in current_assessors(assessment):
        assign(filing, assessor, act=act)
        drop_joint_sheet(assessment)
    return held or new_sheet(assessment, Hand.ASSESSOR, assessor)


def drop_joint_sheet(assessment: Assessment) -> None:
    """What was agreed on falls with what it rests on: a signature, or who took part."""
    assessment.sheets.filter(hand=Hand.JOINT).delete()


def score_parts(sheet: ScoreSheet) -> list[Part]:
    """What an assessor types: the visit, the facts found, points and reasons."""
    parts = sheet_parts(sheet.assessment, sheet, word=WORD, with_reasons=True)
    return [Part(VisitForm(), sheet), *parts]


def edit_blockers(sheet: ScoreSheet, user: User) -> list[str]:
    """Why ``user`` cannot type in ``sheet`` now."""
    if user not in writers(sheet):
        return [NOT_YOURS]
    if sheet.signatures.exists():
        return [SIGNED_IN_PART if is_signed_in_part(sheet) else SIGNED]
    return time_blockers(sheet)


def time_blockers(sheet: ScoreSheet) -> list[str]:
    """Why it is not the time for ``sheet``: a 合议 also waits for whoever was assigned later."""
    if not is_open(sheet):
        return [NOT_OPEN]
    waits = sheet.hand == Hand.JOINT and not all_are_in(sheet.assessment)
    return [NOT_ALL_IN] if waits else []


def is_signed_in_part(sheet: ScoreSheet) -> bool:
    """Whether some have signed a 合议 and others have not yet."""
    return sheet.signed_at is None and sheet.signatures.exists()


def sheet_texts(sheet: ScoreSheet, parts: list[Part] | None = None) -> dict[str, str]:
    """HTML name → what each cell of ``sheet`` now shows; ``parts`` are those of the sheet."""
    return {
        name: text
        for part in (score_parts(sheet) if parts is None else parts)
        for name, text in part.form.texts(part.row, sheet.unparsed).items()
    }


def edition_of(sheet: ScoreSheet) -> str:
    """Names the text of ``sheet`` as it is: whoever signs must have seen this one."""
    texts = json.dumps(sheet_texts(sheet), ensure_ascii=False, sort_keys=True)
    return sha256(texts.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class SavedScores:
    """What became of one submission of a score sheet's page.

    ``unseen`` maps cells to what the page shows of them, where another text is stored by now.
    """

    sheet: ScoreSheet
    conflicts: Mapping[str, Conflict]
    unseen: Mapping[str, str]


@transaction.atomic
def save_typed_scores(
    sheet: ScoreSheet, typed: Mapping[str, str], *, base: Mapping[str, str] | None, act: Act
) -> SavedScores:
    """Store every cell of ``typed`` that was changed here and by nobody else meanwhile.

    ``base`` are the texts the page was drawn with. What cannot be read is kept as typed and counts
    as blank.
    """
    lock(sheet.assessment.filing)
    sheet = fresh_sheet(sheet)
    refuse_if(edit_blockers(sheet, act.by))
    parts = score_parts(sheet)
    stored = sheet_texts(sheet, parts)
    merge = Merge(stored, stored if base is None else base, dict(sheet.unparsed))
    for part in parts:
        if touched := merge.part(part, typed):
            part.row.save(update_fields=touched)
    if merge.unparsed != sheet.unparsed:
        sheet.unparsed = merge.unparsed
        sheet.save(update_fields=["unparsed"])
    return SavedScores(sheet, merge.conflicts, merge.unseen)


def save_scores(sheet: ScoreSheet, typed: Mapping[str, str], *, act: Act) -> ScoreSheet:
    """Store the cells of ``typed`` over whatever is there."""
    return save_typed_scores(sheet, typed, base=None, act=act).sheet


def fresh_sheet(sheet: ScoreSheet) -> ScoreSheet:
    """As it is in the database now."""
    sheets = ScoreSheet.objects.select_related(
        "assessment__filing__campaign", "assessment__filing__organization",
        "assessment__application", "assessor",
    )  # fmt: skip
    return sheets.prefetch_related("item_scores").get(pk=sheet.pk)


def score_findings(sheet: ScoreSheet, rubric: Rubric) -> list[Finding]:
    """What is missing, wrong or odd in a sheet of the county's."""
    unreadable = [
        Finding(cell, complaint)
        for part in score_parts(sheet)
        for name in part.form.fields
        if (cell := part.form.add_prefix(name)) in sheet.unparsed
        and (complaint := part.form.read(name, sheet.unparsed[cell])[1])
    ]
    found = assessment_findings(
        sheet,
        rubric,
        team_size=sheet.assessment.application.member_total,
        unreadable=frozenset(sheet.unparsed),
    )
    return [*unreadable, *_visit(sheet), *found, *_reasons(sheet, rubric)]


def _visit(sheet: ScoreSheet) -> list[Finding]:
    if sheet.visited_on is None and "visited_on" not in sheet.unparsed:
        return [Finding("visited_on", "请填写现场考核日期。", Level.MISSING)]
    return []


def _reasons(sheet: ScoreSheet, rubric: Rubric) -> list[Finding]:
    """Points other than the rules suggest, or where they suggest none, need a reason."""
    suggested = suggestions(rubric.rules, sheet.facts)
    findings = []
    for line in rubric.lines:
        score = sheet.scores[line.code]
        if score.points is None or score.reason or score.points == suggested[line.code].points:
            continue
        told = suggested[line.code].points
        words = "没有建议分" if told is None else f"建议分为 {shown(told)} 分"
        sentence = f"第 {line.position} 项{words}，给 {shown(score.points)} 分请写明理由。"
        findings.append(Finding(reason_cell(line.code), sentence, Level.MISSING))
    return findings


@transaction.atomic
def sign_scores(sheet: ScoreSheet, *, act: Act) -> ScoreSheet:
    """Stand by the sheet: complete, each odd score with its reason; then it is not edited again.

    What the rules said of it is kept beside it: facts, reading, suggestion, points and reason.
    ``act.seen`` names the text that was read (``edition_of``); empty when any will do.
    """
    filing = lock(sheet.assessment.filing)
    sheet = fresh_sheet(sheet)
    if sheet.signatures.filter(user=act.by).exists():
        return sheet
    refuse_if([] if act.by in writers(sheet) else [NOT_YOURS])
    refuse_if(time_blockers(sheet))
    refuse_if([] if act.seen in ("", edition_of(sheet)) else [CHANGED])
    rubric = rubric_of(sheet.assessment)
    blocking = [found.sentence for found in score_findings(sheet, rubric) if found.blocks]
    refuse_if(blocking)
    SheetSignature.objects.create(sheet=sheet, user=act.by, signed_at=act.at)
    signed = set(sheet.signatures.values_list("user", flat=True))
    if signed.issuperset(user.pk for user in writers(sheet)):
        sheet.signed_at = act.at
        sheet.judgement = judgement(sheet, rubric)
        sheet.save(update_fields=["signed_at", "judgement"])
    word = sheet.get_hand_display()
    record(filing, SIGN, f"签署{word}评分", act=act, from_state=filing.state, reason="")
    return sheet


def judgement(sheet: ScoreSheet, rubric: Rubric) -> dict[str, object]:
    """Everything the score rests on, as texts that no later change reaches."""
    suggested = suggestions(rubric.rules, sheet.facts)
    points = {code: score.points for code, score in sheet.scores.items()}
    added = total(points.values())
    return {
        "rubric": rubric.pk,
        "edition": str(rubric),
        "policy": rubric.get_rate_policy_display(),
        "combination": rubric.get_rate_combination_display(),
        "items": {
            line.code: {
                "suggested": _text(suggested[line.code].points),
                "sentence": suggested[line.code].sentence,
                "points": _text(points[line.code]),
                "reason": sheet.scores[line.code].reason,
            }
            for line in rubric.lines
        },
        "total": _text(added),
        "verdict": verdict(added, rubric.pass_line).value,
        "others": other_readings(sheet, rubric),
    }


def other_readings(sheet: ScoreSheet, rubric: Rubric) -> list[dict[str, str]]:
    """What ``sheet`` would come to if an item's rule were read otherwise: which, how, how much."""
    points = {code: score.points for code, score in sheet.scores.items()}
    return [
        {
            "code": each.code,
            "reading": each.reading,
            "points": shown(each.points),
            "total": _text(each.total),
            "verdict": each.verdict.value,
        }
        for each in alternatives(rubric.rules, sheet.facts, points)
    ]


def _text(points: Decimal | None) -> str:
    return "" if points is None else shown(points)


@transaction.atomic
def open_joint_sheet(assessment: Assessment, *, act: Act) -> ScoreSheet:
    """合议: what the assessors agree on is taken over, the rest is blank; all of them sign it."""
    lock(assessment.filing)
    refuse_if([] if act.by in current_assessors(assessment) else [NOT_YOURS])
    held = assessment.sheets.filter(hand=Hand.JOINT).first()
    if held is not None:
        return held
    assessment = Assessment.objects.select_related("filing__campaign").get(pk=assessment.pk)
    sheets = assessor_sheets(assessment)
    refuse_if([] if all_are_in(assessment) else [NOT_ALL_IN])
    refuse_if([] if all(map(is_open, sheets)) else [NOT_OPEN])
    if not differing_items(sheets):
        raise Refused([NO_DIFFERENCE])
    joint = new_sheet(assessment, Hand.JOINT, act.by)
    _take_over(joint, sheets)
    return joint


def differing_items(sheets: list[ScoreSheet]) -> set[str]:
    """The items that not all of ``sheets`` give the same points."""
    codes = {code for sheet in sheets for code in sheet.scores}
    return {code for code in codes if len({sheet.scores[code].points for sheet in sheets}) > 1}


def _take_over(joint: ScoreSheet, sheets: list[ScoreSheet]) -> None:
    parts = sheet_parts(joint.assessment, joint, word=WORD)
    columns = [*parts[0].form.fields, "visited_on"]
    for column in columns:
        values = {getattr(sheet, column) for sheet in sheets}
        if len(values) == 1:
            setattr(joint, column, values.pop())
    joint.save(update_fields=columns)
    agreed = []
    for code in joint.scores.keys() - differing_items(sheets):
        score = joint.scores[code]
        score.points = sheets[0].scores[code].points
        score.reason = sheets[0].scores[code].reason
        agreed.append(score)
    ItemScore.objects.bulk_update(agreed, ["points", "reason"])
