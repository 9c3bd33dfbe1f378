"""One team's result: the county works it out here, its union reads it once it is released."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_safe

from changxing_union.filing.models import Filing, State
from changxing_union.filing.services.assignments import LONGEST_REASON as LONGEST_RELIEF
from changxing_union.filing.views.lookup import filing_or_404
from changxing_union.organizations.http import SignedInRequest
from changxing_union.organizations.models import User
from changxing_union.organizations.permissions import (
    can_file_for,
    can_read_county_wide,
    can_review,
)
from pioneer.forms.assessment_result import AssessorForm, WhyForm
from pioneer.models import ASSESSMENT_KIND, Assessment, Hand, Objection
from pioneer.score_comparison import comparison
from pioneer.score_outcome import outcome_lines
from pioneer.scoring import total, wide_gap
from pioneer.services.assessment import rubric_of, seen_sheet
from pioneer.services.assessors import AtWork, at_work_on, candidates, joint_words
from pioneer.services.result_outlook import Outlook, outlook, review_outlook
from pioneer.services.results import (
    conclude_blockers,
    release_blockers,
    result_of,
    review_conclude_blockers,
    void_faults,
)
from pioneer.services.score_board import SHAPES, Stage, stage_of
from pioneer.services.score_seal import may_know_result, readable_sheets

NO_OFFERS = dict.fromkeys(
    ("assign_form", "conclude", "release", "reopen_form", "review_form", "end_review")
)
# What the forms of one page are told apart by.
ASSIGN, REOPEN, OBJECT, REVIEW = "assign", "reopen", "object", "review"


def assessment_or_404(request: SignedInRequest, reference: str) -> Assessment:
    """The annex 3 with this reference; another union's is a 404 and an audit row."""
    filing = filing_or_404(request, reference)
    if filing.kind != ASSESSMENT_KIND:
        raise Http404
    assessments = Assessment.objects.select_related(
        "application", "judged_by", "result__assessor", "concluded_by", "filing__form_type",
        "filing__campaign", "filing__organization",
    )  # fmt: skip
    return assessments.get(pk=filing.pk)


@require_safe
def result(request: SignedInRequest, reference: str) -> HttpResponse:
    """考核办理 for the county and who is assigned, 考核结果 for the union."""
    return result_page(request, assessment_or_404(request, reference))


def result_page(
    request: SignedInRequest, assessment: Assessment, *, typed: forms.Form | None = None
) -> HttpResponse:
    """The reader's page of ``assessment``; ``typed`` is a form of it that needs correcting."""
    user, filing = request.user, assessment.filing
    status = 422 if typed is not None and typed.errors else 200
    is_own = can_file_for(user, filing.organization)
    context: dict[str, Any] = {
        "review_form": None,
        "filing": filing,
        "assessment": assessment,
        "rubric": rubric_of(assessment),
        "token": get_random_string(32),
        "seen": seen_of(filing),
        "county": can_read_county_wide(user),
        "is_own": is_own,
        **_objection(request, assessment, typed),
    }
    if is_own and not can_read_county_wide(user):
        context |= _outcome(assessment, user)
        return render(request, "pioneer/assessment_outcome.html", context, status=status)
    context |= _work(request, assessment, typed, context["objection"])
    return render(request, "pioneer/assessment_result.html", context, status=status)


def seen_of(filing: Filing) -> str:
    """Which history the page was drawn from: an old page decides nothing."""
    return str(filing.events.order_by("-pk").values_list("pk", flat=True).first() or "")


def _objection(
    request: SignedInRequest, assessment: Assessment, typed: forms.Form | None
) -> dict[str, Any]:
    """The objection, and the form to raise one: the union's own matter and the clerk's."""
    raised = Objection.objects.select_related("raised_by", "reviewer", "disputed__assessor")
    objection = raised.filter(assessment=assessment).first()
    is_own = can_file_for(request.user, assessment.filing.organization)
    may_object = is_own and assessment.released_at is not None and objection is None
    may_object = may_object and not void_faults(assessment.filing)
    is_typed = typed is not None and typed.prefix == OBJECT
    form = typed if is_typed else objection_form() if may_object else None
    return {
        "objection": objection,
        "object_form": form,
        "may_object": may_object,
        "knows_objector": is_own or can_review(request.user),
    }


def objection_form(data: Mapping[str, Any] | None = None) -> WhyForm:
    """提出异议."""
    return WhyForm(data, prefix=OBJECT, label="异议理由")


def reopen_form(data: Mapping[str, Any] | None = None, *, of: str = "") -> WhyForm:
    """撤回结果 or all signatures; with ``of`` (a user's number) that person's alone."""
    return WhyForm(data, prefix=f"{REOPEN}{of}", label="撤回原因")


def relieve_form(data: Mapping[str, Any] | None = None, *, of: str) -> WhyForm:
    """撤换 the person with the number ``of``."""
    return WhyForm(data, prefix=f"relieve{of}", label="撤换原因", most=LONGEST_RELIEF)


