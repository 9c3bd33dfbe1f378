"""测评问卷 as its union runs it and the county reads it; the sheet for the notice board."""

import html
import io
import json
import re
import unicodedata

import pytest
from pypdf import PdfReader

from changxing_union.filing import services
from changxing_union.filing.models import Filing
from changxing_union.kernel.dates import show_date, show_weekday
from changxing_union.organizations.models import AuditEvent
from pioneer.models import Assessment, Survey
from pioneer.printing.survey_poster import SurveyPoster, render_poster
from pioneer.services.assessment import own_sheet
from pioneer.services.score_sheets import assign_assessor
from pioneer.services.survey_answers import answer
from pioneer.services.surveys import schedule_survey, survey_of
from tests.factories.assessments import make_assessment, make_self_scored
from tests.factories.pioneer import act_by, make_approved, type_into
from tests.factories.responses import content_of
from tests.factories.surveys import AWARE, SATISFIED, UNAWARE, make_survey

PAPER = {
    "surveyed_count": "8", "aware_count": "7人", "member_count": "8", "participated_count": "8",
    "valid_count": "", "satisfied_count": "", "paper_note": "11月6日班前会发卷",
}  # fmt: skip
READERS = ("lijiaxiang", "lijiaxiang2", "jingjibu", "zonggonghui", "kaohe")
STRANGERS = ("meishan", "kaohe2", "guanli", "shenji")


@pytest.fixture
def survey(cast):
    return make_survey(cast)


@pytest.fixture
def client(signed_in):
    return signed_in("lijiaxiang")


def page_of(survey, action=""):
    return f"/pioneer/assessments/{survey.assessment.filing.reference}/survey/{action}"


def words_of(response):
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]+>", "", response.text)))


def hidden(response, name):
    found = re.search(rf'name="{name}"(?: value="([^"]*)")?', response.text)
    return html.unescape(found[1] or "")


def answered(survey, *answers):
    for given in answers:
        answer(survey, given, press="", at=survey.opened_at)


def test_survey_is_opened_from_the_case_page(cast, client):
    filing = make_assessment(cast).filing
    page = client.get(f"/pioneer/assessments/{filing.reference}/survey/")
    assert (
        f'href="{page.request["PATH_INFO"]}">测评问卷'
        in client.get(f"/filings/{filing.reference}/").text
    )
    assert page.request["PATH_INFO"] in client.get(f"/filings/{filing.reference}/edit/").text
    typed = {name: hidden(page, name) for name in ("token", "seen", "closes_on")}
    sent = [client.post(f"{page.request['PATH_INFO']}schedule/", typed) for _ in range(2)]
    assert [(each.status_code, each.url) for each in sent] == [(302, page.request["PATH_INFO"])] * 2
    opened = Survey.objects.get()
    shown = words_of(client.get(sent[0].url))
    assert f"{show_date(opened.closes_on)}（{show_weekday(opened.closes_on)}）截止" in shown
    assert f"http://testserver/pioneer/surveys/{opened.shown_token}/" in shown


@pytest.mark.parametrize(
    ("closes_on", "sentence"),
    [
        ("", "请填写截止日期，例如"),
        ("下周", "截止日期请填写到日，例如 2018 年 4 月 2 日。"),
        ("2018-11-20", "截止日期已经过去，请选择今天或以后的日期。"),
        ("2099-1-1", "截止日期最晚为"),
    ],
)
def test_day_that_cannot_be_is_told_at_its_field(cast, client, closes_on, sentence):
    filing = make_assessment(cast).filing
    url = f"/pioneer/assessments/{filing.reference}/survey/schedule/"
    page = client.post(url, {"closes_on": closes_on})
    assert (page.status_code, Survey.objects.count()) == (422, 0)
    assert sentence in re.search(r'id="msg-closes_on".*', html.unescape(page.text))[0]
    assert hidden(page, "closes_on") == closes_on


def test_stale_day_is_refused_and_kept(cast, client, survey):
    page = client.get(page_of(survey))
    client.post(page_of(survey, "close/"))
    typed = {"seen": hidden(page, "seen"), "closes_on": show_date(survey.closes_on)}
    refused = client.post(page_of(survey, "schedule/"), typed)
    assert (refused.status_code, hidden(refused, "closes_on")) == (409, typed["closes_on"])
    assert "您打开页面后，测评问卷有了改动，这一步没有执行。" in refused.text
    assert survey_of(survey.assessment).closed_at is not None
    typed["seen"] = hidden(refused, "seen")
    assert client.post(page_of(survey, "schedule/"), typed).status_code == 302


def test_results_are_told_with_one_decimal_and_their_counts(client, survey):
    answered(survey, AWARE, AWARE, UNAWARE, SATISFIED)
    assert client.post(page_of(survey, "paper/"), PAPER).status_code == 302
    shown = words_of(client.get(page_of(survey)))
    assert "81.8%岗员知晓率11人中9人网上2/3，纸质7/8" in shown
    assert "90.9%岗员参与率11人中10人" in shown
    assert "100.0%服务对象满意率1人中1人" in shown
    assert "登记：11月6日班前会发卷" in shown


