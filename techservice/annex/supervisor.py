"""Annex 4 as the filing core sees it."""

from collections.abc import Sequence
from typing import BinaryIO

from django.urls import reverse
from django.utils import timezone

from changxing_union.filing.annexes import (
    Annex,
    Finding,
    NextStep,
    PageLink,
    PrintOrder,
    RegisterOrder,
)
from changxing_union.filing.cellforms import Part
from changxing_union.filing.models import Filing, FilingQuerySet, State
from changxing_union.filing.transitions import Transition
from changxing_union.kernel.dates import shanghai_day
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from changxing_union.organizations.permissions import can_read_registers, can_review
from changxing_union.printing.pdf import Printed
from techservice.blockers.supervisor import appointment_hindrances, register_findings
from techservice.cellforms.supervisor import SupervisorForm
from techservice.checks.supervisor import supervisor_findings
from techservice.exports.supervisor import write_supervisor_register
from techservice.models import SUPERVISOR_ANNEX, SUPERVISOR_KIND, Appointment, EnergySupervisor
from techservice.printing.supervisor import supervisor_pdf
from techservice.services.supervisors import keep_in_step, stand_for_person, update_registers


class SupervisorAnnex(Annex):
    """附件4 职工节能减排义务监督员登记表."""

    kind = SUPERVISOR_KIND
    number = SUPERVISOR_ANNEX
    name = "义务监督员登记表"
    grid_template = "techservice/_supervisor_grid.html"
    new_url = "supervisor_new"
    new_label = "新建义务监督员登记"
    new_hint = "每名监督员一份；有名单的可以一次导入多人。"
    register_label = "导出附件4 花名册"
    register_name = "职工节能减排义务监督员花名册"
    typing_hint = "与纸质表格逐格对应。年月可写“1985.3”或“1985年3月”。"
    filing_phrases = ("情况属实，同意推荐。", "同意聘任。")
    decision_phrases = ("同意聘任。",)

    def own_parts(self, filing: Filing) -> list[Part]:
        """One row: the person."""
        return [Part(SupervisorForm(), filing.energy_supervisor)]

    def hindrances(self, filing: Filing, step: Transition) -> list[str]:
        """No 作废 of what a certificate rests on."""
        return appointment_hindrances(filing, step, today=shanghai_day(timezone.now()))

    def pages(self, filing: Filing, user: User) -> Sequence[PageLink]:
        """聘任, once the county has approved; it outlives a form made void."""
        has_begun = filing.state == State.APPROVED or (
            filing.state == State.VOID and Appointment.objects.filter(supervisor=filing.pk).exists()
        )
        if not has_begun or not can_read_registers(user):
            return ()
        return (PageLink("聘任与报告", reverse("supervisor", args=[filing.reference])),)

    def next_step(self, filing: Filing, user: User) -> NextStep | None:
        """经办 appoints whom the county has approved."""
        is_open = filing.state == State.APPROVED and can_review(user)
        if not is_open or Appointment.objects.filter(supervisor=filing.pk).exists():
            return None
        url = f"{reverse('supervisors_appoint')}?chosen={filing.reference}"
        return NextStep("已准予聘任，请办理聘任并填写证书编号。", PageLink("办理聘任", url))

    def findings(self, filing: Filing, unreadable: frozenset[str]) -> list[Finding]:
        """The checks of the form, then what the registers say."""
        supervisor = _supervisor_of(filing)
        checked = supervisor_findings(
            supervisor,
            today=shanghai_day(timezone.now()),
            opened_on=filing.campaign.opened_on,
            unreadable=unreadable,
        )
        return [*checked, *register_findings(supervisor)]

    def keep_in_step(self, filing: Filing) -> None:
        """Subject, search text and unique key of a draft follow the cells."""
        keep_in_step(_supervisor_of(filing))

    def after_filing(self, filing: Filing, act: Act) -> None:
        """The person is this filing's from now on; the register of units learns from it."""
        supervisor = _supervisor_of(filing)
        stand_for_person(supervisor)
        update_registers(supervisor, act=act)

    def pdf(self, order: PrintOrder) -> Printed:
        """One A4 page per copy, and a 附页 when something does not fit."""
        return supervisor_pdf(order)

    def write_register(
        self, filings: FilingQuerySet, order: RegisterOrder, target: BinaryIO
    ) -> int:
        """义务监督员花名册."""
        return write_supervisor_register(filings, order, target)


def _supervisor_of(filing: Filing) -> EnergySupervisor:
    """The form of ``filing``, holding that very row."""
    supervisor = filing.energy_supervisor
    supervisor.filing = filing
    return supervisor
