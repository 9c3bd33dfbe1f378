"""Opening an annex 4; everything after that is the filing core's."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from changxing_union.filing.models import Filing, FormType
from changxing_union.filing.opening import NewFilingForm
from changxing_union.filing.views.opening import new_filing
from changxing_union.organizations.acts import Act
from changxing_union.organizations.http import SignedInRequest
from techservice.forms.supervisor import NewSupervisorForm
from techservice.models import SUPERVISOR_KIND
from techservice.services.supervisors import open_supervisor


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """新建登记: unit and person."""
    return new_filing(
        request,
        kind=SUPERVISOR_KIND,
        form_class=NewSupervisorForm,
        begin=_begin,
        template="techservice/supervisor_new.html",
    )


def _begin(form_type: FormType, form: NewFilingForm, act: Act) -> Filing:
    union = form.cleaned_data["organization"]
    return open_supervisor(form_type, organization=union, act=act, **form.typed()).filing
