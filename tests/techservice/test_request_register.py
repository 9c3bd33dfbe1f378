"""附件5 需求台账 reopened: columns, contacts, sums by trade, and whose text it shows."""

from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from changxing_union.filing import services
from changxing_union.filing.editing import save_typed
from changxing_union.kernel.dates import SHANGHAI
from changxing_union.organizations.models import AuditEvent, Role
from techservice.models import TrainingDemand
from tests.factories.organizations import make_user
from tests.factories.pioneer import act_by
from tests.factories.requests import (
    SOUND,
    accepted_request,
    demand_cells,
    draft_request,
    filed_request,
    fresh,
    ready_request,
)
from tests.factories.responses import content_of

SHEETS = ["需求台账", "培训需求汇总", "培训需求明细", "说明"]
TITLES = [
    "序号", "所属工会", "企业名称", "工会主席", "联系电话", "QQ号", "微信号", "企业地址",
    "急需技术服务的项目、内容", "专业或工种", "培训需求", "培训人数", "填写日期", "提交时间",
    "是否逾期", "退回次数", "当前状态", "纸质件", "编号",
]  # fmt: skip
CONTACTS = {"phone": "0572-6000001", "qq": "1000000001", "wechat": "ceshi_qiye"}


def book_of(client, **query):
    response = client.get("/filings/export/5/", query)
    assert response.status_code == 200
    return load_workbook(BytesIO(content_of(response)))


def rows_of(sheet):
    """The rows that hold anything, without 说明's blank lines."""
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    return [row for row in rows if any(cell is not None for cell in row)]


def lines_of(client, **query):
    """The data rows of 需求台账, each as title → value, without the 合计 row."""
    rows = rows_of(book_of(client, **query)["需求台账"])
    body = [row for row in rows if isinstance(row[0], int)]
    return [dict(zip(TITLES, row, strict=True)) for row in body]


# --- the three sheets -----------------------------------------------------------------------------


def test_register_reads_from_title_to_remark(signed_in, cast, filer):
    filing = accepted_request(filer, cast["jingjibu"], **CONTACTS)
    book = book_of(signed_in("jingjibu"), phones="full")
    title, unit_line, heading, line, total, remark = rows_of(book["需求台账"])
    assert book.sheetnames == SHEETS
    assert title[0] == "2018年企业技术服务需求台账"
    assert unit_line[0].startswith("填报单位：长兴县总工会")
    assert heading == TITLES
    filed_at = fresh(filing).first_filed_at.astimezone(SHANGHAI).replace(tzinfo=None, microsecond=0)
    assert line == [
        1, "李家巷镇", "长兴测试机械有限公司", "测试主席", "0572-6000001", "1000000001",
        "ceshi_qiye", "测试路5号", SOUND["need_text"], "电焊", "电焊工 12人；电工 5人", 17,
        datetime(2018, 4, 2), filed_at, "逾期", 0, "已受理", "0/3", filing.reference,
    ]  # fmt: skip
    assert (total[0], total[11]) == ("合计（共 1 条）", 17)
    assert remark[0] == "备注：本表由系统按所选条件导出；联系电话仅限本次工作使用。"


def test_trades_are_summed_over_all_sheets_the_most_wanted_first(signed_in, cast, filer):
    filed_request(filer, demands=[("电焊工", "12"), ("电工", "5"), ("叉车工", "9")])
    filed_request(filer, unit="长兴测试电源有限公司", demands=[("电 工", "6"), ("茶艺师", "9")])
    filed_request(cast["meishan"], unit="煤山测试水泥厂", demands=[("电工", "4")])
    sheet = book_of(signed_in("jingjibu"))["培训需求汇总"]
    title, _unit, heading, *lines, total, remark = rows_of(sheet)
    assert title[0] == "2018年企业技术服务需求台账（培训需求汇总）"
    assert heading == ["序号", "工种", "人数", "企业数", "所属工会"]
    assert lines == [
        [1, "电工", 15, 3, "李家巷镇、煤山镇"],
        [2, "电焊工", 12, 1, "李家巷镇"],
        [3, "叉车工", 9, 1, "李家巷镇"],
        [4, "茶艺师", 9, 1, "李家巷镇"],
    ]
    assert (total[0], total[2]) == ("合计（共 4 条）", 45)
    assert remark[0] == "备注：工种按填写的名称合并，名称不同的分别列出。"


