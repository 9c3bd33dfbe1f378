"""Filling the form over HTTP, as a browser without script and as htmx do it."""

import html
import json
import re

import pytest
from django.contrib.messages import get_messages

from changxing_union.filing.models import Filing
from tests.factories.pioneer import (
    BOXES,
    SOUND,
    make_draft,
    make_filed,
    make_ready,
    make_returned,
    type_into,
)

BASE = re.compile(r'id="form-base" value="([^"]*)"')
DECIDED = re.compile(r'id="form-decided" value="([^"]*)"')
HTMX = {"HX-Request": "true"}


@pytest.fixture
def draft(cast):
    return make_draft(cast["lijiaxiang"]).filing


def address(filing, action="edit"):
    return f"/filings/{filing.reference}/{action}/"


def base_of(page):
    return html.unescape(BASE.search(page.text)[1])


def test_autosave_writes_no_text_of_its_page_over_a_colleagues(signed_in, cast, draft):
    page = signed_in("lijiaxiang").get(address(draft))
    texts = json.loads(base_of(page))
    type_into(draft, cast["lijiaxiang2"], leader_trade="细纱挡车工")
    shown = texts["leader_trade"]
    base = base_of(page)
    for total in ("21", "22"):
        texts["member_total"] = total
        answer = signed_in("lijiaxiang").post(address(draft), {**texts, "base": base}, headers=HTMX)
        base = base_of(answer)
        assert json.loads(base)["leader_trade"] == shown
        assert "此格已在别处改为“细纱挡车工”，刷新页面后显示。" in answer.text
    application = Filing.objects.get(pk=draft.pk).pioneer_application
    assert (application.leader_trade, application.member_total) == ("细纱挡车工", 22)


def test_typing_into_a_form_that_was_filed_meanwhile_is_shown_to_its_reader(signed_in, cast):
    filing = make_filed(cast["lijiaxiang"])
    stored = {"leader_trade": "挡车工"}
    texts = {"leader_trade": "细纱挡车工", "avg_age": "约三十", "base": json.dumps(stored)}
    page = signed_in("lijiaxiang").post(address(filing), texts)
    assert (page.status_code, page.context["unsaved"]) == (
        409, [("平均年龄", "约三十"), ("工种", "细纱挡车工")],
    )  # fmt: skip
    autosave = signed_in("lijiaxiang").post(address(filing), texts, headers=HTMX)
    assert (autosave.status_code, "unsaved" in (autosave.context or {})) == (409, False)


def decided_of(page):
    return html.unescape(DECIDED.search(page.text)[1])


