"""Demo lines of every register: visibly fictional, entered through the forms and services.

Days are told from today, so that a fresh installation looks like a working office.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from changxing_union.devtools.demo_pictures import work_photo
from changxing_union.devtools.reference_data import fixture
from changxing_union.kernel.dates import shanghai_day, show_date
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from changxing_union.records import services
from changxing_union.records.kinds import kind_called
from changxing_union.records.models import Record, RecordEvent

Row = Mapping[str, Any]


def seed_records() -> int:
    """Every line of ``demo_records.json`` that is not there yet; how many lines it names."""
    rows = fixture("demo_records.json")
    entered: dict[str, int] = {}
    for row in rows:
        before = RecordEvent.objects.filter(token=_token(row)).first()
        entered[row["key"]] = before.record_id if before else _seed_record(row, entered).pk
    return len(rows)


def _token(row: Row) -> str:
    return f"demo-record-{row['key']}"


@transaction.atomic
def _seed_record(row: Row, entered: Mapping[str, int]) -> Record:
    """One line, typed as its keeper would; it names lines that were ``entered`` before."""
    kind, keeper = kind_called(row["kind"]), User.objects.get(username=row["keeper"])
    at = timezone.now() + timedelta(days=row["entered"])
    organization, today = keeper.held_roles[0].organization, shanghai_day(timezone.now())
    typed = {name: _typed(value, today) for name, value in row["typed"].items()}
    links = {name: _linked(key, entered) for name, key in row.get("links", {}).items()}
    form = kind.form(typed | links, keepers=[organization])
    if not form.is_valid():
        raise ValueError(f"{row['key']}: {form.errors.as_text()}")
    act = Act(by=keeper, at=at, ip="127.0.0.1", token=_token(row))
    record = services.add(kind, organization=organization, values=form.cleaned_data, act=act)
    later = Act(by=keeper, at=at + timedelta(minutes=5), ip="127.0.0.1")
    for number in range(1, row.get("photos", 0) + 1):
        services.attach(kind, record, work_photo(record.pk, number), act=later)
    if row.get("void"):
        services.void(kind, record, reason=row["void"], act=later)
    return record


def _typed(value: str | int, today: date) -> str:
    """What is typed; a number is a day, so many from today."""
    return show_date(today + timedelta(days=value)) if isinstance(value, int) else value


def _linked(key: str | list[str], entered: Mapping[str, int]) -> object:
    """The keys in the database of the lines that a link names."""
    return [entered[each] for each in key] if isinstance(key, list) else entered[key]
