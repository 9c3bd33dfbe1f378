"""The record's row itself: held for a change, its history written, repeats recognised."""

from collections.abc import Sequence

from changxing_union.filing.services.rows import SPENT
from changxing_union.kernel.refusals import refuse_if
from changxing_union.organizations.acts import Act
from changxing_union.records.models import Record, RecordAction, RecordEvent


def lock(record: Record) -> Record:
    """The row as it is now, held until the transaction ends."""
    Record.objects.select_for_update().get(pk=record.pk)
    return Record.objects.select_related("organization").get(pk=record.pk)


def done_before(act: Act, action: RecordAction, record: Record | None = None) -> Record | None:
    """The record with which this very press of a button was already dealt (double click, retry).

    A token that was spent on anything else is refused.
    """
    if not act.token:
        return None
    event = RecordEvent.objects.filter(token=act.token).select_related("record").first()
    if event is None:
        return None
    same = event.by_id == act.by.pk and event.action == action
    same = same and (record is None or event.record_id == record.pk)
    refuse_if([] if same else [SPENT])
    return event.record


def note(
    record: Record,
    action: RecordAction,
    *,
    act: Act,
    changes: Sequence[dict[str, str]] = (),
    reason: str = "",
) -> None:
    """Add one event to the history."""
    record.events.create(
        action=action,
        changes=list(changes),
        reason=reason,
        by=act.by,
        at=act.at,
        ip=act.ip,
        token=act.token,
    )
