"""Annex 5 on the desks and in the list: received in one step, and never 审核中."""

import re

import pytest

from changxing_union.filing import services
from tests.factories.pioneer import act_by, make_filed
from tests.factories.requests import (
    UNIT,
    accepted_request,
    draft_request,
    filed_request,
    fresh,
    ready_request,
)

ROW = re.compile(r'<a class="plain"[^>]*>([^<]+)</a> <span class="form-mark">([^<]+)</span>')
VERB = re.compile(r'aria-label="(\S+) 长兴')


def heaps(client):
    """Title with number → (subject, form, verb) of each line."""
    parts = re.split(r'<section class="desk-section"', client.get("/desk/").text)[1:]
    found = {}
    for part in parts:
        title = re.search(r'<h2 id="section-title-\d+">([^<]+)</h2>', part)
        lines = [
            (*row, verb) for row, verb in zip(ROW.findall(part), VERB.findall(part), strict=True)
        ]
        if title and lines:
            found[title[1]] = lines
    return found


def test_county_is_to_take_it_up(signed_in, cast):
    filed_request(cast["lijiaxiang"])
    make_filed(cast["lijiaxiang"])
    assert heaps(signed_in("jingjibu")) == {
        "待受理（2）": [
            (UNIT, "附件5", "受理"), ("长兴测试纺织有限公司 细纱甲班", "附件1", "受理"),
        ],
    }  # fmt: skip


def test_taken_up_it_waits_for_a_team_on_the_clerks_desk_alone(signed_in, cast):
    accepted_request(cast["lijiaxiang"], cast["jingjibu"])
    names = ("jingjibu", "jingsaiban", "zonggonghui", "lijiaxiang")
    desks = {name: signed_in(name).get("/desk/").text for name in names}
    assert [name for name in names if UNIT in desks[name]] == ["jingjibu"]
    assert "技术服务，待派队（1）" in desks["jingjibu"]


def test_signatories_have_no_box_on_it(signed_in, cast):
    filed_request(cast["lijiaxiang"])
    assert heaps(signed_in("jingsaiban")) == heaps(signed_in("zonggonghui")) == {}


def test_union_finds_its_draft_then_what_it_filed(signed_in, cast):
    draft = draft_request(cast["lijiaxiang"], unit="长兴测试草稿厂")
    filed_request(cast["lijiaxiang"])
    assert heaps(signed_in("lijiaxiang")) == {
        "草稿（未上报）（1）": [(draft.subject, "附件5", "继续填写")],
        "已上报，等待县级受理（1）": [(UNIT, "附件5", "查看")],
    }


@pytest.mark.parametrize("make", [filed_request, accepted_request], ids=["filed", "accepted"])
def test_sent_back_it_waits_on_the_unions_desk_and_comes_again(signed_in, cast, make):
    filer, clerk = cast["lijiaxiang"], cast["jingjibu"]
    filing = make(filer) if make is filed_request else make(filer, clerk)
    services.return_to_filer(filing, act=act_by(clerk), reason="请写明工种后重报。", flags={})
    assert heaps(signed_in("lijiaxiang")) == {"退回修改（1）": [(UNIT, "附件5", "去修改")]}
    assert heaps(signed_in("jingjibu")) == {"退回中（1）": [(UNIT, "附件5", "查看")]}
    services.file(fresh(filing), act=act_by(filer))
    assert heaps(signed_in("jingjibu")) == {"已更正，待受理（1）": [(UNIT, "附件5", "核对")]}


def test_list_tells_its_states_in_its_own_words(signed_in, cast):
    filer, clerk = cast["lijiaxiang"], cast["jingjibu"]
    accepted_request(filer, clerk)
    declined = filed_request(filer, unit="长兴测试电源有限公司")
    services.decline(declined, act=act_by(clerk), reason="不属于技术服务队的服务范围。")
    ready_request(cast["meishan"], unit="煤山测试水泥厂")
    page = signed_in("jingjibu").get("/filings/", {"annex": "5"}).text
    states = re.findall(r'<span class="state state-[a-z_]+">([^<]+)</span>', page)
    assert (sorted(states), "导出附件5 需求台账（Excel）" in page) == (["不予受理", "已受理"], True)


def test_home_and_desk_offer_the_form(signed_in, cast):
    assert 'href="/filings/new/">新建申报</a>' in signed_in("lijiaxiang").get("/desk/").text
    assert "新建技术服务需求" in signed_in("lijiaxiang").get("/filings/new/").text
    assert "新建申报" not in signed_in("jingjibu").get("/desk/").text
    assert 'href="/filings/blank/5/"' in signed_in("lijiaxiang").get("/").text
