"""Signing in and out."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.decorators import method_decorator

from changxing_union.web.carried import reopen_url, unpack
from changxing_union.web.forms import PortalLoginForm
from changxing_union.web.requests import desk_url


@method_decorator(login_not_required, name="dispatch")
class PortalLoginView(LoginView):
    """The login page; also opened in a second window by people whose session ended mid-form."""

    template_name = "organizations/login.html"
    authentication_form = PortalLoginForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send people who are signed in already where they were going."""
        if request.method != "POST" and request.user.is_authenticated:
            if "window" in request.GET:
                return render(request, "web/signed_in_again.html", {"desk_url": desk_url()})
            return HttpResponseRedirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in, then go on, or show what was carried along for the person to send again."""
        login(self.request, form.get_user())
        carried = unpack(self.request.POST.get("carried", ""))
        if carried is not None:
            return render(self.request, "organizations/carried.html", {"carried": carried})
        return HttpResponseRedirect(self.get_success_url())

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """``next``, unless it leads out of the portal or back to this page in a circle."""
        url = super().get_redirect_url()
        return "" if urlsplit(url).path == self.request.path else url

    def get_default_redirect_url(self) -> str:
        """The desk, or the small “close this window” page."""
        return reopen_url() if "window" in self.request.POST else super().get_default_redirect_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Keep hold of the carried fields while the password is mistyped."""
        carried = self.request.POST.get("carried", "")
        usable = carried if unpack(carried) else ""
        return super().get_context_data(
            **kwargs,
            login_url=resolve_url(settings.LOGIN_URL),
            carried=usable,
            carried_lost=bool(carried) and not usable,
            window="window" in self.request.GET or "window" in self.request.POST,
        )


@method_decorator(login_not_required, name="dispatch")
class PortalLogoutView(LogoutView):
    """Signing out, by POST; open to all, so that it also works after the session has ended."""

    template_name = "organizations/logged_out.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign out and have the browser drop the pages it kept for its “back” button."""
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

    def get_default_redirect_url(self) -> str:
        """Stay here and say so, rather than leave people to guess on the home page."""
        return self.request.get_full_path()
