"""聘任 of one person or of several at once, from the register or from the person's page."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods

from changxing_union.filing.models import Filing
from changxing_union.kernel.dates import shanghai_day
from changxing_union.kernel.refusals import refuse_if
from changxing_union.organizations.http import SignedInRequest, act_of
from changxing_union.organizations.permissions import can_review
from changxing_union.web.forms import carried_out
from techservice.forms.appointments import AppointForm
from techservice.services import appointments
from techservice.services.supervisor_lists import supervisor_register

# As many as a page of the register shows at most, several times over.
MOST_AT_ONCE = 200


@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: SignedInRequest) -> HttpResponse:
    """聘任: certificates with consecutive numbers for everybody chosen (``?chosen=…``)."""
    if not can_review(request.user):
        raise Http404
    is_pressed = request.method == "POST"
    filings = _chosen(request, (request.POST if is_pressed else request.GET).getlist("chosen"))
    if not filings:
        messages.warning(request, appointments.NOBODY_CHOSEN)
        return redirect("supervisors")
    today = shanghai_day(timezone.now())
    form = AppointForm(
        request.POST if is_pressed else None,
        suggested=appointments.next_certificate_number(filings[0].campaign.year),
        today=today,
        count=len(filings),
    )
    if not is_pressed:
        refuse_if(reason for filing in filings for reason in appointments.appoint_blockers(filing))
        return _page(request, filings, form)
    made = carried_out(
        form,
        lambda typed: appointments.appoint(
            filings, appointments.Term(**typed), act=act_of(request)
        ),
    )
    if made is None:
        return _page(request, filings, form, status=422)
    numbers = "、".join(dict.fromkeys((made[0].certificate_no, made[-1].certificate_no)))
    messages.success(request, f"已聘任 {len(made)} 名监督员，证书编号 {numbers}。")
    return (
        redirect("supervisor", filings[0].reference) if len(made) == 1 else redirect("supervisors")
    )


def _chosen(request: SignedInRequest, references: list[str]) -> list[Filing]:
    """Those of the register with these references, in the order of the register."""
    known = [each for each in references if len(each) <= 40][:MOST_AT_ONCE]
    found = supervisor_register(request.user).filter(reference__in=known)
    in_order = found.select_related("campaign", "organization", "form_type", "energy_supervisor")
    return list(in_order.order_by("organization__sort_order", "organization__code", "id"))


def _page(
    request: SignedInRequest, filings: list[Filing], form: AppointForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "filings": filings,
        "form": form,
        "token": request.POST.get("token") or get_random_string(32),
    }
    return render(request, "techservice/appoint.html", context, status=status)
