"""Demo 考核评价表: one team at each stage, scored and released as its people would.

Facts and scores are invented; every row of ``demo.json`` says only what differs from a team that
has everything.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from changxing_union.devtools.demo_pictures import sealed_scan, wall_photo
from changxing_union.filing import services
from changxing_union.filing.annexes import annex_of
from changxing_union.filing.editing import save_typed
from changxing_union.filing.models import Filing, FilingEvent, Slot
from changxing_union.kernel.dates import shanghai_day
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from pioneer.cellforms.assessment import points_cell, reason_cell
from pioneer.models import Assessment, PioneerApplication, Respondent, ScoreSheet, VetoItem
from pioneer.scoring import shown, suggestions
from pioneer.services.assessment import adopt, form_type_for, open_assessment, rubric_of
from pioneer.services.results import begin_review, conclude, object_to, release
from pioneer.services.score_sheets import assign_assessor, save_scores, sign_scores
from pioneer.services.survey_answers import Given, answer
from pioneer.services.surveys import schedule_survey
from pioneer.services.titles import name_team, order_rectification

EVERYTHING = {
    "has_superior_notice": "yes", "has_own_plan": "yes", "has_activity_record": "yes",
    "has_year_summary": "yes", "training_count": "4", "five_small_count": "6",
    "appraisal_count": "2", "contest_count": "1", "surveyed_count": "24", "aware_count": "24",
    "member_count": "24", "participated_count": "24", "valid_count": "50",
    "satisfied_count": "50", "has_summary_text": "yes", "has_summary_pictures": "yes",
    "wall_leaders": "yes", "wall_post": "yes", "wall_members": "yes", "wall_slogan": "yes",
    "wall_promise": "yes", "wall_phone": "yes", "phone_number": "0572-6000000",
}  # fmt: skip
# How far each demo sheet is taken; every stage contains those before it.
STAGES = ("draft", "file", "accept", "score", "conclude", "release", "name")
OPEN_DAYS = 10  # until the demo questionnaire closes
GIVEN = {
    "knowing": Given(Respondent.MEMBER, is_aware=True, has_participated=True),
    "not_knowing": Given(Respondent.MEMBER, is_aware=False, has_participated=True),
    "satisfied": Given(Respondent.CUSTOMER, is_satisfied=True),
}
REASON = "示例：现场核对后按实际情况给分"


def seed_assessments(rows: Iterable[Mapping[str, Any]]) -> int:
    """The sheet of every row whose team has none yet; how many rows there are."""
    count = 0
    for row in rows:
        count += 1
        opened = FilingEvent.objects.get(token=f"demo-{row['application']}").filing
        if not Assessment.objects.filter(application__filing=opened).exists():
            _seed_assessment(opened.pioneer_application, row)
    return count


def _act(user: User, at: datetime) -> Act:
    return Act(by=user, at=min(at, timezone.now()), ip="127.0.0.1")


def _user(username: str) -> User:
    return User.objects.get(username=username)


@transaction.atomic
def _seed_assessment(application: PioneerApplication, row: Mapping[str, Any]) -> None:
    filer, clerk = application.filing.created_by, _user("jingjibu")
    start = timezone.now() - timedelta(days=row["days_ago"], hours=3)
    form_type = form_type_for(application)
    if form_type is None:
        raise LookupError("the demo campaign has no annex 3")
    by_filer = _act(filer, start)
    filing = open_assessment(form_type, application, act=by_filer).filing
    typed = {**EVERYTHING, **row.get("facts", {})}
    filing = save_typed(filing, typed, base=None, act=by_filer).filing
    _attach_photos(filing, row.get("photos", ()), act=by_filer)
    if "survey" in row:
        _ask(filing, row["survey"], act=by_filer)
    until = STAGES.index(row["until"])
    if until >= STAGES.index("file"):
        adopt(filing, act=by_filer)
        services.attach(filing, sealed_scan(), slot=Slot.SEALED_SCAN, act=by_filer)
        services.file(Filing.objects.get(pk=filing.pk), act=_act(filer, start + timedelta(hours=2)))
    if until >= STAGES.index("accept"):
        services.accept(filing, act=_act(clerk, start + timedelta(hours=8)))
        for hours, (username, scores) in enumerate(row["assessors"].items(), start=9):
            _score(filing, username, scores, clerk=clerk, at=start + timedelta(hours=hours))
    assessment = Assessment.objects.get(filing=filing)
    if until >= STAGES.index("conclude"):
        conclude(assessment, act=_act(clerk, start + timedelta(hours=30)))
    if until >= STAGES.index("release"):
        release([assessment], act=_act(clerk, start + timedelta(hours=32)))
    if "objection" in row:
        _dispute(assessment, row["objection"], clerk=clerk, at=start + timedelta(hours=56))
    if until >= STAGES.index("name"):
        _name(application, row, clerk=clerk, at=start + timedelta(hours=40))


def _dispute(
    assessment: Assessment, dispute: Mapping[str, Any], *, clerk: User, at: datetime
) -> None:
    """The union objects, and an assessor who has not scored is at work on the review."""
    by_filer = _act(assessment.filing.created_by, at)
    object_to(assessment, act=by_filer, reason=dispute["reason"])
    reviewer = _user(dispute["reviewer"])
    sheet = begin_review(assessment, reviewer, act=_act(clerk, at + timedelta(hours=3)))
    _fill_in(sheet, dispute["found"], act=_act(reviewer, at + timedelta(hours=24)))


def _name(
    application: PioneerApplication, row: Mapping[str, Any], *, clerk: User, at: datetime
) -> None:
    """A plaque, and where ``row`` says so what is to be put right before long."""
    name_team(
        application,
        plaque_number=row["plaque"],
        named_on=shanghai_day(min(at, timezone.now())),
        cleared=list(VetoItem.objects.values_list("pk", flat=True)),
        act=_act(clerk, at),
    )
    if "rectify" in row:
        told = row["rectify"]
        order_rectification(
            application,
            until=shanghai_day(timezone.now()) + timedelta(days=told["within"]),
            reason=told["reason"],
            act=_act(clerk, at + timedelta(days=1)),
        )


def _attach_photos(filing: Filing, codes: Iterable[str], *, act: Act) -> None:
    names = annex_of(filing).evidence_items(filing)
    for code in codes:
        photo = wall_photo(code, names[code])
        services.attach(filing, photo, slot=Slot.EVIDENCE, item=code, act=act)


def _ask(filing: Filing, answers: Mapping[str, int], *, act: Act) -> None:
    """A questionnaire that is still open, with so many answers of each kind."""
    closes_on = shanghai_day(timezone.now()) + timedelta(days=OPEN_DAYS)
    survey = schedule_survey(filing.assessment, closes_on=closes_on, act=act)
    for kind, count in answers.items():
        for number in range(count):
            answer(survey, GIVEN[kind], press=f"{kind}-{number}", at=act.at)


def _score(
    filing: Filing, username: str, scores: Mapping[str, str] | None, *, clerk: User, at: datetime
) -> None:
    """Assign the assessor and, where ``scores`` says what differs, fill in and sign the sheet."""
    assessor = _user(username)
    assessment = Assessment.objects.get(filing=filing)
    sheet = assign_assessor(assessment, assessor, act=_act(clerk, at))
    if scores is None:
        return
    act = _act(assessor, at + timedelta(hours=6))
    _fill_in(sheet, scores, act=act)
    sign_scores(sheet, act=act)


def _fill_in(sheet: ScoreSheet, scores: Mapping[str, str], *, act: Act) -> None:
    """A whole sheet; ``scores`` says what differs from one with everything."""
    given = {name: text for name, text in scores.items() if not name.startswith("item_")}
    day = f"{shanghai_day(act.at):%Y-%m-%d}"
    facts = {"visited_on": day, "note": "示例：现场考核记录。", **EVERYTHING, **given}
    save_scores(sheet, facts, act=act)
    save_scores(sheet, _points(ScoreSheet.objects.get(pk=sheet.pk), scores), act=act)


def _points(sheet: ScoreSheet, scores: Mapping[str, str]) -> dict[str, str]:
    typed = {}
    suggested = suggestions(rubric_of(sheet.assessment).rules, sheet.facts)
    for code, suggestion in suggested.items():
        cell = points_cell(code)
        points = "" if suggestion.points is None else shown(suggestion.points)
        typed[cell] = scores.get(cell, points)
        if typed[cell] != points:
            typed[reason_cell(code)] = REASON
    return typed
