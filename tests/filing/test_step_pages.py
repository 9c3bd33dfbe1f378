"""The steps over HTTP: buttons, pages that ask for a reason, and what each answers."""

import html
import re

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from changxing_union.filing.models import Filing
from tests.factories.filing import make_in_state
from tests.factories.pioneer import make_approved, make_in_review, make_ready


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def press(client, filing, action, **typed):
    return client.post(f"/filings/{filing.reference}/{action}/", typed)


def words(response):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.text)))


@pytest.mark.parametrize(
    ("state", "username", "action", "reached", "sentence"),
    [
        ("draft", "lijiaxiang", "file", "filed",
         "上报成功：2018-1-330522102-0001 已送达县总工会经济工作部。"),
        ("corrected", "lijiaxiang2", "refile", "filed",
         "重新上报成功：2018-1-330522102-0001 第 2 版已送达。"),
        ("filed", "lijiaxiang", "withdraw", "draft",
         "已撤回，现为草稿，未上报。修改后请重新上报。"),
        ("filed", "jingjibu", "accept", "in_review", "已受理，填报单位不能再自行撤回。"),
        ("signed", "jingjibu", "approve", "approved", "已审定：列入培育。"),
    ],
)  # fmt: skip
def test_button_takes_its_step_and_says_so(
    signed_in, cast, state, username, action, reached, sentence
):
    filing = make_in_state(state, cast)
    response = press(signed_in(username), filing, action, token="press-1")
    assert (response.status_code, response.url) == (302, f"/filings/{filing.reference}/")
    assert said(response) == [sentence]
    assert Filing.objects.get(pk=filing.pk).state == reached


def seen_on(page):
    return re.search(r'name="seen" value="([^"]+)"', page.text)[1]


@pytest.mark.parametrize(
    ("state", "username", "page", "action"),
    [
        ("draft", "lijiaxiang", "preview/", "file"),
        ("corrected", "lijiaxiang", "preview/", "refile"),
        ("in_review", "jingsaiban", "sign/", "sign"),
        ("in_review", "jingjibu", "decline/", "decline"),
        ("in_review", "jingjibu", "return/", "return"),
        ("filed", "jingjibu", "", "accept"),
        ("signed", "jingjibu", "", "approve"),
    ],
)
def test_what_is_judged_is_the_text_that_was_on_the_page(
    signed_in, cast, state, username, page, action
):
    filing, client = make_in_state(state, cast), signed_in(username)
    shown = client.get(f"/filings/{filing.reference}/{page}")
    typed = {"seen": seen_on(shown), "reason": "组建不满一年，请明年再报。",
             "opinion_county-text": "同意。", "opinion_county-signer": "测试签名",
             "opinion_county-date": "2018-04-20", "opinion_county-seal": "none"}  # fmt: skip
    # A colleague's edit, or a return and 重新上报, behind the open page.
    Filing.objects.filter(pk=filing.pk).update(updated_at=timezone.now())
    refused = press(client, filing, action, **typed)
    assert refused.status_code == 409
    assert "您打开页面后，这份申报的内容又有改动，这一步没有执行。" in refused.text
    assert Filing.objects.get(pk=filing.pk).events.count() == filing.events.count()
    again = client.get(f"/filings/{filing.reference}/{page}")
    assert press(client, filing, action, **{**typed, "seen": seen_on(again)}).status_code == 302


@pytest.mark.parametrize(
    ("action", "reached", "sentence"),
    [
        ("decline", "declined", "已审定：不予通过，原因已告知填报单位。"),
        ("void", "void", "已作废，编号 2018-1-330522102-0001 不再使用。"),
        ("return", "returned", "已退回修改，标注 0 处，填报单位将看到退回意见。"),
    ],
)
def test_reason_is_asked_for_and_kept(signed_in, cast, action, reached, sentence):
    filing, client = make_in_state("in_review", cast), signed_in("jingjibu")
    assert press(client, filing, action, reason="", token="t").status_code == 422
    refused = press(client, filing, action, reason="不行", token="t")
    assert refused.status_code == 422
    assert "请写明原因（至少 5 个字），以便对方知道如何处理。" in refused.text
    assert "不行" in refused.text
    response = press(client, filing, action, reason="组建不满一年，请明年再报。", token="t")
    assert (response.status_code, said(response)[-1]) == (302, sentence)
    stored = Filing.objects.get(pk=filing.pk)
    assert (stored.state, stored.events.last().reason) == (reached, "组建不满一年，请明年再报。")


