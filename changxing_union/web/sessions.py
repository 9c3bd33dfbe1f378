"""Sessions that end after half an hour without a request, but are not written on every request."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.http.response import HttpResponseBase

RENEWED_AT = "_renewed_at"


def renew(session: SessionBase, *, at: float) -> None:
    """Push the end of ``session`` out again, at most once every ``SESSION_RENEW_AFTER`` seconds."""
    if at - session.get(RENEWED_AT, 0.0) >= settings.SESSION_RENEW_AFTER:
        # Any write makes Django save the session with its full age and send the cookie anew.
        session[RENEWED_AT] = at


class SlidingSessionMiddleware:
    """Keep the session of a person at work alive. Stands right below SessionMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then renew; a session the view never opened is left alone."""
        response = self.get_response(request)
        if request.session.accessed and SESSION_KEY in request.session:
            renew(request.session, at=time.time())
        return response
