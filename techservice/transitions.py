"""The life of annex 5, which the county takes up or not; what follows is the service order's."""

from dataclasses import replace

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

# One box only, signed before 上报: whoever takes the need up decides by that (domain §2.5).
TAKE_UP = Transition("accept", "受理", (State.FILED,), State.APPROVED, Actor.COUNTY_CLERK)
# Also after 受理, as long as no team was sent: then the need stands as it was served.
SEND_BACK = replace(RETURN, sources=(State.FILED, State.APPROVED))
TURN_DOWN = replace(DECLINE, sources=(State.FILED,))

REQUEST_LIFE = (FILE, WITHDRAW, TAKE_UP, SEND_BACK, REFILE, TURN_DOWN, VOID)
