"""Annex-2 sheets as the county gets them, made through the services as in life."""

from collections.abc import Iterable

from changxing_union.filing import services
from changxing_union.filing.editing import save_typed
from changxing_union.filing.models import Filing, FormType
from changxing_union.organizations.models import Role, User
from pioneer.models import SUMMARY_KIND, ReportKind, SummaryRow
from pioneer.services.summary import add_rows, open_summary
from pioneer.services.summary_owners import double_teams
from tests.factories.pioneer import act_by

UNIT, TEAM = "长兴测试纺织有限公司", "细纱甲班"


def form_type() -> FormType:
    """Annex 2 of the campaign in which every test plays."""
    return FormType.objects.select_related("campaign").get(kind=SUMMARY_KIND, campaign__year=2018)


def line(unit: str = UNIT, team: str = TEAM, count: int = 12, mobile: str = "") -> dict[str, str]:
    """The cells of one line as typed."""
    return {
        "unit_name": unit,
        "team_name": team,
        "industry": "制造业",
        "participant_count": str(count),
        "leader_name": "测试组长",
        "contact": mobile or "ceshi_zuzhang",
    }


def draft_sheet(filer: User, lines: Iterable[dict[str, str]] = ()) -> Filing:
    """A draft with these lines; without any, a 零报告."""
    (membership,) = (held for held in filer.held_roles if held.role == Role.FILER)
    lines = list(lines)
    sheet = open_summary(
        form_type(),
        organization=membership.organization,
        act=act_by(filer),
        report_kind=ReportKind.TEAMS if lines else ReportKind.NIL,
    )
    if lines:
        add_rows(sheet.filing, lines, act=act_by(filer))
    return fresh(sheet.filing)


def filed_sheet(filer: User, lines: Iterable[dict[str, str]] = ()) -> Filing:
    """已上报."""
    return fresh(services.file(draft_sheet(filer, lines), act=act_by(filer)))


def received_sheet(filer: User, clerk: User, lines: Iterable[dict[str, str]] = ()) -> Filing:
    """已接收."""
    return fresh(services.accept(filed_sheet(filer, lines), act=act_by(clerk)))


def fresh(filing: Filing) -> Filing:
    """The row as it is in the database now."""
    return Filing.objects.get(pk=filing.pk)


def refiled_without(filing: Filing, filer: User, *teams: str) -> Filing:
    """As its union sends it again after taking these teams out and ticking every flag."""
    SummaryRow.objects.working().filter(sheet=filing.pk, team_name__in=teams).delete()
    for note in filing.returns.all():
        note.flags.update(is_done=True)
    return fresh(services.file(fresh(filing), act=act_by(filer)))


def type_count(filing: Filing, filer: User, text: str) -> Filing:
    """The first line's 参赛人数 as its union types it."""
    row = SummaryRow.objects.working().filter(sheet=filing.pk)[0]
    typed = {f"row_{row.key}-participant_count": text}
    return save_typed(filing, typed, base=None, act=act_by(filer)).filing


def pair_names() -> dict[str, str]:
    """The compared names of the one team that several unions list."""
    [team] = double_teams(form_type())
    return {"unit_key": team.unit_key, "team_key": team.team_key}
