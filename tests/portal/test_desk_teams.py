"""Teams on the desk that no filing waits for: to begin, to put right, to review, to be named."""

import html
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from changxing_union.filing.models import Campaign, Deadline, Extension, FormType
from changxing_union.kernel.dates import shanghai_day, show_date
from changxing_union.organizations.models import Organization, Role
from pioneer.models import Assessment, Title
from tests.factories import county_scores as made
from tests.factories.assessments import make_assessment
from tests.factories.organizations import make_user
from tests.factories.titles import (
    give_title,
    make_assessed,
    make_cultivated,
    plaque_at_once,
    put_on_trial,
)

TODAY = shanghai_day(timezone.now())


def desk(client):
    return html.unescape(client.get("/desk/").text)


def heaps(client):
    """The titles of the sections that hold anything, in their order."""
    found = re.findall(r'<h2 id="section-title-\d+">([^<]+)（(\d+)）</h2>', desk(client))
    return [title for title, number in found if number != "0"]


def heap(client, title):
    """The section's rows as words, its links and its forms."""
    part = re.search(rf'<h2 id="section-title-\d+">{title}（.*?</section>', desk(client), re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", part[0], re.DOTALL)[1:]
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in rows], part[0]


def extend(annex, code, until):
    Extension.objects.create(
        form_type=FormType.objects.get(annex=annex),
        organization=Organization.objects.get(code=code),
        until=until,
        reason="测试延期",
    )


def test_team_that_has_not_begun_is_told_with_its_day_and_begun_from_the_desk(signed_in, cast):
    application = make_cultivated(cast)
    extend(3, "330522102", TODAY + timedelta(days=6))
    client = signed_in("lijiaxiang")
    (row,), part = heap(client, "列入培育，待自评")
    assert f"{show_date(TODAY + timedelta(days=6))}（" in row
    assert row.endswith("还有 6 天 开始自评")
    # Annex 1 came late; that says nothing of annex 3.
    assert "逾期" not in row
    token = re.search(r'name="token" value="([^"]+)"', part)[1]
    begun = client.post(
        re.search(r'<form method="post" action="([^"]+)"', part)[1],
        {"application": re.search(r'name="application" value="(\d+)"', part)[1], "token": token},
    )
    filing = Assessment.objects.get(application=application).filing
    assert begun.url == f"{filing.get_absolute_url()}edit/"
    assert heaps(client) == ["草稿（未上报）"]
    assert heaps(signed_in("meishan")) == []


def test_day_that_is_past_is_said_and_a_form_without_a_day_does_no_harm(signed_in, cast):
    make_cultivated(cast)
    Deadline.objects.filter(form_type__annex=3).update(due_on=date(2018, 11, 23))
    (row,), _part = heap(signed_in("lijiaxiang"), "列入培育，待自评")
    assert f"2018年11月23日（星期五） 逾期 {(TODAY - date(2018, 11, 23)).days} 天" in row
    Deadline.objects.filter(form_type__annex=3).delete()
    (row,), _part = heap(signed_in("lijiaxiang"), "列入培育，待自评")
    assert "星期" not in row


@pytest.mark.parametrize("what", ["begun", "closed"])
def test_team_that_has_begun_or_whose_year_is_over_waits_no_more(signed_in, cast, what):
    if what == "begun":
        make_assessment(cast)
    else:
        make_cultivated(cast)
        Campaign.objects.update(is_open=False)
    assert "列入培育，待自评" not in heaps(signed_in("lijiaxiang"))


def test_titles_to_be_put_right_come_first_the_nearest_day_foremost(signed_in, cast):
    plaque_at_once()
    for number, team in enumerate(("甲班", "乙班"), start=1):
        put_on_trial(give_title(make_cultivated(cast, team=team), cast, f"2018-{number}"), cast)
    Title.objects.filter(plaque_number="2018-2").update(rectify_by=TODAY - timedelta(days=2))
    client = signed_in("lijiaxiang")
    assert heaps(client)[0] == "限期整改"
    rows, part = heap(client, "限期整改")
    assert [row.split()[1] for row in rows] == ["乙班", "甲班"]
    assert "逾期 2 天" in rows[0]
    assert "还有 10 天" in rows[1]
    reference = Title.objects.get(plaque_number="2018-2").application.filing.reference
    assert f'href="/pioneer/titles/{reference}/"' in part
    assert "限期整改" not in heaps(signed_in("meishan"))


def test_objections_stand_before_all_else_until_the_review_has_its_result(signed_in, cast):
    cast["kaohe3"] = make_user("kaohe3", "330522", Role.ASSESSOR)
    made.make_self_filed(cast, team="甲班")
    disputed = made.make_disputed(cast, team="乙班")
    made.make_under_review(cast, team="丙班")
    made.make_reviewed(cast, team="丁班")
    client = signed_in("jingjibu")
    assert heaps(client)[:2] == ["考核异议", "待受理"]
    rows, part = heap(client, "考核异议")
    assert [row.split()[1] for row in rows] == ["乙班", "丙班"]
    board = re.search(r'<p><a href="([^"]+)">查看全部班组的考核进度', part)[1]
    assert {"乙班", "丙班"} <= set(re.findall(r"纺织有限公司 (\S+)</a>", client.get(board).text))
    assert f'href="/pioneer/assessments/{disputed.filing.reference}/"' in part
    assert "考核异议" not in heaps(signed_in("lijiaxiang"))


def test_passed_and_not_named_is_told_and_listed_until_it_is_named(signed_in, cast):
    assessment = make_assessed(cast)
    make_cultivated(cast, team="乙班")
    client = signed_in("jingjibu")
    rows, part = heap(client, "合格、待命名")
    assert [row.split()[1] for row in rows] == ["细纱甲班"]
    listed = html.unescape(re.search(r'<p><a href="([^"]+)">[^<]*合格、待命名', part)[1])
    assert "共 1 个班组（已筛选）" in client.get(listed).text
    give_title(assessment.application, cast)
    assert "合格、待命名" not in heaps(client)
    assert "没有符合条件的班组" in client.get(listed).text


@pytest.mark.parametrize("score", [{"item_a1__points": "5"}, {}])
def test_who_failed_or_is_not_released_is_not_to_be_named(signed_in, cast, score):
    make_assessed(cast, released=bool(score), **score)
    client = signed_in("jingjibu")
    assert "合格、待命名" not in heaps(client)
    assert "没有符合条件的班组" in client.get("/pioneer/titles/?state=passed").text


def test_desk_costs_the_same_for_one_team_of_each_and_for_three(signed_in, cast):
    plaque_at_once()
    counts = {"jingjibu": [], "lijiaxiang": []}
    for number in (1, 2, 3):
        make_cultivated(cast, team=f"待评{number}班")
        named = make_cultivated(cast, team=f"整改{number}班")
        put_on_trial(give_title(named, cast, f"2018-{number}"), cast)
        made.make_disputed(cast, team=f"异议{number}班")
        passed = made.make_passed(cast, team=f"合格{number}班")
        made.results.release([passed], act=made.act_by(cast["jingjibu"]))
        if number == 2:
            continue
        for role, found in counts.items():
            client = signed_in(role)
            desk(client)
            with CaptureQueriesContext(connection) as queries:
                desk(client)
            found.append(len(queries))
    assert {role: len(set(found)) for role, found in counts.items()} == dict.fromkeys(counts, 1)
