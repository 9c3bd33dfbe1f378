"""Assessments in the hands of assessors, and their score sheets, made as people make them."""

from collections.abc import Sequence

from changxing_union.filing import services
from changxing_union.filing.models import Filing
from changxing_union.organizations.models import User
from pioneer.models import Assessment, Hand, ScoreSheet
from pioneer.services.score_sheets import (
    assign_assessor,
    open_joint_sheet,
    save_scores,
    sign_scores,
)
from tests.factories.assessments import ALL_WELL, FULL_MARKS, make_assessment
from tests.factories.pioneer import act_by, scan, type_into

VISIT = {"visited_on": "2018年4月10日", "note": "现场测试记录"}
# 14.5 instead of the 15 that the facts suggest.
LOW = {"item_b1__points": "14.5", "item_b1__reason": "评比记录不全"}


def make_under_assessment(
    cast: dict[str, User],
    filer: str = "lijiaxiang",
    *,
    assessors: Sequence[str] = ("kaohe", "kaohe2"),
    unit: str = "长兴测试纺织有限公司",
    team: str = "细纱甲班",
    **typed: str,
) -> Assessment:
    """考核中, assigned and not yet scored; ``typed`` replaces cells of the union's own sheet."""
    filing = make_assessment(cast, filer, unit=unit, team=team).filing
    filing = type_into(filing, cast[filer], **{**ALL_WELL, **FULL_MARKS, **typed})
    services.attach(filing, scan(), slot="sealed_scan", act=act_by(cast[filer]))
    filing = services.file(Filing.objects.get(pk=filing.pk), act=act_by(cast[filer]))
    services.accept(filing, act=act_by(cast["jingjibu"]))
    assessment = Assessment.objects.select_related("filing").get(pk=filing.pk)
    for name in assessors:
        assign_assessor(assessment, cast[name], act=act_by(cast["jingjibu"]))
    return assessment


def score_cells(**typed: str) -> dict[str, str]:
    """Every cell of a sheet with full marks; ``__`` stands for the dash, ``typed`` replaces."""
    texts = {**ALL_WELL, **FULL_MARKS, **VISIT, **typed}
    return {name.replace("__", "-"): text for name, text in texts.items()}


def sheet_of(assessment: Assessment, assessor: User) -> ScoreSheet:
    """The sheet of one assessor."""
    return assessment.sheets.get(hand=Hand.ASSESSOR, assessor=assessor)


def make_scored(assessment: Assessment, assessor: User, **typed: str) -> ScoreSheet:
    """Full marks, not signed; ``typed`` replaces cells."""
    return save_scores(sheet_of(assessment, assessor), score_cells(**typed), act=act_by(assessor))


def make_signed_sheet(assessment: Assessment, assessor: User, **typed: str) -> ScoreSheet:
    """As ``make_scored``, signed."""
    return sign_scores(make_scored(assessment, assessor, **typed), act=act_by(assessor))


def make_differing(cast: dict[str, User], **options: str) -> Assessment:
    """Both have signed; on the second item they differ."""
    assessment = make_under_assessment(cast, **options)
    make_signed_sheet(assessment, cast["kaohe"], **LOW)
    make_signed_sheet(assessment, cast["kaohe2"])
    return assessment


def make_joint(cast: dict[str, User], **options: str) -> ScoreSheet:
    """合议 begun: one item is left to agree on."""
    assessment = make_differing(cast, **options)
    return open_joint_sheet(assessment, act=act_by(cast["kaohe"]))
