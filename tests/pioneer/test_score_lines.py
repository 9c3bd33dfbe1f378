"""The 成绩表 of real filings: who reads which scores, in which order, with which averages."""

import re
from io import BytesIO
from statistics import mean

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from changxing_union.filing import services
from changxing_union.filing.annexes import RegisterOrder
from changxing_union.filing.models import Filing
from changxing_union.organizations.models import AuditEvent, Organization
from pioneer.annex.assessment import AssessmentAnnex
from tests.factories.pioneer import act_by
from tests.factories.responses import content_of
from tests.factories.results import FAILING, POOR, conclude, make_team, release, take_up

TEAM, RESULT, ASSESSED_TOTAL = 3, 26, 25


def book_of(client, **query):
    answer = client.get("/filings/export/3/", query)
    assert answer.status_code == 200
    return load_workbook(BytesIO(content_of(answer)))


def rows_of(book):
    """Every line of the 成绩表 below its header, teams and averages alike."""
    return list(book["成绩表"].iter_rows(min_row=5, values_only=True))


def teams_of(book):
    return [row for row in rows_of(book) if isinstance(row[0], int)]


def short(row):
    """Which team, its 合计 of 考核分, and its 结果."""
    return row[TEAM], row[ASSESSED_TOTAL], row[RESULT]


@pytest.fixture
def year(cast):
    """Teams of two unions at every stage, opened in another order than any they are listed in."""
    services.file(make_team(cast, team="已上报班"), act=act_by(cast["lijiaxiang"]))
    release(conclude(take_up(make_team(cast, team="落选班"), cast), cast, **POOR), cast)
    best = take_up(make_team(cast, "meishan", team="满分班"), cast, "meishan")
    release(conclude(best, cast), cast)
    conclude(take_up(make_team(cast, team="未公布班"), cast), cast, **FAILING)
    tied = take_up(make_team(cast, "meishan", team="同分班"), cast, "meishan")
    release(conclude(tied, cast, **POOR), cast)
    take_up(make_team(cast, team="考核中班"), cast)
    make_team(cast, team="=草稿班")
    return cast


BY_UNION = [
    ("已上报班", None, "未考核"),
    ("落选班", 72.5, "不合格"),
    ("未公布班", 89.5, "不合格"),
    ("考核中班", None, "考核中"),
    ("满分班", 100, "合格"),
    ("同分班", 72.5, "不合格"),
]


def test_county_gets_its_order_of_unions_or_the_best_first(signed_in, year):
    client = signed_in("jingjibu")
    assert [short(row) for row in teams_of(book_of(client))] == BY_UNION
    assert [short(row) for row in teams_of(book_of(client, sort="score"))] == [
        ("满分班", 100, "合格"),
        ("未公布班", 89.5, "不合格"),
        ("落选班", 72.5, "不合格"),
        ("同分班", 72.5, "不合格"),
        ("已上报班", None, "未考核"),
        ("考核中班", None, "考核中"),
    ]


def test_order_by_score_tells_a_union_nothing_that_is_not_released(signed_in, year):
    assert [short(row) for row in teams_of(book_of(signed_in("lijiaxiang"), sort="score"))] == [
        ("落选班", 72.5, "不合格"),
        ("已上报班", None, "未考核"),
        ("未公布班", None, "考核中"),
        ("考核中班", None, "考核中"),
        ("=草稿班", None, "未考核"),
    ]


