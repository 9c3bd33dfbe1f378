"""Reasons that people give for a step: long enough to say something, short enough to keep."""

from changxing_union.kernel.text import tidy

LEAST_REASON = 5  # characters


def reason_faults(reason: str, *, most: int, word: str = "理由") -> list[str]:
    """What is wrong with a reason as typed, in sentences; ``word`` is what its page calls it."""
    length = len(tidy(reason))
    if length < LEAST_REASON:
        return [f"请写明{word}（至少 {LEAST_REASON} 个字）。"]
    return [f"{word}最多 {most} 个字，请精简。"] if length > most else []
