"""What portal.js and autosave.js add, in a real browser; the pages' rest works without them."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import PASSWORD

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


@pytest.fixture
def faults(page: Page):
    """Script errors and violations of the content policy, none of which may happen."""
    found = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "console",
        lambda message: found.append(message.text) if "Content Security" in message.text else None,
    )
    yield found
    assert found == []


@pytest.fixture
def open_form(page: Page, live_server, clerk, faults):
    """The little form, signed in; answers with the page."""
    sign_in(page, live_server.url + "/login/?next=/form/")
    expect(page.get_by_role("heading", name="已重新登录")).to_have_count(0)
    return page


def sign_in(page: Page, address: str):
    """To the end: Chromium never closes a page whose form is still on its way."""
    page.goto(address)
    page.get_by_label("用户名").fill("lijiaxiang")
    page.get_by_label("密码").fill(PASSWORD)
    page.locator(".login-form button").click()
    expect(page.get_by_label("密码")).to_have_count(0)


def type_name(page: Page, name: str):
    page.get_by_label("班组名称").fill(name)
    page.get_by_label("班组名称").blur()


def test_typing_is_saved_and_said_so(open_form):
    type_name(open_form, "化成车间甲班组")
    expect(open_form.locator("#status-line")).to_have_text("已保存 10:32")


def test_message_marks_its_control_and_unmarks_it(open_form):
    control = open_form.get_by_label("班组名称")
    type_name(open_form, "错")
    expect(control).to_have_attribute("aria-invalid", "true")
    expect(open_form.locator("td")).to_have_class(re.compile("has-error"))
    type_name(open_form, "对")
    expect(control).not_to_have_attribute("aria-invalid", "true")
    expect(open_form.locator("td")).not_to_have_class(re.compile("has-error"))


def test_refused_save_shows_the_reasons_at_the_top(open_form):
    type_name(open_form, "冲突")
    expect(open_form.locator("#page-status")).to_contain_text("请填写班组名称。")
    expect(open_form.locator("#status-line")).to_have_text("尚未保存，请看页面上方的说明。")


def test_lost_connection_is_said_and_can_be_retried(open_form):
    open_form.context.set_offline(True)
    type_name(open_form, "甲班组")
    line = open_form.locator("#status-line")
    expect(line).to_contain_text("保存失败，请检查网络后重试。")
    open_form.context.set_offline(False)
    open_form.get_by_role("button", name="重试").click()
    expect(line).to_have_text("已保存 10:32")


def test_expired_session_keeps_the_page_and_goes_on_after_login_in_a_second_window(open_form):
    open_form.context.clear_cookies(name="sessionid")
    type_name(open_form, "甲班组")
    expect(open_form.locator("#page-status")).to_contain_text(
        "登录已过期。您填写的内容仍在页面上，请点此在新窗口重新登录，再回到本页继续。"
    )
    with open_form.context.expect_page() as opened:
        open_form.get_by_role("link", name="点此在新窗口重新登录").click()
    second = opened.value
    sign_in(second, second.url)
    expect(second.locator("main")).to_contain_text("请关闭本窗口，回到原来的页面继续填写")
    second.close()
    open_form.get_by_role("button", name="重试").click()
    expect(open_form.locator("#status-line")).to_have_text("已保存 10:32")
    expect(open_form.get_by_label("班组名称")).to_have_value("甲班组")


def test_form_of_a_page_older_than_the_login_is_accepted(open_form, live_server):
    second = open_form.context.new_page()
    second.goto(live_server.url + "/page/")
    second.get_by_role("button", name="退出").click()
    sign_in(second, live_server.url + "/login/")
    second.close()
    open_form.get_by_role("button", name="上报").click()
    expect(open_form.locator("body")).to_contain_text('"act": ["file"]')


def test_double_click_sends_once(open_form):
    sent = []
    open_form.on("request", lambda request: sent.append(request.url.endswith("/echo/")))
    open_form.get_by_role("button", name="上报").dblclick()
    expect(open_form.locator("body")).to_contain_text('"act": ["file"]')
    assert sent.count(True) == 1


def test_press_amid_an_autosave_is_sent_once_it_has_been_answered(open_form):
    held = []
    open_form.route("**/save/", lambda route: held.append(route))  # noqa: PLW0108 - a plain function
    type_name(open_form, "甲班组")
    expect(open_form.locator("#status-line")).to_have_text("正在保存…")
    open_form.get_by_role("button", name="上报").click()
    expect(open_form.get_by_label("班组名称")).to_have_value("甲班组")
    held[0].continue_()
    expect(open_form.locator("body")).to_contain_text('"act": ["file"]')


def test_back_button_brings_the_typing_and_a_live_button(open_form):
    type_name(open_form, "甲班组")
    open_form.get_by_role("button", name="上报").click()
    expect(open_form.locator("body")).to_contain_text("fields")
    open_form.go_back()
    expect(open_form.get_by_label("班组名称")).to_have_value("甲班组")
    expect(open_form.get_by_role("button", name="上报")).to_be_enabled()


def test_leaving_with_unsaved_typing_asks_first(open_form, live_server):
    asked = []
    open_form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    open_form.get_by_label("班组名称").press_sequentially("甲")
    open_form.goto(live_server.url + "/page/")
    assert asked == ["beforeunload"]


def test_leaving_after_saving_asks_nothing(open_form, live_server):
    asked = []
    open_form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    open_form.get_by_label("班组名称").press_sequentially("甲")
    open_form.get_by_label("班组名称").blur()
    expect(open_form.locator("#status-line")).to_have_text("已保存 10:32")
    open_form.goto(live_server.url + "/page/")
    assert asked == []


def test_address_with_a_field_focuses_it(open_form, live_server):
    open_form.goto(live_server.url + "/form/#id_team_name")
    expect(open_form.get_by_label("班组名称")).to_be_focused()


def test_expired_session_without_script_loses_nothing(browser, live_server, clerk):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server.url + "/login/?next=/form/")
    context.clear_cookies(name="sessionid")
    page.get_by_label("班组名称").fill("化成车间“甲”班组 㛃䶮𠅤 <b>")
    page.get_by_role("button", name="上报").click()
    page.get_by_label("用户名").fill("lijiaxiang")
    page.get_by_label("密码").fill(PASSWORD)
    page.locator(".login-form button").click()
    page.get_by_role("button", name="继续提交").click()
    expect(page.locator("body")).to_contain_text("fields")
    fields = page.evaluate("JSON.parse(document.body.textContent).fields")
    assert (fields["team_name"], fields["act"]) == (["化成车间“甲”班组 㛃䶮𠅤 <b>"], ["file"])
    context.close()