def test_every_demand_is_a_line_of_the_detail_sheet(signed_in, cast, filer):
    first = filed_request(filer)
    second = filed_request(cast["meishan"], unit="煤山测试水泥厂", demands=[("电工", "4")])
    _title, _unit, heading, *lines, total = rows_of(book_of(signed_in("jingjibu"))["培训需求明细"])
    assert heading == ["序号", "所属工会", "企业名称", "工种", "人数", "编号"]
    unit = "长兴测试机械有限公司"
    assert lines == [
        [1, "李家巷镇", unit, "电焊工", 12, first.reference],
        [2, "李家巷镇", unit, "电工", 5, first.reference],
        [3, "煤山镇", "煤山测试水泥厂", "电工", 4, second.reference],
    ]
    assert (total[0], total[4]) == ("合计（共 3 条）", 21)


def test_sheet_without_training_demand_counts_nobody(signed_in, filer):
    filed_request(filer, demands=[])
    book = book_of(signed_in("jingjibu"))
    assert (lines_of(signed_in("jingjibu"))[0]["培训需求"] or "") == ""
    for name in ("培训需求汇总", "培训需求明细"):
        assert [row for row in rows_of(book[name]) if isinstance(row[0], int)] == []


def test_empty_export_is_still_a_register(signed_in, cast):
    book = book_of(signed_in("jingjibu"))
    assert book.sheetnames == SHEETS
    assert rows_of(book["需求台账"])[2] == TITLES


def test_last_sheet_explains_the_others(signed_in, filer):
    filed_request(filer)
    sheet = book_of(signed_in("jingjibu"), state="filed")["说明"]
    told = {row[0]: row[1] for row in sheet.iter_rows(values_only=True) if row[0]}
    told.pop("导出时间")
    assert told == {
        "筛选条件": "状态：已上报",
        "手机号码": "已隐去中间位数",
        "操作人": "测试jingjibu（jingjibu）",
    }


# --- what a cell may hold -------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ['=HYPERLINK("http://x")', "+1+1", "-1工", "@SUM(A1)"])
def test_nothing_typed_becomes_a_formula(signed_in, filer, typed):
    filed_request(
        filer, unit=typed, need_text=typed, need_trade=typed, address=typed, demands=[(typed, "3")]
    )
    book = book_of(signed_in("jingjibu"), phones="full")
    line = next(row for row in book["需求台账"].iter_rows(min_row=4) if row[0].value == 1)
    cells = dict(zip(TITLES, line, strict=True))
    titles = ("企业名称", "企业地址", "急需技术服务的项目、内容", "专业或工种")
    assert [(cells[title].value, cells[title].data_type) for title in titles] == [(typed, "s")] * 4
    assert (cells["培训需求"].value, cells["培训需求"].data_type) == (f"{typed} 3人", "s")
    for name, column in (("培训需求汇总", 1), ("培训需求明细", 3)):
        (cell,) = [row[column] for row in book[name].iter_rows(min_row=4) if row[0].value == 1]
        assert (cell.value, cell.data_type) == (typed, "s")


def test_numbers_that_are_names_stay_text(signed_in, filer):
    filed_request(filer, **CONTACTS)
    sheet = book_of(signed_in("jingjibu"), phones="full")["需求台账"]
    line = next(row for row in sheet.iter_rows(min_row=4) if row[0].value == 1)
    cells = dict(zip(TITLES, line, strict=True))
    for title in ("联系电话", "QQ号", "微信号", "编号"):
        assert (cells[title].data_type, cells[title].number_format) == ("s", "@")
    assert (cells["培训人数"].data_type, cells["填写日期"].is_date) == ("n", True)


# --- who sees what --------------------------------------------------------------------------------

MASKED = ["057*****0001", "********01", "********ye"]


