"""The campaign of 2018 and the people who play in every test."""

from collections.abc import Callable

import pytest
from django.test import Client

from changxing_union.devtools.reference_data import seed_campaign, seed_organizations
from changxing_union.filing.models import Campaign
from changxing_union.organizations.models import Role, User
from tests.factories.organizations import CAST, make_people, make_user


@pytest.fixture
def campaign(db: None) -> Campaign:
    """The unions and the campaign, from the project's own reference data."""
    seed_organizations()
    return seed_campaign(2018)


@pytest.fixture
def cast(campaign: Campaign) -> dict[str, User]:
    """Everybody, by username."""
    return make_people(CAST)


@pytest.fixture
def people(cast: dict[str, User]) -> dict[str, User]:
    """The cast with a third assessor, ``kaohe3``: whoever reviews must not have scored."""
    cast["kaohe3"] = make_user("kaohe3", "330522", Role.ASSESSOR)
    return cast


@pytest.fixture
def signed_in(cast: dict[str, User]) -> Callable[[str], Client]:
    """A client in which the named person is signed in."""

    def sign_in(username: str) -> Client:
        client = Client()
        client.force_login(
            cast[username], backend="changxing_union.organizations.backends.PortalBackend"
        )
        return client

    return sign_in


@pytest.fixture
def filer(cast: dict[str, User]) -> User:
    """Who files in most tests: 李家巷镇."""
    return cast["lijiaxiang"]


@pytest.fixture
def clerk(cast: dict[str, User]) -> User:
    """Who handles it at the county: 经办."""
    return cast["jingjibu"]
