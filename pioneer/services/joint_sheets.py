"""退回合议: who does not stand by the sheet of all assessors opens it again for all of them."""

from django.db import transaction

from changxing_union.filing.services import lock
from changxing_union.filing.services.rows import record
from changxing_union.kernel.reasons import reason_faults
from changxing_union.kernel.refusals import refuse_if
from changxing_union.kernel.text import tidy
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from pioneer.models import Hand, ScoreSheet
from pioneer.services.score_sheets import NOT_YOURS, fresh_sheet, is_open, writers

RETURN_JOINT = "return_joint"
NOT_JOINT = "只有合议评分可以退回合议。"
NOT_SIGNED = "这份合议评分表还没有人签署，可以直接修改，不需要退回。"
CONCLUDED = "考核结果已经确定，不能退回合议。如需更正，请联系县总工会经济工作部。"
LONGEST_REASON = 500


def return_joint_blockers(sheet: ScoreSheet, user: User) -> list[str]:
    """Why ``user`` cannot open the 合议 again."""
    if sheet.hand != Hand.JOINT:
        return [NOT_JOINT]
    if user not in writers(sheet):
        return [NOT_YOURS]
    if not is_open(sheet):
        return [CONCLUDED]
    return [] if sheet.signatures.exists() else [NOT_SIGNED]


@transaction.atomic
def return_joint(sheet: ScoreSheet, *, act: Act, reason: str) -> ScoreSheet:
    """Take all signatures off the 合议, for a reason; then it is edited and signed anew."""
    filing = lock(sheet.assessment.filing)
    sheet = fresh_sheet(sheet)
    refuse_if(return_joint_blockers(sheet, act.by))
    refuse_if(reason_faults(reason, most=LONGEST_REASON))
    sheet.signatures.all().delete()
    sheet.signed_at, sheet.judgement = None, {}
    sheet.save(update_fields=["signed_at", "judgement"])
    told = tidy(reason)
    record(filing, RETURN_JOINT, "退回合议", act=act, from_state=filing.state, reason=told)
    return sheet
