"""How the portal's forms are drawn; and the login form, which speaks of remaining attempts."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_credentials, get_failure_limit
from crispy_forms.helper import FormHelper
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError


class FieldsHelper(FormHelper):
    """For ``{% crispy form %}`` inside a page's own form tag: fields as every page shows them."""

    form_tag = False
    disable_csrf = True
    form_show_errors = False  # components/_form_errors.html shows those of the whole form
    field_template = "components/_field.html"


class PortalLoginForm(AuthenticationForm):
    """``username`` (blanks around it and full-width letters forgiven), ``password`` as typed."""

    error_messages = {
        "invalid_login": "用户名或密码不正确。请检查大小写和输入法后重试。",
        "inactive": "该账号已停用，请联系系统管理员。",
    }

    def clean(self) -> dict[str, Any]:
        """A name longer than any account's is wrong, and too long for the tables that count it."""
        longest: int = self.fields["username"].max_length  # type: ignore[attr-defined]
        if len(self.cleaned_data.get("username", "")) > longest:
            raise ValidationError(self.error_messages["invalid_login"], code="invalid_login")
        return super().clean()

    def get_invalid_login_error(self) -> ValidationError:
        """Say how many attempts are left before the account is locked."""
        left = self.attempts_left()
        if left is None:
            return super().get_invalid_login_error()
        return ValidationError(f"用户名或密码不正确，还可再试 {left} 次。", code="invalid_login")

    def attempts_left(self) -> int | None:
        """Attempts before the lock-out, or ``None`` when nobody counts."""
        if self.request is None or not getattr(settings, "AXES_ENABLED", True):
            return None
        credentials = get_credentials(username=self.cleaned_data.get("username"))
        limit: int = get_failure_limit(self.request, credentials)
        failures: int = AxesProxyHandler.get_failures(self.request, credentials)
        return max(0, limit - failures)
