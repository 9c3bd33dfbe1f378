"""Paper and registers: the official PDF, the blank form, the Excel 台账."""

from typing import BinaryIO

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from changxing_union.filing.annexes import Annex, RegisterOrder, annex_numbered
from changxing_union.filing.filters import FilingFilter
from changxing_union.filing.models import Filing, FormType, State
from changxing_union.filing.printing import copies_of, kept_blank, kept_pdf, made_pdf, print_order
from changxing_union.filing.views.lookup import filing_or_404
from changxing_union.filing.views.registers import (
    MASKED_PHONES,
    NO_PHONES,
    WHOLE_PHONES,
    RegisterHead,
    register_download,
)
from changxing_union.kernel.refusals import refuse_if
from changxing_union.organizations.http import SignedInRequest
from changxing_union.organizations.models import Role
from changxing_union.organizations.permissions import (
    can_file_for,
    can_read_county_wide,
    can_see_phones,
    can_use_filings,
)
from changxing_union.web.private_files import private_file_response
from changxing_union.web.requests import portal_origin

PDF = "application/pdf"
BAD_FILTER = "筛选条件有误，没有导出。请返回申报列表，重新选择后再导出。"


@require_safe
def print_filing(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """The official PDF: all copies, or ``?copy=n``; filed versions are kept, drafts made anew."""
    filing = filing_or_404(request, reference)
    number = _copy_number(request.GET.get("copy", ""))
    copies = copies_of(filing.form_type, number)
    if number is not None and not copies:
        raise Http404
    origin = portal_origin(request)
    to_filer = can_file_for(request.user, filing.organization)
    order = print_order(filing, copies=copies, origin=origin, to_filer=to_filer)
    suffix = f"-第{number}份" if number else ""
    name = f"{filing.reference}{suffix}.pdf"
    if filing.is_editable and to_filer:
        response = HttpResponse(made_pdf(filing, order).pdf, content_type=PDF)
        response["Content-Disposition"] = f'inline; filename="{filing.reference}.pdf"'
        return response
    path = kept_pdf(filing, order)
    return private_file_response(path, content_type=PDF, download_name=name, inline=True)


def _copy_number(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 3:
        raise Http404
    return int(text)


@login_not_required
@require_safe
def blank(request: HttpRequest, annex: int) -> HttpResponseBase:
    """The empty form, for anyone: printed from the same template as the filled one."""
    found = annex_numbered(annex)
    form_type = FormType.objects.filter(annex=annex, campaign__is_open=True).first()
    if found is None or form_type is None:
        raise Http404
    path = kept_blank(found, form_type)
    name = f"附件{annex}-空白表.pdf"
    return private_file_response(path, content_type=PDF, download_name=name, inline=True)


@require_safe
def export(request: SignedInRequest, annex: int) -> HttpResponseBase:
    """台账 of one annex with the list's filters; every export is an audit row (个保法)."""
    found = annex_numbered(annex)
    if found is None or not can_use_filings(request.user):
        raise Http404
    visible = Filing.objects.visible_to(request.user).of_annex(annex)
    chosen = FilingFilter(request.GET, queryset=visible, user=request.user)
    sort = request.GET.get("sort", "")
    is_sound = chosen.is_sound() and sort in ("", *dict(found.register_sorts))
    refuse_if([] if is_sound else [BAD_FILTER])
    filings, left_out = chosen.qs, ""
    # What is void or taken back would spoil the totals; who asks for it by state gets it.
    if not chosen.form.cleaned_data["state"]:
        filings, left_out = filings.exclude(state=State.VOID), "（不含作废）"
        if can_read_county_wide(request.user):
            filings, left_out = filings.not_withdrawn(), "（不含作废和撤回）"
    phones = phones_shown(request, found)
    title = register_title(found, year=chosen.form.cleaned_data.get("year"))

    def write(target: BinaryIO, head: RegisterHead) -> int:
        order = RegisterOrder(
            title=title,
            unit_line=head.unit_line,
            explanation=head.explanation,
            with_phones=phones == WHOLE_PHONES,
            own_unions=request.user.organization_ids(Role.FILER),
            to_county=can_read_county_wide(request.user),
            sort=sort,
        )
        return found.write_register(filings, order, target)

    return register_download(
        request,
        write,
        title=title,
        described=chosen.described(),
        phones=phones,
        left_out=left_out,
        logged_as=f"附件{annex} {title}",
    )


def phones_shown(request: SignedInRequest, annex: Annex) -> str:
    """How the workbook holds phone numbers: whole if 经办 asks, or in a union's own form."""
    if not annex.register_has_phones:
        return NO_PHONES
    is_own_form = annex.register_is_form and not can_read_county_wide(request.user)
    is_asked = can_see_phones(request.user) and request.GET.get("phones") == WHOLE_PHONES
    return WHOLE_PHONES if is_own_form or is_asked else MASKED_PHONES


def register_title(annex: Annex, *, year: str | None) -> str:
    """``2018年…台账``; without the year when the rows may be of several."""
    form_types = FormType.objects.filter(annex=annex.number).select_related("campaign")
    if year:
        form_types = form_types.filter(campaign__year=year)
    if not form_types:
        raise Http404
    newest, *older = form_types
    name = annex.register_name or (newest.short_title + ("" if annex.register_is_form else "台账"))
    return name if older else f"{newest.campaign.year}年{name}"
