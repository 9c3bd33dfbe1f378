"""考核评价表 as the county works on them, made through the services as in life."""

from changxing_union.filing import services
from changxing_union.filing.models import Filing
from changxing_union.organizations.models import User
from pioneer.models import Assessment, Hand, ScoreSheet
from pioneer.services import results
from pioneer.services.score_sheets import (
    assign_assessor,
    open_joint_sheet,
    save_scores,
    sign_scores,
)
from tests.factories.assessments import ALL_WELL, FULL_MARKS, make_assessment
from tests.factories.pioneer import act_by, scan, type_into

VISIT = {"visited_on": "2018年4月10日", "note": "现场测试记录"}
# 89.5: half a point short of the pass line.
FAILING = {
    "has_own_plan": "no", "item_a1__points": "15", "has_summary_text": "no",
    "item_b3__points": "5", "item_b1__points": "14.5", "item_b1__reason": "评比记录不全",
}  # fmt: skip
REASON = "测试用的理由"
Cast = dict[str, User]


def make_self_filed(cast: Cast, filer: str = "lijiaxiang", **options: str) -> Assessment:
    """自评已提交."""
    filing = make_assessment(cast, filer, **options).filing
    filing = type_into(filing, cast[filer], **ALL_WELL, **FULL_MARKS)
    services.attach(filing, scan(), slot="sealed_scan", act=act_by(cast[filer]))
    services.file(Filing.objects.get(pk=filing.pk), act=act_by(cast[filer]))
    return fresh(filing.assessment)


def make_accepted(cast: Cast, *assessors: str, **options: str) -> Assessment:
    """受理, and entrusted to ``assessors``."""
    assessment = make_self_filed(cast, **options)
    services.accept(assessment.filing, act=act_by(cast["jingjibu"]))
    for name in assessors:
        assign_assessor(fresh(assessment), cast[name], act=act_by(cast["jingjibu"]))
    return fresh(assessment)


def type_scores(assessment: Assessment, assessor: User, **typed: str) -> ScoreSheet:
    """The assessor's sheet filled in and not signed."""
    sheet = assessment.sheets.get(hand=Hand.ASSESSOR, assessor=assessor)
    return save_scores(sheet, cells(typed), act=act_by(assessor))


def cells(typed: dict[str, str]) -> dict[str, str]:
    """A whole sheet with full marks but for ``typed``, by the names of its page."""
    texts = {**ALL_WELL, **FULL_MARKS, **VISIT, **typed}
    return {name.replace("__", "-"): text for name, text in texts.items()}


def sign(assessment: Assessment, assessor: User, **typed: str) -> ScoreSheet:
    """The assessor's sheet filled in and signed."""
    return sign_scores(type_scores(assessment, assessor, **typed), act=act_by(assessor))


def make_signed_by_both(cast: Cast, second: dict[str, str] | None = None, **options: str):
    """kaohe gives 89.5, kaohe2 the same or what ``second`` says."""
    assessment = make_accepted(cast, "kaohe", "kaohe2", **options)
    sign(assessment, cast["kaohe"], **FAILING)
    sign(assessment, cast["kaohe2"], **(FAILING if second is None else second))
    return fresh(assessment)


def make_agreed(cast: Cast, **options: str) -> Assessment:
    """They differ and have signed one sheet together: 89.5."""
    assessment = make_signed_by_both(cast, {}, **options)
    one, two = cast["kaohe"], cast["kaohe2"]
    joint = open_joint_sheet(assessment, act=act_by(one))
    save_scores(joint, cells(FAILING), act=act_by(one))
    sign_scores(joint, act=act_by(one))
    sign_scores(joint, act=act_by(two))
    return fresh(assessment)


def make_concluded(cast: Cast, **options: str) -> Assessment:
    """待公布, 89.5 and so 不合格."""
    assessment = make_signed_by_both(cast, **options)
    return fresh(results.conclude(assessment, act=act_by(cast["jingjibu"])))


def make_passed(cast: Cast, **options: str) -> Assessment:
    """待公布, 100 points."""
    assessment = make_accepted(cast, "kaohe", **options)
    sign(assessment, cast["kaohe"])
    return fresh(results.conclude(fresh(assessment), act=act_by(cast["jingjibu"])))


def make_released(cast: Cast, **options: str) -> Assessment:
    """已公布 不合格."""
    assessment = make_concluded(cast, **options)
    results.release([assessment], act=act_by(cast["jingjibu"]))
    return fresh(assessment)


def make_disputed(cast: Cast, filer: str = "lijiaxiang", **options: str) -> Assessment:
    """异议待复核."""
    assessment = make_released(cast, filer=filer, **options)
    results.object_to(assessment, act=act_by(cast[filer]), reason="评比活动有记录，请复核")
    return fresh(assessment)


def make_under_review(cast: Cast, **options: str) -> Assessment:
    """复核中, with ``cast["kaohe3"]``."""
    assessment = make_disputed(cast, **options)
    results.begin_review(assessment, cast["kaohe3"], act=act_by(cast["jingjibu"]))
    return fresh(assessment)


def sign_review(assessment: Assessment, reviewer: User, **typed: str) -> ScoreSheet:
    """The reviewer's sheet signed: 90 unless ``typed`` says otherwise."""
    sheet = assessment.sheets.get(hand=Hand.REVIEW)
    given = {**FAILING, "item_b1__points": "15", "item_b1__reason": "", **typed}
    save_scores(sheet, cells(given), act=act_by(reviewer))
    return sign_scores(sheet, act=act_by(reviewer))


def make_reviewed(cast: Cast, **options: str) -> Assessment:
    """终评: 90 points, 合格."""
    assessment = make_under_review(cast, **options)
    sign_review(assessment, cast["kaohe3"])
    return fresh(results.conclude_review(assessment, act=act_by(cast["jingjibu"])))


def fresh(assessment: Assessment) -> Assessment:
    """The row as it is in the database now, nothing cached."""
    found = Assessment.objects.select_related("filing__campaign", "filing__organization")
    return found.get(pk=assessment.pk)
