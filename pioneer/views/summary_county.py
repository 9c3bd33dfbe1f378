"""Annex 2 as the county meets it: all sheets at a glance, teams listed twice, checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_POST, require_safe

from changxing_union.filing.due import due_days
from changxing_union.filing.models import FormType
from changxing_union.kernel.dates import shanghai_day
from changxing_union.kernel.refusals import Refused
from changxing_union.organizations.http import SignedInRequest, act_of
from changxing_union.organizations.models import Enterprise, EnterpriseMerger, Organization
from changxing_union.organizations.permissions import (
    can_read_county_wide,
    can_review,
    can_see_phones,
)
from pioneer.checks.cross_checks import (
    Suggestion,
    TeamFact,
    count_excesses,
    missing_lines,
    spelled_twice,
    without_application,
)
from pioneer.forms.summary_county import ChecksFilter, OverviewFilter
from pioneer.models import ReportKind
from pioneer.services.county_overview import (
    NIL,
    Standing,
    UnionLine,
    chase_text,
    chosen_lines,
    totals,
    union_lines,
)
from pioneer.services.cross_facts import cross_facts
from pioneer.services.summary import open_form_type
from pioneer.services.summary_owners import Decided, decide_owner, double_teams
from pioneer.services.unit_mergers import merge_units, tell_apart

NO_CAMPAIGN = "现在没有进行中的申报活动，没有汇总表可看。往年的请在申报列表中查找。"
# A page stays readable, and a browser fluid; the filter by union shows the rest.
SHOWN, PAIRS_SHOWN = 200, 60


@dataclass(frozen=True)
class Tile:
    """A number to see first, and where to find what it counts."""

    label: str
    number: int
    url: str = ""


@dataclass(frozen=True)
class Part:
    """The beginning of a list of findings, and how many there are in all."""

    rows: list[Any]
    total: int

    @property
    def rest(self) -> int:
        """How many are not shown."""
        return self.total - len(self.rows)


def form_type_or_refused() -> FormType:
    """Annex 2 of the campaign now open; refused when there is none."""
    form_type = open_form_type()
    if form_type is None:
        raise Refused([NO_CAMPAIGN])
    return form_type


def overview(request: SignedInRequest) -> HttpResponse:
    """总览: every union with the state of its sheet, its numbers, and what to do about it."""
    if not can_read_county_wide(request.user):
        raise Http404
    form_type, today = form_type_or_refused(), shanghai_day(timezone.now())
    due = due_days(form_type.campaign).get(form_type.annex)
    due_on = due.effective if due else None
    lines = union_lines(form_type, due_on=due_on, today=today)
    chosen = OverviewFilter(request.GET)
    picked = chosen.cleaned_data if chosen.is_valid() else {}
    shown = chosen_lines(lines, **picked) if picked else []
    missing = [line for line in lines if line.standing is Standing.NONE]
    clerk = can_review(request.user)
    context = {
        "form_type": form_type,
        "filter": chosen,
        "is_filtered": any(request.GET.get(name) for name in chosen.fields),
        "lines": shown,
        "totals": totals(shown),
        "tiles": _tiles(form_type, lines, clerk=clerk),
        "due_on": due_on,
        "missing": missing,
        "chase": chase_text(form_type, missing, due_on=due_on, today=today),
        "clerk": clerk,
        "phones": can_see_phones(request.user),
        "year": form_type.campaign.year,
        "export_query": _export_query(form_type, shown, **picked) if picked else "",
        "token": get_random_string(32),
    }
    return render(request, "pioneer/summary_overview.html", context)


def _tiles(form_type: FormType, lines: list[UnionLine], *, clerk: bool) -> list[Tile]:
    """应报 first, then the states with work in them, then the teams listed twice."""
    page = reverse("summary")
    tiles = [Tile("应报工会", len(lines), page)]
    for standing in Standing:
        number = sum(line.standing is standing for line in lines)
        if number or standing is not Standing.CHANGING:
            tiles.append(Tile(standing.label, number, f"{page}?state={standing.value}#unions"))
    undecided = sum(team.is_open or team.must_be_returned_again for team in double_teams(form_type))
    url = reverse("summary_duplicates") if clerk else ""
    return [*tiles, Tile("重复班组", undecided, url)]


def _export_query(
    form_type: FormType, shown: Sequence[UnionLine], *, state: str, group: str
) -> str:
    """The same filters as the export knows them; empty where there is nothing to export."""
    if all(line.standing is Standing.NONE for line in shown):
        return ""
    told = {"category": ReportKind.NIL.value} if state == NIL[0] else {"state": state}
    query = {"year": str(form_type.campaign.year), **told, "group": group}
    return urlencode({name: text for name, text in query.items() if text})


@require_safe
def duplicates(request: SignedInRequest) -> HttpResponse:
    """重复班组: what several unions have listed, side by side, each pair to be decided."""
    if not can_review(request.user):
        raise Http404
    form_type = form_type_or_refused()
    teams = double_teams(form_type, with_clerks=True)
    context = {
        "form_type": form_type,
        "undecided": _part([team for team in teams if team.is_open], PAIRS_SHOWN),
        "decided": _part([team for team in teams if not team.is_open], PAIRS_SHOWN),
        "phones": can_see_phones(request.user),
        "token": get_random_string(32),
    }
    return render(request, "pioneer/summary_duplicates.html", context)


@require_POST
def decide(request: SignedInRequest) -> HttpResponse:
    """确定归属 of one team."""
    if not can_review(request.user):
        raise Http404
    decided = decide_owner(
        form_type_or_refused(),
        unit_key=request.POST.get("unit_key", ""),
        team_key=request.POST.get("team_key", ""),
        owner=get_object_or_404(Organization, pk=_number(request, "owner")),
        reason=request.POST.get("reason", ""),
        act=act_of(request),
    )
    messages.success(request, _told(decided))
    if decided.waiting:
        unions = "、".join(decided.waiting)
        sentence = f"{unions}正在自行修改（变更中或已删去这一行），不能退回；待其重新上报。"
        messages.warning(request, sentence)
    return redirect("summary_duplicates")


def _told(decided: Decided) -> str:
    sentence = f"已确定由{decided.decision.owner.name}报送。"
    if decided.returned:
        sentence += f"{'、'.join(decided.returned)}的汇总表已退回修改。"
    if decided.flagged:
        sentence += f"{'、'.join(decided.flagged)}的汇总表正在退回修改中，已补充标注。"
    return sentence


@require_safe
def checks(request: SignedInRequest) -> HttpResponse:
    """交叉核对: annex 1 against annex 2, and units under two names; reports, never blocks."""
    if not can_read_county_wide(request.user):
        raise Http404
    form_type = form_type_or_refused()
    facts = cross_facts(form_type)
    chosen = ChecksFilter(request.GET)
    union = chosen.cleaned_data["organization"] if chosen.is_valid() else None
    only = union.pk if union else None
    applications = [each for each in facts.applications if only in (None, each.union)]
    lines = [each for each in facts.lines if only in (None, each.union)]
    suggestions = [
        each for each in spelled_twice(facts.units, facts.apart) if _concerns(each, only)
    ]
    missing = missing_lines(applications, lines, facts.reporting)
    mergers = EnterpriseMerger.objects.select_related("kept", "absorbed", "merged_by")
    context = {
        "form_type": form_type,
        "filter": chosen,
        "only": only or "",
        "missing": _part(missing, SHOWN),
        "not_compared": _not_compared(applications, facts.reporting),
        "excesses": _part(count_excesses(applications, lines), SHOWN),
        "suggestions": _part(suggestions, PAIRS_SHOWN),
        "unapplied": _part(without_application(applications, lines), SHOWN),
        "mergers": mergers[:SHOWN],
        "clerk": can_review(request.user),
    }
    return render(request, "pioneer/summary_checks.html", context)


def _part(found: list[Any], most: int) -> Part:
    return Part(found[:most], len(found))


def _concerns(suggestion: Suggestion, union: int | None) -> bool:
    unions = suggestion.one.union_ids | suggestion.other.union_ids
    return union is None or union in unions


def _not_compared(applications: list[TeamFact], reporting: dict[int, str]) -> list[str]:
    """Unions with annex 1 and no annex 2 yet: all their teams would be missing."""
    names = {each.union: each.union_name for each in applications if each.union not in reporting}
    return list(names.values())


@require_POST
def merge(request: SignedInRequest) -> HttpResponse:
    """合并 of two spellings."""
    kept, absorbed = _units(request, "kept", "absorbed")
    merged = merge_units(kept, absorbed, act=act_of(request), reason=request.POST.get("reason", ""))
    sentence = f"“{absorbed.name}”已并入“{kept.name}”，今后按同一单位计算。"
    if merged.lines:
        sentence += f"汇总表中有 {merged.lines} 行改按“{kept.name}”比对。"
    messages.success(request, sentence)
    return _back_to_checks(request)


@require_POST
def apart(request: SignedInRequest) -> HttpResponse:
    """不是同一单位: the pair is not suggested again."""
    one, other = _units(request, "one", "other")
    tell_apart(one, other, act=act_of(request))
    messages.success(request, f"已记下：“{one.name}”与“{other.name}”不是同一单位，不再提示。")
    return _back_to_checks(request)


def _units(request: SignedInRequest, *names: str) -> list[Enterprise]:
    """The units a form names; only 经办 may name any."""
    if not can_review(request.user):
        raise Http404
    return [get_object_or_404(Enterprise, pk=_number(request, name)) for name in names]


def _number(request: SignedInRequest, name: str) -> int:
    """A row's number as a form sends it; anything else is not found."""
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise Http404
    return int(text)


def _back_to_checks(request: SignedInRequest) -> HttpResponse:
    """To the same list, filtered as it was."""
    union = request.POST.get("organization", "")
    query = f"?{urlencode({'organization': union})}" if union.isdecimal() else ""
    return redirect(f"{reverse('summary_checks')}{query}#spelled")
