"""The public list of named teams: unit, team, plaque and day, and nothing of any person."""

import html
import re

from changxing_union.filing.models import Campaign
from tests.factories.filing import move_to_year
from tests.factories.titles import (
    give_title,
    make_cultivated,
    plaque_at_once,
    put_on_trial,
    take_away,
)


def rows_of(client):
    page = client.get("/").text
    section = re.search(r'<section class="named-teams".*?</section>', page, re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", section[0], re.DOTALL) if section else []
    return [[html.unescape(cell) for cell in re.findall(r"<t[hd][^>]*>([^<]*)<", row)]
            for row in rows[1:]]  # fmt: skip


def make_named(cast, team, number):
    return give_title(make_cultivated(cast, team=team), cast, number)


def test_home_lists_who_holds_the_title_of_the_open_campaign(client, cast):
    plaque_at_once()
    make_cultivated(cast, team="甲班")
    make_named(cast, "乙班", "2018-002")
    put_on_trial(make_named(cast, "丙班", "2018-001"), cast)
    take_away(make_named(cast, "丁班", "2018-003"), cast)
    unit = "长兴测试纺织有限公司"
    assert rows_of(client) == [
        [unit, "丙班", "2018-001", "2018-12-20"],
        [unit, "乙班", "2018-002", "2018-12-20"],
    ]
    page = client.get("/").text
    assert "2018 年“工人先锋号”名单（2 个）" in html.unescape(page)
    assert re.findall("测试岗长|13900000001|1985|限期整改", page) == []


def test_teams_of_other_years_and_a_year_without_any_are_not_on_the_page(client, cast):
    plaque_at_once()
    move_to_year(make_named(cast, "甲班", "2017-001").filing, 2017)
    Campaign.objects.filter(year=2017).update(is_open=False)
    assert rows_of(client) == []
    assert "“工人先锋号”名单" not in client.get("/").text


def test_home_asks_no_more_for_many_named_teams(client, cast, django_assert_num_queries):
    plaque_at_once()
    for number in range(3):
        make_named(cast, f"细纱{number}班", f"2018-00{number}")
    with django_assert_num_queries(9):
        client.get("/")
