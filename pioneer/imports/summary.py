"""Annex 2 as the importer sees it: where rows go, what is wrong with them, how they are stored."""

from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from django.db.models import QuerySet
from django.urls import reverse

from changxing_union.filing.annexes import Finding
from changxing_union.filing.cellforms import row_key
from changxing_union.filing.models import Filing, FormType, State
from changxing_union.filing.services import keep_original
from changxing_union.imports.models import ImportJob
from changxing_union.imports.targets import (
    ImportPlace,
    ImportTarget,
    OnProgress,
    Row,
    RowFinding,
    Stored,
)
from changxing_union.kernel.refusals import Refused
from changxing_union.kernel.text import match_key
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import Organization, Role, User
from changxing_union.organizations.services import canonical_keys
from pioneer.cellforms.summary import SummaryRowForm
from pioneer.checks.summary import summary_findings
from pioneer.exports.summary_template import write_summary_template
from pioneer.imports.summary_plan import SUMMARY_PLAN
from pioneer.industries import INDUSTRIES
from pioneer.models import SUMMARY_KIND, ReportKind, SummaryRow
from pioneer.services.summary import MOST_ROWS, add_rows, open_form_type, open_summary, set_keys
from pioneer.services.summary_offers import registered_units
from pioneer.summary_table import distinct_units

NO_CAMPAIGN = "现在没有进行中的申报活动，不能导入。"
TICK = 250


class SummaryImport(ImportTarget):
    """Tables that become lines of a union's 参赛企业汇总表."""

    kind = SUMMARY_KIND
    title = "参赛企业汇总表"
    url_name = "summary_import"
    plan = SUMMARY_PLAN
    max_rows = MOST_ROWS

    def places(self, user: User) -> list[ImportPlace]:
        """The user's unions whose sheet is not begun yet or is with them again."""
        unions = Organization.objects.reporting().filter(pk__in=user.organization_ids(Role.FILER))
        form_type = open_form_type()
        if form_type is None:
            return []
        sheets = _sheets(form_type).filter(organization__in=unions)
        filings = {
            filing.organization_id: filing for filing in sheets.select_related("summary_sheet")
        }
        return [
            _place(union, filings.get(union.pk))
            for union in unions
            if union.pk not in filings or filings[union.pk].is_editable
        ]

    def place(self, user: User, reference: str, organization_id: int) -> ImportPlace | None:
        """The union's sheet; one that was opened after the upload takes its rows, too."""
        for each in self.places(user):
            if each.organization.pk == organization_id and reference in ("", each.reference):
                return each
        return None

    def findings(
        self,
        place_reference: str,
        organization: Organization,
        rows: Sequence[Row],
        numbers: Sequence[int],
        on_progress: OnProgress,
    ) -> list[RowFinding]:
        """What the form itself will say of the rows, cell by cell."""
        form = SummaryRowForm()
        built, unreadable, found = [], set(), []
        for index, texts in enumerate(rows):
            row = SummaryRow(key=f"{index:08x}")
            row_form = form.for_row(row.key, index + 1)
            for name, value, complaint in _read(form, cells_of(texts)):
                setattr(row, form.attribute(name), value)
                if complaint:
                    unreadable.add(row_form.add_prefix(name))
                    found.append(RowFinding(index, name, complaint, blocks=True))
            built.append(row)
            if index % TICK == 0:
                on_progress(index, len(rows))
        on_progress(len(rows), len(rows))
        set_keys(built)
        checked = summary_findings(
            ReportKind.TEAMS, built, unreadable=frozenset(unreadable), numbers=numbers
        )
        return found + [_row_finding(each) for each in checked if row_key(each.name)]

    def listed_already(
        self, place_reference: str, organization: Organization, rows: Sequence[Row]
    ) -> int:
        """How many of the teams the sheet holds."""
        held = SummaryRow.objects.working().filter(sheet__filing__reference=place_reference)
        teams = set(held.exclude(team_key="").values_list("unit_key", "team_key"))
        told = [
            SummaryRow(unit_name=row.get("unit_name", ""), team_name=row.get("team_name", ""))
            for row in rows
        ]
        set_keys(told)
        return sum((row.unit_key, row.team_key) in teams for row in told)

    def totals(self, rows: Sequence[Row]) -> Mapping[str, int]:
        """企业参赛数 and 职工数, as far as the head-counts can be read."""
        name, form = "participant_count", SummaryRowForm()
        counts = [form.read(name, row.get(name, ""))[0] for row in rows]
        units = {match_key(row.get("unit_name", "")) for row in rows}
        merged = canonical_keys(units)
        return {
            "enterprise_total": distinct_units(merged.get(unit, unit) for unit in units),
            "worker_total": sum(each for each in counts if each),
        }

    def edition(self, reference: str) -> str:
        """The edition of the filing."""
        filing = Filing.objects.filter(reference=reference).first() if reference else None
        return filing.edition if filing else ""

    def commit(
        self,
        job: ImportJob,
        rows: Sequence[Row],
        *,
        replace: bool,
        act: Act,
        on_progress: OnProgress,
    ) -> Stored:
        """Append the rows to the sheet or put them in place of its own; keep the file with it."""
        filing = _sheet_of(job, act)
        on_progress(0, len(rows))
        add_rows(filing, [cells_of(row) for row in rows], act=act, replace=replace)
        if job.file:
            keep_original(
                filing,
                job.file,
                name=job.original_name,
                content_type=job.content_type,
                sha256=job.sha256,
                act=act,
            )
        on_progress(len(rows), len(rows))
        return Stored(reverse("edit", args=[filing.reference]), len(rows))

    def write_template(self, organization: Organization, target: BinaryIO) -> None:
        """The empty table with the union's own units to choose from."""
        form_type = open_form_type()
        if form_type is None:
            raise Refused([NO_CAMPAIGN])
        write_summary_template(
            target,
            organization=organization.name,
            title=form_type.heading_title,
            industries=INDUSTRIES,
            units=registered_units(organization.pk),
        )


