"""The few template tags every page shares."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.http import QueryDict
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString

from changxing_union.kernel.text import mask_phone

register = template.Library()

KIBI = 1024


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: object) -> str:
    """The current query string with ``changes``; a value of ``None`` or "" removes the key.

    ``<a href="{% query_with cursor=page.next_cursor %}">``
    """
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.filter
def placed(messages: Iterable[Message], place: str) -> list[Message]:
    """Those of ``messages`` that belong to the section ``place`` (their ``extra_tags``)."""
    return [message for message in messages if (message.extra_tags or "") == place]


@register.filter
def bytes_zh(size: int) -> str:
    """``812 字节``, ``345 KB``, ``2.4 MB``."""
    if size < KIBI:
        return f"{size} 字节"
    if size < KIBI * KIBI:
        return f"{size / KIBI:.0f} KB"
    return f"{size / KIBI / KIBI:.1f} MB"


@register.filter
def days_since(moment: datetime) -> int:
    """Calendar days from ``moment`` to now, as people count them: since yesterday evening is 1."""
    return (timezone.localdate() - timezone.localdate(moment)).days


@register.filter
def masked(phone: str) -> str:
    """``139****0001``: a number that belongs to others (个保法)."""
    return mask_phone(phone)


@register.filter
def minutes(span: timedelta) -> int:
    """Whole minutes of ``span``."""
    return int(span.total_seconds() // 60)


@register.simple_tag
def control(field: BoundField, **attributes: Any) -> SafeString:
    """The form control of ``field``, tied to its help and to its message slot ``#msg-<name>``.

    Further ``attributes`` go onto the tag, with ``_`` for ``-``: ``{% control f hx_post=url %}``.
    """
    described = [f"msg-{field.html_name}"]
    if field.help_text:
        described.insert(0, f"help-{field.html_name}")
    attrs: dict[str, Any] = {"aria-describedby": " ".join(described)}
    if css := _css_class(field):
        attrs["class"] = f"{field.field.widget.attrs.get('class', '')} {css}".strip()
    attrs.update({name.replace("_", "-"): value for name, value in attributes.items()})
    return field.as_widget(attrs=attrs)


def _css_class(field: BoundField) -> str:
    """Bootstrap's class for the widget."""
    widget = field.field.widget
    if widget.is_hidden or isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        return ""
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, Select) else "form-control"
