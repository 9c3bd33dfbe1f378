"""The result of annex 3: concluded by the county, released in one moment, disputed at most once."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from django.db import transaction
from django.db.models import Min

from changxing_union.filing.models import Filing, State
from changxing_union.filing.services import hold, lock
from changxing_union.filing.services.assignments import assign, assignment_blockers, relieve
from changxing_union.filing.services.moves import move
from changxing_union.filing.services.rows import SPENT, is_repeated, record
from changxing_union.filing.transitions import Actor, Transition
from changxing_union.kernel.reasons import reason_faults
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.kernel.text import tidy
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from changxing_union.organizations.permissions import (
    can_file_for,
    can_review,
)
from pioneer.models import Assessment, Hand, Objection, ScoreSheet, SheetSignature
from pioneer.scoring import Verdict, verdict
from pioneer.services.assessment import new_sheet, rubric_in_force
from pioneer.services.score_sheets import (
    all_are_in,
    assessor_sheets,
    current_assessors,
    differing_items,
    drop_joint_sheet,
)

RELEASE = Transition(
    "release", "公布考核结果", (State.IN_REVIEW,), State.APPROVED, Actor.COUNTY_CLERK,
    judges_text=False,
)  # fmt: skip
CONCLUDE, REOPEN, OBJECT = "conclude", "reopen", "object"
REVIEW, END_REVIEW = "review", "end_review"
NOT_CLERK = "考核结果由县总工会经济工作部经办人员确定，您的账号没有这项权限。"
NOT_FILER = "异议由填报单位的填报员提出，您的账号没有这项权限。"
NOT_ALL_IN = "考核员的评分还没有全部签署，不能确定结果。"
NOT_IN_REVIEW = "这份考核评价表现在不在考核中，不能确定结果。请刷新页面查看最新情况。"
NOT_JOINT = "考核员的评分不同，请先由各位考核员合议并共同签署。"
READ_ANEW = "评分签署以后，评分细则有修改。请考核员核对后重新签署，再确定结果。"
FILED_ANEW = "评分签署以后，自评表重新上报过。请考核员核对新的一版并重新签署，再确定结果。"
RELEASED = "考核结果已经公布，不能再改。填报单位有异议的，可申请复核。"
NOT_CONCLUDED = "考核结果还没有确定，不能公布。"
TAKE_RESULT_FIRST = "考核结果已经确定。请先撤回结果，再撤回评分签署。"
NOTHING_SIGNED = "还没有签署过评分，没有可以撤回的。"
NOT_AT_WORK = "自评表现在的状态是“{state}”，不在考核中，不能公布。"
IS_VOID = "这份考核评价表已经作废，不能再提出异议或办理复核。"
NOT_RELEASED = "考核结果还没有公布，不能提出异议。"
OBJECTED = "这份考核结果已经提出过一次异议；复核只办理一次，以复核结果为准。"
SAME_ASSESSOR = "{user}参加过这次考核，复核须由另外的考核员办理。"
NO_OBJECTION = "填报单位没有提出异议，不需要复核。"
REVIEW_UNSIGNED = "复核人还没有签署评分，不能确定复核结果。"
REVIEW_BEGUN = "复核已经分派给{user}。如需换人，请先撤换。"
RELIEVED_TOO_LATE = "考核结果已经确定，不能撤换考核员。如需重新考核，请先撤回结果。"
REVIEW_DONE = "复核已经办理，以复核结果为准。"
LONGEST_REASON = 500


def result_of(assessment: Assessment) -> tuple[Decimal | None, Verdict]:
    """The points that count now and what they mean; nothing while nothing is concluded."""
    sheet, rubric = assessment.result, assessment.judged_by
    if sheet is None or rubric is None:
        return None, Verdict.INCOMPLETE
    return sheet.total, verdict(sheet.total, rubric.pass_line)


def conclude_blockers(assessment: Assessment) -> list[str]:
    """Why there is no result yet: not all have signed, or they differ and have not agreed."""
    if assessment.released_at is not None:
        return [RELEASED]
    if not all_are_in(assessment):
        return [NOT_ALL_IN]
    sheets = decisive_sheets(assessment)
    if not sheets:
        return [NOT_JOINT]
    rubric = rubric_in_force(assessment.filing.campaign)
    if any(sheet.judgement.get("rubric") != rubric.pk for sheet in sheets):
        return [READ_ANEW]
    signed = SheetSignature.objects.filter(sheet__in=sheets).aggregate(first=Min("signed_at"))
    newer = assessment.filing.revisions.filter(made_at__gt=signed["first"])
    return [FILED_ANEW] if newer.exists() else []


def decisive_sheets(assessment: Assessment) -> list[ScoreSheet]:
    """The 合议 when it is signed, else the sheets of all assessors where they give one score."""
    joint = assessment.sheets.filter(hand=Hand.JOINT, signed_at__isnull=False).first()
    if joint is not None:
        return [joint]
    sheets = assessor_sheets(assessment)
    return [] if differing_items(sheets) else sheets


@transaction.atomic
def conclude(assessment: Assessment, *, act: Act) -> Assessment:
    """确定结果: which sheet counts, by which edition of the rubric; unions do not see it yet."""
    refuse_if([] if can_review(act.by) else [NOT_CLERK])
    filing, assessment = _held(assessment)
    if assessment.result_id is not None or is_repeated(filing, act, CONCLUDE):
        return assessment
    refuse_if([] if filing.state == State.IN_REVIEW else [NOT_IN_REVIEW])
    refuse_if(conclude_blockers(assessment))
    assessment.result = decisive_sheets(assessment)[0]
    # Not asked for anew: a reading that is changed at this moment has not judged anything yet.
    assessment.judged_by_id = assessment.result.judgement["rubric"]
    assessment.concluded_by, assessment.concluded_at = act.by, act.at
    assessment.save(update_fields=["result", "judged_by", "concluded_by", "concluded_at"])
    record(filing, CONCLUDE, "确定考核结果", act=act, from_state=filing.state)
    return assessment


def reopen_blockers(assessment: Assessment) -> list[str]:
    """Why neither a result nor a signature can be taken back."""
    if assessment.released_at is not None:
        return [RELEASED]
    has_any = assessment.sheets.exclude(hand=Hand.UNION).filter(signatures__isnull=False).exists()
    return [] if has_any else [NOTHING_SIGNED]


@transaction.atomic
def reopen(
    assessment: Assessment, *, act: Act, reason: str, assessor: User | None = None
) -> Assessment:
    """撤回结果或签署: a mistake found before the release; assessors may sign anew.

    Everybody's signature, and the result if there is one; before the result also one
    ``assessor``'s alone. A 合议 rests on what was signed and is begun anew.
    """
    refuse_if([] if can_review(act.by) else [NOT_CLERK])
    filing, assessment = _held(assessment)
    sheets = assessment.sheets.filter(hand=Hand.ASSESSOR, signed_at__isnull=False)
    if assessor is not None:
        sheets = sheets.filter(assessor=assessor)
    if is_repeated(filing, act, REOPEN):
        refuse_if([SPENT] if sheets.exists() else [])
        return assessment
    refuse_if(reopen_blockers(assessment))
    if assessor is not None:
        refuse_if([TAKE_RESULT_FIRST] if assessment.result_id else [])
        refuse_if([] if sheets.exists() else [NOTHING_SIGNED])
    words = _reason(reason)
    label = "撤回考核结果" if assessment.result_id else "撤回评分签署"
    assessment.result = assessment.judged_by = None
    assessment.concluded_by = assessment.concluded_at = None
    assessment.save(update_fields=["result", "judged_by", "concluded_by", "concluded_at"])
    drop_joint_sheet(assessment)
    for sheet in list(sheets):
        sheet.signatures.all().delete()
        sheet.signed_at, sheet.judgement = None, {}
        sheet.save(update_fields=["signed_at", "judgement"])
    told = f"{assessor}：{words}"[:LONGEST_REASON] if assessor else words
    record(filing, REOPEN, label, act=act, from_state=filing.state, reason=told)
    return assessment


@transaction.atomic
def release(assessments: Iterable[Assessment], *, act: Act) -> int:
    """公布: all of them in one moment, or none; how many there were."""
    refuse_if([] if can_review(act.by) else [NOT_CLERK])
    pks = [assessment.pk for assessment in assessments]
    hold(pks)
    held = Assessment.objects.select_related("filing__form_type").filter(pk__in=pks)
    waiting = [each for each in held.order_by("pk") if each.released_at is None]
    refuse_if([fault for each in waiting for fault in release_blockers(each)])
    for number, assessment in enumerate(waiting):
        # One press, many events: the first of them remembers the press.
        press = replace(act, token="") if number else act
        refuse_if([] if not is_repeated(assessment.filing, press, RELEASE.action) else [RELEASED])
        assessment.released_at = act.at
        assessment.save(update_fields=["released_at"])
        move(assessment.filing, RELEASE, act=press)
    return len(waiting)


def release_blockers(assessment: Assessment) -> list[str]:
    """Why it cannot be released now, with its name: of many, one keeps back all."""
    if assessment.result_id is None:
        return [f"{assessment.filing.subject}：{NOT_CONCLUDED}"]
    if assessment.filing.state != State.IN_REVIEW:
        told = NOT_AT_WORK.format(state=assessment.filing.state_label)
        return [f"{assessment.filing.subject}：{told}"]
    return []


def void_faults(filing: Filing) -> list[str]:
    """What ends every dispute about a result, also one that is under way: 作废."""
    return [IS_VOID] if filing.state == State.VOID else []


@transaction.atomic
def object_to(assessment: Assessment, *, act: Act, reason: str) -> Objection:
    """提出异议: once, by the union, for a reason, after the release."""
    filing, assessment = _held(assessment)
    refuse_if([] if can_file_for(act.by, filing.organization) else [NOT_FILER])
    disputed = assessment.result
    if assessment.released_at is None or disputed is None:
        raise Refused([NOT_RELEASED])
    refuse_if(void_faults(filing))
    raised = Objection.objects.filter(assessment=assessment).first()
    if is_repeated(filing, act, OBJECT) and raised is not None:
        return raised
    refuse_if([OBJECTED] if raised else [])
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
    refuse_if(void_faults(filing))
    objection = Objection.objects.filter(assessment=assessment).first()
    if objection is None:
        raise Refused([NO_OBJECTION])
    held = assessment.sheets.filter(hand=Hand.REVIEW).first()
    if is_repeated(filing, act, REVIEW):
        if held is None or held.assessor != reviewer:
            raise Refused([SPENT])
        return held
    refuse_if(_review_blockers(assessment, held, reviewer))
    is_begun = held is not None and held.assessor == reviewer
    if held is not None and is_begun and reviewer in current_assessors(assessment):
        return held
    if held is not None and not is_begun:
        held.delete()
    objection.reviewer = reviewer
    objection.save(update_fields=["reviewer"])
    assign(filing, reviewer, act=replace(act, token=""))
    record(filing, REVIEW, "开始复核", act=act, from_state=filing.state, reason=str(reviewer))
    return held if held and is_begun else new_sheet(assessment, Hand.REVIEW, reviewer)


def _review_blockers(assessment: Assessment, held: ScoreSheet | None, reviewer: User) -> list[str]:
    """Another person's than who scored, and one's only until they step back without signing."""
    if held is not None and held.assessor != reviewer:
        if held.signed_at is not None:
            return [REVIEW_DONE]
        if held.assessor in current_assessors(assessment):
            return [REVIEW_BEGUN.format(user=held.assessor)]
    if assessment.sheets.filter(hand=Hand.ASSESSOR, assessor=reviewer).exists():
        return [SAME_ASSESSOR.format(user=reviewer)]
    return assignment_blockers(assessment.filing, reviewer)


@transaction.atomic
def relieve_assessor(assessment: Assessment, assessor: User, *, act: Act, reason: str) -> bool:
    """撤换考核员, also of a 复核 that is not signed; whether they had it.

    Their sheet is kept and counts no more. What was agreed on with them is begun anew.
    """
    filing, assessment = _held(assessment)
    unsigned = assessment.sheets.filter(hand=Hand.REVIEW, assessor=assessor, signed_at=None)
    is_reviewer = unsigned.exists()
    refuse_if([RELIEVED_TOO_LATE] if assessment.result_id and not is_reviewer else [])
    is_relieved = relieve(filing, assessor, act=act, reason=reason)
    if is_relieved and not is_reviewer:
        drop_joint_sheet(assessment)
    return is_relieved


def review_conclude_blockers(assessment: Assessment) -> list[str]:
    """Why the review has no result yet."""
    return [] if signed_review(assessment) else [REVIEW_UNSIGNED]


def signed_review(assessment: Assessment) -> ScoreSheet | None:
    """复核 as its reviewer stands by it."""
    return assessment.sheets.filter(hand=Hand.REVIEW, signed_at__isnull=False).first()


@transaction.atomic
def conclude_review(assessment: Assessment, *, act: Act) -> Assessment:
    """终评: what the reviewer has signed counts from now on, by the same edition of the rubric."""
    refuse_if([] if can_review(act.by) else [NOT_CLERK])
    filing, assessment = _held(assessment)
    refuse_if(void_faults(filing))
    sheet = signed_review(assessment)
    if sheet is None:
        raise Refused(review_conclude_blockers(assessment))
    if assessment.result_id == sheet.pk or is_repeated(filing, act, END_REVIEW):
        return assessment
    assessment.result = sheet
    assessment.concluded_by, assessment.concluded_at = act.by, act.at
    assessment.save(update_fields=["result", "concluded_by", "concluded_at"])
    record(filing, END_REVIEW, "确定复核结果", act=act, from_state=filing.state)
    return assessment


def _held(assessment: Assessment) -> tuple[Filing, Assessment]:
    filing = lock(assessment.filing)
    fresh = Assessment.objects.select_related(
        "result", "judged_by", "application", "filing__campaign", "filing__organization"
    ).get(pk=assessment.pk)
    return filing, fresh


def _reason(text: str) -> str:
    refuse_if(reason_faults(text, most=LONGEST_REASON))
    return tidy(text)
