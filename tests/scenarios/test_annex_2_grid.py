"""The grid of annex 2 with script: blocks pasted in, long sheets, flags, long names (issue 3)."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from changxing_union.filing import services
from changxing_union.filing.models import Filing
from changxing_union.organizations.models import User
from pioneer.models import SummaryRow, SummarySheet
from pioneer.services.summary import add_rows
from tests.factories.pioneer import act_by
from tests.pioneer.county_sheets import draft_sheet, line
from tests.scenarios.people import save_draft, slow_line
from tests.scenarios.sheet import cell, expect_saved, fill, paste, texts, tool

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]

# What a form with a file among its fields looks like on its way.
FORM_FIELD = re.compile(r'name="([^"]+)"\r\n\r\n(.*?)\r\n--', re.DOTALL)


def test_of_three_hundred_lines_only_the_changed_one_is_sent(
    at_desk: Callable[..., Page], portal: str, cast: dict[str, User]
):
    filing = draft_sheet(
        cast["lijiaxiang"], [line(team=f"{number}号班", count=1) for number in range(300)]
    )
    page = at_desk("lijiaxiang")
    page.goto(f"{portal}/filings/{filing.reference}/edit/")
    expect(page.locator("tr[data-row]")).to_have_count(305)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        fill(page, 250, "participant_count", "77")
    expect_saved(page)
    posted = dict(FORM_FIELD.findall(sent.value.post_data or ""))
    lines = {name.partition("-")[0] for name in posted if name.startswith("row_")}
    key = page.locator("tr[data-row]").nth(249).get_attribute("data-row")
    assert lines == {f"row_{key}"}
    assert len(json.loads(posted["base"])) == 7  # six cells and 本表内容
    assert SummaryRow.objects.working().get(key=key).participant_count == 77
    expect(page.locator("[data-total=workers]")).to_have_text("376")


def test_long_block_is_pasted_and_saved_at_once_and_a_longer_one_is_refused(
    at_desk: Callable[..., Page], portal: str, sheet: Filing
):
    page = at_desk("lijiaxiang")
    page.goto(f"{portal}/filings/{sheet.reference}/edit/")
    rows = [[f"长兴测试{number}厂", "甲班", "制造业", "1", "测试组长", "ceshi_2018"]
            for number in range(1_001)]  # fmt: skip
    paste(page, 4, "unit_name", rows)
    expect(page.locator("#grid-said")).to_contain_text("这次有 1001 行，没有粘贴。")
    paste(page, 4, "unit_name", rows[:1_000])
    expect(page.locator("[data-total=lines]")).to_have_text("1003")
    expect_saved(page)
    assert SummaryRow.objects.working().count() == 1_003
    save_draft(page)
    expect(page.locator(".pager").first).to_contain_text("第 1–300 行，共 1003 行")


TEAM_LINES = [
    ["1", "企业家协会测试服务部", "一班", "制造业", "5", "测试组长", "13900000001"],
    ["", "", "二班", "制造业", "6", "测试组长", "13900000002"],
    ["", "小计", "", "", "11", "", ""],
    ["2", "长兴测试二厂", "三班", "制造业", "7", "测试组长", "13900000003"],
]
HEADING = ["序号", "单位名称", "班组名称", "所属行业", "参赛人数", "组长", "手机号/微信号"]


def test_table_copied_whole_fills_its_own_columns_and_says_what_it_left_out(
    at_desk: Callable[..., Page], portal: str, sheet: Filing
):
    page = at_desk("lijiaxiang")
    page.goto(f"{portal}/filings/{sheet.reference}/edit/")
    paste(page, 4, "unit_name", [["参赛企业汇总表"], HEADING, *TEAM_LINES])
    expect(page.locator("#grid-said")).to_have_text("已粘贴 3 行；跳过表头、小计等 3 行。")
    assert texts(page)[3:] == [each[1:] for each in TEAM_LINES if each[1] != "小计"]
    expect_saved(page)
    expect(page.locator("#grid-said")).to_be_visible()  # until the next change
    fill(page, 4, "participant_count", "55")
    expect(page.locator("#grid-said")).to_be_hidden()


def test_columns_in_another_order_find_their_places_by_their_headings(
    at_desk: Callable[..., Page], portal: str, sheet: Filing
):
    page = at_desk("lijiaxiang")
    page.goto(f"{portal}/filings/{sheet.reference}/edit/")
    heading = ["序号", "班组", "企业名称", "人数", "所属 行业", "班长", "联系电话", ""]
    second = ["", "名称", "", "（人）", "", "", "", ""]
    row = ["1", "食堂一班", "长兴测试教育服务公司", "9", "教育", "测试组长", "13900000001", ""]
    total = ["", "", "长兴测试教育服务公司小计", "9", "", "", "", ""]
    signed = ["制表：测试员", "", "", "", "2018年4月1日", "", "", ""]
    paste(page, 4, "unit_name", [heading, second, row, total, signed])
    expect(page.locator("#grid-said")).to_have_text("已粘贴 1 行；跳过表头、小计等 4 行。")
    assert texts(page)[3:] == [[row[2], row[1], row[4], row[3], *row[5:7]]]
    unknown = [[*heading[:7], "备注"], [*row[:7], "新建"]]
    paste(page, 5, "unit_name", unknown)
    expect(page.locator("#grid-said")).to_contain_text("各列与本表次序不同")
    assert len(texts(page)) == 4
    expect_saved(page)


def test_choice_above_the_table_is_saved_there_and_back(
    at_desk: Callable[..., Page], portal: str, sheet: Filing
):
    page = at_desk("lijiaxiang")
    page.goto(f"{portal}/filings/{sheet.reference}/edit/")
    for kind in ("nil", "teams", "nil", "teams"):
        page.locator("#id_report_kind").select_option(kind)
        expect(page.locator("#msg-report_kind .msg-error")).to_have_count(int(kind == "nil"))
        expect_saved(page)
        assert SummarySheet.objects.get().report_kind == kind


def test_flag_goes_and_comes_back_with_the_line_it_speaks_of(
    at_desk: Callable[..., Page], portal: str, sheet: Filing, cast: dict[str, User]
):
    filing = services.file(sheet, act=act_by(cast["lijiaxiang"]))
    key = SummaryRow.objects.filed().get(position=2).key
    flags = {f"row_{key}": ("第 2 行", "请删去这一行。")}
    act = act_by(cast["jingjibu"])
    services.return_to_filer(filing, act=act, reason="请核对后重报。", flags=flags)
    page = at_desk("lijiaxiang")
    page.goto(f"{portal}/filings/{sheet.reference}/edit/")
    flag = page.locator("tr[data-flag-of]")
    expect(flag).to_be_visible()
    tool(page, 2, "drop").click()
    expect(flag).to_be_hidden()
    expect(cell(page, 2, "unit_name")).to_be_focused()
    assert [row[1] for row in texts(page)] == ["1号班", "3号班"]
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(f"#id_row_{key} + tr[data-flag-of='{key}']")).to_be_visible()
    expect_saved(page)
    assert [row.team_name for row in SummaryRow.objects.working()] == ["1号班", "2号班", "3号班"]


def test_quotation_marks_in_names_are_pasted_as_they_are(
    at_desk: Callable[..., Page], portal: str, sheet: Filing
):
    page = at_desk("lijiaxiang")
    page.goto(f"{portal}/filings/{sheet.reference}/edit/")
    names = [['"涂板"一班', '"涂板"'], ['"三""班', '"四'], ['"两行\n""一格"""', "五"]]
    paste(page, 1, "team_name", names)
    assert [row[1:3] for row in texts(page)] == [
        ['"涂板"一班', '"涂板"'], ['"三""班', '"四'], ['两行 "一格"', "五"],
    ]  # fmt: skip
    expect_saved(page)


