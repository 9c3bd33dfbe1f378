"""The lives of annex 2, which the county only receives, and of annex 3, which it scores."""

from dataclasses import replace

from changxing_union.filing.models import State
from changxing_union.filing.transitions import (
    ACCEPT,
    CHANGE,
    FILE,
    REFILE,
    RETURN,
    VOID,
    WITHDRAW,
    Actor,
    Transition,
)

# What the county counts would otherwise be a version that its union has taken back.
TAKE_BACK = replace(WITHDRAW, until_received=True)
RECEIVE = Transition("accept", "接收", (State.FILED,), State.APPROVED, Actor.COUNTY_CLERK)
# Also after 接收: two unions may turn out to have listed the same team.
SEND_BACK = Transition(
    "return", "退回修改", (State.FILED, State.APPROVED), State.RETURNED, Actor.COUNTY_CLERK,
    needs_reason=True,
)  # fmt: skip

SUMMARY_LIFE = (FILE, TAKE_BACK, RECEIVE, SEND_BACK, REFILE, CHANGE, VOID)
# Annex 3 has no box to sign; it is scored between 受理 and the release of the result.
ASSESSMENT_LIFE = (FILE, WITHDRAW, ACCEPT, RETURN, REFILE, VOID)
