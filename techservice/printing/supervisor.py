"""Annex 4 on its way to paper: from printed cells to the sheet's strings."""

from changxing_union.filing.annexes import PrintOrder
from changxing_union.printing.pdf import Printed
from techservice.printing.supervisor_paper import render_supervisor
from techservice.printing.supervisor_sheet import SupervisorSheet

# Cells printed under their own name; the rest is joined or renamed below.
PLAIN_CELLS = (
    "unit_name", "filled_on", "name", "gender", "birth", "education", "politics", "trade", "since",
    "mobile", "address", "postcode",
)  # fmt: skip


def supervisor_pdf(order: PrintOrder) -> Printed:
    """The official 登记表; without copies it is the blank or single sheet."""
    return render_supervisor(supervisor_sheet(order), order.copy_labels)


def supervisor_sheet(order: PrintOrder) -> SupervisorSheet:
    """The strings of one 登记表; an order without cells is the blank form."""
    cells = order.cells
    contact = [cells.get("qq", ""), cells.get("wechat", "")]
    return SupervisorSheet(
        annex_mark=f"附件{order.form_type.annex}",
        title=order.form_type.heading_title,
        footer=order.form_type.footer,
        honours=cells.get("honours_text", ""),
        contact="/".join(part for part in contact if part),
        boxes=tuple(order.opinions),
        mark_line=order.mark_line,
        status_note=order.status_note,
        **{name: cells.get(name, "") for name in PLAIN_CELLS},
    )
