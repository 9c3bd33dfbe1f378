"""技术服务统计: every number is what an independent query counts, and leads to those rows."""

import re
from datetime import date
from io import BytesIO
from urllib.parse import unquote

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from changxing_union.filing import services as filing_services
from changxing_union.filing.models import Campaign, Filing
from changxing_union.filing.services.campaigns import begin_campaign
from changxing_union.kernel.dates import shanghai_day
from changxing_union.organizations.models import AuditEvent
from changxing_union.records import services as record_services
from changxing_union.records.kinds import kind_called
from techservice.models import (
    INSPECTION_KIND,
    ServiceOrder,
    ServiceTeam,
    ServiceVisit,
    TrainingDemand,
)
from techservice.services import orders
from techservice.services.board_tables import Links, board_tables
from techservice.services.evaluations import Judgement, evaluate_for
from techservice.services.service_board import board_facts
from tests.factories.pioneer import act_by
from tests.factories.records import make_record
from tests.factories.responses import content_of, tables, words
from tests.factories.services import completed, evaluated, serving, visited, waiting
from tests.factories.teams import make_team, make_volunteer

TODAY = shanghai_day(timezone.now())
BOARD, EXPORT = "/techservice/board/", "/techservice/board/export/"
DOT = re.DOTALL


@pytest.fixture
def year(cast, clerk):
    """Ten needs of two unions: waiting, at work, finished, judged, void and elsewhere."""
    lijiaxiang, meishan = cast["lijiaxiang"], cast["meishan"]
    welders, electricians = make_team(clerk, "焊接示例队"), make_team(clerk, "电工示例队", "电工")
    make_volunteer(clerk, welders, user=cast["fuwudui"])
    waiting(lijiaxiang, clerk, unit="长兴测试一有限公司")
    waiting(meishan, clerk, unit="长兴测试二有限公司", need_trade="")
    serving(meishan, clerk, electricians, unit="长兴测试三有限公司", need_trade=" 电 焊")
    moved = visited(lijiaxiang, clerk, welders, unit="长兴测试四有限公司", need_trade="数控")
    orders.reassign(moved.request, team=electricians.pk, reason="本队任务已满。", act=act_by(clerk))
    completed(lijiaxiang, clerk, welders, unit="长兴测试五有限公司")
    evaluated(lijiaxiang, clerk, welders, unit="长兴测试六有限公司")
    judged = completed(meishan, clerk, welders, unit="长兴测试七有限公司")
    evaluate_for(
        judged.request, Judgement("一般。", 3, "测试厂长"), basis="电话回访", act=act_by(meishan)
    )
    wordless = completed(meishan, clerk, electricians, unit="长兴测试八有限公司")
    evaluate_for(
        wordless.request, Judgement("好。", None, "测试厂长"), basis="电话回访", act=act_by(meishan)
    )
    away = serving(lijiaxiang, clerk, welders, unit="长兴测试九有限公司")
    orders.transfer(
        away.request, department="县人力社保局", reason="属审批事项。", act=act_by(clerk)
    )
    void = evaluated(lijiaxiang, clerk, welders, unit="长兴测试十有限公司")
    filing_services.void(void.request.filing, reason="重复上报，予以作废。", act=act_by(clerk))
    return Campaign.objects.get()


def needs(**where):
    """The needs of annex 5 that count, by a query of the tests' own."""
    return Filing.objects.filter(form_type__annex=5, state="approved", **where)


STATE = "service_request__order__state"
UNMET = Q(**{f"{STATE}__in": ["dispatched", "serving", "paused"]}) | Q(
    service_request__order__isnull=True
)
FINISHED = Q(**{f"{STATE}__in": ["completed", "evaluated", "archived"]})


def table(page, name):
    """The rows of one table, each as its cells."""
    part = re.search(
        rf'<section class="board-part"[^>]* id="{name}">(.*?)</section>', page.text, DOT
    )
    body = re.search(r"<tbody>(.*?)</tbody>", part[1], DOT)[1]
    return [
        [words(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, DOT)]
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body, DOT)
    ]


def test_needs_not_met_are_counted_by_trade_and_union(signed_in, year):
    page = signed_in("zonggonghui").get(BOARD)
    assert table(page, "unmet-trades") == [
        ["电焊", "2", "1"], ["数控", "1", "0"], ["未归类", "1", "1"], ["合计", "4", "2"],
    ]  # fmt: skip
    assert table(page, "unmet-unions") == [
        ["李家巷镇", "2", "1"], ["煤山镇", "2", "1"], ["合计", "4", "2"],
    ]  # fmt: skip
    assert needs().filter(UNMET).count() == 4
    for name in ("李家巷镇", "煤山镇"):
        unmet = needs(organization__short_name=name).filter(UNMET)
        assert (unmet.count(), unmet.filter(service_request__order=None).count()) == (2, 1)


