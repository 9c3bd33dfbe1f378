"""Running numbers as offices write them: ``2018-001`` and what follows it."""

import re
from collections.abc import Iterable

TAIL = re.compile(r"[0-9]{1,9}\Z")


def number_after(given: Iterable[str], year: int) -> str:
    """``2018-001``, or the one after the highest of ``year`` among ``given``; only a hint."""
    found = map(re.compile(rf"{year}-([0-9]{{1,6}})").fullmatch, given)
    return f"{year}-{max((int(match[1]) for match in found if match), default=0) + 1:03d}"


def consecutive_numbers(first: str, count: int) -> list[str]:
    """``count`` numbers from ``first`` on; empty when it does not end in digits to count with."""
    tail = TAIL.search(first)
    if count == 1:
        return [first]
    if tail is None:
        return []
    head, start, width = first[: tail.start()], int(tail[0]), len(tail[0])
    return [f"{head}{start + step:0{width}d}" for step in range(count)]
