"""技术服务统计: what is not met, what the teams have done, how satisfied enterprises are."""

from typing import BinaryIO

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from changxing_union.filing.models import Campaign
from changxing_union.filing.views.registers import RegisterHead, register_download
from changxing_union.kernel.dates import shanghai_day
from changxing_union.kernel.refusals import Refused
from changxing_union.organizations.http import SignedInRequest
from changxing_union.organizations.permissions import can_read_county_wide
from techservice.exports.service_board import write_board
from techservice.services.board_tables import Links, board_tables, tiles
from techservice.services.service_board import BoardFacts, board_facts, campaigns

NO_CAMPAIGN = "还没有申报活动，没有技术服务可统计。"


@require_safe
def board(request: SignedInRequest) -> HttpResponse:
    """Tables with pictures; every number leads to its rows."""
    campaign, every_year = _campaign(request)
    facts, links = _counted(campaign, every_year)
    context = {
        "campaign": campaign,
        "years": every_year if len(every_year) > 1 else [],
        "tiles": tiles(facts, links),
        "tables": board_tables(facts, links),
    }
    return render(request, "techservice/service_board.html", context)


@require_safe
def export(request: SignedInRequest) -> HttpResponseBase:
    """The same tables as a workbook; an audit row."""
    campaign, every_year = _campaign(request)
    facts, links = _counted(campaign, every_year)
    title = f"{campaign.year} 年技术服务统计"

    def write(target: BinaryIO, head: RegisterHead) -> int:
        return write_board(
            board_tables(facts, links),
            target,
            title=title,
            unit_line=head.unit_line,
            explanation=head.explanation,
        )

    described = [("年度", f"{campaign.year} 年")]
    return register_download(request, write, title=title, described=described)


def _campaign(request: SignedInRequest) -> tuple[Campaign, list[Campaign]]:
    """The year asked for, else the open one; and every year there is. For the county only."""
    if not can_read_county_wide(request.user):
        raise Http404
    found = campaigns()
    if not found:
        raise Refused([NO_CAMPAIGN])
    asked = request.GET.get("year", "")
    return next((each for each in found if str(each.year) == asked), found[0]), found


def _counted(campaign: Campaign, every_year: list[Campaign]) -> tuple[BoardFacts, Links]:
    year = campaign.year if len(every_year) > 1 else None
    return board_facts(campaign, today=shanghai_day(timezone.now())), Links(year)
