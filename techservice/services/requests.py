"""Annex 5: opening a sheet, its lines, and what filing it leaves behind."""

from functools import partial

from changxing_union.filing.models import Filing, FormType
from changxing_union.filing.services import open_filing, open_once, show_in_lists
from changxing_union.filing.services.lines import LineTable, keep_as_filed
from changxing_union.kernel.dates import shanghai_day
from changxing_union.kernel.refusals import refuse_if
from changxing_union.kernel.text import tidy_line
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import Enterprise, Organization
from changxing_union.organizations.permissions import can_file_for
from changxing_union.organizations.services import find_enterprise, register_enterprise
from techservice.cellforms.request import DemandForm
from techservice.models import ServiceRequest, TrainingDemand

MOST_DEMANDS = 50
TOO_MANY_DEMANDS = f"一张登记表最多 {MOST_DEMANDS} 个工种，请删去不需要的行后再试。"


def _line(request: ServiceRequest, key: str, position: int) -> TrainingDemand:
    return TrainingDemand(sheet=request, key=key, position=position)


DEMANDS = LineTable(DemandForm, _line, MOST_DEMANDS, TOO_MANY_DEMANDS)


def open_request(
    form_type: FormType, *, organization: Organization, unit_name: str, act: Act
) -> ServiceRequest:
    """A new draft, prefilled from the registers; the same request sent twice opens one draft."""
    begin = partial(_begin, form_type, organization, unit_name, act)
    return open_once(act, begin).service_request


def _begin(form_type: FormType, organization: Organization, unit_name: str, act: Act) -> Filing:
    refuse_if([] if can_file_for(act.by, organization) else ["您不是该工会的填报员。"])
    enterprise = find_enterprise(name=unit_name, organization=organization)
    filing = open_filing(form_type, organization=organization, enterprise=enterprise, act=act)
    request = ServiceRequest(
        filing=filing, unit_name=tidy_line(unit_name), filled_on=shanghai_day(act.at)
    )
    if enterprise is not None:
        _prefill(request, enterprise)
    request.save(force_insert=True)
    publish(request)
    return filing


def _prefill(request: ServiceRequest, enterprise: Enterprise) -> None:
    """What the register and the unit's last sheet know is not asked again."""
    request.unit_name = enterprise.name
    request.address = enterprise.address
    last = (
        ServiceRequest.objects.filter(
            filing__enterprise=enterprise,
            filing__organization=request.filing.organization_id,
            filing__first_filed_at__isnull=False,
        )
        .order_by("-filing__first_filed_at")
        .first()
    )
    if last is not None:
        request.chair_name = last.chair_name
        request.phone, request.qq, request.wechat = last.phone, last.qq, last.wechat


def keep_in_step(request: ServiceRequest) -> None:
    """What lists show follows a sheet never filed; once filed, only the next 上报 changes it."""
    request.forget_rows()
    if request.filing.first_filed_at is None:
        publish(request)


def publish(request: ServiceRequest) -> None:
    """Let lists show what the sheet now says."""
    filing = request.filing
    trades = " ".join(row.trade for row in request.working_rows)
    told = f"{request.unit_name} {request.need_trade} {trades} {request.chair_name}"
    show_in_lists(
        filing,
        unit=request.unit_name,
        subject=request.unit_name,
        search_text=f"{told} {filing.reference}"[:400],
    )


def keep_filed(request: ServiceRequest, *, act: Act) -> None:
    """What was just filed is what the county sums up, and what the unit register knows."""
    request.forget_rows()
    keep_as_filed(request)
    register_enterprise(
        name=request.unit_name,
        organization=request.filing.organization,
        act=act,
        address=request.address,
    )
    publish(request)
