"""登记, 修改, 作废."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from changxing_union.filing.models import Campaign
from changxing_union.kernel.reasons import reason_faults
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.kernel.text import tidy
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import Organization
from changxing_union.records.blockers import add_blockers, change_blockers
from changxing_union.records.cellforms import SHARED
from changxing_union.records.kinds import RecordKind
from changxing_union.records.models import Record, RecordAction
from changxing_union.records.services.rows import done_before, lock, note

LONGEST_REASON = 300
REASON_ADVICE = "例如重复登记、登记有误"
CHANGED_SINCE = "您打开页面后，同事修改过这条记录，您的修改还没有保存。请核对两种填写后再保存。"
NO_CAMPAIGN = "还没有申报活动，不能登记。请联系系统管理员先建立本年度的申报活动。"


def add(
    kind: RecordKind, *, organization: Organization, values: Mapping[str, Any], act: Act
) -> Record:
    """Enter a line of ``values`` (see ``RecordForm``) in the register; one press makes one line."""
    before = done_before(act, RecordAction.ADD)
    if before is not None:
        return before
    refuse_if(add_blockers(kind, organization, by=act.by))
    try:
        return _add(kind, organization=organization, values=values, act=act)
    except IntegrityError:
        # The same press arrived twice at once, and the other one was quicker.
        before = done_before(act, RecordAction.ADD)
        if before is None:
            raise
        return before


@transaction.atomic
def _add(
    kind: RecordKind, *, organization: Organization, values: Mapping[str, Any], act: Act
) -> Record:
    record = Record(
        campaign=campaign_of(values["happened_on"]),
        kind=kind.kind,
        organization=organization,
        is_shared=kind.is_shared,
        created_by=act.by,
        created_at=act.at,
        updated_by=act.by,
        updated_at=act.at,
    )
    kind.keep_in_step(record, values)
    record.save()
    _store(kind, kind.model(record=record), values)
    note(record, RecordAction.ADD, act=act)
    return record


def campaign_of(day: date) -> Campaign:
    """The campaign of the year of ``day``; else the one that is open, else the newest."""
    found = (
        Campaign.objects.filter(year=day.year).first()
        or Campaign.objects.filter(is_open=True).first()
        or Campaign.objects.first()
    )
    if found is None:
        raise Refused([NO_CAMPAIGN])
    return found


def _store(kind: RecordKind, row: Model, values: Mapping[str, Any]) -> None:
    """Write the register's own columns."""
    for name, value in values.items():
        if name not in SHARED and name not in kind.many:
            setattr(row, name, value)
    row.save()
    for name in kind.many & values.keys():
        getattr(row, name).set(values[name])


@transaction.atomic
def change(kind: RecordKind, record: Record, *, values: Mapping[str, Any], act: Act) -> Record:
    """Put ``values`` in place of what is entered; the history keeps both.

    ``act.seen`` is the edition the page was drawn from: what a colleague has saved since is not
    overwritten unread.
    """
    record = lock(record)
    if done_before(act, RecordAction.CHANGE, record) is not None:
        return record
    refuse_if(change_blockers(kind, record, by=act.by))
    refuse_if([CHANGED_SINCE] if act.seen and act.seen != record.edition else [])
    changes = _differences(kind, kind.values_of(record), values)
    if not changes:
        return record
    record.campaign = campaign_of(values["happened_on"])
    record.updated_by, record.updated_at = act.by, act.at
    kind.keep_in_step(record, values)
    record.save()
    _store(kind, kind.row_of(record), values)
    note(record, RecordAction.CHANGE, act=act, changes=changes)
    return record


def _differences(
    kind: RecordKind, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[dict[str, str]]:
    """The cells that read differently, old and new."""
    found = []
    for name, field in kind.form.base_fields.items():
        old, new = kind.words(before[name], name), kind.words(after[name], name)
        if old != new:
            found.append({"name": name, "label": str(field.label), "before": old, "after": new})
    return found


@transaction.atomic
def void(kind: RecordKind, record: Record, *, reason: str, act: Act) -> Record:
    """作废: the line no longer counts or shows; it stays to be looked up, with the reason."""
    record = lock(record)
    if done_before(act, RecordAction.VOID, record) is not None:
        return record
    refuse_if(change_blockers(kind, record, by=act.by))
    reason = tidy(reason)
    refuse_if(reason_faults(reason, most=LONGEST_REASON, word="作废原因", advice=REASON_ADVICE))
    record.is_void, record.void_reason = True, reason
    record.updated_by, record.updated_at = act.by, act.at
    record.save(update_fields=["is_void", "void_reason", "updated_by", "updated_at"])
    note(record, RecordAction.VOID, act=act, reason=reason)
    return record
