"""Sign-ins, failures, lock-outs and sign-outs, written to the audit log."""

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from changxing_union.organizations.models import AuditAction, User
from changxing_union.organizations.services import record_audit


def _ip(request: HttpRequest | None) -> str:
    return str(request.META.get("REMOTE_ADDR", "")) if request else ""


def _logged_in(request: HttpRequest, user: User, **_: Any) -> None:
    record_audit(AuditAction.LOGIN, actor=user, ip=_ip(request))


def _logged_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        record_audit(AuditAction.LOGOUT, actor=user, ip=_ip(request))


def _login_failed(
    credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any
) -> None:
    name = str(credentials.get("username", ""))
    record_audit(AuditAction.LOGIN_FAILED, actor=None, username=name, ip=_ip(request))


def _locked_out(request: HttpRequest, username: str, **_: Any) -> None:
    record_audit(AuditAction.LOCKED, actor=None, username=username or "", ip=_ip(request))


def connect() -> None:
    """Called once, when the applications are loaded."""
    user_logged_in.connect(_logged_in, dispatch_uid="audit_login")
    user_logged_out.connect(_logged_out, dispatch_uid="audit_logout")
    user_login_failed.connect(_login_failed, dispatch_uid="audit_login_failed")
    user_locked_out.connect(_locked_out, dispatch_uid="audit_locked")
