"""Moving a filing from state to state: one verb, one transaction, one event."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.db.models import F

from changxing_union.filing.annexes import annex_of, step_label, step_of
from changxing_union.filing.blockers import step_blockers
from changxing_union.filing.cells import all_cells, code_of
from changxing_union.filing.due import due_day_for, holidays
from changxing_union.filing.models import (
    Filing,
    FormType,
    ReturnFlag,
    ReturnNote,
    ReturnState,
    Revision,
    Seal,
    SigningStage,
    State,
)
from changxing_union.filing.permissions import can_sign_box
from changxing_union.filing.services.rows import is_repeated, lock, record
from changxing_union.filing.transitions import (
    ACCEPT,
    APPROVE,
    CHANGE,
    DECLINE,
    FILE,
    REFILE,
    RETURN,
    SIGN,
    VOID,
    WITHDRAW,
    Transition,
)
from changxing_union.kernel.dates import add_working_days, shanghai_day
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import Organization

RACED = "该申报刚被他人处理，请刷新后重试。"


@transaction.atomic
def move(filing: Filing, step: Transition, *, act: Act, reason: str = "") -> None:
    """Take ``step``: a guarded UPDATE on (pk, state) and its event; the loser of a race is told."""
    before = filing.state
    unchanged = Filing.objects.filter(pk=filing.pk, state=before, state__in=step.sources)
    moved = unchanged.update(
        state=step.target,
        state_since=act.at if step.target != before else F("state_since"),
        version=F("version") + int(step.makes_version),
    )
    refuse_if([] if moved else [RACED])
    filing.refresh_from_db(fields=["state", "state_since", "version"])
    label = step_label(filing, step)
    record(filing, step.action, label, act=act, from_state=before, reason=reason)


@transaction.atomic
def take(filing: Filing, action: str, *, act: Act, reason: str = "") -> Filing:
    """Take a step that needs nothing but its blockers: 受理, 撤回, 通过, 不予通过, 变更."""
    filing = lock(filing)
    step = step_of(filing, action)
    if not is_repeated(filing, act, step.action):
        refuse_if(step_blockers(filing, step, act=act, reason=reason))
        move(filing, step, act=act, reason=reason.strip())
    return filing


def accept(filing: Filing, *, act: Act) -> Filing:
    """受理 (annex 2: 接收): the filer can no longer withdraw."""
    return take(filing, ACCEPT.action, act=act)


def withdraw(filing: Filing, *, act: Act) -> Filing:
    """撤回: back to a draft before the county acts; the filed version is kept."""
    return take(filing, WITHDRAW.action, act=act)


def change(filing: Filing, *, act: Act) -> Filing:
    """变更: what was received is edited again; it stands as filed until 重新上报 replaces it."""
    return take(filing, CHANGE.action, act=act)


def approve(filing: Filing, *, act: Act) -> Filing:
    """通过, in the form's own word."""
    return take(filing, APPROVE.action, act=act)


def decline(filing: Filing, *, act: Act, reason: str) -> Filing:
    """不予通过, for a reason the union reads."""
    return take(filing, DECLINE.action, act=act, reason=reason)


@transaction.atomic
def void(filing: Filing, *, act: Act, reason: str) -> Filing:
    """作废: kept for ever, but the team may file anew; an open return is cancelled."""
    filing = lock(filing)
    step = step_of(filing, VOID.action)
    if not is_repeated(filing, act, VOID.action):
        refuse_if(step_blockers(filing, step, act=act, reason=reason))
        _close_return(filing, ReturnState.CANCELLED, act=act)
        move(filing, step, act=act, reason=reason.strip())
    return filing


@transaction.atomic
def file(filing: Filing, *, act: Act) -> Filing:
    """上报 or 重新上报: a new version, its snapshot, and on the first time lateness and copies."""
    filing = lock(filing)
    if is_repeated(filing, act, FILE.action, REFILE.action):
        return filing
    step = step_of(filing, (REFILE if filing.state == State.RETURNED else FILE).action)
    refuse_if(step_blockers(filing, step, act=act))
    if filing.first_filed_at is None:
        _stamp_first_filing(filing, act=act)
    _close_return(filing, ReturnState.ANSWERED, act=act)
    move(filing, step, act=act)
    cells = all_cells(filing)
    Revision.objects.create(
        filing=filing,
        version=filing.version,
        cells=[asdict(cell) for cell in cells],
        made_by=act.by,
        made_at=act.at,
        check_code=code_of(filing, filing.version, cells),
    )
    annex_of(filing).after_filing(filing, act)
    return filing


