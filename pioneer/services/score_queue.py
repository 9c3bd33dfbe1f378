"""考核任务: the score sheets that wait for one assessor, in the order of a day on site."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.db.models import Prefetch, TextChoices

from changxing_union.filing.models import Assignment, Filing, FilingQuerySet, State
from changxing_union.organizations.models import Organization, User
from pioneer.models import Assessment, Hand, ScoreSheet
from pioneer.services.score_sheets import all_signed, differing_items, is_open

# What the address of a sheet calls whose hand it is in.
WORDS: Mapping[str, str] = {
    Hand.ASSESSOR: "own",
    Hand.JOINT: "joint",
    Hand.REVIEW: "review",
}
ORDER = {hand: place for place, hand in enumerate(WORDS)}


class Progress(TextChoices):
    """How far one sheet is, for its reader."""

    NEW = "new", "未开始"
    BEGUN = "begun", "评分中"
    SIGNED = "signed", "已签署"
    PAUSED = "paused", "暂不能评分"


@dataclass(frozen=True)
class Signer:
    """One of those who must sign: a 合议, or each a score of their own."""

    name: str
    has_signed: bool
    is_reader: bool


@dataclass(frozen=True)
class Task:
    """One sheet of the reader's: how far it is, and who must sign, a 合议 or each their own.

    ``is_disputed``: all have signed, not all give the same points; ``awaits_joint``: and nobody has
    begun the 合议.
    """

    sheet: ScoreSheet
    hand: str
    progress: Progress
    scored: int
    signers: tuple[Signer, ...] = ()
    is_disputed: bool = False
    awaits_joint: bool = False

    @property
    def filing(self) -> Filing:
        """What it scores."""
        return self.sheet.assessment.filing

    @property
    def is_waiting(self) -> bool:
        """Whether the reader has something left to do."""
        return self.progress in (Progress.NEW, Progress.BEGUN) or self.awaits_joint

    @property
    def place(self) -> str:
        """Where on the page of the sheet the reader has something to press; empty: at its top."""
        return "#sign" if self.must_sign else "#joint" if self.awaits_joint else ""

    @property
    def invitation(self) -> str:
        """What the button that leads there says."""
        if self.awaits_joint:
            return "去合议"
        if self.must_sign:
            return "去签署"
        return {Progress.NEW: "去评分", Progress.BEGUN: "继续评分"}.get(self.progress, "查看")

    @property
    def is_scored(self) -> bool:
        """Whether points and facts are being typed into it."""
        return self.progress in (Progress.NEW, Progress.BEGUN) and not self.must_sign

    @property
    def must_sign(self) -> bool:
        """Whether a 合议 is signed by others and wants nothing but the reader's signature."""
        is_joint = self.sheet.hand == Hand.JOINT and self.progress is Progress.BEGUN
        return is_joint and any(signer.has_signed for signer in self.signers)

    @property
    def others(self) -> list[Signer]:
        """Who else must sign."""
        return [signer for signer in self.signers if not signer.is_reader]

    @property
    def awaited(self) -> str:
        """The names of the others who have not signed."""
        return "、".join(other.name for other in self.others if not other.has_signed)

    @property
    def is_counted(self) -> bool:
        """Whether it is among those that can be signed at all."""
        return self.progress is not Progress.PAUSED


@dataclass(frozen=True)
class Visit:
    """One union: what is scored there in one go."""

    organization: Organization
    tasks: tuple[Task, ...]

    @property
    def signed(self) -> int:
        """How many of them are signed."""
        return signed_count(self.tasks)


@dataclass(frozen=True)
class Place:
    """Where a sheet stands among the reader's: from 1, its neighbours, what to go on with.

    ``left`` counts the others that wait.
    """

    task: Task
    number: int
    count: int
    previous: Task | None
    following: Task | None
    next_waiting: Task | None
    left: int


def tasks_of(user: User, *, filing: Filing | None = None) -> list[Task]:
    """Every sheet of ``user``'s by union and number, or those of one ``filing``; 4 queries."""
    assigned = user.assignments.current().values("filing")
    held = Prefetch(
        "assessment__filing__assignments",
        Assignment.objects.current().select_related("user"),
        to_attr="held",
    )
    sheets = (
        ScoreSheet.objects.filter(assessment__filing__in=assigned)
        .exclude(hand=Hand.UNION)
        .exclude(assessment__filing__state=State.VOID)
        .select_related(
            "assessment__filing__campaign",
            "assessment__filing__organization",
            "assessment__filing__form_type",
            "assessment__application",
        )
        .prefetch_related("item_scores", "signatures", held)
        .order_by("assessment__filing__organization__code", "assessment__filing__reference")
    )
    if filing is not None:
        sheets = sheets.filter(assessment__filing=filing)
    return [
        task
        for _pk, group in groupby(sheets, key=lambda sheet: sheet.assessment_id)
        for task in _tasks(sorted(group, key=lambda sheet: ORDER[sheet.hand]), user)
    ]


