"""Saying no: one exception and one helper, used by every service."""

from collections.abc import Iterable


class Refused(Exception):
    """An act the portal will not do now; ``reasons`` are complete sentences for the user.

    ``field`` names what was typed wrongly, where that is one thing of several.
    """

    def __init__(self, reasons: Iterable[str], *, field: str = "") -> None:
        """Keep ``reasons`` in the order in which the page should print them."""
        self.reasons: tuple[str, ...] = tuple(reasons)
        self.field = field
        super().__init__("；".join(self.reasons))


def refuse_if(reasons: Iterable[str]) -> None:
    """Raise ``Refused`` when there is at least one reason; otherwise do nothing."""
    found = tuple(reasons)
    if found:
        raise Refused(found)
