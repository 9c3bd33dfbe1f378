"""Opening an application; everything after that is the filing core's."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from changxing_union.filing.models import Filing, FormType
from changxing_union.filing.opening import NewFilingForm
from changxing_union.filing.views.opening import OFFERED, new_filing
from changxing_union.organizations.acts import Act
from changxing_union.organizations.http import SignedInRequest
from changxing_union.organizations.models import Team
from pioneer.forms.application import NewApplicationForm
from pioneer.models import APPLICATION_KIND
from pioneer.services.application import open_application


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """新建申报: unit, team and 创建类型."""
    return new_filing(
        request,
        kind=APPLICATION_KIND,
        form_class=NewApplicationForm,
        begin=_begin,
        template="pioneer/application_new.html",
        context=_known_teams,
    )


def _begin(form_type: FormType, form: NewFilingForm, act: Act) -> Filing:
    union = form.cleaned_data["organization"]
    return open_application(form_type, organization=union, act=act, **form.typed()).filing


def _known_teams(own: frozenset[int]) -> Mapping[str, object]:
    teams = Team.objects.filter(
        enterprise__affiliations__organization__in=own, enterprise__affiliations__until=None
    )
    return {"known_teams": teams.select_related("enterprise")[:OFFERED]}
