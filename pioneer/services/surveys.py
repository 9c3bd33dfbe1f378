"""测评问卷 as its union runs it: opened until a day, moved, closed, and paper counted beside it."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from changxing_union.filing.due import due_day_for
from changxing_union.filing.models import Filing
from changxing_union.filing.permissions import can_edit
from changxing_union.filing.services import lock
from changxing_union.filing.services.rows import is_repeated, record
from changxing_union.kernel.dates import shanghai_day, show_date
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.kernel.text import tidy_line
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import User
from changxing_union.organizations.permissions import can_file_for
from changxing_union.printing.marks import ALPHABET
from pioneer.models import SHARE_FACTS, Assessment, Survey
from pioneer.models.surveys import TOKEN_LENGTH

USUAL_DAYS, LATE_DAYS = 14, 30
# With all answers there can be online, the sum still fits its cell of the form.
MOST_ON_PAPER = 90_000
LONGEST_NOTE = 500
OPEN, RESCHEDULE, REOPEN = "survey_open", "survey_reschedule", "survey_reopen"
CLOSE, PAPER = "survey_close", "survey_paper"
LABELS = {
    OPEN: "开启测评", RESCHEDULE: "改测评截止日期", REOPEN: "重新开放测评",
    CLOSE: "结束测评", PAPER: "登记纸质测评",
}  # fmt: skip
NO_EDITION = "none"
NOT_FILER = "测评问卷由填报单位的填报员办理，您的账号没有这项权限。"
NOT_EDITABLE = "考核评价表已经上报，测评问卷不能再改。如需继续测评，请先撤回，或请县总工会退回。"
NOT_OPENED = "测评还没有开启，请先选定截止日期并开启。"
CLOSED_ALREADY = "这次测评已经结束，不需要再结束一次。"
CHANGED_SINCE = "您打开页面后，测评问卷有了改动，这一步没有执行。请核对下面的内容后再办理。"
NO_NOTE = "请写明如何测评，例如“11月6日班前会发卷，当场收回”。"
LONG_NOTE = "“如何测评”最多 {most} 个字，现有 {length} 个字，请精简。"
# The names of the six numbers on the page, as they stand in its sentences.
PAPER_LABELS = {
    "surveyed_count": "测评岗员人数", "aware_count": "知晓人数", "member_count": "岗员人数",
    "participated_count": "参与人数", "valid_count": "有效答卷数", "satisfied_count": "满意答卷数",
}  # fmt: skip


def change_blockers(user: User, filing: Filing) -> list[str]:
    """Why ``user`` cannot change the survey of ``filing`` now."""
    if not can_file_for(user, filing.organization):
        return [NOT_FILER]
    return [] if can_edit(user, filing) else [NOT_EDITABLE]


def survey_of(assessment: Assessment) -> Survey | None:
    """Its survey as it is in the database now, if one was opened."""
    surveys = Survey.objects.select_related("assessment__filing", "opened_by", "paper_by")
    return surveys.filter(assessment=assessment).first()


def edition_of(survey: Survey | None) -> str:
    """Which state of the survey a page shows: every change by its union gives another."""
    if survey is None:
        return NO_EDITION
    turns = (survey.closed_at, survey.paper_at)
    stamps = "-".join(f"{at:%Y%m%d%H%M%S%f}" if at else "" for at in turns)
    return f"{survey.closes_on:%Y%m%d}-{stamps}"


def latest_day(filing: Filing, today: date) -> date:
    """The last day a survey may run until: the campaign's year, or an extension beyond it.

    Lateness is a mark and never a lock: a union that assesses itself after that still may ask.
    """
    due_on = due_day_for(filing.form_type, filing.organization).effective
    last = max(date(filing.campaign.year, 12, 31), due_on)
    return last if today <= last else today + timedelta(days=LATE_DAYS)


def usual_day(filing: Filing, today: date) -> date:
    """The day offered: a fortnight ahead, or the day annex 3 is due where that comes first."""
    due_on = due_day_for(filing.form_type, filing.organization).effective
    ahead = min(today + timedelta(days=USUAL_DAYS), latest_day(filing, today))
    return min(ahead, due_on) if due_on >= today else ahead


def day_faults(filing: Filing, closes_on: date, today: date) -> list[str]:
    """Why a survey cannot run until that day."""
    if closes_on < today:
        return ["截止日期已经过去，请选择今天或以后的日期。"]
    last = latest_day(filing, today)
    return [f"截止日期最晚为 {show_date(last)}，请改早一些。"] if closes_on > last else []


@transaction.atomic
def schedule_survey(assessment: Assessment, *, closes_on: date, act: Act) -> Survey:
    """Let the survey run until that day, inclusive: opens it, moves its end, or opens it again."""
    filing = lock(assessment.filing)
    survey = _held(assessment)
    if is_repeated(filing, act, OPEN, RESCHEDULE, REOPEN) and survey is not None:
        return survey
    refuse_if(change_blockers(act.by, filing))
    _refuse_stale(survey, act)
    today = shanghai_day(act.at)
    refuse_if(day_faults(filing, closes_on, today))
    if survey is None:
        step = OPEN
        survey = Survey.objects.create(
            assessment=assessment,
            token="".join(secrets.choice(ALPHABET) for _ in range(TOKEN_LENGTH)),
            opened_by=act.by,
            opened_at=act.at,
            closes_on=closes_on,
        )
    else:
        step = REOPEN if survey.closed_at or survey.closes_on < today else RESCHEDULE
        survey.closes_on, survey.closed_at = closes_on, None
        survey.save(update_fields=["closes_on", "closed_at"])
    _record(filing, step, act, reason=f"截止日期 {show_date(closes_on)}")
    return survey


@transaction.atomic
def close_survey(assessment: Assessment, *, act: Act) -> Survey:
    """结束测评 before its day; possible after 上报 too, for an end harms nobody."""
    filing = lock(assessment.filing)
    survey = _opened(assessment)
    if is_repeated(filing, act, CLOSE):
        return survey
    refuse_if([] if can_file_for(act.by, filing.organization) else [NOT_FILER])
    refuse_if([CLOSED_ALREADY] if is_over(survey, act.at) else [])
    survey.closed_at = act.at
    survey.save(update_fields=["closed_at"])
    _record(filing, CLOSE, act)
    return survey


def is_over(survey: Survey, at: datetime) -> bool:
    """Whether its union has ended it, or its last day has passed in 长兴."""
    return survey.closed_at is not None or shanghai_day(at) > survey.closes_on


def paper_faults(counts: Mapping[str, int]) -> dict[str, str]:
    """Name of a number → why it cannot be; no rate has more people than were asked."""
    faults = {
        name: f"{PAPER_LABELS[name]}最大为 {MOST_ON_PAPER}，请核对。"
        for name, count in counts.items()
        if count > MOST_ON_PAPER
    }
    for part, whole in SHARE_FACTS.values():
        if counts[part] > counts[whole]:
            faults.setdefault(
                part,
                f"{PAPER_LABELS[part]} {counts[part]}，多于{PAPER_LABELS[whole]} {counts[whole]}，"
                "请核对。",
            )
    return faults


def note_faults(counts: Mapping[str, int], note: str) -> list[str]:
    """What is wrong with the note on how paper was asked; numbers without one tell little."""
    if len(note) > LONGEST_NOTE:
        return [LONG_NOTE.format(most=LONGEST_NOTE, length=len(note))]
    return [NO_NOTE] if any(counts.values()) and not note else []


@transaction.atomic
def record_paper(
    assessment: Assessment, *, counts: Mapping[str, int], note: str, act: Act
) -> Survey:
    """登记纸质测评: the six numbers counted on paper, in place of those recorded before.

    ``counts``: name of a fact of the score sheet → how many, none negative.
    """
    filing = lock(assessment.filing)
    survey = _opened(assessment)
    if is_repeated(filing, act, PAPER):
        return survey
    refuse_if(change_blockers(act.by, filing))
    _refuse_stale(survey, act)
    note = tidy_line(note)
    refuse_if([*paper_faults(counts).values(), *note_faults(counts, note)])
    for name in PAPER_LABELS:
        setattr(survey, f"paper_{name}", counts[name])
    survey.paper_note, survey.paper_by, survey.paper_at = note, act.by, act.at
    columns = [f"paper_{name}" for name in PAPER_LABELS]
    survey.save(update_fields=[*columns, "paper_note", "paper_by", "paper_at"])
    told = "，".join(f"{label} {counts[name]}" for name, label in PAPER_LABELS.items())
    _record(filing, PAPER, act, reason=told)
    return survey


def _held(assessment: Assessment) -> Survey | None:
    """The survey's row, held until the transaction ends: somebody may be answering just now."""
    Survey.objects.select_for_update().filter(assessment=assessment).values_list("pk").first()
    return survey_of(assessment)


def _opened(assessment: Assessment) -> Survey:
    survey = _held(assessment)
    if survey is None:
        raise Refused([NOT_OPENED])
    return survey


def _refuse_stale(survey: Survey | None, act: Act) -> None:
    refuse_if([] if act.seen in ("", edition_of(survey)) else [CHANGED_SINCE])


def _record(filing: Filing, step: str, act: Act, reason: str = "") -> None:
    record(filing, step, LABELS[step], act=act, from_state=filing.state, reason=reason)
