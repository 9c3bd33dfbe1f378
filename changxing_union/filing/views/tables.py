"""Lines of a table without script: added, taken out, moved and brought in by buttons."""

import re
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from changxing_union.filing.annexes import annex_of
from changxing_union.filing.cellforms import ROW_PREFIX, RowForm, row_key
from changxing_union.filing.models import Filing
from changxing_union.filing.paper import RowWindow
from changxing_union.organizations.http import SignedInRequest, act_of

# The buttons of any table; the annex, which knows its rows, carries out those of its own.
ADD_ROWS, INSERT_ROW, DROP_ROW = "add", "insert", "drop"
ROW_ACTIONS = frozenset({ADD_ROWS, INSERT_ROW, DROP_ROW})
LINE_NUMBER = re.compile(r"[0-9]{1,9}")
BLANK_LINES, MOST_BLANK_LINES = 5, 100
TABLE = "annex-grid"
# What of its address a page is drawn with again after a button.
KEPT = ("check", "from", "at")


def typed_texts(request: SignedInRequest) -> dict[str, str]:
    """HTML name → text; the cells of the line that is to be taken out are emptied."""
    typed = {name: str(text) for name, text in request.POST.items()}
    action, _, key = request.POST.get("action", "").partition("-")
    if action == DROP_ROW:
        typed |= {name: "" for name in typed if key and row_key(name) == key}
    return typed


def kept_query(request: SignedInRequest, **changes: str) -> str:
    """The query of the form's address, so that the reader comes back to the same lines."""
    kept = {name: request.GET[name] for name in KEPT if name in request.GET}
    query = urlencode(kept | changes)
    return f"?{query}" if query else ""


def cell_url(filing: Filing, name: str) -> str:
    """Where the form has the cell or the line called ``name``; of a long table, on its own page."""
    page = f"?at={name}" if row_key(name) else ""
    return f"{reverse('edit', args=[filing.reference])}{page}#id_{name}"


def after_row_button(
    request: SignedInRequest, filing: Filing, action: str, argument: str
) -> HttpResponse:
    """The buttons of a table without script: lines added, taken out, moved, brought in."""
    form_url = reverse("edit", args=[filing.reference])
    if action == ADD_ROWS:
        lines = str(annex_of(filing).added_lines)
        return redirect(f"{form_url}{kept_query(request, lines=lines)}#{TABLE}")
    if action == INSERT_ROW:
        return redirect(
            f"{form_url}{kept_query(request, before=argument)}#id_{ROW_PREFIX}{argument}"
        )
    if action == DROP_ROW and (not argument or argument not in map(row_key, request.POST)):
        messages.warning(request, "没有找到要删除的行，没有删除。", extra_tags="table")
        return redirect(f"{form_url}{kept_query(request)}#{TABLE}")
    if action == DROP_ROW:
        messages.success(request, "已删除一行，其余内容已保存（尚未上报）。", extra_tags="table")
        return redirect(f"{form_url}{kept_query(request)}#{TABLE}")
    chosen = request.POST.getlist("chosen")
    told = annex_of(filing).press(filing, action, argument, chosen, act_of(request))
    if told:
        messages.success(request, told, extra_tags="table")
    anchor = f"id_{ROW_PREFIX}{argument}" if row_key(f"{ROW_PREFIX}{argument}") else TABLE
    return redirect(f"{form_url}{kept_query(request)}#{anchor}")


def shown_lines(request: SignedInRequest, filing: Filing) -> RowWindow:
    """The lines asked for: those from ``?from=``, or those around the cell ``?at=``."""
    if key := row_key(request.GET.get("at", "")):
        forms = (part.form for part in annex_of(filing).own_parts(filing) if part.key == key)
        form = next(forms, None)
        return RowWindow.around(form.number) if isinstance(form, RowForm) else RowWindow()
    first = request.GET.get("from", "")
    return RowWindow.around(int(first)) if LINE_NUMBER.fullmatch(first) else RowWindow()


def blank_lines(request: SignedInRequest, filing: Filing) -> int:
    """How many empty lines wait below the last one: as many as paper has, more when asked for."""
    asked = request.GET.get("lines", "")
    if LINE_NUMBER.fullmatch(asked):
        return min(int(asked), MOST_BLANK_LINES)
    annex = annex_of(filing)
    held = sum(part.key != "" for part in annex.own_parts(filing))
    return max(min(BLANK_LINES, annex.paper_lines), annex.paper_lines - held)
