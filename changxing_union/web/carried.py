"""An expired session loses no typing: what was posted is carried through the login form.

The copy travels in the browser, signed, so that the server keeps nothing for strangers. It needs no
secrecy (its owner typed it) and no guard against replay: it becomes a request again only when the
signed-in person presses 继续提交, and both the first post and the login passed the CSRF check.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url

from changxing_union.web.forms import PortalLoginForm
from changxing_union.web.requests import came_from, wants_fragment

SALT = "changxing_union.web.carried"
MAX_AGE = timedelta(hours=12)
# Beyond this the login page itself would become slow to send; the largest form needs a tenth of it.
MAX_CHARACTERS = 300_000
CSRF_FIELD = "csrfmiddlewaretoken"


@dataclass(frozen=True)
class CarriedPost:
    """A POST that met a closed door: where it went, its fields, the names of its files."""

    path: str
    fields: tuple[tuple[str, str], ...]
    file_names: tuple[str, ...] = ()


def posted(request: HttpRequest) -> CarriedPost:
    """What ``request`` tried to send; files are remembered by name only."""
    return CarriedPost(
        path=request.get_full_path(),
        fields=tuple(
            (name, str(value))
            for name, values in request.POST.lists()
            for value in values
            if name != CSRF_FIELD
        ),
        file_names=tuple(
            file.name or "" for _name, files in request.FILES.lists() for file in files
        ),
    )


def pack(post: CarriedPost) -> str:
    """``post`` as a signed text for a hidden input, or an empty string if it must not be carried.

    Passwords never travel, and neither does more than ``MAX_CHARACTERS``.
    """
    if any("password" in name.lower() for name, _value in post.fields):
        return ""
    packed = signing.dumps([post.path, post.fields, post.file_names], salt=SALT, compress=True)
    return packed if len(packed) <= MAX_CHARACTERS else ""


def unpack(packed: str) -> CarriedPost | None:
    """The post inside ``packed``, or ``None`` when it was not packed here or is too old."""
    try:
        path, fields, file_names = signing.loads(packed, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    return CarriedPost(path, tuple((name, value) for name, value in fields), tuple(file_names))


def reopen_url() -> str:
    """The login page for a second window; it ends by saying that the window may be closed."""
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'window': 1})}"


class LoginRequiredKeepingPost(LoginRequiredMiddleware):
    """Close every view by default, without throwing away what somebody was about to save."""

    def handle_no_permission(  # type: ignore[override]  # not only redirects, hence the wider type
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        """Redirect a GET; keep the page of an htmx request; carry a POST through the login."""
        if wants_fragment(request):
            context = {"login_url": reopen_url()}
            return render(request, "components/_login_expired.html", context, status=401)
        if request.method == "POST":
            return self.login_page(request)
        return super().handle_no_permission(request, view_func)

    def login_page(self, request: HttpRequest) -> HttpResponse:
        """The login form with the posted fields inside (401: the request was not carried out)."""
        post = posted(request)
        carried = pack(post)
        context = {
            "form": PortalLoginForm(request),
            "login_url": resolve_url(settings.LOGIN_URL),
            "next": came_from(request),
            "carried": carried,
            "carried_lost": not carried,
        }
        return render(request, "organizations/login.html", context, status=401)
