"""服务队: the list, one team's page, and 服务队花名册 with the list's filters."""

from typing import BinaryIO

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from changxing_union.filing.views.registers import (
    MASKED_PHONES,
    WHOLE_PHONES,
    RegisterHead,
    register_download,
)
from changxing_union.kernel.refusals import refuse_if
from changxing_union.organizations.http import SignedInRequest, visible_or_404
from changxing_union.organizations.permissions import can_see_phones
from changxing_union.web.pagination import bounded_count, keyset_page
from techservice.exports.teams import write_team_roster
from techservice.filters import TeamFilter
from techservice.models import ServiceTeam, Volunteer
from techservice.permissions import (
    can_manage_teams,
    can_read_teams,
    can_see_phones_of,
    is_member_of,
    readable_teams,
)
from techservice.services.teams import team_of

PAGE_SIZE = 20
ORDER = (("sort_order", False), ("id", False))
ROSTER = "职工技术志愿服务队花名册"
BAD_FILTER = "筛选条件有误，没有导出。请返回服务队列表，重新选择后再导出。"


@require_safe
def teams(request: SignedInRequest) -> HttpResponse:
    """Filters in the URL, paged by keyset."""
    chosen = _chosen(request)
    found = chosen.qs if chosen.is_sound() else chosen.queryset.none()
    page = keyset_page(
        found.for_list(), order=ORDER, cursor=request.GET.get("cursor"), size=PAGE_SIZE
    )
    own = team_of(request.user)
    context = {
        "filter": chosen,
        "page": page,
        "total": bounded_count(found),
        "own": own.pk if own else None,
        "manages": can_manage_teams(request.user),
        "sees_phones": can_see_phones(request.user),
        "is_filtered": any(request.GET.get(name) for name in chosen.filters),
    }
    return render(request, "techservice/teams.html", context)


def _chosen(request: SignedInRequest) -> TeamFilter:
    """The teams as the query string narrows them."""
    if not can_read_teams(request.user):
        raise Http404
    return TeamFilter(request.GET, queryset=readable_teams(request.user))


def team_or_404(request: SignedInRequest, pk: int) -> ServiceTeam:
    """The team with this key; for who reads none, a 404 and an audit row."""
    return visible_or_404(request, readable_teams(request.user), ServiceTeam.objects.all(), pk=pk)


@require_safe
def team_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """What it is for, who serves in it and who did, and what became of it."""
    team = team_or_404(request, pk)
    manages = can_manage_teams(request.user)
    context = {
        "team": team,
        "members": team.volunteers.current().select_related("user"),
        "former": team.volunteers.former(),
        "events": team.events.select_related("by").order_by("-pk"),
        "manages": manages,
        "own": team.pk if is_member_of(request.user, team) else None,
        "sees_phones": can_see_phones_of(request.user, team),
    }
    return render(request, "techservice/team.html", context)


@require_safe
def export(request: SignedInRequest) -> HttpResponseBase:
    """服务队花名册; every export is an audit row, whole phone numbers are for 经办 who ask."""
    chosen = _chosen(request)
    refuse_if([] if chosen.is_sound() else [BAD_FILTER])
    is_asked = can_see_phones(request.user) and request.GET.get("phones") == WHOLE_PHONES
    phones = WHOLE_PHONES if is_asked else MASKED_PHONES
    people = Volunteer.objects.current().filter(team__in=chosen.qs).select_related("team")
    category = chosen.form.cleaned_data["category"]
    people = people.filter(category=category) if category else people

    def write(target: BinaryIO, head: RegisterHead) -> int:
        return write_team_roster(
            chosen.qs,
            people.order_by("team__sort_order", "team", "-is_leader", "joined_on", "id"),
            target,
            with_phones=is_asked,
            title=ROSTER,
            unit_line=head.unit_line,
            explanation=head.explanation,
        )

    return register_download(
        request, write, title=ROSTER, described=chosen.described(), phones=phones
    )
