"""Annex 5 on its way to paper: from printed cells to the sheet's strings."""

from collections.abc import Mapping

from changxing_union.filing.annexes import PrintOrder
from changxing_union.filing.cellforms import row_key
from changxing_union.printing.pdf import Printed
from techservice.printing.request_paper import render_request
from techservice.printing.request_sheet import Demand, RequestSheet
from techservice.services.sheet_results import COMPLETION, EVALUATION

CONTACTS = ("phone", "qq", "wechat")


def request_pdf(order: PrintOrder) -> Printed:
    """The official 登记表; without copies it is the blank or single sheet."""
    return render_request(request_sheet(order), order.copy_labels)


def request_sheet(order: PrintOrder) -> RequestSheet:
    """The strings of one 登记表; an order without cells is the blank form."""
    cells = order.cells
    (box,) = order.opinions
    return RequestSheet(
        annex_mark=f"附件{order.form_type.annex}",
        title=order.form_type.heading_title,
        footer=order.form_type.footer,
        box=box,
        unit_name=cells.get("unit_name", ""),
        filled_on=cells.get("filled_on", ""),
        chair_name=cells.get("chair_name", ""),
        contact="/".join(cells[name] for name in CONTACTS if cells.get(name)),
        address=cells.get("address", ""),
        need=cells.get("need_text", ""),
        demands=demands_of(cells),
        completion=order.added.get(COMPLETION, ""),
        evaluation=order.added.get(EVALUATION, ""),
        mark_line=order.mark_line,
        status_note=order.status_note,
    )


def demands_of(cells: Mapping[str, str]) -> tuple[Demand, ...]:
    """The lines of the training demand among ``cells``, in order."""
    lines: dict[str, dict[str, str]] = {}
    for name, text in cells.items():
        if key := row_key(name):
            lines.setdefault(key, {})[name.partition("-")[2]] = text
    return tuple(Demand(**line) for line in lines.values())
