"""Annex 2 from the pasted block to paper and workbook, as people do it (issue 3)."""

import io
import re
import unicodedata
from collections.abc import Callable

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from changxing_union.filing.models import Filing
from pioneer.models import SummaryRow
from tests.factories.pioneer import make_draft, type_into
from tests.scenarios.people import open_menu, save_draft
from tests.scenarios.sheet import (
    FIELDS,
    cell,
    expect_saved,
    message_of,
    paste,
    texts,
    tool,
    totals,
)

pytestmark = pytest.mark.django_db(transaction=True)

TEAMS = 40
NOT_WHOLE = "参赛人数请填写整数，例如 30，不要写“约”“余”等字。"
TOO_SHORT = "手机号码应为 11 位，请核对。"
HAS_DIGIT = "组长里有数字，请只填写姓名。"


def team(number: int) -> list[str]:
    """One line as it stands in the clerk's own table; three units share six teams, and so on."""
    return [
        f"长兴测试{number // 2}厂", f"{number}号班", "制造业", str(10 + number),
        "测试·组长", f"139{number:08d}",
    ]  # fmt: skip


GOOD = [team(number) for number in range(TEAMS)]
BAD = [list(row) for row in GOOD]
BAD[3][3], BAD[7][5], BAD[11][4] = "约30", "1390000007", "组长11"
FIXED = {
    (4, "participant_count"): "13",
    (8, "contact"): "13900000007",
    (12, "leader_name"): "测试·组长",
}
SHEET = {"enterprises": "20", "workers": str(sum(range(10, 10 + TEAMS))), "lines": "40"}


def open_sheet(page: Page) -> None:
    open_menu(page, "汇总表")
    page.get_by_role("button", name="开始填写").click()
    expect(page.locator(".messages")).to_contain_text("汇总表已建立，尚未上报。")
    expect(page.locator(".unfiled")).to_contain_text("未上报")


def test_annex_2_from_pasted_rows_to_paper_and_workbook(at_desk: Callable[..., Page]):
    township = at_desk("lijiaxiang")
    open_sheet(township)
    paste_undo_and_redo(township)
    correct_by_keyboard(township)
    insert_move_and_drop(township)
    case_url = file_sheet(township)

    county = at_desk("jingjibu")
    return_one_line(county)
    correct_flagged_line_and_refile(township)
    receive_after_a_look_at_the_difference(county, case_url)
    change_what_was_received(township, county, case_url)
    check_paper(county, case_url)
    check_workbook(township)


def paste_undo_and_redo(page: Page) -> None:
    paste(page, 1, "unit_name", BAD)
    expect_saved(page)
    assert texts(page) == BAD
    for line, field, sentence in (
        (4, "participant_count", NOT_WHOLE),
        (8, "contact", TOO_SHORT),
        (12, "leader_name", HAS_DIGIT),
    ):
        expect(message_of(page, line, field)).to_have_text(sentence)
        expect(cell(page, line, field)).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#grid-wrong")).to_contain_text("表中有 3 格需要修改")
    page.keyboard.press("Control+z")
    expect(page.locator("[data-total=lines]")).to_have_text("0")
    assert texts(page) == []
    expect(page.locator("#grid-wrong")).to_be_hidden()
    page.keyboard.press("Control+y")
    expect(page.locator("[data-total=lines]")).to_have_text(str(TEAMS))
    expect_saved(page)
    page.reload()
    assert texts(page) == BAD


def correct_by_keyboard(page: Page) -> None:
    for (line, field), text in FIXED.items():
        cell(page, line, field).focus()
        page.keyboard.press("Control+a")
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        expect(cell(page, line + 1, field)).to_be_focused()
        page.keyboard.press("ArrowUp")
        expect(cell(page, line, field)).to_be_focused()
        expect(message_of(page, line, field)).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(cell(page, 12, "contact")).to_be_focused()
    expect(page.locator("#grid-wrong")).to_be_hidden()
    expect_saved(page)
    assert texts(page) == GOOD
    assert totals(page) == SHEET


def insert_move_and_drop(page: Page) -> None:
    """A line is put in, carried down, taken out and brought back; all of it undone at last."""
    tool(page, 2, "insert").click()
    expect(cell(page, 2, "unit_name")).to_be_focused()
    page.keyboard.type("长兴测试新厂")
    tool(page, 2, "down").click()
    expect_saved(page)
    assert [row[0] for row in texts(page)[:4]] == [
        GOOD[0][0],
        GOOD[1][0],
        "长兴测试新厂",
        GOOD[2][0],
    ]
    tool(page, 3, "drop").click()
    tool(page, 1, "drop").click()
    expect(page.locator("[data-total=lines]")).to_have_text("39")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("[data-total=lines]")).to_have_text("40")
    expect_saved(page)
    page.reload()
    assert texts(page) == GOOD
    assert totals(page) == SHEET


