"""服务台账 as a workbook: a line per service, the list's own filters, its row in the audit log."""

from io import BytesIO
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from changxing_union.organizations.models import AuditEvent
from techservice.services import orders
from tests.factories.pioneer import act_by
from tests.factories.responses import content_of
from tests.factories.services import evaluated, serving, today, waiting
from tests.factories.teams import make_team

EXPORT = "/techservice/services/export/"
SECOND, THIRD = "长兴测试第二机械有限公司", "长兴测试第三机械有限公司"


def lines_of(response):
    """The rows below the header, up to the sum."""
    sheet = load_workbook(BytesIO(content_of(response)))["服务台账"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    end = next(place for place, row in enumerate(rows) if str(row[0]).startswith("合计"))
    return rows[0], rows[1:end], rows[end]


@pytest.fixture
def three(cast):
    """One judged, one sent elsewhere, and one that waits, of two unions."""
    clerk, team = cast["jingjibu"], make_team(cast["jingjibu"], "焊接示例队")
    judged = evaluated(cast["lijiaxiang"], clerk, team)
    away = serving(cast["meishan"], clerk, team, unit=SECOND)
    orders.transfer(
        away.request, department="县人力社保局", reason="属审批事项。", act=act_by(clerk)
    )
    return judged, away, waiting(cast["lijiaxiang"], clerk, unit=THIRD)


def test_every_service_is_a_line_from_acceptance_to_judgement(signed_in, three):
    head, lines, total = lines_of(signed_in("jingjibu").get(EXPORT))
    assert head == [
        "序号", "所属工会", "企业", "需求", "专业", "培训", "服务队", "受理日期", "派单",
        "完成日期", "天数", "上门次数", "完成情况", "企业评价", "满意程度", "状态", "编号",
    ]  # fmt: skip
    told = [[cell.date() if hasattr(cell, "date") else cell for cell in row] for row in lines]
    judged, away, waits = (order.request.filing.reference for order in three)
    need, demand = "焊接变形大，需要电焊方面的技术指导。", "电焊工 12人；电工 5人"
    day, team = today(), "焊接示例队"
    assert told == [
        [1, "李家巷镇", "长兴测试机械有限公司", need, "电焊", demand, team, day, day, day, 0, 1,
         "已上门指导焊接工艺。", "师傅讲得明白，焊缝合格率明显提高。", "很满意", "企业已评价",
         judged],
        [2, "李家巷镇", THIRD, need, "电焊", demand, None, day, None, None, 0, 0,
         None, None, None, "待派队", waits],
        [3, "煤山镇", SECOND, need, "电焊", demand, team, day, day, None, None, 0,
         None, None, None, "转其他部门", away],
    ]  # fmt: skip
    assert (total[0], total[11]) == ("合计（共 3 条）", 1)


@pytest.mark.parametrize(
    ("who", "query", "units"),
    [
        ("jingjibu", {"state": "evaluated"}, ["长兴测试机械有限公司"]),
        ("jingjibu", {"q": "第三"}, [THIRD]),
        ("jingjibu", {"state": "unmet", "trade": "电 焊"}, [THIRD]),
        ("lijiaxiang", {}, ["长兴测试机械有限公司", THIRD]),
        ("meishan", {}, [SECOND]),
    ],
)
def test_register_holds_what_the_list_shows_its_reader(signed_in, three, who, query, units):
    assert [row[2] for row in lines_of(signed_in(who).get(EXPORT, query))[1]] == units


def test_export_is_an_audit_row_with_its_filter_in_words(signed_in, three):
    response = signed_in("jingjibu").get(EXPORT, {"state": "unmet"})
    content_of(response)
    assert "职工技术服务台账-长兴县总工会" in unquote(response["Content-Disposition"])
    event = AuditEvent.objects.get(action="export")
    assert (event.target, event.detail["rows"], event.detail["phones"]) == (
        "职工技术服务台账", 1, "none",
    )  # fmt: skip
    assert event.detail["filter"] == {"服务状态": "未完成（待派队和在办）"}


def test_filter_that_makes_no_sense_exports_nothing(signed_in, three):
    response = signed_in("jingjibu").get(EXPORT, {"state": "nonsense"})
    assert response.status_code == 409
    assert "筛选条件有误，没有导出。请返回技术服务列表，重新选择后再导出。" in response.text
    assert AuditEvent.objects.filter(action="export").count() == 0


def test_register_costs_the_same_for_one_and_three(cast, signed_in):
    client, clerk, counts = signed_in("jingjibu"), cast["jingjibu"], []
    team = make_team(clerk)
    for units in ("甲", "乙丙"):
        for unit in units:
            evaluated(cast["lijiaxiang"], clerk, team, unit=f"长兴测试{unit}有限公司")
        client.get("/techservice/services/")
        with CaptureQueriesContext(connection) as counted:
            content_of(client.get(EXPORT))
        counts.append(len(counted))
    assert counts[0] == counts[1]
