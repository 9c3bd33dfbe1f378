"""When a form is due and whether it came late: arithmetic only (N43, N47, O-04, O-05)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from changxing_union.kernel.dates import end_of_day, roll_forward


@dataclass(frozen=True)
class DueDay:
    """A deadline as issued and as it counts; ``is_extended`` when that was granted to one union."""

    issued: date
    effective: date
    is_extended: bool = False

    @property
    def was_moved(self) -> bool:
        """Whether a rest day or an extension moved it; then both dates are shown."""
        return self.issued != self.effective

    def days_left(self, today: date) -> int:
        """Whole days until the effective day; 0 on the day itself, negative afterwards."""
        return (self.effective - today).days

    def is_late(self, at: datetime) -> bool:
        """“日前” includes the whole day in 长兴, to its last second."""
        return at > end_of_day(self.effective)


def due_day(
    issued: date,
    *,
    rolls: bool,
    holidays: Mapping[date, bool],
    extended_until: date | None = None,
) -> DueDay:
    """The effective day: rolled off rest days if so read (O-05), never before an extension ends."""
    effective = roll_forward(issued, holidays) if rolls else issued
    if extended_until and extended_until > effective:
        return DueDay(issued=issued, effective=extended_until, is_extended=True)
    return DueDay(issued=issued, effective=effective)
