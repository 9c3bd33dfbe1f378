"""工人先锋号名册: who is on it, filters, pages, and the workbook of the same filter."""

import html
import re
from datetime import date, timedelta
from io import BytesIO
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from changxing_union.filing import services
from changxing_union.filing.models import Filing, State
from changxing_union.kernel.dates import shanghai_day
from changxing_union.organizations.models import AuditEvent
from pioneer.models import Title
from pioneer.views import titles as pages
from tests.factories.filing import make_many, move_to_year
from tests.factories.pioneer import act_by, make_in_review
from tests.factories.responses import content_of
from tests.factories.titles import (
    give_title,
    make_assessed,
    make_cultivated,
    plaque_at_once,
    put_on_trial,
    take_away,
)

LIST, EXPORT = "/pioneer/titles/", "/pioneer/titles/export/"
ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
TODAY = shanghai_day(timezone.now())
COLUMNS = [
    "序号", "所属工会", "单位名称", "班组名称", "年度", "类型", "状态", "牌匾编号", "命名日期",
    "考核分", "考核结果", "整改期限", "摘牌方式", "牌匾收回", "申报编号",
]  # fmt: skip


def rows_of(client, **query):
    """The lines of the list, each as its cells."""
    page = client.get(LIST, query)
    assert page.status_code == 200
    body = re.search(r"<tbody>(.*?)</tbody>", page.text, re.DOTALL)
    rows = ROW.findall(body[1]) if body else []
    return [[words(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
            for row in rows]  # fmt: skip


def words(text):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text))).strip()


def teams_of(client, **query):
    return [row[0].split(" ")[-1] for row in rows_of(client, **query)]


@pytest.fixture
def teams(cast):
    """One team in each state, the last of another union and another year."""
    plaque_at_once()
    make_cultivated(cast, team="甲班")
    give_title(make_cultivated(cast, team="乙班"), cast, "2018-001")
    put_on_trial(give_title(make_cultivated(cast, team="丙班"), cast, "2018-002"), cast)
    late = put_on_trial(give_title(make_cultivated(cast, team="丁班"), cast, "2018-003"), cast)
    Title.objects.filter(application=late).update(rectify_by=TODAY - timedelta(days=1))
    take_away(give_title(make_cultivated(cast, team="戊班"), cast, "2018-004"), cast)
    old = make_cultivated(cast, "meishan", unit="煤山政务大厅", team="窗口岗", track="post")
    move_to_year(give_title(old, cast, "2017-001").filing, 2017)
    make_in_review(cast["lijiaxiang"], cast["jingjibu"], team="己班")


def test_register_holds_every_team_in_cultivation_and_every_title(signed_in, teams):
    until = TODAY + timedelta(days=10)
    unit, union = "长兴测试纺织有限公司", "李家巷镇"
    assert rows_of(signed_in("jingjibu")) == [
        [f"{unit} 甲班", union, "2018", "六型班组", "培育中", "—", "—", "尚未公布"],
        [f"{unit} 乙班", union, "2018", "六型班组", "已命名", "2018-001", "2018-12-20",
         "尚未公布"],
        [f"{unit} 丙班", union, "2018", "六型班组", f"限期整改 {until} 前", "2018-002",
         "2018-12-20", "尚未公布"],
        [f"{unit} 丁班", union, "2018", "六型班组", "限期整改 整改逾期", "2018-003",
         "2018-12-20", "尚未公布"],
        [f"{unit} 戊班", union, "2018", "六型班组", "已摘牌", "2018-004", "2018-12-20",
         "尚未公布"],
        ["煤山政务大厅 窗口岗", "煤山镇", "2017", "四型岗位", "已命名", "2017-001", "2018-12-20",
         "尚未公布"],
    ]  # fmt: skip


def test_unions_read_of_their_own_teams(signed_in, teams):
    assert teams_of(signed_in("lijiaxiang")) == ["甲班", "乙班", "丙班", "丁班", "戊班"]
    assert rows_of(signed_in("meishan")) == [
        ["煤山政务大厅 窗口岗", "2017", "四型岗位", "已命名", "2017-001", "2018-12-20", "尚未公布"]
    ]


@pytest.mark.parametrize("who", ["kaohe", "guanli", "shenji"])
@pytest.mark.parametrize("address", [LIST, EXPORT])
def test_register_is_not_for_assessors_and_administrators(signed_in, teams, who, address):
    assert signed_in(who).get(address).status_code == 404


