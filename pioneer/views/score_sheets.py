"""One score sheet: typed on a phone on site or at a desk, signed, and agreed upon by all."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from changxing_union.filing.annexes import Level
from changxing_union.filing.editing import read_base, unsaved_cells
from changxing_union.filing.views.lookup import filing_or_404
from changxing_union.kernel.reasons import reason_faults
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.organizations.acts import Act
from changxing_union.organizations.http import SignedInRequest, act_of
from pioneer.models import ASSESSMENT_KIND, ScoreSheet
from pioneer.services.assessment import rubric_of
from pioneer.services.joint_sheets import LONGEST_REASON, return_joint
from pioneer.services.score_offers import adopt_facts, adopt_suggestions
from pioneer.services.score_queue import WORDS, place_of, tasks_of
from pioneer.services.score_sheets import (
    NOT_ALL_IN,
    SavedScores,
    all_are_in,
    edition_of,
    fresh_sheet,
    open_joint_sheet,
    save_typed_scores,
    score_findings,
    score_parts,
    sheet_texts,
    sign_scores,
    writers,
)
from pioneer.views.score_page import page_context, typing_context

HANDS = {word: hand for hand, word in WORDS.items()}
CHANGED_MEANWHILE = "您打开页面以后，这份评分表在别处又有改动，下面是现在的内容。请核对后再签署。"


def sheet_or_404(request: SignedInRequest, reference: str, hand: str) -> ScoreSheet:
    """The reader's own sheet of that kind; a filing of others is a 404 and an audit row.

    A 合议 stays shut while somebody who was assigned later has not signed a score of their own.
    """
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
    if hand == "joint" and sheet.signed_at is None:
        refuse_if([] if all_are_in(sheet.assessment) else [NOT_ALL_IN])
    return sheet


@require_http_methods(["GET", "HEAD", "POST"])
def score(request: SignedInRequest, reference: str, hand: str) -> HttpResponse:
    """What the union says beside what the assessor found; POST saves, then does what is pressed."""
    sheet = sheet_or_404(request, reference, hand)
    if request.method != "POST":
        return sheet_page(request, sheet)
    if request.POST.get("action") == "sign" and request.POST.get("seen"):
        return _sign(request, sheet, act_of(request))  # a page on which nothing is typed
    typed = {name: str(text) for name, text in request.POST.items()}
    base = _base_of(request)
    try:
        saved = save_typed_scores(sheet, typed, base=base, act=act_of(request))
    except Refused as refusal:
        return _not_saved(request, sheet, refusal, typed, base)
    return _saved(request, fresh_sheet(saved.sheet), saved)


def _saved(request: SignedInRequest, sheet: ScoreSheet, saved: SavedScores) -> HttpResponse:
    """What is answered to typing that is stored, or stands against what somebody else typed."""
    if request.htmx:
        context = typing_context(sheet, request.user, saved=saved, unseen=saved.unseen)
        return render(request, "pioneer/_scores_autosaved.html", context)
    action = request.POST.get("action", "save")
    if saved.conflicts:
        return sheet_page(request, sheet, saved=saved, status=409)
    if saved.unseen and action == "sign":
        messages.warning(request, CHANGED_MEANWHILE)
        return sheet_page(request, sheet, status=409)
    return _after_button(request, sheet, action)


def _base_of(request: SignedInRequest) -> dict[str, str] | None:
    """The texts the page was drawn with; a button decides the conflicts that its page shows."""
    decided = "" if request.htmx else request.POST.get("decided", "")
    return read_base(decided or request.POST.get("base", ""))


def _not_saved(
    request: SignedInRequest,
    sheet: ScoreSheet,
    refusal: Refused,
    typed: Mapping[str, str],
    base: Mapping[str, str] | None,
) -> HttpResponse:
    """A sheet that was signed meanwhile, with all that was typed on its page."""
    if request.htmx:
        raise refusal
    parts = score_parts(sheet)
    unsaved = unsaved_cells(parts, sheet_texts(sheet, parts), typed, base)
    has_signed = sheet.signatures.filter(user=request.user).exists()
    if request.POST.get("action") == "sign" and has_signed and not unsaved:
        return redirect("scoring")  # the second of two clicks
    context = {
        "filing": sheet.assessment.filing,
        "hand": WORDS[sheet.hand],
        "reasons": refusal.reasons,
        "unsaved": unsaved,
    }
    return render(request, "pioneer/scores_not_saved.html", context, status=409)


def _after_button(request: SignedInRequest, sheet: ScoreSheet, action: str) -> HttpResponse:
    """Everything typed is safe by now; carry out the button that was pressed."""
    if action == "sign":
        return _sign(request, sheet, replace(act_of(request), seen=edition_of(sheet)))
    if action == "next":
        return _next(request, sheet)
    if action == "adopt":
        count = adopt_suggestions(sheet, act=act_of(request))
        told = f"已给 {count} 项空着的考核分填上建议分，请逐项核对。"
        nothing = "没有可以采用的建议分：各项都已打分，或情况还没有填完整。"
        messages.success(request, told if count else nothing)
    elif action == "facts":
        count = adopt_facts(sheet, act=act_of(request))
        told = f"已按自评填上 {count} 处空着的情况，请与现场逐处核对。"
        messages.success(request, told if count else "没有可以采用的自评情况：各处都已填写。")
    else:
        messages.success(request, "评分已保存（尚未签署）。")
    return _back_to(sheet)


def _back_to(sheet: ScoreSheet) -> HttpResponse:
    return redirect("score_sheet", sheet.assessment.filing.reference, WORDS[sheet.hand])


def _next(request: SignedInRequest, sheet: ScoreSheet) -> HttpResponse:
    """保存并下一份: what cannot be read keeps the reader here, everything else is for later."""
    findings = score_findings(sheet, rubric_of(sheet.assessment))
    wrong = sum(found.level is Level.ERROR for found in findings)
    if wrong:
        told = f"评分已保存，有 {wrong} 处填写有误，已在格子下面标出。请改正后再到下一份。"
        messages.warning(request, told)
        return _back_to(sheet)
    place = place_of(tasks_of(request.user), sheet)
    subject = sheet.assessment.filing.subject
    if place is None or place.next_waiting is None:
        messages.success(request, f"已保存 {subject}（尚未签署）。没有其他待评的评分表了。")
        return redirect("scoring")
    following = place.next_waiting
    told = f"已保存 {subject}；接着是 {following.filing.subject}（还有 {place.left} 份）。"
    messages.success(request, told)
    return redirect("score_sheet", following.filing.reference, following.hand)


def _sign(request: SignedInRequest, sheet: ScoreSheet, act: Act) -> HttpResponse:
    """签署: a sheet with gaps comes back with every gap marked."""
    try:
        signed = sign_scores(sheet, act=act)
    except Refused as refusal:
        return sheet_page(request, sheet, reasons=refusal.reasons, status=422)
    waiting = sum(task.is_waiting for task in tasks_of(request.user))
    rest = f"还有 {waiting} 份没有签署。" if waiting else "分派给您的都已签署。"
    messages.success(request, f"评分已签署：{signed.assessment.filing.subject}。{rest}")
    return redirect("scoring")


def sheet_page(
    request: SignedInRequest,
    sheet: ScoreSheet,
    *,
    reasons: tuple[str, ...] = (),
    status: int = 200,
    **options: Any,
) -> HttpResponse:
    """The sheet as a page; ``reasons`` kept it from being signed."""
    context = page_context(sheet, request.user, show_missing=bool(reasons), **options)
    # What stands at a cell is told with the way there; the rest, such as a race, as it is.
    at_cells = {found.sentence for found in context["faults"]}
    context["reasons"] = [reason for reason in reasons if reason not in at_cells]
    return render(request, "pioneer/score_sheet.html", context, status=status)


@require_POST
def joint(request: SignedInRequest, reference: str) -> HttpResponse:
    """开始合议: where the assessors differ, one sheet of all of them."""
    sheet = sheet_or_404(request, reference, "own")
    open_joint_sheet(sheet.assessment, act=act_of(request))
    return redirect("score_sheet", reference, "joint")


@require_POST
def joint_return(request: SignedInRequest, reference: str) -> HttpResponse:
    """退回合议: all signatures are taken off; a reason that will not do stays in its field."""
    sheet = sheet_or_404(request, reference, "joint")
    reason = request.POST.get("reason", "")
    faults = reason_faults(reason, most=LONGEST_REASON)
    if faults and sheet.signatures.exists():
        context = page_context(sheet, request.user)
        typed = {"return_reason": reason, "return_faults": faults}
        return render(request, "pioneer/score_sheet.html", {**context, **typed}, status=422)
    return_joint(sheet, act=act_of(request), reason=reason)
    messages.success(request, "已退回合议，各位考核员的签署已撤下。修改后请重新签署。")
    return redirect("score_sheet", reference, "joint")
