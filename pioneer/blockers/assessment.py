"""What keeps annex 3 from going back: a result that stands on it."""

from changxing_union.filing.models import Filing
from changxing_union.filing.transitions import RETURN, Transition
from pioneer.models import Assessment

RESULT_STANDS = (
    "考核结果已经确定，不能退回。如自评表须修改，请先在“考核办理”中撤回结果，再退回修改。"
)


def result_hindrances(filing: Filing, step: Transition) -> list[str]:
    """No 退回 under a result: it would stand for a text that is no longer there."""
    if step.action != RETURN.action:
        return []
    concluded = Assessment.objects.filter(filing=filing, result__isnull=False)
    return [RESULT_STANDS] if concluded.exists() else []
