"""Answering 测评问卷: open to whoever holds its address, bounded, and keeping nothing of anybody.

Two requests at the limit cannot both pass: the row of the survey is held while they are counted.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from changxing_union.filing.models import State
from changxing_union.kernel.dates import SHANGHAI, shanghai_day, show_date
from changxing_union.kernel.refusals import refuse_if
from pioneer.models import Respondent, Survey, SurveyAnswer

# Far more than any team has people and customers to ask, and than queue up at once.
MOST_ANSWERS = 2_000
MOST_PER_MINUTE = 60
# More presses than a minute can hold, so that a doubled one is always among them.
PRESSES_KEPT = 2 * MOST_PER_MINUTE
ENDED_STATES = frozenset({State.VOID, State.DECLINED})
FULL = "这份问卷收到的答卷已达上限，不再接收。请与发起测评的工会联系。"
CROWDED = "这一分钟里交卷的人较多，您的答卷还没有交上。请过一分钟再按“提交”，您的选择都还在。"


@dataclass(frozen=True)
class Given:
    """What one respondent says: a 岗员 the first two, a 服务对象 the last; the others ``None``."""

    respondent: Respondent
    is_aware: bool | None = None
    has_participated: bool | None = None
    is_satisfied: bool | None = None


def find_survey(token: str) -> Survey | None:
    """The survey of a typed code: dashes, blanks and small letters do not matter."""
    surveys = Survey.objects.select_related(
        "assessment__filing__organization", "assessment__filing__campaign",
        "assessment__application",
    )  # fmt: skip
    return surveys.filter(token=re.sub(r"[\s-]", "", token).upper()).first()


def closed_sentence(survey: Survey, at: datetime) -> str:
    """Why nobody can answer at that moment; empty while it is open."""
    if survey.assessment.filing.state in ENDED_STATES:
        return "这次测评已经取消，不再接收答卷。"
    if survey.closed_at is not None:
        ended_on = show_date(shanghai_day(survey.closed_at))
        return f"这次测评已于 {ended_on} 结束，不再接收答卷。"
    if shanghai_day(at) > survey.closes_on:
        return f"这次测评已于 {show_date(survey.closes_on)} 截止，不再接收答卷。"
    return ""


@transaction.atomic
def answer(survey: Survey, given: Given, *, press: str, at: datetime) -> None:
    """Count one answer; ``press`` names the page it was sent from, so that it counts once.

    Refused after the closing day, and beyond so many in all or within one minute.
    """
    Survey.objects.select_for_update().filter(pk=survey.pk).values_list("pk").first()
    survey = Survey.objects.select_related("assessment__filing").get(pk=survey.pk)
    digest = sha256(press.encode("utf-8", "replace")).hexdigest()[:16] if press else ""
    if digest and digest in survey.recent_presses:
        return
    closed = closed_sentence(survey, at)
    refuse_if([closed] if closed else [])
    refuse_if([FULL] if survey.answers.count() >= MOST_ANSWERS else [])
    minute = at.astimezone(SHANGHAI).replace(second=0, microsecond=0)
    in_minute = survey.busy_count if survey.busy_minute == minute else 0
    refuse_if([CROWDED] if in_minute >= MOST_PER_MINUTE else [])
    survey.busy_minute, survey.busy_count = minute, in_minute + 1
    if digest:
        survey.recent_presses = [*survey.recent_presses, digest][-PRESSES_KEPT:]
    survey.save(update_fields=["busy_minute", "busy_count", "recent_presses"])
    SurveyAnswer.objects.create(
        survey=survey,
        respondent=given.respondent,
        is_aware=given.is_aware,
        has_participated=given.has_participated,
        is_satisfied=given.is_satisfied,
        answered_on=shanghai_day(at),
    )
