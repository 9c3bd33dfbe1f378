"""A page for each step of a service order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from changxing_union.filing.views.step_pages import StepPage, step_page
from changxing_union.kernel.dates import shanghai_day, show_date
from changxing_union.organizations.acts import Act
from changxing_union.organizations.http import SignedInRequest
from changxing_union.organizations.models import User
from changxing_union.web.forms import StepForm, Typed
from techservice.blockers.orders import needs_reason, order_blockers
from techservice.forms.orders import (
    CompleteForm,
    DispatchForm,
    EmptyForm,
    EvaluateForm,
    NoteForm,
    ReasonOnlyForm,
    ReassignForm,
    TransferForm,
    VisitForm,
)
from techservice.models import ServiceOrder
from techservice.permissions import can_see_contact
from techservice.services import evaluations, orders, visits
from techservice.transitions import (
    ARCHIVE,
    COMPLETE,
    DISPATCH,
    EVALUATE,
    PAUSE,
    REASSIGN,
    REOPEN,
    RESUME,
    TAKE_ON,
    TRANSFER,
    VISIT,
    OrderStep,
)
from techservice.views.services import service_or_404


@dataclass(frozen=True)
class OrderPage:
    """The page of one step: its form, how it is carried out, what is said then."""

    step: OrderStep
    form: Callable[[SignedInRequest, ServiceOrder], StepForm]
    carry_out: Callable[[ServiceOrder, Any, Act], object]
    done: str
    hint: str = ""
    ends: bool = False
    takes_files: bool = False


def _typed(request: SignedInRequest) -> Typed | None:
    return request.POST if request.method == "POST" else None


def _dispatch_form(request: SignedInRequest, order: ServiceOrder) -> StepForm:
    return DispatchForm(_typed(request), suggestions=orders.suggestions(order.request))


def _reassign_form(request: SignedInRequest, order: ServiceOrder) -> StepForm:
    teams = orders.suggestions(order.request)
    return ReassignForm(_typed(request), suggestions=teams, but=order.team_id)


def _visit_form(request: SignedInRequest, order: ServiceOrder) -> StepForm:
    leader = order.team.volunteers.current().filter(is_leader=True).first() if order.team else None
    return VisitForm(
        _typed(request),
        order=order,
        today=shanghai_day(timezone.now()),
        people=leader.name if leader else "",
        chosen=request.FILES.getlist("photos"),
    )


def _complete_form(request: SignedInRequest, order: ServiceOrder) -> StepForm:
    """Offers what the visits have found: it is to be gone over, not typed again."""
    told = [
        f"{show_date(visit.visited_on)}：{visit.result or visit.advice or visit.diagnosis}"
        for visit in order.visits.all()
    ]
    return CompleteForm(
        _typed(request),
        order=order,
        today=shanghai_day(timezone.now()),
        text="\n".join(told)[:1000],
    )


def _about(order: ServiceOrder, step: OrderStep, user: User) -> list[tuple[str, str]]:
    """What the step is about, so that nobody has to leave its page to look it up."""
    needed = order.request
    told = [
        ("需求", needed.need_text),
        ("专业或工种", needed.need_trade),
        ("培训需求", "；".join(str(demand) for demand in needed.rows.filed())),
    ]
    if step is TAKE_ON and can_see_contact(user, order):
        told += [
            ("工会主席", needed.chair_name),
            ("联系电话", needed.phone),
            ("企业地址", needed.address),
        ]
    if step in (EVALUATE, REOPEN, ARCHIVE):
        told += [
            ("完成情况", order.completion_text),
            ("企业评价", order.evaluation_text),
            ("满意程度", order.grade_word),
        ]
    return [(label, text) for label, text in told if text]


def _evaluate(order: ServiceOrder, form: Any, act: Act) -> object:
    basis = form.cleaned_data["basis"]
    return evaluations.evaluate_for(order.request, form.judgement(), basis=basis, act=act)


def _visit(order: ServiceOrder, form: Any, act: Act) -> object:
    return visits.record_visit(order.request, form.facts(), photos=form.chosen, act=act)


def _with(verb: Callable[..., object]) -> Callable[[ServiceOrder, Any, Act], object]:
    """``verb`` with what its form has read, by name."""
    return lambda order, form, act: verb(order.request, **form.cleaned_data, act=act)


def _plain(form: type[StepForm]) -> Callable[[SignedInRequest, ServiceOrder], StepForm]:
    return lambda request, order: form(_typed(request))


PAGES = {
    page.step.action: page
    for page in (
        OrderPage(
            DISPATCH, _dispatch_form, _with(orders.dispatch), "已派单，请通知服务队接单。",
            hint="系统按需求中的工种和各队在办数排出次序，最合适的在前；派哪支队由您决定。",
        ),
        OrderPage(
            TAKE_ON, _plain(EmptyForm), _with(orders.take_on),
            "已接单。上门服务后请登记问诊搭脉情况。",
            hint="接单后，由服务队与企业约定时间上门；每次上门后在服务单上登记。",
        ),
        OrderPage(
            VISIT, _visit_form, _visit, "已登记上门服务。", takes_files=True,
        ),
        OrderPage(
            COMPLETE, _complete_form, _with(orders.complete),
            "已登记完成情况，请企业评价。",
        ),
        OrderPage(
            EVALUATE, lambda request, order: EvaluateForm(_typed(request)), _evaluate,
            "已录入企业评价。",
            hint="请照企业的原话填写。企业也可以通过评价链接自己填写。",
        ),
        OrderPage(
            ARCHIVE,
            lambda request, order: NoteForm(
                _typed(request), is_reason=needs_reason(order, ARCHIVE)
            ),
            _with(orders.archive), "已归档。",
            hint="归档后，完成情况和企业评价不能再改。", ends=True,
        ),
        OrderPage(
            REASSIGN, _reassign_form, _with(orders.reassign), "已改派，请通知新的服务队接单。",
            hint="改派后由新的服务队重新接单；已登记的上门服务保留。",
        ),
        OrderPage(
            PAUSE, _plain(ReasonOnlyForm), _with(orders.pause), "已暂停。",
            hint="暂停期间不能登记上门服务，以后可以恢复。",
        ),
        OrderPage(
            RESUME, _plain(EmptyForm), _with(orders.resume), "已恢复服务。",
            hint="恢复后回到暂停前的状态，由原来的服务队继续。",
        ),
        OrderPage(
            REOPEN, _plain(ReasonOnlyForm), _with(orders.reopen),
            "已退回继续服务，原完成情况留在记录里。",
            hint="退回后由原来的服务队继续上门，再重新登记完成情况；已发出的评价链接作废。",
        ),
        OrderPage(
            TRANSFER, _plain(TransferForm), _with(orders.transfer),
            "已转其他部门，技术服务到此结束。",
            hint="转出后服务单终止，不能恢复。", ends=True,
        ),
    )
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: SignedInRequest, reference: str, action: str) -> HttpResponse:
    """Take the step named in the address; a GET shows its page, or says why it cannot be taken."""
    order, page = service_or_404(request, reference), PAGES[action]
    hindrances = order_blockers(order, page.step, by=request.user)
    form = page.form(request, order)

    def carry_out(act: Act) -> str:
        page.carry_out(order, form, act)
        return page.done

    return step_page(
        request,
        StepPage(
            label=page.step.label,
            form=form,
            carry_out=carry_out,
            crumbs=(
                ("技术服务", reverse("services")),
                (reference, reverse("service", args=[reference])),
            ),
            lead=order.request.unit_name,
            about=_about(order, page.step, request.user),
            hint=page.hint,
            seen=order.edition,
            ends=page.ends,
            takes_files=page.takes_files,
        ),
        hindrances=hindrances,
    )
