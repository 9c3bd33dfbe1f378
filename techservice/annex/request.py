"""Annex 5 as the filing core sees it."""

from collections.abc import Mapping, Sequence
from typing import BinaryIO

from django.urls import reverse

from changxing_union.filing.annexes import Annex, Finding, PageLink, PrintOrder, RegisterOrder
from changxing_union.filing.cellforms import Part
from changxing_union.filing.common_checks import missing_cells
from changxing_union.filing.models import Filing, FilingQuerySet
from changxing_union.filing.transitions import Transition
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from changxing_union.printing.pdf import Printed
from techservice.blockers.orders import return_hindrances
from techservice.blockers.requests import unit_findings
from techservice.cellforms.request import RequestForm
from techservice.checks.request import REQUIRED, demand_findings, early_findings, need_findings
from techservice.exports.requests import write_request_register
from techservice.models import REQUEST_KIND
from techservice.permissions import visible_services
from techservice.printing.request import request_pdf
from techservice.services import requests as services
from techservice.services.sheet_results import added_texts
from techservice.services.trades import known_trades
from techservice.transitions import REQUEST_LIFE


class ServiceRequestAnnex(Annex):
    """附件5 技术服务项目登记表."""

    kind = REQUEST_KIND
    number = 5
    name = "技术服务项目登记表"
    life = REQUEST_LIFE
    has_rows = True
    paper_lines = 3
    added_lines = 3
    scripts = ("js/request_paste.js",)
    grid_template = "techservice/_request_grid.html"
    autosaved_template = "filing/_grid_autosaved.html"
    new_url = "request_new"
    new_label = "新建技术服务需求"
    new_hint = "企业有技术难题或培训需要时填报；县总工会受理后派服务队上门。"
    register_label = "导出附件5 需求台账"
    register_name = "企业技术服务需求台账"
    filing_phrases = ("情况属实，同意上报。", "请县总工会安排技术服务队上门服务。")
    typing_hint = "与纸质表格逐格对应。“服务内容完成情况”和“企业评价”在服务完成后填写，现在不用填。"

    def own_parts(self, filing: Filing) -> list[Part]:
        """The sheet itself, then the lines of its training demand."""
        request = filing.service_request
        return [Part(RequestForm(), request), *services.DEMANDS.parts(request)]

    def new_parts(self, filing: Filing, typed: Mapping[str, str]) -> list[Part]:
        """Lines typed under keys that the sheet does not hold."""
        return services.DEMANDS.new_parts(filing.service_request, typed)

    def arrange(self, filing: Filing, typed: Mapping[str, str]) -> bool:
        """Emptied lines go, new ones find their place."""
        return services.DEMANDS.arrange(filing.service_request, typed, filing.unparsed)

    def totals(self, filing: Filing, *, to_filer: bool = True) -> Mapping[str, int]:
        """How many are to be trained in all."""
        request = filing.service_request
        shows_typed = to_filer or not filing.may_hold_unfiled_text
        rows = request.working_rows if shows_typed else list(request.rows.filed())
        return {"trained": sum(row.head_count or 0 for row in rows)}

    def form_context(self, filing: Filing) -> Mapping[str, object]:
        """Trades to choose from, and how many lines a sheet may have."""
        return {"known_trades": known_trades(), "most_lines": services.MOST_DEMANDS}

    def grid_context(
        self, filing: Filing, *, to_filer: bool, reader: User | None = None
    ) -> Mapping[str, object]:
        """What came of it: the two rows that are filled in after the service."""
        return added_texts(filing.service_request)

    def added_cells(self, filing: Filing) -> Mapping[str, str]:
        """The same on paper: phase two of the sheet."""
        return added_texts(filing.service_request)

    def hindrances(self, filing: Filing, step: Transition) -> list[str]:
        """A need that is being served is not sent back."""
        return return_hindrances(filing, step)

    def pages(self, filing: Filing, user: User) -> Sequence[PageLink]:
        """技术服务, once the need was taken up."""
        if not visible_services(user).filter(pk=filing.pk).exists():
            return ()
        return (PageLink("技术服务", reverse("service", args=[filing.reference])),)

    def findings(self, filing: Filing, unreadable: frozenset[str]) -> list[Finding]:
        """The checks of the sheet and of its lines, then what the registers say."""
        request = filing.service_request
        request.filing = filing
        return [
            *missing_cells(request, REQUIRED, unreadable),
            *need_findings(request, unreadable),
            *early_findings(request, filing.campaign.opened_on),
            *demand_findings(request.working_rows, unreadable),
            *unit_findings(request),
        ]

    def keep_in_step(self, filing: Filing) -> None:
        """Subject and search text of a draft follow the cells."""
        request = filing.service_request
        request.filing = filing
        services.keep_in_step(request)

    def after_filing(self, filing: Filing, act: Act) -> None:
        """What the county sums up is what was filed; the unit is known from now on."""
        request = filing.service_request
        request.filing = filing
        services.keep_filed(request, act=act)

    def pdf(self, order: PrintOrder) -> Printed:
        """One A4 page per copy, and a 附页 when something does not fit."""
        return request_pdf(order)

    def write_register(
        self, filings: FilingQuerySet, order: RegisterOrder, target: BinaryIO
    ) -> int:
        """需求台账, with a second sheet that sums the training demand by trade."""
        return write_request_register(filings, order, target)
