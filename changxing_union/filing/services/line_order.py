"""In which order the lines of a table stand, when a page of it says where it has its own."""

from collections.abc import Collection, Sequence


def with_new_lines(keys: Sequence[str], page: Sequence[str], created: frozenset[str]) -> list[str]:
    """``keys`` with the lines just ``created`` put behind the line they follow on the ``page``."""
    followers, before = _followers(page, frozenset(keys), created)
    order: list[str] = []
    for key in keys:
        if key in created:
            continue
        if key == before:
            order += followers.pop("", [])
        order += [key, *followers.pop(key, [])]
    return order + [key for rest in followers.values() for key in rest]


def _followers(
    page: Sequence[str], present: frozenset[str], created: frozenset[str]
) -> tuple[dict[str, list[str]], str]:
    """Known line → the new lines that follow it on the page, and the first known line there.

    New lines above every known one stand under an empty key.
    """
    followers: dict[str, list[str]] = {}
    before = first = ""
    for key in page:
        if key in created and key in present:
            followers.setdefault(before, []).append(key)
        elif key in present:
            before = key
            first = first or key
    return followers, first


def merged_order(
    wanted: Sequence[str], present: Sequence[str], *, created: Collection[str] = ()
) -> list[str]:
    """``present`` in the order ``wanted``; what that does not name stays behind its predecessor.

    ``wanted`` is one page of the sheet: the pages after it stay after it. ``created`` are lines of
    it that stand at the end for want of a place, and precede nothing.
    """
    named = set(wanted)
    behind: dict[str, list[str]] = {}
    before = ""
    for key in present:
        if key in named and key not in created:
            before = key
        elif key not in named:
            behind.setdefault(before, []).append(key)
    head = behind.pop("", [])
    tail = behind.pop(before, [])
    return [*head, *(each for key in wanted for each in (key, *behind.get(key, []))), *tail]
