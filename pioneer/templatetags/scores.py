"""Writing points and the labels of facts on pages."""

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.template import Context

from changxing_union.filing.paper import Paper
from pioneer.scoring import shown

register = template.Library()


@register.filter
def points(value: Decimal | None) -> str:
    """``14.5``, ``20``; nothing where no points were given."""
    return "" if value is None else shown(value)


@register.filter
def at(found: Mapping[str, object], key: str) -> object:
    """What ``found`` holds under ``key``; empty where it holds nothing."""
    return found.get(key, "")


@register.simple_tag(takes_context=True)
def cell_label(context: Context, name: str) -> str:
    """What the cell ``name`` of the page's ``paper`` is called."""
    paper: Paper = context["paper"]
    return paper.cells[name].label if name in paper.cells else ""
