"""Hands on the grid of annex 2: finding cells, pasting blocks, reading what stands there."""

from playwright.sync_api import Locator, Page, expect

FIELDS = ("unit_name", "team_name", "industry", "participant_count", "leader_name", "contact")
PASTE = """(cell, text) => {
  const held = new DataTransfer();
  held.setData("text/plain", text);
  cell.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true })
  );
}"""


def cell(page: Page, line: int, field: str) -> Locator:
    """The input ``field`` in line ``line`` (from 1)."""
    return _line(page, line).locator(f"[data-field={field}]")


def _line(page: Page, line: int) -> Locator:
    # Keys, pastes and buttons do what the scripts make of them once those have come.
    page.wait_for_load_state("domcontentloaded")
    return page.locator("tr[data-row]").nth(line - 1)


def paste(page: Page, line: int, field: str, rows: list[list[str]]) -> None:
    """Ctrl+V of a block copied from Excel or WPS, into the cell and those below and beside it."""
    cell(page, line, field).focus()
    text = "\n".join("\t".join(row) for row in rows) + "\n"
    cell(page, line, field).evaluate(PASTE, text)


def texts(page: Page) -> list[list[str]]:
    """The lines that hold anything, as the cells show them."""
    found = page.locator("tr[data-row]").evaluate_all(
        "lines => lines.map(line => "
        "Array.from(line.querySelectorAll('[data-field]')).map(cell => cell.value))"
    )
    return [line for line in found if any(line)]


def expect_saved(page: Page) -> None:
    """Nothing typed is still on its way."""
    expect(page.locator("#status-line")).to_have_attribute("data-state", "saved")


def fill(page: Page, line: int, field: str, text: str) -> None:
    """Type ``text`` in place of what a cell holds, and leave it."""
    cell(page, line, field).fill(text)
    cell(page, line, field).blur()


def totals(page: Page) -> dict[str, str]:
    """What the 合计 line says."""
    return {
        name: page.locator(f"[data-total={name}]").inner_text()
        for name in ("enterprises", "workers", "lines")
    }


def tool(page: Page, line: int, act: str) -> Locator:
    """The button of a line: up, down, insert or drop."""
    return _line(page, line).locator(f"[data-row-act={act}]")


def message_of(page: Page, line: int, field: str) -> Locator:
    """The sentence under a cell."""
    return cell(page, line, field).locator("xpath=..").locator(".msg")
