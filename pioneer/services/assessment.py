"""Opening annex 3 for a team in cultivation, and keeping the filing in step with it."""

from functools import partial

from django.db import transaction

from changxing_union.filing.cellforms import Part
from changxing_union.filing.cells import revision_cells
from changxing_union.filing.models import Campaign, Filing, FormType, State
from changxing_union.filing.permissions import can_edit
from changxing_union.filing.services import (
    claim_unique_key,
    lock,
    note_change,
    open_filing,
    open_once,
)
from changxing_union.kernel.refusals import refuse_if
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from changxing_union.organizations.permissions import can_file_for
from pioneer.cellforms.assessment import FactsForm, ItemScoreForm, filed_points, points_cell
from pioneer.models import (
    ASSESSMENT_KIND,
    Assessment,
    Hand,
    ItemScore,
    PioneerApplication,
    Rubric,
    ScoreSheet,
)
from pioneer.scoring import suggestions

NOT_IN_CULTIVATION = "这份申报还没有列入培育，不能自评。请等县总工会审定后再办理。"
NOT_EDITABLE = "这份考核评价表已经上报，现在不能修改。如需更正，请撤回或请县总工会退回。"
OPENED_ALREADY = "这个班组的考核评价表已经建立，请从“考核评价”里继续填写。"


def rubric_of(assessment: Assessment) -> Rubric:
    """What it was judged by; while it is open, the edition in force."""
    if assessment.judged_by is not None:
        return assessment.judged_by
    return rubric_in_force(assessment.filing.campaign)


def rubric_in_force(campaign: Campaign) -> Rubric:
    """The edition that counts now; the portal is never without one (``seed``)."""
    rubric = Rubric.objects.in_force(campaign)
    if rubric is None:
        raise LookupError(f"no rubric for {campaign}")
    return rubric


def form_type_for(application: PioneerApplication) -> FormType | None:
    """Annex 3 of the campaign that took the team into cultivation."""
    campaign = application.filing.campaign
    return FormType.objects.filter(kind=ASSESSMENT_KIND, campaign=campaign).first()


def open_assessment(
    form_type: FormType, application: PioneerApplication, *, act: Act
) -> Assessment:
    """A new draft of 自评 for the team; the same request sent twice opens one draft."""
    return open_once(act, partial(_begin, form_type, application, act)).assessment


def _begin(form_type: FormType, application: PioneerApplication, act: Act) -> Filing:
    applied = lock(application.filing)
    refuse_if([] if can_file_for(act.by, applied.organization) else ["您不是该工会的填报员。"])
    refuse_if([] if applied.state == State.APPROVED else [NOT_IN_CULTIVATION])
    filing = open_filing(
        form_type, organization=applied.organization, enterprise=applied.enterprise, act=act
    )
    claimed = claim_unique_key(filing, f"application-{applied.pk}")
    refuse_if([] if claimed else [OPENED_ALREADY])
    filing.subject, filing.category = applied.subject, applied.category
    filing.search_text = f"{applied.subject} {applied.reference} {filing.reference}"
    filing.save(update_fields=["subject", "category", "search_text"])
    assessment = Assessment.objects.create(filing=filing, application=application)
    new_sheet(assessment, Hand.UNION)
    return filing


def new_sheet(assessment: Assessment, hand: Hand, assessor: User | None = None) -> ScoreSheet:
    """An empty score sheet, with one blank score per item."""
    sheet = ScoreSheet.objects.create(assessment=assessment, hand=hand, assessor=assessor)
    ItemScore.objects.bulk_create(
        ItemScore(sheet=sheet, code=line.code, most=line.points)
        for line in rubric_of(assessment).lines
    )
    return sheet


def own_sheet(assessment: Assessment) -> ScoreSheet:
    """The union's own sheet."""
    return assessment.sheets.prefetch_related("item_scores").get(hand=Hand.UNION)


def seen_sheet(assessment: Assessment, *, to_filer: bool) -> ScoreSheet:
    """The union's own sheet as the reader may know it: strangers see what was filed last."""
    filing = assessment.filing
    last = filing.revisions.order_by("-version").first()
    if to_filer or not filing.may_hold_unfiled_text or last is None:
        return own_sheet(assessment)
    filed = {cell.name: cell.value for cell in revision_cells(last)}
    form, sheet = FactsForm(), ScoreSheet(assessment=assessment, hand=Hand.UNION)
    for name in form.fields:
        setattr(sheet, name, form.read(name, filed.get(name, ""))[0])
    vars(sheet)["scores"] = {
        line.code: ItemScore(
            sheet=sheet,
            code=line.code,
            most=line.points,
            points=filed_points(filed.get(points_cell(line.code), "")),
        )
        for line in rubric_of(assessment).lines
    }
    return sheet


def sheet_parts(
    assessment: Assessment, sheet: ScoreSheet, *, word: str, with_reasons: bool = False
) -> list[Part]:
    """The facts, then the points of every item; ``word``: what the column of points is called."""
    rubric = rubric_of(assessment)
    return [
        Part(FactsForm(), sheet),
        *(
            Part(
                ItemScoreForm(
                    sheet.scores[line.code],
                    number=line.position,
                    step=rubric.score_step,
                    word=word,
                    with_reason=with_reasons,
                ),
                sheet.scores[line.code],
            )
            for line in rubric.lines
        ),
    ]


@transaction.atomic
def adopt(filing: Filing, *, act: Act) -> int:
    """Give every item that is still blank the points its facts suggest; how many those were.

    What was typed is never overwritten (domain §3), not even where it could not be read.
    """
    filing = lock(filing)
    refuse_if([] if can_edit(act.by, filing) else [NOT_EDITABLE])
    sheet = own_sheet(filing.assessment)
    filled = []
    for code, suggested in suggestions(rubric_of(filing.assessment).rules, sheet.facts).items():
        score = sheet.scores[code]
        is_blank = score.points is None and points_cell(code) not in filing.unparsed
        if is_blank and suggested.points is not None:
            score.points = suggested.points
            filled.append(score)
    ItemScore.objects.bulk_update(filled, ["points"])
    if filled:
        note_change(filing, {}, act=act)
    return len(filled)
