"""评分细则: data that only ever gets new editions, and the page on which they are made."""

import html
import json
import re

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from changxing_union.filing.models import Campaign
from changxing_union.organizations.models import AuditEvent
from pioneer.models import Assessment, Rubric, ScoreSheet
from pioneer.models.assessment import COUNT_FACTS, PIECE_FACTS, SHARE_FACTS
from pioneer.scoring import suggestions, total
from pioneer.services.assessment import own_sheet, rubric_of
from tests.factories.assessments import ALL_WELL, make_assessment
from tests.factories.pioneer import type_into

PAGE = "/pioneer/rubric/"
TOO_SHORT = "请写明修改依据（至少 5 个字），例如会议纪要或答复的日期。"
pytestmark = pytest.mark.django_db


@pytest.fixture
def rubric(cast):
    return Rubric.objects.in_force(Campaign.objects.get())


def typed(rubric, **changed):
    sound = {
        "edition": rubric.pk, "rate_policy": "floor", "rate_combination": "sum",
        "required_kinds": ["training_count", "five_small_count", "appraisal_count"],
        "zero_rule": "yes", "score_step": "0.5", "pass_line": "90",
        "reason": "县总工会2018年5月测试答复",
    }  # fmt: skip
    return {**sound, **changed}


def test_points_of_each_category_add_up_to_what_its_name_says(rubric):
    named = {
        line.category: int(re.search(r"（(\d+)分）", line.category)[1]) for line in rubric.lines
    }
    added = {
        category: total(line.points for line in rubric.lines if line.category == category)
        for category in named
    }
    assert added == named
    assert [len([line for line in rubric.lines if line.category == each]) for each in named] == [
        1, 3, 6,
    ]  # fmt: skip
    assert total(line.points for line in rubric.lines) == 100


def test_every_fact_of_the_rubric_is_a_column_of_the_score_sheet(rubric):
    named = {fact["code"] for line in rubric.lines for fact in line.facts}
    assert named == {*PIECE_FACTS, *COUNT_FACTS, *SHARE_FACTS}
    columns = {field.name for field in ScoreSheet._meta.get_fields()}
    assert columns.issuperset({*PIECE_FACTS, *COUNT_FACTS, *sum(SHARE_FACTS.values(), ())})


def test_another_reading_is_a_new_edition_and_open_assessments_go_by_it(signed_in, cast, rubric):
    filing = make_assessment(cast).filing
    type_into(filing, cast["lijiaxiang"], **{**ALL_WELL, "surveyed_count": "25",
                                             "aware_count": "24"})  # fmt: skip
    answer = signed_in("guanli").post(PAGE, typed(rubric, rate_policy="ceil"), follow=True)
    assert "已启用2018 年评分细则第 2 版。" in answer.text
    edition = Rubric.objects.in_force(Campaign.objects.get())
    assert (edition.version, edition.rate_policy, edition.set_by) == (2, "ceil", cast["guanli"])
    assessment = Assessment.objects.get()
    sheet = own_sheet(assessment)
    points = [suggestions(each.rules, sheet.facts)["B2"].points for each in (rubric, edition)]
    assert ([f"{each}" for each in points], rubric_of(assessment)) == (["25.0", "15.0"], edition)
    (event,) = AuditEvent.objects.filter(action="reference_data")
    assert event.detail["changes"][0]["added"]["object"] == "县总工会2018年5月测试答复"


def test_what_was_judged_stays_with_its_edition(signed_in, cast, rubric):
    assessment = make_assessment(cast)
    assessment.result, assessment.judged_by = own_sheet(assessment), rubric
    assessment.concluded_by, assessment.concluded_at = cast["jingjibu"], timezone.now()
    assessment.save()
    signed_in("guanli").post(PAGE, typed(rubric, zero_rule="no"))
    assert Rubric.objects.count() == 2
    assert rubric_of(Assessment.objects.get()) == rubric


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "各项都与现行细则相同，没有修改。"),
        ({"rate_policy": "ceil", "reason": "因为"}, TOO_SHORT),
        ({"required_kinds": []}, "请至少选择一类活动。"),
        (
            {"required_kinds": list(COUNT_FACTS)},
            "最多选 5 类：每缺一类扣 3 分，15 分只够扣 5 类。",
        ),
        ({"pass_line": "九十"}, "合格线请填写数字，例如 90。"),
        ({"pass_line": "101"}, "合格线应在 0 到 100 之间。"),
        ({"rate_policy": "ceil", "edition": "0"}, None),
    ],
)
def test_change_that_cannot_be_is_told_and_makes_no_edition(signed_in, rubric, changed, sentence):
    answer = signed_in("guanli").post(PAGE, typed(rubric, **changed))
    assert answer.status_code == (404 if sentence is None else 422)
    assert sentence is None or sentence in html.unescape(answer.text)
    assert Rubric.objects.count() == 1


def test_second_administrator_is_told_of_the_first(signed_in, rubric):
    client = signed_in("guanli")
    client.post(PAGE, typed(rubric, rate_policy="ceil"))
    answer = client.post(PAGE, typed(rubric, rate_policy="linear"))
    assert "您打开页面后，评分细则刚被修改，您的修改没有保存。" in answer.text
    assert Rubric.objects.count() == 2


@pytest.mark.parametrize("who", ["lijiaxiang", "jingjibu", "kaohe", "jingsaiban"])
def test_others_read_it_and_change_nothing(signed_in, rubric, who):
    client = signed_in(who)
    page = client.get(PAGE).text
    assert ("培训、“五小”活动、评比、每缺一类扣 3 分" in html.unescape(page)) is True
    assert "启用新细则" not in page
    answer = client.post(PAGE, typed(rubric, rate_policy="ceil"))
    assert answer.status_code == 409
    assert "评分细则由系统管理员按县总工会的决定修改，您的账号没有这项权限。" in answer.text
    assert Rubric.objects.count() == 1


def test_next_year_goes_by_the_last_edition_until_it_has_its_own(signed_in, cast, rubric):
    campaign = Campaign.objects.get()
    campaign.pk, campaign.year, campaign.document_number = None, 2019, "测试〔2019〕1号"
    campaign.save(force_insert=True)
    assert Rubric.objects.in_force(campaign) == rubric
    signed_in("guanli").post(PAGE, typed(rubric, rate_policy="ceil"))
    edition = Rubric.objects.in_force(campaign)
    assert (edition.campaign, edition.version) == (campaign, 1)
    assert Rubric.objects.in_force(rubric.campaign) == rubric


@pytest.mark.parametrize("points", ["-0.5", "5.5"])
def test_points_beyond_the_item_are_refused_by_the_database(cast, points):
    score = own_sheet(make_assessment(cast)).scores["C1"]
    score.points = points
    with pytest.raises(IntegrityError), transaction.atomic():
        score.save(update_fields=["points"])


def test_fixture_names_each_item_once():
    rows = json.loads((settings.BASE_DIR / "fixtures/rubric_2018.json").read_text("utf-8"))
    codes = [item["code"] for item in rows["items"]]
    assert len(codes) == len(set(codes)) == 10
