"""One 监督员 after 准予聘任: the appointment, its steps, what was reported and done about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_safe

from changxing_union.filing.models import Filing, State
from changxing_union.filing.views.lookup import filing_or_404
from changxing_union.kernel.dates import shanghai_day
from changxing_union.kernel.refusals import refuse_if
from changxing_union.organizations.acts import Act
from changxing_union.organizations.http import SignedInRequest, act_of
from changxing_union.organizations.permissions import can_read_registers, can_review
from changxing_union.web.forms import carried_out
from techservice.forms.appointments import CorrectForm, EndForm, FollowUpForm, RenewForm, ReportForm
from techservice.models import SUPERVISOR_KIND, Appointment, EmissionReport
from techservice.permissions import can_record_reports
from techservice.services import appointments, emission_reports
from techservice.services.supervisor_lists import SupervisorLine

Typed = Mapping[str, Any]


@dataclass(frozen=True)
class StepPage:
    """The page of one step: its form, how it is carried out, what is said then."""

    step: appointments.AppointmentStep
    form: Callable[[Typed | None, Appointment, date], forms.Form]
    carry_out: Callable[[Appointment, Typed, Act], Appointment]
    done: str
    hint: str = ""
    ends: bool = False  # cannot be undone
    style: str = "btn-outline-danger"


@dataclass(frozen=True)
class Offer:
    """A step that can be taken now, and how its button looks."""

    label: str
    url_name: str
    style: str


def _renew(appointment: Appointment, typed: Typed, act: Act) -> Appointment:
    return appointments.renew(appointment, term_end=typed["term_end"], note=typed["note"], act=act)


def _end_by(step: appointments.AppointmentStep) -> Callable[[Appointment, Typed, Act], Appointment]:
    def carry_out(appointment: Appointment, typed: Typed, act: Act) -> Appointment:
        return appointments.end(
            appointment, step, ended_on=typed["ended_on"], reason=typed["reason"], act=act
        )

    return carry_out


def _correct(appointment: Appointment, typed: Typed, act: Act) -> Appointment:
    term = appointments.Term(typed["number"], typed["appointed_on"], typed["term_end"])
    return appointments.correct(appointment, term, reason=typed["reason"], act=act)


PAGES = {
    page.step.action: page
    for page in (
        StepPage(
            appointments.RENEW,
            lambda typed, appointment, today: RenewForm(typed),
            _renew,
            "已续聘，聘期至{appointment.term_end:%Y年%-m月%-d日}。",
            style="btn-primary",
        ),
        StepPage(
            appointments.DISMISS,
            lambda typed, appointment, today: EndForm(typed, today=today),
            _end_by(appointments.DISMISS),
            "已解聘，记录保留。",
            hint="解聘后聘任终止，不能恢复；原因会告知填报单位。",
            ends=True,
        ),
        StepPage(
            appointments.RESIGN,
            lambda typed, appointment, today: EndForm(typed, today=today),
            _end_by(appointments.RESIGN),
            "已登记辞去，记录保留。",
            hint="登记后聘任终止，不能恢复；本人可以在以后年度重新登记。",
            ends=True,
        ),
        StepPage(
            appointments.CORRECT,
            lambda typed, appointment, today: CorrectForm(typed, appointment=appointment),
            _correct,
            "已更正：证书编号 {appointment.certificate_no}。",
            hint="只用于更正录入的差错；原来的编号和日期连同原因留在聘任记录里。",
            style="btn-outline-secondary",
        ),
    )
}


def supervisor_filing_or_404(request: SignedInRequest, reference: str) -> Filing:
    """The annex 4 with this reference; another union's is a 404 and an audit row."""
    filing = filing_or_404(request, reference)
    if filing.kind != SUPERVISOR_KIND or not can_read_registers(request.user):
        raise Http404
    return filing


def _appointed_or_refused(request: SignedInRequest, reference: str) -> tuple[Filing, Appointment]:
    filing = supervisor_filing_or_404(request, reference)
    found = appointments.appointment_of(filing.energy_supervisor)
    refuse_if([] if found else [appointments.NOT_APPOINTED])
    appointment = Appointment.objects.select_related("supervisor").get(supervisor=filing.pk)
    appointment.supervisor.filing = filing
    return filing, appointment


