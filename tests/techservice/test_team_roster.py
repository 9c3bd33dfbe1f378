"""服务队花名册 as a workbook: two sheets, masked phones, and its row in the audit log."""

from io import BytesIO
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from changxing_union.organizations.models import AuditEvent
from tests.factories.responses import content_of

pytestmark = pytest.mark.django_db
EXPORT = "/techservice/teams/export/"
PHONE, MASKED = "13900000061", "139****0061"


def book_of(response):
    return load_workbook(BytesIO(content_of(response)))


def rows_of(sheet, first=4):
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first)]


def test_workbook_has_teams_on_one_sheet_and_people_on_another(signed_in, two):
    book = book_of(signed_in("lijiaxiang").get(EXPORT))
    assert book.sheetnames == ["服务队", "志愿者", "说明"]
    assert [cell.value for cell in book["服务队"][3]] == [
        "序号", "服务队名称", "名称说明", "状态", "队长", "队员人数", "工种、专业词", "服务内容",
    ]  # fmt: skip
    assert rows_of(book["服务队"])[:3] == [
        [1, "焊接服务队", None, "在用", "测试甲", 2, "电焊、焊工", "焊接指导\n上门服务"],
        [2, "电工服务队", None, "已停用", None, 0, "电工、变压器", None],
        ["合计（共 2 条）", None, None, None, None, 2, None, None],
    ]
    assert [cell.value for cell in book["志愿者"][3]] == [
        "序号", "服务队名称", "姓名", "类别", "队长", "所在单位", "技术特长", "手机", "入队日期",
    ]  # fmt: skip
    people = [row[:8] for row in rows_of(book["志愿者"])]
    unit = "长兴测试钢构有限公司"
    assert people[:2] == [
        [1, "焊接服务队", "测试甲", "技术能手", "是", unit, "氩弧焊", MASKED],
        [2, "焊接服务队", "测试乙", "医生", None, None, None, None],
    ]
    assert book["志愿者"]["H4"].number_format == "@"


@pytest.mark.parametrize(
    ("who", "query", "phone", "logged"),
    [
        ("jingjibu", {"phones": "full"}, PHONE, "full"),
        ("jingjibu", {}, MASKED, "masked"),
        ("zonggonghui", {"phones": "full"}, MASKED, "masked"),
        ("fuwudui", {"phones": "full"}, MASKED, "masked"),
    ],
)
def test_export_is_an_audit_row_and_whole_phones_are_for_the_clerk(
    signed_in, two, who, query, phone, logged
):
    response = signed_in(who).get(EXPORT, {"q": "电焊", "category": "skilled", **query})
    assert unquote(response["Content-Disposition"]).startswith(
        "attachment; filename*=utf-8''职工技术志愿服务队花名册-长兴县总工会-"
    )
    book = book_of(response)
    assert [row[7] for row in rows_of(book["志愿者"])][:1] == [phone]
    (event,) = AuditEvent.objects.filter(action="export")
    assert (event.actor.username, event.target) == (who, "职工技术志愿服务队花名册")
    assert event.detail == {
        "rows": 2, "filter": {"关键词": "电焊", "志愿者类别": "技术能手"}, "phones": logged,
    }  # fmt: skip


def test_export_with_a_wrong_filter_is_refused(signed_in, two):
    assert signed_in("jingjibu").get(EXPORT, {"state": "burnt"}).status_code == 409
