"""Annex 3 as its union meets it: the teams in cultivation, each with its 考核评价表."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_POST, require_safe

from changxing_union.filing.models import Filing, State
from changxing_union.filing.views.lookup import remaining_of
from changxing_union.kernel.refusals import Refused
from changxing_union.organizations.http import SignedInRequest, act_of, visible_or_404
from changxing_union.organizations.models import Role
from changxing_union.organizations.permissions import can_read_county_wide
from pioneer.models import Assessment, Hand, PioneerApplication
from pioneer.scoring import shown
from pioneer.services.assessment import form_type_for, open_assessment
from pioneer.services.results import result_of
from pioneer.views.score_board import board

NO_FORM = "这个年度没有考核评价表，不能自评。请联系县总工会经济工作部。"
NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True)
class Line:
    """One team in cultivation, and how far its self-assessment is."""

    application: PioneerApplication
    filing: Filing | None
    points: str
    result: str  # once it is released
    left: Mapping[str, date | int]  # while it is with its filer: the day it is due, the days left


def in_cultivation() -> QuerySet[PioneerApplication]:
    """What was taken into cultivation, the newest campaign first, with its 考核评价表."""
    standing = (
        Assessment.objects.standing()
        .select_related(
            "filing__form_type__campaign", "filing__organization", "judged_by", "result"
        )
        .prefetch_related("sheets__item_scores", "result__item_scores")
    )
    return (
        PioneerApplication.objects.filter(filing__state=State.APPROVED)
        .select_related("filing__organization")
        .prefetch_related(Prefetch("assessments", standing, to_attr="standing"))
        .order_by("-filing__campaign__year", "filing__reference")
    )


def _lines(teams: QuerySet[PioneerApplication]) -> list[Line]:
    """What the page tells of ``teams``: a constant number of queries."""
    sheets = [_standing(team) for team in teams]
    with_filer = [each.filing for each in sheets if each and each.filing.is_editable]
    left = remaining_of(with_filer)
    return [_line(team, each, left) for team, each in zip(teams, sheets, strict=True)]


def _standing(application: PioneerApplication) -> Assessment | None:
    """At most one 考核评价表 of a team stands."""
    return next(iter(application.standing), None)  # type: ignore[attr-defined]


def _line(
    application: PioneerApplication,
    assessment: Assessment | None,
    left: Mapping[int, Mapping[str, date | int]],
) -> Line:
    if assessment is None:
        return Line(application, None, "", "", {})
    sheet = next(sheet for sheet in assessment.sheets.all() if sheet.hand == Hand.UNION)
    filing = assessment.filing
    points = "" if sheet.total is None else shown(sheet.total)
    return Line(application, filing, points, _released(assessment), left.get(filing.pk, {}))


def _released(assessment: Assessment) -> str:
    """``合格，92 分``; nothing before the release."""
    added, judged = result_of(assessment)
    if assessment.released_at is None or added is None:
        return ""
    return f"{judged.label}，{shown(added)} 分"


@require_safe
def assessments(request: SignedInRequest) -> HttpResponse:
    """考核评价: the county's board, or each team of the reader's unions in cultivation."""
    if can_read_county_wide(request.user):
        return board(request)
    own = request.user.organization_ids(Role.FILER)
    if not own:
        raise Http404
    teams = in_cultivation().filter(filing__organization__in=own)
    context = {"lines": _lines(teams), "token": get_random_string(32)}
    return render(request, "pioneer/assessments.html", context)


@require_POST
def open_self_assessment(request: SignedInRequest) -> HttpResponse:
    """开始自评; another union's team is a 404 and an audit row."""
    wanted = request.POST.get("application", "")
    if not NUMBER.fullmatch(wanted):
        raise Http404
    everyone = PioneerApplication.objects.select_related("filing__campaign")
    own = everyone.filter(filing__organization__in=request.user.organization_ids(Role.FILER))
    application = visible_or_404(request, own, everyone, pk=int(wanted))
    form_type = form_type_for(application)
    if form_type is None:
        raise Refused([NO_FORM])
    assessment = open_assessment(form_type, application, act=act_of(request))
    messages.info(request, "考核评价表已建立，尚未上报。请逐项填写情况和自评分。")
    return redirect("edit", assessment.filing.reference)
