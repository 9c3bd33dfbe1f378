"""义务监督员名册: whoever was approved or appointed, as lists show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from changxing_union.filing.models import Filing, FilingQuerySet, State
from changxing_union.organizations.models import User
from techservice.models import (
    SUPERVISOR_KIND,
    Appointment,
    AppointmentState,
    EmissionReport,
    EnergySupervisor,
    ReportState,
)

WAITING = "待聘任"
APPOINTMENT = "energy_supervisor__appointment"
NOT_APPOINTED = Q(**{f"{APPOINTMENT}__isnull": True})
# The shape of a state on screen, borrowed from the states of filings.
SHAPES = {
    AppointmentState.SERVING: "approved",
    AppointmentState.DISMISSED: "declined",
    AppointmentState.RESIGNED: "void",
}


@dataclass(frozen=True)
class SupervisorLine:
    """One person of one year; without ``appointment`` it is yet to come."""

    filing: Filing
    appointment: Appointment | None
    today: date

    @property
    def supervisor(self) -> EnergySupervisor:
        """What the union filed."""
        return self.filing.energy_supervisor

    @property
    def label(self) -> str:
        """The state in words."""
        return WAITING if self.appointment is None else self.appointment.state_words(self.today)

    @property
    def shape(self) -> str:
        """How the state is drawn."""
        if self.appointment is None:
            return "in_review"
        if self.appointment.is_expired(self.today):
            return "returned"
        return SHAPES[AppointmentState(self.appointment.state)]

    @property
    def may_be_appointed(self) -> bool:
        """Whether 经办 can choose the line for 聘任."""
        return self.appointment is None and self.filing.state == State.APPROVED


def supervisor_register(user: User) -> FilingQuerySet:
    """名册: everybody who was approved or appointed, of any year, whom ``user`` may see."""
    own = Filing.objects.visible_to(user).filter(form_type__kind=SUPERVISOR_KIND)
    return own.filter(Q(state=State.APPROVED) | ~NOT_APPOINTED)


def with_appointments(filings: FilingQuerySet) -> FilingQuerySet:
    """Everything a ``SupervisorLine`` shows, in one query."""
    open_reports = EmissionReport.objects.filter(supervisor=OuterRef("pk"))
    return filings.select_related("organization", "campaign", "form_type", APPOINTMENT).annotate(
        has_open_reports=Exists(open_reports.exclude(state=ReportState.DONE))
    )


def supervisor_lines(filings: Iterable[Filing], *, today: date) -> list[SupervisorLine]:
    """``filings`` (see ``with_appointments``) as of ``today``."""
    return [
        SupervisorLine(filing, getattr(filing.energy_supervisor, "appointment", None), today)
        for filing in filings
    ]


def awaiting_appointment(filings: FilingQuerySet) -> FilingQuerySet:
    """准予聘任, 待聘任."""
    return filings.filter(NOT_APPOINTED, state=State.APPROVED, form_type__kind=SUPERVISOR_KIND)


def in_state(filings: FilingQuerySet, state: AppointmentState) -> FilingQuerySet:
    """Those whose appointment ended so, or stands, in term or out of it."""
    return filings.filter(**{f"{APPOINTMENT}__state": state})
