"""考核进度: the county sees how far every team is, and releases many results in one moment."""

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_POST

from changxing_union.kernel.refusals import Refused
from changxing_union.organizations.http import SignedInRequest, act_of
from changxing_union.organizations.permissions import can_review
from changxing_union.web.pagination import bounded_count, keyset_page
from pioneer.forms.score_board import BoardFilter
from pioneer.models import Assessment
from pioneer.services.results import release, result_of
from pioneer.services.score_board import (
    Stage,
    board_line,
    edition_of,
    for_board,
    in_cultivation,
    stage_counts,
)
from pioneer.services.score_overview import Tile, newest_campaign, score_pictures, tiles_of

PAGE_SIZE = 20
# The confirmation names each of them; nobody reads through more.
MOST_RELEASED = 300
BY_REFERENCE = (("filing__reference", False),)
NOTHING_CHOSEN = "没有选中待公布的考核结果。请先勾选，或选择公布全部待公布的结果。"
TOO_MANY = f"一次最多公布 {MOST_RELEASED} 个结果。请按工会筛选后分几次公布。"
CHANGED = "您打开页面后，有的考核结果又有变动，没有公布。请刷新页面核对后再公布。"
# The 成绩表 as the export's address asks for it, and as the board offers it.
ORDERS = (("", "按工会"), ("score", "按得分"))
BOARDS_STAGES = (
    Stage.UNASSIGNED, Stage.SCORING, Stage.DIFFERING, Stage.READY, Stage.CONCLUDED, Stage.OBJECTED,
)  # fmt: skip


def board(request: SignedInRequest) -> HttpResponse:
    """Every team in cultivation with its stage; the reader is one of the county's."""
    chosen = BoardFilter(request.GET.dict(), newest=newest_campaign())
    campaign = chosen.campaign
    teams = chosen.teams(campaign)
    cursor = request.GET.get("cursor")
    found = keyset_page(for_board(teams), order=BY_REFERENCE, cursor=cursor, size=PAGE_SIZE)
    counts = stage_counts(in_cultivation(campaign))
    everyone = Tile(
        "列入培育", sum(counts.values()), f"{reverse('assessments')}?year={campaign.year}"
    )
    clerk = can_review(request.user)
    context = {
        "campaign": campaign,
        "filter": chosen,
        "is_filtered": any(request.GET.get(name) for name in chosen.fields),
        "page": found,
        "lines": [board_line(team) for team in found.rows],
        "total": bounded_count(teams),
        "tiles": [everyone, *tiles_of(campaign, counts, BOARDS_STAGES)],
        "clerk": clerk,
        "orders": ORDERS,
        "releasable": bounded_count(teams.filter(stage=Stage.CONCLUDED)) if clerk else None,
        "pictures": score_pictures(campaign, union=chosen.union),
        "union": chosen.cleaned_data.get("organization") if chosen.is_valid() else None,
    }
    return render(request, "pioneer/score_board.html", context)


@require_POST
def release_many(request: SignedInRequest) -> HttpResponse:
    """公布 of all that is ticked, or of all that the filter finds: first listed, then done."""
    if not can_review(request.user):
        raise Http404
    chosen = _chosen(request)
    if len(chosen) > MOST_RELEASED:
        raise Refused([TOO_MANY])
    if not chosen:
        messages.error(request, NOTHING_CHOSEN)
        return redirect(_board_address(request))
    if request.POST.get("confirmed") == "yes":
        return _released(request, chosen)
    waiting = [each for each in chosen if each.released_at is None]
    context = {
        "lines": [(each, *result_of(each), edition_of(each)) for each in waiting],
        "filter": request.POST.get("filter", ""),
        "back": _board_address(request),
        "token": get_random_string(32),
    }
    if not waiting:
        messages.info(request, "所选的考核结果都已经公布。")
        return redirect(_board_address(request))
    return render(request, "pioneer/score_release.html", context)


def _chosen(request: SignedInRequest) -> list[Assessment]:
    """What was ticked (``reference:edition`` each) or, for ``all``, what its filter finds."""
    results = Assessment.objects.select_related(
        "filing__organization", "result", "judged_by"
    ).prefetch_related("result__item_scores")
    in_order = results.order_by("filing__reference")
    if request.POST.get("scope") == "all":
        query = QueryDict(request.POST.get("filter", "")).dict()
        chosen = BoardFilter(query, newest=newest_campaign())
        teams = chosen.teams(chosen.campaign).filter(stage=Stage.CONCLUDED)
        found = in_order.filter(application__in=teams.values("pk"), result__isnull=False)
        return list(found[: MOST_RELEASED + 1])
    references = [text.partition(":")[0] for text in request.POST.getlist("result")]
    return list(in_order.filter(filing__reference__in=references[: MOST_RELEASED + 1]))


def _released(request: SignedInRequest, chosen: list[Assessment]) -> HttpResponse:
    """All of them as they were listed, or none."""
    listed = dict(text.partition(":")[::2] for text in request.POST.getlist("result"))
    open_ones = [each for each in chosen if each.released_at is None and each.result_id]
    if any(listed.get(each.filing.reference) != edition_of(each) for each in open_ones):
        raise Refused([CHANGED])
    count = release(chosen, act=act_of(request))
    if count:
        messages.success(request, f"已公布 {count} 个考核结果，填报单位现在可以看到。")
    else:
        messages.info(request, "所选的考核结果都已经公布。")
    return redirect(_board_address(request))


def _board_address(request: SignedInRequest) -> str:
    """Back to the board, filtered as it was."""
    query = QueryDict(request.POST.get("filter", "")).urlencode()
    return f"{reverse('assessments')}{'?' if query else ''}{query}"