def test_unit_typed_once_is_offered_in_the_next_line(at_desk: Callable[..., Page]):
    page = at_desk("lijiaxiang")
    open_sheet(page)
    cell(page, 1, "unit_name").fill("长兴测试新厂")
    page.keyboard.press("Enter")
    offered = "cell => Array.from(cell.list.options).map(option => option.value)"
    assert cell(page, 2, "unit_name").evaluate(offered) == ["长兴测试新厂"]
    expect_saved(page)


def file_sheet(page: Page) -> str:
    page.get_by_role("button", name="预览并上报").click()
    expect(page.locator("main")).to_contain_text("必填内容已填写完整，可以上报。")
    page.get_by_role("button", name="上报", exact=True).click()
    expect(page.locator(".messages")).to_have_text(
        "上报成功：2018-2-330522102-0001 已送达县总工会经济工作部。"
    )
    case_url = page.url
    page.go_back()
    expect(page.get_by_role("button", name="上报", exact=True)).to_have_count(0)
    page.goto(case_url)
    return case_url


def return_one_line(page: Page) -> None:
    page.get_by_role("link", name="接收 参赛企业汇总表（20 个企业、40 个班组）").click()
    page.get_by_role("link", name="退回修改").click()
    page.get_by_label("原因").fill("第三行的人数请核对后重新上报。")
    page.get_by_label("第 3 行怎么改").fill("人数与花名册不符")
    page.get_by_role("button", name="退回修改").click()
    expect(page.locator(".messages")).to_have_text(
        "已退回修改，标注 1 处，填报单位将看到退回意见。"
    )


def correct_flagged_line_and_refile(page: Page) -> None:
    open_menu(page, "我的待办")
    page.get_by_role("link", name=re.compile("^去修改 参赛企业汇总表")).click()
    note = page.locator(".return-note")
    expect(note).to_contain_text("第三行的人数请核对后重新上报。")
    note.get_by_role("link", name="第 3 行").click()
    expect(cell(page, 3, "unit_name")).to_be_focused()
    cell(page, 3, "participant_count").fill("21")
    flag = page.get_by_role("group", name="退回意见：第 3 行", exact=True)
    flag.get_by_role("button", name="保存，去下一处").click()
    page.get_by_role("button", name="重新上报").click()
    expect(page.locator(".messages")).to_have_text(
        "重新上报成功：2018-2-330522102-0001 第 2 版已送达。"
    )


def differences(page: Page) -> list[list[str]]:
    return [row.locator("th, td").all_inner_texts() for row in page.locator(".diff tbody tr").all()]


def receive_after_a_look_at_the_difference(page: Page, case_url: str) -> None:
    page.goto(case_url)
    assert differences(page) == [["第 3 行 参赛人数", "12", "21"]]
    page.get_by_role("button", name="接收").click()
    expect(page.locator(".messages")).to_have_text("已接收，填报单位不能再自行撤回。")
    expect(page.locator(".state-line .state")).to_have_text("已接收")


def change_what_was_received(township: Page, county: Page, case_url: str) -> None:
    """变更: until it is filed again, the county keeps seeing what it has received."""
    township.goto(case_url)
    township.locator("summary", has_text="变更").click()
    township.get_by_role("button", name="确定").click()
    township.get_by_role("link", name="继续填写").click()
    cell(township, 1, "participant_count").fill("99")
    cell(township, 1, "participant_count").blur()
    expect_saved(township)
    county.goto(case_url)
    expect(county.locator("main")).to_contain_text("这里显示最近一次上报的第 2 版。")
    expect(county.locator("tr[data-row]").first.locator("td").nth(3)).to_have_text("10")
    township.get_by_role("button", name="预览并上报").click()
    township.get_by_role("button", name="上报", exact=True).click()
    county.goto(case_url)
    assert differences(county) == [["第 1 行 参赛人数", "10", "99"]]
    county.get_by_role("button", name="接收").click()
    expect(county.locator(".state-line .state")).to_have_text("已接收")


