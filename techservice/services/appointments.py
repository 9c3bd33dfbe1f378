"""The appointment of a 监督员, from 聘任 to 期满, 解聘 or 辞去; each verb a row of its history."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from changxing_union.filing.models import Filing, State
from changxing_union.filing.services import hold, lock
from changxing_union.filing.services.rows import left_before
from changxing_union.kernel.dates import shanghai_day, show_date
from changxing_union.kernel.numbers import consecutive_numbers, number_after
from changxing_union.kernel.reasons import reason_faults
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.kernel.text import half_width, tidy, tidy_line
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from changxing_union.organizations.permissions import can_review
from techservice.models import (
    Appointment,
    AppointmentEvent,
    AppointmentState,
    EnergySupervisor,
)

NOT_CLERK = "聘任由县总工会经济工作部经办人员办理，您的账号没有这项权限。"
NOT_APPROVED = "“{name}”的登记表现在的状态是“{state}”，准予聘任后才能办理聘任。"
APPOINTED_ALREADY = "“{name}”已办理过聘任（证书编号 {number}），不需要再办理。"
NOT_APPOINTED = "还没有办理聘任。"
NOBODY_CHOSEN = "请至少选择一名监督员。"
NO_NUMBER = "请填写证书编号。"
NUMBER_TOO_LONG = "证书编号最多 40 个字，请核对。"
NUMBER_TAKEN = "证书编号“{number}”已经用过，请核对。"
NOT_CONSECUTIVE = "证书编号的末尾须是数字（例如 2018-001），才能连续编号；或者逐人办理聘任。"
NO_DAY = "请填写聘任日期。"
DAY_AHEAD = "聘任日期不能晚于今天，请核对。"
DAY_TOO_EARLY = "聘任日期不能早于申报活动的发文日期（{day}），请核对。"
NO_TERM = "请填写聘期截止日期。"
TERM_TOO_EARLY = "聘期截止日期须晚于聘任日期，请核对。"
TERM_NOT_LONGER = "新的聘期须晚于原聘期（{day}），并且不早于今天，请核对。"
NO_END = "请填写终止日期。"
END_AHEAD = "终止日期不能晚于今天，请核对。"
END_TOO_EARLY = "终止日期不能早于聘任日期（{day}），请核对。"
CHANGED_SINCE = "您打开页面后，这份聘任有了改动，没有办理。请核对现在的内容后再办理。"
NOTHING_CORRECTED = "编号和日期都与现在登记的相同，没有更正。"
# What is typed; the history puts days and numbers before it, within its 500 characters.
LONGEST_REASON, LONGEST_CORRECTION, NUMBER_LENGTH = 400, 250, 40


@dataclass(frozen=True)
class AppointmentStep:
    """One arrow of an appointment's life; without ``target`` it stays as it is."""

    action: str
    label: str
    sources: tuple[AppointmentState, ...] = (AppointmentState.SERVING,)
    target: AppointmentState | None = None


APPOINT = AppointmentStep("appoint", "聘任", (), AppointmentState.SERVING)
RENEW = AppointmentStep("renew", "续聘")
DISMISS = AppointmentStep("dismiss", "解聘", target=AppointmentState.DISMISSED)
RESIGN = AppointmentStep("resign", "登记辞去", target=AppointmentState.RESIGNED)
# What was typed wrongly is put right, whatever has become of it since.
CORRECT = AppointmentStep("correct", "更正证书", tuple(AppointmentState))


@dataclass(frozen=True)
class Term:
    """What a certificate says: its number, from when, until when."""

    number: str
    appointed_on: date | None
    term_end: date | None


def appointment_of(supervisor: EnergySupervisor) -> Appointment | None:
    """The appointment, if there was one."""
    return Appointment.objects.filter(supervisor=supervisor.pk).first()


def edition_of(appointment: Appointment) -> str:
    """Which entry a page shows: every turn gives another."""
    return f"{appointment.events.order_by('-pk').values_list('pk', flat=True).first() or ''}"


def next_certificate_number(year: int) -> str:
    """The number after the highest that was given in ``year``; only a hint."""
    given = Appointment.objects.filter(certificate_no__startswith=f"{year}-")
    return number_after(given.values_list("certificate_no", flat=True), year)


def appoint_blockers(filing: Filing) -> list[str]:
    """Why the person whom ``filing`` registers cannot be appointed now."""
    name = filing.subject
    found = Appointment.objects.filter(supervisor=filing.pk).first()
    if found is not None:
        return [APPOINTED_ALREADY.format(name=name, number=found.certificate_no)]
    if filing.state != State.APPROVED:
        return [NOT_APPROVED.format(name=name, state=filing.state_label)]
    return []


