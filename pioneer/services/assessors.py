"""Who may be entrusted with a 考核评价表, and how far those are who are."""

from collections.abc import Sequence
from dataclasses import dataclass

from changxing_union.filing.models import Assignment
from changxing_union.filing.services.assignments import hindrances
from changxing_union.organizations.models import Membership, Role, User
from changxing_union.organizations.permissions import can_assess
from pioneer.models import Assessment, Hand, ScoreSheet
from pioneer.services.results import SAME_ASSESSOR


@dataclass(frozen=True)
class Candidate:
    """An assessor of the county, and why they cannot take this one; empty: they can."""

    user: User
    hindrances: Sequence[str]
    is_at_work: bool = False

    @property
    def label(self) -> str:
        """As a list of choices names them."""
        if self.is_at_work:
            return f"{self.user}（已分派）"
        return f"{self.user}（不能选）" if self.hindrances else str(self.user)


@dataclass(frozen=True)
class AtWork:
    """Somebody entrusted now, and their sheet: how many of its items have points."""

    assignment: Assignment
    sheet: ScoreSheet | None
    scored: int
    items: int

    @property
    def user(self) -> User:
        """Who it is."""
        return self.assignment.user

    @property
    def is_reviewer(self) -> bool:
        """Whether they score anew after an objection."""
        return self.sheet is not None and self.sheet.hand == Hand.REVIEW

    @property
    def words(self) -> str:
        """How far the sheet is; of what it holds, nothing."""
        if self.sheet is None or not (self.scored or self.sheet.visited_on):
            return "未开始评分"
        if self.sheet.signed_at is not None:
            return "已签署"
        return f"评分中，已评 {self.scored}/{self.items} 项"


def candidates(assessment: Assessment, *, for_review: bool = False) -> list[Candidate]:
    """Every assessor, in the order of their names; four queries.

    A 复核 needs somebody who did not score the first time.
    """
    filing = assessment.filing
    recused = set(filing.assignments.filter(is_recused=True).values_list("user", flat=True))
    at_work = set(filing.assignments.current().values_list("user", flat=True))
    scored = assessment.sheets.filter(hand=Hand.ASSESSOR).values_list("assessor", flat=True)
    barred = set(scored) if for_review else set()
    found = []
    for user in _assessors():
        if user.pk in barred:
            found.append(Candidate(user, [SAME_ASSESSOR.format(user=user)]))
        elif user.pk in at_work:
            found.append(Candidate(user, [], is_at_work=True))
        else:
            told = hindrances(filing, user, is_recused=user.pk in recused)
            found.append(Candidate(user, told))
    return found


def _assessors() -> list[User]:
    """All of the county's, each with the roles they hold."""
    holders = Membership.objects.current().filter(role=Role.ASSESSOR, user__is_active=True)
    held = Membership.objects.current().filter(user__in=holders.values("user"))
    roles: dict[User, list[Membership]] = {}
    for membership in held.select_related("user", "organization").order_by("user__username"):
        roles.setdefault(membership.user, []).append(membership)
    for user, memberships in roles.items():
        vars(user)["held_roles"] = tuple(memberships)
    return [user for user in roles if can_assess(user)]


def at_work_on(assessment: Assessment) -> list[AtWork]:
    """Who is entrusted now, in the order in which they were."""
    held = assessment.sheets.filter(hand__in=[Hand.ASSESSOR, Hand.REVIEW])
    sheets = {sheet.assessor_id: sheet for sheet in held.prefetch_related("item_scores")}
    current = assessment.filing.assignments.current().select_related("user")
    found = []
    for assignment in current:
        sheet = sheets.get(assignment.user_id)
        scores = list(sheet.item_scores.all()) if sheet else []
        scored = sum(score.points is not None for score in scores)
        found.append(AtWork(assignment, sheet, scored, len(scores)))
    return found


def joint_words(assessment: Assessment) -> str:
    """How far the 合议 is; empty where there is none."""
    sheet = assessment.sheets.filter(hand=Hand.JOINT).first()
    if sheet is None:
        return ""
    if sheet.signed_at is not None:
        return "合议已由各位考核员共同签署。"
    return f"合议进行中，{sheet.signatures.count()} 位考核员已签署。"
