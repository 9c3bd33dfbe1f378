"""The year's results taken together, for the county: numbers by stage, and the pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from changxing_union.filing.models import Campaign
from changxing_union.kernel.refusals import Refused
from changxing_union.web.charts import BarList, Histogram
from pioneer.score_pictures import average_picture, deduction_picture, distribution_picture
from pioneer.score_statistics import (
    ItemPoints,
    deductions,
    distribution,
    short_name,
    union_averages,
)
from pioneer.services.assessment import rubric_in_force
from pioneer.services.score_board import (
    CLERKS_STAGES,
    ConcludedItem,
    Stage,
    concluded_points,
    in_cultivation,
    stage_counts,
)

NO_CAMPAIGN = "还没有申报活动，没有考核进度可看。"


@dataclass(frozen=True)
class Tile:
    """A number to see first, and where the teams it counts are listed."""

    label: str
    number: int
    url: str


def latest_campaign() -> Campaign | None:
    """The one that is open, else the last there was."""
    return Campaign.objects.order_by("-is_open", "-year").first()


def newest_campaign() -> Campaign:
    """The same, refused when there never was one."""
    campaign = latest_campaign()
    if campaign is None:
        raise Refused([NO_CAMPAIGN])
    return campaign


def stage_tiles(campaign: Campaign, stages: Sequence[Stage] = CLERKS_STAGES) -> list[Tile]:
    """How many teams of ``campaign`` wait at each of ``stages``; one query."""
    return tiles_of(campaign, stage_counts(in_cultivation(campaign)), stages)


def tiles_of(
    campaign: Campaign, counts: Mapping[Stage, int], stages: Sequence[Stage]
) -> list[Tile]:
    """``counts`` as tiles, in the order of ``stages``."""
    page = f"{reverse('assessments')}?year={campaign.year}"
    return [
        Tile(stage.label, counts.get(stage, 0), f"{page}&stage={stage.value}#teams")
        for stage in stages
    ]


@dataclass(frozen=True)
class ScorePictures:
    """What the results of ``teams`` teams look like."""

    teams: int
    distribution: Histogram
    deductions: BarList
    averages: BarList


def score_pictures(campaign: Campaign, *, union: int | None = None) -> ScorePictures | None:
    """Of the results the county has concluded; ``None`` while there is none. Three queries."""
    items = concluded_points(campaign, union=union)
    if not items:
        return None
    rubric = rubric_in_force(campaign)
    totals, unions = _totals(items)
    names = {line.code: short_name(line.content) for line in rubric.lines}
    lost = deductions(ItemPoints(each.code, each.most, each.points) for each in items)
    return ScorePictures(
        teams=len(totals),
        distribution=distribution_picture(distribution(totals.values()), rubric.pass_line),
        deductions=deduction_picture(lost, names),
        averages=average_picture(
            union_averages((unions[sheet], points) for sheet, points in totals.items())
        ),
    )


def _totals(items: list[ConcludedItem]) -> tuple[Mapping[int, Decimal], Mapping[int, str]]:
    """Each result's total, and whose team it is, in the order of the unions."""
    totals: dict[int, Decimal] = {}
    unions: dict[int, str] = {}
    for each in items:
        totals[each.sheet] = totals.get(each.sheet, Decimal(0)) + each.points
        unions[each.sheet] = each.union
    return totals, unions
