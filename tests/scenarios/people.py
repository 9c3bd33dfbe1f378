"""People at their browsers: signing in, typing cell by cell, finding the form that waits."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response, Route, expect

from tests.factories.organizations import PASSWORD
from tests.factories.pioneer import scan

# Two browsers and a server share two cores; nothing here is about speed.
expect.set_options(timeout=20_000)

# The words that the status line ends with while everything on the page is stored.
SAVED = "（未上报）"


def watch(context: BrowserContext, faults: list[str]) -> None:
    """Collect what no page may do: script errors, broken policy, missing files, a server error."""

    def heard(message: ConsoleMessage) -> None:
        # Chromium and htmx also report every refusal (401, 404, 409 …); `answered` judges those.
        refusal = "Failed to load resource", "Response Status Error Code 4"
        # And what could not be sent at all; only a test that cuts the line has such.
        unsent = "htmx:afterRequest", "htmx:sendError"
        if message.type == "error" and not message.text.startswith((*refusal, *unsent)):
            faults.append(f"{message.location.get('url')}: {message.text}")

    def answered(response: Response) -> None:
        is_asset = "/static/" in response.url
        if response.status >= 500 or (is_asset and response.status >= 400):
            faults.append(f"{response.url}: {response.status}")

    context.on("console", heard)
    context.on("response", answered)
    context.on("weberror", lambda error: faults.append(f"{error.page}: {error.error}"))
    # Only “leave this page?” ever asks; the tests leave when everything is saved.
    context.on("dialog", lambda dialog: dialog.accept())


def fill_login(page: Page, username: str, password: str = PASSWORD) -> None:
    """Type into the login form of whatever page shows it, and press 登录."""
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def sign_in(page: Page, portal: str, username: str) -> None:
    """By the front door."""
    page.goto(f"{portal}/login/")
    fill_login(page, username)
    expect(page).to_have_url(f"{portal}/desk/")


SCRIPTS = "**/static/**/*.js*"


@contextmanager
def slow_line(page: Page, addresses: str = SCRIPTS) -> Iterator[list[Route]]:
    """What is sent to ``addresses`` meanwhile, by default for scripts, arrives at its end only."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(addresses, hold)
    yield held
    for request in held:
        request.continue_()
    page.unroute(addresses)


def type_cell(page: Page, name: str, text: str) -> None:
    """Type one cell and leave it, as Tab does."""
    control = page.locator(f"[name='{name}']")
    if control.evaluate("control => control.tagName") == "SELECT":
        control.select_option(text)
    else:
        control.fill(text)
    control.blur()


def type_cells(page: Page, cells: Mapping[str, str]) -> None:
    """Type cell by cell."""
    for name, text in cells.items():
        type_cell(page, name, text)


def shown(page: Page, names: Mapping[str, str]) -> dict[str, str]:
    """What the cells called ``names`` show."""
    return {name: page.locator(f"[name='{name}']").input_value() for name in names}


def expect_autosaved(page: Page) -> None:
    """Nothing typed is still on its way."""
    line = page.locator("#status-line")
    expect(line).to_have_attribute("data-state", "saved")
    expect(line).to_contain_text(SAVED)


def save_draft(page: Page) -> None:
    """保存草稿: the button that does without script what autosave does with it."""
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".messages")).to_contain_text("草稿已保存（尚未上报）")


def open_menu(page: Page, entry: str) -> None:
    """Go there by the main menu."""
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name=entry).click()


def attach_scan(page: Page) -> None:
    """Upload a 盖章扫描件 to the form on the page."""
    upload = scan()
    file = {"name": "盖章扫描件.png", "mimeType": "image/png", "buffer": upload.read()}
    page.locator("[name=attachment]").set_input_files(file)
    page.get_by_role("button", name="上传").click()
    expect(page.locator(".messages")).to_contain_text("附件已上传。")
    expect(page.locator(".attachment-list")).to_contain_text("盖章扫描件.png")