def test_title_stays_on_the_register_when_its_application_is_void(signed_in, cast, teams):
    removed, untouched = (Filing.objects.get(subject__endswith=team) for team in ("戊班", "甲班"))
    for filing in (removed, untouched):
        services.void(filing, act=act_by(cast["jingjibu"]), reason="重复申报，作废。")
    rows = rows_of(signed_in("jingjibu"), year="2018")
    assert [row[0].split(" ")[1] for row in rows] == ["乙班", "丙班", "丁班", "戊班"]
    assert rows[3][4] == "已摘牌 申报已作废"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "cultivated"}, ["甲班"]),
        ({"state": "named"}, ["乙班", "窗口岗"]),
        ({"state": "rectifying"}, ["丙班", "丁班"]),
        ({"state": "overdue"}, ["丁班"]),
        ({"state": "removed"}, ["戊班"]),
        ({"year": "2017"}, ["窗口岗"]),
        ({"year": "2018", "state": "named"}, ["乙班"]),
        ({"q": "2018-003"}, ["丁班"]),
        ({"q": "煤山 窗口"}, ["窗口岗"]),
        ({"q": "2018-1-330522102-0002"}, ["乙班"]),
        ({"q": "煤山 乙班"}, []),
        ({"q": "%"}, []),
        ({"year": "2016"}, []),
        ({"state": "approved"}, []),
        ({"organization": "x"}, []),
    ],
)
def test_filter_finds_what_it_says(signed_in, teams, query, found):
    client = signed_in("jingjibu")
    assert teams_of(client, **query) == found
    if not found:
        assert "没有符合条件的班组，请放宽筛选条件。" in client.get(LIST, query).text


def test_filter_by_union_is_the_countys(signed_in, cast, teams):
    meishan = cast["meishan"].held_roles[0].organization_id
    assert teams_of(signed_in("jingjibu"), organization=meishan) == ["窗口岗"]
    assert len(teams_of(signed_in("lijiaxiang"), organization=meishan)) == 5
    text = signed_in("lijiaxiang").get(LIST).text
    assert ('name="organization"' in text, 'name="year"' in text) == (False, True)


@pytest.mark.parametrize("who", ["jingjibu", "lijiaxiang"])
def test_empty_register_says_how_it_fills(signed_in, cast, who):
    page = signed_in(who).get(LIST)
    assert "还没有列入培育的班组。申报表审定列入培育后，会显示在这里。" in page.text
    assert "导出名册" not in page.text


@pytest.mark.parametrize("who", ["jingjibu", "jingsaiban", "lijiaxiang"])
def test_result_is_known_to_the_county_before_its_release(signed_in, cast, who):
    make_assessed(cast, released=False)
    said = "尚未公布" if who == "lijiaxiang" else "100 分 合格（未公布）"
    assert rows_of(signed_in(who))[0][-1] == said


def test_released_result_is_everybodys(signed_in, cast):
    make_assessed(cast, item_a1__points="9", has_own_plan="no")
    assert [rows_of(signed_in(who))[0][-1] for who in ("jingjibu", "lijiaxiang")] == [
        "89 分 不合格"
    ] * 2


def test_pages_lead_through_all_years_and_unions_once(signed_in, cast, teams):
    make_many(30, filer=cast["lijiaxiang"], code="330522103", state=State.APPROVED)
    client, address, seen = signed_in("jingjibu"), LIST, []
    while address:
        page = client.get(address)
        seen.append([line.filing for line in page.context["lines"]])
        found = re.search(r'rel="next" href="([^"]+)"', page.text)
        address = LIST + html.unescape(found[1]) if found else None
    assert [len(filings) for filings in seen] == [20, 16]
    places = [
        (-each.campaign.year, each.organization.sort_order, each.organization.code, each.pk)
        for filings in seen
        for each in filings
    ]
    assert places == sorted(set(places))


def queries_of(client, address):
    with CaptureQueriesContext(connection) as asked:
        content_of(client.get(address))
    return len(asked)


@pytest.mark.parametrize(("address", "expected"), [(LIST, 9), (EXPORT, 9)])
def test_list_and_workbook_ask_the_same_number_of_queries_for_1_and_200(
    signed_in, cast, address, expected
):
    make_assessed(cast)
    client = signed_in("jingjibu")
    client.get("/")  # the first page of a session also stores it
    before = queries_of(client, address)
    make_many(200, filer=cast["lijiaxiang"], state=State.APPROVED)
    assert queries_of(client, address) == before
    assert before == expected


def book_of(client, **query):
    response = client.get(EXPORT, query)
    assert response.status_code == 200
    return response, load_workbook(BytesIO(content_of(response)))


