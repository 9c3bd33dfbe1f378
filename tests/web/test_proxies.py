"""Whose address is believed."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from changxing_union.web.proxies import ClientAddressMiddleware


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "10.9.8.7", "127.0.0.1"),
        (1, "10.9.8.7", "10.9.8.7"),
        (1, "1.2.3.4, 10.9.8.7", "10.9.8.7"),
        (2, "1.2.3.4, 10.9.8.7, 192.0.2.1", "10.9.8.7"),
        (2, "10.9.8.7", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "1.2.3.4, ", "127.0.0.1"),
    ],
)
def test_address_is_the_one_our_own_proxy_saw(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    seen = []

    def view(request):
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    ClientAddressMiddleware(view)(RequestFactory().get("/", headers=headers))
    assert seen == [address]
