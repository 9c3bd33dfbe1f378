"""The rows of annex 2 on their way into workbooks: whose, which version, with which numbers."""

from collections.abc import Iterable
from typing import BinaryIO

from django.db.models import Prefetch, Q

from changxing_union.filing.annexes import RegisterOrder
from changxing_union.filing.cellforms import ROW_PREFIX
from changxing_union.filing.models import Filing, FilingQuerySet
from changxing_union.kernel.text import mask_phone
from pioneer.exports.summary import write_summary_workbook
from pioneer.models import ReportKind, SummaryRow, SummarySheet
from pioneer.summary_table import SummaryLine, SummaryTable

LEFT_OUT = ("未列入", "已撤回、尚未重新上报的汇总表")


def write_summary_register(filings: FilingQuerySet, order: RegisterOrder, target: BinaryIO) -> int:
    """Write the sheets of ``filings`` in the county's order of unions; the number of lines."""
    return write_summary_workbook(
        target,
        summary_tables(filings, order),
        title=order.title,
        unit_line=order.unit_line,
        explanation=[*order.explanation, *([] if order.own_unions else [LEFT_OUT])],
    )


def summary_tables(filings: FilingQuerySet, order: RegisterOrder) -> list[SummaryTable]:
    """One table per sheet, as its reader may know it; two queries whatever their number.

    Strangers to a union see what was last filed and not taken back since; the union itself, while
    it edits, what it typed.
    """
    is_own = Q(filing__organization__in=order.own_unions)
    own_rows = Q(sheet__filing__organization__in=order.own_unions)
    rows = SummaryRow.objects.filter(Q(is_filed=True) | own_rows).order_by("sheet", "position")
    sheets = (
        SummarySheet.objects.filter(filing__in=filings)
        .filter(is_own | Q(filing__in=filings.not_withdrawn()))
        .select_related("filing__organization", "filing__form_type")
        .prefetch_related(Prefetch("rows", rows, to_attr="all_rows"))
        .order_by("filing__organization__sort_order", "filing__organization__code", "filing_id")
    )
    return [_table(sheet, order) for sheet in sheets]


def _table(sheet: SummarySheet, order: RegisterOrder) -> SummaryTable:
    filing = sheet.filing
    is_own = filing.organization_id in order.own_unions
    shows_filed = not (is_own and filing.is_editable)
    all_rows: Iterable[SummaryRow] = getattr(sheet, "all_rows", ())
    rows = [row for row in all_rows if row.is_filed == shows_filed]
    kind = sheet.filed_kind if shows_filed else sheet.report_kind
    return SummaryTable(
        organization=filing.organization.name,
        short_name=filing.organization.short_name,
        title=filing.form_type.heading_title,
        footer=filing.form_type.footer,
        lines=tuple(_line(row, filing, masks=not order.with_phones) for row in rows),
        unit_keys=tuple(row.unit_key for row in rows),
        is_nil=kind == ReportKind.NIL,
        state_label=filing.state_label,
        reference=filing.reference,
    )


def _line(row: SummaryRow, filing: Filing, *, masks: bool) -> SummaryLine:
    mobile = mask_phone(row.leader_mobile) if masks else row.leader_mobile
    # A WeChat name reaches its owner as a number does.
    wechat = mask_phone(row.leader_wechat) if masks else row.leader_wechat
    count = row.participant_count
    unread = filing.unparsed.get(f"{ROW_PREFIX}{row.key}-participant_count", "")
    return SummaryLine(
        unit=row.unit_name,
        team=row.team_name,
        industry=row.industry,
        participants=unread if count is None else count,
        leader=row.leader_name,
        contact="/".join(part for part in (mobile, wechat) if part),
    )
