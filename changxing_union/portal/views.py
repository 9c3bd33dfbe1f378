"""The public home page, and everyone's desk."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_safe

from changxing_union.filing.annexes import registered_annexes
from changxing_union.filing.due import due_days
from changxing_union.filing.models import Campaign, Tier
from changxing_union.kernel.dates import shanghai_day
from changxing_union.organizations.http import SignedInRequest
from changxing_union.organizations.models import Organization, Role, User
from changxing_union.organizations.permissions import (
    can_administer,
    can_audit,
    can_review,
    can_serve,
    can_use_filings,
)
from changxing_union.portal.desks import desk_of, locked_usernames, missing_forms
from changxing_union.portal.notice import notice_blocks
from changxing_union.portal.scores import released_news, score_panel
from pioneer.services.title_lists import named_teams
from techservice.services.teams import team_of


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The notice with its dates and the days left, and the blank forms; open to anyone."""
    campaign = Campaign.objects.filter(is_open=True).order_by("-year").first()
    tiles = []
    if campaign is not None:
        today = shanghai_day(timezone.now())
        due = due_days(campaign, organization=own_union(request))
        grassroots = due_days(campaign, tier=Tier.GRASSROOTS)
        printable = {annex.number for annex in registered_annexes()}
        tiles = [
            {
                "form_type": form_type,
                "due": due.get(form_type.annex),
                "days_left": due[form_type.annex].days_left(today),
                "grassroots": grassroots.get(form_type.annex),
                "printable": form_type.annex in printable,
            }
            for form_type in campaign.form_types.all()
            if form_type.annex in due
        ]
    context = {
        "campaign": campaign,
        "tiles": tiles,
        "named": list(named_teams(campaign)) if campaign else [],
        "blocks": notice_blocks(campaign.notice_text) if campaign else [],
    }
    return render(request, "portal/home.html", context)


def own_union(request: HttpRequest) -> Organization | None:
    """The one union the reader files for, whose extensions then count; nobody else's do."""
    if not isinstance(request.user, User):
        return None
    unions = Organization.objects.filter(pk__in=request.user.organization_ids(Role.FILER))[:2]
    return unions[0] if len(unions) == 1 else None


@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """我的待办: what waits for this person, and for how long."""
    user = request.user
    administers = can_administer(user)
    context = {
        "sections": desk_of(user),
        "token": get_random_string(32),
        "missing": missing_forms(user) if user.has_role(Role.FILER) else [],
        "scores": score_panel() if can_review(user) else None,
        "news": released_news(user) if user.has_role(Role.FILER) else [],
        "may_open": user.has_role(Role.FILER),
        "administers": administers,
        "has_role": bool(user.held_roles),
        "audits": can_audit(user),
        "uses_filings": can_use_filings(user),
        "service_team": team_of(user) if can_serve(user) else None,
        "locked": locked_usernames() if administers else [],
    }
    return render(request, "portal/desk.html", context)
