"""What a page says about an import that the background has."""

from dataclasses import dataclass
from datetime import datetime

from changxing_union.imports.models import ImportJob, ImportState
from changxing_union.kernel.dates import SHANGHAI

STAGES = {
    ImportState.QUEUED: ("等待后台处理", "已收到，正在排队…"),
    ImportState.READING: ("正在读取", "正在打开文件…"),
    ImportState.CHECKING: ("正在核对", "正在逐行核对…"),
    ImportState.COMMITTING: ("正在写入", "正在写入，请稍候…"),
}
VERBS = {
    ImportState.READING: "已读",
    ImportState.CHECKING: "已核对",
    ImportState.COMMITTING: "已写入",
}
NOT_TAKEN = "后台还没有开始处理，可能正忙，也可能没有运行。"
NO_ANSWER = "后台没有响应，最近一次进展在 {clock}。"
WHAT_THEN = "表中的内容没有改动。请点“重试”；如仍不行，请联系系统管理员。"


@dataclass(frozen=True)
class ImportProgress:
    """``done`` of ``expected`` rows (0: not known), in words, or a sentence that nobody answers."""

    title: str
    words: str
    done: int
    expected: int
    lost: str = ""


def progress_of(job: ImportJob, at: datetime) -> ImportProgress | None:
    """How far the background is at ``at``; ``None`` when it is somebody else's turn."""
    if not job.is_working:
        return None
    state = ImportState(job.state)
    title, words = STAGES[state]
    if job.expected and state in VERBS:
        words = f"{VERBS[state]} {job.done:,} / {job.expected:,} 行"
    if not job.is_lost(at):
        return ImportProgress(title, words, job.done, job.expected)
    clock = f"{job.heartbeat_at.astimezone(SHANGHAI):%H:%M:%S}"
    why = NOT_TAKEN if state == ImportState.QUEUED else NO_ANSWER.format(clock=clock)
    return ImportProgress("后台没有响应", words, job.done, job.expected, lost=f"{why}{WHAT_THEN}")
