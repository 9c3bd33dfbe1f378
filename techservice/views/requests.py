"""Opening annex 5; everything after that is the filing core's."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from changxing_union.filing.models import Filing, FormType
from changxing_union.filing.opening import NewFilingForm
from changxing_union.filing.views.opening import new_filing
from changxing_union.organizations.acts import Act
from changxing_union.organizations.http import SignedInRequest
from techservice.models import REQUEST_KIND
from techservice.services.requests import open_request


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """新建技术服务需求: choose the enterprise."""
    return new_filing(
        request,
        kind=REQUEST_KIND,
        form_class=NewFilingForm,
        begin=_begin,
        template="techservice/request_new.html",
    )


def _begin(form_type: FormType, form: NewFilingForm, act: Act) -> Filing:
    union = form.cleaned_data["organization"]
    return open_request(form_type, organization=union, act=act, **form.typed()).filing
