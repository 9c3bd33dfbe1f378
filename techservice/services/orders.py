"""The life of a service order, from 派单 to 归档; each verb a row of its history."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count

from changxing_union.filing.models import Filing, State
from changxing_union.filing.services import lock
from changxing_union.filing.services.rows import left_before
from changxing_union.kernel.dates import shanghai_day, show_date
from changxing_union.kernel.reasons import reason_faults
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.kernel.text import tidy, tidy_line
from changxing_union.organizations.acts import Act
from techservice.blockers.orders import MOVED_SINCE, needs_reason, order_blockers
from techservice.matching import Need, Suggestion, suggest
from techservice.models import (
    OPEN_STATES,
    ServiceEvent,
    ServiceOrder,
    ServiceRequest,
    ServiceTeam,
)
from techservice.services.teams import serving_teams
from techservice.transitions import (
    ARCHIVE,
    COMPLETE,
    DISPATCH,
    PAUSE,
    REASSIGN,
    REOPEN,
    RESUME,
    TAKE_ON,
    TRANSFER,
    OrderStep,
)

LONGEST_REASON = 400
NOTE_TOO_LONG = f"说明最多 {LONGEST_REASON} 个字，请精简。"
NO_TEAM = "请选择服务队。"
TEAM_GONE = "这支服务队已经停用，请另选一支。"
SAME_TEAM = "这份服务单现在就由这支服务队承接，请另选一支。"
NO_DEPARTMENT = "请填写转往哪个部门。"
NO_DAY = "请填写日期。"
DAY_AHEAD = "日期不能晚于今天，请核对。"
DAY_TOO_EARLY = "日期不能早于受理日期（{day}），请核对。"
BEFORE_LAST_VISIT = "完成日期不能早于最后一次上门服务（{day}），请核对。"
NO_COMPLETION = "请填写服务内容完成情况。"


@dataclass(frozen=True)
class Answer:
    """What the enterprise does through its link: an act of nobody with an account."""

    at: datetime
    ip: str
    token: str = ""
    by: None = None


def order_of(request: ServiceRequest) -> ServiceOrder:
    """The service order of ``request``; before anything was done with it, one not yet stored."""
    order = ServiceOrder.objects.select_related("team").filter(request=request.pk).first()
    if order is None:
        order = ServiceOrder(
            state_since=request.filing.state_since,
            accepted_on=shanghai_day(request.filing.state_since),
        )
    order.request = request
    return order


def suggestions(request: ServiceRequest, *, but: int | None = None) -> list[Suggestion]:
    """The teams that could be sent, the likeliest first; ``but`` is not among them."""
    rows = list(request.rows.filed())
    need = Need(
        text=f"{request.need_trade} {request.need_text}",
        trades=tuple(row.trade for row in rows if row.trade),
    )
    teams = [team for team in serving_teams(open_orders()) if team.key != but]
    return suggest(need, teams)


def open_orders() -> dict[int, int]:
    """Key of a team → on how many services it is at work."""
    at_work = ServiceOrder.objects.filter(
        state__in=OPEN_STATES, request__filing__state=State.APPROVED
    )
    return dict(at_work.values_list("team").annotate(orders=Count("pk")))


def dispatch(request: ServiceRequest, *, team: int | None, note: str, act: Act) -> ServiceOrder:
    """派单: a person decides which team goes."""

    def change(order: ServiceOrder) -> str:
        order.team = _active_team(team)
        refuse_if(_note_faults(note))
        return f"派给{order.team}" + (f"。{tidy(note)}" if tidy(note) else "")

    return take(request, DISPATCH, act, change)


def reassign(request: ServiceRequest, *, team: int | None, reason: str, act: Act) -> ServiceOrder:
    """改派: another team begins anew; what the first has visited stays in the history."""

    def change(order: ServiceOrder) -> str:
        before, order.team = order.team, _active_team(team)
        refuse_if([SAME_TEAM] if before == order.team else _reason_faults(reason))
        order.paused_from = ""
        return f"由{before}改派给{order.team}：{tidy(reason)}"

    return take(request, REASSIGN, act, change)


def take_on(request: ServiceRequest, *, act: Act) -> ServiceOrder:
    """接单: the team goes to work."""
    return take(request, TAKE_ON, act, lambda order: "")


def pause(request: ServiceRequest, *, reason: str, act: Act) -> ServiceOrder:
    """暂停: the enterprise or the team cannot go on for a while."""

    def change(order: ServiceOrder) -> str:
        refuse_if(_reason_faults(reason))
        order.paused_from = order.state
        return tidy(reason)

    return take(request, PAUSE, act, change)


def resume(request: ServiceRequest, *, act: Act) -> ServiceOrder:
    """恢复服务: as the pause found it."""

    def change(order: ServiceOrder) -> str:
        order.state, order.paused_from = order.paused_from, ""
        return ""

    return take(request, RESUME, act, change)


def transfer(request: ServiceRequest, *, department: str, reason: str, act: Act) -> ServiceOrder:
    """转其他部门: it is no matter for volunteers; the way ends here."""

    def change(order: ServiceOrder) -> str:
        order.transferred_to, order.paused_from = tidy_line(department), ""
        refuse_if([] if order.transferred_to else [NO_DEPARTMENT])
        refuse_if(_reason_faults(reason))
        return f"转{order.transferred_to}：{tidy(reason)}"

    return take(request, TRANSFER, act, change)


def complete(
    request: ServiceRequest, *, completed_on: date | None, text: str, act: Act
) -> ServiceOrder:
    """登记完成情况: what annex 5 prints in row 6."""

    def change(order: ServiceOrder) -> str:
        refuse_if(completion_faults(completed_on, text, order, shanghai_day(act.at)).values())
        order.completed_on, order.completion_text = completed_on, tidy(text)
        return ""

    return take(request, COMPLETE, act, change)


def completion_faults(
    completed_on: date | None, text: str, order: ServiceOrder, today: date
) -> dict[str, str]:
    """Name of a field → what is wrong with it."""
    day_fault = day_fault_of(completed_on, order, today)
    last = order.visits.order_by("-visited_on").values_list("visited_on", flat=True).first()
    if completed_on and last and not day_fault and completed_on < last:
        day_fault = BEFORE_LAST_VISIT.format(day=show_date(last))
    found = {"completed_on": day_fault, "text": "" if tidy(text) else NO_COMPLETION}
    return {field: sentence for field, sentence in found.items() if sentence}


def reopen(request: ServiceRequest, *, reason: str, act: Act) -> ServiceOrder:
    """退回继续服务: it was not done after all; what was said of it stays in the history."""

    def change(order: ServiceOrder) -> str:
        refuse_if(_reason_faults(reason))
        was = f"原完成情况（{show_date(order.completed_on)}）：{order.completion_text}"
        order.completed_on, order.completion_text = None, ""
        close_links(order, act)
        return f"{tidy(reason)}\n{was}"

    return take(request, REOPEN, act, change)


def archive(request: ServiceRequest, *, reason: str, act: Act) -> ServiceOrder:
    """归档; what the enterprise has not judged is filed away with the reason for it."""

    def change(order: ServiceOrder) -> str:
        refuse_if(_reason_faults(reason) if needs_reason(order, ARCHIVE) else _note_faults(reason))
        close_links(order, act)
        return tidy(reason)

    return take(request, ARCHIVE, act, change)


def close_links(order: ServiceOrder, act: Act) -> None:
    """No link opens what is not to be judged (any more)."""
    order.links.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=act.at)


@transaction.atomic
def take(
    request: ServiceRequest, step: OrderStep, act: Act, change: Callable[[ServiceOrder], str]
) -> ServiceOrder:
    """Take ``step``: the order held, the step's blockers asked, its row of the history written.

    ``change`` sets what the step changes besides the state, refuses what was typed wrongly, and
    returns what the history says. A press that comes twice is answered as the first time.
    """
    order = hold_order(request)
    if left_before(act, ServiceEvent.objects.all(), step.action, order=request.pk):
        return order
    refuse_step(order, step, act)
    return turn(order, step, act, reason=change(order))


def hold_order(request: ServiceRequest) -> ServiceOrder:
    """The order as it is now, held with its filing until the transaction ends."""
    request.filing = lock(request.filing)
    return order_of(request)


def refuse_step(order: ServiceOrder, step: OrderStep, act: Act) -> None:
    """Refuse ``step`` with what stands against it, or because its page is out of date."""
    refuse_if(order_blockers(order, step, by=act.by))
    refuse_if([MOVED_SINCE] if act.seen and act.seen != order.edition else [])


def turn(
    order: ServiceOrder, step: OrderStep, act: Act | Answer, *, reason: str = ""
) -> ServiceOrder:
    """Store ``order`` where ``step`` leads, and its row of the history."""
    if step.target is not None:
        order.state = step.target
    if not _stands(order):
        order.state_since = act.at
    order.save()
    ServiceEvent.objects.create(
        order=order,
        action=step.action,
        label=step.label,
        to_state=order.state,
        team=order.team,
        reason=reason,
        by=act.by,
        at=act.at,
        ip=act.ip,
        token=act.token,
    )
    return order


def _stands(order: ServiceOrder) -> bool:
    """Whether it is stored in the state it has now."""
    return ServiceOrder.objects.filter(pk=order.pk, state=order.state).exists()


def _active_team(pk: int | None) -> ServiceTeam:
    if pk is None:
        raise Refused([NO_TEAM])
    team = ServiceTeam.objects.filter(pk=pk).first()
    if team is None or not team.is_active:
        raise Refused([TEAM_GONE])
    return team


def _note_faults(note: str) -> list[str]:
    return [NOTE_TOO_LONG] if len(tidy(note)) > LONGEST_REASON else []


def _reason_faults(reason: str) -> list[str]:
    return reason_faults(reason, most=LONGEST_REASON, word="原因")


def day_fault_of(day: date | None, order: ServiceOrder, today: date) -> str:
    """Why nothing can have been done on ``day``: it lies ahead, or before the need was taken up."""
    if day is None:
        return NO_DAY
    if day > today:
        return DAY_AHEAD
    early = day < order.accepted_on
    return DAY_TOO_EARLY.format(day=show_date(order.accepted_on)) if early else ""


def with_orders(filings: Iterable[Filing]) -> list[ServiceOrder]:
    """The order of each of ``filings``, whose requests and orders are joined in."""
    found = []
    for filing in filings:
        request = filing.service_request
        request.filing = filing
        order = getattr(request, "order", None)
        if order is None:
            order = ServiceOrder(
                state_since=filing.state_since, accepted_on=shanghai_day(filing.state_since)
            )
        order.request = request
        found.append(order)
    return found
