"""Two people on one sheet: both values shown, nobody's line lost (design §9); long sheets."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from changxing_union.filing import services
from changxing_union.filing.models import Filing
from changxing_union.organizations.models import User
from pioneer.models import SummaryRow
from pioneer.services.summary import add_rows
from tests.factories.pioneer import act_by
from tests.pioneer.county_sheets import draft_sheet, line
from tests.scenarios.people import save_draft
from tests.scenarios.sheet import cell, expect_saved, message_of, paste, texts, tool

pytestmark = pytest.mark.django_db(transaction=True)

THEIRS_AND_MINE = re.compile(
    "已把此格改为“33”，您填的是“44”，尚未保存。请核对后再保存，以再次保存的为准。$"
)
PUT_BACK = "您删除的 1 行刚被同事改过，已放回原处。核对后仍要删除的，请再删一次。"
# What a form with a file among its fields looks like on its way.
FORM_FIELD = re.compile(r'name="([^"]+)"\r\n\r\n(.*?)\r\n--', re.DOTALL)


@pytest.fixture
def sheet(portal: str, cast: dict[str, User]) -> Filing:
    """Three lines to be worked on."""
    return draft_sheet(
        cast["lijiaxiang"], [line(team=f"{number}号班", count=number) for number in (1, 2, 3)]
    )


@pytest.fixture
def both(at_desk: Callable[..., Page], portal: str, sheet: Filing) -> tuple[Page, Page]:
    """Two colleagues who have opened the sheet at the same time."""
    pages = at_desk("lijiaxiang"), at_desk("lijiaxiang2")
    for page in pages:
        page.goto(f"{portal}/filings/{sheet.reference}/edit/")
    return pages


def teams() -> list[tuple[str, int | None]]:
    """What is stored, in order."""
    return list(SummaryRow.objects.working().values_list("team_name", "participant_count"))


def fill(page: Page, number: int, field: str, text: str) -> None:
    cell(page, number, field).fill(text)
    cell(page, number, field).blur()


def test_different_cells_and_new_lines_of_both_are_kept(both: tuple[Page, Page]):
    one, two = both
    fill(one, 1, "participant_count", "11")
    fill(one, 4, "team_name", "甲班")
    expect_saved(one)
    fill(two, 1, "team_name", "一号班")
    fill(two, 4, "team_name", "乙班")
    expect_saved(two)
    expect(two.locator("#grid-news")).to_contain_text("同事刚刚新增了 1 行。")
    assert teams() == [("一号班", 11), ("2号班", 2), ("3号班", 3), ("乙班", None), ("甲班", None)]
    one.reload()
    assert [row[1] for row in texts(one)] == ["一号班", "2号班", "3号班", "乙班", "甲班"]


def test_cell_that_both_changed_shows_both_values_and_the_button_decides(both: tuple[Page, Page]):
    one, two = both
    fill(one, 2, "participant_count", "33")
    expect_saved(one)
    fill(two, 2, "participant_count", "44")
    expect(message_of(two, 2, "participant_count")).to_have_text(THEIRS_AND_MINE)
    assert teams()[1] == ("2号班", 33)
    assert cell(two, 2, "participant_count").input_value() == "44"
    save_draft(two)
    assert teams()[1] == ("2号班", 44)


def drop_what_was_edited(one: Page, two: Page) -> None:
    """``one`` changes the second line; ``two``, who has not seen that, takes it out."""
    fill(one, 2, "participant_count", "33")
    expect_saved(one)
    tool(two, 2, "drop").click()
    expect(two.locator("#grid-said")).to_have_text(PUT_BACK)


def test_line_taken_out_here_and_edited_there_comes_back_as_it_is_now(both: tuple[Page, Page]):
    one, two = both
    drop_what_was_edited(one, two)
    expect(two.locator("tr[data-row] .msg")).to_have_count(1)
    expect(message_of(two, 2, "participant_count")).to_contain_text("已把此格改为“33”")
    assert [row[1:4:2] for row in texts(two)] == [["1号班", "1"], ["2号班", "33"], ["3号班", "3"]]
    assert teams() == [("1号班", 1), ("2号班", 33), ("3号班", 3)]
    save_draft(two)
    assert teams() == [("1号班", 1), ("2号班", 33), ("3号班", 3)]


def test_line_that_came_back_is_taken_out_at_the_second_press_and_can_be_undone(
    both: tuple[Page, Page],
):
    one, two = both
    drop_what_was_edited(one, two)
    tool(two, 2, "drop").click()
    expect(two.locator("[data-total=lines]")).to_have_text("2")
    expect_saved(two)
    assert teams() == [("1号班", 1), ("3号班", 3)]
    two.get_by_role("button", name="撤销").click()
    expect(two.locator("[data-total=lines]")).to_have_text("3")
    assert teams() == [("1号班", 1), ("2号班", 33), ("3号班", 3)]


def test_line_whose_blank_cell_a_colleague_filled_in_is_not_emptied_around_it(
    both: tuple[Page, Page],
):
    one, two = both
    fill(one, 2, "industry", "")
    expect_saved(one)
    two.reload()
    fill(one, 2, "industry", "纺织")
    expect_saved(one)
    tool(two, 2, "drop").click()
    expect(message_of(two, 2, "industry")).to_contain_text("已把此格改为“纺织”")
    assert texts(two)[1][1:4] == ["2号班", "纺织", "2"]
    assert teams() == [("1号班", 1), ("2号班", 2), ("3号班", 3)]


def test_line_edited_here_and_taken_out_there_is_not_lost(both: tuple[Page, Page]):
    one, two = both
    tool(one, 2, "drop").click()
    expect_saved(one)
    assert [name for name, _count in teams()] == ["1号班", "3号班"]
    fill(two, 2, "participant_count", "44")
    expect(message_of(two, 2, "participant_count")).to_contain_text("您填的是“44”，尚未保存。")
    assert cell(two, 2, "team_name").input_value() == "2号班"
    save_draft(two)
    assert sorted(teams()) == [("1号班", 1), ("2号班", 44), ("3号班", 3)]
    fill(one, 1, "participant_count", "11")
    expect(one.locator("#grid-news")).to_contain_text("同事刚刚新增了 1 行。")


@pytest.fixture
def both_by_buttons(at_desk: Callable[..., Page], portal: str, sheet: Filing) -> tuple[Page, Page]:
    """The same two without script."""
    pages = at_desk("lijiaxiang", script=False), at_desk("lijiaxiang2", script=False)
    for page in pages:
        page.goto(f"{portal}/filings/{sheet.reference}/edit/")
    return pages


def test_without_script_different_cells_and_new_lines_of_both_are_kept(
    both_by_buttons: tuple[Page, Page],
):
    one, two = both_by_buttons
    cell(one, 1, "participant_count").fill("11")
    cell(one, 4, "team_name").fill("甲班")
    save_draft(one)
    cell(two, 1, "team_name").fill("一号班")
    cell(two, 4, "team_name").fill("乙班")
    save_draft(two)
    assert teams()[:3] == [("一号班", 11), ("2号班", 2), ("3号班", 3)]
    assert sorted(teams()[3:]) == [("乙班", None), ("甲班", None)]
    assert [row[1:4:2] for row in texts(two)[:3]] == [
        ["一号班", "11"], ["2号班", "2"], ["3号班", "3"],
    ]  # fmt: skip


def test_without_script_a_line_that_was_edited_is_taken_out_only_at_the_second_press(
    both_by_buttons: tuple[Page, Page],
):
    one, two = both_by_buttons
    cell(one, 2, "participant_count").fill("33")
    save_draft(one)
    tool(two, 2, "drop").click()
    told = message_of(two, 2, "participant_count")
    expect(told).to_contain_text("已把此格改为“33”，您填的是“（空）”")
    expect(message_of(two, 2, "team_name")).to_contain_text("此格现为“2号班”，您填的是“（空）”")
    assert teams()[1] == ("2号班", 33)
    save_draft(two)
    assert teams() == [("1号班", 1), ("3号班", 3)]


def test_without_script_the_second_save_shows_both_values(both_by_buttons: tuple[Page, Page]):
    one, two = both_by_buttons
    cell(one, 2, "participant_count").fill("33")
    tool(one, 1, "drop").click()
    cell(two, 2, "participant_count").fill("44")
    cell(two, 1, "participant_count").fill("55")
    two.get_by_role("button", name="保存草稿").first.click()
    expect(two.locator(".message-error")).to_contain_text("被同事改过")
    expect(two.locator(".msg", has_text=THEIRS_AND_MINE)).to_have_count(1)
    assert teams() == [("2号班", 33), ("3号班", 3)]
    two.get_by_role("button", name="保存草稿").last.click()
    expect(two.locator(".messages")).to_contain_text("草稿已保存（尚未上报）")
    assert sorted(teams()) == [("1号班", 55), ("2号班", 44), ("3号班", 3)]


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


def test_lines_without_numbers_stay_in_their_columns_whatever_the_unit_is_called(
    at_desk: Callable[..., Page], portal: str, sheet: Filing
):
    page = at_desk("lijiaxiang")
    page.goto(f"{portal}/filings/{sheet.reference}/edit/")
    rows = [TEAM_LINES[0][1:], TEAM_LINES[1][1:]]
    paste(page, 4, "unit_name", rows)
    paste(page, 6, "unit_name", rows[1:] * 2)
    assert texts(page)[3:] == [*rows, *rows[1:] * 2]


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
