"""What keeps annex 1 from being filed beyond its own cells: the registers and its twins."""

from changxing_union.filing.annexes import Finding
from changxing_union.filing.models import Filing, State
from changxing_union.kernel.text import match_key
from changxing_union.organizations.models import Affiliation
from changxing_union.organizations.services import TAKEN_ELSEWHERE, UNIT_NAME_TOO_SHORT
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


def reports_elsewhere(application: PioneerApplication) -> bool:
    """Whether the unit named in the form now reports to another union."""
    current = Affiliation.objects.filter(
        enterprise__name_key=match_key(application.unit_name), until=None
    )
    return current.exclude(organization=application.filing.organization_id).exists()


def register_findings(application: PioneerApplication) -> list[Finding]:
    """The team filed twice, or the unit reporting to another union (domain §2.1, 单位名称)."""
    findings = []
    filing = application.filing
    unit, team = application.unit_name, application.team_name
    if unit and (len(unit) < 2 or not match_key(unit)):
        findings.append(Finding("unit_name", UNIT_NAME_TOO_SHORT))
    if team and not match_key(team):
        findings.append(Finding("team_name", "请填写班组名称。"))
    key = unique_key(application)
    if key and filing.unique_key != key and _is_taken(filing, key):
        findings.append(Finding("team_name", duplicate_sentence(application)))
    if reports_elsewhere(application):
        findings.append(Finding("unit_name", TAKEN_ELSEWHERE))
    return findings


def _is_taken(filing: Filing, key: str) -> bool:
    same = Filing.objects.filter(form_type=filing.form_type_id, unique_key=key)
    return same.exclude(pk=filing.pk).exclude(state=State.VOID).exists()