def test_lines_without_numbers_stay_in_their_columns_whatever_the_unit_is_called(
    at_desk: Callable[..., Page], portal: str, sheet: Filing
):
    page = at_desk("lijiaxiang")
    page.goto(f"{portal}/filings/{sheet.reference}/edit/")
    rows = [TEAM_LINES[0][1:], TEAM_LINES[1][1:]]
    paste(page, 4, "unit_name", rows)
    paste(page, 6, "unit_name", rows[1:] * 2)
    assert texts(page)[3:] == [*rows, *rows[1:] * 2]
    expect_saved(page)


def test_block_that_does_not_fit_is_refused_with_advice(
    at_desk: Callable[..., Page], portal: str, sheet: Filing
):
    page = at_desk("lijiaxiang")
    page.goto(f"{portal}/filings/{sheet.reference}/edit/")
    paste(page, 4, "team_name", [each[1:] for each in TEAM_LINES])
    expect(page.locator("#grid-said")).to_contain_text("比表格多出几格，没有粘贴。")
    expect(page.locator("#grid-said")).to_contain_text("导入 Excel / WPS 表格")
    assert len(texts(page)) == 3


def test_new_lines_are_pasted_on_the_last_page_only(
    at_desk: Callable[..., Page], portal: str, sheet: Filing
):
    page = at_desk("lijiaxiang")
    act = act_by(User.objects.get(username="lijiaxiang"))
    add_rows(sheet, [line(team=f"{number}号班") for number in range(4, 310)], act=act)
    page.goto(f"{portal}/filings/{sheet.reference}/edit/")
    paste(page, 299, "team_name", [["甲"], ["乙"], ["丙"]])
    expect(page.locator("#grid-said")).to_contain_text("这一页到此只剩 2 行")
    assert texts(page)[298][1] == "299号班"
    paste(page, 299, "team_name", [["甲"], ["乙"]])
    expect_saved(page)
    pasted = SummaryRow.objects.working().filter(team_name__in="甲乙")
    assert list(pasted.values_list("position", flat=True)) == [299, 300]


