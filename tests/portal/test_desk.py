"""我的待办: each role finds its own heaps, the longest waiting first."""

import html
import re

import pytest

from changxing_union.filing import services
from tests.factories.filing import make_in_state, make_many
from tests.factories.organizations import make_user
from tests.factories.pioneer import act_by, make_draft, make_filed
from tests.factories.teams import make_team, make_volunteer

SECTION = re.compile(r'<h2 id="section-title-\d+">([^<]+)</h2>')


def desk(client):
    response = client.get("/desk/")
    assert response.status_code == 200
    return response.text


def sections(client):
    """Title with number → the subjects in it."""
    text = desk(client)
    parts = re.split(r'<section class="desk-section"', text)[1:]
    return {
        SECTION.search(part)[1]: re.findall(r'<a class="plain"[^>]*>([^<]+)</a>', part)
        for part in parts
        if SECTION.search(part)
    }


def subjects(*teams):
    return [f"长兴测试纺织有限公司 {team}" for team in teams]


@pytest.fixture
def one_of_each(cast):
    for state in ("draft", "filed", "in_review", "signed", "returned", "approved"):
        make_in_state(state, cast, team=state)
    corrected = make_in_state("corrected", cast, team="refiled")
    services.file(corrected, act=act_by(cast["lijiaxiang"]))


def test_link_below_a_heap_says_what_its_list_holds(signed_in, one_of_each):
    links = re.findall(r"在列表中查看([^<]+)</a>", desk(signed_in("jingjibu")))
    assert links == [
        "所有“已上报”的申报", "所有“已上报”的申报", "所有“审核中”的申报", "所有“审核中”的申报",
        "所有“退回修改”的申报",
    ]  # fmt: skip


def test_filer_finds_what_came_back_and_what_is_not_filed(signed_in, one_of_each):
    assert sections(signed_in("lijiaxiang")) == {
        "退回修改（1）": subjects("returned"),
        "草稿（未上报）（1）": subjects("draft"),
        "列入培育，待自评（1）": subjects("approved"),
        "已上报，等待县级受理（2）": subjects("filed", "refiled"),
        "县级审核中（2）": subjects("in_review", "signed"),
    }


def test_neighbour_finds_nothing_of_it(signed_in, one_of_each):
    assert [found for found in sections(signed_in("meishan")).values() if found] == []


def test_clerk_finds_what_to_accept_and_to_decide(signed_in, one_of_each):
    assert sections(signed_in("jingjibu")) == {
        "已更正，待受理（1）": subjects("refiled"),
        "待受理（1）": subjects("filed"),
        "已签署，待审定（1）": subjects("signed"),
        "审核中，待签署（1）": subjects("in_review"),
        "考核中（0）": [],
        "退回中（1）": subjects("returned"),
    }


def test_signatory_finds_the_boxes_of_the_own_body(signed_in, one_of_each):
    assert sections(signed_in("jingsaiban")) == {
        "待签署：县劳动竞赛委员会办公室意见（1）": subjects("in_review")
    }
    assert sections(signed_in("zonggonghui")) == {"待签署：县总工会意见（0）": []}


def test_others_are_told_that_nothing_waits(signed_in, cast):
    assert sections(signed_in("kaohe")) == {"待评分（0）": []}
    assert sections(signed_in("shenji")) == {}
    assert 'href="/audit/"' in desk(signed_in("shenji"))
    assert 'href="/admin/"' in desk(signed_in("guanli"))


def test_longest_waiting_come_first_and_the_rest_is_counted(signed_in, cast):
    make_many(12, filer=cast["lijiaxiang"])
    found = sections(signed_in("jingjibu"))["待受理（12）"]
    assert found == [f"长兴测试{number}厂 甲班" for number in range(11, 3, -1)]


