"""The life of a filing as data (design §4): one table, read by pages, services and tests."""

from dataclasses import dataclass
from enum import Enum

from changxing_union.filing.models import State


class Actor(Enum):
    """Whose act a transition is, named as the refusal names them."""

    FILER = "填报单位的填报员"
    COUNTY_CLERK = "县总工会经济工作部经办人员"
    SIGNATORY = "该意见栏签署单位的签署人"


@dataclass(frozen=True)
class Transition:
    """One arrow: which action leads from which states to which, and whose it is.

    ``judges_text`` says that whoever takes it answers for the text on the page. ``question`` is
    asked once more before the step is taken. ``until_received`` bars it once the county has taken
    the form, in whatever version.
    """

    action: str
    label: str
    sources: tuple[State, ...]
    target: State
    actor: Actor
    needs_reason: bool = False
    makes_version: bool = False
    judges_text: bool = True
    question: str = ""
    until_received: bool = False


FILE = Transition("file", "上报", (State.DRAFT,), State.FILED, Actor.FILER, makes_version=True)
WITHDRAW = Transition(
    "withdraw", "撤回", (State.FILED,), State.DRAFT, Actor.FILER, judges_text=False
)
ACCEPT = Transition("accept", "受理", (State.FILED,), State.IN_REVIEW, Actor.COUNTY_CLERK)
RETURN = Transition(
    "return", "退回修改", (State.IN_REVIEW,), State.RETURNED, Actor.COUNTY_CLERK, needs_reason=True
)
REFILE = Transition(
    "refile", "重新上报", (State.RETURNED,), State.FILED, Actor.FILER, makes_version=True
)
SIGN = Transition("sign", "签署意见", (State.IN_REVIEW,), State.IN_REVIEW, Actor.SIGNATORY)
APPROVE = Transition(
    "approve", "通过", (State.IN_REVIEW,), State.APPROVED, Actor.COUNTY_CLERK,
    question="审定后不能退回，只能作废。确定通过吗？",
)  # fmt: skip
DECLINE = Transition(
    "decline", "不予通过", (State.IN_REVIEW,), State.DECLINED, Actor.COUNTY_CLERK,
    needs_reason=True,
)  # fmt: skip
# A withdrawn draft can be voided too: what was once filed is never deleted, so it must end somehow.
VOID = Transition(
    "void", "作废", (State.DRAFT, State.FILED, State.IN_REVIEW, State.RETURNED, State.APPROVED),
    State.VOID, Actor.COUNTY_CLERK, needs_reason=True, judges_text=False,
)  # fmt: skip

# Annexes that are received without a decision (annex 2) are changed by their filer afterwards.
CHANGE = Transition(
    "change", "变更", (State.APPROVED,), State.DRAFT, Actor.FILER, judges_text=False,
    question="变更后须重新上报。重新上报以前，县总工会看到的仍是上一版。确定变更吗？",
)  # fmt: skip

STANDARD_LIFE = (FILE, WITHDRAW, ACCEPT, RETURN, REFILE, SIGN, APPROVE, DECLINE, VOID)


def step_called(life: tuple[Transition, ...], action: str) -> Transition | None:
    """The transition named ``action`` in the URL, or ``None``."""
    return next((step for step in life if step.action == action), None)