def test_long_name_is_shown_whole_while_its_cell_is_typed_in(
    at_desk: Callable[..., Page], portal: str, sheet: Filing
):
    page = at_desk("lijiaxiang")
    page.goto(f"{portal}/filings/{sheet.reference}/edit/")

    def width() -> float:
        box = cell(page, 1, "unit_name").bounding_box()
        assert box is not None
        return box["width"]

    cell(page, 1, "unit_name").fill("长兴测试厂")
    narrow = width()
    cell(page, 1, "unit_name").fill("浙江长兴测试新能源科技股份有限公司（虚构）")
    assert width() > narrow
    cell(page, 1, "unit_name").press("Enter")
    assert width() == narrow
    cell(page, 2, "unit_name").press("ArrowUp")
    assert width() > narrow
    expect_saved(page)


def test_double_click_takes_out_one_line_and_says_which(
    at_desk: Callable[..., Page], portal: str, sheet: Filing
):
    page = at_desk("lijiaxiang")
    page.goto(f"{portal}/filings/{sheet.reference}/edit/")
    tool(page, 2, "drop").dblclick()
    expect(page.locator("#grid-said")).to_have_text("已删除第 2 行。删错了可点“撤销”恢复。")
    expect_saved(page)
    assert [row[1] for row in texts(page)] == ["1号班", "3号班"]
    page.get_by_role("button", name="撤销").click()
    expect_saved(page)
    assert [row[1] for row in texts(page)] == ["1号班", "2号班", "3号班"]


def test_reader_stays_where_a_line_was_taken_out(
    at_desk: Callable[..., Page], portal: str, cast: dict[str, User]
):
    filing = draft_sheet(
        cast["lijiaxiang"], [line(team=f"{number}号班") for number in range(1, 61)]
    )
    page = at_desk("lijiaxiang")
    page.goto(f"{portal}/filings/{filing.reference}/edit/")
    page.emulate_media(reduced_motion="reduce")  # a page that glides is in between for a while
    tool(page, 50, "drop").click()
    expect(page.locator("#grid-said")).to_have_text("已删除第 50 行。删错了可点“撤销”恢复。")
    expect(cell(page, 50, "unit_name")).to_be_in_viewport()
    expect_saved(page)


def test_line_taken_out_before_all_scripts_have_come_is_gone_at_the_server_too(
    at_desk: Callable[..., Page], portal: str, sheet: Filing
):
    page = at_desk("lijiaxiang")
    with slow_line(page, "**/grid_sync*.js"):
        page.goto(f"{portal}/filings/{sheet.reference}/edit/", wait_until="commit")
        expect(page.locator(".grid-script").first).to_be_visible()
        page.locator("[data-row-act=drop]").nth(1).click()
        expect(page.locator(".messages")).to_contain_text(
            "已删除一行，其余内容已保存（尚未上报）。"
        )
    assert [row.team_name for row in SummaryRow.objects.working()] == ["1号班", "3号班"]