def plain(response):
    """The words of a page, tags and runs of blanks removed."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.text)))


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_page_carries_every_cell_with_what_is_stored(signed_in, draft):
    page = signed_in("lijiaxiang").get(address(draft))
    stored = json.loads(base_of(page))
    assert stored["unit_name"] == "长兴测试纺织有限公司"
    assert stored["postcode"] == "313100"
    for name in SOUND.keys() | BOXES.keys():
        assert page.text.count(f'name="{name}"') == 1, name
    assert 'name="opinion_county-text"' not in page.text


def test_saving_by_button_keeps_errors_as_typed_and_says_it_is_not_filed(signed_in, draft):
    client = signed_in("lijiaxiang")
    response = client.post(address(draft), {"member_total": "约30", "address": "测试路8号"})
    assert (response.status_code, response.url) == (302, address(draft))
    assert said(response) == ["草稿已保存（尚未上报）。填写完整后请点“预览并上报”。"]
    page = client.get(address(draft))
    assert "人数请填写整数，例如 30，不要写“约”“余”等字。" in page.text
    assert 'value="约30"' in page.text
    assert "未上报" in page.text


def test_preview_button_saves_first(signed_in, draft):
    response = signed_in("lijiaxiang").post(
        address(draft), {"address": "测试路8号", "action": "preview"}
    )
    assert response.url == address(draft, "preview")
    assert Filing.objects.get(pk=draft.pk).pioneer_application.address == "测试路8号"


def test_conflict_is_shown_with_both_values_and_the_rest_is_saved(signed_in, cast, draft):
    client = signed_in("lijiaxiang")
    base = base_of(client.get(address(draft)))
    type_into(draft, cast["lijiaxiang2"], member_total="20")
    response = client.post(
        address(draft), {"base": base, "member_total": "21", "address": "测试路8号"}
    )
    assert response.status_code == 409
    assert "已把此格改为“20”，您填的是“21”，尚未保存。" in response.text
    assert 'value="21"' in response.text
    stored = Filing.objects.get(pk=draft.pk).pioneer_application
    assert (stored.member_total, stored.address) == (20, "测试路8号")
    seen = {"base": base_of(response), "decided": decided_of(response)}
    again = client.post(address(draft), {**seen, "member_total": "21"})
    assert again.status_code == 302
    assert Filing.objects.get(pk=draft.pk).pioneer_application.member_total == 21


def test_autosave_answers_with_status_sentences_and_a_new_base(signed_in, draft):
    response = signed_in("lijiaxiang").post(
        address(draft), {"male_count": "3", "member_total": "2", "female_count": "1"}, headers=HTMX
    )
    assert response.status_code == 200
    assert re.search(r"草稿已保存 \d\d:\d\d（未上报）", response.text)
    assert "男、女合计 4 人，与总人数 2 人不符。" in response.text
    assert json.loads(base_of(response))["male_count"] == "3"
    assert "<html" not in response.text


def test_autosave_never_decides_a_conflict(signed_in, cast, draft):
    client = signed_in("lijiaxiang")
    base = base_of(client.get(address(draft)))
    type_into(draft, cast["lijiaxiang2"], member_total="20")
    for _ in range(2):
        response = client.post(address(draft), {"base": base, "member_total": "21"}, headers=HTMX)
        base = base_of(response)
    assert Filing.objects.get(pk=draft.pk).pioneer_application.member_total == 20


def test_button_decides_the_conflict_that_autosave_has_shown(signed_in, cast, draft):
    client = signed_in("lijiaxiang")
    base = base_of(client.get(address(draft)))
    type_into(draft, cast["lijiaxiang2"], member_total="20")
    shown = client.post(address(draft), {"base": base, "member_total": "21"}, headers=HTMX)
    seen = {"base": base_of(shown), "decided": decided_of(shown), "member_total": "21"}
    # Not, however, what a colleague has typed since.
    type_into(draft, cast["lijiaxiang2"], member_total="22")
    late = client.post(address(draft), seen)
    assert (late.status_code, "改为“22”，您填的是“21”" in late.text) == (409, True)
    type_into(draft, cast["lijiaxiang2"], member_total="20")
    assert client.post(address(draft), seen).status_code == 302
    assert Filing.objects.get(pk=draft.pk).pioneer_application.member_total == 21


def test_missing_cells_are_named_only_when_asked_for(signed_in, draft):
    client = signed_in("lijiaxiang")
    assert "请填写平均年龄。" not in client.get(address(draft)).text
    checked = client.get(address(draft) + "?check=1")
    assert "请填写平均年龄。" in checked.text


def test_preview_lists_what_stands_in_the_way(signed_in, draft):
    page = plain(signed_in("lijiaxiang").get(address(draft, "preview")))
    assert "还不能上报，请先处理以下 22 处" in page
    assert "请填写人数。" in page
    assert "请补充单位工会意见、签名和日期，并上传盖章扫描件。" in page


def test_preview_of_a_sound_form_offers_to_file_it(signed_in, cast):
    filing = make_ready(cast["lijiaxiang"])
    page = signed_in("lijiaxiang").get(address(filing, "preview"))
    assert "必填内容已填写完整，可以上报。" in page.text
    assert f'action="{address(filing, "file")}"' in page.text


def test_preview_shows_what_could_not_be_read_as_it_was_typed(signed_in, cast):
    filing = type_into(
        make_ready(cast["lijiaxiang"]), cast["lijiaxiang"], leader_birth="九八年三月"
    )
    page = plain(signed_in("lijiaxiang").get(address(filing, "preview")))
    assert "出生年月 九八年三月" in page


def test_warning_is_shown_and_does_not_hinder(signed_in, cast):
    filing = type_into(make_ready(cast["lijiaxiang"]), cast["lijiaxiang"], edu_junior="3")
    page = plain(signed_in("lijiaxiang").get(address(filing, "preview")))
    assert "请再核对以下 1 处（不影响上报）" in page
    assert "大专、高中、初中合计 19 人，其余 1 人为小学及以下？（中专、技校计入高中）" in page
    assert "可以上报" in page


def test_next_button_leads_through_the_flags_in_turn(signed_in, cast):
    filing = make_returned(cast["lijiaxiang"], cast["jingjibu"])
    client = signed_in("lijiaxiang")
    trade, honours = filing.returns.get().flags.all()
    first = client.post(address(filing), {"action": f"next-{trade.pk}", "done": [trade.pk]})
    assert first.url == f"{address(filing)}#id_honours_text"
    last = client.post(address(filing), {"action": f"next-{honours.pk}", "done": [honours.pk]})
    assert last.url == address(filing, "preview")


@pytest.mark.parametrize(
    "action", ["next-", "next-x", f"next-{'9' * 5000}", f"remove-{'9' * 5000}", "remove-0", "?"]
)
def test_button_that_makes_no_sense_only_saves(signed_in, draft, action):
    response = signed_in("lijiaxiang").post(address(draft), {"action": action, "address": "路8号"})
    assert response.status_code == 302
    assert Filing.objects.get(pk=draft.pk).pioneer_application.address == "路8号"


def test_filed_form_is_closed_with_a_sentence(signed_in, cast):
    filing = make_filed(cast["lijiaxiang"])
    response = signed_in("lijiaxiang").post(address(filing), {"address": "路8号"})
    sentence = "该申报已经上报或处理完毕，现在不能修改。如需更正，请撤回或请县总工会退回。"
    assert (response.status_code, sentence in response.text) == (409, True)


@pytest.mark.parametrize("page", ["edit", "preview"])
def test_coming_back_to_the_form_after_filing_shows_that_it_has_arrived(signed_in, cast, page):
    filing = make_filed(cast["lijiaxiang"])
    shown = signed_in("lijiaxiang").get(address(filing, page), follow=True)
    assert shown.redirect_chain == [(filing.get_absolute_url(), 302)]
    assert "这份申报现在的状态是“已上报”，不能修改；填写的内容如下。" in shown.text


def test_county_reads_but_never_edits(signed_in, cast):
    filing = make_returned(cast["lijiaxiang"], cast["jingjibu"])
    client = signed_in("jingjibu")
    assert client.get(f"/filings/{filing.reference}/").status_code == 200
    assert client.get(address(filing)).status_code == 409


def test_reading_writes_nothing(signed_in, cast):
    filing = make_ready(cast["lijiaxiang"])
    before = Filing.objects.filter(pk=filing.pk).values().get()
    client = signed_in("lijiaxiang")
    for page in ("", "edit/", "edit/?check=1", "preview/", "file/", "withdraw/"):
        client.get(f"/filings/{filing.reference}/{page}")
    assert Filing.objects.filter(pk=filing.pk).values().get() == before
    assert filing.events.count() == 1


def test_typed_markup_is_text(signed_in, draft):
    client = signed_in("lijiaxiang")
    client.post(address(draft), {"team_name": "<script>alert(1)</script>", "honours_text": "<b>"})
    for page in (address(draft), f"/filings/{draft.reference}/", "/filings/", "/desk/"):
        assert "<script>alert" not in client.get(page).text


def test_deleting_leads_back_to_the_list(signed_in, draft):
    response = signed_in("lijiaxiang").post(address(draft, "delete"))
    assert (response.status_code, response.url) == (302, "/filings/")
    assert said(response) == ["草稿 2018-1-330522102-0001 已删除。"]
