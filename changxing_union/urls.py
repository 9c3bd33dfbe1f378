"""Every address of the portal; the names are fixed in the design (§5)."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from changxing_union.organizations import views as organization_views
from changxing_union.portal import views as portal_views
from changxing_union.web.login import PortalLoginView, PortalLogoutView

urlpatterns = [
    path("", portal_views.home, name="home"),
    path("login/", PortalLoginView.as_view(), name="login"),
    path("logout/", PortalLogoutView.as_view(), name="logout"),
    path("password/", organization_views.PasswordView.as_view(), name="password"),
    path("desk/", portal_views.desk, name="desk"),
    path("audit/", organization_views.audit_log, name="audit_log"),
    path("accounts/unlock/", organization_views.unlock, name="unlock"),
    path("filings/", include("changxing_union.filing.urls")),
    path("pioneer/", include("pioneer.urls")),
    path("techservice/", include("techservice.urls")),
    path("admin/login/", organization_views.no_second_login),
    path("admin/password_change/", RedirectView.as_view(pattern_name="password")),
    path("admin/", admin.site.urls),
]
