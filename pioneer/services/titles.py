"""The life of a title, from 命名授牌 to 收回牌匾, and 更正; each verb a row of its history."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from changxing_union.filing.models import Campaign, Reading, State
from changxing_union.filing.services import lock
from changxing_union.filing.services.rows import left_before
from changxing_union.kernel.dates import shanghai_day, show_date
from changxing_union.kernel.numbers import number_after
from changxing_union.kernel.reasons import reason_faults
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.kernel.text import half_width, tidy, tidy_line
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from changxing_union.organizations.permissions import can_review
from pioneer.models import (
    Assessment,
    PioneerApplication,
    RemovalKind,
    Title,
    TitleEvent,
    TitleState,
    VetoItem,
)
from pioneer.scoring import Verdict
from pioneer.services.results import result_of

# When the plaque is given: the notice does not say, so it is a reading (domain §4 rule 5).
PLAQUE_AT, AT_ONCE, WHEN_PASSED = "P-05", "list", "passed"
NOT_CLERK = "称号由县总工会经济工作部经办人员办理，您的账号没有这项权限。"
NOT_IN_CULTIVATION = "这个班组还没有列入培育，不能办理称号。"
NOT_PASSED = "这个班组的考核还没有公布合格，按现行规定不能命名授牌。"
NO_PLAQUE = "请填写牌匾编号。"
PLAQUE_TAKEN = "牌匾编号“{number}”已经用过，请核对。"
PLAQUE_TOO_LONG = "牌匾编号最多 40 个字，请核对。"
NO_DAY = "请填写日期。"
NO_KIND = "请选择摘牌方式。"
NAMED_TOO_LATE = "命名日期不能晚于今天，请核对。"
NAMED_TOO_EARLY = "命名日期不能早于申报活动的发文日期（{day}），请核对。"
PAST_DEADLINE = "整改期限不能早于今天，请核对。"
BACK_TOO_LATE = "牌匾收回日期不能晚于今天，请核对。"
BACK_TOO_EARLY = "牌匾收回日期不能早于命名日期（{day}），请核对。"
BACK_ALREADY = "牌匾已登记在{day}收回，不需要再登记。"
NEVER_AGAIN = "这个称号已经摘牌，不能恢复，也不能再次命名。该班组可以在以后年度重新申报创建。"
AFTER_RETURN = "命名日期不能晚于牌匾收回日期（{day}），请核对。"
NOTHING_CORRECTED = "编号和日期都与现在登记的相同，没有更正。"
CORRECTED_SINCE = "您打开页面后，牌匾编号或命名日期有了改动，没有更正。请核对现在登记的内容。"
# What is typed; the history puts the kind, the day or what was corrected before it, within its
# 500 characters.
LONGEST_REASON, LONGEST_CORRECTION = 400, 300
PLAQUE_LENGTH = 40


@dataclass(frozen=True)
class TitleStep:
    """One arrow of a title's life; without ``target`` the title stays where it is."""

    action: str
    label: str
    sources: tuple[TitleState, ...]
    target: TitleState | None


NAME = TitleStep("name", "命名授牌", (TitleState.CULTIVATED,), TitleState.NAMED)
RECTIFY = TitleStep("rectify", "限期整改", (TitleState.NAMED,), TitleState.RECTIFYING)
KEEP = TitleStep("keep", "整改合格，保持称号", (TitleState.RECTIFYING,), TitleState.NAMED)
REMOVE = TitleStep("remove", "摘牌", (TitleState.NAMED, TitleState.RECTIFYING), TitleState.REMOVED)
TITLE_LIFE = (NAME, RECTIFY, KEEP, REMOVE)
# These lead nowhere: the plaque of a title that has ended comes back, perhaps weeks later, ...
PLAQUE_BACK = TitleStep("plaque", "登记牌匾收回", (TitleState.REMOVED,), None)
# ... and what was typed wrongly of a plaque is put right, whatever has become of it since.
CORRECT = TitleStep(
    "correct", "更正牌匾", (TitleState.NAMED, TitleState.RECTIFYING, TitleState.REMOVED), None
)
TITLE_STEPS = (*TITLE_LIFE, PLAQUE_BACK, CORRECT)