def test_name_that_looks_like_a_formula_is_text(signed_in, year):
    sheet = book_of(signed_in("lijiaxiang"))["成绩表"]
    (cell,) = [row[TEAM] for row in sheet.iter_rows() if row[TEAM].value == "=草稿班"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert kinds == {"s", "n", "inlineStr"}


@pytest.mark.parametrize("query", [{}, {"sort": "score"}, {"organization": "meishan"}])
def test_averages_are_those_of_the_lines(signed_in, year, query):
    if "organization" in query:
        query = {"organization": Organization.objects.get(code="330522112").pk}
    book = book_of(signed_in("jingjibu"), **query)
    teams = teams_of(book)
    (everybody,) = [row for row in rows_of(book) if str(row[0]).startswith("平均")]
    for column in range(4, 26):
        known = [row[column] for row in teams if row[column] is not None]
        assert abs(everybody[column] - mean(known)) <= 0.05 + 1e-9
    summary = list(book["各工会平均"].iter_rows(min_row=4, values_only=True))
    by_union = {}
    for row in teams:
        by_union.setdefault(row[1], []).append(row)
    for _number, union, count, assessed, passed, own, average in summary[:-2]:
        found = by_union.pop(union)
        totals = [row[ASSESSED_TOTAL] for row in found if row[ASSESSED_TOTAL] is not None]
        assert (count, assessed) == (len(found), len(totals))
        assert passed == sum(row[RESULT] == "合格" for row in found)
        assert own == 100
        assert abs(average - mean(totals)) <= 0.05 + 1e-9
    assert by_union == {}


def test_notes_tell_the_order_and_what_is_not_yet_public(signed_in, year):
    notes = {}
    for username, sort in (("jingjibu", "score"), ("lijiaxiang", "")):
        rows = book_of(signed_in(username), sort=sort)["说明"].iter_rows(values_only=True)
        told = dict(rows)
        notes[username] = (told["排序"], told["考核分"])
    assert notes == {
        "jingjibu": (
            "按考核分合计从高到低；没有考核结果的排在最后",
            "含已确定、尚未公布的结果（备注栏注明“尚未公布”），公布前请勿外传",
        ),
        "lijiaxiang": ("按工会排列", "县总工会公布以后列入"),
    }


def test_title_is_that_of_the_scores(signed_in, year):
    sheet = book_of(signed_in("jingjibu"))["成绩表"]
    assert sheet["A1"].value == "2018年“工人先锋号”创建活动考核成绩表"


def test_unions_of_one_short_name_keep_their_teams_apart(signed_in, year):
    Organization.objects.filter(code__in=("330522102", "330522112")).update(short_name="同名工会")
    book = book_of(signed_in("jingjibu"))
    names = list(dict.fromkeys(row[1] for row in teams_of(book)))
    assert names == list(
        Organization.objects.filter(code__in=("330522102", "330522112"))
        .order_by("sort_order", "code")
        .values_list("name", flat=True)
    )


@pytest.mark.parametrize("sort", ["points", "-score", "score ", "分"])
def test_order_that_does_not_exist_is_refused(signed_in, year, sort):
    answer = signed_in("jingjibu").get("/filings/export/3/", {"sort": sort})
    assert (answer.status_code, "筛选条件有误，没有导出。" in answer.text) == (409, True)


def test_other_registers_have_no_order_by_score(signed_in, year):
    assert signed_in("jingjibu").get("/filings/export/1/", {"sort": "score"}).status_code == 409


def test_list_leads_to_both_orders_with_its_filters(signed_in, year):
    page = signed_in("jingjibu").get("/filings/", {"annex": "3", "q": "班", "cursor": ""}).text
    assert page.count('href="/filings/export/3/?q=%E7%8F%AD"') == 1
    assert page.count('href="/filings/export/3/?q=%E7%8F%AD&amp;sort=score"') == 1
    assert page.count(">按得分排序</a>") == 1
    other = signed_in("jingjibu").get("/filings/", {"annex": "1"}).text
    assert "按得分排序" not in other


def queries_for(filings, sort):
    order = RegisterOrder("", "", (), with_phones=False, own_unions=frozenset(), to_county=True,
                          sort=sort)  # fmt: skip
    with CaptureQueriesContext(
        connection,
    ) as caught:
        AssessmentAnnex().write_register(filings, order, BytesIO())
    return len(caught)


@pytest.mark.parametrize("sort", ["", "score"])
def test_number_of_queries_does_not_grow_with_the_teams(year, sort):
    filed = Filing.objects.of_annex(3).filter(first_filed_at__isnull=False)
    (released,) = filed.filter(subject__contains="落选班")
    few = queries_for(filed.filter(pk=released.pk), sort)
    assert queries_for(filed, sort) == few


def test_list_offers_whole_phones_of_forms_that_have_them_to_whom_it_gives_them(signed_in, cast):
    offered = re.compile(r'href="/filings/export/(\d)/[^"]*phones=full"')
    assert offered.findall(signed_in("jingjibu").get("/filings/").text) == ["1", "2", "4", "5"]
    assert offered.findall(signed_in("jingsaiban").get("/filings/").text) == []


def test_workbook_without_phones_says_nothing_about_them(signed_in, year):
    book = book_of(signed_in("jingjibu"), phones="full")
    assert "手机号码" not in [row[0] for row in book["说明"].iter_rows(values_only=True)]
    assert AuditEvent.objects.get(action="export").detail["phones"] == "none"
