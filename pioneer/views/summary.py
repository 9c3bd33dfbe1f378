"""Annex 2 as its union meets it: one sheet a year, begun in one of three ways."""

import re
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_POST, require_safe

from changxing_union.filing.due import due_day_for
from changxing_union.filing.models import Filing, FormType, State
from changxing_union.filing.views.lookup import remaining
from changxing_union.kernel.refusals import Refused
from changxing_union.organizations.http import SignedInRequest, act_of, visible_or_404
from changxing_union.organizations.models import Organization, Role
from changxing_union.organizations.permissions import can_read_county_wide
from pioneer.models import ReportKind
from pioneer.services.summary import open_form_type, open_summary
from pioneer.summary_table import distinct_units
from pioneer.views.summary_county import overview

NO_CAMPAIGN = "现在没有进行中的申报活动。"
# What a form may carry as the number of a union.
UNION_NUMBER = re.compile(r"[0-9]{1,9}")


@require_safe
def summary(request: SignedInRequest) -> HttpResponse:
    """汇总表: the county sees all sheets at a glance, a union its own."""
    if can_read_county_wide(request.user):
        return overview(request)
    form_type = open_form_type()
    unions = list(own_unions(request))
    if not unions:
        raise Http404
    if form_type is None:
        raise Refused([NO_CAMPAIGN])
    filings = {
        filing.organization_id: filing
        for filing in Filing.objects.for_case()
        .select_related("summary_sheet")
        .filter(form_type=form_type, organization__in=unions)
        .exclude(state=State.VOID)
    }
    context = {
        "form_type": form_type,
        "cards": [_card(form_type, union, filings.get(union.pk)) for union in unions],
        "token": get_random_string(32),
    }
    return render(request, "pioneer/summary.html", context)


def own_unions(request: SignedInRequest) -> QuerySet[Organization]:
    """The unions the reader files for."""
    own = request.user.organization_ids(Role.FILER)
    return Organization.objects.reporting().filter(pk__in=own)


def _card(form_type: FormType, union: Organization, filing: Filing | None) -> dict[str, Any]:
    """What the page tells of one union and its sheet."""
    if filing is None:
        return {"union": union, "filing": None, "due": due_day_for(form_type, union)}
    rows = filing.summary_sheet.working_rows
    return {
        "union": union,
        "filing": filing,
        "is_nil": filing.summary_sheet.report_kind == ReportKind.NIL,
        "lines": len(rows),
        "enterprises": distinct_units(row.unit_key for row in rows),
        "workers": sum(row.participant_count or 0 for row in rows),
        **(remaining(filing) if filing.is_editable else {}),
    }


@require_POST
def open_sheet(request: SignedInRequest) -> HttpResponse:
    """Begin the sheet: empty, or as a 零报告; another union's is a 404 and an audit row."""
    wanted = request.POST.get("organization", "")
    if not UNION_NUMBER.fullmatch(wanted):
        raise Http404
    everyone = Organization.objects.reporting()
    union = visible_or_404(request, own_unions(request), everyone, pk=int(wanted))
    form_type = open_form_type()
    if form_type is None:
        raise Refused([NO_CAMPAIGN])
    is_nil = request.POST.get("kind") == ReportKind.NIL
    kind = ReportKind.NIL if is_nil else ReportKind.TEAMS
    sheet = open_summary(form_type, organization=union, act=act_of(request), report_kind=kind)
    if is_nil:
        messages.info(request, "零报告已建立，尚未上报。请核对后上报。")
        return redirect("preview", sheet.filing.reference)
    messages.info(request, "汇总表已建立，尚未上报。请逐行填写，或从 Excel、WPS 中复制后粘贴。")
    return redirect("edit", sheet.filing.reference)
