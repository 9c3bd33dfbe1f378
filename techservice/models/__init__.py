"""What annexes 4 and 5 ask for, and the technical service behind them."""

from techservice.models.appointments import (
    EXPIRED,
    Appointment,
    AppointmentEvent,
    AppointmentState,
    EmissionReport,
    ReportFollowUp,
    ReportKind,
    ReportState,
)
from techservice.models.orders import (
    FINISHED_STATES,
    GRADES,
    OPEN_STATES,
    EvaluationLink,
    EvaluationWay,
    OrderState,
    ServiceEvent,
    ServiceOrder,
    ServiceVisit,
    VisitPhoto,
)
from techservice.models.outreach import (
    OUTREACH_KIND,
    OutreachVisit,
    Place,
)
from techservice.models.requests import (
    REQUEST_KIND,
    ServiceRequest,
    TrainingDemand,
)
from techservice.models.supervisors import (
    SUPERVISOR_ANNEX,
    SUPERVISOR_KIND,
    EnergySupervisor,
)
from techservice.models.teams import (
    ServiceTeam,
    ServiceTeamQuerySet,
    TeamAction,
    TeamEvent,
    Volunteer,
    VolunteerCategory,
)

__all__ = [
    "EXPIRED",
    "FINISHED_STATES",
    "GRADES",
    "OPEN_STATES",
    "OUTREACH_KIND",
    "REQUEST_KIND",
    "SUPERVISOR_ANNEX",
    "SUPERVISOR_KIND",
    "Appointment",
    "AppointmentEvent",
    "AppointmentState",
    "EmissionReport",
    "EnergySupervisor",
    "EvaluationLink",
    "EvaluationWay",
    "OrderState",
    "OutreachVisit",
    "Place",
    "ReportFollowUp",
    "ReportKind",
    "ReportState",
    "ServiceEvent",
    "ServiceOrder",
    "ServiceRequest",
    "ServiceTeam",
    "ServiceTeamQuerySet",
    "ServiceVisit",
    "TeamAction",
    "TeamEvent",
    "TrainingDemand",
    "VisitPhoto",
    "Volunteer",
    "VolunteerCategory",
]
