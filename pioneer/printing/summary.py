"""Annex 2 on its way to paper: from printed cells to the lines of the table."""

from changxing_union.filing.annexes import PrintOrder
from changxing_union.filing.cellforms import ROW_PREFIX, row_key
from changxing_union.kernel.refusals import Refused
from changxing_union.kernel.text import match_key
from changxing_union.printing.pdf import Printed
from pioneer.models.summary import ReportKind
from pioneer.printing.summary_paper import PaperMarks, render_summary
from pioneer.summary_table import SummaryLine, SummaryTable

# Laying out takes about 10 ms a line; a request must not keep its reader waiting for minutes.
MOST_PRINTED = 1_000


def summary_pdf(order: PrintOrder) -> Printed:
    """The official 汇总表 (一式2份); without copies it is the blank or single sheet.

    Refuses a sheet of more lines than anybody would print; its workbook holds them all.
    """
    table = summary_table(order)
    if len(table.lines) > MOST_PRINTED:
        sentence = f"本表有 {len(table.lines):,} 行，PDF 最多打印 {MOST_PRINTED:,} 行。"
        raise Refused([f"{sentence}请在“申报列表”或“汇总表”中导出 Excel 后打印。"])
    marks = PaperMarks(
        annex_mark=f"附件{order.form_type.annex}",
        status_note=order.status_note,
        mark_line=order.mark_line,
    )
    return render_summary(table, marks, order.copy_labels)


def summary_table(order: PrintOrder) -> SummaryTable:
    """The lines of one 汇总表, in the order of the cells; an order without cells is the blank form.

    A row whose cells are all empty is no line, and a 零报告 has none. Numbers that are no numbers
    (约30) stay as typed and count nothing.
    """
    is_nil = order.cells.get("report_kind") == ReportKind.NIL.label
    rows = [] if is_nil else _filled_rows(order)
    return SummaryTable(
        organization=order.organization,
        short_name=order.organization,
        title=order.form_type.heading_title,
        footer=order.form_type.footer,
        lines=tuple(_line(row) for row in rows),
        unit_keys=tuple(match_key(row.get("unit_name", "")) for row in rows),
        enterprises=0 if is_nil else order.totals.get("enterprises"),
        is_nil=is_nil,
        state_label=order.status_note,
        reference=order.reference,
    )


def _filled_rows(order: PrintOrder) -> list[dict[str, str]]:
    """Field name → text of each row that holds any."""
    rows: dict[str, dict[str, str]] = {}
    for name, text in order.cells.items():
        key = row_key(name)
        if key:
            field = name.removeprefix(f"{ROW_PREFIX}{key}-")
            rows.setdefault(key, {})[field] = text.strip()
    return [row for row in rows.values() if any(row.values())]


def _line(row: dict[str, str]) -> SummaryLine:
    count = row.get("participant_count", "")
    return SummaryLine(
        unit=row.get("unit_name", ""),
        team=row.get("team_name", ""),
        industry=row.get("industry", ""),
        participants=int(count) if count.isascii() and count.isdigit() else count,
        leader=row.get("leader_name", ""),
        contact=row.get("contact", ""),
    )
