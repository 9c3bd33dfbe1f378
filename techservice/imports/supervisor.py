"""Annex 4 as the importer sees it: each line of a roster becomes a draft of its own."""

from collections.abc import Mapping, Sequence
from typing import BinaryIO

from django.urls import reverse
from django.utils import timezone

from changxing_union.filing.annexes import Level
from changxing_union.filing.services import open_form_type
from changxing_union.imports.models import ImportJob
from changxing_union.imports.targets import (
    ImportPlace,
    ImportTarget,
    OnProgress,
    Row,
    RowFinding,
    Stored,
)
from changxing_union.kernel.dates import shanghai_day
from changxing_union.kernel.refusals import Refused
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import Enterprise, Organization, Role, User
from techservice.checks.supervisor import supervisor_findings
from techservice.exports.supervisor_template import write_supervisor_template
from techservice.imports.supervisor_plan import SUPERVISOR_PLAN, cells_of
from techservice.models import SUPERVISOR_ANNEX, SUPERVISOR_KIND
from techservice.services.supervisor_rosters import (
    RosterRow,
    listed_rows,
    open_roster,
    read_roster,
)

NO_CAMPAIGN = "现在没有进行中的申报活动，不能导入。"
LISTED = "此人（姓名、手机号相同）已有登记表或在表中重复，不再建立。"
# What everybody's line is to tell; other cells may be missing from a whole roster.
NEEDED = frozenset({"unit_name", "name", "mobile"})
TICK = 50
OFFERED_UNITS = 500


class SupervisorImport(ImportTarget):
    """Rosters that become 义务监督员登记表."""

    kind = SUPERVISOR_KIND
    title = "义务监督员登记表"
    url_name = "supervisor_import"
    plan = SUPERVISOR_PLAN
    max_rows = 500
    makes_forms = True

    def places(self, user: User) -> list[ImportPlace]:
        """The unions the user files for, while a campaign is open."""
        if open_form_type(SUPERVISOR_KIND) is None:
            return []
        unions = Organization.objects.reporting().filter(pk__in=user.organization_ids(Role.FILER))
        return [_place(union) for union in unions]

    def place(self, user: User, reference: str, organization_id: int) -> ImportPlace | None:
        """The union; which forms its rows become is known after the import only."""
        found = (each for each in self.places(user) if each.organization.pk == organization_id)
        return next(found, None)

    def findings(
        self,
        place_reference: str,
        organization: Organization,
        rows: Sequence[Row],
        numbers: Sequence[int],
        on_progress: OnProgress,
    ) -> list[RowFinding]:
        """What each form itself will say, and who has one already."""
        form_type = open_form_type(SUPERVISOR_KIND)
        if form_type is None:
            raise Refused([NO_CAMPAIGN])
        read, today = _read(rows), shanghai_day(timezone.now())
        listed = listed_rows(form_type, organization, read)
        told = NEEDED | {name for row in rows for name, text in row.items() if text}
        found = []
        for index, row in enumerate(read):
            if index in listed:
                found.append(RowFinding(index, "name", LISTED, blocks=False))
                continue
            found += [
                RowFinding(index, name, complaint, blocks=True)
                for name, complaint in row.complaints.items()
            ]
            checked = supervisor_findings(
                row.supervisor,
                today=today,
                opened_on=form_type.campaign.opened_on,
                unreadable=frozenset(row.complaints),
            )
            found += [
                RowFinding(index, each.name, each.sentence, each.blocks)
                for each in checked
                if each.level is not Level.MISSING or each.name in told
            ]
            if index % TICK == 0:
                on_progress(index, len(rows))
        on_progress(len(rows), len(rows))
        return found

    def listed_already(
        self, place_reference: str, organization: Organization, rows: Sequence[Row]
    ) -> int:
        """How many of the people have a form, or stand in the table twice."""
        form_type = open_form_type(SUPERVISOR_KIND)
        return 0 if form_type is None else len(listed_rows(form_type, organization, _read(rows)))

    def totals(self, rows: Sequence[Row]) -> Mapping[str, int]:
        """A roster has none."""
        return {}

    def edition(self, reference: str) -> str:
        """There is no form that the rows could replace."""
        return ""

    def commit(
        self,
        job: ImportJob,
        rows: Sequence[Row],
        *,
        replace: bool,
        act: Act,
        on_progress: OnProgress,
    ) -> Stored:
        """One draft per person without a form; the list of the drafts is where to go on."""
        form_type = open_form_type(SUPERVISOR_KIND)
        if form_type is None:
            raise Refused([NO_CAMPAIGN])
        made = open_roster(
            form_type, job.organization, _read(rows), act=act, on_progress=on_progress
        )
        url = f"{reverse('filing_list')}?annex={SUPERVISOR_ANNEX}&state=draft"
        return Stored(url, len(made))

    def write_template(self, organization: Organization, target: BinaryIO) -> None:
        """The empty roster with the union's own units to choose from."""
        form_type = open_form_type(SUPERVISOR_KIND)
        if form_type is None:
            raise Refused([NO_CAMPAIGN])
        own = Enterprise.objects.reporting_to(frozenset({organization.pk}))
        write_supervisor_template(
            target,
            organization=organization.name,
            year=form_type.campaign.year,
            units=list(own.values_list("name", flat=True)[:OFFERED_UNITS]),
        )


def _place(union: Organization) -> ImportPlace:
    return ImportPlace("", union, f"{union.name}（每人一份草稿）", 0, reverse("supervisor_new"))


def _read(rows: Sequence[Row]) -> list[RosterRow]:
    return read_roster([cells_of(row) for row in rows], today=shanghai_day(timezone.now()))
