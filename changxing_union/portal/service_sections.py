"""Technical services that wait for somebody: for a team, for the team's answer, for a judgement.

Each is a heap of its own while it holds anything.
"""

from django.db.models.functions import Coalesce
from django.urls import reverse

from changxing_union.filing.models import FilingQuerySet, State
from changxing_union.organizations.models import Role, User
from changxing_union.portal.sections import Section, if_any, section
from techservice.filters import WAITING
from techservice.models import OrderState
from techservice.permissions import services, visible_services

# A service waits since its own last step, not since its need was taken up.
SINCE = "waits_since"


def _list(state: OrderState) -> str:
    return f"{reverse('services')}?state={state}"


def _in(filings: FilingQuerySet, state: OrderState) -> FilingQuerySet:
    """Those whose service is in ``state``, with since when it is."""
    in_force = filings.filter(state=State.APPROVED).annotate(
        **{SINCE: Coalesce("service_request__order__state_since", "state_since")}
    )
    if state == OrderState.WAITING:
        return in_force.filter(WAITING)
    return in_force.filter(service_request__order__state=state)


def clerk_services() -> list[Section]:
    """经办: needs without a team, services without a judgement, and those to be filed away."""
    return if_any(
        section(
            "技术服务，待派队", "请参考推荐次序，把需求派给服务队",
            _in(services(), OrderState.WAITING), tone="alert", verb="派单",
            target="service", opens="service", since=SINCE,
            url=_list(OrderState.WAITING), more="查看全部待派队的需求",
        ),
        section(
            "技术服务，待企业评价", "可发评价链接，或按企业的话代录",
            _in(services(), OrderState.COMPLETED), verb="请企业评价", target="service",
            opens="service", since=SINCE,
            url=_list(OrderState.COMPLETED), more="查看全部待评价的服务",
        ),
        section(
            "技术服务，待归档", "企业已评价，请核对后归档", _in(services(), OrderState.EVALUATED),
            verb="归档", target="service", opens="service", since=SINCE,
            url=_list(OrderState.EVALUATED), more="查看全部待归档的服务",
        ),
    )  # fmt: skip


def filer_services(user: User) -> list[Section]:
    """填报员: services of their own enterprises that wait for the enterprise's judgement."""
    own = services().filter(organization__in=user.organization_ids(Role.FILER))
    return if_any(
        section(
            "技术服务，待企业评价", "请把评价链接发给企业，或按企业的话代录",
            _in(own, OrderState.COMPLETED), verb="请企业评价", target="service",
            opens="service", since=SINCE,
            url=_list(OrderState.COMPLETED), more="查看全部待评价的服务",
        )
    )  # fmt: skip


def member_services(user: User) -> list[Section]:
    """服务队员: what their team is sent to, and what it is at work on."""
    sent = visible_services(user)
    return [
        section(
            "待接单", "县总工会派来的需求，请与企业联系后接单", _in(sent, OrderState.DISPATCHED),
            tone="alert", verb="接单", target="service", opens="service", since=SINCE,
            empty="没有等待接单的需求。",
        ),
        section(
            "服务中", "上门服务后请登记问诊搭脉情况", _in(sent, OrderState.SERVING),
            verb="登记服务", target="service", opens="service", since=SINCE,
            empty="没有正在服务的企业。",
        ),
    ]  # fmt: skip
