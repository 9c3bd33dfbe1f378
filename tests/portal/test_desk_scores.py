"""Annex 3 on the desk: where the clerk is waited for, and the union's news of its results."""

import html
import re
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from changxing_union.portal.scores import NEWS_DAYS
from pioneer.models import Assessment
from tests.factories import county_scores as made


def desk(client):
    return html.unescape(client.get("/desk/").text)


def heap(text, title):
    part = re.search(
        rf"<h2 id=\"section-title-\d+\">{title}（(\d+)）.*?</section>", text, re.DOTALL
    )
    return int(part[1]), re.findall(r'<a class="plain"[^>]*>\S+ ([^<]+)</a>', part[0])


def tiles(text):
    """Label → number and address, of the panel of annex 3."""
    panel = text.split('id="scores-title"')[1]
    found = re.findall(
        r'href="([^"]+)"><span class="stat-number">(\d+)</span><span class="stat-label">([^<]+)<',
        panel,
    )
    return {label: (int(number), url) for url, number, label in found}


def test_sheets_under_assessment_have_a_heap_of_their_own(signed_in, people):
    made.make_accepted(people, team="甲班")
    made.make_concluded(people, team="乙班")
    text = desk(signed_in("jingjibu"))
    assert heap(text, "已签署，待审定") == (0, [])
    assert heap(text, "审核中，待签署") == (0, [])
    assert heap(text, "考核中") == (2, ["甲班", "乙班"])
    assert 'href="/pioneer/assessments/2018-3-330522102-0001/"' in text


def test_numbers_lead_to_the_filtered_board(signed_in, people):
    made.make_accepted(people, team="甲班")
    made.make_signed_by_both(people, {}, team="乙班")
    made.make_agreed(people, team="丙班")
    made.make_concluded(people, team="丁班")
    made.make_disputed(people, team="戊班")
    client = signed_in("jingjibu")
    found = tiles(desk(client))
    assert {label: number for label, (number, _url) in found.items()} == {
        "待分派": 1, "待合议": 1, "待确定": 1, "待公布": 1, "异议待复核": 1,
    }  # fmt: skip
    for _number, url in found.values():
        listed = re.search(r"共 (\d+) 个班组（已筛选）", client.get(url).text)
        assert listed[1] == "1"


def test_pictures_are_there_with_the_first_result(signed_in, people):
    client = signed_in("jingjibu")
    assert "考核分合计的分布" not in desk(client)
    made.make_concluded(people)
    text = desk(client)
    assert (text.count("<figure"), "考核分合计的分布" in text) == (2, True)
    assert "考核分合计的分布" not in desk(signed_in("jingsaiban"))


def test_union_hears_of_its_result_and_for_a_while_only(signed_in, people):
    made.make_concluded(people, team="甲班")
    client = signed_in("lijiaxiang")
    assert "考核结果已公布" not in desk(client)
    released = made.make_released(people, team="乙班")
    assert "“长兴测试纺织有限公司 乙班”的考核结果已公布。" in desk(client)
    long_ago = timezone.now() - timedelta(days=NEWS_DAYS, seconds=1)
    Assessment.objects.filter(pk=released.pk).update(released_at=long_ago, concluded_at=long_ago)
    assert "考核结果已公布" not in desk(client)


def test_union_hears_of_a_review(signed_in, people):
    made.make_reviewed(people)
    assert "的复核结果已确定。" in desk(signed_in("lijiaxiang"))


def test_desk_costs_the_same_however_much_is_scored(signed_in, people):
    counts = {}
    for role in ("jingjibu", "lijiaxiang"):
        client, counts[role] = signed_in(role), []
        for _ in range(2):
            made.make_concluded(people, team=f"{role}{len(counts[role])}班")
            made.make_released(people, team=f"{role}{len(counts[role])}组")
            desk(client)
            with CaptureQueriesContext(connection) as queries:
                desk(client)
            counts[role].append(len(queries))
    assert {role: len(set(found)) for role, found in counts.items()} == {
        "jingjibu": 1, "lijiaxiang": 1,
    }  # fmt: skip
