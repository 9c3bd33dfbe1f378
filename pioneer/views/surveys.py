"""测评问卷 as its union runs it and the county reads it: address, counts, paper, into annex 3."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_POST, require_safe

from changxing_union.filing.editing import read_base
from changxing_union.filing.models import Filing
from changxing_union.filing.views.lookup import filing_or_404
from changxing_union.kernel.dates import shanghai_day, show_date, show_weekday
from changxing_union.kernel.refusals import Refused
from changxing_union.organizations.http import SignedInRequest, act_of
from changxing_union.organizations.permissions import can_file_for
from changxing_union.printing.marks import qr_svg_data_uri
from changxing_union.web.requests import portal_origin
from pioneer.cellforms.assessment import FactsForm
from pioneer.forms.surveys import PaperForm, ScheduleForm
from pioneer.models import ASSESSMENT_KIND, SHARE_FACTS, Assessment, Survey
from pioneer.printing.survey_poster import SurveyPoster, render_poster
from pioneer.scoring import Share, shown_percent
from pioneer.services.survey_results import (
    RATE_NAMES,
    SurveySummary,
    fact_texts,
    fill_facts,
    stated_texts,
    summary_of,
    survey_warnings,
)
from pioneer.services.surveys import (
    NOT_OPENED,
    change_blockers,
    close_survey,
    edition_of,
    record_paper,
    schedule_survey,
    survey_of,
    usual_day,
)

PDF = "application/pdf"


@dataclass(frozen=True)
class RateLine:
    """One rate as the page shows it; ``percent`` is empty while nobody was asked."""

    name: str
    who: str
    percent: str
    online: Share
    paper: Share
    both: Share


@dataclass(frozen=True)
class Filling:
    """The two cells of one rate in annex 3 before and after 填入."""

    label: str
    before: str
    after: str

    @property
    def is_new(self) -> bool:
        """Whether a cell would change."""
        return self.before != self.after


def assessment_or_404(request: SignedInRequest, reference: str) -> Assessment:
    """The 考核评价表 with this reference; another union's is a 404 and an audit row."""
    filing = filing_or_404(request, reference)
    if filing.kind != ASSESSMENT_KIND:
        raise Http404
    return filing.assessment


@require_safe
def survey(request: SignedInRequest, reference: str) -> HttpResponse:
    """The survey of one team; its filers run it, the county and its assessors read it."""
    return survey_page(request, assessment_or_404(request, reference))


@require_POST
def survey_schedule(request: SignedInRequest, reference: str) -> HttpResponse:
    """开启测评, or another closing day."""
    assessment = assessment_or_404(request, reference)
    form = _schedule_form(assessment, survey_of(assessment), request.POST)
    if not form.is_valid():
        return survey_page(request, assessment, schedule=form, status=422)
    try:
        scheduled = schedule_survey(
            assessment, closes_on=form.cleaned_data["closes_on"], act=act_of(request)
        )
    except Refused as refusal:
        return _refused(request, assessment, refusal, schedule=form)
    messages.success(request, f"测评进行中，{show_date(scheduled.closes_on)}截止（含当天）。")
    return redirect("survey", reference)


@require_POST
def survey_close(request: SignedInRequest, reference: str) -> HttpResponse:
    """结束测评 before its day."""
    close_survey(assessment_or_404(request, reference), act=act_of(request))
    messages.success(request, "测评已结束，不再接收答卷。")
    return redirect("survey", reference)


@require_POST
def survey_paper(request: SignedInRequest, reference: str) -> HttpResponse:
    """登记纸质测评."""
    assessment = assessment_or_404(request, reference)
    opened = survey_of(assessment)
    if opened is None:
        raise Refused([NOT_OPENED])
    form = PaperForm(request.POST, survey=opened)
    if not form.is_valid():
        return survey_page(request, assessment, paper=form, status=422)
    try:
        record_paper(
            assessment,
            counts=form.counts(),
            note=form.cleaned_data["paper_note"],
            act=act_of(request),
        )
    except Refused as refusal:
        return _refused(request, assessment, refusal, paper=form)
    messages.success(request, "纸质测评已登记，已与网上答卷合并计算。")
    return redirect("survey", reference)


@require_POST
def survey_fill(request: SignedInRequest, reference: str) -> HttpResponse:
    """填入考核评价表: what the page showed, and nothing else."""
    assessment = assessment_or_404(request, reference)
    shown, base = (read_base(request.POST.get(name, "")) for name in ("shown", "base"))
    try:
        fill_facts(assessment, shown=shown, base=base, act=act_of(request))
    except Refused as refusal:
        return _refused(request, assessment, refusal)
    messages.success(request, "测评结果已填入第 3 项，请核对自评分。")
    return redirect(f"{reverse('edit', args=[reference])}#item-B2")


