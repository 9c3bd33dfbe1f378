"""义务监督员花名册 (domain §4.1 no. 4): one line per person, columns that never change order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from django.utils import timezone

from changxing_union.exports.columns import CellKind, Column
from changxing_union.exports.workbook import write_register
from changxing_union.filing.annexes import RegisterOrder
from changxing_union.filing.exports import (
    FilingLine,
    closing_columns,
    filed_cells,
    leading_columns,
    register_filings,
    row_of,
)
from changxing_union.filing.models import Filing, FilingQuerySet, State
from changxing_union.kernel.dates import shanghai_day
from changxing_union.kernel.text import mask_phone
from techservice.cellforms.supervisor import SupervisorForm
from techservice.models import Appointment, EnergySupervisor
from techservice.services.supervisor_lists import APPOINTMENT, WAITING

SHEET = "花名册"
REMARK = "备注：本表由系统按所选条件导出；手机号码仅限本次工作使用。"


@dataclass(frozen=True)
class Line(FilingLine):
    """One person as the reader may know them; the phone is masked unless permitted."""

    supervisor: EnergySupervisor
    phone: str
    appointment: Appointment | None
    today: date

    @property
    def certificate(self) -> str:
        """证书编号, once there is one."""
        return self.appointment.certificate_no if self.appointment else ""

    @property
    def appointed_on(self) -> date | None:
        """聘任日期."""
        return self.appointment.appointed_on if self.appointment else None

    @property
    def term_end(self) -> date | None:
        """聘期至."""
        return self.appointment.term_end if self.appointment else None

    @property
    def state(self) -> str:
        """聘任状态; nothing where nobody was approved yet."""
        if self.appointment is None:
            return WAITING if self.filing.state == State.APPROVED else ""
        return self.appointment.state_words(self.today)


def register_columns() -> list[Column[Line]]:
    """The columns in the office's order."""
    text, month, day = CellKind.TEXT, CellKind.MONTH, CellKind.DATE
    return [
        *leading_columns(),
        Column("企业名称", 28, text, lambda line: line.supervisor.unit_name),
        Column("姓名", 10, text, lambda line: line.supervisor.name),
        Column("性别", 6, text, lambda line: line.supervisor.get_gender_display()),
        Column("出生年月", 11, month, lambda line: line.supervisor.birth),
        Column("文化程度", 10, text, lambda line: line.supervisor.education),
        Column("政治面貌", 12, text, lambda line: line.supervisor.politics),
        Column("工种", 12, text, lambda line: line.supervisor.trade),
        Column("任职时间", 11, month, lambda line: line.supervisor.since),
        Column("手机号码", 14, text, lambda line: line.phone),
        Column("单位地址", 28, text, lambda line: line.supervisor.address),
        Column("证书编号", 13, text, lambda line: line.certificate),
        Column("聘任日期", 14, day, lambda line: line.appointed_on),
        Column("聘期至", 14, day, lambda line: line.term_end),
        Column("聘任状态", 10, text, lambda line: line.state),
        *closing_columns(),
    ]


def write_supervisor_register(
    filings: FilingQuerySet, order: RegisterOrder, target: BinaryIO
) -> int:
    """Stream the 花名册 of ``filings`` into ``target``; returns the number of lines."""
    return write_register(
        target,
        title=order.title,
        unit_line=order.unit_line,
        columns=register_columns(),
        rows=register_lines(filings, order),
        remark=REMARK,
        sheet_name=SHEET,
        explanation=order.explanation,
    )


def register_lines(filings: FilingQuerySet, order: RegisterOrder) -> Iterator[Line]:
    """The lines of ``filings`` in the order of unions, read in chunks."""
    today = shanghai_day(timezone.now())
    for number, filing in register_filings(filings, APPOINTMENT):
        supervisor = supervisor_as_seen(filing, order.own_unions)
        phone = supervisor.mobile if order.with_phones else mask_phone(supervisor.mobile)
        appointment = getattr(filing.energy_supervisor, "appointment", None)
        yield Line(number, filing, supervisor, phone, appointment, today)


def supervisor_as_seen(filing: Filing, own_unions: frozenset[int]) -> EnergySupervisor:
    """The form as the reader may know it: strangers to the union see the last version filed."""
    cells = filed_cells(filing, own_unions)
    if cells is None:
        return filing.energy_supervisor
    return row_of(cells, SupervisorForm(), EnergySupervisor(filing=filing))
