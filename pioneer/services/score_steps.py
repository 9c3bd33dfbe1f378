"""What is left to do of a score sheet, and what follows: told in the queue and on the sheet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pioneer.models import Hand, Rubric, RubricItem, ScoreSheet
from pioneer.services.assessment import rubric_in_force
from pioneer.services.score_queue import Progress, Task


@dataclass(frozen=True)
class Lacking:
    """What keeps a sheet from being complete: items without points, and the day of the visit."""

    items: tuple[RubricItem, ...]
    visit: bool

    def __bool__(self) -> bool:
        return bool(self.items) or self.visit

    @property
    def numbers(self) -> str:
        """``2、5–10``."""
        return _ranges([item.position for item in self.items])


def lacking(sheet: ScoreSheet, rubric: Rubric) -> Lacking:
    """What ``sheet`` lacks now; a text that cannot be read gives no points."""
    blank = (line for line in rubric.lines if sheet.scores[line.code].points is None)
    return Lacking(tuple(blank), visit=sheet.visited_on is None)


def _ranges(numbers: Iterable[int]) -> str:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def what_follows(task: Task) -> str:
    """What comes next for the reader of ``task``, or whom it waits for; nothing while it rests."""
    if task.progress is Progress.PAUSED:
        return ""
    return _after_signing(task) if task.progress is Progress.SIGNED else _before_signing(task)


def _before_signing(task: Task) -> str:
    """What the reader's signature leads to."""
    if task.must_sign:
        return "已有考核员签署，请您核对后签署。"
    if task.sheet.hand == Hand.JOINT:
        return "填完后由各位考核员共同签署。"
    if task.sheet.hand == Hand.REVIEW:
        return "您签署后，由县总工会确定复核结果。"
    if task.awaited:
        return f"您签署后，还要等{task.awaited}签署。"
    if task.others:
        return "其他考核员都已签署；您签署后，评分不同的须合议。"
    return "您签署后，由县总工会确定考核结果。"


def _after_signing(task: Task) -> str:
    """Where a signed sheet goes on."""
    assessment = task.sheet.assessment
    if task.sheet.hand == Hand.REVIEW:
        is_done = assessment.result_id == task.sheet.pk
        return "复核结果已确定。" if is_done else "等县总工会确定复核结果。"
    if assessment.result_id is not None:
        return "考核结果已公布。" if assessment.released_at else "考核结果已确定，等待公布。"
    if task.awaits_joint:
        return "请合议并共同签署。"
    if task.awaited:
        return f"等{task.awaited}签署。"
    return "以合议为准。" if task.is_disputed else "等县总工会确定考核结果。"


@dataclass(frozen=True)
class Told:
    """What the queue says of one sheet; ``lacks`` is empty where nothing is typed any more."""

    lacks: Lacking
    follows: str


NOTHING = Lacking((), visit=False)


def told_tasks(tasks: Iterable[Task]) -> Mapping[int, Told]:
    """What is told of each of ``tasks``, by its sheet; two queries for each year."""
    tasks = list(tasks)
    campaigns = {task.filing.campaign_id: task.filing.campaign for task in tasks}
    rubrics = {pk: rubric_in_force(campaign) for pk, campaign in campaigns.items()}
    told = {}
    for task in tasks:
        rubric = rubrics[task.filing.campaign_id]
        lacks = lacking(task.sheet, rubric) if task.is_scored else NOTHING
        told[task.sheet.pk] = Told(lacks, what_follows(task))
    return told
