"""The lives of annex 5, which the county takes up or not, and of the service order behind it."""

from dataclasses import dataclass, replace
from enum import Enum

from changxing_union.filing.models import State
from changxing_union.filing.transitions import (
    DECLINE,
    FILE,
    REFILE,
    RETURN,
    VOID,
    WITHDRAW,
    Actor,
    Transition,
)
from techservice.models import OPEN_STATES, OrderState

# One box only, signed before 上报: whoever takes the need up decides by that (domain §2.5).
TAKE_UP = Transition("accept", "受理", (State.FILED,), State.APPROVED, Actor.COUNTY_CLERK)
# Also after 受理, as long as no team was sent: then the need stands as it was served.
SEND_BACK = replace(RETURN, sources=(State.FILED, State.APPROVED))
TURN_DOWN = replace(DECLINE, sources=(State.FILED,))

REQUEST_LIFE = (FILE, WITHDRAW, TAKE_UP, SEND_BACK, REFILE, TURN_DOWN, VOID)


class OrderActor(Enum):
    """Whose act a step of a service order is, named as the refusal names them."""

    CLERK = "县总工会经济工作部经办人员"
    TEAM = "承接的服务队或县总工会经办人员"
    # By or for the enterprise; whoever serves it may not, whatever else they are.
    ENTERPRISE = "企业、其所属工会的填报员或县总工会经办人员"


@dataclass(frozen=True)
class OrderStep:
    """One arrow of a service order; without ``target`` the order stays where it is."""

    action: str
    label: str
    sources: tuple[OrderState, ...]
    target: OrderState | None
    actor: OrderActor


DISPATCH = OrderStep(
    "dispatch", "派单", (OrderState.WAITING,), OrderState.DISPATCHED, OrderActor.CLERK
)
TAKE_ON = OrderStep("take", "接单", (OrderState.DISPATCHED,), OrderState.SERVING, OrderActor.TEAM)
VISIT = OrderStep("visit", "登记上门服务", (OrderState.SERVING,), None, OrderActor.TEAM)
COMPLETE = OrderStep(
    "complete", "登记完成情况", (OrderState.SERVING,), OrderState.COMPLETED, OrderActor.TEAM
)
EVALUATE = OrderStep(
    "evaluate", "录入企业评价", (OrderState.COMPLETED,), OrderState.EVALUATED,
    OrderActor.ENTERPRISE,
)  # fmt: skip
ARCHIVE = OrderStep(
    "archive", "归档", (OrderState.EVALUATED, OrderState.COMPLETED), OrderState.ARCHIVED,
    OrderActor.CLERK,
)  # fmt: skip
REASSIGN = OrderStep("reassign", "改派", OPEN_STATES, OrderState.DISPATCHED, OrderActor.CLERK)
PAUSE = OrderStep(
    "pause", "暂停", (OrderState.DISPATCHED, OrderState.SERVING), OrderState.PAUSED,
    OrderActor.CLERK,
)  # fmt: skip
# Back to where the pause found it.
RESUME = OrderStep("resume", "恢复服务", (OrderState.PAUSED,), None, OrderActor.CLERK)
REOPEN = OrderStep(
    "reopen", "退回继续服务", (OrderState.COMPLETED,), OrderState.SERVING, OrderActor.CLERK
)
TRANSFER = OrderStep(
    "transfer", "转其他部门", (OrderState.WAITING, *OPEN_STATES), OrderState.TRANSFERRED,
    OrderActor.CLERK,
)  # fmt: skip

# From every state the likeliest step first: so the page of a service offers them.
ORDER_LIFE = (
    DISPATCH, RESUME, TAKE_ON, VISIT, COMPLETE, EVALUATE, ARCHIVE,
    REOPEN, REASSIGN, PAUSE, TRANSFER,
)  # fmt: skip
