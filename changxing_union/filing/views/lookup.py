"""Finding the filing a page is about."""

from changxing_union.filing.models import Filing
from changxing_union.organizations.http import SignedInRequest, visible_or_404


def filing_or_404(request: SignedInRequest, reference: str) -> Filing:
    """The filing with this reference; another union's is a 404 and an audit row."""
    everything = Filing.objects.for_case()
    return visible_or_404(
        request, everything.visible_to(request.user), everything, reference=reference
    )
