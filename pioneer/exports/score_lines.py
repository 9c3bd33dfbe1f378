"""The lines of the 成绩表, as the reader may know them."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Prefetch

from changxing_union.filing.cells import revision_cells
from changxing_union.filing.models import Filing, FilingQuerySet, Revision
from changxing_union.filing.models.filing import UNFILED_TEXT_STATES
from pioneer.cellforms.assessment import points_cell
from pioneer.exports.assessment import Points, ScoreLine
from pioneer.models import Hand, RubricItem, ScoreSheet

CHUNK = 200
NOT_ASSESSED = "未考核"


def score_lines(
    filings: FilingQuerySet, items: list[RubricItem], *, own_unions: frozenset[int]
) -> Iterator[ScoreLine]:
    """One line per team, the unions in the county's order, read in chunks.

    Strangers to a union see the points it filed last, never those it is typing.
    """
    unfiled = Revision.objects.filter(filing__state__in=UNFILED_TEXT_STATES).order_by("version")
    union_sheets = ScoreSheet.objects.filter(hand=Hand.UNION).prefetch_related("item_scores")
    rows = (
        filings.select_related("organization", "assessment__application")
        .prefetch_related(
            Prefetch("revisions", unfiled, to_attr="filed_versions"),
            Prefetch("assessment__sheets", union_sheets, to_attr="union_sheets"),
        )
        .order_by("organization__sort_order", "organization__code", "id")
    )
    for filing in rows.iterator(chunk_size=CHUNK):
        application = filing.assessment.application
        yield ScoreLine(
            union=filing.organization.short_name,
            unit=application.unit_name,
            team=application.team_name,
            own=own_points(filing, items, own_unions),
            assessed=(None,) * len(items),
            result=NOT_ASSESSED,
            review="",
        )


def own_points(
    filing: Filing, items: list[RubricItem], own_unions: frozenset[int]
) -> tuple[Points, ...]:
    """自评分 item by item."""
    versions = getattr(filing, "filed_versions", [])
    if filing.organization_id in own_unions or not versions:
        (sheet,) = filing.assessment.union_sheets  # type: ignore[attr-defined]
        scores = {score.code: score.points for score in sheet.item_scores.all()}
        return tuple(scores.get(item.code) for item in items)
    filed = {cell.name: cell.value for cell in revision_cells(versions[-1])}
    texts = [filed.get(points_cell(item.code), "") for item in items]
    return tuple(Decimal(text) if text else None for text in texts)
