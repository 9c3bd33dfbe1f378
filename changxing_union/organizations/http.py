"""The signed-in request, and the one way to fetch something that may belong to somebody else."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import AuditAction, User
from changxing_union.organizations.services import record_audit

Row = TypeVar("Row", bound=Model)
TOKEN_LENGTH = 64
EDITION_LENGTH = 60


class SignedInRequest(HttpRequest):
    """What every view behind login receives."""

    user: User
    htmx: HtmxDetails


def client_ip(request: HttpRequest) -> str:
    """The client's address, as ``ClientAddressMiddleware`` has found it."""
    return str(request.META.get("REMOTE_ADDR", ""))


def act_of(request: SignedInRequest) -> Act:
    """The act this request stands for: its user, now, its address, its page."""
    token = request.POST.get("token", "")[:TOKEN_LENGTH]
    return Act(
        by=request.user,
        at=timezone.now(),
        ip=client_ip(request),
        token=token,
        seen=request.POST.get("seen", "")[:EDITION_LENGTH],
    )


def visible_or_404(
    request: SignedInRequest, visible: QuerySet[Row], everything: QuerySet[Row], **lookup: Any
) -> Row:
    """The row of ``visible`` that matches; else 404, and an audit row if it exists at all.

    A stranger must not learn whether a reference exists, but the auditor must see the attempt.
    """
    row = visible.filter(**lookup).first()
    if row is not None:
        return row
    if everything.filter(**lookup).exists():
        record_audit(
            AuditAction.DENIED,
            actor=request.user,
            target=next(map(str, lookup.values()), ""),
            ip=client_ip(request),
            path=request.path,
            method=str(request.method),
        )
    raise Http404