@pytest.mark.parametrize(
    ("typed", "name", "sentence"),
    [
        ({"aware_count": "9"}, "aware_count", "知晓人数 9，多于测评岗员人数 8，请核对。"),
        ({"satisfied_count": "1"}, "satisfied_count", "满意答卷数 1，多于有效答卷数 0，请核对。"),
        (
            {"surveyed_count": "约8"},
            "surveyed_count",
            "测评岗员人数请填写整数，例如 30，不要写“约”“余”等字。",
        ),
        ({"paper_note": ""}, "paper_note", "请写明如何测评，例如“11月6日班前会发卷，当场收回”。"),
    ],
)
def test_paper_that_cannot_be_is_told_at_its_field_and_kept(client, survey, typed, name, sentence):
    page = client.post(page_of(survey, "paper/"), {**PAPER, **typed})
    assert page.status_code == 422
    assert sentence in re.search(rf'id="msg-{name}".*', html.unescape(page.text))[0]
    assert hidden(page, name) == typed[name]
    assert survey_of(survey.assessment).paper_at is None


def test_paper_of_a_survey_that_was_not_opened_is_refused(cast, client):
    filing = make_assessment(cast).filing
    url = f"/pioneer/assessments/{filing.reference}/survey/"
    answers = [client.post(f"{url}{action}/", PAPER) for action in ("paper", "close", "fill")]
    answers.append(client.get(f"{url}poster/"))
    assert [page.status_code for page in answers] == [409] * 4
    assert ["测评还没有开启，请先选定截止日期并开启。" in page.text for page in answers] == [
        True
    ] * 4


def test_before_and_after_are_shown_and_then_filled_in(cast, client, survey):
    type_into(survey.assessment.filing, cast["lijiaxiang"], surveyed_count="5", aware_count="5")
    answered(survey, AWARE, UNAWARE)
    page = client.get(page_of(survey))
    shown = words_of(page)
    assert "知晓人数/测评岗员人数5/51/2参与人数/岗员人数（空）1/2" in shown
    assert "满意答卷数/" not in shown.split("填入后")[1].split("没有人答")[0]
    typed = {name: hidden(page, name) for name in ("shown", "base")}
    typed["token"] = re.search(r'name="token" value="(\w+-fill)"', page.text)[1]
    sent = [client.post(page_of(survey, "fill/"), typed) for _ in range(2)]
    edit = f"/filings/{survey.assessment.filing.reference}/edit/#item-B2"
    assert [each.url for each in sent] == [edit, edit]
    sheet = own_sheet(survey.assessment)
    assert (sheet.aware_count, sheet.surveyed_count, sheet.valid_count) == (1, 2, None)


@pytest.mark.parametrize(
    "spoil",
    [
        {"shown": "", "base": ""},
        {"shown": "{", "base": "[]"},
        {"shown": '{"aware_count": "20"}'},
        {"base": None},
    ],
)
def test_missing_or_garbled_numbers_fill_in_nothing(client, survey, spoil):
    answered(survey, AWARE)
    page = client.get(page_of(survey))
    typed = {name: hidden(page, name) for name in ("shown", "base")} | spoil
    refused = client.post(
        page_of(survey, "fill/"), {name: text for name, text in typed.items() if text is not None}
    )
    assert refused.status_code == 409
    assert "您打开页面后，测评的数字有了变化，没有填入。" in refused.text
    assert json.loads(hidden(refused, "shown"))["aware_count"] == "1"
    assert own_sheet(survey.assessment).aware_count is None


def filed_with_survey(cast):
    filing = make_self_scored(cast)
    act = act_by(cast["lijiaxiang"])
    tomorrow = make_survey(cast, team="别的班").closes_on
    survey = schedule_survey(filing.assessment, closes_on=tomorrow, act=act)
    services.file(filing, act=act)
    services.accept(filing, act=act_by(cast["jingjibu"]))
    assign_assessor(
        Assessment.objects.get(pk=filing.pk), cast["kaohe"], act=act_by(cast["jingjibu"])
    )
    return survey


def test_county_and_its_assessors_read_and_others_find_nothing(signed_in, cast):
    survey = filed_with_survey(cast)
    answered(survey, AWARE)
    pages = {name: signed_in(name).get(page_of(survey)) for name in (*READERS, *STRANGERS)}
    assert {name: page.status_code for name, page in pages.items()} == {
        **dict.fromkeys(READERS, 200), **dict.fromkeys(STRANGERS, 404),
    }  # fmt: skip
    buttons = {name: set(re.findall(r"survey/(\w+)/\"", pages[name].text)) for name in READERS}
    assert buttons == {
        "lijiaxiang": {"poster", "close"}, "lijiaxiang2": {"poster", "close"},
        "jingjibu": {"poster"}, "zonggonghui": {"poster"}, "kaohe": {"poster"},
    }  # fmt: skip
    denied = AuditEvent.objects.filter(action="denied").order_by("id")
    assert [event.actor.username for event in denied] == list(STRANGERS)


