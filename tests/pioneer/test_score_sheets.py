"""One score sheet: typed in two tabs or by two people, told what is wrong, filled in, signed."""

import html
import json
import re

import pytest
from django.test import Client

from pioneer.services.score_offers import adopt_facts, adopt_suggestions
from pioneer.services.score_sheets import fresh_sheet, save_scores
from tests.factories.assessments import ALL_WELL
from tests.factories.organizations import PASSWORD
from tests.factories.pioneer import act_by
from tests.factories.scores import (
    make_joint,
    make_scored,
    make_under_assessment,
    score_cells,
    sheet_of,
)

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def assessment(cast):
    return make_under_assessment(cast)


@pytest.fixture
def sheet(cast, assessment):
    return sheet_of(assessment, cast["kaohe"])


def address(sheet, hand="own"):
    return f"/pioneer/scoring/{sheet.assessment.filing.reference}/{hand}/"


def text_of(response):
    return html.unescape(response.content.decode())


def base_of(client, url):
    """What a page that was just opened was drawn with, as it sends it back."""
    return re.search(r'name="base"[^>]*value="([^"]*)"', client.get(url).content.decode())[1]


def opened(client, url):
    """The fields of a page as a browser would send them."""
    base = html.unescape(base_of(client, url))
    return {**json.loads(base), "base": base}


def points(sheet):
    return {
        code: f"{score.points}"
        for code, score in fresh_sheet(sheet).scores.items()
        if score.points is not None
    }


def test_page_shows_the_unions_own_beside_each_cell(signed_in, sheet):
    page = text_of(signed_in("kaohe").get(address(sheet)))
    assert page.count("自评：有<") == 6
    assert page.count("自评：已上墙<") == 6
    assert "自评：20／20" in page
    assert '<td class="score-points" data-label="自评分">25</td>' in page
    assert "地址：测试路1号　联系人：测试岗长" in page


@pytest.mark.parametrize(
    ("cell", "text", "sentence"),
    [
        ("item_c1-points", "5.5", "第 5 项考核分最多 5 分，填的是 5.5 分，请核对。"),
        ("item_c1-points", "4.7", "第 5 项考核分以 0.5 分为单位，请核对。"),
        ("item_c1-points", "满分", "第 5 项考核分请填写数字，例如 5。"),
        ("item_c1-points", "-1", "第 5 项考核分请填写数字，例如 5。"),
        ("aware_count", "21", "知晓人数 21，多于测评岗员人数 20，请核对。"),
    ],
)
def test_score_that_cannot_be_is_told_at_once_and_kept(
    signed_in, cast, sheet, cell, text, sentence
):
    save_scores(sheet, {"surveyed_count": "20"}, act=act_by(cast["kaohe"]))
    client = signed_in("kaohe")
    typed = {**opened(client, address(sheet)), cell: text}
    answer = text_of(client.post(address(sheet), typed, **HTMX))
    slot = f'id="msg-{cell}" data-level="error" hx-swap-oob="true"><p class="msg-error">{sentence}'
    assert slot in answer
    client.post(address(sheet), {**typed, "action": "save"})
    page = text_of(client.get(address(sheet)))
    assert f'id="msg-{cell}" data-level="error"><p class="msg-error">{sentence}' in page
    assert f'value="{text}"' in page


def test_two_tabs_keep_both_what_each_typed_elsewhere(signed_in, sheet):
    client, url = signed_in("kaohe"), address(sheet)
    first, second = opened(client, url), opened(client, url)
    client.post(url, {**first, "item_a1-points": "20"}, **HTMX)
    answer = client.post(url, {**second, "item_b1-points": "15"}, **HTMX)
    assert points(sheet) == {"A1": "20.0", "B1": "15.0"}
    assert "此格已在别处改为“20”，刷新页面后显示。" in text_of(answer)


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_two_tabs_that_type_the_same_cell_are_told_both_values(signed_in, sheet, headers):
    client, url = signed_in("kaohe"), address(sheet)
    first, second = opened(client, url), opened(client, url)
    client.post(url, {**first, "item_a1-points": "20"}, **HTMX)
    answer = client.post(url, {**second, "item_a1-points": "15", "note": "二"}, **headers)
    sentence = "此格已在别处改为“20”，您填的是“15”，尚未保存。请核对后再保存，以再次保存的为准。"
    assert sentence in text_of(answer)
    assert (points(sheet), fresh_sheet(sheet).note) == ({"A1": "20.0"}, "二")
    if headers:
        return
    assert answer.status_code == 409
    assert 'value="15"' in text_of(answer)
    decided = re.search(r'name="decided"[^>]*value="([^"]*)"', answer.content.decode())[1]
    again = {**second, "item_a1-points": "15", "note": "二", "decided": html.unescape(decided)}
    assert client.post(url, {**again, "action": "save"}).status_code == 302
    assert points(sheet) == {"A1": "15.0"}


