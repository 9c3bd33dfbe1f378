"""Annex 1 on its way to paper: from printed cells to the sheet's strings."""

from changxing_union.filing.annexes import PrintOrder
from changxing_union.printing.pdf import Printed
from pioneer.printing.application_paper import render_application
from pioneer.printing.application_sheet import ApplicationSheet

# Cells printed under their own name; the rest is joined or renamed below.
PLAIN_CELLS = (
    "unit_name", "unit_founded", "team_name", "member_total", "post_leader_name", "team_founded",
    "male_count", "female_count", "party_count", "league_count", "avg_age", "avg_skill_level",
    "edu_college", "edu_high", "edu_junior", "leader_name", "leader_gender", "leader_birth",
    "leader_education", "leader_politics", "leader_trade", "leader_since", "leader_mobile",
    "address", "postcode",
)  # fmt: skip


def application_pdf(order: PrintOrder) -> Printed:
    """The official 申报表; without copies it is the blank or single sheet."""
    return render_application(application_sheet(order), order.copy_labels)


def application_sheet(order: PrintOrder) -> ApplicationSheet:
    """The strings of one 申报表; an order without cells is the blank form."""
    cells = order.cells
    contact = [cells.get("leader_qq", ""), cells.get("leader_wechat", "")]
    return ApplicationSheet(
        annex_mark=f"附件{order.form_type.annex}",
        title=order.form_type.heading_title,
        footer=order.form_type.footer,
        honours=cells.get("honours_text", ""),
        leader_contact="/".join(part for part in contact if part),
        boxes=tuple(order.opinions),
        mark_line=order.mark_line,
        status_note=order.status_note,
        **{name: cells.get(name, "") for name in PLAIN_CELLS},
    )
