"""Finding the filing a page is about, and how long its filer still has."""

from collections.abc import Collection
from datetime import date

from django.utils import timezone

from changxing_union.filing.due import NO_DEADLINE, filing_days
from changxing_union.filing.models import Filing
from changxing_union.kernel.dates import shanghai_day
from changxing_union.kernel.refusals import refuse_if
from changxing_union.organizations.http import SignedInRequest, visible_or_404


def filing_or_404(request: SignedInRequest, reference: str) -> Filing:
    """The filing with this reference; another union's is a 404 and an audit row."""
    everything = Filing.objects.for_case()
    return visible_or_404(
        request, everything.visible_to(request.user), everything, reference=reference
    )


def remaining(filing: Filing) -> dict[str, date | int]:
    """For the red band: the day by which to file (or to file again) and the days left until it."""
    found = remaining_of([filing])
    refuse_if([] if found else [NO_DEADLINE.format(form_type=filing.form_type)])
    return found[filing.pk]


def remaining_of(filings: Collection[Filing]) -> dict[int, dict[str, date | int]]:
    """The same of many, by their keys, where there is such a day; constant queries."""
    today = shanghai_day(timezone.now())
    return {
        pk: {"due_on": due_on, "days_left": (due_on - today).days}
        for pk, due_on in filing_days(filings).items()
    }
