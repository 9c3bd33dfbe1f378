"""From two sealed score sheets to a released result, its dispute and its review."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from changxing_union.filing import services
from changxing_union.filing.models import Filing
from changxing_union.organizations.models import Role
from pioneer.models import Assessment, Hand, Rubric
from pioneer.scoring import Verdict
from pioneer.services import results
from pioneer.services.rubrics import change_reading, reading_of
from pioneer.services.score_seal import seal_of
from pioneer.services.score_sheets import (
    assign_assessor,
    fresh_sheet,
    open_joint_sheet,
    save_scores,
    sign_scores,
)
from tests.factories.assessments import ALL_WELL, FULL_MARKS, make_self_scored
from tests.factories.organizations import make_user
from tests.factories.pioneer import act_by
from tests.refusals import refusal_of

VISIT = {"visited_on": "2018年4月10日", "note": "现场测试记录"}


@pytest.fixture
def assessors(cast):
    return cast["kaohe"], cast["kaohe2"]


@pytest.fixture
def assessment(cast, assessors):
    filing = services.file(make_self_scored(cast), act=act_by(cast["lijiaxiang"]))
    services.accept(filing, act=act_by(cast["jingjibu"]))
    assessment = Assessment.objects.select_related("filing").get(pk=filing.pk)
    for assessor in assessors:
        assign_assessor(assessment, assessor, act=act_by(cast["jingjibu"]))
    return assessment


def scored(assessment, assessor, **typed):
    sheet = assessment.sheets.get(hand=Hand.ASSESSOR, assessor=assessor)
    texts = {**ALL_WELL, **FULL_MARKS, **VISIT, **typed}
    cells = {name.replace("__", "-"): text for name, text in texts.items()}
    return save_scores(sheet, cells, act=act_by(assessor))


def signed(assessment, assessor, **typed):
    return sign_scores(scored(assessment, assessor, **typed), act=act_by(assessor))


def fresh(assessment):
    return Assessment.objects.get(pk=assessment.pk)


def test_scores_are_sealed_until_both_are_in(cast, assessment, assessors):
    one, two = assessors
    first = signed(assessment, one)
    second = scored(assessment, two)
    readers = (one, two, cast["jingjibu"])
    assert [seal_of(assessment).opens(first, user) for user in readers] == [True, False, False]
    sign_scores(second, act=act_by(two))
    assert [seal_of(assessment).opens(first, user) for user in readers] == [True, True, True]


def test_blank_item_and_missing_visit_bar_the_signature(assessment, assessors):
    sheet = scored(assessment, assessors[0], item_c1__points="", visited_on="")
    assert refusal_of(sign_scores, sheet, act=act_by(assessors[0])) == [
        "请填写现场考核日期。", "请填写第 5 项的得分。",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"item_a1__points": "18.5"},
            "第 1 项建议分为 20 分，给 18.5 分请写明理由。",
        ),
        ({"item_c1__points": "5.5"}, "第 5 项考核分最多 5 分，填的是 5.5 分，请核对。"),
        ({"aware_count": "21"}, "知晓人数 21，多于测评岗员人数 20，请核对。"),
        ({"item_b1__points": "十五"}, "第 2 项考核分请填写数字，例如 15。"),
    ],
)
def test_score_that_cannot_be_is_told(assessment, assessors, typed, sentence):
    sheet = scored(assessment, assessors[0], **typed)
    assert sentence in refusal_of(sign_scores, sheet, act=act_by(assessors[0]))


def test_reason_makes_another_score_than_suggested_good(assessment, assessors):
    sheet = signed(assessment, assessors[0], item_a1__points="18.5", item_a1__reason="总结过简")
    item = fresh_sheet(sheet).judgement["items"]["A1"]
    assert (item["suggested"], item["points"], item["reason"]) == ("20", "18.5", "总结过简")
    assert refusal_of(save_scores, sheet, {"note": "再改"}, act=act_by(assessors[0])) == [
        "这份评分表已经签署，不能再改。如需更正，请联系县总工会经济工作部。",
    ]  # fmt: skip


def disagreed(assessment, assessors):
    """89.5 and 92.0; what they agree on leaves item B1 to be agreed."""
    one, two = assessors
    low = {"item_a1__points": "15", "has_own_plan": "no", "item_b3__points": "5",
           "has_summary_text": "no"}  # fmt: skip
    signed(assessment, one, **low, item_b1__points="14.5", item_b1__reason="评比记录不全")
    signed(assessment, two, **low)


def test_two_who_differ_sign_one_sheet_together(cast, assessment, assessors):
    disagreed(assessment, assessors)
    clerk = act_by(cast["jingjibu"])
    assert refusal_of(results.conclude, assessment, act=clerk) == [results.NOT_JOINT]
    one, two = assessors
    joint = open_joint_sheet(assessment, act=act_by(one))
    scores = fresh_sheet(joint).scores
    assert [code for code, score in scores.items() if score.points is None] == ["B1"]
    cells = {"item_b1-points": "14.5", "item_b1-reason": "评比记录不全"}
    save_scores(joint, cells, act=act_by(two))
    sign_scores(joint, act=act_by(one))
    assert refusal_of(results.conclude, assessment, act=clerk) == [results.NOT_JOINT]
    sign_scores(joint, act=act_by(two))
    results.conclude(assessment, act=clerk)
    assert results.result_of(fresh(assessment)) == (Decimal("89.5"), Verdict.FAILED)
    assert fresh(assessment).result.hand == Hand.JOINT


def concluded(cast, assessment, assessors, **typed):
    for assessor in assessors:
        signed(assessment, assessor, **typed)
    return results.conclude(assessment, act=act_by(cast["jingjibu"]))


FAILING = {
    "item_a1__points": "15", "has_own_plan": "no", "item_b3__points": "5",
    "has_summary_text": "no", "item_b1__points": "14.5", "item_b1__reason": "评比记录不全",
}  # fmt: skip


def test_result_is_released_disputed_once_and_reviewed_by_another(cast, assessment, assessors):
    clerk, union = act_by(cast["jingjibu"]), act_by(cast["lijiaxiang"])
    concluded(cast, assessment, assessors, **FAILING)
    early = refusal_of(results.object_to, assessment, act=union, reason="评分偏低")
    assert early == [results.NOT_RELEASED]
    assert results.release([assessment], act=clerk) == 1
    assert Filing.objects.get(pk=assessment.pk).state_label == "考核完成"
    results.object_to(assessment, act=union, reason="评比活动有记录，请复核")
    again = refusal_of(results.object_to, assessment, act=union, reason="再次申请复核")
    assert again == [results.OBJECTED]
    own = refusal_of(results.begin_review, assessment, assessors[0], act=clerk)
    assert own == ["测试kaohe参加过这次考核，复核须由另外的考核员办理。"]
    third = make_user("kaohe3", "330522", Role.ASSESSOR)
    sheet = results.begin_review(assessment, third, act=clerk)
    typed = {**ALL_WELL, **FULL_MARKS, **VISIT, **FAILING, "item_b1__points": "15",
             "item_b1__reason": ""}  # fmt: skip
    cells = {name.replace("__", "-"): text for name, text in typed.items()}
    sign_scores(save_scores(sheet, cells, act=act_by(third)), act=act_by(third))
    results.conclude_review(assessment, act=clerk)
    ended = fresh(assessment)
    assert results.result_of(ended) == (Decimal("90.0"), Verdict.PASSED)
    disputed = sum(score.points for score in ended.objection.disputed.item_scores.all())
    assert (disputed, ended.result.assessor) == (Decimal("89.5"), third)


def test_result_without_all_of_its_facts_is_refused_by_the_database(cast, assessment, assessors):
    clerk = cast["jingjibu"]
    only = Assessment.objects.filter(pk=assessment.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        only.update(concluded_by=clerk)
    concluded(cast, assessment, assessors)
    for fact in ("result", "judged_by", "concluded_by", "concluded_at"):
        with pytest.raises(IntegrityError), transaction.atomic():
            only.update(**{fact: None})
    assert only.get().concluded_by == clerk


def test_mistake_found_before_the_release_is_taken_back(cast, assessment, assessors):
    clerk = act_by(cast["jingjibu"])
    concluded(cast, assessment, assessors)
    results.reopen(assessment, act=clerk, reason="第三项数据录错")
    assert results.result_of(fresh(assessment)) == (None, Verdict.INCOMPLETE)
    assert refusal_of(results.release, [assessment], act=clerk) == [
        f"{assessment.filing.subject}：考核结果还没有确定，不能公布。"
    ]
    concluded(cast, assessment, assessors)
    results.release([assessment], act=clerk)
    assert refusal_of(results.reopen, assessment, act=clerk, reason="再次撤回") == [
        results.RELEASED
    ]


def test_reading_changed_after_closing_changes_no_closed_result(cast, assessment, assessors):
    concluded(cast, assessment, assessors, surveyed_count="25", aware_count="24")
    before = results.result_of(fresh(assessment))
    campaign = assessment.filing.campaign
    rubric = Rubric.objects.in_force(campaign)
    stricter = reading_of(rubric)
    stricter = type(stricter)(**{**vars(stricter), "rate_policy": "ceil", "pass_line": Decimal(99)})
    change_reading(campaign, rubric, stricter, reason="测试用的新理解", act=act_by(cast["guanli"]))
    after = fresh(assessment)
    assert results.result_of(after) == before == (Decimal("100.0"), Verdict.PASSED)
    assert (after.judged_by, after.result.judgement["policy"]) == (rubric, "不足一档的不扣")


def test_reading_changed_between_signature_and_result_asks_for_a_new_look(
    cast, assessment, assessors
):
    for assessor in assessors:
        signed(assessment, assessor)
    campaign = assessment.filing.campaign
    rubric = Rubric.objects.in_force(campaign)
    other = type(reading_of(rubric))(**{**vars(reading_of(rubric)), "zero_rule": False})
    change_reading(campaign, rubric, other, reason="测试用的新理解", act=act_by(cast["guanli"]))
    assert refusal_of(results.conclude, assessment, act=act_by(cast["jingjibu"])) == [
        results.READ_ANEW
    ]
