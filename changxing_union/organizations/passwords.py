"""等保二级: at least eight characters and three of four kinds of them."""

import re

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

KINDS = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")
RULE = "密码至少 8 位，并包含大写字母、小写字母、数字、符号中的三种。"


class ThreeOfFourKindsValidator:
    """Named in settings.AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ``ValidationError`` with the rule when ``password`` is too simple."""
        kinds = sum(bool(re.search(kind, password)) for kind in KINDS)
        if len(password) < 8 or kinds < 3:
            raise ValidationError(RULE, code="password_too_simple")

    def get_help_text(self) -> str:
        """Shown beside the field."""
        return RULE
