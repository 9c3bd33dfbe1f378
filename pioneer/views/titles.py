"""工人先锋号名册: every team in cultivation and every title, as a list and as a workbook."""

from typing import BinaryIO

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from changxing_union.filing.filters import years
from changxing_union.filing.views.registers import RegisterHead, register_download
from changxing_union.kernel.dates import shanghai_day
from changxing_union.kernel.refusals import refuse_if
from changxing_union.organizations.http import SignedInRequest
from changxing_union.organizations.permissions import can_read_county_wide
from changxing_union.web.pagination import bounded_count, keyset_page
from pioneer.exports.titles import write_title_register
from pioneer.filters import TitleFilter
from pioneer.permissions import can_read_titles
from pioneer.services.title_lists import title_lines, title_register, with_titles

PAGE_SIZE = 20
# As the office reads it: the newest year first, in it the unions in the county's order.
ORDER = (
    ("campaign__year", True),
    ("organization__sort_order", False),
    ("organization__code", False),
    ("id", False),
)
NAME = "“工人先锋号”名册"
BAD_FILTER = "筛选条件有误，没有导出。请返回名册，重新选择后再导出。"


@require_safe
def titles(request: SignedInRequest) -> HttpResponse:
    """名册: filters in the URL, paged by keyset."""
    chosen = _chosen(request)
    filings = chosen.qs if chosen.is_sound() else chosen.queryset.none()
    page = keyset_page(
        with_titles(filings), order=ORDER, cursor=request.GET.get("cursor"), size=PAGE_SIZE
    )
    context = {
        "filter": chosen,
        "page": page,
        "lines": title_lines(page.rows, request.user, today=shanghai_day(timezone.now())),
        "total": bounded_count(filings),
        "county": can_read_county_wide(request.user),
        "is_filtered": any(request.GET.get(name) for name in chosen.filters),
    }
    return render(request, "pioneer/titles.html", context)


def _chosen(request: SignedInRequest) -> TitleFilter:
    """What the reader may see of the register, as the query string narrows it."""
    if not can_read_titles(request.user):
        raise Http404
    return TitleFilter(request.GET, queryset=title_register(request.user), user=request.user)


@require_safe
def export(request: SignedInRequest) -> HttpResponseBase:
    """名册 with the list's filters as a workbook; every export is an audit row (个保法)."""
    chosen = _chosen(request)
    refuse_if([] if chosen.is_sound() else [BAD_FILTER])
    title = register_title(chosen.form.cleaned_data.get("year"))
    filings = chosen.qs.order_by(*(f"-{name}" if down else name for name, down in ORDER))

    def write(target: BinaryIO, head: RegisterHead) -> int:
        return write_title_register(
            filings,
            target,
            user=request.user,
            today=shanghai_day(timezone.now()),
            title=title,
            unit_line=head.unit_line,
            explanation=head.explanation,
        )

    return register_download(request, write, title=title, described=chosen.described())


def register_title(year: str | None) -> str:
    """``2018年“工人先锋号”名册``; without the year when the rows may be of several."""
    known = [number for number, _label in years()]
    return f"{year or known[0]}年{NAME}" if year or len(known) == 1 else NAME
