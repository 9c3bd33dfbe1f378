"""Teams in cultivation and their 考核评价表, made as people make them."""

from changxing_union.filing import services
from changxing_union.filing.models import Filing
from changxing_union.organizations.models import User
from pioneer.models import Assessment
from pioneer.services.assessment import form_type_for, open_assessment
from tests.factories.pioneer import act_by, make_approved, scan, type_into

# Nothing is missing: 100 points.
ALL_WELL = {
    "has_superior_notice": "yes", "has_own_plan": "yes", "has_activity_record": "yes",
    "has_year_summary": "yes", "training_count": "3", "five_small_count": "2",
    "appraisal_count": "1", "surveyed_count": "20", "aware_count": "20", "member_count": "20",
    "participated_count": "20", "valid_count": "50", "satisfied_count": "50",
    "has_summary_text": "yes", "has_summary_pictures": "yes", "wall_leaders": "yes",
    "wall_post": "yes", "wall_members": "yes", "wall_slogan": "yes", "wall_promise": "yes",
    "wall_phone": "yes", "phone_number": "0572-6000000",
}  # fmt: skip
FULL_MARKS = {
    "item_a1__points": "20", "item_b1__points": "15", "item_b2__points": "25",
    "item_b3__points": "10", **{f"item_c{number}__points": "5" for number in range(1, 7)},
}  # fmt: skip


def make_assessment(cast: dict[str, User], filer: str = "lijiaxiang", **options: str) -> Assessment:
    """草稿 of a team in cultivation, nothing filled in."""
    approved = make_approved(cast[filer], cast["jingjibu"], cast["jingsaiban"], **options)
    application = approved.pioneer_application
    form_type = form_type_for(application)
    assert form_type is not None
    return open_assessment(form_type, application, act=act_by(cast[filer]))


def make_self_scored(cast: dict[str, User], filer: str = "lijiaxiang", **typed: str) -> Filing:
    """草稿 with nothing left against 上报; ``typed`` replaces cells."""
    filing = make_assessment(cast, filer).filing
    filing = type_into(filing, cast[filer], **{**ALL_WELL, **FULL_MARKS, **typed})
    services.attach(filing, scan(), slot="sealed_scan", act=act_by(cast[filer]))
    return Filing.objects.get(pk=filing.pk)