@pytest.mark.parametrize("base", ["", "[1]", "{", '"text"', '{"item_a1-points": 3}'])
def test_page_that_says_nonsense_of_what_it_showed_is_saved_or_told(signed_in, sheet, base):
    client, url = signed_in("kaohe"), address(sheet)
    answer = client.post(url, {"item_a1-points": "15", "base": base})
    assert answer.status_code in {302, 409}


def test_signing_a_page_that_shows_less_than_is_stored_is_asked_for_again(signed_in, cast, sheet):
    make_scored(sheet.assessment, cast["kaohe"])
    client, url = signed_in("kaohe"), address(sheet)
    first, second = opened(client, url), opened(client, url)
    client.post(url, {**first, "note": "另一个页面里改的记录"}, **HTMX)
    answer = client.post(url, {**second, "action": "sign"})
    assert (answer.status_code, sheet.signatures.count()) == (409, 0)
    assert "您打开页面以后，这份评分表在别处又有改动" in text_of(answer)
    assert "另一个页面里改的记录" in text_of(answer)
    assert client.post(url, {**opened(client, url), "action": "sign"}).status_code == 302
    assert sheet.signatures.count() == 1


def test_gaps_bar_the_signature_each_at_its_field_and_the_first_has_the_focus(signed_in, sheet):
    client, url = signed_in("kaohe"), address(sheet)
    typed = score_cells(item_a1__points="", item_b1__points="14.5", visited_on="")
    answer = client.post(url, {**typed, "action": "sign"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#id_([\w-]+)">([^<]+)</a>', page) == [
        ("visited_on", "请填写现场考核日期。"),
        ("item_a1-points", "请填写第 1 项的得分。"),
        ("item_b1-reason", "第 2 项建议分为 15 分，给 14.5 分请写明理由。"),
    ]
    assert re.findall(r'name="([\w-]+)"[^>]* autofocus', page) == ["visited_on"]
    assert client.get(url).content.decode().count("autofocus") == 0


def test_reason_is_asked_for_only_where_points_differ_or_nothing_is_suggested(
    signed_in, cast, sheet
):
    make_scored(
        sheet.assessment, cast["kaohe"], item_a1__points="18.5", aware_count="", item_c6__points=""
    )
    page = text_of(signed_in("kaohe").get(address(sheet)))
    rows = re.findall(r'<tr class="score-reason-row( is-idle)?" data-reason="(\w+)"', page)
    assert [code for idle, code in rows if not idle] == ["A1", "B2"]
    assert len(rows) == 10


def test_suggested_points_fill_what_is_blank_and_nothing_else(signed_in, cast, sheet):
    cells = {**ALL_WELL, "item_a1-points": "18", "item_b1-points": "十五", "surveyed_count": ""}
    save_scores(sheet, cells, act=act_by(cast["kaohe"]))
    client, url = signed_in("kaohe"), address(sheet)
    answer = client.post(url, {**opened(client, url), "action": "adopt"}, follow=True)
    assert "已给 7 项空着的考核分填上建议分，请逐项核对。" in text_of(answer)
    assert points(sheet) == {
        "A1": "18.0", "B3": "10.0", **{f"C{number}": "5.0" for number in range(1, 7)},
    }  # fmt: skip
    assert fresh_sheet(sheet).unparsed == {"item_b1-points": "十五"}
    assert adopt_suggestions(sheet, act=act_by(cast["kaohe"])) == 0


def test_facts_of_the_union_fill_what_is_blank_and_nothing_else(signed_in, cast, sheet):
    cells = {"has_own_plan": "no", "training_count": "约3"}
    save_scores(sheet, cells, act=act_by(cast["kaohe"]))
    client, url = signed_in("kaohe"), address(sheet)
    answer = client.post(url, {**opened(client, url), "action": "facts"}, follow=True)
    assert f"已按自评填上 {len(ALL_WELL) - 2} 处空着的情况，请与现场逐处核对。" in text_of(answer)
    stored = fresh_sheet(sheet)
    assert (stored.has_own_plan, stored.training_count, stored.phone_number) == (
        False, None, "05726000000",
    )  # fmt: skip
    assert points(sheet) == {}
    assert adopt_facts(sheet, act=act_by(cast["kaohe"])) == 0


def test_no_customers_are_taken_over_while_no_answers_are_noted(cast):
    for typed, expected in (({}, True), ({"valid_count": "50"}, False)):
        assessment = make_under_assessment(cast, team=f"班{len(typed)}", without_customers="yes")
        sheet = sheet_of(assessment, cast["kaohe"])
        save_scores(sheet, typed, act=act_by(cast["kaohe"]))
        adopt_facts(sheet, act=act_by(cast["kaohe"]))
        assert fresh_sheet(sheet).without_customers is expected


def test_what_is_typed_after_the_signature_is_shown_and_not_lost(signed_in, cast, sheet):
    client, url = signed_in("kaohe"), address(sheet)
    make_scored(sheet.assessment, cast["kaohe"])
    stale = opened(client, url)
    assert client.post(url, {**stale, "action": "sign"}).url == "/pioneer/scoring/"
    assert client.post(url, {**stale, "action": "sign"}).url == "/pioneer/scoring/"
    answer = client.post(url, {**stale, "note": "签署以后写的", "action": "save"})
    assert answer.status_code == 409
    assert "签署以后写的" in text_of(answer)
    assert "您填写而没有保存的内容（1 处）" in text_of(answer)
    assert fresh_sheet(sheet).note == "现场测试记录"
    assert client.post(url, {**stale, "note": "又写"}, **HTMX).status_code == 409


def test_expired_session_loses_nothing_that_was_typed(cast, sheet):
    client, url = Client(), address(sheet)
    typed = {"item_a1-points": "20", "note": "登录过期时写的", "action": "save"}
    login = client.post(url, typed)
    assert login.status_code == 401
    carried = re.search(r'name="carried" value="([^"]+)"', login.content.decode())[1]
    page = client.post(
        "/login/",
        {"username": "kaohe", "password": PASSWORD, "carried": html.unescape(carried)},
    ).content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    assert client.post(url, {name: html.unescape(text) for name, text in fields.items()}).url == url
    assert (points(sheet), fresh_sheet(sheet).note) == ({"A1": "20.0"}, "登录过期时写的")


def test_others_have_nothing_to_do_with_a_sheet(signed_in, cast, sheet):
    found = {name: signed_in(name).get(address(sheet)).status_code for name in cast}
    readers = {"kaohe", "kaohe2"}  # each has a sheet of their own there
    assert {name for name, status in found.items() if status == 200} == readers
    assert {found[name] for name in cast if name not in readers} == {404}
    assert signed_in("kaohe").get(address(sheet, "union")).status_code == 404
    assert signed_in("kaohe").get(address(sheet, "joint")).status_code == 404


def test_joint_sheet_typed_by_two_at_once_keeps_both_values(signed_in, cast):
    joint = make_joint(cast)
    url = address(joint, "joint")
    one, two = signed_in("kaohe"), signed_in("kaohe2")
    first, second = opened(one, url), opened(two, url)
    one.post(url, {**first, "item_b1-points": "15"}, **HTMX)
    answer = two.post(url, {**second, "item_b1-points": "14.5", "action": "sign"})
    assert (answer.status_code, joint.signatures.count()) == (409, 0)
    assert "此格已在别处改为“15”，您填的是“14.5”" in text_of(answer)
    assert points(joint)["B1"] == "15.0"
