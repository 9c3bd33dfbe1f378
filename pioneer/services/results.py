"""The result of annex 3: concluded by the county, released in one moment, disputed at most once."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from django.db import transaction

from changxing_union.filing.models import Filing, State
from changxing_union.filing.services import hold, lock
from changxing_union.filing.services.assignments import assign, assignment_blockers
from changxing_union.filing.services.moves import move
from changxing_union.filing.services.rows import record
from changxing_union.filing.transitions import Actor, Transition
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.kernel.text import tidy
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from changxing_union.organizations.permissions import (
    can_file_for,
    can_read_county_wide,
    can_review,
)
from pioneer.models import Assessment, Hand, Objection, ScoreSheet
from pioneer.scoring import Verdict, total, verdict
from pioneer.services.assessment import new_sheet, rubric_in_force
from pioneer.services.score_sheets import all_are_in, assessor_sheets, differing_items

RELEASE = Transition(
    "release", "公布考核结果", (State.IN_REVIEW,), State.APPROVED, Actor.COUNTY_CLERK,
    judges_text=False,
)  # fmt: skip
CONCLUDE, REOPEN, OBJECT, REVIEW = "conclude", "reopen", "object", "review"
NOT_CLERK = "考核结果由县总工会经济工作部经办人员确定，您的账号没有这项权限。"
NOT_FILER = "异议由填报单位的填报员提出，您的账号没有这项权限。"
NOT_ALL_IN = "考核员的评分还没有全部签署，不能确定结果。"
NOT_JOINT = "考核员的评分不同，请先由各位考核员合议并共同签署。"
READ_ANEW = "评分签署以后，评分细则有修改。请考核员核对后重新签署，再确定结果。"
RELEASED = "考核结果已经公布，不能再改。填报单位有异议的，可申请复核。"
NOT_CONCLUDED = "考核结果还没有确定，不能公布。"
NOT_RELEASED = "考核结果还没有公布，不能提出异议。"
OBJECTED = "这份考核结果已经提出过一次异议；复核只办理一次，以复核结果为准。"
SAME_ASSESSOR = "{user}参加过这次考核，复核须由另外的考核员办理。"
NO_OBJECTION = "填报单位没有提出异议，不需要复核。"
REVIEW_UNSIGNED = "复核人还没有签署评分，不能确定复核结果。"
LEAST_REASON, LONGEST_REASON = 5, 500


def result_of(assessment: Assessment) -> tuple[Decimal | None, Verdict]:
    """The points that count now and what they mean; nothing while nothing is concluded."""
    sheet, rubric = assessment.result, assessment.judged_by
    if sheet is None or rubric is None:
        return None, Verdict.INCOMPLETE
    added = total(score.points for score in sheet.item_scores.all())
    return added, verdict(added, rubric.pass_line)


def may_know_result(user: User, assessment: Assessment) -> bool:
    """The county's readers know a result once it is concluded, everybody else once released."""
    if assessment.result_id is None:
        return False
    return assessment.released_at is not None or can_read_county_wide(user)


def conclude_blockers(assessment: Assessment) -> list[str]:
    """Why there is no result yet: not all have signed, or they differ and have not agreed."""
    if assessment.released_at is not None:
        return [RELEASED]
    if not all_are_in(assessment):
        return [NOT_ALL_IN]
    sheet = _decisive(assessment)
    if sheet is None:
        return [NOT_JOINT]
    rubric = rubric_in_force(assessment.filing.campaign)
    return [] if sheet.judgement.get("rubric") == rubric.pk else [READ_ANEW]


def _decisive(assessment: Assessment) -> ScoreSheet | None:
    """The 合议 when it is signed, else the one score that all assessors give."""
    joint = assessment.sheets.filter(hand=Hand.JOINT, signed_at__isnull=False).first()
    if joint is not None:
        return joint
    sheets = assessor_sheets(assessment)
    return None if differing_items(sheets) else sheets[0]


@transaction.atomic
def conclude(assessment: Assessment, *, act: Act) -> Assessment:
    """确定结果: which sheet counts, by which edition of the rubric; unions do not see it yet."""
    refuse_if([] if can_review(act.by) else [NOT_CLERK])
    filing, assessment = _held(assessment)
    if assessment.result_id is not None:
        return assessment
    refuse_if(conclude_blockers(assessment))
    sheet = _decisive(assessment)
    assessment.result = sheet
    assessment.judged_by = rubric_in_force(filing.campaign)
    assessment.concluded_by, assessment.concluded_at = act.by, act.at
    assessment.save(update_fields=["result", "judged_by", "concluded_by", "concluded_at"])
    record(filing, CONCLUDE, "确定考核结果", act=act, from_state=filing.state)
    return assessment


