"""测评问卷: opened until a day by its union, answered within bounds, paper beside it."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from changxing_union.filing import services
from changxing_union.filing.models import Filing
from changxing_union.kernel.dates import SHANGHAI
from changxing_union.kernel.refusals import Refused
from pioneer.models import Survey, SurveyAnswer
from pioneer.services.survey_answers import (
    CROWDED,
    FULL,
    MOST_ANSWERS,
    MOST_PER_MINUTE,
    answer,
    find_survey,
)
from pioneer.services.survey_results import (
    fill_facts,
)
from pioneer.services.surveys import (
    CHANGED_SINCE,
    close_survey,
    edition_of,
    record_paper,
    schedule_survey,
    survey_of,
    usual_day,
)
from tests.factories.assessments import make_assessment, make_self_scored
from tests.factories.pioneer import act_by
from tests.factories.surveys import (
    AWARE,
    CLOSES_ON,
    NO_PAPER,
    NOON,
    OPENED,
    PAPER,
    events_of,
    fill_in,
    make_survey,
)
from tests.refusals import refusal_of
from tests.scenarios.http_clerk import at_once


@pytest.fixture
def survey(cast):
    return make_survey(cast, at=OPENED)


def test_token_is_80_bits_of_signs_that_are_not_confused(survey):
    assert (len(survey.token), set(survey.token) & set("01IO")) == (16, set())
    assert survey.shown_token.replace("-", "") == survey.token
    typed = (
        survey.shown_token,
        survey.token.lower(),
        f" {survey.shown_token[:9]} {survey.token[8:]}",
    )
    assert [find_survey(text) == survey for text in typed] == [True, True, True]
    assert find_survey(survey.token[:-1]) is None


def test_closing_day_offered_is_a_fortnight_ahead_or_the_deadline(cast):
    filing = make_assessment(cast).filing
    days = (date(2018, 11, 1), date(2018, 11, 20), date(2018, 11, 27), date(2018, 12, 30))
    assert [usual_day(filing, day) for day in days] == [
        date(2018, 11, 15), date(2018, 11, 26), date(2018, 12, 11), date(2018, 12, 31),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("today", "closes_on", "reasons"),
    [
        (OPENED, date(2018, 11, 4), ["截止日期已经过去，请选择今天或以后的日期。"]),
        (OPENED, date(2019, 1, 1), ["截止日期最晚为 2018年12月31日，请改早一些。"]),
        (
            datetime(2019, 1, 10, 9, tzinfo=SHANGHAI),
            date(2019, 3, 1),
            ["截止日期最晚为 2019年2月9日，请改早一些。"],
        ),
    ],
)
def test_closing_day_is_neither_past_nor_beyond_the_year(cast, today, closes_on, reasons):
    assessment = make_assessment(cast)
    act = act_by(cast["lijiaxiang"], today)
    assert refusal_of(schedule_survey, assessment, closes_on=closes_on, act=act) == reasons
    assert survey_of(assessment) is None


def test_survey_is_opened_once_however_often_it_is_pressed(cast):
    assessment = make_assessment(cast)
    act = act_by(cast["lijiaxiang"], OPENED, token="press", seen="none")
    first, again = (schedule_survey(assessment, closes_on=CLOSES_ON, act=act) for _ in range(2))
    assert (first, Survey.objects.count()) == (again, 1)
    assert events_of(first) == [("开启测评", "截止日期 2018年11月19日")]


def test_day_is_moved_survey_closed_and_opened_again(cast, survey):
    act = act_by(cast["lijiaxiang"], OPENED)
    schedule_survey(survey.assessment, closes_on=date(2018, 11, 21), act=act)
    assert close_survey(survey.assessment, act=act).closed_at == OPENED
    assert refusal_of(close_survey, survey.assessment, act=act) == [
        "这次测评已经结束，不需要再结束一次。"
    ]
    again = schedule_survey(survey.assessment, closes_on=date(2018, 11, 22), act=act)
    assert (again.token, again.closed_at) == (survey.token, None)
    assert events_of(survey) == [
        ("开启测评", "截止日期 2018年11月19日"), ("改测评截止日期", "截止日期 2018年11月21日"),
        ("结束测评", ""), ("重新开放测评", "截止日期 2018年11月22日"),
    ]  # fmt: skip


def test_stale_page_changes_nothing(cast, survey):
    seen = edition_of(survey)
    close_survey(survey.assessment, act=act_by(cast["lijiaxiang"], OPENED))
    act = act_by(cast["lijiaxiang2"], OPENED, seen=seen)
    later = date(2018, 11, 25)
    refused = refusal_of(schedule_survey, survey.assessment, closes_on=later, act=act)
    assert (refused, survey_of(survey.assessment).closes_on) == ([CHANGED_SINCE], CLOSES_ON)
    refused = refusal_of(record_paper, survey.assessment, counts=PAPER, note="班前会", act=act)
    assert refused == [CHANGED_SINCE]


@pytest.mark.parametrize("username", ["meishan", "jingjibu", "kaohe"])
def test_nobody_but_its_filers_runs_a_survey(cast, survey, username):
    act, assessment = act_by(cast[username], OPENED), survey.assessment
    reason = ["测评问卷由填报单位的填报员办理，您的账号没有这项权限。"]
    assert [
        refusal_of(schedule_survey, assessment, closes_on=CLOSES_ON, act=act),
        refusal_of(close_survey, assessment, act=act),
        refusal_of(record_paper, assessment, counts=PAPER, note="班前会", act=act),
        refusal_of(fill_facts, assessment, shown={}, base={}, act=act),
    ] == [reason] * 4


def test_after_filing_a_survey_can_only_be_ended(cast):
    filing = services.file(make_self_scored(cast), act=act_by(cast["lijiaxiang"]))
    assessment, act = filing.assessment, act_by(cast["lijiaxiang"], OPENED)
    reason = ["考核评价表已经上报，测评问卷不能再改。如需继续测评，请先撤回，或请县总工会退回。"]
    assert refusal_of(schedule_survey, assessment, closes_on=CLOSES_ON, act=act) == reason
    services.withdraw(filing, act=act_by(cast["lijiaxiang"]))
    schedule_survey(assessment, closes_on=CLOSES_ON, act=act)
    services.file(filing, act=act_by(cast["lijiaxiang"]))
    assert refusal_of(record_paper, assessment, counts=PAPER, note="班前会", act=act) == reason
    assert close_survey(assessment, act=act).closed_at == OPENED


def test_survey_closes_at_midnight_in_changxing(survey):
    midnight = datetime(2018, 11, 20, tzinfo=SHANGHAI)
    answer(survey, AWARE, press="", at=midnight - timedelta(microseconds=1))
    assert refusal_of(answer, survey, AWARE, press="", at=midnight) == [
        "这次测评已于 2018年11月19日 截止，不再接收答卷。"
    ]
    assert survey.answers.get().answered_on == CLOSES_ON


def test_closed_survey_and_one_of_a_void_form_take_no_answer(cast, survey):
    close_survey(survey.assessment, act=act_by(cast["lijiaxiang"], NOON))
    closed = refusal_of(answer, survey, AWARE, press="", at=NOON)
    Filing.objects.filter(pk=survey.assessment.pk).update(
        state="void", first_filed_at=NOON, due_on=CLOSES_ON, version=1
    )
    void = refusal_of(answer, survey, AWARE, press="", at=NOON)
    assert (closed, void) == (
        ["这次测评已于 2018年11月5日 结束，不再接收答卷。"],
        ["这次测评已经取消，不再接收答卷。"],
    )


def test_press_counts_once_and_others_count(survey):
    for press in ("one", "two", "one", "", ""):
        answer(survey, AWARE, press=press, at=NOON)
    assert survey.answers.count() == 4


def full_but_for(survey, room):
    """As many answers as there may be, save ``room``; all of them of another minute."""
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(survey=survey, respondent="customer", is_satisfied=True, answered_on=CLOSES_ON)
        for _ in range(MOST_ANSWERS - room)
    )


def crowded_but_for(survey, room):
    """As many answers in the minute of ``NOON`` as there may be, save ``room``."""
    Survey.objects.update(busy_minute=NOON, busy_count=MOST_PER_MINUTE - room)


def test_minute_takes_so_many_answers_and_the_next_one_more(survey):
    fill_in(survey, *[AWARE] * MOST_PER_MINUTE, at=NOON)
    last_second = NOON + timedelta(seconds=59)
    assert refusal_of(answer, survey, AWARE, press="", at=last_second) == [CROWDED]
    answer(survey, AWARE, press="", at=NOON + timedelta(seconds=60))
    assert survey.answers.count() == MOST_PER_MINUTE + 1


def test_survey_takes_so_many_answers_in_all(survey):
    full_but_for(survey, 1)
    answer(survey, AWARE, press="", at=NOON)
    assert refusal_of(answer, survey, AWARE, press="", at=NOON + timedelta(hours=1)) == [FULL]


def test_presses_are_not_kept_for_ever(survey):
    for minute in range(3):
        fill_in(survey, *[AWARE] * MOST_PER_MINUTE, at=NOON + timedelta(minutes=minute))
    assert len(Survey.objects.get().recent_presses) == 2 * MOST_PER_MINUTE


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("but_for", [full_but_for, crowded_but_for])
def test_of_many_at_the_limit_only_as_many_pass_as_there_is_room(cast, but_for):
    survey = make_survey(cast, at=OPENED)
    but_for(survey, 3)

    def respond(number):
        try:
            answer(survey, AWARE, press=f"page-{number}", at=NOON)
        except Refused:
            return "refused"
        return "counted"

    outcomes = at_once(*(lambda number=number: respond(number) for number in range(8)))
    assert sorted(outcomes) == ["counted"] * 3 + ["refused"] * 5
    assert survey.answers.filter(respondent="member").count() == 3


@pytest.mark.django_db(transaction=True)
def test_doubled_press_at_the_same_moment_counts_once(cast):
    survey = make_survey(cast, at=OPENED)
    at_once(*[lambda: answer(survey, AWARE, press="page", at=NOON)] * 4)
    assert survey.answers.count() == 1


def test_nothing_of_who_answers_is_stored(survey):
    answer(survey, AWARE, press="page-of-somebody", at=NOON)
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, "pioneer_surveyanswer")
    assert [column.name for column in columns] == [
        "id", "respondent", "is_aware", "has_participated", "is_satisfied", "answered_on",
        "survey_id",
    ]  # fmt: skip
    assert SurveyAnswer.objects.values_list("answered_on").get() == (NOON.date(),)
    assert "page-of-somebody" not in f"{Survey.objects.values().get()}"


@pytest.mark.parametrize(
    "columns",
    [
        {"respondent": "member", "is_aware": True},
        {"respondent": "member", "is_aware": True, "has_participated": True, "is_satisfied": True},
        {"respondent": "customer"},
        {"respondent": "customer", "is_satisfied": True, "is_aware": False},
        {"respondent": "passer-by", "is_satisfied": True},
    ],
)
def test_database_holds_only_answers_that_fit_their_respondent(survey, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        SurveyAnswer.objects.create(survey=survey, answered_on=CLOSES_ON, **columns)
    assert SurveyAnswer.objects.count() == 0


def test_database_holds_no_more_aware_than_asked(survey):
    with pytest.raises(IntegrityError), transaction.atomic():
        Survey.objects.update(paper_aware_count=1)


@pytest.mark.parametrize(
    ("counts", "note", "reasons"),
    [
        ({"aware_count": 9}, "班前会", ["知晓人数 9，多于测评岗员人数 8，请核对。"]),
        ({"satisfied_count": 1}, "班前会", ["满意答卷数 1，多于有效答卷数 0，请核对。"]),
        ({"surveyed_count": 90_001}, "班前会", ["测评岗员人数最大为 90000，请核对。"]),
        ({}, " ", ["请写明如何测评，例如“11月6日班前会发卷，当场收回”。"]),
        ({}, "卷" * 501, ["“如何测评”最多 500 个字，现有 501 个字，请精简。"]),
    ],
)
def test_paper_that_cannot_be_is_refused(cast, survey, counts, note, reasons):
    act = act_by(cast["lijiaxiang"], OPENED)
    typed = {**PAPER, **counts}
    assert refusal_of(record_paper, survey.assessment, counts=typed, note=note, act=act) == reasons
    assert survey_of(survey.assessment).paper_at is None


def test_draft_is_deleted_with_its_survey(cast, survey):
    answer(survey, AWARE, press="", at=NOON)
    services.delete_draft(survey.assessment.filing, act=act_by(cast["lijiaxiang"]))
    assert (Survey.objects.count(), SurveyAnswer.objects.count()) == (0, 0)


def test_paper_of_nothing_is_recorded_without_a_note(cast, survey):
    act = act_by(cast["lijiaxiang"], OPENED)
    recorded = record_paper(survey.assessment, counts=NO_PAPER, note="", act=act)
    assert (recorded.paper_by, recorded.paper_at) == (cast["lijiaxiang"], OPENED)
