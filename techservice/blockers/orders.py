"""Why a step of a service order cannot be taken now; pages print it, services refuse with it."""

from changxing_union.filing.models import Filing, State
from changxing_union.filing.transitions import RETURN, Transition
from changxing_union.organizations.models import User
from changxing_union.organizations.permissions import can_file_for, can_review
from techservice.models import OrderState, ServiceOrder
from techservice.permissions import is_member_of
from techservice.transitions import (
    ARCHIVE,
    COMPLETE,
    EVALUATE,
    OrderActor,
    OrderStep,
)

NOT_TAKEN_UP = "这份需求还没有受理，不能办理。请先在申报页面受理。"
MOVED_SINCE = "您打开页面后，这份服务单又有变动，这一步没有执行。请核对现在的情况后再办理。"
NO_VISIT = "还没有登记过上门服务，请先登记至少一次，再登记完成情况。"
OWN_SERVICE = (
    "您是承接这份服务单的服务队队员，不能评价自己的服务。"
    "请由企业通过评价链接填写，或由其他工会干部代录。"
)
NO_TEAM_PERMISSION = "您不在承接这份服务单的服务队里，不能办理这一步。"
DISPATCHED_ALREADY = (
    "这份需求已经派给服务队，不能再退回修改。需要终止的，请在服务单上转其他部门，或作废申报。"
)


def order_blockers(order: ServiceOrder, step: OrderStep, *, by: User) -> list[str]:
    """Every reason against ``step``; empty means go ahead. Rights and state come first, alone."""
    filing = order.request.filing
    if not is_order_actor(by, order, step):
        return [_not_yours(by, order, step)]
    if filing.state != State.APPROVED:
        word = f"申报现在的状态是“{filing.state_label}”，服务单不能再办理。"
        return [NOT_TAKEN_UP if filing.state in (State.DRAFT, State.FILED) else word]
    if order.state not in step.sources:
        now = order.get_state_display()
        return [f"这份服务单现在的状态是“{now}”，不能{step.label}。请刷新页面查看最新情况。"]
    if step is COMPLETE and not order.visits.exists():
        return [NO_VISIT]
    return []


def is_order_actor(user: User, order: ServiceOrder, step: OrderStep) -> bool:
    """Whether ``step`` is ``user``'s to take, whatever the state."""
    if step.actor is OrderActor.CLERK:
        return can_review(user)
    serves = order.team is not None and is_member_of(user, order.team)
    if step.actor is OrderActor.TEAM:
        return can_review(user) or serves
    is_union = can_file_for(user, order.request.filing.organization)
    return (can_review(user) or is_union) and not serves


def _not_yours(user: User, order: ServiceOrder, step: OrderStep) -> str:
    if step is EVALUATE and order.team is not None and is_member_of(user, order.team):
        return OWN_SERVICE
    return f"“{step.label}”由{step.actor.value}办理，您的账号没有这项权限。"


def needs_reason(order: ServiceOrder, step: OrderStep) -> bool:
    """Filing away what the enterprise has not judged is explained."""
    return step is ARCHIVE and order.state == OrderState.COMPLETED


def return_hindrances(filing: Filing, step: Transition) -> list[str]:
    """Once a team was sent, the need stands as it is being served."""
    if step.action != RETURN.action or filing.state != State.APPROVED:
        return []
    served = ServiceOrder.objects.filter(request=filing.pk).exclude(state=OrderState.WAITING)
    return [DISPATCHED_ALREADY] if served.exists() else []
