"""A released result as its union reads it: what it claimed and what it was given, item by item."""

from dataclasses import dataclass
from decimal import Decimal

from pioneer.models import Assessment, Hand, ItemScore, Objection, ScoreSheet
from pioneer.services.assessment import own_sheet, rubric_of


@dataclass(frozen=True)
class OutcomeLine:
    """One item: 自评分, 考核分 and, after a 复核, what was given then.

    ``sentence`` and ``reason`` are those of the score that counts.
    """

    number: int
    content: str
    most: Decimal
    own: Decimal | None
    first: Decimal | None
    reviewed: Decimal | None
    sentence: str
    reason: str

    @property
    def is_other_than_claimed(self) -> bool:
        """Whether the county gave other points than the union."""
        counted = self.first if self.reviewed is None else self.reviewed
        return counted != self.own


def outcome_lines(assessment: Assessment) -> list[OutcomeLine]:
    """The items of a result that is released; ``ValueError`` before."""
    counted = assessment.result
    if counted is None or assessment.released_at is None:
        raise ValueError(f"the result of {assessment} is not released")
    own, first = own_sheet(assessment), _first(assessment, counted)
    is_reviewed = counted.hand == Hand.REVIEW
    judged = counted.judgement.get("items", {})
    lines = []
    for item in rubric_of(assessment).lines:
        score: ItemScore = counted.scores[item.code]
        lines.append(
            OutcomeLine(
                number=item.position,
                content=item.content,
                most=item.points,
                own=own.scores[item.code].points,
                first=first.scores[item.code].points,
                reviewed=score.points if is_reviewed else None,
                sentence=judged.get(item.code, {}).get("sentence", ""),
                reason=score.reason,
            )
        )
    return lines


def _first(assessment: Assessment, counted: ScoreSheet) -> ScoreSheet:
    """The score before the 复核; without one, the score that counts."""
    if counted.hand != Hand.REVIEW:
        return counted
    return Objection.objects.select_related("disputed").get(assessment=assessment).disputed
