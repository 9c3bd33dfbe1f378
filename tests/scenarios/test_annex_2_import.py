"""A clerk's own table on its way into annex 2, in the browser, with and without script."""

from collections.abc import Callable

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from pioneer.models import SummaryRow
from tests.factories.workbooks import saved
from tests.scenarios.people import open_menu
from tests.scenarios.sheet import cell, message_of, texts

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "李家巷汇总（最终版2）.xlsx"


def messy_workbook() -> bytes:
    """Titles, a heading of two lines, a unit merged over its teams, an example, a sum, a footer."""
    book = Workbook()
    sheet = book.active
    sheet.title = "汇总"
    for row in (
        ["2018年“工人先锋号”参赛情况表"],
        ["填报单位：李家巷镇总工会"],
        ["序 号", "单位（企业）\n名称", "班组（岗位）名称", "所属 行业", "参赛人数", "", "班组长：",
         "联系电话", "备注"],
        ["", "", "", "", "男", "女", "", "", ""],
        ["例", "长兴示例公司", "示例班", "制造业", 10, 5, "示例组长", 13900000000, ""],
        [1, "长兴测试电池有限公司", "极板一班", "蓄电池", 12, 8, "测试甲", 13900000001, "无"],
        [2, None, "极板二班", "蓄电池", "１０", 5, "测试乙", "139-0000-0002", "无"],
        [3, "长兴测试水泥有限公司", "中控班", "水泥", "约30", 0, "测试丙", 139000000, "无"],
        ["合 计", "", "", "", 25, 13],
        ["填表人：测试甲", "", "", "审核人：测试乙"],
    ):  # fmt: skip
        sheet.append(row)
    for merged in ("A1:I1", "E3:F3", "B6:B7", *(f"{column}3:{column}4" for column in "ABCDGHI")):
        sheet.merge_cells(merged)
    return saved(book)


def upload(page: Page, content: bytes) -> None:
    open_menu(page, "汇总表")
    page.get_by_role("link", name="导入 Excel / WPS 表格").click()
    file = {"name": NAME, "mimeType": "application/octet-stream", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传并核对").click()


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_messy_table_is_asked_about_once_previewed_and_stored(
    at_desk: Callable[..., Page], script: bool
):
    page, content = at_desk("lijiaxiang", script=script), messy_workbook()
    upload(page, content)
    answer_what_the_head_counts_are(page)
    look_at_the_preview(page)
    page.get_by_role("button", name="导入这 3 行").click()
    expect(page.locator(".messages")).to_contain_text("已导入 3 行")
    assert [row[:4] for row in texts(page)] == [
        ["长兴测试电池有限公司", "极板一班", "蓄电池", "12"],
        ["长兴测试电池有限公司", "极板二班", "蓄电池", "10"],
        ["长兴测试水泥有限公司", "中控班", "水泥", "约30"],
    ]
    expect(message_of(page, 3, "contact")).to_have_text("手机号码应为 11 位，请核对。")
    assert cell(page, 2, "contact").input_value() == "13900000002"
    expect(page.locator(".attachment-list")).to_contain_text(NAME)

    # The same file again: no question any more, and it would take the place of what it brought.
    upload(page, content)
    expect(page.locator("main")).to_contain_text("这个文件已于")
    expect(page.get_by_label("替换：删去现有的 3 行，换成这 3 行")).to_be_checked()
    page.get_by_role("button", name="导入这 3 行").click()
    expect(page.locator(".messages")).to_contain_text("已导入 3 行")
    assert SummaryRow.objects.count() == 3


def answer_what_the_head_counts_are(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("核对每一列是什么")
    expect(page.locator("main")).to_contain_text("没有认出的列：I 列“备注”。")
    page.get_by_label("E 列 参赛人数 男").select_option(label="参赛人数")
    page.get_by_label("F 列 参赛人数 女").select_option(label="不导入")
    page.get_by_role("button", name="确定，查看预览").click()


def look_at_the_preview(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("预览：3 行")
    main = page.locator("main")
    expect(main).to_contain_text("文件第 9 行写的是“25”，不一致，以计算为准，请核对")
    expect(main).to_contain_text("第 8 行 E 列 · 参赛人数：参赛人数请填写整数")
    expect(main).to_contain_text("第 8 行 H 列 · 手机号/微信号：手机号码应为 11 位，请核对。")
    page.locator("summary", has_text="3 行不是数据").click()
    expect(main).to_contain_text("第 5 行（示例或填写说明）")
    expect(main).to_contain_text("第 10 行（落款、签字或备注）")
