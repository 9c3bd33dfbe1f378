"""The training demand of annex 5 with script: lines, blocks from Excel, two clerks, a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from changxing_union.filing import services
from changxing_union.filing.models import Filing
from changxing_union.organizations.models import User
from techservice.models import ServiceRequest, TrainingDemand
from tests.factories.pioneer import act_by
from tests.factories.requests import filed_request, ready_request
from tests.scenarios.people import save_draft, type_cell
from tests.scenarios.sheet import cell, expect_saved, fill, message_of, paste, texts, tool

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]

TWO = [["电焊工", "12"], ["电工", "5"]]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def request_sheet(portal: str, cast: dict[str, User]) -> Filing:
    """电焊工 12, 电工 5, and everything else that filing it takes."""
    return ready_request(cast["lijiaxiang"])


@pytest.fixture
def page(at_desk: Callable[..., Page], portal: str, request_sheet: Filing) -> Page:
    return opened(at_desk("lijiaxiang"), portal, request_sheet)


def opened(page: Page, portal: str, filing: Filing) -> Page:
    page.goto(f"{portal}/filings/{filing.reference}/edit/")
    return page


def stored() -> list[list[str]]:
    rows = TrainingDemand.objects.working()
    return [[row.trade, str(row.head_count)] for row in rows]


def trained(page: Page):
    return expect(page.locator("[data-total=trained]"))


def test_lines_are_added_taken_out_and_brought_back(page: Page):
    expect(page.locator("tr[data-row]")).to_have_count(5)
    page.get_by_role("button", name="增加空行").click()
    expect(page.locator("tr[data-row]")).to_have_count(8)
    fill(page, 3, "trade", "叉车工")
    fill(page, 3, "head_count", "4")
    expect_saved(page)
    trained(page).to_have_text("21")
    tool(page, 1, "insert").click()
    page.keyboard.type("钳工")
    cell(page, 1, "head_count").fill("2")
    tool(page, 3, "drop").click()
    expect(page.locator("#grid-said")).to_have_text("已删除第 3 行。删错了可点“撤销”恢复。")
    expect_saved(page)
    assert stored() == [["钳工", "2"], ["电焊工", "12"], ["叉车工", "4"]]
    page.get_by_role("button", name="撤销").click()
    expect_saved(page)
    assert stored() == [["钳工", "2"], *TWO, ["叉车工", "4"]]
    trained(page).to_have_text("23")


COPIED = [
    ["2018年培训需求", "", "", ""],
    ["序号", "工 种", "级别", "人数（人）"],
    ["1", "茶艺师", "初级", "20"],
    ["2", "叉车工", "", "6"],
    ["合计", "", "", "26"],
]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["茶艺师", "20"], ["叉车工", "6"]], ""),
        ([["1", "茶艺师", "20"], ["2", "叉车工", "6"]], ""),
        (COPIED, "已粘贴 2 行；跳过表头、小计等 3 行。"),
    ],
    ids=["cells", "numbered", "whole"],
)
def test_block_from_excel_fills_trades_and_numbers(page: Page, rows: list[list[str]], said: str):
    paste(page, 3, "trade", rows)
    expect_saved(page)
    assert stored() == [*TWO, ["茶艺师", "20"], ["叉车工", "6"]]
    expect(page.locator("#grid-said")).to_have_text(said)
    trained(page).to_have_text("43")


def test_block_that_does_not_fit_is_refused_without_talk_of_imports(page: Page):
    said = page.locator("#grid-said")
    paste(page, 3, "trade", [["茶艺师", "20", "初级"], ["叉车工", "6", ""]])
    expect(said).to_have_text(
        "粘贴的第 1 行比表格多出几格，没有粘贴。请只复制表中有的各列，从对应的格子起粘贴。"
    )
    paste(page, 3, "trade", [[f"工种{number}", "1"] for number in range(49)])
    expect(said).to_have_text("这张表最多 50 行，放不下这 49 行，没有粘贴。")
    paste(page, 3, "trade", [[f"工种{number}", "1"] for number in range(48)])
    expect_saved(page)
    assert TrainingDemand.objects.working().count() == 50


def test_message_of_a_cell_outside_the_table_comes_and_goes(
    at_desk: Callable[..., Page], portal: str, cast: dict[str, User]
):
    page = opened(at_desk("lijiaxiang"), portal, ready_request(cast["lijiaxiang"], phone="123"))
    slot, phone = page.locator("#msg-phone"), page.locator("[name=phone]")
    expect(slot).to_contain_text("联系电话请填 11 位手机号")  # as the page was drawn
    type_cell(page, "phone", "0572-6000001")
    expect(slot).to_have_text("")
    expect(phone).not_to_have_attribute("aria-invalid", "true")
    type_cell(page, "phone", "456")
    expect(slot).to_contain_text("联系电话请填 11 位手机号")
    expect(phone).to_have_attribute("aria-invalid", "true")


def test_opinion_is_saved_while_it_is_typed(page: Page):
    type_cell(page, "opinion_township-text", "")
    page.get_by_role("button", name="请县总工会安排技术服务队上门服务。").click()
    expect_saved(page)
    opinion = ServiceRequest.objects.get().filing.opinions.get()
    assert (opinion.text, opinion.signer) == ("请县总工会安排技术服务队上门服务。", "测试签名")


def test_two_clerks_keep_both_their_lines_and_decide_what_both_changed(
    at_desk: Callable[..., Page], portal: str, request_sheet: Filing
):
    one, two = (
        opened(at_desk(name), portal, request_sheet) for name in ("lijiaxiang", "lijiaxiang2")
    )
    fill(one, 3, "trade", "叉车工")
    fill(one, 1, "head_count", "30")
    type_cell(one, "address", "测试路6号")
    expect_saved(one)
    type_cell(two, "address", "测试路7号")
    expect(two.locator("#msg-address")).to_contain_text("改为“测试路6号”，您填的是“测试路7号”")
    expect(two.locator("#grid-news")).to_contain_text("同事刚刚新增了 1 行。")
    fill(two, 2, "head_count", "6")
    fill(two, 1, "head_count", "40")
    expect(message_of(two, 1, "head_count")).to_contain_text("改为“30”，您填的是“40”")
    assert (stored()[:2], ServiceRequest.objects.get().address) == (
        [["电焊工", "30"], ["电工", "6"]], "测试路6号",
    )  # fmt: skip
    save_draft(two)
    assert (stored()[:2], ServiceRequest.objects.get().address) == (
        [["电焊工", "40"], ["电工", "6"]], "测试路7号",
    )  # fmt: skip


def test_flags_on_a_line_and_on_a_cell_are_ticked_off_as_they_are_mended(
    at_desk: Callable[..., Page], portal: str, cast: dict[str, User]
):
    filing = filed_request(cast["lijiaxiang"])
    key = TrainingDemand.objects.filed().get(position=2).key
    flags = {f"row_{key}": ("第 2 行", "请写全称"), "address": ("企业地址", "请写门牌号")}
    services.return_to_filer(
        filing, act=act_by(cast["jingjibu"]), reason="请修改后重新上报。", flags=flags
    )
    page = opened(at_desk("lijiaxiang"), portal, filing)
    note = page.locator(".return-note")
    note.get_by_role("link", name="企业地址").click()
    expect(page.locator("[name=address]")).to_be_focused()
    type_cell(page, "address", "测试路5号1幢")
    page.get_by_role("group", name="退回意见：企业地址").get_by_label("已处理").check()
    expect(note.locator("li", has_text="企业地址")).to_contain_text("已处理")
    expect_saved(page)
    flag = page.locator("tr[data-flag-of]")
    tool(page, 2, "drop").click()
    expect(flag).to_be_hidden()
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(f"#id_row_{key} + tr[data-flag-of='{key}']")).to_be_visible()
    flag.get_by_label("已处理").check()
    expect(note.locator("li", has_text="第 2 行")).to_contain_text("已处理")
    expect_saved(page)
    assert texts(page) == TWO


def test_phone_shows_one_blank_card_at_a_time_within_the_screen(
    at_desk: Callable[..., Page], portal: str, request_sheet: Filing
):
    page = opened(at_desk("lijiaxiang", **PHONE), portal, request_sheet)
    cards = page.locator("tr[data-row]:visible")
    expect(cards).to_have_count(3)
    fill(page, 3, "trade", "叉车工")
    expect(cards).to_have_count(4)
    expect_saved(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for control in page.locator("tr[data-row]:visible input, tr[data-row]:visible button").all():
        box = control.bounding_box()
        assert box is not None
        assert box["height"] >= 40
        assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
    card, control = cards.first.bounding_box(), cell(page, 1, "trade").bounding_box()
    assert card is not None
    assert control is not None
    assert card["width"] - control["width"] <= 24
