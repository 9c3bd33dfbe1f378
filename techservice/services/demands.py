"""Training demands of annex 5 (N24): which are open, and what lists call them."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from changxing_union.filing.models import State
from changxing_union.organizations.models import Level, Organization
from techservice.models import ServiceRequest, TrainingDemand, TrainingSession


def taken_up() -> QuerySet[TrainingDemand]:
    """The demands of every sheet that the county has taken up, as it was filed."""
    filed = TrainingDemand.objects.filed().filter(sheet__filing__state=State.APPROVED)
    return filed.select_related("sheet")


def demands_of(request: ServiceRequest) -> QuerySet[TrainingDemand]:
    """The demands of one sheet as filed, each with ``is_met``: whether a session is for it."""
    return request.rows.filed().annotate(is_met=Exists(_sessions()))


def _sessions() -> QuerySet[TrainingSession]:
    return TrainingSession.objects.filter(demands=OuterRef("pk"), record__is_void=False)


def unmet() -> QuerySet[TrainingDemand]:
    """Those that no session in force meets, planned ones included."""
    return taken_up().filter(~Exists(_sessions()))


def open_demands(
    keepers: Collection[Organization], *, besides: Collection[int] = ()
) -> QuerySet[TrainingDemand]:
    """What a session of one of ``keepers`` may meet this year: their own, for the county all.

    Those that no session meets come first; one may need several. ``besides``: what is chosen.
    """
    found = Q(sheet__filing__campaign__is_open=True)
    if not any(union.level is Level.COUNTY for union in keepers):
        found &= Q(sheet__filing__organization__in=keepers)
    demands = taken_up().filter(found | Q(pk__in=besides)).annotate(is_met=Exists(_sessions()))
    return demands.order_by("is_met", "sheet__unit_name", "position", "id")


def demand_words(demand: TrainingDemand) -> str:
    """``长兴某公司 电焊工 12人``."""
    return f"{demand.sheet.unit_name} {demand}"
