"""The public page of 测评问卷: no login, no script, and nothing kept of who answers.

A signed cookie marks that this device has answered. That keeps honest people from answering twice;
it is no proof of anything, and nobody claims that it were.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from changxing_union.kernel.refusals import Refused
from changxing_union.web.refusal import refusal_response
from pioneer.forms.surveys import AnswerForm
from pioneer.models import Survey
from pioneer.services.survey_answers import answer, closed_sentence, find_survey

# Four answers and the page's own fields take a few hundred bytes.
MOST_BYTES = 4 * 1024
TOO_BIG = "提交的内容过大，系统没有接收。请重新扫码打开问卷后再答。"
COOKIE_DAYS = 400
PRESS_LENGTH = 32
NO_INDEX = "noindex, nofollow"


def survey_or_404(token: str) -> Survey:
    """The survey of a typed or scanned code."""
    survey = find_survey(token)
    if survey is None:
        raise Http404
    return survey


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def survey_public(request: HttpRequest, token: str) -> HttpResponse:
    """The questions; POST counts the answer and leads to the thanks."""
    survey, now = survey_or_404(token), timezone.now()
    is_post = request.method == "POST"
    if has_answered(request, survey):
        return _page(request, survey, "answered", status=409 if is_post else 200)
    if closed := closed_sentence(survey, now):
        return _page(request, survey, "closed", faults=[closed], status=409 if is_post else 200)
    return _posted(request, survey) if is_post else _questions(request, survey, AnswerForm())


def _posted(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Count the answer, or show it again with what is wrong."""
    if _is_too_big(request):
        return refusal_response(request, 413, [TOO_BIG])
    form, press = AnswerForm(request.POST), request.POST.get("press", "")[:PRESS_LENGTH]
    if not form.is_valid():
        return _questions(request, survey, form, status=422)
    try:
        answer(survey, form.given(), press=press, at=timezone.now())
    except Refused as refusal:
        return _questions(request, survey, form, faults=refusal.reasons, status=409)
    response = redirect("survey_thanks", survey.shown_token)
    response.set_signed_cookie(
        _cookie(survey),
        "1",
        salt=survey.token,
        max_age=COOKIE_DAYS * 24 * 3600,
        path="/pioneer/surveys/",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@login_not_required
@never_cache
@require_safe
def survey_thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Thanks; whoever comes here without having answered is led to the questions."""
    survey = survey_or_404(token)
    if not has_answered(request, survey):
        return redirect("survey_public", survey.shown_token)
    return _page(request, survey, "thanks")


def has_answered(request: HttpRequest, survey: Survey) -> bool:
    """Whether an answer was sent from this device before, as far as its cookies tell."""
    marked = request.get_signed_cookie(_cookie(survey), default="", salt=survey.token)
    return bool(marked)


def _cookie(survey: Survey) -> str:
    return f"survey_{survey.pk}"


def _is_too_big(request: HttpRequest) -> bool:
    """The middleware has parsed the form already; here only its size is judged."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    return not length.isdecimal() or int(length) > MOST_BYTES


def _questions(
    request: HttpRequest,
    survey: Survey,
    form: AnswerForm,
    *,
    faults: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    press = request.POST.get("press", "")[:PRESS_LENGTH] or get_random_string(PRESS_LENGTH)
    response = render(
        request,
        "pioneer/survey_public.html",
        {**_about(survey), "form": form, "press": press, "faults": faults},
        status=status,
    )
    response["X-Robots-Tag"] = NO_INDEX
    return response


def _page(
    request: HttpRequest,
    survey: Survey,
    kind: str,
    *,
    faults: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page without questions: ``kind`` is thanks, answered or closed."""
    context = {**_about(survey), "kind": kind, "faults": faults or []}
    response = render(request, "pioneer/survey_told.html", context, status=status)
    response["X-Robots-Tag"] = NO_INDEX
    return response


def _about(survey: Survey) -> dict[str, object]:
    assessment = survey.assessment
    return {
        "survey": survey,
        "campaign": assessment.filing.campaign,
        "application": assessment.application,
        "union": assessment.filing.organization,
    }