def title_of(application: PioneerApplication) -> Title:
    """The title of a team in cultivation, not yet stored where nothing has happened to it."""
    title = Title.objects.filter(application=application).first() or Title()
    title.application = application
    return title


def gives_plaque_at_once(application: PioneerApplication) -> bool:
    """Whether a team is named with the list of spring, or only after it has passed annex 3."""
    campaign = application.filing.campaign
    values = Reading.objects.filter(campaign=campaign, code=PLAQUE_AT)
    return values.values_list("value", flat=True).first() == AT_ONCE


def plaque_rule(campaign: Campaign) -> str:
    """How the county reads when the plaque is given, in the reading's own words (P-05)."""
    reading = Reading.objects.filter(campaign=campaign, code=PLAQUE_AT).first()
    return str(reading.choices.get(reading.value, "")) if reading else ""


def next_plaque_number(year: int) -> str:
    """``2018-001``, or the one after the highest that was ever given in ``year``; only a hint."""
    given = Title.objects.filter(plaque_number__startswith=f"{year}-")
    return number_after(given.values_list("plaque_number", flat=True), year)


def step_blockers(title: Title, step: TitleStep, *, by: User) -> list[str]:
    """Why ``by`` cannot take ``step`` now, whatever is typed on its page."""
    blockers = [] if can_review(by) else [NOT_CLERK]
    blockers = blockers or _step_faults(title, step)
    return blockers or (_ripeness_blockers(title.application) if step is NAME else [])


def name_blockers(application: PioneerApplication, *, cleared: Collection[int]) -> list[str]:
    """Why the team cannot be named; ``cleared``: the veto items found not to apply."""
    blockers = _ripeness_blockers(application)
    if NOT_IN_CULTIVATION in blockers:
        return blockers
    open_items = VetoItem.objects.filter(is_active=True).exclude(pk__in=cleared)
    blockers += [f"请核查一票否决情形“{item.text}”，没有的请勾选。" for item in open_items]
    return blockers


def _ripeness_blockers(application: PioneerApplication) -> list[str]:
    """What bars the naming before its page is even opened (P-05)."""
    if application.filing.state != State.APPROVED:
        return [NOT_IN_CULTIVATION]
    if gives_plaque_at_once(application) or _has_passed(application):
        return []
    return [NOT_PASSED]


def _has_passed(application: PioneerApplication) -> bool:
    released = Assessment.objects.standing().filter(
        application=application, released_at__isnull=False
    )
    return any(result_of(each)[1] is Verdict.PASSED for each in released)


@transaction.atomic
def name_team(
    application: PioneerApplication,
    *,
    plaque_number: str,
    named_on: date | None,
    cleared: Collection[int],
    act: Act,
) -> Title:
    """命名授牌: a plaque with a number of its own, from a day on."""
    title = _held(application, act)
    if _is_repeated(title, NAME, act):
        return title
    number = _tidy_number(plaque_number)
    refuse_if(_step_faults(title, NAME))
    refuse_if(
        [
            *_number_faults(title, number),
            *_naming_day_faults(title.application, named_on, act),
            *name_blockers(title.application, cleared=cleared),
        ]
    )
    title.plaque_number, title.named_on = number, named_on
    checked = list(VetoItem.objects.filter(is_active=True).values_list("text", flat=True))
    told = f"牌匾编号 {number}，{show_date(named_on)}"
    with _number_is_free(number):
        _turn(title, NAME, act=act, reason=told, checked=checked)
    return title


