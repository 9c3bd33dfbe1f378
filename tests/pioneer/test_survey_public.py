"""The public page of 测评问卷: no login, no script, and a polite word to who has answered."""

import html
import re

import pytest
from django.test import Client

from changxing_union.kernel.dates import show_date
from changxing_union.organizations.models import AuditEvent
from pioneer.models import Survey, SurveyAnswer
from pioneer.services.survey_answers import MOST_ANSWERS, MOST_PER_MINUTE
from pioneer.services.surveys import close_survey
from tests.factories.pioneer import act_by
from tests.factories.surveys import OPENED, make_survey

MEMBER = {"respondent": "member", "is_aware": "yes", "has_participated": "no"}
CUSTOMER = {"respondent": "customer", "is_satisfied": "no"}
NOT_CUSTOMER = "这一题由服务对象回答，您选的身份是岗员。请改选“不答”，或改选身份。"
NOT_MEMBER = "这一题由岗员回答，您选的身份是服务对象。请改选“不答”，或改选身份。"


@pytest.fixture
def survey(cast):
    return make_survey(cast)


def url_of(survey):
    return f"/pioneer/surveys/{survey.shown_token}/"


def sentences(response):
    """Name of a question → what the page says of it."""
    text = html.unescape(response.text)
    found = re.findall(r'id="msg-(\w+)" data-level="error">(?:<p>(.*?)</p>)?</div>', text)
    return {name: sentence for name, sentence in found if sentence}


def chosen(response):
    """What is chosen on the page, by question."""
    inputs = re.findall(r'<input type="radio" [^>]*checked[^>]*>', response.text)
    return {
        re.search(r'name="(\w+)"', tag)[1]: re.search(r'value="(\w*)"', tag)[1] for tag in inputs
    }


def test_page_says_who_asks_whose_team_it_is_till_when_and_that_it_is_anonymous(survey):
    page = Client().get(url_of(survey))
    text = html.unescape(re.sub(r"<[^>]+>", "", page.text))
    for words in (
        "2018 年“工人先锋号”创建活动测评", "细纱甲班", "长兴测试纺织有限公司",
        f"由李家巷镇总工会组织，{show_date(survey.closes_on)}", "不记名",
    ):  # fmt: skip
        assert words in text
    assert (page.status_code, page["X-Robots-Tag"]) == (200, "noindex, nofollow")
    assert ("<script" in page.text, "no-store" in page["Cache-Control"]) == (False, True)
    assert list(page.cookies) == ["csrftoken"]


@pytest.mark.parametrize(
    ("typed", "answers"),
    [(MEMBER, ("member", True, False, None)), (CUSTOMER, ("customer", None, None, False))],
)
def test_answer_is_counted_and_the_device_marked(survey, typed, answers):
    client = Client()
    sent = client.post(url_of(survey), typed)
    assert (sent.status_code, sent.url) == (302, f"{url_of(survey)}thanks/")
    assert "答卷已交，谢谢您" in client.get(sent.url).text
    columns = ("respondent", "is_aware", "has_participated", "is_satisfied")
    assert SurveyAnswer.objects.values_list(*columns).get() == answers
    (cookie,) = (each for name, each in client.cookies.items() if name.startswith("survey"))
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (
        True, "Lax", "/pioneer/surveys/",
    )  # fmt: skip
    again = [client.get(url_of(survey)), client.post(url_of(survey), typed)]
    assert [page.status_code for page in again] == [200, 409]
    assert ["这部手机已经交过一份答卷" in page.text for page in again] == [True, True]
    assert SurveyAnswer.objects.count() == 1


def test_mark_of_one_survey_or_a_made_up_one_says_nothing_of_another(cast, survey):
    client, other = Client(), make_survey(cast, team="另一个班")
    client.post(url_of(survey), MEMBER)
    assert "这部手机已经交过" not in client.get(url_of(other)).text
    client.cookies[f"survey_{other.pk}"] = "1:made:up"
    assert "这部手机已经交过" not in client.get(url_of(other)).text
    assert client.get(f"{url_of(other)}thanks/").url == url_of(other)


def test_second_click_before_the_first_is_answered_counts_once(survey):
    typed = {**MEMBER, "press": re.search(r'name="press" value="(\w+)"', page_text(survey))[1]}
    sent = [Client().post(url_of(survey), typed) for _ in range(2)]
    assert [each.status_code for each in sent] == [302, 302]
    assert SurveyAnswer.objects.count() == 1


