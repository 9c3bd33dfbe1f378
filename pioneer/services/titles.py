"""The life of a title: 命名授牌, 限期整改, 保持, 摘牌; one verb each, each a row of its history."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from changxing_union.filing.models import Reading, State
from changxing_union.filing.services import lock
from changxing_union.kernel.dates import show_date
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.kernel.text import tidy, tidy_line
from changxing_union.organizations.acts import Act
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
NO_DAY = "请填写日期。"
LEAST_REASON, LONGEST_REASON = 5, 500


@dataclass(frozen=True)
class TitleStep:
    """One arrow of a title's life."""

    action: str
    label: str
    sources: tuple[TitleState, ...]
    target: TitleState


NAME = TitleStep("name", "命名授牌", (TitleState.CULTIVATED,), TitleState.NAMED)
RECTIFY = TitleStep("rectify", "限期整改", (TitleState.NAMED,), TitleState.RECTIFYING)
KEEP = TitleStep("keep", "整改合格，保持称号", (TitleState.RECTIFYING,), TitleState.NAMED)
REMOVE = TitleStep("remove", "摘牌", (TitleState.NAMED, TitleState.RECTIFYING), TitleState.REMOVED)
TITLE_LIFE = (NAME, RECTIFY, KEEP, REMOVE)


def title_of(application: PioneerApplication) -> Title:
    """The title of a team in cultivation, not yet stored where nothing has happened to it."""
    title = Title.objects.filter(application=application).first()
    return title or Title(application=application)


def gives_plaque_at_once(application: PioneerApplication) -> bool:
    """Whether a team is named with the list of spring, or only after it has passed annex 3."""
    campaign = application.filing.campaign
    values = Reading.objects.filter(campaign=campaign, code=PLAQUE_AT)
    return values.values_list("value", flat=True).first() == AT_ONCE


def name_blockers(application: PioneerApplication, *, cleared: Collection[int]) -> list[str]:
    """Why the team cannot be named; ``cleared``: the veto items found not to apply."""
    if application.filing.state != State.APPROVED:
        return [NOT_IN_CULTIVATION]
    blockers = []
    if not gives_plaque_at_once(application) and not _has_passed(application):
        blockers.append(NOT_PASSED)
    open_items = VetoItem.objects.filter(is_active=True).exclude(pk__in=cleared)
    blockers += [f"请核查一票否决情形“{item.text}”，没有的请勾选。" for item in open_items]
    return blockers


def _has_passed(application: PioneerApplication) -> bool:
    released = Assessment.objects.filter(application=application, released_at__isnull=False)
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
    if _is_repeated(title, act):
        return title
    number = tidy_line(plaque_number)
    refuse_if(_step_faults(title, NAME))
    refuse_if(
        [
            *([] if number else [NO_PLAQUE]),
            *([] if named_on else [NO_DAY]),
            *name_blockers(application, cleared=cleared),
        ]
    )
    title.plaque_number, title.named_on = number, named_on
    checked = list(VetoItem.objects.filter(is_active=True).values_list("text", flat=True))
    told = f"牌匾编号 {number}，{show_date(named_on)}"
    try:
        with transaction.atomic():
            _turn(title, NAME, act=act, reason=told, checked=checked)
    except IntegrityError:
        raise Refused([PLAQUE_TAKEN.format(number=number)]) from None
    return title


@transaction.atomic
def order_rectification(
    application: PioneerApplication, *, until: date | None, reason: str, act: Act
) -> Title:
    """限期整改, until a day, for a reason."""
    title = _held(application, act)
    if _is_repeated(title, act):
        return title
    refuse_if(_step_faults(title, RECTIFY))
    refuse_if([] if until else [NO_DAY])
    title.rectify_by = until
    _turn(title, RECTIFY, act=act, reason=f"{show_date(until)}前：{_sound(reason)}")
    return title


@transaction.atomic
def keep_title(application: PioneerApplication, *, reason: str, act: Act) -> Title:
    """整改合格: the title stays."""
    title = _held(application, act)
    if _is_repeated(title, act):
        return title
    refuse_if(_step_faults(title, KEEP))
    title.rectify_by = None
    _turn(title, KEEP, act=act, reason=_sound(reason))
    return title


@transaction.atomic
def remove_title(
    application: PioneerApplication,
    *,
    kind: RemovalKind,
    returned_on: date | None,
    reason: str,
    act: Act,
) -> Title:
    """摘牌: the title ends and stays in the history; the plaque may come back later."""
    title = _held(application, act)
    if _is_repeated(title, act):
        return title
    refuse_if(_step_faults(title, REMOVE))
    title.removal, title.returned_on = kind, returned_on
    _turn(title, REMOVE, act=act, reason=f"{kind.label}：{_sound(reason)}")
    return title


def _held(application: PioneerApplication, act: Act) -> Title:
    refuse_if([] if can_review(act.by) else [NOT_CLERK])
    application.filing = lock(application.filing)
    return title_of(application)


def _is_repeated(title: Title, act: Act) -> bool:
    """Whether this very press was carried out already."""
    return bool(act.token) and TitleEvent.objects.filter(token=act.token, title=title.pk).exists()


def _step_faults(title: Title, step: TitleStep) -> list[str]:
    if title.state in step.sources:
        return []
    now = TitleState(title.state).label
    return [f"这个称号现在的状态是“{now}”，不能{step.label}。请刷新页面查看最新情况。"]


def _turn(
    title: Title, step: TitleStep, *, act: Act, reason: str, checked: Collection[str] = ()
) -> None:
    title.state = step.target
    title.save()
    TitleEvent.objects.create(
        title=title,
        action=step.action,
        label=step.label,
        to_state=step.target,
        reason=reason[:LONGEST_REASON],
        checked=list(checked),
        by=act.by,
        at=act.at,
        token=act.token,
    )


def _sound(reason: str) -> str:
    words = tidy(reason)
    if len(words) < LEAST_REASON:
        raise Refused([f"请写明原因（至少 {LEAST_REASON} 个字）。"])
    return words
