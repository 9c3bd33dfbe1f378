"""What the registers say of annex 5, and what a service order stands against."""

from collections.abc import Iterator

from changxing_union.filing.annexes import Finding, Level
from changxing_union.filing.common_checks import elsewhere_findings, unit_name_findings
from changxing_union.filing.models import Filing, State
from techservice.models import ServiceRequest


def unit_findings(request: ServiceRequest) -> Iterator[Finding]:
    """The unit's name, the union it reports to, and an earlier sheet of the year."""
    filing = request.filing
    yield from unit_name_findings("unit_name", request.unit_name)
    yield from elsewhere_findings(
        "unit_name", request.unit_name, organization_id=filing.organization_id
    )
    for reference in _others(filing):
        sentence = f"该企业今年已有一份登记表（{reference}），请核对是否重复填报。"
        yield Finding("unit_name", sentence, Level.WARNING)


def _others(filing: Filing) -> list[str]:
    """The other sheets of the same unit in this campaign: a second need is allowed, but rare."""
    if filing.enterprise_id is None:
        return []
    same = Filing.objects.filter(
        form_type=filing.form_type_id,
        enterprise=filing.enterprise_id,
        organization=filing.organization_id,
    )
    others = same.exclude(pk=filing.pk).exclude(state__in=(State.VOID, State.DECLINED))
    return list(others.order_by("id").values_list("reference", flat=True)[:3])
