"""How the portal's forms are drawn; and the login form, which speaks of remaining attempts."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_credentials, get_failure_limit
from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from changxing_union.kernel.refusals import Refused

Result = TypeVar("Result")
# What a form was sent, by the names of its fields.
Typed = Mapping[str, Any]


class FieldsHelper(FormHelper):
    """For ``{% crispy form %}`` inside a page's own form tag: fields as every page shows them."""

    form_tag = False
    disable_csrf = True
    form_show_errors = False  # components/_form_errors.html shows those of the whole form
    field_template = "components/_field.html"


class StepForm(forms.Form):
    """The form of one step, inside its page's own form tag.

    Its fields require nothing: the service knows what is missing and tells all of it at once.
    """

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        """Drawn as every form is."""
        super().__init__(data, **options)
        self.helper = FieldsHelper(self)

    def faults(self, typed: dict[str, Any]) -> Mapping[str, str]:
        """Name of a field → what the service would refuse; an empty sentence: nothing."""
        return {}

    def clean(self) -> dict[str, Any]:
        """Say at each field what the service would refuse."""
        typed = super().clean() or {}
        # A field whose text could not be read has no value, and its own sentence already.
        blank = dict.fromkeys(self.fields, "")
        for name, sentence in self.faults({**blank, **typed}).items():
            if sentence and name not in self.errors:
                self.add_error(name, sentence)
        return typed


def carried_out(
    form: forms.Form, carry_out: Callable[[Mapping[str, Any]], Result]
) -> Result | None:
    """What ``carry_out`` makes of a sound ``form``, or nothing, with the reasons in the form."""
    if not form.is_valid():
        return None
    try:
        return carry_out(form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, list(refusal.reasons))
        return None


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