def page_text(survey):
    return Client().get(url_of(survey)).text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, {"respondent": "请选择您的身份。"}),
        ({"respondent": "chairman"}, {"respondent": "请从列出的选项中选择一项。"}),
        ({"respondent": ["", "\ud83d"]}, {"respondent": "请从列出的选项中选择一项。"}),
        (
            {"respondent": "member", "is_aware": "yes"},
            {"has_participated": "请选择一项。"},
        ),
        ({**MEMBER, "is_aware": "perhaps"}, {"is_aware": "请从列出的选项中选择一项。"}),
        ({**MEMBER, "is_satisfied": "yes"}, {"is_satisfied": NOT_CUSTOMER}),
        (
            {**MEMBER, "respondent": "customer"},
            {
                "is_aware": NOT_MEMBER, "has_participated": NOT_MEMBER,
                "is_satisfied": "请选择一项。",
            },
        ),
    ],
)  # fmt: skip
def test_garbage_and_wrong_combinations_are_told_and_not_counted(survey, typed, told):
    typed = {name: str(text).encode("utf-8", "replace").decode() for name, text in typed.items()}
    page = Client().post(url_of(survey), typed)
    assert (page.status_code, sentences(page)) == (422, told)
    assert SurveyAnswer.objects.count() == 0


def test_what_was_chosen_by_mistake_stays_and_can_be_taken_back(survey):
    typed = {**MEMBER, "is_satisfied": "yes"}
    page = Client().post(url_of(survey), typed)
    assert chosen(page) == typed
    assert page.text.count("不答</label>") == 1
    assert Client().post(url_of(survey), {**typed, "is_satisfied": ""}).status_code == 302


def test_closed_survey_says_so_and_takes_nothing(cast, survey):
    close_survey(survey.assessment, act=act_by(cast["lijiaxiang"], OPENED))
    pages = [Client().get(url_of(survey)), Client().post(url_of(survey), MEMBER)]
    assert [page.status_code for page in pages] == [200, 409]
    assert ["这次测评已于 2018年11月5日 结束" in page.text for page in pages] == [True, True]
    assert SurveyAnswer.objects.count() == 0


def test_past_its_last_day_a_survey_is_closed(cast):
    survey = make_survey(cast, at=OPENED)
    assert "这次测评已于 2018年11月19日 截止" in Client().get(url_of(survey)).text


def test_bounds_are_told_with_what_was_chosen(survey):
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(
            survey=survey, respondent="customer", is_satisfied=True, answered_on=survey.closes_on
        )
        for _ in range(MOST_ANSWERS)
    )
    page = Client().post(url_of(survey), MEMBER)
    assert (page.status_code, chosen(page)) == (409, MEMBER)
    assert "这份问卷收到的答卷已达上限，不再接收。" in page.text
    assert Survey.objects.get().busy_count < MOST_PER_MINUTE


def test_body_far_larger_than_any_answer_is_refused(survey):
    page = Client().post(url_of(survey), {**MEMBER, "note": "长" * 4096})
    assert (page.status_code, SurveyAnswer.objects.count()) == (413, 0)


@pytest.mark.parametrize("token", ["2222-2222-2222-2222", "x", "二维码", "2" * 3000])
def test_unknown_code_is_not_found(cast, token):
    client = Client()
    assert client.get(f"/pioneer/surveys/{token}/").status_code == 404
    assert client.post(f"/pioneer/surveys/{token}/", MEMBER).status_code == 404
    assert client.get(f"/pioneer/surveys/{token}/thanks/").status_code == 404
    assert AuditEvent.objects.count() == 0


def test_code_typed_in_small_letters_without_dashes_leads_to_the_page(survey):
    assert Client().get(f"/pioneer/surveys/{survey.token.lower()}/").status_code == 200


def test_post_without_the_csrf_token_is_not_counted(survey):
    page = Client(enforce_csrf_checks=True).post(url_of(survey), MEMBER)
    assert (page.status_code, SurveyAnswer.objects.count()) == (403, 0)


def test_page_takes_as_many_queries_however_many_have_answered(survey, django_assert_num_queries):
    for number in range(3):
        with django_assert_num_queries(1):
            Client().get(url_of(survey))
        Client().post(url_of(survey), {**MEMBER, "press": f"{number}"})
