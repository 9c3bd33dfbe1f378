"""How long a session may lie idle: half an hour, a quarter for reviewers (等保二级)."""

from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from changxing_union.organizations.models import User
from changxing_union.organizations.permissions import can_read_county_wide


def _logged_in(request: HttpRequest, user: User, **_: Any) -> None:
    if can_read_county_wide(user):
        request.session.set_expiry(settings.REVIEWER_SESSION_AGE)


def connect() -> None:
    """Called once, when the applications are loaded."""
    user_logged_in.connect(_logged_in, dispatch_uid="reviewer_idle_time")
