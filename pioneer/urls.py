"""Pages of the 工人先锋号 product."""

from django.urls import path

from changxing_union.imports.urls import import_urls
from pioneer.models import SUMMARY_KIND
from pioneer.views import (
    application,
    assessment,
    assessment_result,
    assessment_steps,
    rubric,
    score_board,
    score_sheets,
    scoring,
    summary,
    summary_county,
    survey_public,
    surveys,
    title_steps,
    titles,
)

urlpatterns = [
    path("applications/new/", application.new, name="application_new"),
    path("summary/", summary.summary, name="summary"),
    path("summary/open/", summary.open_sheet, name="summary_open"),
    path("summary/duplicates/", summary_county.duplicates, name="summary_duplicates"),
    path("summary/duplicates/decide/", summary_county.decide, name="summary_decide"),
    path("summary/checks/", summary_county.checks, name="summary_checks"),
    path("summary/checks/merge/", summary_county.merge, name="summary_merge"),
    path("summary/checks/apart/", summary_county.apart, name="summary_apart"),
    path("scoring/", scoring.queue, name="scoring"),
    path("scoring/<str:reference>/", scoring.start, name="score"),
    path("scoring/<str:reference>/recuse/", scoring.recuse, name="score_recuse"),
    path("scoring/<str:reference>/joint/open/", score_sheets.joint, name="score_joint"),
    path(
        "scoring/<str:reference>/joint/return/",
        score_sheets.joint_return,
        name="score_joint_return",
    ),
    path("scoring/<str:reference>/<str:hand>/", score_sheets.score, name="score_sheet"),
    path("rubric/", rubric.rubric, name="rubric"),
    path("assessments/", assessment.assessments, name="assessments"),
    path("assessments/open/", assessment.open_self_assessment, name="assessment_open"),
    path("titles/", titles.titles, name="titles"),
    path("titles/export/", titles.export, name="titles_export"),
    path("titles/<str:reference>/", title_steps.title_page, name="title"),
    *(
        path(
            f"titles/<str:reference>/{action}/",
            title_steps.step,
            {"action": action},
            name=f"title_{action}",
        )
        for action in title_steps.PAGES
    ),
    path("assessments/<str:reference>/survey/", surveys.survey, name="survey"),
    path(
        "assessments/<str:reference>/survey/schedule/",
        surveys.survey_schedule,
        name="survey_schedule",
    ),
    path("assessments/<str:reference>/survey/close/", surveys.survey_close, name="survey_close"),
    path("assessments/<str:reference>/survey/paper/", surveys.survey_paper, name="survey_paper"),
    path("assessments/<str:reference>/survey/fill/", surveys.survey_fill, name="survey_fill"),
    path("assessments/<str:reference>/survey/poster/", surveys.survey_poster, name="survey_poster"),
    path("surveys/<str:token>/", survey_public.survey_public, name="survey_public"),
    path("surveys/<str:token>/thanks/", survey_public.survey_thanks, name="survey_thanks"),
    path("assessments/release/", score_board.release_many, name="assessments_release"),
    path("assessments/<str:reference>/", assessment_result.result, name="assessment_result"),
    path("assessments/<str:reference>/assign/", assessment_steps.assign, name="result_assign"),
    path("assessments/<str:reference>/relieve/", assessment_steps.relieve, name="result_relieve"),
    path(
        "assessments/<str:reference>/conclude/", assessment_steps.conclude, name="result_conclude"
    ),
    path("assessments/<str:reference>/reopen/", assessment_steps.reopen, name="result_reopen"),
    path("assessments/<str:reference>/release/", assessment_steps.release, name="result_release"),
    path("assessments/<str:reference>/object/", assessment_steps.object_to, name="result_object"),
    path("assessments/<str:reference>/review/", assessment_steps.review, name="result_review"),
    path(
        "assessments/<str:reference>/conclude-review/",
        assessment_steps.conclude_review,
        name="result_conclude_review",
    ),
    *import_urls(SUMMARY_KIND, "summary/import/"),
]
