"""职工节能减排义务监督员花名册: reopened and read (domain §4.1 no. 4)."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from changxing_union.filing import services
from changxing_union.organizations.models import AuditEvent
from tests.factories.pioneer import act_by, type_into
from tests.factories.responses import content_of
from tests.factories.supervisors import make_draft, make_filed, make_ready

TITLES = [
    "序号", "所属工会", "企业名称", "姓名", "性别", "出生年月", "文化程度", "政治面貌", "工种",
    "任职时间", "手机号码", "单位地址", "证书编号", "聘任日期", "聘期至", "聘任状态", "提交时间",
    "是否逾期", "退回次数", "当前状态", "纸质件", "编号",
]  # fmt: skip


def sheet_of(client, **query):
    response = client.get("/filings/export/4/", query)
    assert response.status_code == 200
    return load_workbook(BytesIO(content_of(response)))["花名册"]


def lines_of(client, **query):
    """The data rows, each as title → value."""
    rows = list(sheet_of(client, **query).iter_rows(min_row=3, values_only=True))
    assert list(rows[0]) == TITLES
    body = [row for row in rows[1:] if isinstance(row[0], int)]
    return [dict(zip(TITLES, row, strict=True)) for row in body]


def test_workbook_is_headed_register_and_says_what_the_form_says(signed_in, cast):
    make_filed(cast["lijiaxiang"])
    client = signed_in("jingjibu")
    assert sheet_of(client)["A1"].value == "2018年职工节能减排义务监督员花名册"
    (line,) = lines_of(client)
    line.pop("提交时间")
    assert f"{line.pop('出生年月'):%Y-%m} {line.pop('任职时间'):%Y-%m}" == "1985-03 2015-07"
    assert line == {
        "序号": 1, "所属工会": "李家巷镇", "企业名称": "长兴测试纺织有限公司",
        "姓名": "测试监督员", "性别": "女", "文化程度": "大专", "政治面貌": "中共党员",
        "工种": "设备管理员", "手机号码": "139****0001", "单位地址": "测试路1号",
        "证书编号": None, "聘任日期": None, "聘期至": None, "聘任状态": None,
        "是否逾期": "逾期", "退回次数": 0, "当前状态": "已上报", "纸质件": "0/3",
        "编号": "2018-4-330522102-0001",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("username", "phone"),
    [("jingjibu", "13900000001"), ("zonggonghui", "139****0001"), ("lijiaxiang", "139****0001")],
)
def test_full_phones_are_the_county_clerks_alone_and_on_record(signed_in, cast, username, phone):
    make_filed(cast["lijiaxiang"])
    assert lines_of(signed_in(username), phones="full")[0]["手机号码"] == phone
    event = AuditEvent.objects.get(action="export")
    assert event.detail["phones"] == ("full" if "*" not in phone else "masked")


def test_formula_in_a_name_stays_text(signed_in, cast):
    make_filed(cast["lijiaxiang"], trade="=1+1")
    assert lines_of(signed_in("jingjibu"))[0]["工种"] == "=1+1"


def test_county_reads_what_was_filed_and_the_union_what_it_types(signed_in, cast):
    filing = make_filed(cast["lijiaxiang"])
    services.return_to_filer(
        services.accept(filing, act=act_by(cast["jingjibu"])),
        act=act_by(cast["jingjibu"]), reason="一处填写不规范，请修改。", flags={},
    )  # fmt: skip
    type_into(filing, cast["lijiaxiang"], trade="未上报的工种")
    assert lines_of(signed_in("jingjibu"))[0]["工种"] == "设备管理员"
    assert lines_of(signed_in("lijiaxiang"))[0]["工种"] == "未上报的工种"


def test_drafts_are_their_unions_alone(signed_in, cast):
    make_draft(cast["lijiaxiang"])
    make_ready(cast["meishan"], unit="煤山测试厂", mobile="13900000002")
    assert [line["企业名称"] for line in lines_of(signed_in("meishan"))] == ["煤山测试厂"]
    assert lines_of(signed_in("jingjibu")) == []
