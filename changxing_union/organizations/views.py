"""The audit log for the auditor, unlocking for the administrator, everyone's own password."""

from typing import NoReturn

from axes.utils import reset
from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_POST, require_safe

from changxing_union.organizations.http import SignedInRequest, client_ip
from changxing_union.organizations.models import AuditAction, AuditEvent
from changxing_union.organizations.permissions import can_administer, can_audit
from changxing_union.organizations.services import record_audit
from changxing_union.web.pagination import keyset_page

PAGE_SIZE = 50
NEWEST_FIRST = (("at", True), ("id", True))


@require_safe
def audit_log(request: SignedInRequest) -> HttpResponse:
    """审计记录: read only, newest first, filtered by kind of act and by account."""
    if not can_audit(request.user):
        raise Http404
    action, username = request.GET.get("action", ""), request.GET.get("username", "").strip()
    events = AuditEvent.objects.select_related("actor")
    if action in AuditAction.values:
        events = events.filter(action=action)
    if username:
        events = events.filter(username=username)
    page = keyset_page(events, order=NEWEST_FIRST, cursor=request.GET.get("cursor"), size=PAGE_SIZE)
    context = {
        "page": page,
        "actions": AuditAction.choices,
        "action": action,
        "username": username,
    }
    return render(request, "organizations/auditevent_list.html", context)


class PasswordView(PasswordChangeView):
    """修改密码: one's own, knowing the present one; other sessions of the account end."""

    template_name = "organizations/password_change.html"
    success_url = reverse_lazy("desk")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Change it, say so, and put it on record."""
        response = super().form_valid(form)
        messages.success(self.request, "密码已修改，下次请用新密码登录。")
        record_audit(AuditAction.PASSWORD, actor=form.user, ip=client_ip(self.request))
        return response


def no_second_login(request: HttpRequest) -> NoReturn:
    """In place of Django admin's own login form: the portal has one front door.

    Admin sends here who is signed in without being an administrator.
    """
    raise Http404


@require_POST
def unlock(request: SignedInRequest) -> HttpResponse:
    """解锁: forget an account's failed attempts, so that its person can sign in at once."""
    if not can_administer(request.user):
        raise Http404
    username = request.POST.get("username", "")
    if not username or not reset(username=username):
        messages.info(request, "该账号现在没有被锁定。")
    else:
        record_audit(
            AuditAction.UNLOCKED, actor=request.user, target=username, ip=client_ip(request)
        )
        messages.success(request, f"账号 {username} 已解锁，可以重新登录。")
    return redirect("desk")
