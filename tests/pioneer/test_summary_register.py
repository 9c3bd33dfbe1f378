"""附件2 as a workbook from the register: whose rows, which version, which phones (个保法)."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from changxing_union.filing import services
from changxing_union.filing.annexes import RegisterOrder
from changxing_union.filing.editing import save_typed
from changxing_union.filing.models import Filing
from changxing_union.organizations.models import AuditEvent, Role
from pioneer.exports.summary_register import summary_tables
from pioneer.models import SummaryRow
from pioneer.services.summary import add_rows
from tests.factories.organizations import make_user
from tests.factories.pioneer import act_by
from tests.factories.responses import content_of
from tests.pioneer.county_sheets import (
    TEAM,
    UNIT,
    draft_sheet,
    filed_sheet,
    fresh,
    line,
    received_sheet,
    type_count,
)

MOBILE, BOTH = "13900000001", "13900000001/ceshi_2018"


def order(*own, with_phones=True):
    return RegisterOrder(
        title="", unit_line="", explanation=[], with_phones=with_phones, own_unions=frozenset(own)
    )


def table_of(filing, *, own=False, with_phones=True):
    """The table of ``filing`` for its own union or for a stranger to it."""
    unions = [filing.organization_id] if own else []
    chosen = Filing.objects.filter(pk=filing.pk)
    (table,) = summary_tables(chosen, order(*unions, with_phones=with_phones))
    return table


def counts(filing, *, own):
    return [each.participants for each in table_of(filing, own=own).lines]


def book_of(client, query=""):
    return load_workbook(BytesIO(content_of(client.get(f"/filings/export/2/{query}"))))


def cells(sheet):
    """The rows of a worksheet that hold anything, without their empty ends."""
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    return [row for row in rows if any(cell is not None for cell in row)]


# --- which version --------------------------------------------------------------------------------


def test_filed_sheet_is_one_table_for_everybody(filer):
    filing = filed_sheet(filer, [line(mobile=BOTH)])
    for own in (True, False):
        table = table_of(filing, own=own)
        (only,) = table.lines
        assert (only.unit, only.team, only.industry, only.participants, only.leader) == (
            UNIT, TEAM, "制造业", 12, "测试组长",
        )  # fmt: skip
        assert (only.contact, table.unit_keys) == (BOTH, (UNIT,))
        assert (table.organization, table.short_name) == ("李家巷镇总工会", "李家巷镇")
        assert (table.reference, table.state_label) == ("2018-2-330522102-0001", "已上报")
        assert (table.is_nil, table.enterprise_total, table.worker_total) == (False, 1, 12)


def test_lines_stand_in_the_order_of_the_sheet(filer):
    filing = draft_sheet(filer, [line(team=f"{number}班") for number in (1, 2, 3)])
    first, second, third = SummaryRow.objects.working().values_list("key", flat=True)
    typed = {"order": f"{third},{first},{second}"}
    save_typed(filing, typed, base=None, act=act_by(filer))
    assert [each.team for each in table_of(filing, own=True).lines] == ["3班", "1班", "2班"]
    services.file(fresh(filing), act=act_by(filer))
    assert [each.team for each in table_of(filing).lines] == ["3班", "1班", "2班"]


@pytest.mark.parametrize(
    "reopen",
    [
        lambda filing, filer, clerk: services.return_to_filer(
            filing, act=act_by(clerk), reason="请核对后重报。", flags={}
        ),
        lambda filing, filer, clerk: services.change(
            services.accept(filing, act=act_by(clerk)), act=act_by(filer)
        ),
    ],
    ids=["returned", "changing"],
)
def test_union_sees_what_it_types_and_others_what_was_filed(filer, clerk, reopen):
    filing = filed_sheet(filer, [line(count=10)])
    reopen(filing, filer, clerk)
    type_count(fresh(filing), filer, "11")
    assert (counts(filing, own=True), counts(filing, own=False)) == ([11], [10])
    services.file(fresh(filing), act=act_by(filer))
    assert (counts(filing, own=True), counts(filing, own=False)) == ([11], [11])


def test_head_count_that_cannot_be_read_is_the_unions_own_business(filer, clerk):
    filing = received_sheet(filer, clerk, [line(count=10)])
    services.change(filing, act=act_by(filer))
    type_count(fresh(filing), filer, "约三十")
    assert (counts(filing, own=True), counts(filing, own=False)) == (["约三十"], [10])
    assert table_of(filing, own=True).worker_total == 0


def test_sheet_that_was_taken_back_is_its_unions_own_until_it_is_filed_again(filer):
    filing = filed_sheet(filer, [line(count=10)])
    services.withdraw(filing, act=act_by(filer))
    type_count(fresh(filing), filer, "11")
    chosen = Filing.objects.filter(pk=filing.pk)
    assert summary_tables(chosen, order()) == []
    assert counts(filing, own=True) == [11]
    services.file(fresh(filing), act=act_by(filer))
    assert counts(filing, own=False) == [11]


def test_nil_report_stays_one_for_others_until_lines_are_filed(filer, clerk):
    filing = received_sheet(filer, clerk)
    services.change(filing, act=act_by(filer))
    add_rows(fresh(filing), [line()], act=act_by(filer))
    seen = [(table_of(filing, own=own).is_nil, counts(filing, own=own)) for own in (True, False)]
    assert seen == [(False, [12]), (True, [])]


@pytest.mark.parametrize(
    ("with_phones", "contact", "shown"),
    [
        (True, BOTH, BOTH),
        (False, BOTH, "139****0001/********18"),
        (False, MOBILE, "139****0001"),
        (False, "ceshi_2018", "********18"),
    ],
)
def test_contacts_are_whole_or_masked_by_half(filer, with_phones, contact, shown):
    filing = filed_sheet(filer, [line(mobile=contact)])
    (only,) = table_of(filing, with_phones=with_phones).lines
    assert only.contact == shown


def test_tables_stand_in_the_countys_order_of_unions(cast):
    for name in ("meishan", "lijiaxiang"):
        filed_sheet(cast[name], [line(unit=f"长兴测试{name}厂")])
    tables = summary_tables(Filing.objects.all(), order())
    assert [table.short_name for table in tables] == ["李家巷镇", "煤山镇"]


def test_number_of_queries_is_the_same_for_1_and_3_sheets_of_any_length(
    cast, django_assert_num_queries
):
    filed_sheet(cast["lijiaxiang"], [line()])
    with django_assert_num_queries(2):
        assert len(summary_tables(Filing.objects.all(), order())) == 1
    for username, code in (("hongqiao", "330522101"), ("linchengzhen", "330522103")):
        filer = make_user(username, code, Role.FILER)
        filed_sheet(filer, [line(unit=f"长兴测试{each}厂") for each in range(200)])
    with django_assert_num_queries(2):
        assert len(summary_tables(Filing.objects.all(), order())) == 3


# --- the workbook a person gets -------------------------------------------------------------------


def test_unions_own_workbook_is_its_official_table_draft_or_not(signed_in, cast, filer):
    filed_sheet(cast["meishan"], [line(unit="煤山测试水泥厂")])
    draft_sheet(filer, [line(mobile=MOBILE), line(team="织布班", count=8, mobile=BOTH)])
    book = book_of(signed_in("lijiaxiang"))
    assert book.sheetnames == ["李家巷镇", "说明"]
    title, union, heading, *lines, total, _footer = cells(book["李家巷镇"])
    assert title[0] == "2018年长兴县开展“工人先锋号”创建活动参赛企业汇总表"
    assert union[0] == "乡镇（街道、园区）、县直属产业（行业）工会（工委）：李家巷镇总工会"
    assert heading == ["序号", "单位班组名称", "所属行业", "参赛人数", "组　长", "手机号/微信号"]
    assert lines == [
        [1, f"{UNIT}\u3000{TEAM}", "制造业", 12, "测试组长", MOBILE],
        [2, f"{UNIT}\u3000织布班", "制造业", 8, "测试组长", BOTH],
    ]
    assert total == ["合　计", "企业参赛数", 1, "职工数", 20, None]
    assert cells(book["说明"])[-1] == ["李家巷镇", "2018-2-330522102-0001　草稿（未上报）"]


def test_countys_workbook_leaves_out_drafts_and_what_is_void_unless_asked_for(
    signed_in, cast, clerk
):
    draft_sheet(cast["meishan"], [line(unit="煤山测试水泥厂")])
    void = filed_sheet(cast["lijiaxiang"], [line()])
    services.void(void, act=act_by(clerk), reason="测试：重复报送")
    filed_sheet(make_user("hongqiao", "330522101", Role.FILER), [line(unit="虹桥测试厂")])
    client = signed_in("jingjibu")
    hongqiao = book_of(client).sheetnames[0]
    assert book_of(client).sheetnames == [hongqiao, "说明"]
    assert cells(book_of(client)[hongqiao])[3][1] == f"虹桥测试厂\u3000{TEAM}"
    assert book_of(client, "?state=void").sheetnames == ["李家巷镇", "说明"]


def test_nil_report_says_so_in_the_workbook(signed_in, filer):
    filed_sheet(filer)
    rows = cells(book_of(signed_in("jingjibu"))["李家巷镇"])
    assert rows[3:5] == [
        ["零报告", None, None, None, None, None],
        ["合　计", "企业参赛数", 0, "职工数", 0, None],
    ]


@pytest.mark.parametrize(
    ("username", "query", "phones", "shown"),
    [
        ("lijiaxiang", "", "full", MOBILE),
        ("lijiaxiang", "?phones=masked", "full", MOBILE),
        ("jingjibu", "", "masked", "139****0001"),
        ("jingjibu", "?phones=full", "full", MOBILE),
        ("jingsaiban", "?phones=full", "masked", "139****0001"),
        ("zonggonghui", "", "masked", "139****0001"),
    ],
)
def test_every_export_is_on_record_with_what_it_showed(
    signed_in, cast, filer, username, query, phones, shown
):
    filed_sheet(filer, [line(mobile=MOBILE), line(team="织布班", mobile=MOBILE)])
    book = book_of(signed_in(username), query)
    assert [row[5] for row in cells(book["李家巷镇"])[3:5]] == [shown, shown]
    (event,) = AuditEvent.objects.filter(action="export")
    assert (event.actor, event.detail["rows"], event.detail["phones"]) == (
        cast[username], 2, phones,
    )  # fmt: skip
    assert event.target == "附件2 2018年参赛企业汇总表"


def test_administrator_exports_nothing(signed_in, filer):
    filed_sheet(filer, [line()])
    assert signed_in("guanli").get("/filings/export/2/").status_code == 404
    assert not AuditEvent.objects.filter(action="export").exists()


# --- long sheets ----------------------------------------------------------------------------------


def test_five_thousand_lines_of_the_unions_draft_are_all_in_its_workbook(signed_in, filer):
    lines = [line(unit=f"长兴测试{number}厂", team=f"{number}班") for number in range(5_000)]
    draft_sheet(filer, lines)
    rows = cells(book_of(signed_in("lijiaxiang"))["李家巷镇"])[3:-1]
    assert [row[0] for row in rows[:-1]] == list(range(1, 5_001))
    assert [rows[0][1], rows[4_999][1]] == ["长兴测试0厂\u30000班", "长兴测试4999厂\u30004999班"]
    assert rows[-1] == ["合　计", "企业参赛数", 5_000, "职工数", 60_000, None]
