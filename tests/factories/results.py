"""考核评价表 on their way from 受理 to a released and reviewed result, made as people make them."""

from changxing_union.filing import services
from changxing_union.filing.models import Filing, Slot
from changxing_union.organizations.models import User
from pioneer.models import Assessment, Hand, ScoreSheet
from pioneer.services import results
from pioneer.services.score_sheets import assign_assessor, save_scores, sign_scores
from tests.factories.assessments import ALL_WELL, FULL_MARKS, make_assessment
from tests.factories.pioneer import act_by, scan, type_into

VISIT = {"visited_on": "2018年12月3日", "note": "现场测试记录"}
# 89.5: four items with less than full marks, one of them for a reason of the assessors' own.
REASON = "评比记录不全"
FAILING = {
    "item_a1__points": "15", "has_own_plan": "no", "item_b3__points": "5",
    "has_summary_text": "no", "item_b1__points": "14.5", "item_b1__reason": REASON,
}  # fmt: skip
# 72.5, and no more is needed: every reason stands beside its score.
POOR = {
    **FAILING, "aware_count": "18", "item_b2__points": "8", "item_b2__reason": "测评对象过少",
}  # fmt: skip
# 90: what a 复核 finds of FAILING.
REVIEWED = {**FAILING, "item_b1__points": "15", "item_b1__reason": ""}


def make_team(cast: dict[str, User], filer: str = "lijiaxiang", *, team: str, **own: str) -> Filing:
    """草稿 of the team with nothing left against 上报; ``own`` replaces cells of 自评."""
    unit = "长兴测试纺织有限公司" if filer == "lijiaxiang" else "煤山测试厂"
    filing = make_assessment(cast, filer, unit=unit, team=team).filing
    type_into(filing, cast[filer], **{**ALL_WELL, **FULL_MARKS, **own})
    services.attach(filing, scan(), slot=Slot.SEALED_SCAN, act=act_by(cast[filer]))
    return Filing.objects.get(pk=filing.pk)


def take_up(filing: Filing, cast: dict[str, User], filer: str = "lijiaxiang") -> Assessment:
    """审核中, assigned to both assessors."""
    services.file(filing, act=act_by(cast[filer]))
    services.accept(Filing.objects.get(pk=filing.pk), act=act_by(cast["jingjibu"]))
    assessment = fresh(filing)
    for name in ("kaohe", "kaohe2"):
        assign_assessor(assessment, cast[name], act=act_by(cast["jingjibu"]))
    return fresh(filing)


def sign(sheet: ScoreSheet, user: User, **typed: str) -> ScoreSheet:
    """A sheet with every point there is, but for ``typed``, signed."""
    texts = {**ALL_WELL, **FULL_MARKS, **VISIT, **typed}
    cells = {name.replace("__", "-"): text for name, text in texts.items()}
    return sign_scores(save_scores(sheet, cells, act=act_by(user)), act=act_by(user))


def conclude(assessment: Assessment, cast: dict[str, User], **typed: str) -> Assessment:
    """Both assessors agree; the result is known to the county alone."""
    for name in ("kaohe", "kaohe2"):
        sign(assessment.sheets.get(hand=Hand.ASSESSOR, assessor=cast[name]), cast[name], **typed)
    results.conclude(assessment, act=act_by(cast["jingjibu"]))
    return fresh(assessment.filing)


def release(assessment: Assessment, cast: dict[str, User]) -> Assessment:
    """公布."""
    results.release([assessment], act=act_by(cast["jingjibu"]))
    return fresh(assessment.filing)


def review(
    assessment: Assessment, reviewer: User, cast: dict[str, User], **typed: str
) -> Assessment:
    """The union objects, ``reviewer`` scores anew, and that counts."""
    clerk, filer = act_by(cast["jingjibu"]), act_by(cast["lijiaxiang"])
    results.object_to(assessment, act=filer, reason="评比活动有记录，请复核")
    sign(results.begin_review(fresh(assessment.filing), reviewer, act=clerk), reviewer, **typed)
    results.conclude_review(fresh(assessment.filing), act=clerk)
    return fresh(assessment.filing)


def fresh(filing: Filing) -> Assessment:
    """The assessment as it is in the database now."""
    return Assessment.objects.select_related("filing").get(pk=filing.pk)