def _sheets(form_type: FormType) -> QuerySet[Filing]:
    return Filing.objects.filter(form_type=form_type).exclude(state=State.VOID)


def _place(union: Organization, filing: Filing | None) -> ImportPlace:
    if filing is None:
        return ImportPlace("", union, f"{union.name}（尚未建立）", 0, reverse("summary"))
    return ImportPlace(
        filing.reference,
        union,
        f"{union.name}（{filing.reference}）",
        filing.summary_sheet.rows.working().count(),
        reverse("edit", args=[filing.reference]),
    )


def _sheet_of(job: ImportJob, act: Act) -> Filing:
    """The sheet the rows go to; opened now if the union has none."""
    form_type = open_form_type()
    if form_type is None:
        raise Refused([NO_CAMPAIGN])
    filing = _sheets(form_type).filter(organization=job.organization_id).first()
    if filing is not None:
        return filing
    return open_summary(form_type, organization=job.organization, act=act).filing


def cells_of(texts: Row) -> dict[str, str]:
    """The cells of one line of the form: a WeChat column of its own joins the contact."""
    contact = [texts.get("contact", ""), texts.get("wechat", "")]
    cells = {name: texts.get(name, "") for name in SummaryRowForm.base_fields}
    return cells | {"contact": "/".join(part for part in contact if part)}


def _read(form: SummaryRowForm, cells: Mapping[str, str]) -> Iterator[tuple[str, object, str]]:
    for name, text in cells.items():
        value, complaint = form.read(name, text)
        yield name, value, complaint


def _row_finding(finding: Finding) -> RowFinding:
    """Keys of the rows checked here are their places in hexadecimal."""
    column = finding.name.partition("-")[2]
    return RowFinding(int(row_key(finding.name), 16), column, finding.sentence, finding.blocks)
