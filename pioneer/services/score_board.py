"""考核进度: how far annex 3 of every team in cultivation is, judged by the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from changxing_union.filing.cells import revision_cells
from changxing_union.filing.models import (
    Assignment,
    Campaign,
    Filing,
    FilingQuerySet,
    Revision,
    State,
)
from changxing_union.filing.models.filing import UNFILED_TEXT_STATES
from pioneer.cellforms.assessment import filed_points, points_cell
from pioneer.models import (
    APPLICATION_KIND,
    ASSESSMENT_KIND,
    Assessment,
    Hand,
    ItemScore,
    PioneerApplication,
    ScoreSheet,
)
from pioneer.scoring import Verdict, total, wide_gap


class Stage(TextChoices):
    """Where one team's annex 3 is, as the county says it; the values stand in addresses."""

    NOT_STARTED = "not_started", "未开始"
    SELF_SCORING = "self_scoring", "自评中"
    FILED = "filed", "自评已提交"
    UNASSIGNED = "unassigned", "待分派"
    SCORING = "scoring", "考核中"
    DIFFERING = "differing", "待合议"
    READY = "ready", "待确定"
    CONCLUDED = "concluded", "待公布"
    PASSED = "passed", "已公布 合格"
    FAILED = "failed", "已公布 不合格"
    OBJECTED = "objected", "异议待复核"
    REVIEWING = "reviewing", "复核中"
    ABSENT = "absent", "未参评"


# How each is drawn: the states of filings have their shapes already.
SHAPES = {
    Stage.NOT_STARTED: "none", Stage.SELF_SCORING: "draft", Stage.FILED: "filed",
    Stage.UNASSIGNED: "filed", Stage.SCORING: "in_review", Stage.DIFFERING: "returned",
    Stage.READY: "in_review", Stage.CONCLUDED: "in_review", Stage.PASSED: "approved",
    Stage.FAILED: "declined", Stage.OBJECTED: "returned", Stage.REVIEWING: "in_review",
    Stage.ABSENT: "none",
}  # fmt: skip
# What waits for the county's clerk, in the order of the work.
CLERKS_STAGES = (
    Stage.UNASSIGNED, Stage.DIFFERING, Stage.READY, Stage.CONCLUDED, Stage.OBJECTED,
)  # fmt: skip


# What the sheet that counts was judged when it was signed.
PASSED = Q(result__judgement__verdict=Verdict.PASSED.value)


