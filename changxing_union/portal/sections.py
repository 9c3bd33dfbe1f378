"""A heap of work on somebody's desk, of whatever kind: what it holds and where its buttons lead."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from changxing_union.filing.annexes import step_of
from changxing_union.filing.models import Filing, FilingQuerySet, State
from changxing_union.kernel.dates import shanghai_day
from changxing_union.web.pagination import BoundedCount, bounded_count

SHOWN = 8


@dataclass(frozen=True)
class Line:
    """One filing of a heap: what its button says, since when it waits or until when it may."""

    filing: Filing
    verb: str
    since: datetime
    due_on: date | None = None

    @property
    def days_left(self) -> int | None:
        """Whole days until ``due_on``, negative after it."""
        today = shanghai_day(timezone.now())
        return None if self.due_on is None else (self.due_on - today).days

    @property
    def days_over(self) -> int:
        """Whole days since ``due_on``; 0 until then."""
        return max(0, -(self.days_left or 0))


@dataclass(frozen=True)
class Section:
    """One heap of work: the most urgent first, and where to find all of it."""

    title: str
    hint: str
    tone: str
    filings: list[Filing]
    count: BoundedCount
    url: str = ""
    more: str = ""  # what the link to ``url`` says
    verb: str = "查看"
    step: str = ""  # the step that the button leads to, where forms call it differently
    target: str = "case"
    opens: str = "case"  # the page of each
    begins: bool = False  # whether the button begins annex 3 of the team
    empty: str = ""
    since: str = "state_since"  # the column that says since when each waits
    # The day of each, by its key, of a heap that is ordered by days.
    days: Mapping[int, date] = field(default_factory=dict)

    @property
    def is_of_outcome(self) -> bool:
        """Whether it is about what became of a filing: that it came late says nothing then."""
        return self.begins or self.target == "title" or self.opens != "case"

    @property
    def lines(self) -> list[Line]:
        """Each filing with what its button says: a step in the form's own word (annex 2: 接收)."""
        return [
            Line(
                filing,
                step_of(filing, self.step).label if self.step else self.verb,
                getattr(filing, self.since),
                self.days.get(filing.pk),
            )
            for filing in self.filings
        ]


def if_any(*sections: Section) -> list[Section]:
    """Those of ``sections`` that hold anything."""
    return [each for each in sections if each.filings]


def section(
    title: str, hint: str, filings: FilingQuerySet, *, tone: str = "", state: str = "",
    verb: str = "查看", step: str = "", target: str = "case", empty: str = "没有待办。",
    url: str = "", more: str = "", since: str = "state_since", day: str = "",
    opens: str = "case",
) -> Section:  # fmt: skip
    """The most urgent ``SHOWN`` of ``filings`` and their bounded number: two queries.

    Most urgent is who waits longest or, where a column tells each one's ``day``, the nearest day.
    """
    in_order = filings.select_related("organization", "form_type").order_by(day or since, "id")
    shown = list(in_order[:SHOWN])
    if state:
        url = f"{reverse('filing_list')}?state={state}"
        more = f"在列表中查看所有“{State(state).label}”的申报"
    return Section(
        title=title,
        hint=hint,
        tone=tone,
        filings=shown,
        count=bounded_count(filings),
        url=url,
        more=more,
        verb=verb,
        step=step,
        target=target,
        opens=opens,
        empty=empty,
        since=since,
        days={filing.pk: getattr(filing, day) for filing in shown} if day else {},
    )
