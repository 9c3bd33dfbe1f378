"""Annex 5 from the paper in a clerk's hand to 受理 and back to paper, as people do it (issue 5)."""

import io
from collections.abc import Callable

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from techservice.models import TrainingDemand
from tests.factories.pioneer import scan
from tests.printed import squeezed, texts_of
from tests.scenarios.people import (
    expect_autosaved,
    open_menu,
    save_draft,
    shown,
    type_cell,
    type_cells,
)
from tests.scenarios.sheet import cell, fill, message_of, texts, tool

pytestmark = pytest.mark.django_db(transaction=True)

UNIT = "长兴测试机械有限公司"
REFERENCE = "2018-5-330522102-0001"
# What is on the paper in front of the clerk, and how the clerk happens to type it.
TYPED = {
    "filled_on": "2018.4.2",
    "chair_name": "阿依古丽・测试",
    "phone": "１３９－００００－００５",  # the mistake: a digit is missing
    "address": "测试路5号",
    "need_text": "薄板焊接变形大，\n请高级技师到车间诊断。",
    "need_trade": "电焊",
}
STORED = {**TYPED, "filled_on": "2018年4月2日", "chair_name": "阿依古丽·测试"}
OPINION = {
    "opinion_township-signer": "测试·主席",
    "opinion_township-date": "2018-4-3",
    "opinion_township-seal": "scanned",
}
HISTORY = ["建立草稿", "上报", "退回修改", "重新上报", "受理"]


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_annex_5_from_paper_to_paper(at_desk: Callable[..., Page], script: bool):
    union = at_desk("lijiaxiang", script=script)
    open_draft(union)
    type_with_mistakes(union, script=script)
    correct_them(union, script=script)
    attach_scan(union)
    case_url = preview_and_file(union)
    county = at_desk("jingjibu", script=script)
    return_a_line(county)
    mend_it(union)
    take_it_up(county)
    union.goto(case_url)
    expect(union.locator(".state-line .state")).to_have_text("已受理")
    assert union.locator(".history strong").all_inner_texts() == HISTORY
    check_paper(union, case_url)
    check_register(county)


def save(page: Page, *, script: bool) -> None:
    if script:
        expect_autosaved(page)
    else:
        save_draft(page)


def open_draft(page: Page) -> None:
    page.locator("main").get_by_role("link", name="新建申报").click()
    page.get_by_role("link", name="新建技术服务需求").click()
    page.get_by_label("单位名称").fill(UNIT)
    page.get_by_role("button", name="建立草稿，开始填写").click()
    expect(page.locator(".messages")).to_contain_text("草稿已建立，尚未上报。")
    expect(page.locator("[name=unit_name]")).to_have_value(UNIT)


def type_with_mistakes(page: Page, *, script: bool) -> None:
    type_cells(page, TYPED)
    fill(page, 1, "trade", "电焊工")
    fill(page, 1, "head_count", "十来个")
    fill(page, 2, "trade", "技工")
    fill(page, 2, "head_count", "５")
    save(page, script=script)
    expect(page.locator("#msg-phone")).to_contain_text("联系电话请填 11 位手机号，或固定电话")
    expect(page.locator("[name=phone]")).to_have_attribute("aria-invalid", "true")
    expect(message_of(page, 1, "head_count")).to_have_text(
        "人数请填写整数，例如 30，不要写“约”“余”等字。"
    )
    expect(page.locator("[data-total=trained]")).to_have_text("5")
    page.reload()
    assert shown(page, STORED) == STORED
    assert texts(page) == [["电焊工", "十来个"], ["技工", "5"]]


def correct_them(page: Page, *, script: bool) -> None:
    type_cell(page, "phone", "139-0000-0005")
    fill(page, 1, "head_count", "12")
    if script:
        page.get_by_role("button", name="情况属实，同意上报。").click()
    else:
        type_cell(page, "opinion_township-text", "情况属实，同意上报。")
    type_cells(page, OPINION)
    save(page, script=script)
    expect(page.locator("#msg-phone")).to_have_text("")
    expect(page.locator("[name=phone]")).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("td.has-error")).to_have_count(0)
    expect(page.locator("[data-total=trained]")).to_have_text("17")


def attach_scan(page: Page) -> None:
    file = {"name": "盖章扫描件.png", "mimeType": "image/png", "buffer": scan().read()}
    page.locator("[name=attachment]").set_input_files(file)
    page.get_by_role("button", name="上传").click()
    expect(page.locator(".attachment-list")).to_contain_text("盖章扫描件.png")


