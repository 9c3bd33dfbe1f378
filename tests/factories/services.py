"""Service orders in any state, made through the services as in life."""

from datetime import date

from changxing_union.filing.models import Filing
from changxing_union.kernel.dates import shanghai_day
from changxing_union.organizations.models import User
from techservice.models import ServiceOrder, ServiceTeam
from techservice.services import evaluations, orders, visits
from tests.factories.pioneer import act_by
from tests.factories.requests import accepted_request

JUDGEMENT = evaluations.Judgement("师傅讲得明白，焊缝合格率明显提高。", 5, "测试厂长")


def waiting(filer: User, clerk: User, **options: object) -> ServiceOrder:
    """已受理，待派队."""
    return order_of(accepted_request(filer, clerk, **options))


def order_of(filing: Filing) -> ServiceOrder:
    """The service order of a filing, read anew."""
    filing = Filing.objects.for_case().get(pk=filing.pk)
    filing.service_request.filing = filing
    return orders.order_of(filing.service_request)


def dispatched(filer: User, clerk: User, team: ServiceTeam, **options: object) -> ServiceOrder:
    """已派队."""
    order = waiting(filer, clerk, **options)
    return orders.dispatch(order.request, team=team.pk, note="", act=act_by(clerk))


def serving(filer: User, clerk: User, team: ServiceTeam, **options: object) -> ServiceOrder:
    """服务中."""
    order = dispatched(filer, clerk, team, **options)
    return orders.take_on(order.request, act=act_by(clerk))


def visited(filer: User, clerk: User, team: ServiceTeam, **options: object) -> ServiceOrder:
    """服务中, with one visit today."""
    order = serving(filer, clerk, team, **options)
    visits.record_visit(order.request, visit_facts(), act=act_by(clerk))
    return order


def completed(filer: User, clerk: User, team: ServiceTeam, **options: object) -> ServiceOrder:
    """已完成 today."""
    order = visited(filer, clerk, team, **options)
    return orders.complete(
        order.request, completed_on=today(), text="已上门指导焊接工艺。", act=act_by(clerk)
    )


def evaluated(filer: User, clerk: User, team: ServiceTeam, **options: object) -> ServiceOrder:
    """企业已评价, as its union entered it."""
    order = completed(filer, clerk, team, **options)
    return evaluations.evaluate_for(order.request, JUDGEMENT, basis="电话回访", act=act_by(filer))


def visit_facts(day: date | None = None) -> visits.VisitFacts:
    """A visit as it is typed."""
    return visits.VisitFacts(
        visited_on=day or today(), people="示例队长", diagnosis="焊接参数不合适。",
        advice="调整电流，先点焊再满焊。",
    )  # fmt: skip


def today() -> date:
    """The day it is in 长兴."""
    return shanghai_day(act_by(User()).at)