def assign_form(assessment: Assessment, data: Mapping[str, Any] | None = None) -> AssessorForm:
    """分派考核员."""
    people = candidates(assessment)
    return AssessorForm(data, prefix=ASSIGN, label="分派考核员", candidates=people)


def review_form(assessment: Assessment, data: Mapping[str, Any] | None = None) -> AssessorForm:
    """开始复核."""
    people = candidates(assessment, for_review=True)
    return AssessorForm(data, prefix=REVIEW, label="复核人", candidates=people)


def _outcome(assessment: Assessment, user: User) -> dict[str, Any]:
    """What the union reads: nothing of the county's before the release."""
    if not may_know_result(user, assessment):
        return {"lines": []}
    lines = outcome_lines(assessment)
    added, judged = result_of(assessment)
    return {
        "lines": lines,
        "own_total": total(line.own for line in lines),
        "first_total": total(line.first for line in lines),
        "total": added,
        "verdict": judged.label,
        "is_reviewed": assessment.result is not None and assessment.result.hand == Hand.REVIEW,
    }


def _work(
    request: SignedInRequest,
    assessment: Assessment,
    typed: forms.Form | None,
    objection: Objection | None,
) -> dict[str, Any]:
    """What the county reads and, where it is the clerk's to do, what comes next."""
    filing, clerk = assessment.filing, can_review(request.user)
    own = seen_sheet(assessment, to_filer=False)
    sheets = readable_sheets(assessment, request.user)
    stage = stage_of(assessment)
    knows = may_know_result(request.user, assessment)
    added, judged = result_of(assessment) if knows else (None, None)
    people = at_work_on(assessment)
    signed = [each for each in people if each.words == "已签署"]
    is_open = filing.state == State.IN_REVIEW and assessment.result_id is None
    return {
        "stage": stage,
        "shape": SHAPES[stage],
        "own_total": own.total,
        "total": added,
        "verdict": judged.label if judged else "",
        "gap": wide_gap(own.total, added),
        "comparison": comparison(own, sheets, rubric_of(assessment)) if sheets else None,
        "people": [(each, *_forms_of(each, typed)) for each in people],
        "signed": len(signed),
        "joint": joint_words(assessment),
        "ended": filing.assignments.exclude(ended_at=None).select_related("user"),
        "clerk": clerk,
        "is_open": is_open,
        "may_replace": clerk and (is_open or _has_open_review(people)),
        **NO_OFFERS,
        **(_offers(assessment, typed, stage, objection, has_signed=bool(signed)) if clerk else {}),
    }


def _has_open_review(people: list[AtWork]) -> bool:
    """Whether a reviewer may still be replaced."""
    sheets = [each.sheet for each in people if each.is_reviewer]
    return any(sheet is not None and sheet.signed_at is None for sheet in sheets)


def _forms_of(each: AtWork, typed: forms.Form | None) -> tuple[WhyForm, WhyForm]:
    """撤换 and 撤回签署 of one person."""
    of = str(each.user.pk)
    made = (relieve_form(of=of), reopen_form(of=of))
    return tuple(_typed_or(form, typed) for form in made)  # type: ignore[return-value]


def _typed_or(form: forms.Form, typed: forms.Form | None) -> forms.Form:
    return typed if typed is not None and typed.prefix == form.prefix else form


def _offers(
    assessment: Assessment,
    typed: forms.Form | None,
    stage: Stage,
    objection: Objection | None,
    *,
    has_signed: bool,
) -> dict[str, Any]:
    """The clerk's steps from here, each with what stands against it."""
    is_released = assessment.released_at is not None
    is_open = assessment.filing.state == State.IN_REVIEW and assessment.result_id is None
    offers: dict[str, Any] = {}
    if is_open:
        offers["assign_form"] = _typed_or(assign_form(assessment), typed)
    if is_open and stage is not Stage.UNASSIGNED:
        offers["conclude"] = _offer(assessment, conclude_blockers, outlook)
    if assessment.result_id is not None and not is_released:
        offers["release"] = {"hindrances": release_blockers(assessment), "fact": ""}
    if not is_released and has_signed:
        offers["reopen_form"] = _typed_or(reopen_form(), typed)
    if void_faults(assessment.filing):
        return offers
    if stage is Stage.OBJECTED:
        offers["review_form"] = _typed_or(review_form(assessment), typed)
    if stage is Stage.REVIEWING and objection is not None:
        offers["end_review"] = _offer(assessment, review_conclude_blockers, review_outlook)
    return offers


def _offer(
    assessment: Assessment,
    blockers: Callable[[Assessment], list[str]],
    foretell: Callable[[Assessment], Outlook | None],
) -> dict[str, Any]:
    """A step that makes points count: what stands against it, else what would be concluded."""
    hindrances = blockers(assessment)
    told = None if hindrances else foretell(assessment)
    return {"hindrances": hindrances, "fact": told.sentence if told else ""}