def test_return_flags_what_was_ticked_or_commented_on(signed_in, cast):
    filing = make_in_state("in_review", cast)
    response = press(
        signed_in("jingjibu"), filing, "return",
        **{"reason": "两处填写不规范，请修改。", "flag-leader_trade": "yes",
           "why-leader_trade": "请写规范名称", "why-opinion_unit-date": " 日期有误 ",
           "flag-attachment": "yes", "flag-unknown_cell": "yes"},
    )  # fmt: skip
    assert said(response) == ["已退回修改，标注 3 处，填报单位将看到退回意见。"]
    flags = filing.returns.get().flags.values_list("field", "label", "reason")
    assert list(flags) == [
        ("leader_trade", "工种", "请写规范名称"),
        ("opinion_unit-date", "单位意见的日期", "日期有误"),
        ("attachment", "附件", ""),
    ]


def test_return_page_keeps_its_ticks_when_the_reason_is_missing(signed_in, cast):
    filing = make_in_state("in_review", cast)
    response = press(
        signed_in("jingjibu"), filing, "return",
        **{"reason": "", "flag-leader_trade": "yes", "why-leader_trade": "请写规范名称"},
    )  # fmt: skip
    assert response.status_code == 422
    assert 'value="请写规范名称"' in response.text
    assert response.text.count("checked") == 1


def test_signing_needs_text_signer_and_date(signed_in, cast):
    filing, client = make_in_state("in_review", cast), signed_in("jingsaiban")
    page = client.get(f"/filings/{filing.reference}/sign/")
    assert "县劳动竞赛委员会办公室意见" in page.text
    typed = {"opinion_county-text": "", "opinion_county-signer": "", "opinion_county-date": "昨天",
             "opinion_county-seal": "none"}  # fmt: skip
    refused = press(client, filing, "sign", **typed)
    assert refused.status_code == 422
    for sentence in ("请填写意见。", "请填写签名。", "日期请填写到日，例如 2018 年 4 月 2 日。"):
        assert sentence in refused.text
    typed |= {"opinion_county-text": "同意列入培育。", "opinion_county-signer": "测试签署人",
              "opinion_county-date": "2018.5.8", "opinion_county-seal": "sealed"}  # fmt: skip
    response = press(client, filing, "sign", **typed)
    assert said(response) == ["“县劳动竞赛委员会办公室意见”已签署。"]
    box = filing.opinions.get(code="opinion_county")
    assert (box.text, box.signer, f"{box.signed_on}", box.seal, box.by_proxy) == (
        "同意列入培育。", "测试签署人", "2018-05-08", "sealed", False,
    )  # fmt: skip


class TestPressedTwice:
    @pytest.mark.parametrize("token", ["press-1", "press-2"])
    def test_filing(self, signed_in, cast, token):
        filing, client = make_ready(cast["lijiaxiang"]), signed_in("lijiaxiang")
        assert press(client, filing, "file", token="press-1").status_code == 302
        second = press(client, filing, "file", token=token)
        if token == "press-1":
            assert second.status_code == 302
        else:
            sentence = "该申报现在的状态是“已上报”，不能上报。请刷新页面查看最新情况。"
            assert (second.status_code, sentence in second.text) == (409, True)
        assert filing.events.filter(action="file").count() == 1
        assert filing.revisions.count() == 1

    @pytest.mark.parametrize("action", ["decline", "return", "void"])
    def test_step_with_a_reason(self, signed_in, cast, action):
        filing, client = make_in_state("in_review", cast), signed_in("jingjibu")
        typed = {"reason": "组建不满一年，请明年再报。", "token": "press-1"}
        assert [press(client, filing, action, **typed).status_code for _ in "12"] == [302, 302]
        assert filing.events.filter(action=action).count() == 1

    def test_signature(self, signed_in, cast):
        filing, client = make_in_state("in_review", cast), signed_in("jingsaiban")
        typed = {"opinion_county-text": "同意。", "opinion_county-signer": "测试",
                 "opinion_county-date": "2018.5.8", "token": "press-1"}  # fmt: skip
        assert [press(client, filing, "sign", **typed).status_code for _ in "12"] == [302, 302]
        assert filing.events.filter(action="sign").count() == 1

    @pytest.mark.parametrize(
        ("username", "action"),
        [("jingjibu", "withdraw"), ("jingjibu", "accept"), ("lijiaxiang", "withdraw")],
    )
    def test_token_spent_on_one_step_opens_no_other(self, signed_in, cast, username, action):
        filing = make_ready(cast["lijiaxiang"])
        press(signed_in("lijiaxiang"), filing, "file", token="press-1")
        response = press(signed_in(username), filing, action, token="press-1")
        sentence = "这个页面上的按钮已经用过，请刷新页面查看最新情况后再办理。"
        assert (response.status_code, sentence in response.text) == (409, True)
        assert Filing.objects.get(pk=filing.pk).state == "filed"


