"""Local passwords; a county single sign-on would be a second backend beside this one."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from changxing_union.organizations.models import User


class PortalBackend(ModelBackend):
    """Refuses disabled accounts, and demo accounts wherever DEBUG is off."""

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        """Demo passwords are published in the README, so a real installation must refuse them."""
        if getattr(user, "is_demo", False) and not settings.DEBUG:
            return False
        return super().user_can_authenticate(user)
