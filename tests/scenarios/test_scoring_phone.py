"""Annex 3 scored on site with a phone: a card per item, with script and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from changxing_union.organizations.models import User
from pioneer.models import Assessment
from pioneer.services.score_sheets import fresh_sheet
from tests.factories.scores import make_under_assessment, sheet_of
from tests.scenarios.people import type_cell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]

WIDTH, HEIGHT = 390, 844
THUMB = 44  # CSS pixels that a finger needs
SHOWN_WIDTH = "() => Math.max(document.documentElement.scrollWidth, window.innerWidth)"
SMALL = """least => Array.from(document.querySelectorAll(
    '.score-form input:not([type=hidden]):not([disabled]), .score-form select, .score-form .btn'
  )).filter(each => each.offsetParent !== null && each.getBoundingClientRect().height < least)
    .map(each => each.name || each.textContent)"""

# The fields that the bar lies on when they are typed in.
COVERED = """() => Array.from(document.querySelectorAll(
    '.score-form input:not([type=hidden]), .score-form select, .score-form textarea'
  )).filter(each => {
    document.documentElement.style.scrollBehavior = 'auto'; // there at once
    each.focus();
    const field = each.getBoundingClientRect();
    const bar = document.querySelector('.score-bar').getBoundingClientRect();
    return each.offsetParent !== null && field.bottom > bar.top && field.top < bar.bottom;
  }).map(each => each.name)"""
WITH_KEYBOARD = 430  # what a keyboard leaves of the height


@pytest.fixture
def assessment(portal: str, cast: dict[str, User]) -> Assessment:
    """One team to be visited."""
    return make_under_assessment(cast, assessors=["kaohe"])


def on_site(at_desk: Callable[..., Page], portal: str, *, script: bool) -> Page:
    page = at_desk(
        "kaohe",
        script=script,
        viewport={"width": WIDTH, "height": HEIGHT},
        has_touch=True,
        is_mobile=True,
    )
    page.goto(f"{portal}/pioneer/scoring/")
    page.get_by_role("link", name="去评分").tap()
    expect(page.locator(".score-form")).to_be_visible()
    page.wait_for_load_state()
    return page


def sign(page: Page) -> None:
    page.get_by_role("button", name="签署评分").tap()
    expect(page.locator(".messages")).to_contain_text("分派给您的都已签署。")


def stored(assessment: Assessment, cast: dict[str, User]) -> tuple[str, str, bool]:
    sheet = fresh_sheet(sheet_of(assessment, cast["kaohe"]))
    item = sheet.scores["A1"]
    return f"{item.points}", item.reason, sheet.signed_at is not None


def test_sheet_is_scored_with_a_thumb(
    at_desk: Callable[..., Page], portal: str, cast: dict[str, User], assessment: Assessment
):
    page = on_site(at_desk, portal, script=True)
    assert page.evaluate(SHOWN_WIDTH) == WIDTH
    assert page.evaluate(SMALL, THUMB) == []
    assert page.locator("[name=item_a1-points]").get_attribute("inputmode") == "decimal"
    page.get_by_role("button", name="采用自评情况").tap()
    page.get_by_role("button", name="采用建议分").tap()
    expect(page.locator("#county-total-bar")).to_contain_text("100")
    reason = page.locator("[name=item_a1-reason]")
    expect(reason).to_be_hidden()
    type_cell(page, "item_a1-points", "18.5")
    expect(reason).to_be_visible()
    expect(page.locator("#msg-item_a1-points")).to_contain_text("按上面的情况应为 20 分")
    expect(page.locator("#county-total-bar")).to_contain_text("98.5")
    type_cell(page, "item_a1-reason", "总结过简")
    type_cell(page, "visited_on", "2018-04-10")
    sign(page)
    assert stored(assessment, cast) == ("18.5", "总结过简", True)


def test_sheet_is_scored_without_script(
    at_desk: Callable[..., Page], portal: str, cast: dict[str, User], assessment: Assessment
):
    page = on_site(at_desk, portal, script=False)
    assert page.evaluate(SHOWN_WIDTH) == WIDTH
    page.locator("[name=item_a1-points]").fill("20")
    page.get_by_role("button", name="保存评分").tap()
    bar = page.locator(".score-bar")
    expect(bar).to_contain_text("暂计 20 分 还空 9 项")
    page.get_by_role("link", name="还空 9 项").tap()
    expect(page.locator("#item-B1")).to_be_in_viewport()
    expect(bar).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="采用自评情况").tap()
    page.get_by_role("button", name="采用建议分").tap()
    expect(bar).to_contain_text("合计 100 分合格 日期未填")
    page.locator("[name=item_a1-points]").fill("18.5")
    page.get_by_role("button", name="签署评分").tap()
    expect(page.locator(".todo-box a")).to_have_text(
        ["请填写现场考核日期。", "第 1 项建议分为 20 分，给 18.5 分请写明理由。"]
    )
    page.locator("[name=visited_on]").fill("2018-04-10")
    page.locator("[name=item_a1-reason]").fill("总结过简")
    sign(page)
    assert stored(assessment, cast) == ("18.5", "总结过简", True)


def test_bar_stays_in_reach_and_covers_nothing_that_is_typed(
    at_desk: Callable[..., Page], portal: str, assessment: Assessment
):
    page = on_site(at_desk, portal, script=False)
    bar = page.locator(".score-bar")
    assert page.evaluate(COVERED) == []
    page.locator("[name=item_b2-points]").focus()
    expect(bar).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": WIDTH, "height": WITH_KEYBOARD})
    assert page.evaluate(COVERED) == []
    page.locator("[name=item_b2-points]").focus()
    expect(bar).not_to_be_in_viewport()
