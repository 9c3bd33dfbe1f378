"""The main menu: only what the signed-in person may open."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from changxing_union.organizations.models import Role, User
from changxing_union.organizations.permissions import (
    can_administer,
    can_assess,
    can_audit,
    can_read_county_wide,
    can_use_filings,
)
from pioneer.permissions import can_read_titles
from techservice.permissions import can_read_services

# Pages that stand beside each other under one entry, without its address in theirs.
SECTIONS = {"/techservice/services/": "/techservice/"}


@dataclass(frozen=True)
class NavigationItem:
    """One entry; ``current`` is what ``aria-current`` says: this page, or one below it."""

    label: str
    url: str
    current: str = ""


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``navigation`` and ``account_line`` for the page's head."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"navigation": [], "account_line": ""}
    entries = [("首页", reverse("home")), ("我的待办", reverse("desk"))]
    if can_use_filings(user):
        entries.append(("申报列表", reverse("filing_list")))
    if user.has_role(Role.FILER):
        entries.append(("新建申报", reverse("filing_new")))
    if can_read_titles(user):
        scores = "考核进度" if can_read_county_wide(user) else "考核评价"
        entries += [
            ("汇总表", reverse("summary")),
            (scores, reverse("assessments")),
            ("先锋号名册", reverse("titles")),
        ]
    if can_read_services(user):
        entries.append(("技术服务", reverse("services")))
    if can_assess(user):
        entries.append(("考核任务", reverse("scoring")))
    if can_audit(user):
        entries.append(("审计记录", reverse("audit_log")))
    if can_administer(user):
        entries.append(("系统设置", reverse("admin:index")))
    items = [NavigationItem(label, url) for label, url in entries]
    return {"navigation": marked(items, request.path), "account_line": account_line(user)}


def marked(items: list[NavigationItem], path: str) -> list[NavigationItem]:
    """``items``, at most one of them current: the page itself, else the nearest above it."""
    above = [item for item in items if _section(item) != "/" and path.startswith(_section(item))]
    here = max(above, key=lambda item: len(_section(item)), default=None)
    return [
        replace(item, current="page" if item.url == path else "true" if item == here else "")
        for item in items
    ]


def _section(item: NavigationItem) -> str:
    return SECTIONS.get(item.url, item.url)


def account_line(user: User) -> str:
    """Who is signed in, for which organization."""
    held = user.held_roles
    return f"{held[0].organization.short_name} · {user}" if held else str(user)