def step_blockers(appointment: Appointment, step: AppointmentStep, *, by: User) -> list[str]:
    """Why ``by`` cannot take ``step`` now, whatever is typed on its page."""
    if not can_review(by):
        return [NOT_CLERK]
    if appointment.state in step.sources:
        return []
    now = appointment.state_words(shanghai_day(timezone.now()))
    return [f"这份聘任现在的状态是“{now}”，不能{step.label}。请刷新页面查看最新情况。"]


@transaction.atomic
def appoint(filings: Sequence[Filing], term: Term, *, act: Act) -> list[Appointment]:
    """聘任: everybody of ``filings``, in this order, with consecutive numbers from the term's on.

    All or nobody: a list half of which has certificates would have to be sorted out by hand.
    """
    refuse_if([] if can_review(act.by) else [NOT_CLERK])
    refuse_if([] if filings else [NOBODY_CHOSEN])
    hold([filing.pk for filing in filings])
    filings = [Filing.objects.for_case().get(pk=filing.pk) for filing in filings]
    before = [_repeated(filing, act) for filing in filings]
    if all(before):
        return [each for each in before if each is not None]
    refuse_if(reason for filing in filings for reason in appoint_blockers(filing))
    numbers = consecutive_numbers(_tidy_number(term.number), len(filings))
    opened = max(filing.campaign.opened_on for filing in filings)
    days = _sound_days(term, opened, act, besides=_numbers_faults(numbers, term.number))
    with _numbers_are_free(numbers):
        return [
            _begin(filing, number, days, act)
            for filing, number in zip(filings, numbers, strict=True)
        ]


def _repeated(filing: Filing, act: Act) -> Appointment | None:
    """The appointment that this very press made before, if it did."""
    own = _act_for(filing, act)
    turns = AppointmentEvent.objects.all()
    if left_before(own, turns, APPOINT.action, appointment__supervisor=filing.pk):
        return Appointment.objects.get(supervisor=filing.pk)
    return None


def _act_for(filing: Filing, act: Act) -> Act:
    """One press appoints several people: each of their histories bears a token of its own."""
    return replace(act, token=f"{act.token[:40]}-{filing.pk}" if act.token else "")


def _begin(filing: Filing, number: str, days: tuple[date, date], act: Act) -> Appointment:
    begun, until = days
    appointment = Appointment(
        supervisor=filing.energy_supervisor,
        certificate_no=number,
        appointed_on=begun,
        term_end=until,
    )
    told = f"证书编号 {number}，{show_date(begun)}至{show_date(until)}"
    _turn(appointment, APPOINT, act=_act_for(filing, act), reason=told)
    return appointment


@transaction.atomic
def renew(appointment: Appointment, *, term_end: date | None, note: str, act: Act) -> Appointment:
    """续聘: a longer term, also after 期满."""
    appointment = _held(appointment, act)
    if _is_repeated(appointment, RENEW, act):
        return appointment
    _check(appointment, RENEW, act)
    if term_end is None:
        raise Refused([NO_TERM])
    before = appointment.term_end
    is_longer = before < term_end >= shanghai_day(act.at)
    refuse_if([] if is_longer else [TERM_NOT_LONGER.format(day=show_date(before))])
    appointment.term_end = term_end
    told = f"聘期由{show_date(before)}延至{show_date(term_end)}"
    _turn(appointment, RENEW, act=act, reason=f"{told}。{tidy(note)}".rstrip("。"))
    return appointment


@transaction.atomic
def end(
    appointment: Appointment,
    step: AppointmentStep,
    *,
    ended_on: date | None,
    reason: str,
    act: Act,
) -> Appointment:
    """解聘 or 辞去 (``step``): the appointment ends on a day, for a reason."""
    appointment = _held(appointment, act)
    if _is_repeated(appointment, step, act):
        return appointment
    _check(appointment, step, act)
    faults = reason_faults(reason, most=LONGEST_REASON, word="原因")
    refuse_if([*_end_faults(appointment, ended_on, act), *faults])
    appointment.ended_on, appointment.end_reason = ended_on, tidy(reason)
    _turn(appointment, step, act=act, reason=f"{show_date(ended_on)}：{tidy(reason)}")
    return appointment


@transaction.atomic
def correct(appointment: Appointment, term: Term, *, reason: str, act: Act) -> Appointment:
    """更正证书: number or days were typed wrongly; what they were stays in the history."""
    appointment = _held(appointment, act)
    if _is_repeated(appointment, CORRECT, act):
        return appointment
    _check(appointment, CORRECT, act)
    term = replace(term, number=_tidy_number(term.number))
    opened = appointment.supervisor.filing.campaign.opened_on
    others = Appointment.objects.exclude(pk=appointment.pk)
    taken = others.filter(certificate_no=term.number).exists()
    faults = [
        *_number_faults(term.number),
        *([NUMBER_TAKEN.format(number=term.number)] if taken else []),
        *reason_faults(reason, most=LONGEST_CORRECTION, word="更正原因"),
        *_ended_before(appointment, term),
    ]
    begun, until = _sound_days(term, opened, act, besides=faults)
    told = _corrections(appointment, term)
    refuse_if([] if told else [NOTHING_CORRECTED])
    appointment.certificate_no = term.number
    appointment.appointed_on, appointment.term_end = begun, until
    with _numbers_are_free([term.number]):
        _turn(appointment, CORRECT, act=act, reason=f"{'，'.join(told)}。原因：{tidy(reason)}")
    return appointment


