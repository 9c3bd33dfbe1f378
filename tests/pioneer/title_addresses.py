"""Where a title is found, and what its page says."""

import html
import re


def url(application, action=""):
    """The team's page, or that of a step."""
    return f"/pioneer/titles/{application.filing.reference}/{action and action + '/'}"


def words(page):
    """The text of a page without its tags."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.text)))
