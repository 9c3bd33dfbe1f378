"""Opening an application; everything after that is the filing core's."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods

from changxing_union.filing.models import FormType
from changxing_union.kernel.refusals import Refused
from changxing_union.organizations.http import SignedInRequest, act_of
from changxing_union.organizations.models import Enterprise, Organization, Role, Team
from pioneer.forms.application import NewApplicationForm
from pioneer.models import APPLICATION_KIND
from pioneer.services.application import open_application

OFFERED = 500


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """新建申报: choose unit and team, and the registers fill in what they know."""
    own = request.user.organization_ids(Role.FILER)
    organizations = Organization.objects.reporting().filter(pk__in=own)
    form_type = FormType.objects.filter(kind=APPLICATION_KIND, campaign__is_open=True).first()
    if not own or form_type is None:
        raise Refused(
            ["只有乡镇（街道、园区）、产业工会的填报员可以新建申报。"]
            if not own
            else ["现在没有进行中的申报活动。"]
        )
    form = NewApplicationForm(request.POST or None, organizations=organizations)
    if request.method == "POST" and form.is_valid():
        typed = {name: form.cleaned_data[name] for name in ("unit_name", "team_name", "track")}
        try:
            application = open_application(
                form_type,
                organization=form.cleaned_data["organization"],
                act=act_of(request),
                **typed,
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.info(request, "草稿已建立，尚未上报。请逐格填写，并随时保存草稿。")
            return redirect("edit", application.filing.reference)
    context = {
        "form": form,
        "form_type": form_type,
        "token": request.POST.get("token") or get_random_string(32),
        "known_units": Enterprise.objects.reporting_to(own)[:OFFERED],
        "known_teams": Team.objects.filter(
            enterprise__affiliations__organization__in=own, enterprise__affiliations__until=None
        ).select_related("enterprise")[:OFFERED],
    }
    return render(request, "pioneer/application_new.html", context)