def squeezed(text: str) -> str:
    """Without blanks and line breaks, and brackets of one width."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


FINAL = [[*row] for row in GOOD]
FINAL[0][3], FINAL[2][3] = "99", "21"
WORKERS = sum(int(row[3]) for row in FINAL)


def check_paper(page: Page, case_url: str) -> None:
    answer = page.context.request.get(f"{case_url}print/")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    pages = [squeezed(each.extract_text()) for each in PdfReader(io.BytesIO(answer.body())).pages]
    assert len(pages) == 4
    for first, holder in ((0, "县总工会经济工作部"), (2, "乡镇(街道、园区)、产业(行业)工会")):
        copy = "".join(pages[first : first + 2])
        assert f"第{first // 2 + 1}份·{holder}" in copy
        assert "李家巷镇总工会" in copy
        for row in FINAL:
            assert squeezed("".join(row)) in copy
        assert f"合计企业参赛数20职工数{WORKERS}" in copy


def check_workbook(page: Page) -> None:
    open_menu(page, "汇总表")
    address = page.get_by_role("link", name="导出 Excel").get_attribute("href")
    answer = page.context.request.get(page.url.split("/pioneer/")[0] + str(address))
    assert answer.status == 200
    sheet = load_workbook(io.BytesIO(answer.body())).worksheets[0]
    lines = [list(line) for line in sheet.iter_rows(values_only=True)]
    header = next(number for number, line in enumerate(lines) if line[0] == "序号")
    assert lines[header] == [
        "序号",
        "单位班组名称",
        "所属行业",
        "参赛人数",
        "组　长",
        "手机号/微信号",
    ]
    rows = lines[header + 1 : header + 1 + TEAMS]
    assert rows == [
        [number, f"{unit}\u3000{name}", industry, int(count), leader, contact]
        for number, (unit, name, industry, count, leader, contact) in enumerate(FINAL, start=1)
    ]
    assert lines[header + 1 + TEAMS][:5] == ["合　计", "企业参赛数", 20, "职工数", WORKERS]


# --- without script -------------------------------------------------------------------------------


def test_annex_2_with_buttons_alone(at_desk: Callable[..., Page], cast):
    applied = make_draft(cast["lijiaxiang"], team="申报班").filing
    type_into(applied, cast["lijiaxiang"], member_total="18", leader_name="测试组长")
    page = at_desk("lijiaxiang", script=False)
    open_sheet(page)
    take_over_an_application(page)
    type_lines_with_mistakes(page)
    move_and_drop_by_buttons(page)
    case_url = file_sheet(page)

    county = at_desk("jingjibu", script=False)
    county.goto(case_url)
    county.get_by_role("button", name="接收").click()
    expect(county.locator(".state-line .state")).to_have_text("已接收")
    assert [row.team_name for row in SummaryRow.objects.filed()] == ["1号班", "申报班", "3号班"]


def take_over_an_application(page: Page) -> None:
    page.locator("summary", has_text="从申报表和班组登记带入").click()
    expect(page.get_by_label("长兴测试纺织有限公司　申报班")).to_be_checked()
    page.get_by_role("button", name="带入所选班组").click()
    expect(page.locator(".messages")).to_have_text("已带入 1 个班组，请补充空着的格子。")
    assert texts(page) == [["长兴测试纺织有限公司", "申报班", "", "18", "测试组长", ""]]


def type_line(page: Page, line: int, row: list[str]) -> None:
    for field, text in zip(FIELDS, row, strict=True):
        cell(page, line, field).fill(text)


def type_lines_with_mistakes(page: Page) -> None:
    cell(page, 1, "industry").fill("纺织")
    cell(page, 1, "contact").fill("139 0000 0001 / shili_2018")
    type_line(page, 2, BAD[3])
    type_line(page, 3, GOOD[2])
    type_line(page, 4, GOOD[1])
    save_draft(page)
    expect(message_of(page, 2, "participant_count")).to_have_text(NOT_WHOLE)
    expect(page.locator("#grid-wrong")).to_contain_text("第 2 行：参赛人数请填写整数")
    cell(page, 2, "participant_count").fill("１３")
    save_draft(page)
    expect(message_of(page, 2, "participant_count")).to_have_count(0)
    assert texts(page)[0][5] == "13900000001/shili_2018"
    before = page.locator("tr[data-row]").count()
    page.get_by_role("button", name="增加空行").first.click()
    expect(page.locator("tr[data-row]")).to_have_count(before - 11 + 20)


def move_and_drop_by_buttons(page: Page) -> None:
    for line in (4, 3, 2):
        tool(page, line, "up").click()
        expect(page.locator(".messages")).to_have_text("已移动一行。")
    assert [row[1] for row in texts(page)] == ["1号班", "申报班", "3号班", "2号班"]
    tool(page, 4, "drop").click()
    expect(page.locator(".messages")).to_have_text("已删除一行，其余内容已保存（尚未上报）。")
    tool(page, 2, "insert").click()
    type_line(page, 2, GOOD[5])
    save_draft(page)
    assert [row[1] for row in texts(page)] == ["1号班", "5号班", "申报班", "3号班"]
    tool(page, 2, "drop").click()
    assert [row[1] for row in texts(page)] == ["1号班", "申报班", "3号班"]


# --- nothing to report ----------------------------------------------------------------------------


def test_union_without_a_team_says_so(at_desk: Callable[..., Page]):
    page = at_desk("lijiaxiang", viewport={"width": 390, "height": 844})
    expect(page.locator("main")).to_contain_text("李家巷镇的附件2 参赛企业汇总表还没有填报")
    open_menu(page, "汇总表")
    page.locator("summary", has_text="报零报告").click()
    page.get_by_role("button", name="建立零报告").click()
    page.get_by_role("button", name="上报", exact=True).click()
    expect(page.locator(".state-line .state")).to_have_text("已上报")
    county = at_desk("jingjibu")
    open_menu(county, "汇总表")
    row = county.locator("tr", has_text="李家巷镇")
    expect(row).to_contain_text("零报告")
    row.get_by_role("button", name="接收").click()
    expect(county.locator(".messages")).to_have_text("已接收，填报单位不能再自行撤回。")
    expect(county.locator("tr", has_text="李家巷镇")).to_contain_text("已接收")
    assert Filing.objects.get().state == "approved"
