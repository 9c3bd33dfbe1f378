"""技术服务: the needs that were taken up, and one page for each from 派单 to 归档."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_safe

from changxing_union.filing.models import Filing, State
from changxing_union.filing.views.registers import RegisterHead, register_download
from changxing_union.kernel.dates import shanghai_day
from changxing_union.kernel.refusals import refuse_if
from changxing_union.kernel.text import mask_phone
from changxing_union.organizations.http import SignedInRequest, visible_or_404
from changxing_union.organizations.permissions import can_read_county_wide, can_use_filings
from changxing_union.web.pagination import bounded_count, keyset_page
from changxing_union.web.pictures import THUMBNAIL_SIDE
from changxing_union.web.private_files import private_file_response, thumbnail_response
from changxing_union.web.thumbnails import thumbnail_of
from techservice.blockers.orders import is_order_actor, order_blockers
from techservice.exports.services import write_service_register
from techservice.filters import ServiceFilter
from techservice.models import OrderState, ServiceEvent, ServiceOrder, VisitPhoto
from techservice.permissions import (
    can_read_services,
    can_see_contact,
    services,
    visible_services,
)
from techservice.services.demands import demands_of
from techservice.services.evaluations import DAYS_VALID
from techservice.services.orders import order_of, with_orders
from techservice.transitions import EVALUATE, ORDER_LIFE, PAUSE, OrderStep

PAGE_SIZE = 20
REGISTER = "职工技术服务台账"
BAD_FILTER = "筛选条件有误，没有导出。请返回技术服务列表，重新选择后再导出。"
ORDER = (("state_since", True), ("id", True))
# What a service waits for, as its page says it to everybody.
WAITS_FOR = {
    OrderState.WAITING: "等县总工会派服务队",
    OrderState.DISPATCHED: "等服务队接单",
    OrderState.SERVING: "服务队正在上门服务",
    OrderState.PAUSED: "服务已暂停",
    OrderState.COMPLETED: "服务已完成，等企业评价",
    OrderState.EVALUATED: "企业已评价，等县总工会归档",
    OrderState.ARCHIVED: "已归档，办理结束",
    OrderState.TRANSFERRED: "已转其他部门，办理结束",
}


@dataclass(frozen=True)
class Line:
    """One service of the list."""

    filing: Filing
    order: ServiceOrder
    days: int


@dataclass(frozen=True)
class Offer:
    """A step the reader could take, and why not now."""

    step: OrderStep
    hindrances: list[str]

    @property
    def url_name(self) -> str:
        """The page of the step."""
        return f"service_{self.step.action}"


def service_or_404(request: SignedInRequest, reference: str) -> ServiceOrder:
    """The service of the request with this reference; a stranger's is a 404 and an audit row."""
    if not can_read_services(request.user):
        raise Http404
    filing = visible_or_404(
        request, visible_services(request.user), services(), reference=reference
    )
    filing.service_request.filing = filing
    return order_of(filing.service_request)


@require_safe
def service_list(request: SignedInRequest) -> HttpResponse:
    """技术服务进度: filters in the URL, paged by keyset."""
    chosen = _chosen(request)
    filings = chosen.qs if chosen.is_sound() else chosen.queryset.none()
    page = keyset_page(filings, order=ORDER, cursor=request.GET.get("cursor"), size=PAGE_SIZE)
    today = shanghai_day(timezone.now())
    context = {
        "filter": chosen,
        "page": page,
        "lines": [
            Line(order.request.filing, order, order.days_open(today))
            for order in with_orders(page.rows)
        ],
        "total": bounded_count(filings),
        "told_apart": chosen.told_apart(),
        "county": can_read_county_wide(request.user),
        "is_filtered": any(request.GET.get(name) for name in chosen.filters),
    }
    return render(request, "techservice/services.html", context)


def _chosen(request: SignedInRequest) -> ServiceFilter:
    """The services that the reader may follow, as the query string narrows them."""
    if not can_read_services(request.user):
        raise Http404
    return ServiceFilter(request.GET, queryset=visible_services(request.user), user=request.user)


