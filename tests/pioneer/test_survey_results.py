"""What 测评 has found: online and on paper added up, told, and filled into annex 3."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioneer.models import SHARE_FACTS, Assessment
from pioneer.scoring import Share
from pioneer.services.assessment import own_sheet
from pioneer.services.survey_answers import MOST_ANSWERS
from pioneer.services.survey_results import (
    added,
    fact_texts,
    fill_facts,
    stated_texts,
    summary_of,
    survey_summary,
    survey_warnings,
)
from pioneer.services.surveys import MOST_ON_PAPER, record_paper, survey_of
from tests.factories.assessments import make_assessment
from tests.factories.pioneer import act_by, type_into
from tests.factories.surveys import (
    AWARE,
    DISSATISFIED,
    NOON,
    OPENED,
    PAPER,
    SATISFIED,
    UNAWARE,
    events_of,
    fill_in,
    make_survey,
)
from tests.refusals import refusal_of


@pytest.fixture
def survey(cast):
    return make_survey(cast, at=OPENED)


def test_paper_is_added_to_what_came_online(cast, survey):
    assert survey_summary(make_assessment(cast, team="没有测评的班").filing.assessment) is None
    record_paper(
        survey.assessment, counts=PAPER, note="班前会", act=act_by(cast["lijiaxiang"], OPENED)
    )
    fill_in(survey, AWARE, UNAWARE, SATISFIED, SATISFIED, DISSATISFIED, at=NOON)
    summary = summary_of(survey_of(survey.assessment), NOON)
    assert summary.shares == {
        "aware": Share(8, 10), "participated": Share(9, 10), "satisfied": Share(2, 3),
    }  # fmt: skip
    assert summary.sentence == (
        "测评问卷：知晓率 80.0%（8/10），参与率 90.0%（9/10），满意率 66.7%（2/3）"
        "（网上 5 份，纸质 8 份，2018年11月19日截止，仍在进行）。"
    )
    assert survey_summary(survey.assessment).closed == (
        "这次测评已于 2018年11月19日 截止，不再接收答卷。"
    )


def test_too_few_and_too_many_members_are_told(cast, survey):
    few = survey_warnings(summary_of(survey, NOON), 20)
    all_of_three = survey_warnings(summary_of(survey, NOON), 3)
    fill_in(survey, *[AWARE] * 21, at=NOON)
    many = survey_warnings(summary_of(survey, NOON), 20)
    assert [few, all_of_three, many] == [
        ["参加测评的岗员现有 0 人，少于 10 人，结果说服力不足，请继续测评。"],
        ["参加测评的岗员现有 0 人，少于 3 人，结果说服力不足，请继续测评。"],
        [
            "参加测评的岗员有 21 人，多于申报表的人数 20 人，可能有人重复作答或选错身份，请核对。"
        ],
    ]  # fmt: skip
    assert survey_warnings(summary_of(survey, NOON), 21) == []


def fill(cast, survey, *, shown=None, base=None, **act):
    texts = fact_texts(summary_of(survey, NOON).shares)
    assessment = Assessment.objects.get(pk=survey.assessment_id)
    return fill_facts(
        assessment,
        shown=texts if shown is None else shown,
        base=stated_texts(assessment) if base is None else base,
        act=act_by(cast["lijiaxiang"], NOON, **act),
    )


def test_sums_become_facts_and_a_rate_nobody_was_asked_about_stays(cast, survey):
    filing = survey.assessment.filing
    type_into(
        filing, cast["lijiaxiang"], valid_count="50", satisfied_count="48", aware_count="约20"
    )
    fill_in(survey, AWARE, AWARE, UNAWARE, at=NOON)
    fill(cast, survey, token="press")
    sheet = own_sheet(survey.assessment)
    facts = {name: getattr(sheet, name) for pair in SHARE_FACTS.values() for name in pair}
    assert facts == {
        "aware_count": 2, "surveyed_count": 3, "participated_count": 2, "member_count": 3,
        "satisfied_count": 48, "valid_count": 50,
    }  # fmt: skip
    filing.refresh_from_db()
    assert (filing.unparsed, filing.updated_at) == ({}, NOON)
    assert events_of(survey)[-1] == (
        "填入测评结果", "测评岗员人数 3，知晓人数 2，岗员人数 3，参与人数 2",
    )  # fmt: skip
    assert fill(cast, survey, token="press") is None


def test_nothing_is_filled_in_that_the_page_did_not_show(cast, survey):
    nothing = refusal_of(fill, cast, survey)
    fill_in(survey, AWARE, at=NOON)
    shown = fact_texts(summary_of(survey, NOON).shares)
    fill_in(survey, AWARE, at=NOON + timedelta(minutes=1))
    moved = refusal_of(fill, cast, survey, shown=shown)
    assert (nothing, moved) == (
        ["还没有收到答卷，也没有登记纸质测评，没有可以填入的数字。"],
        ["您打开页面后，测评的数字有了变化，没有填入。请核对下面的数字后再填入。"],
    )
    assert own_sheet(survey.assessment).aware_count is None


def test_what_a_colleague_typed_meanwhile_is_not_overwritten(cast, survey):
    fill_in(survey, AWARE, AWARE, at=NOON)
    base = stated_texts(survey.assessment)
    type_into(survey.assessment.filing, cast["lijiaxiang2"], aware_count="18")
    (reason,) = refusal_of(fill, cast, survey, base=base)
    assert reason == (
        "您打开页面后，考核评价表的“知晓人数”已改为“18”，测评结果没有填入。"
        "请核对下面的数字后再填入。"
    )
    sheet = own_sheet(survey.assessment)
    assert (sheet.aware_count, sheet.surveyed_count) == (18, None)


def tallies(most):
    """Rate → people, at most so many asked."""
    pairs = st.tuples(st.integers(0, most), st.integers(0, most))
    shares = pairs.map(lambda pair: Share(min(pair), max(pair)))
    return st.fixed_dictionaries(dict.fromkeys(SHARE_FACTS, shares))


@given(tallies(MOST_ANSWERS), tallies(MOST_ON_PAPER))
def test_sum_is_never_negative_nor_more_than_were_asked(online, paper):
    both = added(online, paper)
    for rate, share in both.items():
        assert share.whole == online[rate].whole + paper[rate].whole
        assert 0 <= share.part <= share.whole
        bounds = sorted(each.percent for each in (online[rate], paper[rate]) if each.whole)
        assert share.whole == 0 or bounds[0] <= share.percent <= bounds[-1]
    texts = fact_texts(both)
    asked = {rate for rate, share in both.items() if share.whole}
    assert set(texts) == {name for rate in asked for name in SHARE_FACTS[rate]}
    for rate in asked:
        part, whole = (Fraction(texts[name]) for name in SHARE_FACTS[rate])
        assert part <= whole <= 99_999
