"""What an assessor may take over at one press: suggested points, and facts as the union states."""

from django.db import transaction

from changxing_union.filing.services import lock
from changxing_union.kernel.refusals import refuse_if
from changxing_union.organizations.acts import Act
from pioneer.cellforms.assessment import FactsForm, points_cell
from pioneer.models import SHARE_FACTS, ItemScore, ScoreSheet
from pioneer.scoring import suggestions
from pioneer.services.assessment import rubric_of, seen_sheet
from pioneer.services.score_sheets import edit_blockers, fresh_sheet

# Not a fact that is blank or stated: it says which of the others do not apply.
NO_CUSTOMERS = "without_customers"


def _held(sheet: ScoreSheet, act: Act) -> ScoreSheet:
    lock(sheet.assessment.filing)
    sheet = fresh_sheet(sheet)
    refuse_if(edit_blockers(sheet, act.by))
    return sheet


@transaction.atomic
def adopt_suggestions(sheet: ScoreSheet, *, act: Act) -> int:
    """采用建议分: give blank items the points that the facts found suggest; how many those were.

    What was typed is never overwritten (domain §3), not even where it could not be read.
    """
    sheet = _held(sheet, act)
    filled = []
    for code, suggested in suggestions(rubric_of(sheet.assessment).rules, sheet.facts).items():
        score = sheet.scores[code]
        is_blank = score.points is None and points_cell(code) not in sheet.unparsed
        if is_blank and suggested.points is not None:
            score.points = suggested.points
            filled.append(score)
    ItemScore.objects.bulk_update(filled, ["points"])
    return len(filled)


@transaction.atomic
def adopt_facts(sheet: ScoreSheet, *, act: Act) -> int:
    """采用自评情况: state in blank cells what the union stated; how many cells that were.

    The assessor confirms with it that things were found as stated; what differs is typed first or
    put right afterwards.
    """
    sheet = _held(sheet, act)
    own = seen_sheet(sheet.assessment, to_filer=False)
    taken = [
        name
        for name in FactsForm.base_fields
        if name not in sheet.unparsed and _is_taken(name, sheet, own)
    ]
    for name in taken:
        setattr(sheet, name, getattr(own, name))
    sheet.save(update_fields=taken)
    return len(taken)


def _is_taken(name: str, sheet: ScoreSheet, own: ScoreSheet) -> bool:
    """Whether the cell is blank in ``sheet`` and stated in ``own``.

    That there are no customers is taken over while the assessor has noted no answer of any.
    """
    if name == NO_CUSTOMERS:
        asked = (getattr(sheet, cell) for cell in SHARE_FACTS["satisfied"])
        is_open = not sheet.without_customers and all(count is None for count in asked)
        return is_open and own.without_customers
    return getattr(sheet, name) in (None, "") and getattr(own, name) not in (None, "")
