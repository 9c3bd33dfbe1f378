"""Demo services of the 服务队: one waiting, one under way, one to be judged, one judged.

Their requests come from the unions as any other; units, names and phones are visibly fictional.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from changxing_union.devtools.demo_pictures import workshop_photo
from changxing_union.devtools.demo_requests import seed_requests
from changxing_union.devtools.reference_data import fixture
from changxing_union.filing.models import FilingEvent, FormType
from changxing_union.kernel.dates import shanghai_day
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from techservice.models import ServiceEvent, ServiceRequest
from techservice.services import orders
from techservice.services.evaluations import Judgement, evaluate_for
from techservice.services.visits import VisitFacts, record_visit

# How far each is taken; every stage contains those before it.
STAGES = ("waiting", "serving", "completed", "evaluated")


def seed_services(form_type: FormType) -> int:
    """The requests of ``demo_services.json`` and what became of each; how many there are."""
    rows: Sequence[dict[str, Any]] = fixture("demo_services.json")
    count = seed_requests(form_type, list(rows))
    for row in rows:
        request = _request_of(row)
        if not ServiceEvent.objects.filter(order=request.pk).exists():
            _serve(request, row)
    return count


def _request_of(row: Mapping[str, Any]) -> ServiceRequest:
    """The annex 5 that ``seed_requests`` has made of ``row``."""
    opened = FilingEvent.objects.select_related("filing__service_request").get(
        token=f"demo-request-{row['key']}"
    )
    return opened.filing.service_request


@transaction.atomic
def _serve(request: ServiceRequest, row: Mapping[str, Any]) -> None:
    """The steps that lead ``request`` to where its row says, entered by 经办 for the team."""
    until = STAGES.index(row["taken_to"])
    accepted_at = request.filing.state_since
    if until >= STAGES.index("serving"):
        likeliest, *_others = orders.suggestions(request)
        day = accepted_at + timedelta(hours=20)
        orders.dispatch(request, team=likeliest.team.key, note="", act=_by("jingjibu", day))
        orders.take_on(request, act=_by("jingjibu", day + timedelta(hours=5)))
        for visit in row["visits"]:
            _visit(request, visit, at=accepted_at + timedelta(days=visit["days_after"]))
    last = accepted_at + timedelta(days=row["visits"][-1]["days_after"]) if until else accepted_at
    if until >= STAGES.index("completed"):
        orders.complete(
            request,
            completed_on=shanghai_day(last),
            text=row["completion"],
            act=_by("jingjibu", last + timedelta(hours=3)),
        )
    if until >= STAGES.index("evaluated"):
        evaluate_for(
            request,
            Judgement(**row["judgement"]),
            basis="示例：企业在纸质登记表上的评价",
            act=_by(row["filer"], last + timedelta(days=2)),
        )


def _visit(request: ServiceRequest, visit: Mapping[str, Any], *, at: datetime) -> None:
    facts = VisitFacts(
        visited_on=shanghai_day(at),
        people="示例·队长、示例·队员",
        diagnosis=visit["diagnosis"],
        advice=visit["advice"],
        result=visit["result"],
    )
    photos = _photos(visit["photo"])
    record_visit(request, facts, photos=photos, act=_by("jingjibu", at + timedelta(hours=1)))


def _photos(name: str) -> list[SimpleUploadedFile]:
    return [workshop_photo(name)] if name else []


def _by(username: str, at: datetime) -> Act:
    """Nothing has happened before it did."""
    return Act(by=User.objects.get(username=username), at=min(at, timezone.now()), ip="127.0.0.1")