def test_person_of_two_roles_has_both_heaps(signed_in, cast):
    make_draft(cast["lijiaxiang"])
    user = cast["both"] = make_user("both", "330522102", "filer")
    user.memberships.create(
        organization=cast["jingjibu"].held_roles[0].organization, role="county_clerk"
    )
    titles = [title.split("（")[0] for title in sections(signed_in("both"))]
    assert titles[:2] == ["退回修改", "草稿"]
    assert titles[4:] == [
        "已更正，待受理", "待受理", "已签署，待审定", "审核中，待签署", "考核中", "退回中",
    ]  # fmt: skip


def test_draft_is_never_mistaken_for_filed(signed_in, cast):
    filing = make_draft(cast["lijiaxiang"]).filing
    client = signed_in("lijiaxiang")
    for address in ("/desk/", "/filings/", filing.get_absolute_url(),
                    f"/filings/{filing.reference}/edit/",
                    f"/filings/{filing.reference}/preview/"):  # fmt: skip
        assert "未上报" in client.get(address).text, address


@pytest.mark.parametrize(
    ("username", "entries"),
    [
        (
            "lijiaxiang",
            ["首页", "我的待办", "申报列表", "新建申报", "汇总表", "考核评价", "先锋号名册",
             "技术服务"],
        ),
        ("jingjibu", ["首页", "我的待办", "申报列表", "汇总表", "考核进度", "先锋号名册",
                      "技术服务"]),
        ("jingsaiban", ["首页", "我的待办", "申报列表", "汇总表", "考核进度", "先锋号名册",
                        "技术服务"]),
        ("kaohe", ["首页", "我的待办", "申报列表", "考核任务"]),
        ("fuwudui", ["首页", "我的待办", "技术服务"]),
        ("guanli", ["首页", "我的待办", "系统设置"]),
        ("shenji", ["首页", "我的待办", "审计记录"]),
    ],
)  # fmt: skip
def test_menu_offers_what_may_be_opened_and_all_of_it_opens(signed_in, cast, username, entries):
    client = signed_in(username)
    menu = re.search(r'<nav[^>]*aria-label="主菜单"[^>]*>(.*?)</nav>', desk(client), re.DOTALL)[1]
    links = re.findall(r'<a[^>]*href="([^"]+)"[^>]*>([^<]+)</a>', menu)
    assert [html.unescape(label).strip() for _url, label in links] == entries
    assert {client.get(url).status_code for url, _label in links} == {200}


@pytest.mark.parametrize(
    ("address", "marked"),
    [
        ("/", ("page", "首页")),
        ("/filings/", ("page", "申报列表")),
        ("/filings/new/", ("page", "新建申报")),
        ("/pioneer/applications/new/", None),
        ("/techservice/services/", ("page", "技术服务")),
        ("/techservice/teams/", ("true", "技术服务")),
    ],
)
def test_menu_marks_where_one_is(signed_in, cast, address, marked):
    page = signed_in("lijiaxiang").get(address).text
    menu = re.search(r'<nav[^>]*aria-label="主菜单"[^>]*>(.*?)</nav>', page, re.DOTALL)[1]
    found = re.findall(r'aria-current="([^"]+)">([^<]+)</a>', menu)
    assert found == ([marked] if marked else [])


def test_desk_of_a_volunteer_leads_to_their_team(signed_in, cast):
    team = make_team(cast["jingjibu"])
    client = signed_in("fuwudui")
    assert list(sections(client)) == ["待接单（0）", "服务中（0）"]
    assert "我的服务队" not in desk(client)
    make_volunteer(cast["jingjibu"], team, user=cast["fuwudui"])
    link = f'href="/techservice/teams/{team.pk}/">我的服务队：焊接服务队</a>'
    assert link in desk(client)


def test_filed_form_leaves_the_filers_heap_of_drafts(signed_in, cast):
    make_filed(cast["lijiaxiang"])
    found = sections(signed_in("lijiaxiang"))
    assert (found["草稿（未上报）（0）"], found["已上报，等待县级受理（1）"]) == (
        [], subjects("细纱甲班"),
    )  # fmt: skip