def lines_of(client, **query):
    rows = list(book_of(client, **query)[1]["名册"].iter_rows(min_row=3, values_only=True))
    assert list(rows[0]) == COLUMNS
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows[1:] if isinstance(row[0], int)]


def test_workbook_says_what_the_list_says(signed_in, cast, teams):
    lines = lines_of(signed_in("jingjibu"))
    assert [(line["班组名称"], line["状态"], line["牌匾编号"]) for line in lines] == [
        ("甲班", "培育中", None), ("乙班", "已命名", "2018-001"),
        ("丙班", "限期整改", "2018-002"), ("丁班", "限期整改（已逾期）", "2018-003"),
        ("戊班", "已摘牌", "2018-004"), ("窗口岗", "已命名", "2017-001"),
    ]  # fmt: skip
    late, last = lines[3], lines[4]
    assert late["整改期限"].date() == TODAY - timedelta(days=1)
    assert {**last, "命名日期": last["命名日期"].date()} == {
        "序号": 5, "所属工会": "李家巷镇", "单位名称": "长兴测试纺织有限公司", "班组名称": "戊班",
        "年度": "2018", "类型": "六型班组", "状态": "已摘牌", "牌匾编号": "2018-004",
        "命名日期": date(2018, 12, 20), "考核分": None, "考核结果": None,
        "整改期限": None, "摘牌方式": "责令摘牌", "牌匾收回": None,
        "申报编号": "2018-1-330522102-0005",
    }  # fmt: skip


def test_workbook_has_the_offices_frame(signed_in, cast, teams):
    response, book = book_of(signed_in("jingjibu"), state="named", year="2018")
    sheet = book["名册"]
    assert sheet["A1"].value == "2018年“工人先锋号”名册"
    assert sheet["A2"].value.startswith("填报单位：长兴县总工会　　导出日期：")
    last = [row[0] for row in sheet.iter_rows(min_row=5, values_only=True)]
    assert last == [
        "合计（共 1 条）", "备注：本表由系统按所选条件导出；考核结果以县总工会公布的为准。",
    ]  # fmt: skip
    assert sheet["H4"].number_format == sheet["O4"].number_format == "@"
    notes = {row[0]: row[1] for row in book["说明"].iter_rows(values_only=True)}
    assert (notes["筛选条件"], notes["操作人"]) == (
        "年度：2018 年；状态：已命名", "测试jingjibu（jingjibu）",
    )  # fmt: skip
    name = unquote(response.headers["Content-Disposition"])
    assert "2018年“工人先锋号”名册-长兴县总工会-" in name


@pytest.mark.parametrize(
    ("released", "who", "cells"),
    [
        (False, "lijiaxiang", (None, None)),
        (False, "jingjibu", (100, "合格（未公布）")),
        (True, "lijiaxiang", (100, "合格")),
    ],
)
def test_workbook_holds_only_results_its_reader_may_know(signed_in, cast, released, who, cells):
    make_assessed(cast, released=released)
    (line,) = lines_of(signed_in(who))
    assert (line["考核分"], line["考核结果"]) == cells


def test_unions_workbook_holds_its_own_teams(signed_in, teams):
    (line,) = lines_of(signed_in("meishan"))
    assert (line["序号"], line["班组名称"]) == (1, "窗口岗")


def test_nothing_typed_becomes_a_formula(signed_in, cast):
    make_cultivated(cast, team="=1+1")
    sheet = book_of(signed_in("jingjibu"))[1]["名册"]
    assert (sheet["D4"].value, sheet["D4"].data_type) == ("=1+1", "s")


def test_every_export_is_an_audit_row(signed_in, cast, teams):
    book_of(signed_in("jingjibu"), state="removed")
    event = AuditEvent.objects.get(action="export")
    assert (event.actor, event.target, event.detail_in_words) == (
        cast["jingjibu"], "“工人先锋号”名册", "1 行；不含手机号码；状态：已摘牌",
    )  # fmt: skip


@pytest.mark.parametrize("query", [{"year": "2016"}, {"state": "x"}, {"organization": "0"}])
def test_filter_that_makes_no_sense_exports_nothing(signed_in, teams, query):
    answer = signed_in("jingjibu").get(EXPORT, query)
    assert (answer.status_code, pages.BAD_FILTER in answer.text) == (409, True)
    assert AuditEvent.objects.filter(action="export").count() == 0


@pytest.mark.parametrize("cursor", ["x", "%00", "🙂"])
def test_cursor_that_makes_no_sense_is_the_first_page(signed_in, teams, cursor):
    assert len(rows_of(signed_in("jingjibu"), cursor=cursor)) == 6