def test_two_clerks_at_once_the_second_is_told(signed_in, cast):
    filing = make_in_state("signed", cast)
    assert press(signed_in("jingjibu"), filing, "approve", token="a").status_code == 302
    second = press(
        signed_in("jingjibu2"), filing, "decline", reason="材料不足，下次再报。", token="b"
    )
    sentence = "该申报现在的状态是“列入培育”，不能不予通过。请刷新页面查看最新情况。"
    assert (second.status_code, sentence in second.text) == (409, True)


def test_refusal_is_a_page_and_for_htmx_a_fragment(signed_in, cast):
    filing, client = make_in_state("filed", cast), signed_in("jingjibu")
    page = press(client, filing, "approve")
    fragment = client.post(f"/filings/{filing.reference}/approve/", headers={"HX-Request": "true"})
    sentence = "该申报现在的状态是“已上报”，不能通过。请刷新页面查看最新情况。"
    assert (page.status_code, sentence in page.text, "<html" in page.text) == (409, True, True)
    assert (fragment.status_code, sentence in fragment.text, "<html" in fragment.text) == (
        409, True, False,
    )  # fmt: skip


class TestCasePage:
    def test_offers_each_reader_the_own_steps(self, signed_in, cast):
        filing = make_in_review(cast["lijiaxiang"], cast["jingjibu"])
        offered = {
            name: re.findall(
                rf'/filings/{filing.reference}/([a-z]+)/"',
                signed_in(name).get(filing.get_absolute_url()).text,
            )
            for name in ("lijiaxiang", "jingjibu", "jingsaiban", "zonggonghui")
        }
        assert {name: sorted(set(steps) - {"print"}) for name, steps in offered.items()} == {
            "lijiaxiang": [],
            "jingjibu": ["decline", "return", "void"],
            "jingsaiban": ["sign"],
            "zonggonghui": [],
        }

    def test_says_why_a_step_is_not_open_yet(self, signed_in, cast):
        filing = make_in_review(cast["lijiaxiang"], cast["jingjibu"])
        page = words(signed_in("jingjibu").get(filing.get_absolute_url()))
        assert (
            "“县劳动竞赛委员会办公室意见”尚未签署完整（意见、签名、日期），请等签署人签署后再审定。"
            in page
        )

    def test_shows_what_the_correction_changed(self, signed_in, cast):
        filing = make_in_state("corrected", cast)
        press(signed_in("lijiaxiang"), filing, "refile")
        page = words(signed_in("jingjibu").get(filing.get_absolute_url()))
        assert "与上一版相比改了 2 处" in page
        assert "工种 挡车工 细纱挡车工" in page

    def test_hides_an_unfiled_edit_from_the_county(self, signed_in, cast):
        filing = make_in_state("corrected", cast)
        county = words(signed_in("jingjibu").get(filing.get_absolute_url()))
        assert "填报单位正在修改，这里显示最近一次上报的第 1 版。" in county
        assert "细纱挡车工" not in county
        assert "细纱挡车工" in words(signed_in("lijiaxiang").get(filing.get_absolute_url()))

    def test_tells_the_whole_history(self, signed_in, cast):
        filing = make_approved(cast["lijiaxiang"], cast["jingjibu"], cast["jingsaiban"])
        page = signed_in("lijiaxiang").get(filing.get_absolute_url()).text
        history = page[page.index("流转记录") :]
        told = re.findall(r"<strong>([^<]+)</strong>", history)
        assert told == ["建立草稿", "上报", "受理", "签署意见", "列入培育"]
