"""评价链接: made for the enterprise by those who follow its service, answered without account."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from changxing_union.kernel.refusals import Refused
from changxing_union.organizations.http import SignedInRequest, act_of, client_ip
from changxing_union.organizations.models import AuditAction, AuditEvent
from changxing_union.organizations.services import record_audit
from changxing_union.printing.marks import qr_svg_data_uri
from changxing_union.web.requests import portal_origin
from techservice.forms.orders import JudgementForm
from techservice.models import EvaluationLink
from techservice.services.evaluations import (
    DAYS_VALID,
    LinkFault,
    evaluate_by_link,
    issue_link,
    open_link,
)
from techservice.services.orders import Answer
from techservice.views.services import service_or_404

WHY = {
    LinkFault.UNKNOWN: "评价链接不是本系统发出的",
    LinkFault.EXPIRED: "评价链接已过期",
    LinkFault.USED: "评价链接已用过",
    LinkFault.WITHDRAWN: "评价链接已收回",
}
NO_INDEX = "noindex, nofollow"
GONE = 410  # whatever it was: a page of the portal would not help its reader
# A machine that guesses must not fill the audit log; a guess cannot succeed anyhow.
MOST_LOGGED = 30


@require_POST
def send_link(request: SignedInRequest, reference: str) -> HttpResponse:
    """A new link and its QR code, shown this once; the one before opens no more."""
    order = service_or_404(request, reference)
    token = issue_link(order.request, act=act_of(request))
    path = reverse("evaluation", args=[reference, token])
    url = portal_origin(request) + path
    context = {
        "filing": order.request.filing,
        "order": order,
        "url": url,
        "qr": qr_svg_data_uri(url),
        "days": DAYS_VALID,
    }
    response = render(request, "techservice/evaluation_link.html", context)
    response["Cache-Control"] = "no-store"
    return response


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def evaluation(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """企业评价 by the enterprise itself: asked once, thanked, and closed for good."""
    answer = Answer(at=timezone.now(), ip=client_ip(request))
    link = open_link(reference, token, at=answer)
    if isinstance(link, LinkFault):
        return _refused(request, reference, link)
    form = JudgementForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _questions(request, link, form)
    if form.is_valid():
        try:
            done = evaluate_by_link(reference, token, form.judgement(), answer=answer)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            if isinstance(done, LinkFault):
                return _refused(request, reference, done)
            return _told(request, {"order": done, "fault": ""}, 200)
    return _questions(request, link, form, status=422)


def _questions(
    request: HttpRequest, link: EvaluationLink, form: JudgementForm, *, status: int = 200
) -> HttpResponse:
    filing = link.order.request.filing
    context = {
        "form": form,
        "link": link,
        "order": link.order,
        "needed": link.order.request,
        "union": filing.organization,
    }
    response = render(request, "techservice/evaluation.html", context, status=status)
    response["X-Robots-Tag"] = NO_INDEX
    # The address is a key: it goes to no other site. Told to send it nowhere at all, browsers
    # would also hide where the answer comes from, and it would be refused as a forgery.
    response["Referrer-Policy"] = "same-origin"
    return response


def _refused(request: HttpRequest, reference: str, fault: LinkFault) -> HttpResponse:
    _log(request, reference, fault)
    return _told(request, {"order": None, "fault": fault.value}, GONE)


def _told(request: HttpRequest, context: dict[str, object], status: int) -> HttpResponse:
    response = render(request, "techservice/evaluation_told.html", context, status=status)
    response["X-Robots-Tag"] = NO_INDEX
    return response


def _log(request: HttpRequest, reference: str, fault: LinkFault) -> None:
    """The attempt, without the key it was made with."""
    ip = client_ip(request)
    since = timezone.now() - timedelta(hours=1)
    recent = AuditEvent.objects.filter(actor=None, action=AuditAction.DENIED, ip=ip, at__gte=since)
    if recent.count() >= MOST_LOGGED:
        return
    record_audit(
        AuditAction.DENIED,
        actor=None,
        target=reference,
        ip=ip,
        path=reverse("evaluation", args=[reference, "-"]),
        method=str(request.method),
        why=WHY[fault],
    )
