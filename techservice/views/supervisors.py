"""义务监督员名册: everybody approved or appointed, as a list and as a workbook."""

from typing import BinaryIO, cast

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from changxing_union.filing.annexes import RegisterOrder, annex_numbered
from changxing_union.filing.models import FilingQuerySet
from changxing_union.filing.views.outputs import phones_shown, register_title
from changxing_union.filing.views.registers import (
    WHOLE_PHONES,
    RegisterHead,
    register_download,
)
from changxing_union.kernel.dates import shanghai_day
from changxing_union.kernel.refusals import refuse_if
from changxing_union.organizations.http import SignedInRequest
from changxing_union.organizations.models import Role
from changxing_union.organizations.permissions import (
    can_read_county_wide,
    can_read_registers,
    can_review,
    can_see_phones,
)
from changxing_union.web.pagination import bounded_count, keyset_page
from techservice.exports.supervisor import write_supervisor_register
from techservice.filters import SupervisorFilter
from techservice.models import SUPERVISOR_ANNEX
from techservice.services.supervisor_lists import (
    supervisor_lines,
    supervisor_register,
    with_appointments,
)

PAGE_SIZE = 20
# As the office reads it: the newest year first, in it the unions in the county's order.
ORDER = (
    ("campaign__year", True),
    ("organization__sort_order", False),
    ("organization__code", False),
    ("id", False),
)
BAD_FILTER = "筛选条件有误，没有导出。请返回名册，重新选择后再导出。"


@require_safe
def supervisors(request: SignedInRequest) -> HttpResponse:
    """名册: filters in the URL, paged by keyset; 经办 chooses here whom to appoint."""
    chosen = _chosen(request)
    filings = chosen.qs if chosen.is_sound() else chosen.queryset.none()
    page = keyset_page(
        with_appointments(filings), order=ORDER, cursor=request.GET.get("cursor"), size=PAGE_SIZE
    )
    lines = supervisor_lines(page.rows, today=shanghai_day(timezone.now()))
    appoints = can_review(request.user) and any(line.may_be_appointed for line in lines)
    context = {
        "filter": chosen,
        "page": page,
        "lines": lines,
        "total": bounded_count(filings),
        "county": can_read_county_wide(request.user),
        "appoints": appoints,
        "sees_phones": can_see_phones(request.user),
        "is_filtered": any(request.GET.get(name) for name in chosen.filters),
    }
    return render(request, "techservice/supervisors.html", context)


def _chosen(request: SignedInRequest) -> SupervisorFilter:
    """What the reader may see of the register, as the query string narrows it."""
    if not can_read_registers(request.user):
        raise Http404
    return SupervisorFilter(
        request.GET, queryset=supervisor_register(request.user), user=request.user
    )


@require_safe
def export(request: SignedInRequest) -> HttpResponseBase:
    """花名册 with the list's filters as a workbook."""
    chosen = _chosen(request)
    refuse_if([] if chosen.is_sound() else [BAD_FILTER])
    annex = annex_numbered(SUPERVISOR_ANNEX)
    if annex is None:
        raise Http404
    phones = phones_shown(request, annex)
    title = register_title(annex, year=chosen.form.cleaned_data.get("year"))

    def write(target: BinaryIO, head: RegisterHead) -> int:
        order = RegisterOrder(
            title=title,
            unit_line=head.unit_line,
            explanation=head.explanation,
            with_phones=phones == WHOLE_PHONES,
            own_unions=request.user.organization_ids(Role.FILER),
        )
        return write_supervisor_register(cast(FilingQuerySet, chosen.qs), order, target)

    return register_download(
        request, write, title=title, described=chosen.described(), phones=phones
    )
