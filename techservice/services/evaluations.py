"""企业评价: by the enterprise through its link, or entered for it; never by who served it (N22).

A link is signed for one order and one purpose, expires, and opens once. Who reads the database
finds only its digest.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from django.conf import settings
from django.core import signing
from django.db import transaction

from changxing_union.filing.models import State
from changxing_union.kernel.dates import shanghai_day
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.kernel.text import tidy, tidy_line
from changxing_union.organizations.acts import Act
from changxing_union.organizations.permissions import can_review
from techservice.blockers.orders import order_blockers
from techservice.models import (
    GRADES,
    EvaluationLink,
    EvaluationWay,
    OrderState,
    ServiceOrder,
    ServiceRequest,
)
from techservice.services.orders import Answer, close_links, hold_order, take, turn
from techservice.transitions import EVALUATE

# What a link is signed for: no other token of the portal is one, and it is no other token.
PURPOSE = "techservice.evaluation"
DAYS_VALID = 15
LONGEST_EVALUATION = 500
NO_WORDS = "请填写对服务项目和人员的评价。"
TOO_LONG = f"评价最多 {LONGEST_EVALUATION} 个字，请精简。"
NO_NAME = "请填写评价人姓名。"
NO_GRADE = "请选择满意程度。"
NO_BASIS = "请写明依据（例如电话回访、企业在纸质表上的评价）。"


@dataclass(frozen=True)
class Judgement:
    """What an enterprise says of a service."""

    text: str
    grade: int | None
    evaluator: str


class LinkFault(Enum):
    """Why a link opens nothing, as the enterprise reads it."""

    UNKNOWN = "这个评价链接不完整或不是本系统发出的，请核对后重新打开，或联系发给您链接的工会。"
    EXPIRED = "这个评价链接已过有效期。如需评价，请联系发给您链接的工会重新发送。"
    USED = "这个评价链接已经用过，评价已收到，谢谢。如需更正，请联系发给您链接的工会。"
    WITHDRAWN = "这个评价链接已经收回，请使用最新发给您的链接，或联系发给您链接的工会。"


def judgement_faults(judgement: Judgement, *, needs_grade: bool) -> dict[str, str]:
    """Name of a field → what is wrong with it."""
    text = tidy(judgement.text)
    found = {
        "text": NO_WORDS if not text else TOO_LONG if len(text) > LONGEST_EVALUATION else "",
        "evaluator": "" if tidy(judgement.evaluator) else NO_NAME,
        "grade": "",
    }
    if judgement.grade not in GRADES and (needs_grade or judgement.grade is not None):
        found["grade"] = NO_GRADE
    return {field: sentence for field, sentence in found.items() if sentence}


def evaluate_for(
    request: ServiceRequest, judgement: Judgement, *, basis: str, act: Act
) -> ServiceOrder:
    """录入企业评价: what the enterprise said on paper or by telephone, and by which of them."""

    def change(order: ServiceOrder) -> str:
        refuse_if(judgement_faults(judgement, needs_grade=False).values())
        refuse_if([] if tidy(basis) else [NO_BASIS])
        close_links(order, act)
        way = EvaluationWay.COUNTY if can_review(act.by) else EvaluationWay.UNION
        _put(order, judgement, way, act)
        return f"依据：{tidy(basis)}"

    return take(request, EVALUATE, act, change)


def _put(order: ServiceOrder, judgement: Judgement, way: EvaluationWay, act: Act | Answer) -> None:
    order.evaluation_text = tidy(judgement.text)
    order.grade = judgement.grade
    order.evaluator = tidy_line(judgement.evaluator)
    order.evaluated_on = shanghai_day(act.at)
    order.evaluated_by = way


@transaction.atomic
def issue_link(request: ServiceRequest, *, act: Act) -> str:
    """A new link for the enterprise, its last part; one that was open before opens no more."""
    order = hold_order(request)
    refuse_if(order_blockers(order, EVALUATE, by=act.by))
    close_links(order, act)
    secret = secrets.token_urlsafe(24)
    EvaluationLink.objects.create(
        order=order,
        digest=_digest(secret),
        issued_by=act.by,
        issued_at=act.at,
        expires_at=act.at + timedelta(days=DAYS_VALID),
    )
    return signing.dumps([order.request.filing.reference, secret], salt=PURPOSE)


def open_link(reference: str, token: str, *, at: Answer) -> EvaluationLink | LinkFault:
    """The link that ``token`` is for this very request, or why it opens nothing."""
    secret = _secret_in(reference, token)
    links = EvaluationLink.objects.select_related("order__request__filing__organization")
    link = (
        links.filter(digest=_digest(secret), order__request__filing__reference=reference).first()
        if secret
        else None
    )
    if link is None:
        return LinkFault.UNKNOWN
    if link.used_at is not None:
        return LinkFault.USED
    if link.withdrawn_at is not None or not _is_open(link.order):
        return LinkFault.WITHDRAWN
    return LinkFault.EXPIRED if at.at >= link.expires_at else link


def _secret_in(reference: str, token: str) -> str:
    """What the link was signed with, if it was signed for this request and this purpose."""
    try:
        found = signing.loads(token, salt=PURPOSE)
    except (signing.BadSignature, ValueError):
        return ""
    match found:
        case [str(whose), str(secret)] if whose == reference:
            return secret
    return ""


def _digest(secret: str) -> str:
    return hashlib.sha256(f"{settings.SECRET_KEY}:{secret}".encode()).hexdigest()


def _is_open(order: ServiceOrder) -> bool:
    """Whether the service still waits for its judgement."""
    return order.state == OrderState.COMPLETED and order.request.filing.state == State.APPROVED


@transaction.atomic
def evaluate_by_link(
    reference: str, token: str, judgement: Judgement, *, answer: Answer
) -> ServiceOrder | LinkFault:
    """What the enterprise itself says; the link is spent with it."""
    found = open_link(reference, token, at=answer)
    if isinstance(found, LinkFault):
        return found
    order = hold_order(found.order.request)
    faults = judgement_faults(judgement, needs_grade=True)
    if faults:
        raise Refused(faults.values())
    spent = EvaluationLink.objects.filter(pk=found.pk, used_at=None, withdrawn_at=None)
    if not _is_open(order) or not spent.update(used_at=answer.at):
        return LinkFault.USED
    _put(order, judgement, EvaluationWay.LINK, answer)
    return turn(order, EVALUATE, answer, reason=f"企业{order.evaluator}通过链接评价")
