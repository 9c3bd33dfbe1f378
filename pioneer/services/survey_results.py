"""What 测评 has found: answers online and on paper added up, and their way into annex 3."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from changxing_union.filing.editing import Saved, save_typed
from changxing_union.filing.services import lock
from changxing_union.filing.services.rows import is_repeated, record
from changxing_union.kernel.dates import show_date
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.organizations.acts import Act
from pioneer.cellforms.assessment import FactsForm
from pioneer.checks.assessment import FEW_ASKED
from pioneer.models import SHARE_FACTS, Assessment, Respondent, Survey
from pioneer.scoring import Share, shown_percent
from pioneer.services.assessment import own_sheet
from pioneer.services.survey_answers import closed_sentence
from pioneer.services.surveys import NOT_OPENED, change_blockers, survey_of

FILL = "survey_fill"
RATE_NAMES = {"aware": "知晓率", "participated": "参与率", "satisfied": "满意率"}
NOTHING_YET = "还没有收到答卷，也没有登记纸质测评，没有可以填入的数字。"
NUMBERS_MOVED = "您打开页面后，测评的数字有了变化，没有填入。请核对下面的数字后再填入。"
CELL_MOVED = (
    "您打开页面后，考核评价表的“{label}”已改为“{theirs}”，测评结果没有填入。"
    "请核对下面的数字后再填入。"
)


@dataclass(frozen=True)
class SurveySummary:
    """A survey in numbers: rate → people, online, on paper, and both together."""

    online: Mapping[str, Share]
    paper: Mapping[str, Share]
    shares: Mapping[str, Share]
    closes_on: date
    closed: str  # why nobody can answer any more; empty while it is open
    note: str

    @property
    def sentence(self) -> str:
        """``测评问卷：岗员知晓率 95.0%（19/20）…`` for whoever scores the item."""
        told = [
            f"{RATE_NAMES[rate]} {shown_percent(share.percent)}（{share.part}/{share.whole}）"
            for rate, share in self.shares.items()
            if share.percent is not None
        ]
        online = sum(self.online[rate].whole for rate in ("aware", "satisfied"))
        paper = sum(self.paper[rate].whole for rate in ("aware", "satisfied"))
        until = "" if self.closed else f"，{show_date(self.closes_on)}截止，仍在进行"
        words = "，".join(told) or "还没有答卷"
        return f"测评问卷：{words}（网上 {online} 份，纸质 {paper} 份{until}）。"


def added(*tallies: Mapping[str, Share]) -> dict[str, Share]:
    """The same rates of several tallies, people added up; never more of them than were asked."""
    return {
        rate: Share(
            sum(tally[rate].part for tally in tallies), sum(tally[rate].whole for tally in tallies)
        )
        for rate in SHARE_FACTS
    }


def online_shares(survey: Survey) -> dict[str, Share]:
    """Rate → the people behind it, as answered online; one query."""
    members, customers = (Q(respondent=who) for who in (Respondent.MEMBER, Respondent.CUSTOMER))
    found = survey.answers.aggregate(
        members=Count("pk", filter=members),
        aware=Count("pk", filter=members & Q(is_aware=True)),
        participated=Count("pk", filter=members & Q(has_participated=True)),
        customers=Count("pk", filter=customers),
        satisfied=Count("pk", filter=customers & Q(is_satisfied=True)),
    )
    return {
        "aware": Share(found["aware"], found["members"]),
        "participated": Share(found["participated"], found["members"]),
        "satisfied": Share(found["satisfied"], found["customers"]),
    }


def summary_of(survey: Survey, at: datetime) -> SurveySummary:
    """The survey in numbers, as it stands at that moment."""
    online, paper = online_shares(survey), survey.paper_shares
    return SurveySummary(
        online=online,
        paper=paper,
        shares=added(online, paper),
        closes_on=survey.closes_on,
        closed=closed_sentence(survey, at),
        note=survey.paper_note,
    )


def survey_summary(assessment: Assessment) -> SurveySummary | None:
    """What 测评 has found for ``assessment`` so far, or ``None``; two queries."""
    survey = survey_of(assessment)
    return None if survey is None else summary_of(survey, timezone.now())


def survey_warnings(summary: SurveySummary, team_size: int | None) -> list[str]:
    """What makes the numbers doubtful: too few people asked, or more than the team has."""
    enough = min(FEW_ASKED, team_size or FEW_ASKED)
    asked = summary.shares["aware"].whole
    members = max(asked, summary.shares["participated"].whole)
    warnings = []
    if asked < enough:
        warnings.append(
            f"参加测评的岗员现有 {asked} 人，少于 {enough} 人，结果说服力不足，请继续测评。"
        )
    if team_size and members > team_size:
        warnings.append(
            f"参加测评的岗员有 {members} 人，多于申报表的人数 {team_size} 人，"
            "可能有人重复作答或选错身份，请核对。"
        )
    return warnings


def fact_texts(shares: Mapping[str, Share]) -> dict[str, str]:
    """Cell of annex 3 → its number; a rate that nobody was asked about has none."""
    texts: dict[str, str] = {}
    for rate, (part, whole) in SHARE_FACTS.items():
        if shares[rate].whole:
            texts |= {whole: f"{shares[rate].whole}", part: f"{shares[rate].part}"}
    return texts


def stated_texts(assessment: Assessment) -> dict[str, str]:
    """What the six cells of annex 3 show now, as the page on which they are typed."""
    texts = FactsForm().texts(own_sheet(assessment), assessment.filing.unparsed)
    return {name: texts[name] for pair in SHARE_FACTS.values() for name in reversed(pair)}


@transaction.atomic
def fill_facts(
    assessment: Assessment,
    *,
    shown: Mapping[str, str] | None,
    base: Mapping[str, str] | None,
    act: Act,
) -> Saved | None:
    """填入考核评价表: the sums become facts, as if they had been typed; ``None`` if done before.

    ``shown`` are the numbers the page offered and ``base`` what the cells held when it was drawn:
    where either has moved, nothing is filled in.
    """
    filing = lock(assessment.filing)
    if is_repeated(filing, act, FILL):
        return None
    refuse_if(change_blockers(act.by, filing))
    survey = survey_of(assessment)
    if survey is None:
        raise Refused([NOT_OPENED])
    texts = fact_texts(summary_of(survey, act.at).shares)
    refuse_if([] if texts else [NOTHING_YET])
    refuse_if([] if shown == texts and base is not None else [NUMBERS_MOVED])
    saved = save_typed(filing, texts, base=base, act=act)
    refuse_if(
        CELL_MOVED.format(
            label=FactsForm.base_fields[name].label, theirs=conflict.theirs or "（空）"
        )
        for name, conflict in saved.conflicts.items()
    )
    told = "，".join(
        f"{FactsForm.base_fields[name].label} {number}" for name, number in texts.items()
    )
    label = "填入测评结果"
    record(filing, FILL, label, act=act, from_state=filing.state, reason=told)
    return saved
