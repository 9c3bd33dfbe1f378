"""Drawing the cells of a form: ``{% cell "team_name" %}`` and ``{% opinion_box "…" %}``."""

from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from changxing_union.filing.annexes import annex_of
from changxing_union.filing.paper import Paper, ShownCell

register = template.Library()


@register.simple_tag(takes_context=True)
def cell(context: Context, name: str, size: str = "") -> SafeString:
    """The cell ``name`` of the page's ``paper``: an input where one types, else its text.

    ``size`` widens or narrows the input: ``short`` for a number within a sentence.
    """
    paper: Paper = context["paper"]
    shown = paper.cells.get(name) or ShownCell(name, "")
    return draw_cell(shown, size=size)


def draw_cell(shown: ShownCell, *, size: str = "") -> SafeString:
    """One cell with its label for screen readers, its sentences and its return flag."""
    control = ""
    if shown.control is not None:
        attributes: dict[str, str | bool] = {
            "id": f"id_{shown.name}",
            "aria-label": shown.label,
            "aria-describedby": f"msg-{shown.name}",
        }
        if shown.level == "error":
            attributes["aria-invalid"] = "true"
        if shown.offers:
            attributes["list"] = f"offers-{shown.name}"
        control = shown.control.as_widget(attrs=attributes)
    html = render_to_string(
        "components/_cell.html", {"cell": shown, "control": control, "size": size}
    )
    return mark_safe(html)  # noqa: S308 - rendered by a template with autoescape


@register.simple_tag
def draw(shown: ShownCell) -> SafeString:
    """A cell that the template already holds."""
    return draw_cell(shown)


@register.simple_tag(takes_context=True)
def total(context: Context) -> str:
    """共__人 repeats 人数: one stored value, printed twice (O-08)."""
    paper: Paper = context["paper"]
    shown = paper.cells.get("member_total")
    return shown.text if shown else ""


@register.simple_tag(takes_context=True)
def notes(context: Context, *names: str) -> SafeString:
    """The sentences and flags of cells that stand within one line of text."""
    paper: Paper = context["paper"]
    cells = [paper.cells[name] for name in names if name in paper.cells]
    if not paper.editable:
        return mark_safe("")
    html = [render_to_string("components/_cell_notes.html", {"cell": shown}) for shown in cells]
    return mark_safe("".join(html))  # noqa: S308 - rendered by a template with autoescape


@register.inclusion_tag("filing/_opinion_box.html", takes_context=True)
def opinion_box(context: Context, code: str) -> dict[str, Any]:
    """The four cells of one signature box, as the paper arranges them."""
    paper: Paper = context["paper"]
    names = ("text", "signer", "date", "seal")
    cells = {name: paper.cells.get(f"{code}-{name}") for name in names}
    typed = paper.editable and cells["text"] is not None
    return {
        "typed": typed,
        "opinion": paper.opinion(code),
        "phrases": annex_of(context["filing"]).filing_phrases,
        **cells,
    }
