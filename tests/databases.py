"""Which tests concern a database: all others prove the same on whichever it is."""

import pytest


@pytest.hookimpl(tryfirst=True)  # before -m looks at the markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as ``database`` what asks for one, by a marker or through any fixture."""
    for item in items:
        fixtures = {"db", "transactional_db", "live_server"} & set(
            getattr(item, "fixturenames", ())
        )
        if fixtures or item.get_closest_marker("django_db"):
            item.add_marker("database")
