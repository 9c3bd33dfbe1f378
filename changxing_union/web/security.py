"""Headers every answer carries. Replaced by Django's own CSP middleware at the upgrade to 6.x."""

import secrets
from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

NONCE_SENTINEL = "<CSP_NONCE_SENTINEL>"
ALLOWED_METHODS = ("GET", "HEAD", "POST")
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class Nonce:
    """A script nonce, made at the moment a template first prints it."""

    def __init__(self) -> None:
        """Start unused."""
        self.value = ""

    def __str__(self) -> str:
        """The nonce, the same one throughout a request."""
        if not self.value:
            self.value = secrets.token_urlsafe(16)
        return self.value


def csp_nonce(request: HttpRequest) -> dict[str, object]:
    """Context processor: ``csp_nonce`` for script tags (the name Django 6 uses)."""
    return {"csp_nonce": getattr(request, "csp_nonce", "")}


def content_security_policy(policy: Mapping[str, Sequence[str]], nonce: str) -> str:
    """The header text for ``policy``; without a nonce its placeholder is left out."""
    source = f"'nonce-{nonce}'" if nonce else ""
    directives = []
    for name, values in policy.items():
        sources = [source if value == NONCE_SENTINEL else value for value in values]
        directives.append(" ".join([name, *filter(None, sources)]))
    return "; ".join(directives)


class SecurityHeadersMiddleware:
    """Refuse odd methods; add CSP, Permissions-Policy and the caching rule."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer ``request``, or 405 when its method is none of ours.

        Plain Django views answer any method, TRACE included, as if it were GET.
        """
        nonce = Nonce()
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = (
            self.get_response(request)
            if request.method in ALLOWED_METHODS
            else HttpResponseNotAllowed(ALLOWED_METHODS)
        )
        self.add_headers(response, nonce.value)
        return response

    def add_headers(self, response: HttpResponseBase, nonce: str) -> None:
        """Set what the view has not set itself."""
        # Older Chromium (78) shows a PDF as an embedded object, which object-src 'none' blocks.
        if not response.headers.get("Content-Type", "").startswith("application/pdf"):
            policy = content_security_policy(settings.SECURE_CSP, nonce)
            response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        # A page that depends on the cookie must not rest in a shared cache. Not "no-store": that
        # would make the browser forget half-typed forms on the way back, and nothing may be lost;
        # signing out clears the browser's copies instead (PortalLogoutView).
        if "Cookie" in response.headers.get("Vary", "") and "Cache-Control" not in response.headers:
            patch_cache_control(response, private=True, no_cache=True)
