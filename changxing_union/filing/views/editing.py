"""Filling a form: autosave and button alike, attachments, preview, delete; for every annex."""

import json
import re

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from changxing_union.filing.annexes import Level, annex_of
from changxing_union.filing.blockers import MOST_TOLD, open_points
from changxing_union.filing.cellforms import row_key
from changxing_union.filing.cells import item_field, loose_attachments, typed_cells
from changxing_union.filing.editing import NOT_EDITABLE, Saved, read_base, save_typed, unsaved_texts
from changxing_union.filing.grids import grid_answer
from changxing_union.filing.models import Filing, ReturnFlag, ReturnState, State
from changxing_union.filing.models.papers import UPLOADED_SLOTS
from changxing_union.filing.paper import ROWS_SHOWN, reading_paper, typing_paper
from changxing_union.filing.permissions import can_edit
from changxing_union.filing.services import delete_draft
from changxing_union.filing.views.lookup import filing_or_404, remaining
from changxing_union.filing.views.tables import (
    ROW_ACTIONS,
    after_row_button,
    blank_lines,
    cell_url,
    kept_query,
    shown_lines,
    typed_texts,
)
from changxing_union.filing.views.uploads import (
    place_after_upload,
    remove_and_tell,
    upload_chosen,
)
from changxing_union.kernel.dates import SHANGHAI
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.organizations.http import SignedInRequest, act_of
from changxing_union.organizations.permissions import can_file_for

# What a button may carry as the number of a row of the database.
ROW_NUMBER = re.compile(r"[0-9]{1,18}")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, reference: str) -> HttpResponse:
    """The form: GET draws it, POST saves what was typed and then does what the button says."""
    filing = filing_or_404(request, reference)
    if request.method != "POST":
        return _filed_already(request, filing) or edit_page(request, filing)
    try:
        saved = save_typed(
            filing,
            typed_texts(request),
            base=_base_of(request),
            done_flags=frozenset(request.POST.getlist("done")),
            shown_flags=frozenset(request.POST.getlist("flag")),
            act=act_of(request),
        )
    except Refused as refusal:
        return _not_saved(request, filing, refusal)
    if request.htmx:
        return autosaved(request, saved)
    if saved.conflicts:
        upload_chosen(request, saved.filing)
        return edit_page(request, saved.filing, saved, status=409)
    return after_button(request, saved.filing)


def _filed_already(request: SignedInRequest, filing: Filing) -> HttpResponse | None:
    """Who comes “back” to a form after 上报 is shown that it has arrived; others are refused."""
    if can_edit(request.user, filing):
        return None
    refuse_if([] if can_file_for(request.user, filing.organization) else [NOT_EDITABLE])
    messages.info(
        request, f"这份申报现在的状态是“{filing.state_label}”，不能修改；填写的内容如下。"
    )
    return redirect("case", filing.reference)


def _base_of(request: SignedInRequest) -> dict[str, str] | None:
    """The texts the page was drawn with.

    A button decides the conflicts its page shows. The next autosave comes by itself: it must not.
    """
    decided = "" if request.htmx else request.POST.get("decided", "")
    return read_base(decided or request.POST.get("base", ""))


def _not_saved(request: SignedInRequest, filing: Filing, refusal: Refused) -> HttpResponse:
    """The page of a form that a colleague filed meanwhile, with all that was typed on it.

    An autosave leaves its page as it is, a form that is gone has no cells to compare with, and who
    never could type here learns nothing of what others have.
    """
    is_filer = can_file_for(request.user, filing.organization)
    if request.htmx or not is_filer or not Filing.objects.filter(pk=filing.pk).exists():
        raise refusal
    context = {
        "filing": filing,
        "reasons": refusal.reasons,
        "unsaved": unsaved_texts(filing, typed_texts(request), _base_of(request)),
    }
    return render(request, "filing/filing_not_saved.html", context, status=409)


def after_button(request: SignedInRequest, filing: Filing) -> HttpResponse:
    """Everything typed is safe by now; carry out the button that was pressed."""
    action, _, argument = request.POST.get("action", "save").partition("-")
    form_url = reverse("edit", args=[filing.reference])
    removed_at = ""
    if action == "remove" and ROW_NUMBER.fullmatch(argument):
        removed_at = remove_and_tell(request, filing, int(argument))
    # A file that was chosen is meant to go along, whichever button is pressed.
    answers = upload_chosen(request, filing)
    item = argument if action == "upload" else None
    if place := removed_at or place_after_upload(request, filing, answers, item):
        return redirect(f"{form_url}{kept_query(request)}#{place}")
    if action == "preview":
        return redirect("preview", filing.reference)
    if action == "next":
        flag = _next_flag(filing, after=argument)
        return redirect(cell_url(filing, flag.field) if flag else "preview", filing.reference)
    annex = annex_of(filing)
    if action in annex.row_actions or (annex.has_rows and action in ROW_ACTIONS):
        return after_row_button(request, filing, action, argument)
    messages.success(request, "草稿已保存（尚未上报）。填写完整后请点“预览并上报”。")
    return redirect(f"{form_url}{kept_query(request)}")


