"""Pages of technical service: annexes 4 and 5, the teams, and what they do."""

from django.urls import path

from techservice.views import requests, team_steps, teams

urlpatterns = [
    path("requests/new/", requests.new, name="request_new"),
    path("teams/", teams.teams, name="service_teams"),
    path("teams/new/", team_steps.new, name="service_team_new"),
    path("teams/export/", teams.export, name="service_teams_export"),
    path("teams/<int:pk>/", teams.team_page, name="service_team"),
    path("teams/<int:pk>/edit/", team_steps.edit, name="service_team_edit"),
    path("teams/<int:pk>/deactivate/", team_steps.deactivate, name="service_team_deactivate"),
    path("teams/<int:pk>/restore/", team_steps.restore, name="service_team_restore"),
    path("teams/<int:pk>/members/new/", team_steps.volunteer_new, name="volunteer_new"),
    path(
        "teams/<int:pk>/members/<int:person>/edit/",
        team_steps.volunteer_edit,
        name="volunteer_edit",
    ),
    path(
        "teams/<int:pk>/members/<int:person>/leave/",
        team_steps.volunteer_leave,
        name="volunteer_leave",
    ),
]
