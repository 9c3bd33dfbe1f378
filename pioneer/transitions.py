"""The life of annex 2: the county receives it or sends it back, and decides nothing (domain §4)."""

from changxing_union.filing.models import State
from changxing_union.filing.transitions import (
    CHANGE,
    FILE,
    REFILE,
    VOID,
    WITHDRAW,
    Actor,
    Transition,
)

RECEIVE = Transition("accept", "接收", (State.FILED,), State.APPROVED, Actor.COUNTY_CLERK)
# Also after 接收: two unions may turn out to have listed the same team.
SEND_BACK = Transition(
    "return", "退回修改", (State.FILED, State.APPROVED), State.RETURNED, Actor.COUNTY_CLERK,
    needs_reason=True,
)  # fmt: skip

SUMMARY_LIFE = (FILE, WITHDRAW, RECEIVE, SEND_BACK, REFILE, CHANGE, VOID)
