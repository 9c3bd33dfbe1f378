"""评分细则: what annex 3 is judged by, for all who use it; the administrator changes a reading."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from changxing_union.filing.models import Campaign
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.organizations.http import SignedInRequest, act_of
from changxing_union.organizations.models import Role
from changxing_union.organizations.permissions import can_administer, can_use_filings
from pioneer.forms.rubric import RubricForm
from pioneer.models import Rubric
from pioneer.services.assessment import rubric_in_force
from pioneer.services.rubrics import NOT_ADMINISTRATOR, change_reading

NO_CAMPAIGN = "现在没有进行中的申报活动，没有可用的评分细则。"


@require_http_methods(["GET", "HEAD", "POST"])
def rubric(request: SignedInRequest) -> HttpResponse:
    """The edition in force and those before it, each with its reason."""
    user = request.user
    may_change = can_administer(user)
    if not (may_change or can_use_filings(user) or user.has_role(Role.ASSESSOR)):
        raise Http404
    campaign = Campaign.objects.filter(is_open=True).first()
    if campaign is None:
        raise Refused([NO_CAMPAIGN])
    refuse_if([] if may_change or request.method != "POST" else [NOT_ADMINISTRATOR])
    in_force = rubric_in_force(campaign)
    form = RubricForm(request.POST or None, rubric=in_force)
    if request.method == "POST" and form.is_valid():
        seen = get_object_or_404(Rubric, pk=_number(request.POST.get("edition", "")))
        try:
            edition = change_reading(
                campaign,
                seen,
                form.reading(),
                reason=form.cleaned_data["reason"],
                act=act_of(request),
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, f"已启用{edition}。没有结束的考核从现在起按新细则计算。")
            return redirect("rubric")
    context = {
        "rubric": in_force,
        "form": form,
        "may_change": may_change,
        "editions": Rubric.objects.select_related("campaign", "set_by"),
    }
    return render(request, "pioneer/rubric.html", context, status=422 if form.errors else 200)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0
