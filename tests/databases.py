"""Which tests concern a database: all others prove the same on whichever it is.

Tests that look at a page, or work its scripts, say so themselves (``any_database``): what its
address answers on either database, cheaper tests ask.
"""

import pytest


@pytest.hookimpl(tryfirst=True)  # before -m looks at the markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as ``database`` what asks for one, by a marker or through any fixture."""
    for item in items:
        fixtures = {"db", "transactional_db", "live_server"} & set(
            getattr(item, "fixturenames", ())
        )
        may_use_one = fixtures or item.get_closest_marker("django_db")
        if may_use_one and not item.get_closest_marker("any_database"):
            item.add_marker("database")