def preview_and_file(page: Page) -> str:
    page.get_by_role("button", name="预览并上报").click()
    expect(page.locator("main")).to_contain_text("必填内容已填写完整，可以上报。")
    expect(page.locator(".row-grid")).to_contain_text("电焊工")
    page.get_by_role("button", name="上报", exact=True).click()
    expect(page.locator(".messages")).to_have_text(
        f"上报成功：{REFERENCE} 已送达县总工会经济工作部。"
    )
    return page.url


def return_a_line(page: Page) -> None:
    open_menu(page, "我的待办")
    page.get_by_role("link", name=f"受理 {UNIT}").click()
    page.get_by_role("link", name="退回修改").click()
    page.get_by_label("原因").fill("请写明工种，再重新上报。")
    page.get_by_label("第 2 行", exact=True).check()
    page.get_by_label("第 2 行怎么改").fill("“技工”太笼统")
    page.get_by_role("button", name="退回修改").click()
    expect(page.locator(".messages")).to_have_text(
        "已退回修改，标注 1 处，填报单位将看到退回意见。"
    )


def mend_it(page: Page) -> None:
    open_menu(page, "我的待办")
    page.get_by_role("link", name=f"去修改 {UNIT}").click()
    page.locator(".return-note").get_by_role("link", name="第 2 行").click()
    expect(page.locator("tr.row-flagged")).to_be_in_viewport()
    expect(page.locator("tr[data-flag-of]")).to_contain_text("“技工”太笼统")
    cell(page, 2, "trade").fill("电工")
    page.locator("tr[data-flag-of]").get_by_role("button", name="保存，去下一处").click()
    # The only one handled, the way leads on to the preview by itself.
    page.get_by_role("button", name="重新上报").click()
    expect(page.locator(".messages")).to_have_text(f"重新上报成功：{REFERENCE} 第 2 版已送达。")
    assert TrainingDemand.objects.filed().get(position=2).trade == "电工"


def take_it_up(page: Page) -> None:
    open_menu(page, "我的待办")
    page.get_by_role("link", name=f"核对 {UNIT}").click()
    rows = [row.locator("th, td").all_inner_texts() for row in page.locator(".diff tbody tr").all()]
    assert rows == [["第 2 行 工种", "技工", "电工"]]
    page.get_by_role("button", name="受理").click()
    expect(page.locator(".state-line .state")).to_have_text("已受理")


def check_paper(page: Page, case_url: str) -> None:
    answer = page.context.request.get(f"{case_url}print/")
    pages = texts_of(answer.body())
    assert len(pages) == 3
    for words in (
        f"企业名称（盖章）：{UNIT}填写日期：2018年4月2日",
        "工会主席阿依古丽·测试",
        "13900000005",
        "薄板焊接变形大，请高级技师到车间诊断。",
        "工种电焊工人数12工种电工人数5",
        "情况属实，同意上报。",
        "签署人：测试·主席（盖章）2018年4月3日",
        f"{REFERENCE} · 第2版",
    ):
        assert [squeezed(words) in text for text in pages] == [True] * 3, words


def check_register(page: Page) -> None:
    open_menu(page, "申报列表")
    link = page.get_by_role("link", name="导出附件5 需求台账（Excel）")
    address = page.url.split("/filings/")[0] + str(link.get_attribute("href"))
    book = load_workbook(io.BytesIO(page.context.request.get(address).body()))
    rows = [row for row in book["培训需求汇总"].iter_rows(values_only=True) if row[0] in (1, 2)]
    assert rows == [(1, "电焊工", 12, 1, "李家巷镇"), (2, "电工", 5, 1, "李家巷镇")]


def test_lines_are_added_and_taken_out_with_buttons_alone(at_desk: Callable[..., Page]):
    page = at_desk("lijiaxiang", script=False)
    open_draft(page)
    expect(page.locator("tr[data-row]")).to_have_count(3)
    fill(page, 1, "trade", "电焊工")
    page.get_by_role("button", name="增加空行").click()
    expect(page.locator("tr[data-row]")).to_have_count(4)
    fill(page, 2, "trade", "电工")
    save_draft(page)
    tool(page, 1, "drop").click()
    expect(page.locator(".messages")).to_contain_text("已删除一行，其余内容已保存（尚未上报）。")
    assert texts(page) == [["电工", ""]]
