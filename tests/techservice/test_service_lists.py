"""Where a technical service is found: lists, desks, the case, its paper, its history."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from changxing_union.filing.models import Filing
from techservice.models import ServiceOrder
from techservice.services import evaluations, orders, visits
from tests.factories.files import upload
from tests.factories.pictures import photo
from tests.factories.pioneer import act_by
from tests.factories.responses import content_of, tables, words
from tests.factories.services import (
    JUDGEMENT,
    completed,
    dispatched,
    evaluated,
    serving,
    today,
    visit_facts,
    waiting,
)
from tests.factories.teams import make_team
from tests.printed import squeezed, texts_of

LIST = "/techservice/services/"
SECOND, THIRD = "长兴测试第二机械有限公司", "长兴测试第三机械有限公司"


def address(order, page=""):
    return f"{LIST}{order.request.filing.reference}/{page}"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["长兴测试机械有限公司", SECOND, THIRD]),
        ({"state": "waiting"}, [THIRD]),
        ({"state": "completed"}, ["长兴测试机械有限公司"]),
        ({"state": "paused"}, []),
        ({"state": "nonsense"}, []),
        ({"q": "第二"}, [SECOND]),
        ({"q": "焊接变形"}, ["长兴测试机械有限公司", SECOND, THIRD]),
        ({"q": "没有的词"}, []),
        ({"cursor": "x"}, ["长兴测试机械有限公司", SECOND, THIRD]),
    ],
)
def test_list_is_narrowed_as_asked(signed_in, filer, clerk, team, query, found):
    completed(filer, clerk, team)
    serving(filer, clerk, team, unit=SECOND)
    waiting(filer, clerk, unit=THIRD)
    page = signed_in("jingjibu").get(LIST, query)
    assert page.status_code == 200
    assert sorted(row[0] for table in tables(page) for row in table) == sorted(found)


def test_list_is_narrowed_by_team_and_union(cast, signed_in, filer, clerk, team):
    other = make_team(clerk, "电工示例队", "电工")
    serving(filer, clerk, team)
    serving(cast["meishan"], clerk, other, unit=SECOND)
    client = signed_in("jingjibu")
    (row,) = tables(client.get(LIST, {"team": other.pk}))[0]
    assert row[0] == SECOND
    union = cast["meishan"].held_roles[0].organization.pk
    (row,) = tables(client.get(LIST, {"organization": union}))[0]
    assert row[:2] == [SECOND, "煤山镇"]
    assert tables(client.get(LIST, {"team": "x", "organization": "99999999999999999999"})) == []


def heaps(client):
    """Heading and number of each heap of technical service on a desk, with its lines."""
    page = client.get("/desk/")
    found = re.findall(
        r'<h2 id="section-title-\d+">([^<]+)</h2>(.*?)</section>', page.text, re.DOTALL
    )
    words_of = ("技术服务", "接单", "服务中")
    return {
        heading: [words(cell) for cell in re.findall(r'data-label="单位、班组">(.*?)</td>', body)]
        for heading, body in found
        if any(word in heading for word in words_of)
    }


def test_everybody_finds_the_heap_that_waits_for_them(cast, signed_in, filer, clerk, team):
    waiting(filer, clerk, unit="长兴测试甲有限公司")
    dispatched(filer, clerk, team, unit="长兴测试乙有限公司")
    serving(filer, clerk, team, unit="长兴测试丙有限公司")
    completed(filer, clerk, team, unit="长兴测试丁有限公司")
    evaluated(filer, clerk, team, unit="长兴测试戊有限公司")
    assert heaps(signed_in("jingjibu")) == {
        "技术服务，待派队（1）": ["长兴测试甲有限公司"],
        "技术服务，待企业评价（1）": ["长兴测试丁有限公司"],
        "技术服务，待归档（1）": ["长兴测试戊有限公司"],
    }
    assert heaps(signed_in("lijiaxiang")) == {"技术服务，待企业评价（1）": ["长兴测试丁有限公司"]}
    assert heaps(signed_in("fuwudui")) == {
        "待接单（1）": ["长兴测试乙有限公司"], "服务中（1）": ["长兴测试丙有限公司"],
    }  # fmt: skip
    assert heaps(signed_in("meishan")) == {}


def test_service_waits_since_its_own_last_step(signed_in, filer, clerk, team):
    since = timezone.now() - timedelta(days=3)
    order = dispatched(filer, clerk, team)
    ServiceOrder.objects.filter(pk=order.pk).update(state_since=since)
    long_ago = since - timedelta(days=9)
    Filing.objects.filter(pk=order.pk).update(state_since=long_ago)
    page = signed_in("fuwudui").get("/desk/").text
    assert re.findall(r'data-label="等待">(.*?)</td>', page) == ["已等 3 天"]
    waits = waiting(filer, clerk, unit=SECOND)
    Filing.objects.filter(pk=waits.pk).update(state_since=long_ago)
    page = signed_in("jingjibu").get("/desk/").text
    assert "已等 12 天" in page


@pytest.mark.parametrize("role", ["jingjibu", "lijiaxiang", "fuwudui"])
def test_desk_costs_the_same_for_one_and_three(signed_in, filer, clerk, team, role):
    client, counts = signed_in(role), []
    for units in (["甲"], ["乙", "丙"]):
        for unit in units:
            waiting(filer, clerk, unit=f"长兴测试{unit}一有限公司")
            dispatched(filer, clerk, team, unit=f"长兴测试{unit}二有限公司")
            serving(filer, clerk, team, unit=f"长兴测试{unit}三有限公司")
            completed(filer, clerk, team, unit=f"长兴测试{unit}四有限公司")
        client.get("/desk/")
        with CaptureQueriesContext(connection) as counted:
            client.get("/desk/")
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_service_page_costs_the_same_for_one_visit_and_three(signed_in, filer, clerk, team):
    order, client, counts = serving(filer, clerk, team), signed_in("jingjibu"), []
    for more in (1, 2):
        for number in range(more):
            picture = upload("现场.jpg", photo((90 + number + more, 60)))
            visits.record_visit(order.request, visit_facts(), photos=[picture], act=act_by(clerk))
        client.get(address(order))
        with CaptureQueriesContext(connection) as counted:
            client.get(address(order))
        counts.append(len(counted))
    assert counts[0] == counts[1]


def printed(client, order):
    """The words of the sheet as it is printed, and its check code."""
    response = client.get(f"/filings/{order.request.filing.reference}/print/")
    assert response.status_code == 200
    text = "".join(texts_of(content_of(response)))
    return text, set(re.findall(r"校验码([2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{2})", text))


def test_case_leads_to_its_service_and_prints_what_came_of_it(signed_in, filer, clerk, team):
    order, client = serving(filer, clerk, team), signed_in("lijiaxiang")
    reference = order.request.filing.reference
    case = client.get(f"/filings/{reference}/").text
    assert f'href="{address(order)}"' in case
    before, code = printed(client, order)
    assert len(code) == 1
    assert squeezed("已上门指导焊接工艺。") not in before
    visits.record_visit(order.request, visit_facts(), act=act_by(clerk))
    orders.complete(
        order.request, completed_on=today(), text="已上门指导焊接工艺。", act=act_by(clerk)
    )
    evaluations.evaluate_for(order.request, JUDGEMENT, basis="电话回访", act=act_by(filer))
    after, code_after = printed(client, order)
    told = ["已上门指导焊接工艺。", "焊接示例队", JUDGEMENT.text, "测试厂长"]
    assert [text for text in told if squeezed(text) not in after] == []
    assert code_after == code
    assert "很满意" not in after
    assert ServiceOrder.objects.get().grade_word == "很满意"


def test_neighbours_case_has_no_way_to_a_service_not_begun(signed_in, filer, clerk):
    order = waiting(filer, clerk)
    reference = order.request.filing.reference
    assert signed_in("meishan").get(f"/filings/{reference}/").status_code == 404
    assert f'href="{address(order)}"' in signed_in("jingjibu").get(f"/filings/{reference}/").text


@pytest.mark.parametrize("role", ["lijiaxiang", "jingjibu", "fuwudui"])
def test_history_is_the_same_for_union_county_and_team(signed_in, filer, clerk, team, role):
    order = completed(filer, clerk, team)
    page = signed_in(role).get(address(order)).text
    history = re.search(r'<ol class="history">(.*?)</ol>', page, re.DOTALL)[1]
    labels = re.findall(r"<strong>(.*?)</strong>", history)
    assert labels == ["派单", "接单", "登记上门服务", "登记完成情况"]