@require_safe
def supervisor_page(request: SignedInRequest, reference: str) -> HttpResponse:
    """The appointment with its steps and history, and the reports with what was done."""
    filing = supervisor_filing_or_404(request, reference)
    appointment = appointments.appointment_of(filing.energy_supervisor)
    is_known = appointment is not None or filing.state == State.APPROVED
    refuse_if([] if is_known else appointments.appoint_blockers(filing))
    today = shanghai_day(timezone.now())
    reports = filing.energy_supervisor.reports.select_related("by")
    line = SupervisorLine(filing, appointment, today)
    context = {
        "filing": filing,
        "line": line,
        "appointment": appointment,
        "may_appoint": line.may_be_appointed and can_review(request.user),
        "events": appointment.events.select_related("by") if appointment else [],
        "reports": reports.prefetch_related("follow_ups__by"),
        "offers": _offers(request, appointment),
        "may_report": not emission_reports.report_blockers(filing, by=request.user, today=today),
        "may_follow_up": can_record_reports(request.user, filing),
    }
    return render(request, "techservice/supervisor.html", context)


def _offers(request: SignedInRequest, appointment: Appointment | None) -> list[Offer]:
    """The steps that lead on from where the appointment stands."""
    if appointment is None or not can_review(request.user):
        return []
    return [
        Offer(page.step.label, f"supervisor_{action}", page.style)
        for action, page in PAGES.items()
        if appointment.state in page.step.sources
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: SignedInRequest, reference: str, action: str) -> HttpResponse:
    """Take the step named in the URL; a GET shows its page, or says why it cannot be taken."""
    filing, appointment = _appointed_or_refused(request, reference)
    page, today = PAGES[action], shanghai_day(timezone.now())
    context = {
        "hint": page.hint,
        "label": page.step.label,
        "ends": page.ends,
        "seen": appointments.edition_of(appointment),
        "line": SupervisorLine(filing, appointment, today),
    }
    if request.method != "POST":
        refuse_if(appointments.step_blockers(appointment, page.step, by=request.user))
        return _step_page(request, filing, page.form(None, appointment, today), context)
    refuse_if([] if can_review(request.user) else [appointments.NOT_CLERK])
    form = page.form(request.POST, appointment, today)
    moved = carried_out(form, lambda typed: page.carry_out(appointment, typed, act_of(request)))
    if moved is None:
        return _step_page(request, filing, form, context, status=422)
    messages.success(request, page.done.format(appointment=moved))
    return redirect("supervisor", reference)


def _step_page(
    request: SignedInRequest,
    filing: Filing,
    form: forms.Form,
    context: Mapping[str, object],
    *,
    status: int = 200,
) -> HttpResponse:
    shown = {
        "filing": filing,
        "form": form,
        "token": request.POST.get("token") or get_random_string(32),
        **context,
    }
    return render(request, "techservice/supervisor_step.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: SignedInRequest, reference: str) -> HttpResponse:
    """登记报告: by the union for the person (代录), or by 经办."""
    filing, appointment = _appointed_or_refused(request, reference)
    today = shanghai_day(timezone.now())
    context = {"label": "登记报告", "line": SupervisorLine(filing, appointment, today)}
    if request.method != "POST":
        refuse_if(emission_reports.report_blockers(filing, by=request.user, today=today))
        return _step_page(request, filing, ReportForm(today=today), context)
    refuse_if([] if can_record_reports(request.user, filing) else [emission_reports.NOT_RECORDER])
    form = ReportForm(request.POST, today=today)
    made = carried_out(
        form, lambda typed: emission_reports.record_report(filing, typed, act=act_of(request))
    )
    if made is None:
        return _step_page(request, filing, form, context, status=422)
    messages.success(request, "报告已登记，处理情况可以随时跟进。")
    return redirect("supervisor", reference)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: SignedInRequest, reference: str, report: int) -> HttpResponse:
    """登记跟进: what was done about one report."""
    filing, appointment = _appointed_or_refused(request, reference)
    found = get_object_or_404(EmissionReport, pk=report, supervisor=filing.pk)
    found.supervisor.filing = filing
    today = shanghai_day(timezone.now())
    refuse_if(emission_reports.follow_up_blockers(filing, by=request.user))
    context = {
        "label": "登记跟进",
        "report": found,
        "line": SupervisorLine(filing, appointment, today),
    }
    data = request.POST if request.method == "POST" else None
    form = FollowUpForm(data, state=found.state, today=today)
    if data is None:
        return _step_page(request, filing, form, context)
    made = carried_out(
        form, lambda typed: emission_reports.follow_up(found, **typed, act=act_of(request))
    )
    if made is None:
        return _step_page(request, filing, form, context, status=422)
    messages.success(request, f"已登记跟进：{made.get_to_state_display()}。")
    return redirect("supervisor", reference)
