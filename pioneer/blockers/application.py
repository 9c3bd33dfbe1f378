"""What keeps annex 1 from being filed beyond its own cells: the registers and its twins."""

from changxing_union.filing.annexes import Finding
from changxing_union.filing.common_checks import elsewhere_findings, unit_name_findings
from changxing_union.filing.models import Filing
from changxing_union.filing.transitions import VOID, Transition
from changxing_union.kernel.text import match_key
from changxing_union.organizations.services import spellings
from pioneer.models import Assessment, PioneerApplication, Title, TitleState


def team_key(application: PioneerApplication) -> str:
    """One annex-1 filing per campaign, unit and team; empty while either has no name."""
    unit, team = match_key(application.unit_name), match_key(application.team_name)
    return f"{unit}|{team}" if unit and team else ""


def twin(application: PioneerApplication) -> Filing | None:
    """The form that stands for the same team: filed by whichever union, or drafted by this one."""
    own, team = team_key(application), match_key(application.team_name)
    units = spellings(match_key(application.unit_name)) if own else set()
    return application.filing.twin({own, *(f"{unit}|{team}" for unit in units)})


def duplicate_sentence(application: PioneerApplication) -> str:
    """Why this team cannot have a second form."""
    other = twin(application)
    is_own = other is None or other.organization_id == application.filing.organization_id
    return f"该单位的“{application.team_name}”已有一份申报表（一个班组每年只报一份），" + (
        "请在申报列表中查找并修改原表。"
        if is_own
        else "由其他工会报送。请核对名称；如确属本辖区，请与县总工会经济工作部联系。"
    )


def register_findings(application: PioneerApplication) -> list[Finding]:
    """The team filed twice, or the unit reporting to another union (domain §2.1, 单位名称)."""
    unit, team = application.unit_name, application.team_name
    union = application.filing.organization_id
    findings = list(unit_name_findings("unit_name", unit))
    if team and not match_key(team):
        findings.append(Finding("team_name", "请填写班组名称。"))
    if twin(application) is not None:
        findings.append(Finding("team_name", duplicate_sentence(application)))
    return [*findings, *elsewhere_findings("unit_name", unit, organization_id=union)]


def title_hindrances(filing: Filing, step: Transition) -> list[str]:
    """No 作废 of what a plaque on a wall or a score rests on."""
    if step.action != VOID.action:
        return []
    held = Title.objects.filter(
        application=filing.pk, state__in=(TitleState.NAMED, TitleState.RECTIFYING)
    ).first()
    hindrances = []
    if held is not None:
        hindrances.append(
            f"这个班组已命名授牌（牌匾编号 {held.plaque_number}），请先办理摘牌，再作废申报表。"
        )
    assessed = Assessment.objects.standing().filter(application=filing.pk)
    hindrances += [
        f"这个班组的考核评价表 {reference} 以这份申报表为依据，请先作废考核评价表。"
        for reference in assessed.values_list("filing__reference", flat=True)
    ]
    return hindrances
