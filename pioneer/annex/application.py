"""Annex 1 as the filing core sees it."""

from collections.abc import Sequence
from typing import BinaryIO, ClassVar

from django.urls import reverse
from django.utils import timezone

from changxing_union.filing.annexes import Annex, Finding, PageLink, PrintOrder, RegisterOrder
from changxing_union.filing.cellforms import Part
from changxing_union.filing.models import Filing, FilingQuerySet, State
from changxing_union.filing.transitions import Transition
from changxing_union.kernel.dates import shanghai_day
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import Track, User
from changxing_union.printing.pdf import Printed
from pioneer.blockers.application import register_findings, title_hindrances
from pioneer.checks.application import application_findings
from pioneer.exports.application import write_application_register
from pioneer.forms.application import ApplicationForm
from pioneer.models import APPLICATION_KIND, Title
from pioneer.permissions import can_read_titles
from pioneer.printing.application import application_pdf
from pioneer.services.application import keep_in_step, stand_for_team, update_registers


class PioneerApplicationAnnex(Annex):
    """附件1 工人先锋号申报表."""

    kind = APPLICATION_KIND
    number = 1
    name = "工人先锋号申报表"
    grid_template = "pioneer/_application_grid.html"
    autosaved_template = "pioneer/_application_autosaved.html"
    new_url = "application_new"
    new_label = "新建工人先锋号申报"
    new_hint = "每个班组（岗位）一份。"
    register_label = "导出附件1 台账"
    typing_hint = "与纸质表格逐格对应。年月可写“1985.3”或“1985年3月”。"
    decision_phrases = ("同意列入培育。",)
    categories: ClassVar = Track.choices

    def own_parts(self, filing: Filing) -> list[Part]:
        """One row: the application."""
        return [Part(ApplicationForm(), filing.pioneer_application)]

    def hindrances(self, filing: Filing, step: Transition) -> list[str]:
        """What a title or a score of the team stands against."""
        return title_hindrances(filing, step)

    def pages(self, filing: Filing, user: User) -> Sequence[PageLink]:
        """称号, once the team is in cultivation; a title outlives an application made void."""
        if not can_read_titles(user):
            return ()
        has_begun = filing.state == State.APPROVED or (
            filing.state == State.VOID and Title.objects.filter(application=filing.pk).exists()
        )
        return (PageLink("称号", reverse("title", args=[filing.reference])),) if has_begun else ()

    def findings(self, filing: Filing, unreadable: frozenset[str]) -> list[Finding]:
        """The cross-checks of the form, then what the registers say."""
        application = filing.pioneer_application
        today = shanghai_day(timezone.now())
        return [
            *application_findings(application, today=today, unreadable=unreadable),
            *register_findings(application),
        ]

    def keep_in_step(self, filing: Filing) -> None:
        """Subject, category, search text and unique key of a draft follow the cells."""
        application = filing.pioneer_application
        application.filing = filing
        keep_in_step(application)

    def after_filing(self, filing: Filing, act: Act) -> None:
        """The team is this filing's from now on; unit and team registers learn from it."""
        application = filing.pioneer_application
        application.filing = filing
        stand_for_team(application)
        update_registers(application, act=act)

    def pdf(self, order: PrintOrder) -> Printed:
        """One A4 page per copy, and a 附页 when something does not fit."""
        return application_pdf(order)

    def write_register(
        self, filings: FilingQuerySet, order: RegisterOrder, target: BinaryIO
    ) -> int:
        """附件1 台账."""
        return write_application_register(filings, order, target)
