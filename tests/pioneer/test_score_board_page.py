"""考核进度 as the county's page: filters, paging, what is marked, many results released at once."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changxing_union.filing import services
from pioneer.models import Assessment
from pioneer.services import results
from pioneer.views import score_board
from tests.factories import county_scores as made
from tests.factories.filing import make_many
from tests.factories.pioneer import act_by, make_approved
from tests.factories.responses import content_of

PAGE = "/pioneer/assessments/"
RELEASE = f"{PAGE}release/"


def board(client, query=""):
    response = client.get(f"{PAGE}?{query}")
    assert response.status_code == 200
    return html.unescape(response.text)


def teams(text):
    """Team → stage, as the lines say."""
    rows = re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)
    found = {}
    for row in rows:
        name = re.search(r'<a class="plain"[^>]*>([^<]+)</a>', row)
        if name:
            team = name[1].split()[-1]
            found[team] = re.search(r'<span class="state [^"]*">([^<]+)</span>', row)[1]
    return found


@pytest.fixture
def several(cast):
    made.make_accepted(cast, team="甲班")
    made.make_signed_by_both(cast, {}, team="乙班")
    made.make_concluded(cast, team="丙班")
    made.make_passed(cast, filer="meishan", unit="长兴测试机械有限公司", team="丁班")
    return cast


def test_every_team_stands_there_with_its_stage(signed_in, several):
    found = teams(board(signed_in("jingjibu")))
    assert found == {"甲班": "待分派", "乙班": "待合议", "丙班": "待公布", "丁班": "待公布"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("stage=concluded", ["丙班", "丁班"]),
        ("stage=concluded&q=机械", ["丁班"]),
        ("q=丙班 纺织", ["丙班"]),
        ("year=2018&stage=differing", ["乙班"]),
        ("stage=ready", []),
        ("stage=nonsense", []),
        ("organization=999999", []),
        ("year=1999", []),
        ("cursor=garbled", ["甲班", "乙班", "丙班", "丁班"]),
    ],
)
def test_filters_stand_in_the_address(signed_in, several, query, found):
    assert list(teams(board(signed_in("jingjibu"), query))) == found


def test_filter_by_union_also_narrows_the_pictures(signed_in, several):
    union = several["meishan"].held_roles[0].organization
    text = board(signed_in("jingjibu"), f"organization={union.pk}")
    assert list(teams(text)) == ["丁班"]
    assert "煤山镇 2018 年考核情况（1 个班组已确定结果）" in text
    assert "（2 个班组已确定结果）" in board(signed_in("jingjibu"))


def test_ten_points_apart_are_marked_in_words(signed_in, several):
    text = board(signed_in("jingjibu"))
    assert text.count("与自评差 10.5 分") == 2
    assert "89.5／100" in text


def test_draft_of_a_union_is_no_link_and_tells_no_points(signed_in, cast):
    assessment = made.make_assessment(cast)
    made.type_into(assessment.filing, cast["lijiaxiang"], **made.ALL_WELL, **made.FULL_MARKS)
    text = board(signed_in("jingjibu"))
    assert teams(text) == {"细纱甲班": "自评中"}
    assert assessment.filing.reference not in text
    assert re.search(r'data-label="自评">([^<]+)<', text)[1] == "—"


def test_empty_board_says_what_it_waits_for(signed_in, cast):
    assert "还没有列入培育的班组。" in board(signed_in("jingjibu"))
    assert "没有符合条件的班组" in board(signed_in("jingjibu"), "stage=ready")


def test_workbook_is_offered_in_both_orders_of_the_union_and_year_shown(signed_in, several):
    union = several["meishan"].held_roles[0].organization.pk
    offered = re.compile(r'href="(/filings/export/3/[^"]*)"[^>]*>([^<]+)</a>')
    client = signed_in("jingjibu")
    assert offered.findall(board(client, f"organization={union}")) == [
        (f"/filings/export/3/?year=2018&organization={union}", "按工会"),
        (f"/filings/export/3/?year=2018&organization={union}&sort=score", "按得分"),
    ]
    for url, _label in offered.findall(board(client)):
        assert content_of(client.get(url)).startswith(b"PK")


def test_signatory_reads_the_board_and_ticks_nothing(signed_in, several):
    text = board(signed_in("jingsaiban"))
    assert teams(text)["丙班"] == "待公布"
    assert 'type="checkbox"' not in text
    assert "公布所选" not in text


def test_board_costs_the_same_however_many_teams_there_are(signed_in, several):
    client = signed_in("jingjibu")
    counts = []
    for _ in range(2):
        board(client)
        with CaptureQueriesContext(connection) as queries:
            board(client)
        counts.append(len(queries))
        made.make_agreed(several, team=f"{len(counts)}班")
        made.make_disputed(several, team=f"{len(counts)}组")
    assert counts[0] == counts[1]


def test_board_is_paged_by_keyset(signed_in, cast):
    make_many(45, filer=cast["lijiaxiang"], state="approved")
    client = signed_in("jingjibu")
    text, seen = board(client), []
    while True:
        seen += re.findall(r'<a class="plain" href="[^"]+">长兴测试(\d+)厂', text)
        following = re.search(r'rel="next" href="\?([^"]+)"', text)
        if not following:
            break
        text = board(client, following[1])
    assert [int(number) for number in seen] == list(range(45))


def ticked(text):
    return re.findall(r'name="result" value="([^"]+)"', text)


def confirmation(client, **data):
    response = client.post(RELEASE, data)
    assert response.status_code == 200
    return html.unescape(response.text)


def test_ticked_results_are_listed_and_then_released_in_one_moment(signed_in, several):
    client = signed_in("jingjibu")
    marks = ticked(board(client))
    assert len(marks) == 2
    text = confirmation(client, result=marks, scope="ticked", filter="stage=concluded")
    assert re.findall(r"不合格|>合格<", text)[0] == "不合格"
    assert Assessment.objects.filter(released_at__isnull=False).count() == 0
    data = {"result": ticked(text), "confirmed": "yes", "token": "press", "filter": "q=班"}
    for message in ("已公布 2 个考核结果", "所选的考核结果都已经公布。"):
        answer = client.post(RELEASE, data, follow=True)
        assert answer.redirect_chain == [(f"{PAGE}?q=%E7%8F%AD", 302)]
        assert message in answer.text
    moments = set(Assessment.objects.filter(result__isnull=False).values_list("released_at"))
    assert len(moments) == 1


def test_all_of_the_filter_are_released(signed_in, several):
    client = signed_in("jingjibu")
    text = confirmation(client, scope="all", filter="q=机械")
    assert [mark.split(":")[0] for mark in ticked(text)] == ["2018-3-330522112-0001"]
    everything = confirmation(client, scope="all", filter="")
    assert len(ticked(everything)) == 2


def test_one_that_is_not_concluded_keeps_back_all(signed_in, several):
    client = signed_in("jingjibu")
    marks = ticked(confirmation(client, scope="all", filter=""))
    taken_back = Assessment.objects.get(filing__reference=marks[0].split(":")[0])
    results.reopen(taken_back, act=act_by(several["jingjibu"]), reason="第三项数据录错")
    answer = client.post(RELEASE, {"result": marks, "confirmed": "yes"})
    assert answer.status_code == 409
    assert f"{taken_back.filing.subject}：{results.NOT_CONCLUDED}" in answer.text
    assert Assessment.objects.filter(released_at__isnull=False).count() == 0


def test_result_concluded_anew_since_it_was_listed_is_not_released(signed_in, several):
    client = signed_in("jingjibu")
    marks = ticked(confirmation(client, scope="all", filter=""))
    assessment = Assessment.objects.get(filing__reference="2018-3-330522102-0003")
    results.reopen(assessment, act=act_by(several["jingjibu"]), reason="第三项数据录错")
    for name in ("kaohe", "kaohe2"):
        made.sign(assessment, several[name])
    results.conclude(made.fresh(assessment), act=act_by(several["jingjibu"]))
    answer = client.post(RELEASE, {"result": marks, "confirmed": "yes"})
    assert (answer.status_code, score_board.CHANGED in answer.text) == (409, True)
    assert made.fresh(assessment).released_at is None


@pytest.mark.parametrize(
    "data", [{}, {"result": ["nonsense", ":"]}, {"scope": "all", "filter": "stage=nonsense"}]
)
def test_empty_choice_is_refused_politely(signed_in, several, data):
    answer = signed_in("jingjibu").post(RELEASE, data, follow=True)
    assert answer.status_code == 200
    assert score_board.NOTHING_CHOSEN in answer.text


def test_too_many_at_once_are_refused(signed_in, several, monkeypatch):
    monkeypatch.setattr(score_board, "MOST_RELEASED", 1)
    answer = signed_in("jingjibu").post(RELEASE, {"scope": "all"})
    assert (answer.status_code, score_board.TOO_MANY in answer.text) == (409, True)


@pytest.mark.parametrize("role", ["jingsaiban", "lijiaxiang", "kaohe", "guanli"])
def test_others_release_nothing(signed_in, several, role):
    assert signed_in(role).post(RELEASE, {"scope": "all"}).status_code == 404


def test_filer_of_the_county_page_still_sees_only_the_own_unions(signed_in, several):
    text = signed_in("meishan").get(PAGE).text
    assert ("考核进度" in text, "丁班" in text, "丙班" in text) == (False, True, False)


def test_pictures_wait_for_the_first_result(signed_in, cast):
    make_approved(cast["lijiaxiang"], cast["jingjibu"], cast["jingsaiban"])
    assert "年考核情况" not in board(signed_in("jingjibu"))


def test_late_self_assessment_is_marked(signed_in, cast):
    assessment = made.make_self_filed(cast)
    assert assessment.filing.is_late
    line = re.search(r'<th scope="row".*?</th>', board(signed_in("jingjibu")), re.DOTALL)[0]
    assert "逾期" in line


def test_void_sheet_is_not_released_with_the_rest(signed_in, several):
    client = signed_in("jingjibu")
    marks = ticked(confirmation(client, scope="all", filter=""))
    filing = Assessment.objects.get(filing__reference=marks[0].split(":")[0]).filing
    services.void(filing, act=act_by(several["jingjibu"]), reason="重复填报，作废")
    answer = client.post(RELEASE, {"result": marks, "confirmed": "yes"})
    assert answer.status_code == 409
    assert Assessment.objects.filter(released_at__isnull=False).count() == 0
