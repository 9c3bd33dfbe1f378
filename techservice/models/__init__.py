"""What annexes 4 and 5 ask for, and the technical service behind them."""

from techservice.models.requests import REQUEST_KIND, ServiceRequest, TrainingDemand
from techservice.models.teams import (
    ServiceTeam,
    ServiceTeamQuerySet,
    TeamAction,
    TeamEvent,
    Volunteer,
    VolunteerCategory,
)

__all__ = [
    "REQUEST_KIND",
    "ServiceRequest",
    "ServiceTeam",
    "ServiceTeamQuerySet",
    "TeamAction",
    "TeamEvent",
    "TrainingDemand",
    "Volunteer",
    "VolunteerCategory",
]
