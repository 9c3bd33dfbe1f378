"""What keeps annex 1 from being filed beyond its own cells: the registers and its twins."""

from changxing_union.filing.annexes import Finding
from changxing_union.filing.models import Filing, State
from changxing_union.kernel.text import match_key
from changxing_union.organizations.models import Enterprise
from changxing_union.organizations.services import TAKEN_ELSEWHERE
from pioneer.models import PioneerApplication


def unique_key(application: PioneerApplication) -> str:
    """One annex-1 filing per campaign, unit and team; empty while either has no name."""
    unit, team = match_key(application.unit_name), match_key(application.team_name)
    return f"{unit}|{team}" if unit and team else ""


def duplicate_sentence(application: PioneerApplication) -> str:
    """Why this team cannot have a second form."""
    return (
        f"该单位的“{application.team_name}”已有一份申报表（一个班组每年只报一份），"
        "请在申报列表中查找并修改原表。"
    )


def register_findings(application: PioneerApplication) -> list[Finding]:
    """The team filed twice, or the unit reporting to another union (domain §2.1, 单位名称)."""
    findings = []
    filing = application.filing
    key = unique_key(application)
    if key and filing.unique_key != key and _is_taken(filing, key):
        findings.append(Finding("team_name", duplicate_sentence(application)))
    unit = Enterprise.objects.filter(
        name_key=match_key(application.unit_name), affiliations__until=None
    )
    if unit.exclude(affiliations__organization=filing.organization_id).exists():
        findings.append(Finding("unit_name", TAKEN_ELSEWHERE))
    return findings


def _is_taken(filing: Filing, key: str) -> bool:
    same = Filing.objects.filter(form_type=filing.form_type_id, unique_key=key)
    return same.exclude(pk=filing.pk).exclude(state=State.VOID).exists()
