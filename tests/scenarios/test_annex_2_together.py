"""Two people on one sheet: both values shown, nobody's line lost (design §9)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from changxing_union.filing.models import Filing
from pioneer.models import SummaryRow
from tests.scenarios.people import save_draft
from tests.scenarios.sheet import cell, expect_saved, fill, message_of, texts, tool

pytestmark = pytest.mark.django_db(transaction=True)

THEIRS_AND_MINE = re.compile(
    "已把此格改为“33”，您填的是“44”，尚未保存。请核对后再保存，以再次保存的为准。$"
)
# The second and the third line are taken out before the first answer is here.
DROP_TWO = """() => [1, 2].forEach(() => {
    document.querySelectorAll("tr[data-row]")[1].querySelector("[data-row-act=drop]").click();
})"""
PUT_BACK = "您删除的 1 行刚被同事改过，已放回原处。核对后仍要删除的，请再删一次。"


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


def test_cell_changed_elsewhere_is_told_and_shows_after_a_refresh(both: tuple[Page, Page]):
    one, two = both
    fill(one, 1, "participant_count", "500")
    expect_saved(one)
    fill(two, 3, "team_name", "三号班")
    expect_saved(two)
    news = two.locator("#grid-news")
    expect(news).to_contain_text("表中的内容刚在别处改过，合计已按改过的计算。")
    expect(two.locator("[data-total=workers]")).to_have_text("505")
    news.get_by_role("link").click()
    expect(cell(two, 1, "participant_count")).to_have_value("500")
    fill(two, 2, "team_name", "二号班")
    expect_saved(two)
    expect(news).to_be_hidden()


def test_cell_just_entered_does_not_write_over_what_a_colleague_put_there(both: tuple[Page, Page]):
    one, two = both
    fill(one, 2, "leader_name", "测试同事")
    expect_saved(one)
    cell(two, 2, "participant_count").fill("44")
    cell(two, 2, "participant_count").press("Tab")
    expect(cell(two, 2, "leader_name")).to_be_focused()
    expect(two.locator("#grid-news")).to_contain_text("刚在别处改过")
    expect_saved(two)
    cell(two, 2, "leader_name").press("Tab")
    fill(two, 2, "participant_count", "45")
    expect(cell(two, 2, "leader_name")).to_have_value("测试同事")
    expect_saved(two)
    row = SummaryRow.objects.working().get(position=2)
    assert (row.leader_name, row.participant_count) == ("测试同事", 45)


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
    expect(two.locator("#grid-said")).to_have_text("已删除第 2 行。删错了可点“撤销”恢复。")
    two.get_by_role("button", name="撤销").click()
    expect(two.locator("[data-total=lines]")).to_have_text("3")
    assert teams() == [("1号班", 1), ("2号班", 33), ("3号班", 3)]


def test_line_that_came_back_stays_when_another_step_is_taken_back(both: tuple[Page, Page]):
    one, two = both
    fill(one, 2, "participant_count", "33")
    expect_saved(one)
    two.evaluate(DROP_TWO)
    expect(two.locator("[data-total=lines]")).to_have_text("2")
    expect(two.locator("#grid-said")).to_have_text(PUT_BACK)
    two.get_by_role("button", name="撤销").click()
    expect(two.locator("[data-total=lines]")).to_have_text("3")
    expect_saved(two)
    assert [row[1] for row in texts(two)] == ["1号班", "2号班", "3号班"]
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
    expect(two.locator(".message-error")).to_contain_text("在别处被改过")
    expect(two.locator(".msg", has_text=THEIRS_AND_MINE)).to_have_count(1)
    assert teams() == [("2号班", 33), ("3号班", 3)]
    two.get_by_role("button", name="保存草稿").last.click()
    expect(two.locator(".messages")).to_contain_text("草稿已保存（尚未上报）")
    assert sorted(teams()) == [("1号班", 55), ("2号班", 44), ("3号班", 3)]
