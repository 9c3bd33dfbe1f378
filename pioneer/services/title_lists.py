"""工人先锋号 as lists: the register, one team's years, and what the public may read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery

from changxing_union.filing.models import Campaign, Filing, FilingQuerySet, State
from changxing_union.kernel.text import match_key
from changxing_union.organizations.models import Track, User
from changxing_union.organizations.services import spellings
from pioneer.models import (
    APPLICATION_KIND,
    Assessment,
    PioneerApplication,
    Title,
    TitleState,
)
from pioneer.scoring import shown
from pioneer.services.results import result_of
from pioneer.services.score_board import PASSED
from pioneer.services.score_seal import may_know_result

# What a title that was never touched is: the team is in cultivation and nothing has happened yet.
UNTOUCHED = Q(pioneer_application__title=None)
# The shape of a state on screen, borrowed from the states of filings.
SHAPES = {
    TitleState.CULTIVATED: "in_review",
    TitleState.NAMED: "approved",
    TitleState.RECTIFYING: "returned",
    TitleState.REMOVED: "declined",
}


@dataclass(frozen=True)
class TitleLine:
    """One team of one year as the reader may know it; blank is not known or not the case."""

    filing: Filing
    title: Title | None
    assessment: Assessment | None
    points: str
    verdict: str
    is_released: bool
    is_overdue: bool  # 限期整改, and the day is past

    @property
    def application(self) -> PioneerApplication:
        """What the team filed."""
        return self.filing.pioneer_application

    @property
    def state(self) -> TitleState | None:
        """Where the title stands; nothing for a team that was never taken into cultivation."""
        if self.title is not None:
            return TitleState(self.title.state)
        return TitleState.CULTIVATED if self.filing.state == State.APPROVED else None

    @property
    def label(self) -> str:
        """The state in words."""
        return "" if self.state is None else self.state.label

    @property
    def shape(self) -> str:
        """How the state is drawn."""
        return "" if self.state is None else SHAPES[self.state]

    @property
    def is_void(self) -> bool:
        """Whether the application behind the title was made void afterwards."""
        return self.filing.state == State.VOID

    @property
    def track(self) -> str:
        """六型班组 or 四型岗位."""
        return Track(self.application.track).label

    @property
    def result(self) -> str:
        """``98 分 合格``, with the remark that the unions do not know it yet."""
        if not self.verdict:
            return ""
        return f"{self.points} 分 {self.verdict}" + ("" if self.is_released else "（未公布）")


def with_titles(filings: FilingQuerySet) -> FilingQuerySet:
    """Everything a ``TitleLine`` shows: three queries, however many rows."""
    standing = (
        Assessment.objects.standing()
        .select_related("filing", "judged_by", "result")
        .prefetch_related("result__item_scores")
        .order_by("pk")
    )
    return filings.select_related(
        "organization", "campaign", "form_type", "pioneer_application__title"
    ).prefetch_related(Prefetch("pioneer_application__assessments", standing, to_attr="standing"))


def applications_seen(user: User) -> FilingQuerySet:
    """Annex 1 of every year, as far as ``user`` sees it."""
    return Filing.objects.visible_to(user).filter(form_type__kind=APPLICATION_KIND)


def title_register(user: User) -> FilingQuerySet:
    """名册: every team in cultivation and every title of any year that ``user`` may see."""
    return applications_seen(user).filter(Q(state=State.APPROVED) | ~UNTOUCHED)


def title_lines(filings: Iterable[Filing], user: User, *, today: date) -> list[TitleLine]:
    """``filings`` (see ``with_titles``) as ``user`` may know them."""
    return [_line(filing, user, today) for filing in filings]


def _line(filing: Filing, user: User, today: date) -> TitleLine:
    application = filing.pioneer_application
    title: Title | None = getattr(application, "title", None)
    # At most one 考核评价表 of a team stands.
    assessment: Assessment | None = next(iter(application.standing), None)  # type: ignore[attr-defined]
    points, verdict = "", ""
    if assessment is not None and may_know_result(user, assessment):
        added, found = result_of(assessment)
        points, verdict = ("" if added is None else shown(added)), found.label
    return TitleLine(
        filing=filing,
        title=title,
        assessment=assessment,
        points=points,
        verdict=verdict,
        is_released=assessment is not None and assessment.released_at is not None,
        is_overdue=title is not None and is_overdue(title, today),
    )


def is_overdue(title: Title, today: date) -> bool:
    """Whether the day by which things were to be put right is past."""
    due = title.rectify_by
    return title.state == TitleState.RECTIFYING and due is not None and due < today


def under_rectification() -> FilingQuerySet:
    """Annex 1 of every title under 限期整改, each with the day (``rectify_by``)."""
    rectifying = Filing.objects.filter(pioneer_application__title__state=TitleState.RECTIFYING)
    return rectifying.annotate(rectify_by=F("pioneer_application__title__rectify_by"))


def awaiting_plaque() -> FilingQuerySet:
    """合格、待命名: annex 1 of the teams that have passed (``passed_at``) and hold no title yet."""
    passed = Assessment.objects.standing().filter(
        PASSED, application=OuterRef("pk"), released_at__isnull=False
    )
    released = Subquery(passed.values("released_at")[:1])
    in_cultivation = Filing.objects.filter(UNTOUCHED, form_type__kind=APPLICATION_KIND)
    return (
        in_cultivation.filter(state=State.APPROVED)
        .annotate(passed_at=released)
        .filter(passed_at__isnull=False)
    )


def overdue(today: date) -> Q:
    """The same as a condition on filings of annex 1."""
    title = "pioneer_application__title"
    return Q(**{f"{title}__state": TitleState.RECTIFYING, f"{title}__rectify_by__lt": today})


def years_of_team(application: PioneerApplication, user: User) -> FilingQuerySet:
    """What else was filed for the same team, of the years ``user`` may see; newest first.

    The same team is what the registers take for it: its unit in any spelling the county has found
    to be one, and its name. A mere draft is none of the team's history.
    """
    team = match_key(application.team_name)
    keys = {f"{unit}|{team}" for unit in spellings(match_key(application.unit_name))}
    others = applications_seen(user).filter(unique_key__in=keys, first_filed_at__isnull=False)
    return others.exclude(pk=application.pk).order_by("-campaign__year", "-pk")


def named_teams(campaign: Campaign) -> QuerySet[Title]:
    """Who holds the title of ``campaign``, for everybody to read: unit, team, plaque and day."""
    return (
        Title.objects.filter(
            application__filing__campaign=campaign,
            application__filing__state=State.APPROVED,
            state__in=[TitleState.NAMED, TitleState.RECTIFYING],
        )
        .select_related("application")
        .only("plaque_number", "named_on", "application__unit_name", "application__team_name")
        .order_by("plaque_number")
    )
