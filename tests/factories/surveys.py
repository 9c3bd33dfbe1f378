"""测评问卷 with answers, made as people make them."""

from datetime import date, datetime, timedelta

from changxing_union.kernel.dates import SHANGHAI, shanghai_day
from changxing_union.organizations.models import User
from pioneer.models import Assessment, Respondent, Survey
from pioneer.services.survey_answers import Given, answer
from pioneer.services.surveys import schedule_survey
from tests.factories.assessments import make_assessment
from tests.factories.pioneer import act_by

# A day within the campaign, before annex 3 is due (2018-11-26).
OPENED = datetime(2018, 11, 5, 9, 30, tzinfo=SHANGHAI)
NOON = OPENED.replace(hour=12)
CLOSES_ON = date(2018, 11, 19)
# Counted by hand on a sheet of paper.
PAPER = {
    "surveyed_count": 8, "aware_count": 7, "member_count": 8, "participated_count": 8,
    "valid_count": 0, "satisfied_count": 0,
}  # fmt: skip
NO_PAPER = {
    "surveyed_count": 0, "aware_count": 0, "member_count": 0, "participated_count": 0,
    "valid_count": 0, "satisfied_count": 0,
}  # fmt: skip
AWARE = Given(Respondent.MEMBER, is_aware=True, has_participated=True)
UNAWARE = Given(Respondent.MEMBER, is_aware=False, has_participated=False)
SATISFIED = Given(Respondent.CUSTOMER, is_satisfied=True)
DISSATISFIED = Given(Respondent.CUSTOMER, is_satisfied=False)


def make_survey(
    cast: dict[str, User],
    filer: str = "lijiaxiang",
    *,
    at: datetime | None = None,
    **options: str,
) -> Survey:
    """进行中, of a draft: opened ``at`` a time until ``CLOSES_ON``, or now until tomorrow."""
    assessment: Assessment = make_assessment(cast, filer, **options)
    act = act_by(cast[filer], at)
    closes_on = CLOSES_ON if at else shanghai_day(act.at) + timedelta(days=1)
    return schedule_survey(assessment, closes_on=closes_on, act=act)


def fill_in(survey: Survey, *answers: Given, at: datetime) -> None:
    """Each of ``answers`` as from a page of its own."""
    for number, given in enumerate(answers):
        answer(survey, given, press=f"{at:%H%M%S}-{number}", at=at)


def events_of(survey: Survey) -> list[tuple[str, str]]:
    """What happened to the form since it was begun, with the reason given."""
    events = survey.assessment.filing.events.order_by("pk")
    return [(event.label, event.reason) for event in events][1:]
