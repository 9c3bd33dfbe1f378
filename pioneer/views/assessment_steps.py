"""The steps of a result, one POST-only address each below its page."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from changxing_union.filing.services.assignments import NOT_CLERK as NOT_ASSIGNING
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.organizations.http import SignedInRequest, act_of
from changxing_union.organizations.models import User
from changxing_union.organizations.permissions import can_file_for, can_review
from pioneer.models import Assessment, Hand
from pioneer.services import results
from pioneer.services.score_sheets import assign_assessor
from pioneer.views.assessment_result import (
    assessment_or_404,
    assign_form,
    objection_form,
    relieve_form,
    reopen_form,
    result_page,
    review_form,
    seen_of,
)

CHANGED = "您打开页面后，这份考核又有新的办理，这一步没有执行。请刷新页面核对后再办理。"
NOBODY = "这位考核员现在没有承办这份考核评价表，请刷新页面查看最新情况。"


def _carried_out(form: forms.Form, field: str, step: Callable[[], object]) -> bool:
    """Take ``step`` when ``form`` is sound; a refusal stands at the field, what was typed stays."""
    if form.is_valid():
        try:
            step()
        except Refused as refusal:
            form.add_error(field, list(refusal.reasons))
    if form.errors:
        # Takes the reader to what needs correcting, further down the page.
        form.fields[field].widget.attrs["autofocus"] = True
    return not form.errors


def _clerks(request: SignedInRequest, reference: str, refusal: str) -> Assessment:
    """For a step of the clerk's; whoever else may read the page is told why not."""
    assessment = assessment_or_404(request, reference)
    refuse_if([] if can_review(request.user) else [refusal])
    return assessment


def _back(assessment: Assessment) -> HttpResponse:
    return redirect("assessment_result", assessment.filing.reference)


def _refuse_old_page(request: SignedInRequest, assessment: Assessment) -> None:
    """What its reader saw is what they decide on."""
    seen = request.POST.get("seen", "")
    refuse_if([CHANGED] if seen not in ("", seen_of(assessment.filing)) else [])


@require_POST
def assign(request: SignedInRequest, reference: str) -> HttpResponse:
    """分派考核员."""
    assessment = _clerks(request, reference, NOT_ASSIGNING)
    form = assign_form(assessment, request.POST)
    act = act_of(request)

    def step() -> None:
        assign_assessor(assessment, form.people[form.cleaned_data["assessor"]], act=act)

    if not _carried_out(form, "assessor", step):
        return result_page(request, assessment, typed=form)
    messages.success(request, f"已分派给{form.people[form.cleaned_data['assessor']]}。")
    return _back(assessment)


def _person(request: SignedInRequest, assessment: Assessment) -> User:
    """The assessor a form names; one who has nothing to do with it is told so."""
    text = request.POST.get("assessor", "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0
    current = assessment.filing.assignments.current().select_related("user")
    held = current.filter(user=number).first()
    if held is None:
        raise Refused([NOBODY])
    return held.user


@require_POST
def relieve(request: SignedInRequest, reference: str) -> HttpResponse:
    """撤换考核员."""
    assessment = _clerks(request, reference, NOT_ASSIGNING)
    person, act = _person(request, assessment), act_of(request)
    form = relieve_form(request.POST, of=str(person.pk))

    def step() -> None:
        reason = form.cleaned_data["reason"]
        results.relieve_assessor(assessment, person, act=act, reason=reason)

    if not _carried_out(form, "reason", step):
        return result_page(request, assessment, typed=form)
    messages.success(request, f"{person}不再承办这份考核评价表，请另行分派。")
    return _back(assessment)


@require_POST
def reopen(request: SignedInRequest, reference: str) -> HttpResponse:
    """撤回结果, or the signatures given so far; with an assessor named, theirs alone."""
    assessment = _clerks(request, reference, results.NOT_CLERK)
    person = _person(request, assessment) if request.POST.get("assessor") else None
    form = reopen_form(request.POST, of=str(person.pk) if person else "")
    act = act_of(request)

    def step() -> None:
        reason = form.cleaned_data["reason"]
        results.reopen(assessment, act=act, reason=reason, assessor=person)

    if not _carried_out(form, "reason", step):
        return result_page(request, assessment, typed=form)
    whose = f"{person}的评分签署" if person else "考核结果和评分签署"
    messages.success(request, f"已撤回{whose}，请考核员更正后重新签署。")
    return _back(assessment)


@require_POST
def conclude(request: SignedInRequest, reference: str) -> HttpResponse:
    """确定考核结果."""
    assessment = _clerks(request, reference, results.NOT_CLERK)
    if assessment.result_id is None:
        _refuse_old_page(request, assessment)
    results.conclude(assessment, act=act_of(request))
    messages.success(request, "考核结果已确定，尚未公布；填报单位还看不到。")
    return _back(assessment)


@require_POST
def release(request: SignedInRequest, reference: str) -> HttpResponse:
    """公布 of this one result."""
    assessment = _clerks(request, reference, results.NOT_CLERK)
    if assessment.released_at is None:
        _refuse_old_page(request, assessment)
    results.release([assessment], act=act_of(request))
    messages.success(request, "考核结果已公布，填报单位现在可以看到。")
    return _back(assessment)


@require_POST
def object_to(request: SignedInRequest, reference: str) -> HttpResponse:
    """提出异议, by the union."""
    assessment = assessment_or_404(request, reference)
    is_own = can_file_for(request.user, assessment.filing.organization)
    refuse_if([] if is_own else [results.NOT_FILER])
    form, act = objection_form(request.POST), act_of(request)

    def step() -> None:
        results.object_to(assessment, act=act, reason=form.cleaned_data["reason"])

    if not _carried_out(form, "reason", step):
        return result_page(request, assessment, typed=form)
    messages.success(request, "异议已提出，县总工会将另派考核员复核，结果仍在这里查看。")
    return _back(assessment)


@require_POST
def review(request: SignedInRequest, reference: str) -> HttpResponse:
    """开始复核, by another assessor than before."""
    assessment = _clerks(request, reference, results.NOT_CLERK)
    form, act = review_form(assessment, request.POST), act_of(request)

    def step() -> None:
        results.begin_review(assessment, form.people[form.cleaned_data["assessor"]], act=act)

    if not _carried_out(form, "assessor", step):
        return result_page(request, assessment, typed=form)
    messages.success(request, f"复核已分派给{form.people[form.cleaned_data['assessor']]}。")
    return _back(assessment)


@require_POST
def conclude_review(request: SignedInRequest, reference: str) -> HttpResponse:
    """确定复核结果: it counts, and its union sees it, from now on."""
    assessment = _clerks(request, reference, results.NOT_CLERK)
    if assessment.result is not None and assessment.result.hand != Hand.REVIEW:
        _refuse_old_page(request, assessment)
    results.conclude_review(assessment, act=act_of(request))
    messages.success(request, "复核结果已确定并公布，以复核结果为准。")
    return _back(assessment)
