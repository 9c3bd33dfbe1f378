"""The filing row itself: held for a change, its history written, repeats recognised."""

from changxing_union.filing.models import Filing
from changxing_union.organizations.acts import Act


def lock(filing: Filing) -> Filing:
    """The row as it is now, held until the transaction ends."""
    rows = Filing.objects.for_case().select_for_update(of=("self",))
    return rows.get(pk=filing.pk)


def is_repeated(filing: Filing, act: Act) -> bool:
    """Whether this very press of the button was already carried out (double click, retry)."""
    return bool(act.token) and filing.events.filter(token=act.token).exists()


def record(
    filing: Filing, action: str, label: str, *, act: Act, from_state: str, reason: str = ""
) -> None:
    """Add one event to the history; its token makes a retried request recognisable."""
    filing.events.create(
        action=action,
        label=label,
        from_state=from_state,
        to_state=filing.state,
        version=filing.version,
        reason=reason,
        by=act.by,
        at=act.at,
        ip=act.ip,
        token=act.token,
    )
