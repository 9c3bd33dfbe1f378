"""Pages of the 工人先锋号 product."""

from django.urls import path

from changxing_union.imports.urls import import_urls
from pioneer.models import SUMMARY_KIND
from pioneer.views import application, summary

urlpatterns = [
    path("applications/new/", application.new, name="application_new"),
    path("summary/", summary.summary, name="summary"),
    path("summary/open/", summary.open_sheet, name="summary_open"),
    *import_urls(SUMMARY_KIND, "summary/import/"),
]
