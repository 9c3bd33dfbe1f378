"""Whose address a request comes from when a proxy of ours stands in front."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ClientAddressMiddleware:
    """Put the client's address into ``REMOTE_ADDR``, where audit rows and the lock-out read it.

    Each of our ``TRUSTED_PROXIES`` appends the address it was asked from to X-Forwarded-For, so the
    client is that many entries from the right. What stands further left, anybody can have written.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer ``request``; without proxies of ours the header means nothing."""
        hops = request.headers.get("X-Forwarded-For", "").split(",")
        if 0 < settings.TRUSTED_PROXIES <= len(hops):
            address = hops[-settings.TRUSTED_PROXIES].strip()
            request.META["REMOTE_ADDR"] = address or request.META.get("REMOTE_ADDR", "")
        return self.get_response(request)
