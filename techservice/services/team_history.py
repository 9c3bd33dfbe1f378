"""服务队记录 as it is written, and how a press that comes twice is recognised by it."""

from collections.abc import Sequence

from changxing_union.filing.services.rows import left_before
from changxing_union.organizations.acts import Act
from techservice.models import ServiceTeam, TeamAction, TeamEvent, Volunteer

Entry = tuple[TeamAction, str]


def record(
    team: ServiceTeam, entries: Sequence[Entry], *, act: Act, volunteer: Volunteer | None = None
) -> None:
    """Add what one press has done; the last entry bears its token."""
    for number, (action, reason) in enumerate(entries, start=1):
        TeamEvent.objects.create(
            team=team,
            volunteer=volunteer,
            action=action,
            reason=reason,
            by=act.by,
            at=act.at,
            token=act.token if number == len(entries) else "",
        )


def repeated(act: Act, *actions: TeamAction) -> TeamEvent | None:
    """What this very press has already done; a token spent on anything else is refused.

    As for filings: an old page brought back later must not hear that it has just acted.
    """
    events = TeamEvent.objects.select_related("team", "volunteer")
    event = events.filter(token=act.token).first() if act.token else None
    if event is None:
        return None
    left_before(act, events, *actions, team=event.team_id)
    return event


def changes(pairs: Sequence[tuple[str, str, str]]) -> str:
    """``单位“甲”改为“乙”；特长…`` of (label, old, new), where they differ."""
    told = [
        f"{label}“{old or '（空）'}”改为“{new or '（空）'}”"
        for label, old, new in pairs
        if old != new
    ]
    return "；".join(told)
