"""Chromium as the clerks have it: Debian's own, in Chinese, on an office screen."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser

# Playwright keeps an event loop in the test's thread, and Django then suspects async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CALM = [
    "--no-sandbox",  # it cannot be had as root, and the pages are our own
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.hookimpl(tryfirst=True)  # before -m looks at the markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as ``browser`` what asks for one, directly or through another fixture."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = shutil.which("chromium-headless-shell")
    assert chromium, "Chromium is not installed (package chromium-headless-shell)."
    return {**browser_type_launch_args, "executable_path": chromium, "args": CALM}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1366, "height": 768},
    }


@pytest.fixture(scope="session")
def browser(browser: Browser) -> Iterator[Browser]:
    """Before Playwright's event loop ends, close the database connections that belong to it.

    Django keeps one connection for the thread and another for the loop in it; tests without a
    browser that come last would leave theirs open, and the database could not be dropped.
    """
    yield browser
    connections.close_all()
