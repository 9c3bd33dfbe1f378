"""What a 监督员 reports of waste and excess emission, and what is done about it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from changxing_union.filing.models import Filing
from changxing_union.filing.services import lock
from changxing_union.filing.services.rows import SPENT
from changxing_union.kernel.dates import shanghai_day, show_date
from changxing_union.kernel.reasons import reason_faults
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.kernel.text import tidy, tidy_line
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from techservice.models import Appointment, EmissionReport, ReportFollowUp, ReportKind, ReportState
from techservice.permissions import can_record_reports

NOT_RECORDER = "报告由填报单位代录，或由县总工会经济工作部登记，您的账号没有这项权限。"
NOT_SERVING = "这名监督员现在不在聘，不能登记新的报告。"
NO_DAY = "请填写报告日期。"
DAY_AHEAD = "报告日期不能晚于今天，请核对。"
OUT_OF_TERM = "报告日期须在聘期内（{begun}至{until}），请核对。"
NO_KIND = "请选择报告类别。"
NO_PLACE = "请填写地点。"
NO_FOLLOW_UP_DAY = "请填写跟进日期。"
FOLLOW_UP_AHEAD = "跟进日期不能晚于今天，请核对。"
FOLLOW_UP_EARLY = "跟进日期不能早于报告日期（{day}），请核对。"
NO_STATE = "请选择处理情况。"
LONGEST_CONTENT, LONGEST_FOLLOW_UP, LONGEST_PLACE, LONGEST_TOLD = 1000, 500, 200, 100


def report_blockers(filing: Filing, *, by: User, today: date) -> list[str]:
    """Why ``by`` cannot write down a report of the person now; no report without 在聘."""
    if not can_record_reports(by, filing):
        return [NOT_RECORDER]
    appointment = Appointment.objects.filter(supervisor=filing.pk).first()
    is_serving = appointment is not None and appointment.is_serving(today)
    return [] if is_serving else [NOT_SERVING]


def follow_up_blockers(filing: Filing, *, by: User) -> list[str]:
    """Why ``by`` cannot follow up a report; that is possible also after the term."""
    return [] if can_record_reports(by, filing) else [NOT_RECORDER]


@transaction.atomic
def record_report(filing: Filing, told: Mapping[str, Any], *, act: Act) -> EmissionReport:
    """登记报告; ``told``: reported_on, kind, place, content, told_to as a form has read them."""
    filing, today = lock(filing), shanghai_day(act.at)
    earlier = EmissionReport.objects.filter(token=act.token).first() if act.token else None
    if earlier is not None:
        refuse_if([] if earlier.supervisor_id == filing.pk else [SPENT])
        return earlier
    refuse_if(report_blockers(filing, by=act.by, today=today))
    appointment = Appointment.objects.get(supervisor=filing.pk)
    day, kind, place = told["reported_on"], told["kind"], tidy_line(told["place"])
    refuse_if(
        [
            *_report_day_faults(appointment, day, today),
            *([] if kind in ReportKind.values else [NO_KIND]),
            *([] if place else [NO_PLACE]),
            *reason_faults(told["content"], most=LONGEST_CONTENT, word="报告内容"),
        ]
    )
    return EmissionReport.objects.create(
        supervisor=filing.energy_supervisor,
        reported_on=day,
        kind=kind,
        place=place,
        content=tidy(told["content"]),
        told_to=tidy_line(told["told_to"]),
        by=act.by,
        at=act.at,
        token=act.token,
    )


def _report_day_faults(appointment: Appointment, day: date | None, today: date) -> list[str]:
    if day is None:
        return [NO_DAY]
    if day > today:
        return [DAY_AHEAD]
    begun, until = appointment.appointed_on, appointment.term_end
    if begun <= day <= until:
        return []
    return [OUT_OF_TERM.format(begun=show_date(begun), until=show_date(until))]


@transaction.atomic
def follow_up(
    report: EmissionReport, *, day: date | None, text: str, to_state: str, act: Act
) -> ReportFollowUp:
    """登记跟进: what was done about ``report`` on a day, and how far that has brought it."""
    filing = lock(report.supervisor.filing)
    earlier = ReportFollowUp.objects.filter(token=act.token).first() if act.token else None
    if earlier is not None:
        refuse_if([] if earlier.report_id == report.pk else [SPENT])
        return earlier
    refuse_if(follow_up_blockers(filing, by=act.by))
    faults = [
        *_follow_up_day_faults(report, day, act),
        *reason_faults(text, most=LONGEST_FOLLOW_UP, word="跟进情况"),
        *([] if to_state in ReportState.values else [NO_STATE]),
    ]
    if faults or day is None:
        raise Refused(faults)
    EmissionReport.objects.filter(pk=report.pk).update(state=to_state)
    report.state = to_state
    return ReportFollowUp.objects.create(
        report=report,
        day=day,
        text=tidy(text),
        to_state=to_state,
        by=act.by,
        at=act.at,
        token=act.token,
    )


def _follow_up_day_faults(report: EmissionReport, day: date | None, act: Act) -> list[str]:
    if day is None:
        return [NO_FOLLOW_UP_DAY]
    if day > shanghai_day(act.at):
        return [FOLLOW_UP_AHEAD]
    told = report.reported_on
    return [FOLLOW_UP_EARLY.format(day=show_date(told))] if day < told else []