def test_training_is_summed_by_trade(signed_in, year):
    wanted = TrainingDemand.objects.filter(is_filed=True, sheet__filing__in=needs().filter(UNMET))
    rows = [
        [trade, str(sum(wanted.filter(trade=trade).values_list("head_count", flat=True))),
         str(wanted.filter(trade=trade).count())]
        for trade in ("电焊工", "电工")
    ]  # fmt: skip
    assert rows == [["电焊工", "48", "4"], ["电工", "20", "4"]]
    assert table(signed_in("jingjibu").get(BOARD), "training") == rows


def test_load_of_every_team_is_what_a_query_of_its_own_counts(signed_in, year):
    rows = {row[0]: row[1:] for row in table(signed_in("jingjibu").get(BOARD), "workload")}
    counted = {}
    for team in ServiceTeam.objects.all():
        own = ServiceOrder.objects.filter(team=team, request__filing__state="approved")
        done = own.filter(state__in=["completed", "evaluated", "archived"])
        days = [(each.completed_on - each.accepted_on).days for each in done]
        grades = [each.grade for each in done if each.grade]
        been = ServiceVisit.objects.filter(team=team, order__request__filing__state="approved")
        counted[team.name] = [
            f"{team.volunteers.filter(left_on=None).count()}",
            f"{own.filter(state__in=['dispatched', 'serving', 'paused']).count()}",
            f"{done.count()}",
            f"{been.count()}",
            f"{sum(days) / len(days):.1f}" if days else "—",
            f"{sum(grades) / len(grades):.1f}" if grades else "—",
        ]
    assert rows == counted
    assert counted == {
        "焊接示例队": ["1", "0", "3", "4", "0.0", "4.0"],
        "电工示例队": ["0", "2", "1", "1", "0.0", "—"],
    }


def test_satisfaction_is_shared_among_those_who_judged(signed_in, year):
    rows = table(signed_in("jingjibu").get(BOARD), "satisfaction")
    assert rows == [
        ["焊接示例队", "1", "0", "1", "0", "0", "2", "1", "50.0%"],
        ["全部服务队", "1", "0", "1", "0", "0", "2", "1", "50.0%"],
    ]
    grades = needs().values_list("service_request__order__grade", flat=True)
    assert sorted(grade for grade in grades if grade) == [3, 5]


def test_nobody_judged_is_no_share(cast, signed_in, clerk):
    waiting(cast["lijiaxiang"], clerk)
    page = signed_in("jingjibu").get(BOARD)
    assert "还没有企业评过满意程度。" in page.text
    assert (
        '<span class="stat-number">—</span><span class="stat-label">满意及以上</span>' in page.text
    )


@pytest.fixture
def inspections(cast):
    """Of two unions: three overdue, one with time left, one put right, one void, one sound."""
    lijiaxiang, meishan = cast["lijiaxiang"], cast["meishan"]
    make_record(meishan, INSPECTION_KIND, happened_on="2018年5月8日", due_on="2018年6月2日")
    make_record(meishan, INSPECTION_KIND, due_on="2018年5月31日")
    make_record(meishan, INSPECTION_KIND, due_on="2099年12月31日")
    make_record(lijiaxiang, INSPECTION_KIND, due_on="2018年6月1日")
    make_record(lijiaxiang, INSPECTION_KIND, settled_on="2018年5月20日", result="已加装防护罩")
    make_record(lijiaxiang, INSPECTION_KIND, problems="", due_on="")
    void = make_record(lijiaxiang, INSPECTION_KIND, due_on="2018年5月9日")
    record_services.void(
        kind_called(INSPECTION_KIND), void, reason="重复登记。", act=act_by(lijiaxiang)
    )


def test_rectifications_past_their_day_are_counted_by_who_keeps_them(signed_in, inspections):
    client = signed_in("jingjibu")
    late = {day: f"{(TODAY - date(2018, *day)).days}" for day in ((5, 31), (6, 1))}
    page = client.get(BOARD)
    assert table(page, "rectifications") == [
        ["煤山镇", "3", "2", late[5, 31]], ["李家巷镇", "1", "1", late[6, 1]],
        ["合计", "4", "3", late[5, 31]],
    ]  # fmt: skip
    part = page.text[page.text.index('id="rectifications"') :]
    addresses = re.findall(r'<td class="number"[^>]*><a href="([^"]+)">(\d+)</a>', part)
    assert len(addresses) == 9
    for place, (address, number) in enumerate(addresses):
        if place % 3 < 2:
            shown = client.get(address.replace("&amp;", "&")).text
            assert f"共 {number} 条" in shown


