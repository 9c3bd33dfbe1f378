"""The Excel register of the list: same filters, phones masked, nothing a formula."""

import re
from io import BytesIO
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from changxing_union.filing import services
from changxing_union.filing.models import Filing
from changxing_union.kernel.dates import SHANGHAI
from changxing_union.organizations.models import AuditEvent
from tests.factories.filing import make_many, move_to_year
from tests.factories.pioneer import act_by, make_draft, make_filed, make_returned, type_into
from tests.factories.responses import content_of

TITLES = [
    "序号", "所属工会", "单位名称", "班组名称", "类型", "人数", "男", "女", "党员", "团员",
    "平均年龄", "大专以上", "高中", "初中", "负责人", "手机号码", "单位组建", "班组组建",
    "提交时间", "是否逾期", "退回次数", "当前状态", "纸质件", "编号",
]  # fmt: skip


def book_of(client, **query):
    response = client.get("/filings/export/1/", query)
    assert response.status_code == 200
    return load_workbook(BytesIO(content_of(response)))


def lines_of(client, **query):
    """The data rows, each as title → value, without the 合计 row."""
    sheet = book_of(client, **query)["台账"]
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    titles = list(rows[0])
    assert titles == TITLES
    body = [row for row in rows[1:] if isinstance(row[0], int)]
    return [dict(zip(titles, row, strict=True)) for row in body]


@pytest.fixture
def filings(cast):
    filed = make_filed(cast["lijiaxiang"])
    returned = make_returned(cast["meishan"], cast["jingjibu"], unit="煤山测试厂", team="烧成班")
    return filed, returned


def test_line_says_what_the_form_says(signed_in, cast, filings):
    services.record_paper(
        filings[0], 2, received_on=filings[0].due_on, kept_by="甲柜", act=act_by(cast["jingjibu"])
    )
    line = lines_of(signed_in("jingjibu"))[0]
    submitted = filings[0].first_filed_at.astimezone(SHANGHAI)
    assert f"{line.pop('提交时间'):%Y-%m-%d %H:%M}" == f"{submitted:%Y-%m-%d %H:%M}"
    founded = f"{line.pop('单位组建'):%Y-%m} {line.pop('班组组建'):%Y-%m}"
    assert founded == "2003-06 2010-03"
    assert line == {
        "序号": 1, "编号": "2018-1-330522102-0001", "所属工会": "李家巷镇",
        "单位名称": "长兴测试纺织有限公司", "班组名称": "细纱甲班", "类型": "六型班组",
        "人数": 20, "男": 12, "女": 8, "党员": 4, "团员": 3, "平均年龄": 36.5, "大专以上": 6,
        "高中": 10, "初中": 4, "负责人": "测试岗长", "手机号码": "139****0001", "是否逾期": "逾期",
        "退回次数": 0, "当前状态": "已上报", "纸质件": "1/3",
    }  # fmt: skip


def test_totals_add_up(signed_in, filings):
    sheet = book_of(signed_in("jingjibu"))["台账"]
    (total,) = [row for row in sheet.iter_rows(values_only=True) if str(row[0]).startswith("合计")]
    sums = dict(zip(TITLES, total, strict=True))
    assert {title: value for title, value in sums.items() if value not in (None, "")} == {
        "序号": "合计（共 2 条）", "人数": 40, "男": 24, "女": 16, "党员": 8, "团员": 6,
        "大专以上": 12, "高中": 20, "初中": 8,
    }  # fmt: skip


@pytest.mark.parametrize("year", ["2017", "abc", "2018 "])
def test_year_without_a_campaign_exports_nothing(signed_in, filings, year):
    page = signed_in("jingjibu").get("/filings/export/1/", {"year": year})
    assert (page.status_code, "筛选条件有误，没有导出。" in page.text) == (409, True)


@pytest.mark.parametrize(
    ("query", "teams"),
    [
        ({}, ["细纱甲班", "烧成班"]),
        ({"state": "returned"}, ["烧成班"]),
        ({"late": "no"}, []),
        ({"q": "细纱"}, ["细纱甲班"]),
        ({"category": "post"}, []),
        ({"state": "filed", "cursor": "x"}, ["细纱甲班"]),
    ],
)
def test_export_obeys_the_filters_of_the_list(signed_in, filings, query, teams):
    lines = lines_of(signed_in("jingjibu"), **query)
    assert [line["班组名称"] for line in lines] == teams


