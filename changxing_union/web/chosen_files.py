"""The files that somebody chose in one input of a page: kept one by one, each answered."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from changxing_union.kernel.refusals import Refused

NOTHING_CHOSEN = "请先点“选择文件”，再点“上传”。"


def keep_each(
    files: "Sequence[UploadedFile[bytes]]", keep: "Callable[[UploadedFile[bytes]], int]"
) -> tuple[set[int], list[str]]:
    """The keys of the files kept, and a sentence about each that was refused.

    Sound files are kept beside a bad one; ``keep`` returns the key of what it kept.
    """
    faults: list[str] = []
    kept = set()
    for file in files:
        try:
            kept.add(keep(file))
        except Refused as refusal:
            faults += refusal.reasons
    return kept, faults


def told_of(kept: int) -> str:
    """The sentence about files that were kept."""
    return "附件已上传。" if kept == 1 else f"已上传 {kept} 个附件。"


def left_faults(files: "Sequence[UploadedFile[bytes]]") -> list[str]:
    """The sentence about files beyond what one request attaches: unpacking takes its time."""
    if not files:
        return []
    names = "、".join(f"“{file.name}”" for file in files)
    most = settings.ATTACHMENTS_AT_ONCE
    return [f"一次最多上传 {most} 个文件，{names}没有上传。请再选一次，分几次上传。"]
