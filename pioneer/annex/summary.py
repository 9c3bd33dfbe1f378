"""Annex 2 as the filing core sees it."""

from collections.abc import Mapping, Sequence
from typing import BinaryIO

from changxing_union.filing.annexes import Annex, Finding, PrintOrder, RegisterOrder
from changxing_union.filing.cellforms import Part, PrintedCell, row_key
from changxing_union.filing.models import Filing, FilingQuerySet
from changxing_union.organizations.acts import Act
from changxing_union.printing.pdf import Printed
from pioneer.blockers.summary import decided_elsewhere, register_warnings
from pioneer.cellforms.summary import SummaryForm
from pioneer.checks.summary import summary_findings
from pioneer.exports.summary_register import write_summary_register
from pioneer.industries import INDUSTRIES
from pioneer.models import SUMMARY_KIND, ReportKind
from pioneer.printing.summary import summary_pdf
from pioneer.services import summary as services
from pioneer.services.summary_offers import registered_units, take_offers, team_offers
from pioneer.summary_table import distinct_units
from pioneer.transitions import SUMMARY_LIFE


class SummarySheetAnnex(Annex):
    """附件2 参赛企业汇总表."""

    kind = SUMMARY_KIND
    number = 2
    name = "参赛企业汇总表"
    life = SUMMARY_LIFE
    has_rows = True
    is_wide = True
    row_actions = frozenset({"up", "down", "take", "units"})
    scripts = ("js/summary_paste.js",)
    is_due_from_every_union = True
    grid_template = "pioneer/_summary_grid.html"
    autosaved_template = "filing/_grid_autosaved.html"
    new_url = "summary"
    new_label = "填报参赛企业汇总表"
    new_hint = "每个工会一份，没有班组参赛的报“零报告”；可以导入手头的 Excel 表格。"
    register_label = "导出附件2 汇总工作簿"
    register_is_form = True
    categories = ReportKind.choices

    def own_parts(self, filing: Filing) -> list[Part]:
        """The sheet itself, then its lines."""
        sheet = filing.summary_sheet
        return [Part(SummaryForm(), sheet), *services.LINES.parts(sheet)]

    def new_parts(self, filing: Filing, typed: Mapping[str, str]) -> list[Part]:
        """Lines typed under keys that the sheet does not hold."""
        return services.LINES.new_parts(filing.summary_sheet, typed)

    def arrange(self, filing: Filing, typed: Mapping[str, str]) -> bool:
        """Emptied lines go, new and moved ones find their place."""
        return services.LINES.arrange(filing.summary_sheet, typed, filing.unparsed)

    def press(
        self, filing: Filing, action: str, argument: str, chosen: Sequence[str], act: Act
    ) -> str:
        """上移, 下移, 补单位名称, and 带入 of teams the union has told before."""
        if action == "units":
            count = services.fill_units(filing, act=act)
            if not count:
                return "没有要补的：各行都有单位名称，或上面没有可用的单位名称。"
            return f"已为 {count} 行补上单位名称（同上一行），请核对。"
        if action == "take":
            count = take_offers(filing, chosen, act=act)
            if not count:
                return "没有勾选班组，未带入。请勾选后再点“带入所选班组”。"
            return f"已带入 {count} 个班组，请补充空着的格子。"
        moved = services.move_row(filing, argument, up=action == "up", act=act)
        return "已移动一行。" if moved else "这一行已经在最前或最后，没有移动。"

    def totals(self, filing: Filing, *, to_filer: bool = True) -> Mapping[str, int]:
        """企业参赛数 and 职工数."""
        sheet = filing.summary_sheet
        shows_typed = to_filer or not filing.may_hold_unfiled_text
        rows = sheet.working_rows if shows_typed else list(sheet.rows.filed())
        return {
            "enterprises": distinct_units(row.unit_key for row in rows),
            "workers": sum(row.participant_count or 0 for row in rows),
            "lines": len(rows),
        }

    def flaggable(self, cells: Sequence[PrintedCell]) -> list[PrintedCell]:
        """The lines first: the county points at them, seldom at what the sheet is."""
        return sorted(super().flaggable(cells), key=lambda cell: not row_key(cell.name))

    def form_context(self, filing: Filing) -> Mapping[str, object]:
        """Teams to take over, and units typed before."""
        sheet = filing.summary_sheet
        typed = [row.unit_name for row in sheet.working_rows]
        units = dict.fromkeys([*typed, *registered_units(filing.organization_id)])
        return {
            "offers": team_offers(sheet),
            "may_import": filing.form_type_id == getattr(services.open_form_type(), "pk", None),
            "known_units": [unit for unit in units if unit],
            "known_industries": INDUSTRIES,
        }

    def findings(self, filing: Filing, unreadable: frozenset[str]) -> list[Finding]:
        """The checks of the sheet, then what the registers say."""
        sheet = filing.summary_sheet
        rows = sheet.working_rows
        return [
            *summary_findings(sheet.report_kind, rows, unreadable=unreadable),
            *register_warnings(rows, filing.organization_id),
            *decided_elsewhere(sheet),
        ]

    def keep_in_step(self, filing: Filing) -> None:
        """Compared names, subject and search text follow the cells."""
        sheet = filing.summary_sheet
        sheet.filing = filing
        services.keep_in_step(sheet)

    def after_filing(self, filing: Filing, act: Act) -> None:
        """What the county counts is what was filed; units and teams are known from now on."""
        sheet = filing.summary_sheet
        sheet.filing = filing
        services.keep_filed_rows(sheet, act=act)

    def pdf(self, order: PrintOrder) -> Printed:
        """As many A4 pages as the lines need, the heading on each; one set per copy."""
        return summary_pdf(order)

    def write_register(
        self, filings: FilingQuerySet, order: RegisterOrder, target: BinaryIO
    ) -> int:
        """The official table of one union, or the county workbook of several."""
        return write_summary_register(filings, order, target)
