"""What the registers say about the units of annex 2; a second look, never a bar (domain §2.2)."""

from collections.abc import Iterator, Sequence

from changxing_union.filing.annexes import Finding, Level
from changxing_union.filing.cellforms import ROW_PREFIX
from changxing_union.organizations.models import Affiliation
from pioneer.models import OwnerDecision, SummaryRow, SummarySheet

ELSEWHERE = "该单位登记在其他工会名下，请核对名称；如确属本辖区，请与县总工会经济工作部联系。"


DECIDED = "县总工会已确定这个班组由{owner}报送，请删去本行；有疑问的请与县总工会经济工作部联系。"


def decided_elsewhere(sheet: SummarySheet) -> Iterator[Finding]:
    """The lines of a team that another union is to report by the county's decision: one query."""
    rows = sheet.working_rows
    decisions = OwnerDecision.objects.filter(
        campaign=sheet.filing.campaign_id, unit_key__in={row.unit_key for row in rows}
    ).exclude(owner=sheet.filing.organization_id)
    named = decisions.values_list("unit_key", "team_key", "owner__name")
    owners = {(unit, team): name for unit, team, name in named}
    for number, row in enumerate(rows, start=1):
        owner = owners.get((row.unit_key, row.team_key))
        if owner is not None:
            name = f"{ROW_PREFIX}{row.key}-team_name"
            sentence = DECIDED.format(owner=owner)
            yield Finding(name, sentence, Level.WARNING, f"第 {number} 行")


def register_warnings(rows: Sequence[SummaryRow], organization_id: int) -> list[Finding]:
    """The lines whose unit now reports to another union: one query for all of them."""
    keys = {row.unit_key for row in rows if row.unit_key}
    elsewhere = set(
        Affiliation.objects.filter(until=None, enterprise__name_key__in=keys)
        .exclude(organization=organization_id)
        .values_list("enterprise__name_key", flat=True)
    )
    return [
        Finding(f"{ROW_PREFIX}{row.key}-unit_name", ELSEWHERE, Level.WARNING, f"第 {number} 行")
        for number, row in enumerate(rows, start=1)
        if row.unit_key in elsewhere
    ]