def staged(assessments: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Each with its ``stage``; of a sheet never filed in a campaign that is over: 未参评."""
    at_work = Assignment.objects.current().filter(filing=OuterRef("assessment"))
    sheets = ScoreSheet.objects.filter(Exists(at_work.filter(user=OuterRef("assessor"))))
    assigned = Assignment.objects.current().filter(filing=OuterRef("pk"))
    unsigned = Assignment.objects.current().filter(
        ~Exists(
            ScoreSheet.objects.filter(
                assessment=OuterRef("filing"), assessor=OuterRef("user"),
                hand=Hand.ASSESSOR, signed_at__isnull=False,
            )
        ),
        filing=OuterRef("pk"),
    )  # fmt: skip
    counting = Assignment.objects.current().filter(
        filing=OuterRef("sheet__assessment"), user=OuterRef("sheet__assessor")
    )
    by_item = ItemScore.objects.filter(
        Exists(counting), sheet__assessment=OuterRef("pk"), sheet__hand=Hand.ASSESSOR
    )
    kinds = by_item.order_by().values("code").annotate(kinds=Count("points", distinct=True))
    differing = kinds.filter(kinds__gt=1)
    agreed = ScoreSheet.objects.filter(
        assessment=OuterRef("pk"), hand=Hand.JOINT, signed_at__isnull=False
    )
    review = sheets.filter(assessment=OuterRef("pk"), hand=Hand.REVIEW)
    is_over = Q(filing__campaign__is_open=False, filing__first_filed_at=None)
    is_disputed = Q(objection__isnull=False) & ~Q(result__hand=Hand.REVIEW)
    found: QuerySet[Any, Any] = assessments.annotate(
        stage=Case(
            When(is_over, then=Value(Stage.ABSENT)),
            When(filing__state__in=[State.DRAFT, State.RETURNED], then=Value(Stage.SELF_SCORING)),
            When(filing__state=State.FILED, then=Value(Stage.FILED)),
            When(Q(released_at__isnull=False) & is_disputed & Exists(review),
                 then=Value(Stage.REVIEWING)),
            When(Q(released_at__isnull=False) & is_disputed, then=Value(Stage.OBJECTED)),
            When(Q(released_at__isnull=False) & PASSED, then=Value(Stage.PASSED)),
            When(released_at__isnull=False, then=Value(Stage.FAILED)),
            When(result__isnull=False, then=Value(Stage.CONCLUDED)),
            When(~Exists(assigned), then=Value(Stage.UNASSIGNED)),
            When(Exists(unsigned), then=Value(Stage.SCORING)),
            When(Exists(differing) & ~Exists(agreed), then=Value(Stage.DIFFERING)),
            default=Value(Stage.READY),
            output_field=CharField(),
        )
    )  # fmt: skip
    return found


def stage_of(assessment: Assessment) -> Stage:
    """Where this one is now."""
    found = staged(Assessment.objects.filter(pk=assessment.pk)).values_list("stage", flat=True)
    return Stage(found.get())


def in_cultivation(campaign: Campaign) -> QuerySet[Any, Any]:
    """The teams of ``campaign`` that are in cultivation, each with its ``stage``."""
    standing = staged(Assessment.objects.standing())
    own = standing.filter(application=OuterRef("pk")).values("stage")[:1]
    never = Stage.NOT_STARTED if campaign.is_open else Stage.ABSENT
    return PioneerApplication.objects.filter(
        filing__state=State.APPROVED, filing__campaign=campaign
    ).annotate(stage=Coalesce(Subquery(own), Value(never), output_field=CharField()))


def not_begun() -> FilingQuerySet:
    """Annex 1 of the teams in cultivation, in campaigns still open, that have no annex 3 yet."""
    begun = Assessment.objects.standing().filter(application=OuterRef("pk"))
    return Filing.objects.filter(
        ~Exists(begun),
        form_type__kind=APPLICATION_KIND,
        state=State.APPROVED,
        campaign__is_open=True,
        campaign__form_types__kind=ASSESSMENT_KIND,
    )


def disputed() -> FilingQuerySet:
    """Annex 3 whose union has objected and whose review has no result yet."""
    reviewed = Q(assessment__result__hand=Hand.REVIEW)
    return Filing.objects.filter(~reviewed, assessment__objection__isnull=False).exclude(
        state=State.VOID
    )


def stage_counts(teams: QuerySet[Any, Any]) -> Mapping[Stage, int]:
    """How many of ``teams`` are where; one query."""
    counted = teams.order_by().values("stage").annotate(teams=Count("pk"))
    return {Stage(row["stage"]): row["teams"] for row in counted}


def for_board(teams: QuerySet[Any, Any]) -> QuerySet[Any, PioneerApplication]:
    """Everything a line of the board tells, in a constant number of queries."""
    sheets = ScoreSheet.objects.select_related("assessor").prefetch_related("item_scores")
    unfiled = Revision.objects.filter(filing__state__in=UNFILED_TEXT_STATES).order_by("version")
    current = Assignment.objects.current().select_related("user")
    standing = (
        Assessment.objects.standing()
        .select_related("filing__form_type", "objection")
        .prefetch_related(
            Prefetch("sheets", sheets, to_attr="all_sheets"),
            Prefetch("filing__assignments", current, to_attr="current_assignments"),
            Prefetch("filing__revisions", unfiled, to_attr="filed_versions"),
        )
    )
    return teams.select_related("filing__organization").prefetch_related(
        Prefetch("assessments", standing, to_attr="standing")
    )


@dataclass(frozen=True)
class BoardLine:
    """One team on the board. ``given`` are the county's totals, one where all agree on it.

    They are there once everybody assigned has signed, never before.
    """

    application: PioneerApplication
    assessment: Assessment | None
    stage: Stage
    words: str
    own: Decimal | None = None
    given: Sequence[Decimal] = ()
    assessors: Sequence[str] = ()

    @property
    def filing(self) -> Filing | None:
        """Annex 3 of the team, if it was begun."""
        return self.assessment.filing if self.assessment else None

    @property
    def shape(self) -> str:
        """The state of a filing that is drawn alike."""
        return SHAPES[self.stage]

    @property
    def gap(self) -> Decimal | None:
        """Points between 自评 and 考核 where they are ten or more: listed for attention."""
        gaps = [wide_gap(self.own, each) for each in self.given]
        return max((gap for gap in gaps if gap is not None), default=None)

    @property
    def is_releasable(self) -> bool:
        """Whether the clerk may tick it."""
        return self.stage is Stage.CONCLUDED

    @property
    def edition(self) -> str:
        """Which result it is: one concluded anew is another."""
        return edition_of(self.assessment) if self.assessment else ""


def edition_of(assessment: Assessment) -> str:
    """The moment the result was concluded, as pages send it back; nothing without a result."""
    concluded = assessment.concluded_at
    return f"{concluded:%Y%m%d%H%M%S%f}" if concluded else ""


def board_line(application: PioneerApplication) -> BoardLine:
    """What the board tells of a team that ``for_board`` has read."""
    stage = Stage(application.stage)  # type: ignore[attr-defined]
    assessment = next(iter(application.standing), None)  # type: ignore[attr-defined]
    if assessment is None:
        return BoardLine(application, None, stage, stage.label)
    users = [each.user for each in assessment.filing.current_assignments]
    county = [sheet for sheet in assessment.all_sheets if sheet.hand != Hand.UNION]
    own = [sheet for sheet in county if sheet.hand == Hand.ASSESSOR and sheet.assessor in users]
    signed = sum(sheet.signed_at is not None for sheet in own)
    words = stage.label
    if stage is Stage.SCORING:
        words = f"考核中 {signed}/{len(users)} 已签署"
    return BoardLine(
        application,
        assessment,
        stage,
        words,
        own=filed_total(assessment),
        given=_given(assessment, county, own, stage),
        assessors=tuple(str(user) for user in users),
    )


def filed_total(assessment: Assessment) -> Decimal | None:
    """自评 as it was filed last; what is only being typed is its union's own."""
    filing = assessment.filing
    if filing.first_filed_at is None:
        return None
    sheets: list[ScoreSheet] = assessment.all_sheets  # type: ignore[attr-defined]
    (sheet,) = (each for each in sheets if each.hand == Hand.UNION)
    if not filing.may_hold_unfiled_text:
        return sheet.total
    filed = {cell.name: cell.value for cell in revision_cells(filing.filed_versions[-1])}  # type: ignore[attr-defined]
    return total(filed_points(filed.get(points_cell(code), "")) for code in sheet.scores)


def _given(
    assessment: Assessment, county: Sequence[ScoreSheet], own: Sequence[ScoreSheet], stage: Stage
) -> tuple[Decimal, ...]:
    """The total that counts or, until there is one, that of everybody; nothing while sealed."""
    if assessment.result_id is not None:
        sheets = [sheet for sheet in county if sheet.pk == assessment.result_id]
    elif stage in (Stage.DIFFERING, Stage.READY):
        joint = [each for each in county if each.hand == Hand.JOINT and each.signed_at is not None]
        sheets = joint or list(own)
    else:
        return ()
    totals = [sheet.total for sheet in sheets]
    return tuple(dict.fromkeys(each for each in totals if each is not None))


def chosen_teams(
    teams: QuerySet[Any, Any], *, union: int | None, stage: str, text: str
) -> QuerySet[Any, Any]:
    """Those of ``teams`` that the filters let through; every word of ``text`` must occur."""
    if union is not None:
        teams = teams.filter(filing__organization=union)
    if stage:
        teams = teams.filter(stage=stage)
    for word in text.split()[:5]:
        teams = teams.filter(filing__search_text__icontains=word)
    return teams


def concluded_points(campaign: Campaign, *, union: int | None = None) -> list["ConcludedItem"]:
    """Every item of every result of the year that the county knows; one query."""
    results = Assessment.objects.filter(
        filing__campaign=campaign,
        filing__state__in=[State.IN_REVIEW, State.APPROVED],
        result__isnull=False,
    )
    if union is not None:
        results = results.filter(filing__organization=union)
    scores = ItemScore.objects.filter(sheet__in=results.values("result"))
    rows = scores.annotate(union=F("sheet__assessment__filing__organization__short_name"))
    organization = "sheet__assessment__filing__organization"
    ordered = rows.order_by(f"{organization}__sort_order", f"{organization}__code", "sheet", "code")
    columns = ("sheet", "union", "code", "most", "points")
    return [ConcludedItem(*row) for row in ordered.values_list(*columns)]


@dataclass(frozen=True)
class ConcludedItem:
    """The points one team got for one item; a result has no blank ones."""

    sheet: int
    union: str
    code: str
    most: Decimal
    points: Decimal