@transaction.atomic
def reopen(assessment: Assessment, *, act: Act, reason: str) -> Assessment:
    """撤回结果: a mistake found before the release; assessors may sign anew."""
    refuse_if([] if can_review(act.by) else [NOT_CLERK])
    filing, assessment = _held(assessment)
    refuse_if([RELEASED] if assessment.released_at else [])
    refuse_if([] if assessment.result_id else [NOT_CONCLUDED])
    words = _reason(reason)
    assessment.result = assessment.judged_by = None
    assessment.concluded_by = assessment.concluded_at = None
    assessment.save(update_fields=["result", "judged_by", "concluded_by", "concluded_at"])
    for sheet in assessment.sheets.exclude(hand=Hand.UNION):
        sheet.signatures.all().delete()
        sheet.signed_at, sheet.judgement = None, {}
        sheet.save(update_fields=["signed_at", "judgement"])
    record(filing, REOPEN, "撤回考核结果", act=act, from_state=filing.state, reason=words)
    return assessment


@transaction.atomic
def release(assessments: Iterable[Assessment], *, act: Act) -> int:
    """公布: all of them in one moment, or none; how many there were."""
    refuse_if([] if can_review(act.by) else [NOT_CLERK])
    pks = [assessment.pk for assessment in assessments]
    hold(pks)
    held = Assessment.objects.select_related("filing__form_type").filter(pk__in=pks)
    waiting = [each for each in held.order_by("pk") if each.released_at is None]
    faults = [
        f"{each.filing.subject}：{NOT_CONCLUDED}" for each in waiting if each.result_id is None
    ]
    refuse_if(faults)
    for assessment in waiting:
        assessment.released_at = act.at
        assessment.save(update_fields=["released_at"])
        move(assessment.filing, RELEASE, act=act)
    return len(waiting)


@transaction.atomic
def object_to(assessment: Assessment, *, act: Act, reason: str) -> Objection:
    """提出异议: once, by the union, for a reason, after the release."""
    filing, assessment = _held(assessment)
    refuse_if([] if can_file_for(act.by, filing.organization) else [NOT_FILER])
    disputed = assessment.result
    if assessment.released_at is None or disputed is None:
        raise Refused([NOT_RELEASED])
    refuse_if([OBJECTED] if Objection.objects.filter(assessment=assessment).exists() else [])
    words = _reason(reason)
    objection = Objection.objects.create(
        assessment=assessment,
        reason=words,
        raised_by=act.by,
        raised_at=act.at,
        disputed=disputed,
    )
    record(filing, OBJECT, "提出异议", act=act, from_state=filing.state, reason=words)
    return objection


@transaction.atomic
def begin_review(assessment: Assessment, reviewer: User, *, act: Act) -> ScoreSheet:
    """复核: a different assessor scores anew; the first score stays beside it."""
    refuse_if([] if can_review(act.by) else [NOT_CLERK])
    filing, assessment = _held(assessment)
    objection = Objection.objects.filter(assessment=assessment).first()
    if objection is None:
        raise Refused([NO_OBJECTION])
    scored = assessment.sheets.filter(hand=Hand.ASSESSOR, assessor=reviewer).exists()
    refuse_if([SAME_ASSESSOR.format(user=reviewer)] if scored else [])
    refuse_if(assignment_blockers(filing, reviewer))
    held = assessment.sheets.filter(hand=Hand.REVIEW).first()
    if held is not None:
        return held
    objection.reviewer = reviewer
    objection.save(update_fields=["reviewer"])
    assign(filing, reviewer, act=replace(act, token=""))
    record(filing, REVIEW, "开始复核", act=act, from_state=filing.state, reason=str(reviewer))
    return new_sheet(assessment, Hand.REVIEW, reviewer)


@transaction.atomic
def conclude_review(assessment: Assessment, *, act: Act) -> Assessment:
    """终评: what the reviewer has signed counts from now on, by the same edition of the rubric."""
    refuse_if([] if can_review(act.by) else [NOT_CLERK])
    filing, assessment = _held(assessment)
    sheet = assessment.sheets.filter(hand=Hand.REVIEW, signed_at__isnull=False).first()
    if sheet is None:
        raise Refused([REVIEW_UNSIGNED])
    if assessment.result_id == sheet.pk:
        return assessment
    assessment.result = sheet
    assessment.concluded_by, assessment.concluded_at = act.by, act.at
    assessment.save(update_fields=["result", "concluded_by", "concluded_at"])
    record(filing, REVIEW, "确定复核结果", act=act, from_state=filing.state)
    return assessment


def _held(assessment: Assessment) -> tuple[Filing, Assessment]:
    filing = lock(assessment.filing)
    fresh = Assessment.objects.select_related(
        "result", "judged_by", "application", "filing__campaign", "filing__organization"
    ).get(pk=assessment.pk)
    return filing, fresh


def _reason(text: str) -> str:
    words = tidy(text)
    if len(words) < LEAST_REASON:
        raise Refused([f"请写明理由（至少 {LEAST_REASON} 个字）。"])
    if len(words) > LONGEST_REASON:
        raise Refused([f"理由最多 {LONGEST_REASON} 个字，请精简。"])
    return words
