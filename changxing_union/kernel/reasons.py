"""Reasons that people give for a step: long enough to say something, short enough to keep."""

from changxing_union.kernel.text import tidy

LEAST_REASON = 5  # characters


def reason_faults(reason: str, *, most: int, word: str = "理由", advice: str = "") -> list[str]:
    """What is wrong with a reason as typed, in sentences; ``word`` is what its page calls it.

    ``advice`` ends the sentence on a reason that is missing, such as 例如会议纪要的日期.
    """
    length = len(tidy(reason))
    if length < LEAST_REASON:
        more = f"，{advice}" if advice else ""
        return [f"请写明{word}（至少 {LEAST_REASON} 个字）{more}。"]
    return [f"{word}最多 {most} 个字，请精简。"] if length > most else []
