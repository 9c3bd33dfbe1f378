"""A roster of 监督员 becomes forms: one draft per person who has none yet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from changxing_union.filing.dictionaries import DEFAULT_POSTCODE
from changxing_union.filing.models import Filing, FormType, State
from changxing_union.filing.services import open_filing
from changxing_union.kernel.refusals import refuse_if
from changxing_union.kernel.text import match_key
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import Enterprise, Organization
from changxing_union.organizations.permissions import can_file_for
from techservice.blockers.supervisor import key_of
from techservice.cellforms.supervisor import SupervisorForm
from techservice.models import EnergySupervisor
from techservice.services.supervisors import NOT_FILER, keep_in_step, prefill

ALL_LISTED = "表中的人员都已有登记表，没有需要导入的行。请在申报列表中查看。"
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class RosterRow:
    """One person as read: the cells, the texts that could not be read, and why not."""

    supervisor: EnergySupervisor
    unparsed: Mapping[str, str]
    complaints: Mapping[str, str]


def read_roster(rows: Sequence[Mapping[str, str]], *, today: date) -> list[RosterRow]:
    """``rows`` (cell name → text) as the form reads them; it is filled in today unless told."""
    form = SupervisorForm()
    return [_read(form, row, today) for row in rows]


def _read(form: SupervisorForm, texts: Mapping[str, str], today: date) -> RosterRow:
    supervisor = EnergySupervisor(postcode=DEFAULT_POSTCODE, filled_on=today)
    unparsed, complaints = {}, {}
    for name in form.fields:
        text = texts.get(name, "").strip()
        if not text:
            continue
        value, complaint = form.read(name, text)
        setattr(supervisor, form.attribute(name), value)
        if complaint:
            unparsed[name], complaints[name] = text, complaint
    return RosterRow(supervisor, unparsed, complaints)


def listed_rows(
    form_type: FormType, organization: Organization, rows: Sequence[RosterRow]
) -> set[int]:
    """Which of ``rows`` (from 0) tell of a person who has a form, or stands further up."""
    keys = [key_of(row.supervisor) for row in rows]
    drafted = {f"{organization.pk}:{key}": key for key in keys if key}
    told = {**drafted, **{key: key for key in keys if key}}
    filings = Filing.objects.filter(form_type=form_type, unique_key__in=told)
    held = filings.exclude(state=State.VOID).values_list("unique_key", flat=True)
    known, listed = {told[key] for key in held}, set()
    for index, key in enumerate(keys):
        if key in known:
            listed.add(index)
        elif key:
            known.add(key)
    return listed


@transaction.atomic
def open_roster(
    form_type: FormType,
    organization: Organization,
    rows: Sequence[RosterRow],
    *,
    act: Act,
    on_progress: OnProgress,
) -> list[EnergySupervisor]:
    """A draft for everybody who has no form yet; all of them or none."""
    refuse_if([] if can_file_for(act.by, organization) else [NOT_FILER])
    listed = listed_rows(form_type, organization, rows)
    new = [row for index, row in enumerate(rows) if index not in listed]
    refuse_if([] if new else [ALL_LISTED])
    units = _own_units(organization, new)
    made = []
    for number, row in enumerate(new):
        made.append(_open(form_type, organization, row, units, replace(act, token="")))
        on_progress(number + 1, len(new))
    return made


def _own_units(organization: Organization, rows: Sequence[RosterRow]) -> dict[str, Enterprise]:
    """Compared name → unit, for those that the union has registered."""
    keys = {match_key(row.supervisor.unit_name) for row in rows}
    own = Enterprise.objects.reporting_to(frozenset({organization.pk}))
    return {unit.name_key: unit for unit in own.filter(name_key__in=keys)}


def _open(
    form_type: FormType,
    organization: Organization,
    row: RosterRow,
    units: Mapping[str, Enterprise],
    act: Act,
) -> EnergySupervisor:
    supervisor = row.supervisor
    enterprise = units.get(match_key(supervisor.unit_name))
    filing = open_filing(form_type, organization=organization, enterprise=enterprise, act=act)
    if row.unparsed:
        filing.unparsed = dict(row.unparsed)
        filing.save(update_fields=["unparsed"])
    supervisor.filing = filing
    if enterprise is not None:
        prefill(supervisor, enterprise)
    supervisor.save(force_insert=True)
    keep_in_step(supervisor)
    return supervisor
