"""Pages of the 工人先锋号 product."""

from django.urls import path

from pioneer import views

urlpatterns = [
    path("applications/new/", views.new, name="application_new"),
]
