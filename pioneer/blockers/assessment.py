"""What keeps annex 3 from going back: scores that assessors have put their names to."""

from changxing_union.filing.models import Filing
from changxing_union.filing.transitions import RETURN, Transition
from pioneer.models import Hand, ScoreSheet

SCORES_STAND = (
    "考核员已经签署评分，退回后评分就没有依据了。请先在“考核办理”中撤回签署或结果，再退回修改。"
)


def score_hindrances(filing: Filing, step: Transition) -> list[str]:
    """No 退回 under a signed score: it would stand for a text that is no longer there."""
    if step.action != RETURN.action:
        return []
    signed = ScoreSheet.objects.filter(assessment=filing.pk, signed_at__isnull=False)
    return [SCORES_STAND] if signed.exclude(hand=Hand.UNION).exists() else []