def _tasks(sheets: Sequence[ScoreSheet], user: User) -> list[Task]:
    """The sheets of one assessment that are ``user``'s."""
    assessment = sheets[0].assessment
    assessors = {held.user_id: held.user for held in assessment.filing.held}  # type: ignore[attr-defined]
    own = [
        sheet for sheet in sheets if sheet.hand == Hand.ASSESSOR and sheet.assessor_id in assessors
    ]
    all_in = all_signed(assessors.values(), own)
    scored = {sheet.assessor_id for sheet in own if sheet.signed_at is not None}
    is_disputed = all_in and bool(differing_items(own))
    has_joint = any(sheet.hand == Hand.JOINT for sheet in sheets)
    awaits_joint = is_disputed and not has_joint and _is_undecided(assessment)

    def signers(signed: Collection[int | None]) -> tuple[Signer, ...]:
        return tuple(
            Signer(str(each), each.pk in signed, is_reader=each == user)
            for each in assessors.values()
        )

    tasks = []
    for sheet in sheets:
        if sheet.hand == Hand.JOINT and (_has_signed(user, sheet) or all_in):
            signed = {signature.user_id for signature in sheet.signatures.all()}
            tasks.append(_task(sheet, user, signers=signers(signed)))
        elif sheet.hand == Hand.ASSESSOR and sheet.assessor_id == user.pk:
            task = _task(sheet, user, signers=signers(scored))
            tasks.append(replace(task, is_disputed=is_disputed, awaits_joint=awaits_joint))
        elif sheet.hand == Hand.REVIEW and sheet.assessor_id == user.pk:
            tasks.append(_task(sheet, user))
    return tasks


def _is_undecided(assessment: Assessment) -> bool:
    return assessment.filing.state == State.IN_REVIEW and assessment.result_id is None


def _has_signed(user: User, sheet: ScoreSheet) -> bool:
    return any(signature.user_id == user.pk for signature in sheet.signatures.all())


def _task(sheet: ScoreSheet, user: User, *, signers: tuple[Signer, ...] = ()) -> Task:
    scored = sum(score.points is not None for score in sheet.scores.values())
    if _has_signed(user, sheet) or sheet.signed_at:
        progress = Progress.SIGNED
    elif not is_open(sheet):
        progress = Progress.PAUSED
    else:
        progress = Progress.BEGUN if scored or sheet.visited_on else Progress.NEW
    return Task(sheet, WORDS[sheet.hand], progress, scored, signers)


def signed_count(tasks: Iterable[Task]) -> int:
    """How many are signed."""
    return sum(task.progress is Progress.SIGNED for task in tasks)


def visits(tasks: Iterable[Task]) -> list[Visit]:
    """``tasks`` by union, in their order."""
    grouped = groupby(tasks, key=lambda task: task.filing.organization)
    return [Visit(organization, tuple(group)) for organization, group in grouped]


def place_of(tasks: Sequence[Task], sheet: ScoreSheet) -> Place | None:
    """The place of ``sheet`` among ``tasks``, if it is one; the same union comes next."""
    at = next((place for place, task in enumerate(tasks) if task.sheet.pk == sheet.pk), None)
    if at is None:
        return None
    union = tasks[at].filing.organization_id
    # Onwards from here and then from the beginning; of the same union first (a stable sort).
    others = [task for task in (*tasks[at + 1 :], *tasks[:at]) if task.is_waiting]
    others.sort(key=lambda task: task.filing.organization_id != union)
    return Place(
        task=tasks[at],
        number=at + 1,
        count=len(tasks),
        previous=tasks[at - 1] if at else None,
        following=tasks[at + 1] if at + 1 < len(tasks) else None,
        next_waiting=others[0] if others else None,
        left=len(others),
    )


def waiting_filings(user: User) -> FilingQuerySet:
    """What ``user`` has something left to do for."""
    waiting = {task.filing.pk for task in tasks_of(user) if task.is_waiting}
    return Filing.objects.filter(pk__in=waiting)


def recused_count(user: User) -> int:
    """How many filings ``user`` has stepped back from."""
    return user.assignments.filter(is_recused=True).values("filing").distinct().count()
