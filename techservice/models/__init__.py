"""What annexes 4 and 5 ask for, and the technical service behind them."""

from techservice.models.appointments import (
    Appointment,
    AppointmentEvent,
    AppointmentState,
    EXPIRED,
    EmissionReport,
    ReportFollowUp,
    ReportKind,
    ReportState,
)
from techservice.models.orders import (
    EvaluationLink,
    EvaluationWay,
    FINISHED_STATES,
    GRADES,
    OPEN_STATES,
    OrderState,
    ServiceEvent,
    ServiceOrder,
    ServiceVisit,
    VisitPhoto,
)
from techservice.models.requests import (
    REQUEST_KIND,
    ServiceRequest,
    TrainingDemand,
)
from techservice.models.supervisors import (
    EnergySupervisor,
    SUPERVISOR_ANNEX,
    SUPERVISOR_KIND,
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
    "Appointment",
    "AppointmentEvent",
    "AppointmentState",
    "EXPIRED",
    "EmissionReport",
    "EnergySupervisor",
    "EvaluationLink",
    "EvaluationWay",
    "FINISHED_STATES",
    "GRADES",
    "OPEN_STATES",
    "OrderState",
    "REQUEST_KIND",
    "ReportFollowUp",
    "ReportKind",
    "ReportState",
    "SUPERVISOR_ANNEX",
    "SUPERVISOR_KIND",
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
