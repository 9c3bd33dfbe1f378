"""Pages of the 工人先锋号 product."""

from django.urls import path

from pioneer.views import application, summary

urlpatterns = [
    path("applications/new/", application.new, name="application_new"),
    path("summary/", summary.summary, name="summary"),
    path("summary/import/", summary.summary, name="summary_import"),
    path("summary/open/", summary.open_sheet, name="summary_open"),
]
