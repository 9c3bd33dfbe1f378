"""Annex 3 on the desk: the clerk's numbers and pictures, the union's news of its results."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from changxing_union.organizations.models import Role, User
from pioneer.models import Assessment
from pioneer.services.score_overview import (
    ScorePictures,
    Tile,
    latest_campaign,
    score_pictures,
    stage_tiles,
)

# How long a released result is told at the top of its union's desk.
NEWS_DAYS = 30


@dataclass(frozen=True)
class ScorePanel:
    """考核评价 on the clerk's desk: what waits where, and what the results look like so far."""

    year: int
    tiles: list[Tile]
    pictures: ScorePictures | None


def score_panel() -> ScorePanel | None:
    """Of the newest campaign; ``None`` before the first. Five queries."""
    campaign = latest_campaign()
    if campaign is None:
        return None
    return ScorePanel(campaign.year, stage_tiles(campaign), score_pictures(campaign))


def released_news(user: User) -> list[Assessment]:
    """The results of ``user``'s unions that were released or reviewed lately: one query."""
    since = timezone.now() - timedelta(days=NEWS_DAYS)
    own = Assessment.objects.filter(filing__organization__in=user.organization_ids(Role.FILER))
    lately = Q(released_at__gte=since) | Q(released_at__isnull=False, concluded_at__gte=since)
    return list(own.filter(lately).select_related("filing", "result").order_by("-concluded_at"))
