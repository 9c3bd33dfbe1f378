"""What pages look up beside a record: earlier entries, likely doubles, colleagues' corrections."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from changxing_union.organizations.models import Organization
from changxing_union.records.kinds import RecordKind
from changxing_union.records.models import Record, RecordAction, RecordQuerySet

ROWS_SEARCHED, MOST_OFFERED = 200, 20
EDITION_FORMAT = "%Y%m%d%H%M%S%f"


@dataclass(frozen=True)
class Correction:
    """What a colleague has made of one cell while another person's page was open."""

    label: str
    before: str
    after: str
    by: str
    at: datetime


def earlier_entries(kind: RecordKind, organization: Organization) -> Mapping[str, list[str]]:
    """What was lately typed in the cells that offer it, the newest first; one query."""
    if not kind.offered:
        return {}
    rows = kind.model.objects.filter(
        record__organization=organization, record__is_void=False
    ).order_by("-record_id")
    lately = list(rows.values_list(*kind.offered)[:ROWS_SEARCHED])
    return {
        name: list(dict.fromkeys(filter(None, (row[place] for row in lately))))[:MOST_OFFERED]
        for place, name in enumerate(kind.offered)
    }


def twins_of(record: Record) -> RecordQuerySet:
    """Other lines of the same union, day and name: perhaps entered twice."""
    return (
        Record.objects.of_kind(record.kind)
        .in_force()
        .filter(
            organization=record.organization,
            happened_on=record.happened_on,
            subject=record.subject,
        )
        .exclude(pk=record.pk)
    )


def corrections_since(record: Record, edition: str) -> dict[str, Correction]:
    """The cells that were changed after ``edition``, by name; each with its first and last text."""
    found: dict[str, Correction] = {}
    events = record.events.filter(action=RecordAction.CHANGE, at__gt=_moment(edition))
    for event in events.select_related("by"):
        for cell in event.changes:
            first = found.get(cell["name"])
            found[cell["name"]] = Correction(
                label=cell["label"],
                before=first.before if first else cell["before"],
                after=cell["after"],
                by=str(event.by),
                at=event.at,
            )
    return {name: each for name, each in found.items() if each.before != each.after}


def _moment(edition: str) -> datetime:
    """When the text of ``edition`` was saved; what is no edition is older than any."""
    try:
        return datetime.strptime(edition, EDITION_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
