"""Annex 3 on its way to paper: from printed cells to the sheet's strings."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from changxing_union.filing.annexes import PrintOrder
from changxing_union.kernel.dates import show_date
from changxing_union.printing.pdf import Printed
from pioneer.cellforms.assessment import filed_points, points_cell
from pioneer.models import Rubric
from pioneer.printing.assessment_paper import render_assessment
from pioneer.printing.assessment_sheet import AssessmentSheet, PrintedItem
from pioneer.scoring import shown, total

ASSESSORS, ASSESSED_ON = "assessors", "assessed_on"


def given_cells(points: Mapping[str, Decimal | None]) -> dict[str, str]:
    """考核分 of the items, by code, as ``PrintOrder.added`` carries them to the sheet."""
    known = [(code, each) for code, each in points.items() if each is not None]
    return {_given_cell(code): shown(each) for code, each in known}


def assessor_cells(names: Sequence[str], day: date | None) -> dict[str, str]:
    """考核人 and 考核日期 in the same way; with them the sheet gets its line for both (O-17)."""
    return {ASSESSORS: "、".join(names), ASSESSED_ON: show_date(day)}


def _given_cell(code: str) -> str:
    return f"given_{code.lower()}"


def assessment_pdf(order: PrintOrder, rubric: Rubric, *, team: str) -> Printed:
    """The official 考核评价表; without copies it is the blank or single sheet."""
    return render_assessment(assessment_sheet(order, rubric, team=team), order.copy_labels)


def assessment_sheet(order: PrintOrder, rubric: Rubric, *, team: str) -> AssessmentSheet:
    """The strings of one 考核评价表; an order without cells is the blank form.

    ``team``: 单位（班组） as the line beside the seal names them (O-18). The items' wording and
    points are the notice's and the same in every edition of ``rubric``.
    """
    own = {line.code: order.cells.get(points_cell(line.code), "") for line in rubric.lines}
    given = {line.code: order.added.get(_given_cell(line.code), "") for line in rubric.lines}
    return AssessmentSheet(
        annex_mark=f"附件{order.form_type.annex}",
        title=order.form_type.heading_title,
        footer=order.form_type.footer,
        unit_and_team=team,
        rows=tuple(
            PrintedItem(
                number=str(line.position),
                category=line.category,
                content=line.content,
                points=shown(line.points),
                self_points=own[line.code],
                points_given=given[line.code],
            )
            for line in rubric.lines
        ),
        points_total=shown(sum((line.points for line in rubric.lines), Decimal(0))),
        self_total=_total(own),
        given_total=_total(given),
        other_wall_text=order.cells.get("other_wall_text", ""),
        assessor_line=ASSESSORS in order.added,
        assessors=order.added.get(ASSESSORS, ""),
        assessed_on=order.added.get(ASSESSED_ON, ""),
        mark_line=order.mark_line,
        status_note=order.status_note,
    )


def _total(points: Mapping[str, str]) -> str:
    """Their sum; empty while one is blank."""
    added = total(map(filed_points, points.values()))
    return "" if added is None else shown(added)
