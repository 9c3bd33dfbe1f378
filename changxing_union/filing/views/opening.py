"""The page on which a form is opened; everything after that happens in the form itself."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_safe

from changxing_union.filing.annexes import registered_annexes
from changxing_union.filing.models import Filing, FormType
from changxing_union.filing.opening import NewFilingForm
from changxing_union.filing.services import open_form_type
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.organizations.acts import Act
from changxing_union.organizations.http import SignedInRequest, act_of
from changxing_union.organizations.models import Enterprise, Organization, Role

OFFERED = 500
NOT_FILER = "只有乡镇（街道、园区）、产业工会的填报员可以新建申报。"
NO_CAMPAIGN = "现在没有进行中的申报活动。"

Begin = Callable[[FormType, NewFilingForm, Act], Filing]


@require_safe
def choose(request: SignedInRequest) -> HttpResponse:
    """新建申报: all forms that can be filed here, each with whom it is for."""
    refuse_if([] if request.user.has_role(Role.FILER) else [NOT_FILER])
    open_forms = FormType.objects.filter(campaign__is_open=True).order_by("campaign__year")
    titles = {form.annex: form.heading_title for form in open_forms}
    offered = [(annex, titles[annex.number]) for annex in registered_annexes()
               if annex.number in titles]  # fmt: skip
    refuse_if([] if offered else [NO_CAMPAIGN])
    return render(request, "filing/filing_choose.html", {"offered": offered})


def new_filing(
    request: SignedInRequest,
    *,
    kind: str,
    form_class: type[NewFilingForm],
    begin: Begin,
    template: str,
    context: Callable[[frozenset[int]], Mapping[str, object]] = lambda own: {},
) -> HttpResponse:
    """新建: choose the unit, and the registers fill in what they know.

    ``begin`` opens the draft, or is refused in the words shown above the form; ``context`` gives
    what ``template`` needs besides, for the unions that the user files for.
    """
    own = request.user.organization_ids(Role.FILER)
    form_type = open_form_type(kind)
    refuse_if([] if own else [NOT_FILER])
    if form_type is None:
        raise Refused([NO_CAMPAIGN])
    organizations = Organization.objects.reporting().filter(pk__in=own)
    form = form_class(request.POST or None, organizations=organizations)
    if request.method == "POST" and form.is_valid():
        try:
            filing = begin(form_type, form, act_of(request))
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.info(request, "草稿已建立，尚未上报。请逐格填写，并随时保存草稿。")
            return redirect("edit", filing.reference)
    shown = {
        "form": form,
        "form_type": form_type,
        "token": request.POST.get("token") or get_random_string(32),
        "known_units": Enterprise.objects.reporting_to(own)[:OFFERED],
        **context(own),
    }
    return render(request, template, shown)
