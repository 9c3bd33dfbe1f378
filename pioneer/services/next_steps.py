"""What the county's clerk is to do next about annex 3, by the stage it is at."""

from django.urls import reverse

from changxing_union.filing.annexes import NextStep, PageLink
from changxing_union.filing.models import State
from pioneer.models import Assessment, TitleState
from pioneer.services.score_board import Stage, stage_of
from pioneer.services.titles import title_of

SENTENCES = {
    Stage.UNASSIGNED: "分派考核员。",
    Stage.SCORING: "等待考核员评分并签署。",
    Stage.DIFFERING: "考核员的评分不同，等待合议。",
    Stage.READY: "确定考核结果。",
    Stage.CONCLUDED: "公布考核结果。",
    Stage.OBJECTED: "填报单位提出了异议，安排另外的考核员复核。",
    Stage.REVIEWING: "等待复核人签署，再确定复核结果。",
}
TO_BE_NAMED = "考核合格，可以命名授牌。"


def clerks_next_step(assessment: Assessment) -> NextStep | None:
    """The sentence and the page; nothing while the sheet is the union's, or all is done."""
    if assessment.filing.state not in (State.IN_REVIEW, State.APPROVED):
        return None
    stage = stage_of(assessment)
    if stage in SENTENCES:
        url = reverse("assessment_result", args=[assessment.filing.reference])
        return NextStep(SENTENCES[stage], PageLink("去办理", url))
    application = assessment.application
    if stage is Stage.PASSED and title_of(application).state == TitleState.CULTIVATED:
        url = reverse("title", args=[application.filing.reference])
        return NextStep(TO_BE_NAMED, PageLink("去命名", url))
    return None