def _stamp_first_filing(filing: Filing, *, act: Act) -> None:
    """Lateness is judged once, at the first complete submission (domain §4 rule 2)."""
    due = due_day_for(filing.form_type, filing.organization)
    filing.first_filed_at = act.at
    filing.due_on = due.effective
    filing.is_late = due.is_late(act.at)
    Filing.objects.filter(pk=filing.pk).update(
        first_filed_at=filing.first_filed_at,
        due_on=filing.due_on,
        is_late=filing.is_late,
    )
    for rule in filing.form_type.copy_rules.all():
        filing.copies.create(number=rule.number, holder=rule.holder)


@transaction.atomic
def rejudge_lateness(form_type: FormType, organization: Organization) -> None:
    """Judge what ``organization`` has filed by the deadline that now counts for it."""
    due = due_day_for(form_type, organization)
    filings = Filing.objects.filter(
        form_type=form_type, organization=organization, first_filed_at__isnull=False
    )
    for filing in filings.select_for_update(of=("self",)):
        filing.due_on = due.effective
        filing.is_late = filing.first_filed_at is not None and due.is_late(filing.first_filed_at)
        filing.save(update_fields=["due_on", "is_late"])


@transaction.atomic
def rejudge_open_campaigns() -> None:
    """Judge anew all that was filed in campaigns still open: a rest day or a reading changed."""
    filed = Filing.objects.filter(campaign__is_open=True, first_filed_at__isnull=False)
    pairs = filed.order_by("form_type", "organization").values("form_type", "organization")
    form_types = FormType.objects.in_bulk()
    organizations = Organization.objects.in_bulk()
    for pair in pairs.distinct():
        rejudge_lateness(form_types[pair["form_type"]], organizations[pair["organization"]])


def _close_return(filing: Filing, state: ReturnState, *, act: Act) -> None:
    filing.returns.filter(state=ReturnState.OPEN).update(state=state, closed_at=act.at)


@transaction.atomic
def return_to_filer(
    filing: Filing, *, act: Act, reason: str, flags: Mapping[str, tuple[str, str]]
) -> Filing:
    """退回修改: a note with the cells to correct (identifier → label, reason) and a due day.

    What the county had already signed is cleared: the chain runs again after the correction.
    """
    filing = lock(filing)
    if is_repeated(filing, act, RETURN.action):
        return filing
    step = step_of(filing, RETURN.action)
    refuse_if(step_blockers(filing, step, act=act, reason=reason))
    note = ReturnNote.objects.create(
        filing=filing,
        version=filing.version,
        reason=reason.strip(),
        due_on=return_due_day(filing, act),
        returned_by=act.by,
        returned_at=act.at,
    )
    ReturnFlag.objects.bulk_create(
        ReturnFlag(note=note, field=name, label=label, reason=why)
        for name, (label, why) in flags.items()
    )
    filing.opinions.filter(stage=SigningStage.DECISION).update(
        text="", signer="", signed_on=None, seal=Seal.NONE, recorded_by=None, recorded_at=None
    )
    Filing.objects.filter(pk=filing.pk).update(return_count=F("return_count") + 1)
    move(filing, step, act=act, reason=reason.strip())
    filing.refresh_from_db(fields=["return_count"])
    return filing


def return_due_day(filing: Filing, act: Act) -> date:
    """Five working days after the return, or as the campaign sets it (domain §4 rule 2)."""
    days = filing.form_type.campaign.return_working_days
    return add_working_days(shanghai_day(act.at), days, holidays())


@transaction.atomic
def sign(
    filing: Filing, *, code: str, text: str, signer: str, signed_on: date, seal: str, act: Act
) -> Filing:
    """签署意见: the signatory of a county body completes its box."""
    filing = lock(filing)
    if is_repeated(filing, act, SIGN.action):
        return filing
    step = step_of(filing, SIGN.action)
    refuse_if(step_blockers(filing, step, act=act))
    opinion = filing.opinions.filter(code=code).first()
    if opinion is None or not can_sign_box(act.by, opinion):
        raise Refused(["该意见栏不由您签署，请核对。"])
    opinion.text = text
    opinion.signer = signer
    opinion.signed_on = signed_on
    opinion.seal = seal
    opinion.recorded_by = act.by
    opinion.recorded_at = act.at
    opinion.save(
        update_fields=["text", "signer", "signed_on", "seal", "recorded_by", "recorded_at"]
    )
    move(filing, step, act=act, reason=f"{opinion.label}：{text}")
    return filing
