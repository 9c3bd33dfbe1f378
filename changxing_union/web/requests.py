"""Small questions about a request that several parts of ``web`` ask."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asked for a piece of a page; a boosted link wants the whole page."""
    return request.headers.get("HX-Request") == "true" and "HX-Boosted" not in request.headers


def is_own_url(request: HttpRequest, url: str) -> bool:
    """Whether ``url`` leads back into this portal, so that we may send somebody there."""
    return url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def came_from(request: HttpRequest) -> str:
    """Path and query of the portal page this request was sent from, or an empty string.

    htmx names the page itself; otherwise the Referer does. The request's own path is left out:
    a link back to it would repeat what was just refused.
    """
    url = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url or not is_own_url(request, url):
        return ""
    parts = urlsplit(url)
    if parts.path == request.path and request.method == "GET":
        return ""
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return path if path.startswith("/") and is_own_url(request, path) else ""


def desk_url() -> str:
    """Where people land after signing in; ``web`` does not know what is shown there."""
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def portal_origin(request: HttpRequest) -> str:
    """Where links on paper and in messages lead: the portal's address as the outside knows it."""
    return settings.PORTAL_ORIGIN or request.build_absolute_uri("/").rstrip("/")
