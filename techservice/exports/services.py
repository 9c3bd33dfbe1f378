"""服务台账 as a workbook: one line per need that was taken up, from 受理 to 企业评价."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from changxing_union.exports.columns import CellKind, Column
from changxing_union.exports.workbook import write_register
from changxing_union.filing.models import Filing, State
from changxing_union.kernel.dates import shanghai_day
from techservice.models import ServiceEvent, ServiceOrder, ServiceVisit, TrainingDemand
from techservice.services.orders import with_orders
from techservice.transitions import DISPATCH

CHUNK = 500
SHEET = "服务台账"
REMARK = "备注：本表由系统按所选条件导出；天数从受理到完成，未完成的算到导出当天。"


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    filing: Filing
    order: ServiceOrder
    demands: str
    dispatched_on: date | None
    visits: int
    days: int | None


def service_columns() -> list[Column[_Row]]:
    """The columns in the office's order; references are text."""
    text, number, day = CellKind.TEXT, CellKind.INTEGER, CellKind.DATE
    return [
        Column("序号", 6, number, lambda row: row.number),
        Column("所属工会", 16, text, lambda row: row.filing.organization.short_name),
        Column("企业", 28, text, lambda row: row.order.request.unit_name),
        Column("需求", 36, text, lambda row: row.order.request.need_text),
        Column("专业", 12, text, lambda row: row.order.request.need_trade),
        Column("培训", 22, text, lambda row: row.demands),
        Column("服务队", 20, text, lambda row: row.order.team.name if row.order.team else ""),
        Column("受理日期", 15, day, lambda row: row.order.accepted_on),
        Column("派单", 15, day, lambda row: row.dispatched_on),
        Column("完成日期", 15, day, lambda row: row.order.completed_on),
        Column("天数", 7, number, lambda row: row.days),
        Column("上门次数", 9, number, lambda row: row.visits, total=True),
        Column("完成情况", 36, text, lambda row: row.order.completion_text),
        Column("企业评价", 36, text, lambda row: row.order.evaluation_text),
        Column("满意程度", 10, text, lambda row: row.order.grade_word),
        Column("状态", 11, text, _state),
        Column("编号", 22, text, lambda row: row.filing.reference),
    ]


def write_service_register(
    filings: QuerySet[Filing],
    target: BinaryIO,
    *,
    today: date,
    title: str,
    unit_line: str,
    explanation: Sequence[tuple[str, str]],
) -> int:
    """Stream the 台账 of ``filings`` into ``target``; their number.

    Raises ``Refused`` when they exceed one sheet.
    """
    return write_register(
        target,
        title=title,
        unit_line=unit_line,
        columns=service_columns(),
        rows=_rows(filings, today),
        remark=REMARK,
        sheet_name=SHEET,
        explanation=explanation,
    )


def _rows(filings: QuerySet[Filing], today: date) -> Iterator[_Row]:
    """In the order of unions, read in chunks; one query a chunk for the demands."""
    sent = ServiceEvent.objects.filter(order=OuterRef("pk"), action=DISPATCH.action)
    visits = ServiceVisit.objects.filter(order=OuterRef("pk")).order_by().values("order")
    found = (
        filings.annotate(
            dispatched_at=Subquery(sent.order_by("pk").values("at")[:1]),
            visit_count=Coalesce(Subquery(visits.annotate(n=Count("pk")).values("n")), 0),
        )
        .prefetch_related(Prefetch("service_request__rows", TrainingDemand.objects.filed()))
        .order_by("organization__sort_order", "organization", "reference")
    )
    for number, filing in enumerate(found.iterator(chunk_size=CHUNK), start=1):
        (order,) = with_orders([filing])
        at: datetime | None = filing.dispatched_at
        yield _Row(
            number=number,
            filing=filing,
            order=order,
            demands="；".join(str(row) for row in order.request.rows.all()),
            dispatched_on=shanghai_day(at) if at else None,
            visits=filing.visit_count,
            days=None if order.transferred_to else order.days_open(today),
        )


def _state(row: _Row) -> str:
    is_void = row.filing.state == State.VOID
    return "作废" if is_void else row.order.get_state_display()