def _next_flag(filing: Filing, *, after: str) -> ReturnFlag | None:
    """The first unticked flag behind the one just handled, else the first of all."""
    flags = ReturnFlag.objects.filter(
        note__filing=filing, note__state=ReturnState.OPEN, is_done=False
    )
    later = flags.filter(pk__gt=int(after)) if ROW_NUMBER.fullmatch(after) else flags
    return later.first() or flags.first()


def edit_page(
    request: SignedInRequest, filing: Filing, saved: Saved | None = None, *, status: int = 200
) -> HttpResponse:
    """The form as a page; ``saved`` when a conflict has to be shown."""
    points = open_points(filing)
    annex = annex_of(filing)
    paper = typing_paper(
        filing,
        points,
        show_missing="check" in request.GET,
        conflicts=saved.conflicts if saved else None,
        sent=list(dict.fromkeys(key for name in request.POST if (key := row_key(name)))),
        window=shown_lines(request, filing),
        blank_lines=blank_lines(request, filing) if annex.has_rows else 0,
        blank_before=request.GET.get("before", "") if annex.has_rows else "",
    )
    note = filing.returns.filter(state=ReturnState.OPEN).prefetch_related("flags").first()
    context = {
        "filing": filing,
        "annex": annex,
        "paper": paper,
        "totals": annex.totals(filing),
        **annex.form_context(filing),
        **annex.grid_context(filing, to_filer=True),
        "note": note,
        **remaining(filing),
        "attachments": loose_attachments(filing, to_filer=True),
        "file_fields": [item_field(code) for code in annex.evidence_items(filing)],
        "slots": UPLOADED_SLOTS,
        "conflicts": saved.conflicts if saved else {},
        "wrong_points": [point for point in points if point.level is Level.ERROR],
        "is_long": paper.pages.is_long,
        "missing_count": sum(point.level is Level.MISSING for point in points),
    }
    return render(request, "filing/filing_form.html", context, status=status)


def autosaved(request: SignedInRequest, saved: Saved) -> HttpResponse:
    """What htmx puts into the page after an autosave: status line, sentences, and the new base."""
    filing, annex = saved.filing, annex_of(saved.filing)
    points, show_missing = open_points(filing), "check" in request.GET
    context = {
        "filing": filing,
        "conflicts": saved.conflicts,
        "flag_list": ReturnFlag.objects.filter(note__filing=filing, note__state=ReturnState.OPEN),
        "clock": f"{timezone.now().astimezone(SHANGHAI):%H:%M}",
    }
    if annex.has_rows:
        answer = grid_answer(saved, points, names=request.POST, show_missing=show_missing)
        context |= {
            "grid": json.dumps(answer, ensure_ascii=False),
            "is_long": answer["count"] > ROWS_SHOWN,
        }
    else:
        context["paper"] = typing_paper(
            filing,
            points,
            show_missing=show_missing,
            conflicts=saved.conflicts,
            unseen=saved.unseen,
        )
        context |= annex.grid_context(filing, to_filer=True)
    return render(request, annex.autosaved_template, context)


@require_safe
@never_cache  # nothing is typed here, and “back” after 上报 must not show 未上报 again
def preview(request: SignedInRequest, reference: str) -> HttpResponse:
    """预览: the form as it would be filed, what still keeps it from being filed, and the button."""
    filing = filing_or_404(request, reference)
    if elsewhere := _filed_already(request, filing):
        return elsewhere
    points, annex = open_points(filing), annex_of(filing)
    window = shown_lines(request, filing)
    context = {
        "filing": filing,
        "annex": annex,
        "paper": reading_paper(filing, typed_cells(filing), window=window),
        "totals": annex.totals(filing),
        **annex.grid_context(filing, to_filer=True),
        "blocking": [point for point in points if point.blocks],
        "warnings": [point for point in points if not point.blocks],
        "most_told": MOST_TOLD,
        "attachments": loose_attachments(filing, to_filer=True),
        **remaining(filing),
        "action": "refile" if filing.state == State.RETURNED else "file",
        "token": get_random_string(32),
    }
    return render(request, "filing/filing_preview.html", context)


@require_POST
def delete(request: SignedInRequest, reference: str) -> HttpResponse:
    """Delete a draft that was never filed."""
    filing = filing_or_404(request, reference)
    refuse_if([] if can_file_for(request.user, filing.organization) else [NOT_EDITABLE])
    delete_draft(filing, act=act_of(request))
    messages.success(request, f"草稿 {filing.reference} 已删除。")
    return redirect("filing_list")
