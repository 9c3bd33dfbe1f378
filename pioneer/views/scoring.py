"""考核: an assessor's own queue and sheets; on site they are filled in on a phone."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from changxing_union.filing.annexes import Level
from changxing_union.filing.paper import Paper, drawn_cells
from changxing_union.filing.views.lookup import filing_or_404
from changxing_union.kernel.dates import SHANGHAI
from changxing_union.kernel.refusals import Refused
from changxing_union.organizations.http import SignedInRequest, act_of
from changxing_union.organizations.permissions import can_assess
from pioneer.assessment_grid import grid_lines
from pioneer.models import ASSESSMENT_KIND, Hand, ScoreSheet
from pioneer.scoring import alternatives, suggestions, total, verdict
from pioneer.services.assessment import rubric_of, seen_sheet
from pioneer.services.score_sheets import (
    all_are_in,
    edit_blockers,
    fresh_sheet,
    is_far_apart,
    open_joint_sheet,
    save_scores,
    score_findings,
    score_parts,
    sign_scores,
    writers,
)

HANDS = {"own": Hand.ASSESSOR, "joint": Hand.JOINT, "review": Hand.REVIEW}


@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """考核任务: what is assigned to the reader, what is signed, and where to go on."""
    if not can_assess(request.user):
        raise Http404
    assigned = request.user.assignments.current().values("filing")
    sheets = list(
        ScoreSheet.objects.filter(assessment__filing__in=assigned, assessor=request.user)
        .exclude(hand=Hand.UNION)
        .select_related("assessment__filing__organization", "assessment__filing__form_type")
        .prefetch_related("item_scores")
        .order_by("signed_at", "assessment__filing__reference")
    )
    waiting = [sheet for sheet in sheets if sheet.signed_at is None]
    context = {
        "waiting": waiting,
        "signed": [sheet for sheet in sheets if sheet.signed_at is not None],
        "hands": {hand.value: name for name, hand in HANDS.items()},
    }
    return render(request, "pioneer/scoring.html", context)


def sheet_or_404(request: SignedInRequest, reference: str, hand: str) -> ScoreSheet:
    """The reader's own sheet of that kind; a filing of others is a 404 and an audit row."""
    filing = filing_or_404(request, reference)
    if filing.kind != ASSESSMENT_KIND or hand not in HANDS:
        raise Http404
    sheets = filing.assessment.sheets.filter(hand=HANDS[hand])
    if hand != "joint":
        sheets = sheets.filter(assessor=request.user)
    found = sheets.first()
    if found is None:
        raise Http404
    sheet = fresh_sheet(found)
    if request.user not in writers(sheet):
        raise Http404
    return sheet


@require_http_methods(["GET", "HEAD", "POST"])
def score(request: SignedInRequest, reference: str, hand: str) -> HttpResponse:
    """One sheet: what the union says beside what the assessor found; POST saves it."""
    sheet = sheet_or_404(request, reference, hand)
    if request.method != "POST":
        return sheet_page(request, sheet, hand)
    typed = {name: str(text) for name, text in request.POST.items()}
    sheet = fresh_sheet(save_scores(sheet, typed, act=act_of(request)))
    if request.htmx:
        return render(request, "pioneer/_scores_autosaved.html", _context(request, sheet, hand))
    if request.POST.get("action") == "sign":
        return _sign(request, sheet, hand)
    messages.success(request, "评分已保存（尚未签署）。")
    if request.POST.get("action") == "next":
        return redirect("scoring")
    return redirect("score_sheet", reference, hand)


def _sign(request: SignedInRequest, sheet: ScoreSheet, hand: str) -> HttpResponse:
    """签署: a sheet with gaps comes back with every gap marked."""
    try:
        sign_scores(sheet, act=act_of(request))
    except Refused as refusal:
        return sheet_page(request, sheet, hand, faults=refusal.reasons, status=422)
    messages.success(request, "评分已签署。")
    return redirect("scoring")


def sheet_page(
    request: SignedInRequest,
    sheet: ScoreSheet,
    hand: str,
    *,
    faults: Any = (),
    status: int = 200,
) -> HttpResponse:
    """The sheet as a page; ``faults`` keep it from being signed."""
    context = _context(request, sheet, hand, show_missing=bool(faults))
    return render(request, "pioneer/score_sheet.html", {**context, "faults": faults}, status=status)


def _context(
    request: SignedInRequest, sheet: ScoreSheet, hand: str, *, show_missing: bool = False
) -> dict[str, Any]:
    filing, assessment = sheet.assessment.filing, sheet.assessment
    rubric = rubric_of(assessment)
    blockers = edit_blockers(sheet, request.user)
    findings = score_findings(sheet, rubric)
    parts = score_parts(sheet)
    texts = {
        name: text
        for part in parts
        for name, text in part.form.texts(part.row, sheet.unparsed).items()
    }
    cells = drawn_cells(parts, texts, findings, show_missing=show_missing)
    if blockers:
        for cell in cells.values():
            cell.control = None
    suggested = suggestions(rubric.rules, sheet.facts)
    points = {code: score.points for code, score in sheet.scores.items()}
    added = total(points.values())
    own = seen_sheet(assessment, to_filer=False)
    return {
        "sheet": sheet,
        "hand": hand,
        "filing": filing,
        "paper": Paper(cells, [], editable=not blockers),
        "closed": blockers,
        "lines": grid_lines(rubric, suggested),
        "rubric": rubric,
        "own": own.scores,
        "own_facts": _stated(own),
        "own_total": total(each.points for each in own.scores.values()),
        "county_total": added,
        "verdict": verdict(added, rubric.pass_line),
        "is_far_apart": is_far_apart(own, sheet),
        "others": alternatives(rubric.rules, sheet.facts, points),
        "missing_count": sum(found.level is Level.MISSING for found in findings),
        "attachments": filing.attachments.kept(),
        "may_open_joint": hand == "own" and all_are_in(assessment),
        "clock": f"{timezone.now().astimezone(SHANGHAI):%H:%M}",
    }


def _stated(own: ScoreSheet) -> dict[str, str]:
    """The union's facts as words, by the name of the cell."""
    form = score_parts(own)[1].form
    return {cell.name: cell.value for cell in form.printed(own) if cell.value}


@require_POST
def joint(request: SignedInRequest, reference: str) -> HttpResponse:
    """开始合议: where the assessors differ, one sheet of all of them."""
    sheet = sheet_or_404(request, reference, "own")
    open_joint_sheet(sheet.assessment, act=act_of(request))
    return redirect("score_sheet", reference, "joint")
