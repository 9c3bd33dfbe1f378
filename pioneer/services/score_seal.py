"""The seal on the county's scores: one rule for page, paper, workbook and history.

Every assessor scores alone, and nobody reads what another gave before everybody has signed. What
unions read is not sheets but the result, from its release on.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from changxing_union.filing.models import State
from changxing_union.organizations.models import User
from changxing_union.organizations.permissions import can_read_county_wide
from pioneer.models import Assessment, Hand, ScoreSheet
from pioneer.services.score_sheets import all_signed, current_assessors

# Where a result can stand; while its text is typed anew, or is void, there is none to show.
JUDGED_STATES = frozenset({State.IN_REVIEW, State.APPROVED})


@dataclass(frozen=True)
class Seal:
    """How far the scores of one assessment are open; the same for all its sheets.

    ``at_work`` are those assigned now, ``all_in``: they have all signed a score of their own.
    """

    assessment: Assessment
    at_work: frozenset[int]
    all_in: bool

    @property
    def is_broken(self) -> bool:
        """Whether scores are more than who gives them may know; what is released stays told."""
        return self.all_in or self.assessment.released_at is not None

    def opens(self, sheet: ScoreSheet, user: User) -> bool:
        """Whether ``user`` may read ``sheet``, one of the county's.

        Who writes it always may. A 合议 or 复核 is its writers' own until it is signed, and what
        somebody gave who was relieved since counts no more.
        """
        if self._is_writer(sheet, user):
            return True
        is_void = self.assessment.filing.state == State.VOID
        if is_void or sheet.signed_at is None or not self._counts(sheet):
            return False
        if user.pk not in self.at_work and not can_read_county_wide(user):
            return False
        return sheet.hand != Hand.ASSESSOR or self.is_broken

    def _is_writer(self, sheet: ScoreSheet, user: User) -> bool:
        if sheet.hand == Hand.JOINT:
            return user.pk in self.at_work
        return sheet.assessor_id == user.pk

    def _counts(self, sheet: ScoreSheet) -> bool:
        is_own = sheet.hand == Hand.ASSESSOR
        return not is_own or sheet.assessor_id in self.at_work or self._is_result(sheet)

    def _is_result(self, sheet: ScoreSheet) -> bool:
        return sheet.pk == self.assessment.result_id


def seal_of(assessment: Assessment) -> Seal:
    """The seal as it is now; two queries."""
    return _seal(assessment, assessment.sheets.filter(hand=Hand.ASSESSOR))


def _seal(assessment: Assessment, sheets: Iterable[ScoreSheet]) -> Seal:
    assessors = current_assessors(assessment)
    at_work = frozenset(user.pk for user in assessors)
    return Seal(assessment, at_work, all_signed(assessors, sheets))


def readable_sheets(assessment: Assessment, user: User) -> list[ScoreSheet]:
    """The signed sheets of the county that ``user`` may read; three queries."""
    held = assessment.sheets.exclude(hand=Hand.UNION).order_by("id")
    sheets = list(held.select_related("assessor").prefetch_related("item_scores"))
    seal = _seal(assessment, sheets)
    return [each for each in sheets if each.signed_at is not None and seal.opens(each, user)]


def is_result_open(assessment: Assessment, *, to_county: bool) -> bool:
    """Whether a result is told: to the county's readers once concluded, to others once released."""
    if assessment.result_id is None or assessment.filing.state not in JUDGED_STATES:
        return False
    return to_county or assessment.released_at is not None


def open_results(*, to_county: bool) -> Q:
    """The same rule as a condition on filings."""
    told = Q(assessment__result__isnull=False, state__in=JUDGED_STATES)
    return told if to_county else told & Q(assessment__released_at__isnull=False)


def may_know_result(user: User, assessment: Assessment) -> bool:
    """The same rule for one reader."""
    return is_result_open(assessment, to_county=can_read_county_wide(user))