@require_safe
def survey_poster(request: SignedInRequest, reference: str) -> HttpResponse:
    """张贴页（PDF）: the QR code for the notice board."""
    assessment = assessment_or_404(request, reference)
    opened = survey_of(assessment)
    if opened is None:
        raise Refused([NOT_OPENED])
    application, filing = assessment.application, assessment.filing
    printed = render_poster(
        SurveyPoster(
            title=f"{filing.campaign.year} 年“工人先锋号”创建活动测评",
            unit_name=application.unit_name,
            team_name=application.team_name,
            asked_by=filing.organization.name,
            closes_on=f"{show_date(opened.closes_on)}（{show_weekday(opened.closes_on)}）",
            address=address_of(request, opened),
        )
    )
    response = HttpResponse(printed.pdf, content_type=PDF)
    response["Content-Disposition"] = f'inline; filename="survey-{filing.reference}.pdf"'
    return response


def address_of(request: HttpRequest, opened: Survey) -> str:
    """The whole address of the public page, as paper has it."""
    origin = portal_origin(request)
    return origin + reverse("survey_public", args=[opened.shown_token])


def _refused(
    request: SignedInRequest, assessment: Assessment, refusal: Refused, **forms: Any
) -> HttpResponse:
    """The page as it is now, with why not and what was typed; a deleted draft has none."""
    if not Filing.objects.filter(pk=assessment.pk).exists():
        raise refusal
    fresh = assessment_or_404(request, assessment.filing.reference)
    return survey_page(request, fresh, faults=refusal.reasons, status=409, **forms)


def _schedule_form(assessment: Assessment, opened: Survey | None, data: Any = None) -> ScheduleForm:
    """Offers the day it runs until, or a usual one when it does not run."""
    filing, today = assessment.filing, shanghai_day(timezone.now())
    is_running = opened is not None and opened.closed_at is None and opened.closes_on >= today
    offered = opened.closes_on if opened and is_running else usual_day(filing, today)
    return ScheduleForm(data, filing=filing, today=today, offered=offered)


def survey_page(
    request: SignedInRequest,
    assessment: Assessment,
    *,
    schedule: ScheduleForm | None = None,
    paper: PaperForm | None = None,
    faults: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    """The page; ``schedule`` and ``paper`` when they were sent with mistakes."""
    filing, opened = assessment.filing, survey_of(assessment)
    blockers = change_blockers(request.user, filing)
    to_filer = can_file_for(request.user, filing.organization)
    context: dict[str, Any] = {
        "filing": filing,
        "survey": opened,
        "edition": edition_of(opened),
        "token": get_random_string(32),
        "faults": faults,
        "to_filer": to_filer,
        "may_change": not blockers,
        "blockers": blockers if to_filer else [],
        "schedule": None if blockers else schedule or _schedule_form(assessment, opened),
    }
    if opened is not None:
        summary = summary_of(opened, timezone.now())
        address = address_of(request, opened)
        context |= {
            "summary": summary,
            "lines": rate_lines(summary),
            "warnings": survey_warnings(summary, assessment.application.member_total),
            "address": address,
            "qr": qr_svg_data_uri(address),
            "paper": None if blockers else paper or PaperForm(survey=opened),
            **({} if blockers else _filling(assessment, summary)),
        }
    return render(request, "pioneer/survey.html", context, status=status)


def rate_lines(summary: SurveySummary) -> list[RateLine]:
    """The three rates in the order of annex 3."""
    return [
        RateLine(
            name=RATE_NAMES[rate],
            who="服务对象" if rate == "satisfied" else "岗员",
            percent="" if share.percent is None else shown_percent(share.percent),
            online=summary.online[rate],
            paper=summary.paper[rate],
            both=share,
        )
        for rate, share in summary.shares.items()
    ]


def _filling(assessment: Assessment, summary: SurveySummary) -> dict[str, Any]:
    """The six cells before and after, and what the button sends of this page."""
    before, after = stated_texts(assessment), fact_texts(summary.shares)
    labels = FactsForm.base_fields
    return {
        "fillings": [
            Filling(
                f"{labels[part].label}/{labels[whole].label}",
                _pair(before[part], before[whole]),
                _pair(after[part], after[whole]),
            )
            for part, whole in SHARE_FACTS.values()
            if whole in after
        ],
        "shown": json.dumps(after, ensure_ascii=False),
        "base": json.dumps({name: before[name] for name in after}, ensure_ascii=False),
    }


def _pair(part: str, whole: str) -> str:
    return f"{part or '（空）'}/{whole or '（空）'}" if part or whole else ""
