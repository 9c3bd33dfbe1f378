"""The pages of technical service beside each other, under one entry of the main menu."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from changxing_union.organizations.models import User
from changxing_union.organizations.permissions import can_read_county_wide, can_read_registers
from changxing_union.records.permissions import can_use_records
from techservice.menu import MENU
from techservice.permissions import can_read_services, can_read_teams

register = template.Library()


def pages_of(user: User) -> list[tuple[str, str]]:
    """Label and URL name of each page that ``user`` may open."""
    pages = []
    if can_read_services(user):
        pages.append(("服务进度", "services"))
    if can_read_teams(user):
        pages.append(("服务队", "service_teams"))
    if can_read_registers(user):
        pages.append(("义务监督员", "supervisors"))
    if can_use_records(user):
        pages.append((MENU.name, MENU.url_name))
    if can_read_county_wide(user):
        pages.append(("统计", "service_board"))
    return pages


@register.inclusion_tag("techservice/_tabs.html", takes_context=True)
def service_tabs(context: Context) -> dict[str, Any]:
    """The tabs, the one of this page marked."""
    request = context["request"]
    tabs = [(label, reverse(name)) for label, name in pages_of(request.user)]
    return {"tabs": [(label, url, url == request.path) for label, url in tabs]}
