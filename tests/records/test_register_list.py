"""A register as a list: who sees what, filters, pages, sums, and a constant number of queries."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from changxing_union.organizations.models import AuditEvent
from changxing_union.records import services
from changxing_union.records.models import Record
from techservice.models import TEACHER_KIND
from tests.factories.pioneer import act_by
from tests.factories.records import make_outreach, make_record
from tests.factories.responses import readable

LIST = "/techservice/records/outreach/"
NAMES = re.compile(rf'<a href="{LIST}\d+/">([^<]+)</a>')


def listed(client, **query):
    response = client.get(LIST, query)
    assert response.status_code == 200
    return NAMES.findall(readable(response))


def queries_of(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.fixture
def visits(cast, kind):
    """Of two unions and the county, one of them void; the newest first."""
    make_outreach(cast["jingjibu"], host_name="县学校", happened_on="2018年6月1日")
    make_outreach(cast["lijiaxiang"], host_name="甲校", happened_on="2018年5月2日")
    make_outreach(
        cast["lijiaxiang"], host_name="乙社区", happened_on="2018年5月1日", category="community"
    )
    make_outreach(cast["meishan"], host_name="丙厂", category="enterprise", head_count="")
    void = make_outreach(cast["lijiaxiang"], host_name="误记校")
    services.void(kind, void, reason="重复登记了一次", act=act_by(cast["lijiaxiang"]))


@pytest.mark.parametrize(
    ("username", "names"),
    [
        ("lijiaxiang", ["甲校", "乙社区"]),
        ("meishan", ["丙厂"]),
        ("jingjibu", ["县学校", "甲校", "乙社区", "丙厂"]),
        ("zonggonghui", ["县学校", "甲校", "乙社区", "丙厂"]),
    ],
)
def test_union_sees_its_own_and_the_county_everything(signed_in, visits, username, names):
    assert listed(signed_in(username)) == [f"{name}：弘扬劳模精神" for name in names]


def test_rule_of_who_sees_which_holds_for_the_whole_cast(cast, visit):
    own = make_outreach(cast["jingjibu"])
    shared = make_record(cast["jingjibu"], TEACHER_KIND)
    seen = {
        username: set(Record.objects.visible_to(user).values_list("pk", flat=True))
        for username, user in cast.items()
    }
    union, county = {visit.pk, shared.pk}, {visit.pk, own.pk, shared.pk}
    assert seen == {username: set() for username in cast} | {
        "lijiaxiang": union, "lijiaxiang2": union, "meishan": {shared.pk}, "jingjibu": county,
        "jingjibu2": county, "jingsaiban": county, "zonggonghui": county,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"category": "community"}, ["乙社区"]),
        ({"q": "乙社区"}, ["乙社区"]),
        ({"q": "劳模甲 县"}, ["县学校"]),
        ({"q": "%"}, []),
        ({"state": "void"}, ["误记校"]),
        ({"state": "overdue"}, []),
        ({"category": "nonsense"}, []),
        ({"organization": "0"}, []),
        ({"year": "2030"}, []),
        ({"cursor": "x"}, ["县学校", "甲校", "乙社区", "丙厂"]),
    ],
)
def test_filter_finds_what_it_says(signed_in, visits, query, names):
    assert listed(signed_in("jingjibu"), **query) == [f"{name}：弘扬劳模精神" for name in names]


def test_county_filters_by_union_and_by_itself(signed_in, cast, visits):
    client = signed_in("jingjibu")
    for username, names in (("meishan", ["丙厂"]), ("jingjibu", ["县学校"])):
        kept = cast[username].held_roles[0].organization_id
        found = listed(client, organization=kept)
        assert found == [f"{name}：弘扬劳模精神" for name in names]


def test_head_counts_of_the_filter_are_added_up(signed_in, visits):
    client = signed_in("jingjibu")
    assert "共 4 条，参加 360 人次" in readable(client.get(LIST))
    assert "共 1 条，参加 0 人次（已筛选）" in readable(
        client.get(LIST, {"category": "enterprise"})
    )


def test_empty_register_says_what_to_do(signed_in, cast):
    told = "还没有登记。请从下面的按钮开始，一件事登记一条。"
    assert told in readable(signed_in("lijiaxiang").get(LIST))
    assert "还没有登记，登记后会显示在这里。" in readable(signed_in("zonggonghui").get(LIST))
    filtered = readable(signed_in("lijiaxiang").get(LIST, {"q": "x"}))
    assert "没有符合条件的记录，请放宽筛选条件。" in filtered


@pytest.mark.parametrize("username", ["kaohe", "guanli", "shenji"])
def test_register_does_not_exist_for_whoever_has_nothing_to_do_with_it(signed_in, visit, username):
    client = signed_in(username)
    for page in ("", "new/", "export/", f"{visit.pk}/"):
        assert client.get(f"{LIST}{page}").status_code == 404


def test_pages_show_every_line_once(signed_in, cast):
    for number in range(45):
        make_outreach(cast["lijiaxiang"], host_name=f"第{number}校")
    client, address, seen = signed_in("jingjibu"), LIST, []
    while address:
        page = readable(client.get(address))
        seen += NAMES.findall(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following and f"{LIST}{following[1]}"
    assert seen == [f"第{number}校：弘扬劳模精神" for number in reversed(range(45))]


def test_list_of_one_and_of_three_asks_the_same_number_of_queries(signed_in, cast):
    client = signed_in("jingjibu")
    make_outreach(cast["lijiaxiang"])
    client.get(LIST)  # The first request of a session also notes when it began.
    one = queries_of(client, LIST)
    for username in ("meishan", "jingjibu"):
        make_outreach(cast[username])
    assert (one, queries_of(client, LIST)) == (8, 8)


def test_menu_counts_what_its_reader_finds(signed_in, visits):
    for username, count in (("lijiaxiang", 2), ("jingjibu", 4)):
        page = readable(signed_in(username).get("/techservice/records/"))
        found = re.search(
            rf'<a href="{LIST}">劳模“三进”活动</a>.*?<strong>([^<]+)</strong> 条', page, re.DOTALL
        )
        assert found[1] == f"{count}"


def test_neighbour_finds_nothing_of_a_record_and_every_attempt_is_on_record(signed_in, cast, visit):
    client, attempts = signed_in("meishan"), []
    pages = ("", "edit/", "void/", "files/", "files/1/", "files/1/thumbnail/", "files/1/remove/")
    for page in pages:
        for method in ("get", "post"):
            url = f"{LIST}{visit.pk}/{page}"
            answer = getattr(client, method)(url).status_code
            assert answer in {404, 405}, (method, url)
            if answer == 404:
                attempts.append((method.upper(), url))
    told = AuditEvent.objects.filter(action="denied").order_by("id")
    assert [(each.detail["method"], each.detail["path"]) for each in told] == attempts
    assert len(attempts) == 9


def test_record_of_another_register_or_of_none_is_not_found(signed_in, visit):
    client = signed_in("lijiaxiang")
    Record.objects.filter(pk=visit.pk).update(kind="techservice:other")
    for pk in (visit.pk, 0, 10**30):
        assert client.get(f"{LIST}{pk}/").status_code == 404
    assert AuditEvent.objects.filter(action="denied").count() == 0


def test_overdue_is_what_has_a_day_and_no_end(visit):
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    found = []
    for day in (None, today, yesterday):
        Record.objects.filter(pk=visit.pk).update(happened_on=yesterday, due_on=day)
        visit.refresh_from_db()
        found.append((visit.is_overdue(today), Record.objects.overdue(today).count()))
    assert found == [(False, 0), (False, 0), (True, 1)]
    Record.objects.update(settled_on=today)
    assert Record.objects.overdue(today).count() == 0