def test_union_exports_its_own_only_drafts_included(signed_in, cast, filings):
    make_draft(cast["meishan"], unit="煤山测试厂", team="草稿班")
    lines = lines_of(signed_in("meishan"))
    assert [(line["班组名称"], line["当前状态"]) for line in lines] == [
        ("烧成班", "退回修改"), ("草稿班", "草稿（未上报）"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("username", "phone"),
    [
        ("jingjibu", "13900000001"),
        ("jingsaiban", "139****0001"),
        ("zonggonghui", "139****0001"),
        ("lijiaxiang", "139****0001"),
    ],
)
def test_full_phones_are_the_county_clerks_alone(signed_in, filings, username, phone):
    client = signed_in(username)
    assert lines_of(client, phones="full")[0]["手机号码"] == phone
    assert lines_of(client)[0]["手机号码"] == "139****0001"


def test_every_export_is_an_audit_row_that_says_how_much_was_shown(signed_in, cast, filings):
    client = signed_in("jingjibu")
    lines_of(client, phones="full", state="filed")
    lines_of(client)
    events = AuditEvent.objects.filter(action="export").order_by("id")
    told = [(event.actor, event.target, event.ip, event.detail) for event in events]
    clerk = cast["jingjibu"]
    assert told == [
        (
            clerk,
            "附件1 2018年工人先锋号申报表台账",
            "127.0.0.1",
            {"rows": 1, "filter": {"状态": "已上报"}, "phones": "full"},
        ),
        (
            clerk,
            "附件1 2018年工人先锋号申报表台账",
            "127.0.0.1",
            {"rows": 2, "filter": {}, "phones": "masked"},
        ),
    ]
    assert [event.detail_in_words for event in events] == [
        "1 行；手机号码完整；状态：已上报", "2 行；手机号码已隐去中间位数",
    ]  # fmt: skip


def test_title_names_the_year_when_the_rows_are_of_one(signed_in, filings):
    client = signed_in("jingjibu")
    title = "工人先锋号申报表台账"
    titles = [book_of(client)["台账"]["A1"].value]
    move_to_year(filings[1], 2019)
    titles += [book_of(client, **query)["台账"]["A1"].value for query in ({}, {"year": "2019"})]
    assert titles == [f"2018年{title}", title, f"2019年{title}"]


def test_file_name_says_campaign_form_union_and_day(signed_in, filings):
    response = signed_in("jingjibu").get("/filings/export/1/")
    content_of(response)
    name = unquote(response.headers["Content-Disposition"])
    assert re.search(r"2018年工人先锋号申报表台账-.*总工会.*-\d{8}-\d{4}\.xlsx", name)


def test_second_sheet_explains_the_first(signed_in, filings):
    sheet = book_of(signed_in("jingjibu"), state="filed", phones="full")["说明"]
    told = {row[0]: row[1] for row in sheet.iter_rows(values_only=True) if row[0]}
    told.pop("导出时间")
    assert told == {
        "筛选条件": "状态：已上报", "手机号码": "完整", "操作人": "测试jingjibu（jingjibu）",
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://x")', "+1+1", "-1班", "@SUM(A1)", "\t=1+1", "㛃䶮𠅤·班"]
)
def test_nothing_typed_becomes_a_formula(signed_in, cast, name):
    filing = make_filed(cast["lijiaxiang"], team=name)
    assert filing.pioneer_application.team_name == name.strip()
    sheet = book_of(signed_in("jingjibu"), phones="full")["台账"]
    row = next(row for row in sheet.iter_rows(min_row=4) if row[0].value == 1)
    cells = dict(zip(TITLES, row, strict=True))
    assert (cells["班组名称"].value, cells["班组名称"].data_type) == (name.strip(), "s")
    phone = cells["手机号码"]
    assert (phone.value, phone.data_type, phone.number_format) == ("13900000001", "s", "@")
    assert cells["编号"].number_format == "@"


def test_draft_with_gaps_has_empty_cells(signed_in, cast):
    draft = make_draft(cast["lijiaxiang"]).filing
    type_into(draft, cast["lijiaxiang"], member_total="约30")
    (line,) = lines_of(signed_in("lijiaxiang"))
    empty = ("人数", "平均年龄", "提交时间", "是否逾期", "纸质件")
    assert [line[title] or "" for title in empty] == ["", "", "", "", ""]


def test_empty_export_is_still_a_register(signed_in, cast):
    sheet = book_of(signed_in("jingjibu"))["台账"]
    assert sheet["A1"].value == "2018年工人先锋号申报表台账"
    assert lines_of(signed_in("jingjibu")) == []


def test_number_of_queries_does_not_grow(signed_in, cast, django_assert_num_queries):
    client = signed_in("jingjibu")
    client.get("/desk/")
    for more in (1, 2, 497):
        make_many(more, filer=cast["lijiaxiang"])
        with django_assert_num_queries(9):
            content_of(client.get("/filings/export/1/"))
    assert Filing.objects.count() == 500


def test_what_a_union_took_back_is_in_no_total_of_the_county(signed_in, cast, filings):
    services.withdraw(filings[0], act=act_by(cast["lijiaxiang"]))
    references = {
        name: [line["编号"] for line in lines_of(signed_in(name))]
        for name in ("lijiaxiang", "jingjibu")
    }
    assert references == {
        "lijiaxiang": [filings[0].reference], "jingjibu": [filings[1].reference],
    }  # fmt: skip
    told = {row[0]: row[1] for row in book_of(signed_in("jingjibu"))["说明"].values}
    assert told["筛选条件"] == "全部（不含作废和撤回）"
    asked_for = lines_of(signed_in("jingjibu"), state="draft")
    assert [line["编号"] for line in asked_for] == [filings[0].reference]
