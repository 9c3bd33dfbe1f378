"""重复班组 as the county meets it: the pairs side by side, and the button that decides."""

import html
import re

import pytest

from changxing_union.filing import services
from pioneer.models import OwnerDecision
from pioneer.services.summary_owners import decide_owner
from pioneer.views import summary_county
from tests.factories.pioneer import act_by
from tests.pioneer.county_sheets import (
    filed_sheet,
    form_type,
    fresh,
    line,
    pair_names,
    refiled_without,
)

PAGE = "/pioneer/summary/duplicates/"


def posted(page, owner):
    """What the button of ``owner`` sends, with the hidden fields of the page."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    return {
        name: html.unescape(hidden[name]) for name in ("token", "seen", "unit_key", "team_key")
    } | {"owner": str(owner.pk), "reason": ""}


def test_page_shows_the_pair_and_its_button_decides(signed_in, pair, lijiaxiang):
    _, second = pair
    clerk = signed_in("jingjibu")
    page = clerk.get(PAGE).text
    assert re.findall(r"<h2 [^>]*>([^<]+)</h2>", page) == ["待确定（1）"]
    assert re.findall(r'name="owner" value="\d+">([^<]+)</button>', page) == [
        "确定由“李家巷镇”报送", "确定由“煤山镇”报送",
    ]  # fmt: skip
    assert re.findall(r"13900000001", page) == ["13900000001"]
    answer = clerk.post(f"{PAGE}decide/", posted(page, lijiaxiang), follow=True)
    told = [str(message) for message in answer.context["messages"]]
    assert told == ["已确定由李家巷镇总工会报送。煤山镇总工会的汇总表已退回修改。"]
    assert re.findall(r"<h2 [^>]*>([^<]+)</h2>", answer.text) == [
        "待确定（0）", "已确定，等待修改（1）",
    ]  # fmt: skip
    decision = re.search(r'<p class="decision">(.+?)<span', answer.text)[1]
    assert re.sub(r"<[^>]+>", "", decision) == "已确定由李家巷镇报送，等待煤山镇修改。"
    # Pressed twice, it answers as the first time.
    again = clerk.post(f"{PAGE}decide/", posted(page, lijiaxiang))
    assert (again.status_code, second.returns.count()) == (302, 1)


def test_second_clerk_is_told_what_the_first_has_decided(
    signed_in, cast, pair, lijiaxiang, meishan
):
    clerk, page = signed_in("jingjibu2"), signed_in("jingjibu2").get(PAGE)
    act = act_by(cast["jingjibu"])
    decide_owner(form_type(), **pair_names(), owner=lijiaxiang, reason="", act=act)
    answer = clerk.post(f"{PAGE}decide/", posted(page.text, meishan))
    assert answer.status_code == 409
    assert (
        "这个班组的归属刚由同事确定为李家巷镇总工会报送，您的选择没有保存。请刷新页面核对。"
        in html.unescape(answer.text)
    )
    assert OwnerDecision.objects.get().owner == lijiaxiang


def test_page_tells_when_a_sheet_cannot_be_returned(signed_in, cast, pair, lijiaxiang):
    _, second = pair
    services.accept(second, act=act_by(cast["jingjibu"]))
    services.change(fresh(second), act=act_by(cast["meishan"]))
    clerk = signed_in("jingjibu")
    answer = clerk.post(f"{PAGE}decide/", posted(clerk.get(PAGE).text, lijiaxiang), follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "已确定由李家巷镇总工会报送。",
        "煤山镇总工会正在自行修改（变更中或已删去这一行），不能退回；待其重新上报。",
    ]
    assert "该工会自行修改中，待其重新上报" in answer.text


def test_page_shows_the_first_pairs_and_how_many_wait(signed_in, cast, monkeypatch):
    monkeypatch.setattr(summary_county, "PAIRS_SHOWN", 2)
    teams = [line(team=team) for team in ("甲班", "乙班", "丙班")]
    for filer in ("lijiaxiang", "meishan"):
        filed_sheet(cast[filer], teams)
    text = signed_in("jingjibu").get(PAGE).text
    assert text.count('<article class="double-team">') == 2
    assert ("待确定（3）" in text, "另有 1 个班组没有显示" in text) == (True, True)


def test_page_asks_the_same_queries_for_one_and_three_pairs(
    signed_in, cast, django_assert_num_queries
):
    clerk = signed_in("jingjibu")
    clerk.get(PAGE)  # notes in the session that its owner is at work
    teams = [line(team=team) for team in ("甲班", "乙班", "丙班")]
    filed_sheet(cast["lijiaxiang"], teams)
    sheet = filed_sheet(cast["meishan"], teams)
    with django_assert_num_queries(7):
        assert clerk.get(PAGE).text.count("<article") == 3
    services.return_to_filer(sheet, act=act_by(cast["jingjibu"]), reason="请删去两行。", flags={})
    refiled_without(sheet, cast["meishan"], "乙班", "丙班")
    with django_assert_num_queries(7):
        assert clerk.get(PAGE).text.count("<article") == 1


@pytest.mark.parametrize("who", ["lijiaxiang", "jingsaiban", "zonggonghui", "guanli", "shenji"])
def test_page_and_button_do_not_exist_for_others(signed_in, pair, who):
    client = signed_in(who)
    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}decide/", {"owner": "1"}).status_code == 404


@pytest.mark.parametrize("owner", ["", "x", "-1", "9" * 18, "9" * 30, "²"])
def test_owner_that_is_nobody_is_not_found(signed_in, pair, owner):
    answer = signed_in("jingjibu").post(f"{PAGE}decide/", {**pair_names(), "owner": owner})
    assert answer.status_code == 404


def test_line_decided_for_another_union_is_told_to_its_own_and_counted_when_it_comes_again(
    signed_in, cast, pair, lijiaxiang
):
    _, second = pair
    decide_owner(
        form_type(), **pair_names(), owner=lijiaxiang, reason="", act=act_by(cast["jingjibu"])
    )
    sentence = (
        "县总工会已确定这个班组由李家巷镇总工会报送，请删去本行；"
        "有疑问的请与县总工会经济工作部联系。"
    )
    told = {
        name: html.unescape(signed_in(name).get(f"{filing.get_absolute_url()}edit/").text)
        for name, filing in (("meishan", second),)
    }
    assert told["meishan"].count(sentence) == 1
    tiles = [signed_in("jingjibu").get("/pioneer/summary/").context["tiles"][-1]]
    for note in second.returns.all():
        note.flags.update(is_done=True)
    services.file(fresh(second), act=act_by(cast["meishan"]))
    tiles.append(signed_in("jingjibu").get("/pioneer/summary/").context["tiles"][-1])
    assert [(tile.label, tile.number) for tile in tiles] == [("重复班组", 0), ("重复班组", 1)]
