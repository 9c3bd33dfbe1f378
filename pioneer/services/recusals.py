"""回避: an assessor steps back from a 考核评价表 before having signed anything of it."""

from django.db import transaction

from changxing_union.filing.services import lock, recuse
from changxing_union.kernel.refusals import refuse_if
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from pioneer.models import Assessment, Hand, Objection, ScoreSheet
from pioneer.services.score_sheets import NOT_YOURS, current_assessors

HAS_SIGNED = (
    "您已经签署过这份考核评价表的评分，不能再声明回避。如确需回避，请联系县总工会经济工作部。"
)


def recusal_blockers(assessment: Assessment, user: User) -> list[str]:
    """Why ``user`` cannot step back from ``assessment`` now."""
    if user not in current_assessors(assessment):
        return [NOT_YOURS]
    signed = ScoreSheet.objects.filter(assessment=assessment, signatures__user=user)
    return [HAS_SIGNED] if signed.exists() else []


@transaction.atomic
def step_back(assessment: Assessment, *, act: Act, reason: str) -> None:
    """声明回避, for good; a review begun by who steps back waits for another assessor again."""
    filing = lock(assessment.filing)
    refuse_if(recusal_blockers(assessment, act.by))
    recuse(filing, act=act, reason=reason)
    review = ScoreSheet.objects.filter(
        assessment=assessment, hand=Hand.REVIEW, assessor=act.by, signed_at=None
    )
    if review.exists():
        # There is one sheet of 复核; what was noted on this one nobody may build on.
        review.delete()
        Objection.objects.filter(assessment=assessment).update(reviewer=None)
