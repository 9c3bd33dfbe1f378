"""The portal's own middleware and settings around the tiny site of ``tests.web.urls``."""

import copy

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

PASSWORD = "Demo-2018-gonghui"


@pytest.fixture(autouse=True)
def tiny_site(settings):
    """No products: neither their addresses nor their menu."""
    settings.ROOT_URLCONF = "tests.web.urls"
    templates = copy.deepcopy(settings.TEMPLATES)
    options = templates[0]["OPTIONS"]
    options["context_processors"] = [
        name for name in options["context_processors"] if ".portal." not in name
    ]
    settings.TEMPLATES = templates


@pytest.fixture
def clerk(db):
    return get_user_model().objects.create_user("lijiaxiang", password=PASSWORD)


@pytest.fixture
def signed_in(clerk):
    client = Client()
    client.force_login(clerk)
    return client


@pytest.fixture
def with_csrf():
    """A client that is checked as a browser is, with its token ready as ``client.token``."""
    client = Client(enforce_csrf_checks=True)
    client.get("/login/")
    client.token = client.cookies["csrftoken"].value
    return client