def test_every_number_leads_to_its_rows(signed_in, year):
    client = signed_in("jingjibu")
    told = board_tables(board_facts(year, today=TODAY), Links(None))
    uncounted = {"平均天数", "平均满意程度", "占比", "上门次数", "培训人数", "队员"}
    followed = 0
    for found in told:
        for row in found.lines:
            for head, cell in zip(found.heads[1:], row.cells, strict=True):
                page = client.get(cell.url)
                assert page.status_code == 200
                if head not in uncounted:
                    assert f"共 {cell.value} 项服务（已筛选）" in page.text, (row.label, head)
                    followed += 1
    assert followed == 2 * (4 + 3) + 2 + 2 * 2 + 2 * 7


def test_numbers_that_are_sums_lead_to_the_services_they_are_made_of(signed_in, year):
    client, (welders, _others) = signed_in("jingjibu"), ServiceTeam.objects.all()
    been = client.get("/techservice/services/", {"visited": welders.pk})
    visited_by = needs(service_request__order__visits__team=welders).distinct()
    assert sorted(row[0] for row in tables(been)[0]) == sorted(
        visited_by.values_list("subject", flat=True)
    )
    assert "只看：上门的服务队“" in been.text
    wanted = client.get("/techservice/services/", {"training": "电 工", "state": "unmet"})
    assert len(tables(wanted)[0]) == 4


@pytest.mark.parametrize("query", ["year=2017", "year=x", "year=9999999999999999999", "year=%F0"])
def test_year_that_never_was_shows_the_open_one(signed_in, campaign, query):
    page = signed_in("jingjibu").get(f"{BOARD}?{query}")
    assert page.status_code == 200
    assert "<h1>2018 年技术服务统计</h1>" in page.text


def test_each_year_counts_its_own_and_its_links_say_so(signed_in, year):
    later = Campaign.objects.create(
        year=2019, theme="测试主题", title="测试通知", document_number="测试〔2019〕1号",
        opened_on=date(2019, 3, 1),
    )  # fmt: skip
    begin_campaign(later)
    client = signed_in("jingjibu")
    assert table(client.get(f"{BOARD}?year=2018"), "unmet-unions")[-1] == ["合计", "4", "2"]
    page = client.get(f"{BOARD}?year=2019")
    assert "没有未完成的需求。" in page.text
    assert '<option value="2019" selected>2019 年</option>' in page.text
    link = re.search(r'href="([^"]*state=finished[^"]*)"', client.get(f"{BOARD}?year=2018").text)[1]
    assert "year=2018" in link
    assert "共 4 项服务" in client.get(link.replace("&amp;", "&")).text


def test_board_costs_the_same_for_one_and_three(cast, signed_in, clerk):
    client, counts = signed_in("jingjibu"), []
    team = make_team(clerk)
    for units in ("甲", "乙丙"):
        for unit in units:
            evaluated(cast["lijiaxiang"], clerk, team, unit=f"长兴测试{unit}有限公司")
            serving(cast["meishan"], clerk, team, unit=f"长兴测试{unit}二有限公司")
            make_team(clerk, f"{unit}队", unit * 2)
        client.get(BOARD)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(BOARD).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_workbook_holds_the_tables_of_the_page(signed_in, year, inspections):
    client = signed_in("zonggonghui")
    page, response = client.get(BOARD), client.get(EXPORT)
    book = load_workbook(BytesIO(content_of(response)))
    assert "2018 年技术服务统计" in unquote(response["Content-Disposition"])
    names = [
        "unmet-trades", "unmet-unions", "training", "workload", "satisfaction", "rectifications",
    ]  # fmt: skip
    titles = [
        "未完成的需求，按专业或工种", "未完成的需求，按所属工会", "待培训人数，按工种",
        "服务队工作量", "企业满意程度", "劳动保护监督检查，未整改",
    ]  # fmt: skip
    assert book.sheetnames == [*titles, "说明"]
    for name, title in zip(names, titles, strict=True):
        shown = [row for row in table(page, name) if row[0] not in ("合计", "全部服务队")]
        written = [
            ["—" if cell.value is None else as_shown(cell) for cell in row[1:]]
            for row in book[title].iter_rows(min_row=4, max_row=3 + len(shown))
        ]
        assert written == shown
    event = AuditEvent.objects.get(action="export")
    assert (event.detail["rows"], event.detail["filter"]) == (12, {"年度": "2018 年"})


def as_shown(cell):
    return f"{cell.value:.1f}" if cell.number_format == "0.0" else f"{cell.value}"


def test_services_list_of_the_county_leads_here_and_that_of_a_union_does_not(signed_in, campaign):
    assert f'href="{BOARD}"' in signed_in("jingjibu").get("/techservice/services/").text
    assert BOARD not in signed_in("lijiaxiang").get("/techservice/services/").text
