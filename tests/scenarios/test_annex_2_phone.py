"""Annex 2 on a phone: each line is a card, filled in with a finger (issue 3)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from pioneer.models import SummaryRow
from tests.scenarios.people import slow_line
from tests.scenarios.sheet import FIELDS, cell, expect_saved, message_of, texts, tool
from tests.scenarios.test_annex_2 import GOOD, NOT_WHOLE, open_sheet

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]

WIDTH, HEIGHT = 390, 844
THUMB = 40  # CSS pixels that a finger needs
SHOWN_WIDTH = "() => Math.max(document.documentElement.scrollWidth, window.innerWidth)"


@pytest.fixture
def phone(at_desk: Callable[..., Page]) -> Page:
    """A new sheet on a touch screen."""
    page = at_desk(
        "lijiaxiang", viewport={"width": WIDTH, "height": HEIGHT}, has_touch=True, is_mobile=True
    )
    open_sheet(page)
    return page


def test_phone_shows_one_blank_card_at_a_time(phone: Page):
    page = phone
    cards = page.locator("tr[data-row]:visible")
    expect(cards).to_have_count(1)
    cell(page, 1, "unit_name").fill("长兴测试新厂")
    expect(cards).to_have_count(2)
    cell(page, 1, "unit_name").press("Enter")
    expect(cell(page, 2, "unit_name")).to_be_focused()
    expect_saved(page)


def test_card_filled_in_before_the_scripts_arrive_is_followed_by_the_next_and_saved(
    phone: Page,
):
    with slow_line(phone):
        phone.goto(phone.url, wait_until="commit")
        phone.locator("[data-field=unit_name]").first.fill("长兴测试新厂")
        expect(phone.locator("tr[data-row]:visible")).to_have_count(1)
    expect(phone.locator("tr[data-row]:visible")).to_have_count(2)
    expect_saved(phone)
    assert [row.unit_name for row in SummaryRow.objects.working()] == ["长兴测试新厂"]


def fill_card(page: Page, line: int, row: list[str]) -> None:
    for field, text in zip(FIELDS, row, strict=True):
        cell(page, line, field).tap()
        cell(page, line, field).fill(text)
    cell(page, line, FIELDS[-1]).blur()


def test_cards_are_filled_in_moved_and_dropped_with_a_finger(phone: Page):
    fill_card(phone, 1, GOOD[0])
    fill_card(phone, 2, [*GOOD[1][:3], "约30", *GOOD[1][4:]])
    expect(message_of(phone, 2, "participant_count")).to_have_text(NOT_WHOLE)
    expect(message_of(phone, 2, "participant_count")).to_be_visible()
    assert phone.evaluate(SHOWN_WIDTH) == WIDTH
    phone.locator("#grid-wrong").get_by_role("link").tap()
    expect(cell(phone, 2, "participant_count")).to_be_in_viewport()
    cell(phone, 2, "participant_count").fill(GOOD[1][3])
    tool(phone, 2, "up").tap()
    expect_saved(phone)
    expect(phone.locator("#grid-wrong")).to_be_hidden()
    assert texts(phone) == [GOOD[1], GOOD[0]]
    tool(phone, 2, "drop").tap()
    expect(phone.locator("[data-total=lines]")).to_have_text("1")
    expect_saved(phone)
    assert [row.team_name for row in SummaryRow.objects.working()] == [GOOD[1][1]]


def test_everything_on_a_card_is_as_large_as_a_finger_and_as_wide_as_the_card(phone: Page):
    card = phone.locator("tr[data-row]").first.bounding_box()
    assert card is not None
    for act in ("up", "down", "insert", "drop"):
        box = tool(phone, 1, act).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= THUMB
        assert card["x"] <= box["x"] <= card["x"] + card["width"] - box["width"]
    for field in FIELDS:
        box = cell(phone, 1, field).bounding_box()
        assert box is not None
        assert (box["height"] >= THUMB, box["width"] > card["width"] * 0.85) == (True, True)
