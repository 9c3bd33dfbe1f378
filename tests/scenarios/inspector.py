"""Looks at pages as somebody with a phone, a magnifier or a screen reader has them (design §6)."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OFFICE, PHONE = (1366, 768), (390, 844)
ZOOMED = (683, 384)  # what an office screen has left at 200 %
WHAT_STICKS_OUT = """() => {
  const width = window.innerWidth;
  if (document.documentElement.scrollWidth <= width) { return []; }
  return Array.from(document.querySelectorAll("body *"))
    .filter(element => element.getBoundingClientRect().right > width + 0.5)
    .map(element => element.tagName.toLowerCase() + "." + element.className)
    .slice(0, 6).concat("scrollWidth " + document.documentElement.scrollWidth);
}"""


class Inspector:
    """Looks at pages of one width and notes everything that is wrong, with where."""

    def __init__(self, width: int, *, with_axe: bool) -> None:
        self.width = width
        self.axe = Axe() if with_axe else None
        self.complaints: list[str] = []

    def look(self, page: Page, title: str) -> None:
        sticks_out = page.evaluate(WHAT_STICKS_OUT)
        if sticks_out:
            self.complaints.append(f"{title} @{self.width}: wider than the screen: {sticks_out}")
        if self.axe is None:
            return
        found = self.axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
        self.complaints += [
            f"{title} @{self.width}: {rule['impact']} {rule['id']}: "
            f"{[' '.join(map(str, node['target'])) for node in rule['nodes']][:4]}"
            for rule in found
            if rule["impact"] in {"serious", "critical"}
        ]
