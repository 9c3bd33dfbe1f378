"""义务监督员花名册 (domain §4.1 no. 4): one line per person, columns that never change order."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

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
from changxing_union.filing.models import Filing, FilingQuerySet
from changxing_union.kernel.text import mask_phone
from techservice.cellforms.supervisor import SupervisorForm
from techservice.models import EnergySupervisor

SHEET = "花名册"
REMARK = "备注：本表由系统按所选条件导出；手机号码仅限本次工作使用。"


@dataclass(frozen=True)
class Line(FilingLine):
    """One person as the reader may know them; the phone is masked unless permitted."""

    supervisor: EnergySupervisor
    phone: str


def register_columns() -> list[Column[Line]]:
    """The columns in the office's order."""
    text, month = CellKind.TEXT, CellKind.MONTH
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
    for number, filing in register_filings(filings, "energy_supervisor"):
        supervisor = supervisor_as_seen(filing, order.own_unions)
        phone = supervisor.mobile
        yield Line(number, filing, supervisor, phone if order.with_phones else mask_phone(phone))


def supervisor_as_seen(filing: Filing, own_unions: frozenset[int]) -> EnergySupervisor:
    """The form as the reader may know it: strangers to the union see the last version filed."""
    cells = filed_cells(filing, own_unions)
    if cells is None:
        return filing.energy_supervisor
    return row_of(cells, SupervisorForm(), EnergySupervisor(filing=filing))
