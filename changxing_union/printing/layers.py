"""Pages over pages: what all copies share is laid out once, what differs is laid over it."""

from typing import Any

from weasyprint import Document, Page


class LayeredPage(Page):
    """One page drawn over another of the same size; links and headings come from the lower one."""

    def __init__(self, below: Page, above: Page) -> None:
        """Neither page is changed, so both may be used again."""
        self.width, self.height, self.bleed = below.width, below.height, below.bleed
        self.bookmarks, self.links = below.bookmarks, below.links
        self.anchors, self.forms = below.anchors, below.forms
        self._layers = (below, above)

    def paint(self, stream: Any, scale: float = 1) -> None:
        """Draw the lower page, then the upper one; papers have no background that would hide it."""
        for layer in self._layers:
            layer.paint(stream, scale)


def overlaid(below: Document, above: Document) -> Document:
    """``below`` with ``above`` drawn over it, page by page; both have equally many pages.

    Laying a page out takes several times as long as drawing it: a long table is laid out once and
    given to ``pdf.join`` under the feet of every copy.
    """
    pairs = zip(below.pages, above.pages, strict=True)
    return below.copy([LayeredPage(lower, upper) for lower, upper in pairs])
