"""The numbers of technical service for the county: read in a constant number of queries (N23).

The year is that of the campaign whose needs are counted. What is void counts nowhere; what another
department has taken over is neither met nor unmet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Min, Q

from changxing_union.filing.models import Campaign, State
from changxing_union.records.models import Record
from techservice.models import (
    FINISHED_STATES,
    INSPECTION_KIND,
    OPEN_STATES,
    REQUEST_KIND,
    OrderState,
    ServiceOrder,
    ServiceRequest,
    ServiceTeam,
    ServiceVisit,
    TrainingDemand,
)
from techservice.service_statistics import Demand, Progress, Service

PROGRESS = {
    OrderState.WAITING: Progress.WAITING,
    **dict.fromkeys(OPEN_STATES, Progress.OPEN),
    **dict.fromkeys(FINISHED_STATES, Progress.FINISHED),
    OrderState.TRANSFERRED: Progress.ELSEWHERE,
}


@dataclass(frozen=True)
class TeamRow:
    """One team as it stands: its name and how many serve in it now."""

    key: int
    name: str
    members: int
    is_active: bool


@dataclass(frozen=True)
class Rectifications:
    """What one union has found and not seen put right; ``longest`` is days past the first day."""

    keeper: int
    name: str
    unsettled: int
    overdue: int
    longest: int | None


@dataclass(frozen=True)
class BoardFacts:
    """All that the board counts; ``unions`` are key → short name, in the office's order."""

    services: list[Service]
    demands: list[Demand]
    visits: Mapping[int, int]
    teams: list[TeamRow]
    unions: Mapping[int, str]
    rectifications: list[Rectifications]


def board_facts(campaign: Campaign, *, today: date) -> BoardFacts:
    """Of the needs of ``campaign`` that were taken up, and of its inspections; five queries."""
    taken_up = ServiceRequest.objects.filter(
        filing__form_type__kind=REQUEST_KIND,
        filing__campaign=campaign,
        filing__state=State.APPROVED,
    )
    requests = list(
        taken_up.select_related("filing__organization", "order").order_by(
            "filing__organization__sort_order", "filing__organization", "filing"
        )
    )
    demands = TrainingDemand.objects.filed().filter(sheet__in=taken_up.values("pk"))
    visits = ServiceVisit.objects.filter(order__in=taken_up.values("pk"))
    members = Count("volunteers", filter=Q(volunteers__left_on=None))
    return BoardFacts(
        services=[_service(request) for request in requests],
        demands=[
            Demand(sheet, trade, count or 0)
            for sheet, trade, count in demands.values_list("sheet", "trade", "head_count")
        ],
        visits=dict(visits.order_by().values_list("team").annotate(visits=Count("pk"))),
        teams=[
            TeamRow(team.pk, team.name, team.members, team.is_active)
            for team in ServiceTeam.objects.annotate(members=members).order_by("sort_order", "id")
        ],
        unions={
            request.filing.organization_id: request.filing.organization.short_name
            for request in requests
        },
        rectifications=_rectifications(campaign, today),
    )


def _rectifications(campaign: Campaign, today: date) -> list[Rectifications]:
    """Of the inspections of the year (N36), by the union that keeps them, the latest first."""
    found = (
        Record.objects.of_kind(INSPECTION_KIND)
        .filter(campaign=campaign)
        .unsettled()
        .order_by()
        .values("organization", name=F("organization__short_name"))
        .annotate(
            unsettled=Count("pk"),
            overdue=Count("pk", filter=Q(due_on__lt=today)),
            first=Min("due_on", filter=Q(due_on__lt=today)),
        )
        .order_by(F("first").asc(nulls_last=True), "organization__sort_order", "organization")
    )
    return [
        Rectifications(
            keeper=row["organization"],
            name=row["name"],
            unsettled=row["unsettled"],
            overdue=row["overdue"],
            longest=(today - row["first"]).days if row["first"] else None,
        )
        for row in found
    ]


def _service(request: ServiceRequest) -> Service:
    order: ServiceOrder | None = getattr(request, "order", None)
    trade, union = request.need_trade, request.filing.organization_id
    if order is None:
        return Service(request.pk, union, trade, Progress.WAITING)
    progress = PROGRESS[OrderState(order.state)]
    return Service(
        key=request.pk,
        union=union,
        trade=trade,
        progress=progress,
        team=order.team_id,
        days=order.days_taken if progress is Progress.FINISHED else None,
        grade=order.grade,
    )


def campaigns() -> list[Campaign]:
    """Every year there was, that which is open first, then the newest."""
    return list(Campaign.objects.order_by("-is_open", "-year"))
