"""A register as a workbook: the cells of the form, the list's filters, an audit row."""

from datetime import datetime
from io import BytesIO
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from changxing_union.organizations.models import AuditEvent
from changxing_union.records import services
from tests.factories.pioneer import act_by
from tests.factories.records import make_outreach
from tests.factories.responses import content_of

DAY = datetime(2018, 4, 2)
EXPORT = "/techservice/records/outreach/export/"


def sheet_of(client, **query):
    response = client.get(EXPORT, query)
    assert response.status_code == 200
    return load_workbook(BytesIO(content_of(response)))["台账"]


def lines_of(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_workbook_holds_every_cell_of_the_form(signed_in, cast, visit):
    make_outreach(cast["meishan"], host_name="=HYPERLINK(1)", head_count="")
    lines = lines_of(sheet_of(signed_in("jingjibu")))
    assert lines[0][0] == "劳模“三进”活动台账"
    assert lines[2] == [
        "序号", "登记单位", "活动日期", "活动类别", "走进单位", "活动主题", "参加劳模", "参加人数",
        "活动成效", "状态", "登记人", "登记时间",
    ]  # fmt: skip
    assert [line[1:9] for line in lines[3:5]] == [
        ["煤山镇", DAY, "进学校", "=HYPERLINK(1)", "弘扬劳模精神", "测试劳模甲、测试劳模乙",
         None, "学生反响热烈。"],
        ["李家巷镇", DAY, "进学校", "长兴测试学校", "弘扬劳模精神",
         "测试劳模甲、测试劳模乙", 120, "学生反响热烈。"],
    ]  # fmt: skip
    assert (lines[5][0], lines[5][7]) == ("合计（共 2 条）", 120)


def test_void_lines_are_left_out_unless_asked_for(signed_in, cast, kind, visit):
    make_outreach(cast["lijiaxiang"], host_name="丙校")
    services.void(kind, visit, reason="重复登记了一次", act=act_by(cast["lijiaxiang"]))
    client = signed_in("lijiaxiang")
    assert [line[4] for line in lines_of(sheet_of(client))[3:4]] == ["丙校"]
    void = lines_of(sheet_of(client, state="void"))
    assert (void[3][4], void[3][9]) == ("长兴测试学校", "已作废：重复登记了一次")


def test_export_is_on_record_and_named_by_unit(signed_in, cast, visit):
    response = signed_in("lijiaxiang").get(EXPORT, {"category": "school"})
    book = load_workbook(BytesIO(content_of(response)))
    told = AuditEvent.objects.get(action="export")
    assert (told.actor, told.target) == (cast["lijiaxiang"], "劳模“三进”活动台账")
    assert told.detail_in_words == "1 行；不含手机号码；活动类别：进学校"
    name = unquote(response["Content-Disposition"])
    assert "劳模“三进”活动台账-李家巷镇总工会-" in name
    notes = [[cell.value for cell in row] for row in book["说明"].iter_rows(max_col=2)]
    assert ["筛选条件", "活动类别：进学校（不含作废）"] in notes


@pytest.mark.parametrize("query", [{"category": "x"}, {"state": "x"}, {"year": "2030"}])
def test_filter_that_makes_no_sense_exports_nothing(signed_in, visit, query):
    response = signed_in("jingjibu").get(EXPORT, query)
    assert response.status_code == 409
    assert "筛选条件有误，没有导出。请返回台账，重新选择后再导出。" in response.text
    assert not AuditEvent.objects.filter(action="export").exists()


def test_export_of_one_and_of_three_asks_the_same_number_of_queries(signed_in, cast, visit):
    client, asked = signed_in("jingjibu"), []
    sheet_of(client)  # The first request of a session also notes when it began.
    for username in ("meishan", "jingjibu"):
        with CaptureQueriesContext(connection) as queries:
            sheet_of(client)
        asked.append(len(queries))
        make_outreach(cast[username])
        make_outreach(cast[username])
    assert asked == [6, 6]
