"""Pages of technical service: annexes 4 and 5, the teams, and what they do."""

from django.urls import path

from changxing_union.imports.urls import import_urls
from changxing_union.records.urls import menu_url, record_urls
from techservice.menu import MENU
from techservice.models import (
    BASE_KIND,
    CERTIFICATION_KIND,
    COURSE_KIND,
    INSPECTION_KIND,
    INSPECTOR_KIND,
    OUTREACH_KIND,
    SESSION_KIND,
    SUPERVISOR_KIND,
    TEACHER_KIND,
)
from techservice.views import (
    appointing,
    evaluation_links,
    requests,
    service_board,
    service_steps,
    services,
    supervisor,
    supervisor_steps,
    supervisors,
    team_steps,
    teams,
)

urlpatterns = [
    path("requests/new/", requests.new, name="request_new"),
    path("services/", services.service_list, name="services"),
    path("services/export/", services.export, name="services_export"),
    path("board/", service_board.board, name="service_board"),
    path("board/export/", service_board.export, name="service_board_export"),
    path("services/<str:reference>/", services.service, name="service"),
    *(
        path(
            f"services/<str:reference>/{action}/",
            service_steps.step,
            {"action": action},
            name=f"service_{action}",
        )
        for action in service_steps.PAGES
    ),
    path("services/<str:reference>/link/", evaluation_links.send_link, name="service_link"),
    path("services/<str:reference>/photos/<int:pk>/", services.photo, name="service_photo"),
    path(
        "services/<str:reference>/photos/<int:pk>/thumbnail/",
        services.photo_thumbnail,
        name="service_photo_thumbnail",
    ),
    path(
        "evaluations/<str:reference>/<str:token>/", evaluation_links.evaluation, name="evaluation"
    ),
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
    path("supervisors/new/", supervisor.new, name="supervisor_new"),
    path("supervisors/", supervisors.supervisors, name="supervisors"),
    path("supervisors/export/", supervisors.export, name="supervisors_export"),
    path("supervisors/appoint/", appointing.appoint, name="supervisors_appoint"),
    *import_urls(SUPERVISOR_KIND, "supervisors/import/"),
    path("supervisors/<str:reference>/", supervisor_steps.supervisor_page, name="supervisor"),
    *(
        path(
            f"supervisors/<str:reference>/{action}/",
            supervisor_steps.step,
            {"action": action},
            name=f"supervisor_{action}",
        )
        for action in supervisor_steps.PAGES
    ),
    path("supervisors/<str:reference>/report/", supervisor_steps.report, name="supervisor_report"),
    path(
        "supervisors/<str:reference>/reports/<int:report>/",
        supervisor_steps.follow_up,
        name="supervisor_follow_up",
    ),
    menu_url(MENU, "records/"),
    *record_urls(OUTREACH_KIND, "records/outreach/"),
    *record_urls(SESSION_KIND, "records/sessions/"),
    *record_urls(BASE_KIND, "records/bases/"),
    *record_urls(TEACHER_KIND, "records/teachers/"),
    *record_urls(COURSE_KIND, "records/courses/"),
    *record_urls(CERTIFICATION_KIND, "records/certifications/"),
    *record_urls(INSPECTION_KIND, "records/inspections/"),
    *record_urls(INSPECTOR_KIND, "records/inspectors/"),
]