def plaque_edition(title: Title) -> str:
    """Which entry of the plaque a page shows: every correction gives another."""
    entries = title.events.filter(action__in=[NAME.action, CORRECT.action])
    return f"{entries.order_by('-pk').values_list('pk', flat=True).first() or ''}"


@transaction.atomic
def correct_plaque(
    application: PioneerApplication,
    *,
    plaque_number: str,
    named_on: date | None,
    reason: str,
    act: Act,
) -> Title:
    """更正牌匾: number and day were typed wrongly; what they were stays in the history.

    A number written by mistake never hung anywhere: it is free for the team it belongs to.
    """
    title = _held(application, act)
    if _is_repeated(title, CORRECT, act):
        return title
    refuse_if(_step_faults(title, CORRECT))
    refuse_if([] if act.seen in ("", plaque_edition(title)) else [CORRECTED_SINCE])
    number = _tidy_number(plaque_number)
    day_faults = _naming_day_faults(title.application, named_on, act)
    refuse_if(
        [
            *_number_faults(title, number),
            *(day_faults or _return_faults(title, named_on)),
            *reason_faults(reason, most=LONGEST_CORRECTION, word="更正原因"),
        ]
    )
    told = _corrections(title, number, named_on)
    refuse_if([] if told else [NOTHING_CORRECTED])
    title.plaque_number, title.named_on = number, named_on
    with _number_is_free(number):
        _turn(title, CORRECT, act=act, reason=f"{'，'.join(told)}。原因：{tidy(reason)}")
    return title


def _return_faults(title: Title, named_on: date | None) -> list[str]:
    returned_on = title.returned_on
    if returned_on is None or named_on is None or named_on <= returned_on:
        return []
    return [AFTER_RETURN.format(day=show_date(returned_on))]


def _corrections(title: Title, number: str, named_on: date | None) -> list[str]:
    """Old and new of what is to be another."""
    told = []
    if number != title.plaque_number:
        told.append(f"牌匾编号“{title.plaque_number}”改为“{number}”")
    if named_on != title.named_on:
        told.append(f"命名日期 {show_date(title.named_on)}改为 {show_date(named_on)}")
    return told