def _ended_before(appointment: Appointment, term: Term) -> list[str]:
    ended, begun = appointment.ended_on, term.appointed_on
    if ended is None or begun is None or begun <= ended:
        return []
    return [f"聘任日期不能晚于终止日期（{show_date(ended)}），请核对。"]


def _corrections(appointment: Appointment, term: Term) -> list[str]:
    """Old and new of what is to be another."""
    told = []
    if term.number != appointment.certificate_no:
        told.append(f"证书编号“{appointment.certificate_no}”改为“{term.number}”")
    for label, old, new in (
        ("聘任日期", appointment.appointed_on, term.appointed_on),
        ("聘期截止日期", appointment.term_end, term.term_end),
    ):
        if old != new:
            told.append(f"{label} {show_date(old)}改为 {show_date(new)}")
    return told


def _held(appointment: Appointment, act: Act) -> Appointment:
    refuse_if([] if can_review(act.by) else [NOT_CLERK])
    filing = lock(appointment.supervisor.filing)
    found = Appointment.objects.select_related("supervisor").get(pk=appointment.pk)
    found.supervisor.filing = filing
    return found


def _is_repeated(appointment: Appointment, step: AppointmentStep, act: Act) -> bool:
    turns = AppointmentEvent.objects.all()
    return left_before(act, turns, step.action, appointment=appointment.pk) is not None


def _check(appointment: Appointment, step: AppointmentStep, act: Act) -> None:
    refuse_if(step_blockers(appointment, step, by=act.by))
    refuse_if([] if act.seen in ("", edition_of(appointment)) else [CHANGED_SINCE])


def _tidy_number(number: str) -> str:
    return tidy_line(half_width(number))


def _number_faults(number: str) -> list[str]:
    if not number:
        return [NO_NUMBER]
    return [NUMBER_TOO_LONG] if len(number) > NUMBER_LENGTH else []


def _numbers_faults(numbers: Sequence[str], first: str) -> list[str]:
    faults = _number_faults(_tidy_number(first))
    if faults:
        return faults
    if not numbers:
        return [NOT_CONSECUTIVE]
    if any(_number_faults(number) for number in numbers):
        return [NUMBER_TOO_LONG]
    taken = Appointment.objects.filter(certificate_no__in=numbers).order_by("certificate_no")
    found = taken.values_list("certificate_no", flat=True)
    return [NUMBER_TAKEN.format(number=number) for number in found]


@contextmanager
def _numbers_are_free(numbers: Sequence[str]) -> Iterator[None]:
    """Refuses where a colleague has given one to somebody else since they were looked up."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Refused([NUMBER_TAKEN.format(number="、".join(numbers))]) from None


def _sound_days(term: Term, opened: date, act: Act, *, besides: Sequence[str]) -> tuple[date, date]:
    """From when and until when; refused with everything that is wrong, ``besides`` first."""
    begun, until = term.appointed_on, term.term_end
    faults = [*besides, *_day_faults(term, opened, act)]
    if faults or begun is None or until is None:
        raise Refused(faults)
    return begun, until


def _day_faults(term: Term, opened: date, act: Act) -> list[str]:
    begun, until = term.appointed_on, term.term_end
    faults = [*([] if begun else [NO_DAY]), *([] if until else [NO_TERM])]
    if begun and begun > shanghai_day(act.at):
        faults.append(DAY_AHEAD)
    if begun and begun < opened:
        faults.append(DAY_TOO_EARLY.format(day=show_date(opened)))
    if begun and until and until <= begun:
        faults.append(TERM_TOO_EARLY)
    return faults


def _end_faults(appointment: Appointment, ended_on: date | None, act: Act) -> list[str]:
    if ended_on is None:
        return [NO_END]
    if ended_on > shanghai_day(act.at):
        return [END_AHEAD]
    begun = appointment.appointed_on
    return [END_TOO_EARLY.format(day=show_date(begun))] if ended_on < begun else []


def _turn(appointment: Appointment, step: AppointmentStep, *, act: Act, reason: str) -> None:
    """Store the appointment as ``step`` leaves it, and the step in its history."""
    appointment.state = step.target or appointment.state
    appointment.save()
    AppointmentEvent.objects.create(
        appointment=appointment,
        action=step.action,
        label=step.label,
        to_state=appointment.state,
        reason=reason,
        by=act.by,
        at=act.at,
        token=act.token,
    )
