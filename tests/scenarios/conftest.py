"""The portal running on a free port, its cast, and their browsers."""

from collections.abc import Callable, Iterator
from threading import Condition
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from playwright.sync_api import Browser, Page

from changxing_union.filing.models import Filing
from changxing_union.organizations.models import User
from tests.pioneer.county_sheets import draft_sheet, line
from tests.scenarios.people import sign_in, watch


class Underway:
    """The requests that the portal is at work on: a test must not end, and the database not be
    emptied, before they have.
    """

    def __init__(self) -> None:
        self._count = 0
        self._changed = Condition()

    def begin(self, **_signal: Any) -> None:
        with self._changed:
            self._count += 1

    def end(self, **_signal: Any) -> None:
        with self._changed:
            self._count -= 1
            self._changed.notify_all()

    def wait(self) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._count == 0, timeout=60)


@pytest.fixture
def underway() -> Iterator[Underway]:
    requests = Underway()
    request_started.connect(requests.begin)
    request_finished.connect(requests.end)
    yield requests
    request_started.disconnect(requests.begin)
    request_finished.disconnect(requests.end)


@pytest.fixture
def portal(live_server: Any, cast: dict[str, User]) -> str:
    """The address of the running portal, where everybody of the cast has an account."""
    return live_server.url


@pytest.fixture
def at_desk(
    browser: Browser, browser_context_args: dict[str, Any], portal: str, underway: Underway
) -> Iterator[Callable[..., Page]]:
    """Opens a browser of one's own for the named person; no page may be at fault in any of them.

    ``script=False`` switches JavaScript off; further options are Playwright's for a context.
    """
    contexts, faults = [], []

    def open_browser(username: str, *, script: bool = True, **options: Any) -> Page:
        context = browser.new_context(
            **{**browser_context_args, "java_script_enabled": script, **options}
        )
        contexts.append(context)
        watch(context, faults)
        page = context.new_page()
        if username:
            sign_in(page, portal, username)
        return page

    yield open_browser
    for context in contexts:
        context.close()
    underway.wait()  # an autosave may be on its way when the last page closes
    assert faults == []


@pytest.fixture
def sheet(portal: str, cast: dict[str, User]) -> Filing:
    """Three lines to be worked on."""
    return draft_sheet(
        cast["lijiaxiang"], [line(team=f"{number}号班", count=number) for number in (1, 2, 3)]
    )
