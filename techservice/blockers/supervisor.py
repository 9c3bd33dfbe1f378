"""What keeps annex 4 from being filed beyond its own cells: the registers and its twins."""

from collections.abc import Iterator
from datetime import date

from changxing_union.filing.annexes import Finding, Level
from changxing_union.filing.common_checks import elsewhere_findings, unit_name_findings
from changxing_union.filing.models import Filing, State
from changxing_union.filing.transitions import VOID, Transition
from changxing_union.kernel.text import match_key
from changxing_union.organizations.models import Team
from techservice.models import Appointment, EnergySupervisor

# Teams file annex 1, whichever product holds it.
TEAM_ANNEX = 1


def person_key(name: str, mobile: str) -> str:
    """One annex-4 filing per campaign and person (domain §2.4); empty while nobody is told apart.

    Two people may bear one name, and two may share a phone.
    """
    key = match_key(name)
    return f"{key}|{mobile}" if key and mobile else ""


def key_of(supervisor: EnergySupervisor) -> str:
    """The key of the person whom ``supervisor`` registers."""
    return person_key(supervisor.name, supervisor.mobile)


def twin(supervisor: EnergySupervisor) -> Filing | None:
    """The form that registers the same person: filed by any union, or drafted by this one."""
    return supervisor.filing.twin({key_of(supervisor)})


def duplicate_sentence(supervisor: EnergySupervisor) -> str:
    """Why this person cannot have a second form."""
    other = twin(supervisor)
    is_own = other is None or other.organization_id == supervisor.filing.organization_id
    return f"“{supervisor.name}”（手机号相同）已有一份登记表（一人每年只报一份），" + (
        "请在申报列表中查找并修改原表。"
        if is_own
        else "由其他工会报送。请核对姓名和手机号；如确属本辖区，请与县总工会经济工作部联系。"
    )


def register_findings(supervisor: EnergySupervisor) -> list[Finding]:
    """The person registered twice, the unit reporting to another union, a team that they lead."""
    union = supervisor.filing.organization_id
    findings = list(unit_name_findings("unit_name", supervisor.unit_name))
    if supervisor.name and not match_key(supervisor.name):
        findings.append(Finding("name", "请填写姓名。"))
    if twin(supervisor) is not None:
        findings.append(Finding("name", duplicate_sentence(supervisor)))
    return [
        *findings,
        *elsewhere_findings("unit_name", supervisor.unit_name, organization_id=union),
        *_leader_findings(supervisor),
    ]


def _leader_findings(supervisor: EnergySupervisor) -> Iterator[Finding]:
    """Who leads a team of this year's annex 1 may be 监督员, too; the union should know (§2.7).

    Products do not know each other: the register of teams, which annex 1 keeps, tells who leads
    which team, and the filing of that team's unit that names both tells that it is this year's.
    """
    key = match_key(supervisor.name)
    if not key or not supervisor.mobile:
        return
    led = Team.objects.filter(leader_mobile=supervisor.mobile).select_related("enterprise")
    for team in (team for team in led if match_key(team.leader_name) == key):
        filed = Filing.objects.of_annex(TEAM_ANNEX).filter(
            campaign=supervisor.filing.campaign_id,
            enterprise=team.enterprise_id,
            first_filed_at__isnull=False,
            search_text__contains=f"{team.name} {team.leader_name} ",
        )
        found = filed.exclude(state=State.VOID).first()
        if found is not None:
            is_own = found.organization_id == supervisor.filing.organization_id
            named = f"“{team.name}”" if is_own else "其他工会所报班组"
            sentence = f"{supervisor.name}同时是附件1 申报表中{named}的负责人，可以兼任，请核对。"
            yield Finding("name", sentence, Level.WARNING)


def appointment_hindrances(filing: Filing, step: Transition, *, today: date) -> list[str]:
    """No 作废 of a form while its person goes about with a certificate."""
    if step.action != VOID.action:
        return []
    appointment = Appointment.objects.filter(supervisor=filing.pk).first()
    if appointment is None or not appointment.is_serving(today):
        return []
    number = appointment.certificate_no
    return [f"该监督员在聘（证书编号 {number}），请先解聘或登记辞去，再作废登记表。"]
