"""Pages of technical service: annexes 4 and 5, the teams, and what they do."""

from django.urls import path

from techservice.views import requests

urlpatterns = [
    path("requests/new/", requests.new, name="request_new"),
]