@pytest.mark.parametrize("action", ["schedule", "close", "paper", "fill"])
def test_readers_change_nothing_and_strangers_reach_nothing(signed_in, cast, action):
    survey = filed_with_survey(cast)
    typed = {**PAPER, "closes_on": show_date(survey.closes_on), "shown": "{}", "base": "{}"}
    before = Survey.objects.filter(pk=survey.pk).values().get()
    answers = {
        name: signed_in(name).post(page_of(survey, f"{action}/"), typed).status_code
        for name in ("jingjibu", "kaohe", "meishan", "kaohe2")
    }
    assert answers == {"jingjibu": 409, "kaohe": 409, "meishan": 404, "kaohe2": 404}
    assert Survey.objects.filter(pk=survey.pk).values().get() == before


def test_case_page_leads_readers_there_only_where_there_is_a_survey(signed_in, cast):
    filing = services.file(make_self_scored(cast), act=act_by(cast["lijiaxiang"]))
    county, url = signed_in("jingjibu"), filing.get_absolute_url()
    assert "测评问卷" not in county.get(url).text
    assert "测评问卷" in signed_in("lijiaxiang").get(url).text
    assert (
        "没有开展网上测评。"
        in county.get(f"/pioneer{url.replace('filings', 'assessments')}survey/").text
    )


def test_form_of_another_annex_has_no_survey(signed_in, cast):
    approved = make_approved(cast["lijiaxiang"], cast["jingjibu"], cast["jingsaiban"])
    page = signed_in("lijiaxiang").get(f"/pioneer/assessments/{approved.reference}/survey/")
    assert (page.status_code, AuditEvent.objects.filter(action="denied").count()) == (404, 0)


def test_deleted_draft_is_refused_in_words(cast, client, survey):
    services.delete_draft(survey.assessment.filing, act=act_by(cast["lijiaxiang"]))
    assert client.post(page_of(survey, "paper/"), PAPER).status_code == 404
    assert Filing.objects.filter(pk=survey.assessment_id).exists() is False


def test_item_of_the_form_leads_to_the_questionnaire_with_its_numbers_and_back(client, survey):
    case = survey.assessment.filing.get_absolute_url()
    answered(survey, AWARE, UNAWARE, SATISFIED)
    for address in (f"{case}edit/", case):
        page = html.unescape(client.get(address).text)
        item = re.search(r'<tr id="item-B2">.*?</tr>', page, re.DOTALL)[0]
        assert f'href="{page_of(survey)}">测评问卷（二维码、答卷人数）</a>' in item
        assert "知晓率 50.0%（1/2）" in item
    assert f'href="{case}edit/#item-B2">返回填写第 3 项</a>' in client.get(page_of(survey)).text


def test_who_cannot_type_is_led_back_to_the_form_as_filed(cast, client, signed_in):
    filing = services.file(make_self_scored(cast), act=act_by(cast["lijiaxiang"]))
    survey_page = f"/pioneer/assessments/{filing.reference}/survey/"
    case = filing.get_absolute_url()
    assert f'href="{case}#item-B2">返回第 3 项</a>' in client.get(survey_page).text
    # Where none was opened, there is nothing for the county to look at.
    assert "测评问卷（" not in signed_in("jingjibu").get(case).text


def test_page_takes_as_many_queries_however_many_have_answered(
    client, survey, django_assert_num_queries
):
    client.get(page_of(survey))
    for _ in range(2):
        with django_assert_num_queries(10):
            client.get(page_of(survey))
        answered(survey, *[AWARE] * 5)


def texts_of(pdf):
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    return [re.sub(r"\s", "", unicodedata.normalize("NFKC", text)) for text in pages]


def test_poster_is_one_page_with_address_day_and_promise(client, survey, settings):
    settings.PORTAL_ORIGIN = "https://portal.example.cn"
    answer_of = client.get(page_of(survey, "poster/"))
    assert answer_of["Content-Type"] == "application/pdf"
    (text,) = texts_of(content_of(answer_of))
    day = survey.closes_on
    for words in (
        "2018年“工人先锋号”创建活动测评", "长兴测试纺织有限公司细纱甲班",
        f"portal.example.cn/pioneer/surveys/{survey.shown_token}",
        f"{show_date(day)}({show_weekday(day)})截止", "本测评不记名", "李家巷镇总工会",
    ):  # fmt: skip
        assert words in text


def test_poster_of_the_longest_names_is_still_one_page():
    poster = SurveyPoster(
        title="2018 年“工人先锋号”创建活动测评",
        unit_name="单" * 100,
        team_name="班" * 100,
        asked_by="长兴县" + "工会" * 20,
        closes_on="2018年12月31日（星期一）",
        address=f"https://{'portal.' * 12}example.cn/pioneer/surveys/2222-3333-4444-5555/",
    )
    printed = render_poster(poster)
    (text,) = texts_of(printed.pdf)
    assert (printed.pages, printed.missing_glyphs) == (1, ())
    assert text.endswith(poster.asked_by)
    assert "单" * 100 + "班" * 100 in text