@pytest.mark.parametrize(
    ("username", "query", "shown"),
    [
        ("jingjibu", {}, MASKED),
        ("jingjibu", {"phones": "full"}, list(CONTACTS.values())),
        ("jingsaiban", {"phones": "full"}, MASKED),
        ("zonggonghui", {}, MASKED),
    ],
)
def test_full_contacts_are_the_county_clerks_alone(signed_in, cast, filer, username, query, shown):
    filed_request(filer, **CONTACTS)
    (line,) = lines_of(signed_in(username), **query)
    assert [line[title] for title in ("联系电话", "QQ号", "微信号")] == shown
    (event,) = AuditEvent.objects.filter(action="export")
    assert (event.actor, event.target, event.detail["rows"]) == (
        cast[username], "附件5 2018年企业技术服务需求台账", 1,
    )  # fmt: skip


def test_union_sees_what_it_types_and_the_county_what_was_filed(signed_in, cast, filer):
    filing = filed_request(filer)
    services.return_to_filer(filing, act=act_by(cast["jingjibu"]), reason="请核对人数。", flags={})
    key = TrainingDemand.objects.working().get(sheet=filing.pk, trade="电工").key
    typed = {
        f"row_{key}-head_count": "50",
        "need_text": "改过的需求。",
        **demand_cells([("钳工", "1")]),
    }
    save_typed(fresh(filing), typed, base=None, act=act_by(filer))
    seen = {}
    for username in ("lijiaxiang", "jingjibu"):
        (line,) = lines_of(signed_in(username))
        sheet = book_of(signed_in(username))["培训需求明细"]
        detail = [row[3:5] for row in rows_of(sheet) if isinstance(row[0], int)]
        seen[username] = (line["急需技术服务的项目、内容"], line["培训人数"], detail)
    assert seen == {
        "lijiaxiang": ("改过的需求。", 63, [["电焊工", 12], ["电工", 50], ["钳工", 1]]),
        "jingjibu": (SOUND["need_text"], 17, [["电焊工", 12], ["电工", 5]]),
    }


def test_what_was_taken_back_is_in_no_sheet_of_the_county(signed_in, filer):
    services.withdraw(filed_request(filer), act=act_by(filer))
    book = book_of(signed_in("jingjibu"))
    for name in SHEETS[:3]:
        assert [row for row in rows_of(book[name]) if isinstance(row[0], int)] == []


def test_union_exports_its_own_sheets_drafts_included(signed_in, cast, filer):
    filed_request(cast["meishan"], unit="煤山测试水泥厂")
    draft = draft_request(filer)
    save_typed(draft, demand_cells([("电工", "约5")]), base=None, act=act_by(filer))
    (line,) = lines_of(signed_in("lijiaxiang"))
    told = [line[title] or "" for title in ("企业名称", "培训需求", "当前状态", "是否逾期")]
    assert told == ["长兴测试机械有限公司", "电工", "草稿（未上报）", ""]


@pytest.mark.parametrize(
    ("query", "units"),
    [
        ({"q": "电源"}, ["长兴测试电源有限公司"]),
        ({"q": "叉车"}, ["长兴测试电源有限公司"]),
        ({"state": "approved"}, []),
        ({"late": "no"}, []),
    ],
)
def test_export_obeys_the_filters_of_the_list(signed_in, filer, query, units):
    filed_request(filer)
    filed_request(filer, unit="长兴测试电源有限公司", demands=[("叉车工", "2")])
    assert [line["企业名称"] for line in lines_of(signed_in("jingjibu"), **query)] == units


def test_number_of_queries_is_the_same_for_1_and_3_sheets(
    signed_in, cast, filer, django_assert_num_queries
):
    client = signed_in("jingjibu")
    client.get("/desk/")
    ready_request(filer, unit="长兴测试草稿厂")
    filed_request(filer)
    with django_assert_num_queries(10):
        content_of(client.get("/filings/export/5/"))
    others = [cast["meishan"], make_user("hongqiao", "330522101", Role.FILER)]
    for other in others:
        filed_request(other, unit=f"长兴测试{other.username}厂", demands=[("电工", "1")] * 9)
    with django_assert_num_queries(10):
        content_of(client.get("/filings/export/5/"))
