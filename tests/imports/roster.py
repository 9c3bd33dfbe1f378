"""A second product that takes tables: a register of teams, stored as ``organizations.Team``."""

from changxing_union.exports.columns import CellKind, Column
from changxing_union.exports.workbook import write_register
from changxing_union.imports.columns import ImportColumn, JoinedColumn, TotalRule
from changxing_union.imports.table import ImportPlan
from changxing_union.imports.targets import ImportPlace, ImportTarget, RowFinding, Stored, register
from changxing_union.kernel.dates import shanghai_day
from changxing_union.kernel.refusals import Refused
from changxing_union.kernel.text import match_key
from changxing_union.organizations.models import (
    Affiliation,
    Enterprise,
    Organization,
    Role,
    Team,
)

KIND = "tests:roster"
NO_NUMBER = "参赛人数要填整数。"
NO_LEADER = "请填写组长姓名。"
NO_UNIT = "长兴测试停办厂已停办，不能登记班组。请从表中删去后重新导入。"


def split(text):
    """``厂·班`` is certain; without a dot the last three characters are taken for the team."""
    unit, dot, team = text.partition("·")
    return (unit, team, True) if dot else (text[:-2], text[-2:], False)


class TeamRoster(ImportTarget):
    """班组名册: unit, team, head-count (only checked) and leader."""

    kind = KIND
    title = "班组名册"
    url_name = "roster_import"
    plan = ImportPlan(
        columns=(
            ImportColumn("unit_name", "单位名称", ("单位", "企业")),
            ImportColumn("team_name", "班组名称", ("班组",)),
            ImportColumn("participant_count", "参赛人数", ("人数",)),
            ImportColumn("leader_name", "组长", ("组长姓名", "负责人")),
            ImportColumn("leader_mobile", "手机号", ("手机",), required=False),
        ),
        joined=JoinedColumn(("unit_name", "team_name"), "单位班组名称", split=split),
        totals=(
            TotalRule("units", "企业参赛数", ("企业参赛数",), "unit_name"),
            TotalRule("workers", "职工数", ("职工数",), "participant_count"),
        ),
    )
    max_rows = 6_000

    def places(self, user):
        own = Organization.objects.filter(pk__in=user.organization_ids(Role.FILER), is_active=True)
        return [self._place(each) for each in own]

    def place(self, user, reference, organization_id):
        own = {each.organization.pk: each for each in self.places(user)}
        return own.get(organization_id)

    def _place(self, organization):
        return ImportPlace(
            reference=f"roster-{organization.pk}",
            organization=organization,
            label=f"{organization.short_name}的班组名册",
            existing_rows=teams_of(organization.pk).count(),
            return_url="/desk/",
        )

    def findings(self, place_reference, organization, rows, numbers, on_progress):
        found = []
        for index, row in enumerate(rows):
            if not row.get("participant_count", "").isdecimal():
                found.append(RowFinding(index, "participant_count", NO_NUMBER, blocks=True))
            if not row.get("leader_name"):
                found.append(RowFinding(index, "leader_name", NO_LEADER, blocks=False))
            on_progress(index + 1, len(rows))
        return found

    def totals(self, rows):
        numbers = [row.get("participant_count", "") for row in rows]
        return {
            "units": len({match_key(row.get("unit_name", "")) for row in rows}),
            "workers": sum(int(number) for number in numbers if number.isdecimal()),
        }

    def edition(self, reference):
        teams = teams_of(int(reference.removeprefix("roster-"))).order_by("pk")
        return "-".join(map(str, teams.values_list("pk", flat=True)[:9]))

    def commit(self, job, rows, *, replace, act, on_progress):
        if any(row["unit_name"] == "长兴测试停办厂" for row in rows):
            raise Refused([NO_UNIT])
        if replace:
            teams_of(job.organization_id).delete()
        units = self._units(job.organization, {row["unit_name"] for row in rows}, act)
        Team.objects.bulk_create(
            Team(
                enterprise=units[row["unit_name"]],
                name=row["team_name"],
                name_key=match_key(row["team_name"]),
                leader_name=row.get("leader_name", ""),
            )
            for row in rows
        )
        on_progress(len(rows), len(rows))
        return Stored("/desk/", len(rows))

    def _units(self, organization, names, act):
        """The register's rows by name; unknown ones are made. A key is as unique as a name here."""
        known = {each.name: each for each in Enterprise.objects.filter(name__in=names)}
        new = [
            Enterprise(name=name, name_key=match_key(name), name_pinyin=name)
            for name in sorted(names - set(known))
        ]
        Enterprise.objects.bulk_create(new)
        Affiliation.objects.bulk_create(
            Affiliation(enterprise=each, organization=organization, since=shanghai_day(act.at))
            for each in new
        )
        return known | {each.name: each for each in new}

    def write_template(self, organization, target):
        columns = [
            Column(each.label, 20, CellKind.TEXT, lambda row: "") for each in self.plan.columns
        ]
        write_register(
            target, title="班组名册", unit_line=organization.name, columns=columns, rows=[],
            remark="", sheet_name="班组名册", explanation=[],
        )  # fmt: skip


def teams_of(organization_id):
    """The teams of a union's units."""
    return Team.objects.filter(enterprise__affiliations__organization=organization_id)


register(TeamRoster())