@require_safe
def export(request: SignedInRequest) -> HttpResponseBase:
    """服务台账 of what the list shows; every export is an audit row."""
    chosen = _chosen(request)
    refuse_if([] if chosen.is_sound() else [BAD_FILTER])

    def write(target: BinaryIO, head: RegisterHead) -> int:
        return write_service_register(
            chosen.qs,
            target,
            today=shanghai_day(timezone.now()),
            title=REGISTER,
            unit_line=head.unit_line,
            explanation=head.explanation,
        )

    return register_download(request, write, title=REGISTER, described=chosen.described())


@require_safe
def service(request: SignedInRequest, reference: str) -> HttpResponse:
    """What is needed, who serves it, what the visits found, how it ended."""
    order = service_or_404(request, reference)
    needed = order.request
    sees_contact = can_see_contact(request.user, order)
    events = list(order.events.select_related("by"))
    context = {
        "filing": needed.filing,
        "order": order,
        "needed": needed,
        "demands": demands_of(needed),
        "phone": needed.phone if sees_contact else mask_phone(needed.phone),
        "sees_contact": sees_contact,
        "days": order.days_open(shanghai_day(timezone.now())),
        "visits": order.visits.select_related("team", "recorded_by").prefetch_related("photos"),
        "events": events,
        "waits_for": waits_for(order, events),
        "offers": offers(order, request),
        "may_send_link": may_send_link(order, request),
        "link": order.links.filter(used_at=None, withdrawn_at=None).first(),
        "days_valid": DAYS_VALID,
        "may_open_case": can_use_filings(request.user),
        "token": get_random_string(32),
    }
    return render(request, "techservice/service.html", context)


def waits_for(order: ServiceOrder, events: Sequence[ServiceEvent]) -> str:
    """Where the service stands, in a sentence; a pause with its reason."""
    filing = order.request.filing
    if filing.state != State.APPROVED:
        return f"申报{filing.state_label}，服务单不能办理"
    pauses = [event.reason for event in events if event.action == PAUSE.action]
    why = f"：{pauses[-1]}" if order.state == OrderState.PAUSED and pauses else ""
    return WAITS_FOR[OrderState(order.state)] + why


def offers(order: ServiceOrder, request: SignedInRequest) -> list[Offer]:
    """The steps that are the reader's from where the order stands, each with what bars it."""
    if order.request.filing.state != State.APPROVED:
        return []
    return [
        Offer(step, order_blockers(order, step, by=request.user))
        for step in ORDER_LIFE
        if order.state in step.sources and is_order_actor(request.user, order, step)
    ]


def may_send_link(order: ServiceOrder, request: SignedInRequest) -> bool:
    """Whoever may enter the judgement may ask the enterprise itself for it."""
    is_theirs = order.state in EVALUATE.sources and is_order_actor(request.user, order, EVALUATE)
    return is_theirs and not order_blockers(order, EVALUATE, by=request.user)


@require_safe
def photo(request: SignedInRequest, reference: str, pk: int) -> HttpResponseBase:
    """A photo of a visit, as large as it is kept."""
    found = _photo_or_404(request, reference, pk)
    return private_file_response(
        found.file.path,
        content_type=found.content_type,
        download_name=found.original_name,
        inline=True,
    )


@require_safe
def photo_thumbnail(request: SignedInRequest, reference: str, pk: int) -> HttpResponseBase:
    """The same, small."""
    found = _photo_or_404(request, reference, pk)
    return thumbnail_response(
        request, lambda: thumbnail_of(found), etag=f"{found.sha256}-{THUMBNAIL_SIDE}"
    )


def _photo_or_404(request: SignedInRequest, reference: str, pk: int) -> VisitPhoto:
    order = service_or_404(request, reference)
    found = VisitPhoto.objects.filter(visit__order=order.pk, pk=pk).first()
    if found is None:
        raise Http404
    return found
