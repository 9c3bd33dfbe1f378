"""附件1 台账 (domain §4.1 no. 2): one line per application, columns that never change order."""

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
from pioneer.forms.application import ApplicationForm
from pioneer.models import PioneerApplication


@dataclass(frozen=True)
class Line(FilingLine):
    """One application as the reader may know it; its phone is masked unless permitted."""

    application: PioneerApplication
    phone: str


def register_columns() -> list[Column[Line]]:
    """The columns in the office's order."""
    text, count, decimal = CellKind.TEXT, CellKind.INTEGER, CellKind.DECIMAL
    month = CellKind.MONTH
    return [
        *leading_columns(),
        Column("单位名称", 28, text, lambda line: line.application.unit_name),
        Column("班组名称", 20, text, lambda line: line.application.team_name),
        Column("类型", 10, text, lambda line: line.application.get_track_display()),
        Column("人数", 7, count, lambda line: line.application.member_total, total=True),
        Column("男", 6, count, lambda line: line.application.male_count, total=True),
        Column("女", 6, count, lambda line: line.application.female_count, total=True),
        Column("党员", 6, count, lambda line: line.application.party_count, total=True),
        Column("团员", 6, count, lambda line: line.application.league_count, total=True),
        Column("平均年龄", 8, decimal, lambda line: line.application.avg_age),
        Column("大专以上", 8, count, lambda line: line.application.edu_college, total=True),
        Column("高中", 6, count, lambda line: line.application.edu_high, total=True),
        Column("初中", 6, count, lambda line: line.application.edu_junior, total=True),
        Column("负责人", 10, text, lambda line: line.application.leader_name),
        Column("手机号码", 14, text, lambda line: line.phone),
        Column("单位组建", 11, month, lambda line: line.application.unit_founded),
        Column("班组组建", 11, month, lambda line: line.application.team_founded),
        *closing_columns(),
    ]


def write_application_register(
    filings: FilingQuerySet, order: RegisterOrder, target: BinaryIO
) -> int:
    """Stream the 台账 of ``filings`` into ``target``; returns the number of lines."""
    return write_register(
        target,
        title=order.title,
        unit_line=order.unit_line,
        columns=register_columns(),
        rows=register_lines(filings, order),
        remark="备注：本表由系统按所选条件导出；手机号码仅限本次工作使用。",
        sheet_name="台账",
        explanation=order.explanation,
    )


def register_lines(filings: FilingQuerySet, order: RegisterOrder) -> Iterator[Line]:
    """The lines of ``filings`` in the order of unions, read in chunks."""
    for number, filing in register_filings(filings, "pioneer_application"):
        application = application_as_seen(filing, order.own_unions)
        phone = application.leader_mobile
        yield Line(number, filing, application, phone if order.with_phones else mask_phone(phone))


def application_as_seen(filing: Filing, own_unions: frozenset[int]) -> PioneerApplication:
    """The form as the reader may know it: strangers to the union see the last version filed."""
    cells = filed_cells(filing, own_unions)
    if cells is None:
        return filing.pioneer_application
    return row_of(cells, ApplicationForm(), PioneerApplication(filing=filing))