@contextmanager
def _number_is_free(number: str) -> Iterator[None]:
    """Refuses where a colleague has given it to another team since it was looked up."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Refused([PLAQUE_TAKEN.format(number=number)]) from None


def _tidy_number(plaque_number: str) -> str:
    return tidy_line(half_width(plaque_number))


def _number_faults(title: Title, number: str) -> list[str]:
    if not number:
        return [NO_PLAQUE]
    if len(number) > PLAQUE_LENGTH:
        return [PLAQUE_TOO_LONG]
    is_taken = Title.objects.filter(plaque_number=number).exclude(pk=title.pk).exists()
    return [PLAQUE_TAKEN.format(number=number)] if is_taken else []


def _naming_day_faults(
    application: PioneerApplication, named_on: date | None, act: Act
) -> list[str]:
    if named_on is None:
        return [NO_DAY]
    if named_on > shanghai_day(act.at):
        return [NAMED_TOO_LATE]
    opened = application.filing.campaign.opened_on
    return [NAMED_TOO_EARLY.format(day=show_date(opened))] if named_on < opened else []


@transaction.atomic
def order_rectification(
    application: PioneerApplication, *, until: date | None, reason: str, act: Act
) -> Title:
    """限期整改, until a day, for a reason."""
    title = _held(application, act)
    if _is_repeated(title, RECTIFY, act):
        return title
    refuse_if(_step_faults(title, RECTIFY))
    refuse_if([*_deadline_faults(until, act), *_reason_faults(reason)])
    title.rectify_by = until
    _turn(title, RECTIFY, act=act, reason=f"{show_date(until)}前：{tidy(reason)}")
    return title


def _deadline_faults(until: date | None, act: Act) -> list[str]:
    if until is None:
        return [NO_DAY]
    return [PAST_DEADLINE] if until < shanghai_day(act.at) else []


@transaction.atomic
def keep_title(application: PioneerApplication, *, reason: str, act: Act) -> Title:
    """整改合格: the title stays."""
    title = _held(application, act)
    if _is_repeated(title, KEEP, act):
        return title
    refuse_if(_step_faults(title, KEEP))
    refuse_if(_reason_faults(reason))
    title.rectify_by = None
    _turn(title, KEEP, act=act, reason=tidy(reason))
    return title


@transaction.atomic
def remove_title(
    application: PioneerApplication,
    *,
    kind: RemovalKind | None,
    returned_on: date | None,
    reason: str,
    act: Act,
) -> Title:
    """摘牌: the title ends and stays in the history; the plaque may come back later."""
    title = _held(application, act)
    if _is_repeated(title, REMOVE, act):
        return title
    refuse_if(_step_faults(title, REMOVE))
    faults = [*_reason_faults(reason), *_return_day_faults(title, returned_on, act)]
    if kind is None:
        raise Refused([NO_KIND, *faults])
    refuse_if(faults)
    title.removal, title.returned_on = kind, returned_on
    back = f"（牌匾 {show_date(returned_on)}收回）" if returned_on else ""
    _turn(title, REMOVE, act=act, reason=f"{kind.label}：{tidy(reason)}{back}")
    return title


@transaction.atomic
def record_plaque_returned(
    application: PioneerApplication, *, returned_on: date | None, act: Act
) -> Title:
    """登记牌匾收回: the plaque of a title that has ended came back; once."""
    title = _held(application, act)
    if _is_repeated(title, PLAQUE_BACK, act):
        return title
    refuse_if(_step_faults(title, PLAQUE_BACK))
    refuse_if([] if returned_on else [NO_DAY])
    refuse_if(_return_day_faults(title, returned_on, act))
    title.returned_on = returned_on
    _turn(title, PLAQUE_BACK, act=act, reason=f"牌匾 {show_date(returned_on)}收回")
    return title


def _return_day_faults(title: Title, returned_on: date | None, act: Act) -> list[str]:
    """A plaque that is still out has no day."""
    if returned_on is None:
        return []
    if returned_on > shanghai_day(act.at):
        return [BACK_TOO_LATE]
    is_early = title.named_on is not None and returned_on < title.named_on
    return [BACK_TOO_EARLY.format(day=show_date(title.named_on))] if is_early else []


def _held(application: PioneerApplication, act: Act) -> Title:
    refuse_if([] if can_review(act.by) else [NOT_CLERK])
    application.filing = lock(application.filing)
    return title_of(application)


def _is_repeated(title: Title, step: TitleStep, act: Act) -> bool:
    """Whether this very press was carried out already."""
    turns = TitleEvent.objects.all()
    return left_before(act, turns, step.action, title=title.pk) is not None


def _step_faults(title: Title, step: TitleStep) -> list[str]:
    if step is PLAQUE_BACK and title.returned_on is not None:
        return [BACK_ALREADY.format(day=show_date(title.returned_on))]
    if title.state in step.sources:
        return []
    if step is NAME and title.state == TitleState.REMOVED:
        return [NEVER_AGAIN]
    now = TitleState(title.state).label
    return [f"这个称号现在的状态是“{now}”，不能{step.label}。请刷新页面查看最新情况。"]


def _turn(
    title: Title, step: TitleStep, *, act: Act, reason: str, checked: Collection[str] = ()
) -> None:
    """Store the title as ``step`` leaves it, and the step in its history."""
    title.state = step.target or title.state
    title.save()
    TitleEvent.objects.create(
        title=title,
        action=step.action,
        label=step.label,
        to_state=title.state,
        reason=reason,
        checked=list(checked),
        by=act.by,
        at=act.at,
        token=act.token,
    )


def _reason_faults(reason: str) -> list[str]:
    return reason_faults(reason, most=LONGEST_REASON, word="原因")
