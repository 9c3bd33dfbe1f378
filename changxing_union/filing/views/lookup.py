"""Finding the filing a page is about, and how long its filer still has."""

from datetime import date

from django.utils import timezone

from changxing_union.filing.due import due_day_for
from changxing_union.filing.models import Filing, ReturnState, State
from changxing_union.kernel.dates import shanghai_day
from changxing_union.organizations.http import SignedInRequest, visible_or_404


def filing_or_404(request: SignedInRequest, reference: str) -> Filing:
    """The filing with this reference; another union's is a 404 and an audit row."""
    everything = Filing.objects.for_case()
    return visible_or_404(
        request, everything.visible_to(request.user), everything, reference=reference
    )


def remaining(filing: Filing) -> dict[str, date | int]:
    """For the red band: the day by which to file (or to file again) and the days left until it."""
    due_on = None
    if filing.state == State.RETURNED:
        due_on = (
            filing.returns.filter(state=ReturnState.OPEN).values_list("due_on", flat=True).first()
        )
    due_on = due_on or due_day_for(filing.form_type, filing.organization).effective
    return {"due_on": due_on, "days_left": (due_on - shanghai_day(timezone.now())).days}
