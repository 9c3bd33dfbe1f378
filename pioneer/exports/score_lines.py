"""The lines of the 成绩表, as the reader may know them."""

from collections.abc import Iterator

from django.db.models import Case, Count, F, OuterRef, Prefetch, Subquery, Sum, When

from changxing_union.filing.cells import revision_cells
from changxing_union.filing.models import Filing, FilingQuerySet, Revision, State
from changxing_union.filing.models.filing import UNFILED_TEXT_STATES
from changxing_union.organizations.models import Organization
from pioneer.cellforms.assessment import filed_points, points_cell
from pioneer.exports.assessment import Points, ScoreLine
from pioneer.models import Hand, ItemScore, RubricItem, ScoreSheet
from pioneer.scoring import shown, total, wide_gap
from pioneer.services.known_results import KnownResult, known_result
from pioneer.services.score_seal import JUDGED_STATES, open_results

CHUNK = 200
NOT_ASSESSED, BEING_ASSESSED = "未考核", "考核中"
LATE, NOT_RELEASED, APART = "逾期", "尚未公布", "自评与考核相差 {points} 分"
BY_UNION = ("organization__sort_order", "organization__code", "id")


def score_lines(
    filings: FilingQuerySet,
    items: list[RubricItem],
    *,
    own_unions: frozenset[int],
    to_county: bool = False,
    by_score: bool = False,
) -> Iterator[ScoreLine]:
    """One line per team, the unions in the county's order or the best first, read in chunks.

    Strangers to a union see the points it filed last, never those it is typing. Results are the
    county's readers' once concluded, others' once released; the order tells nobody more.
    """
    names = _union_names()
    rows = _as_read(filings)
    rows = _best_first(rows, to_county=to_county) if by_score else rows.order_by(*BY_UNION)
    for filing in rows.iterator(chunk_size=CHUNK):
        application = filing.assessment.application
        own = own_points(filing, items, own_unions)
        known = known_result(filing.assessment, to_county=to_county)
        yield ScoreLine(
            union=names.get(filing.organization_id, filing.organization.name),
            unit=application.unit_name,
            team=application.team_name,
            own=own,
            assessed=_assessed(known, items),
            result=_result(filing, known),
            review=known.review if known else "",
            remark="；".join(_remarks(filing, own, known)),
        )


def _union_names() -> dict[int, str]:
    """The short names of unions that have one to themselves; others go by their full name."""
    shared = Organization.objects.values("short_name").annotate(unions=Count("id"))
    alone = shared.filter(unions=1).values("short_name")
    return dict(Organization.objects.filter(short_name__in=alone).values_list("id", "short_name"))


def _as_read(filings: FilingQuerySet) -> FilingQuerySet:
    """With all that a line tells, whatever their number: one query for each kind of row."""
    unfiled = Revision.objects.filter(filing__state__in=UNFILED_TEXT_STATES).order_by("version")
    union_sheets = ScoreSheet.objects.filter(hand=Hand.UNION).prefetch_related("item_scores")
    return filings.select_related(
        "organization",
        "assessment__application",
        "assessment__result",
        "assessment__judged_by",
        "assessment__objection__disputed",
    ).prefetch_related(
        Prefetch("revisions", unfiled, to_attr="filed_versions"),
        Prefetch("assessment__sheets", union_sheets, to_attr="union_sheets"),
        "assessment__result__item_scores",
        "assessment__objection__disputed__item_scores",
    )


def _best_first(filings: FilingQuerySet, *, to_county: bool) -> FilingQuerySet:
    """By what the reader may know, teams without a result last."""
    is_known = open_results(to_county=to_county)
    sheets = ItemScore.objects.filter(sheet=OuterRef("assessment__result")).order_by()
    added = sheets.values("sheet").annotate(added=Sum("points")).values("added")
    scored = filings.annotate(known_points=Case(When(is_known, then=Subquery(added))))
    return scored.order_by(F("known_points").desc(nulls_last=True), *BY_UNION[:2], "reference")


def _assessed(known: KnownResult | None, items: list[RubricItem]) -> tuple[Points, ...]:
    if known is None:
        return (None,) * len(items)
    return tuple(
        known.given[item.code].points if item.code in known.given else None for item in items
    )


def _result(filing: Filing, known: KnownResult | None) -> str:
    """合格 or 不合格 where it is known, else how far the team has come."""
    if known is not None:
        return known.words
    if filing.state == State.VOID:
        return State.VOID.label
    return BEING_ASSESSED if filing.state in JUDGED_STATES else NOT_ASSESSED


def _remarks(filing: Filing, own: tuple[Points, ...], known: KnownResult | None) -> Iterator[str]:
    if filing.is_late:
        yield LATE
    if known is None:
        return
    if not known.is_released:
        yield NOT_RELEASED
    gap = wide_gap(total(own), known.total)
    if gap is not None:
        yield APART.format(points=shown(gap))


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
    return tuple(filed_points(filed.get(points_cell(item.code), "")) for item in items)
