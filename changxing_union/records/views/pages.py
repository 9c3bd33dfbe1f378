"""One record: its cells, its evidence, its history; making it void."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from changxing_union.kernel.dates import shanghai_day
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.organizations.http import SignedInRequest, act_of, visible_or_404
from changxing_union.records import services
from changxing_union.records.blockers import change_blockers, keeper_blockers
from changxing_union.records.forms import VoidForm
from changxing_union.records.models import Record, RecordFile
from changxing_union.records.permissions import can_edit, can_keep
from changxing_union.records.services.evidence import MOST_FILES
from changxing_union.records.views.files import FILES_FIELD, SECTION, attach_chosen
from changxing_union.records.views.lists import list_lines
from changxing_union.records.views.lookup import Addresses, record_or_404, register_or_404
from changxing_union.web.chosen_files import NOTHING_CHOSEN
from changxing_union.web.pictures import THUMBNAIL_SIDE
from changxing_union.web.private_files import private_file_response, thumbnail_response
from changxing_union.web.thumbnails import thumbnail_of

MOST_TWINS = 5


@require_safe
def detail(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """All cells in two columns, what is odd about them, evidence, history."""
    found = register_or_404(request, kind)
    record = record_or_404(request, found, pk)
    today = shanghai_day(timezone.now())
    may_keep = can_keep(request.user, found.keeper, record.organization)
    twins = () if record.is_void else found.with_rows(services.twins_of(record))[:MOST_TWINS]
    context = {
        "kind": found,
        "urls": Addresses(found, record),
        "list_url": Addresses(found).list,
        "record": record,
        "cells": found.cells_of(record, whole_phones=may_keep),
        "state": found.state_words(record, today),
        "is_overdue": record.is_overdue(today),
        "findings": [] if record.is_void else found.findings(found.values_of(record)),
        "twins": list_lines(found, twins, request.user),
        "files": record.files.kept(),
        "events": record.events.select_related("by").order_by("-pk"),
        "may_edit": can_edit(request.user, found.keeper, record),
        "files_field": FILES_FIELD,
        "section": SECTION,
        "most_files": MOST_FILES,
    }
    return render(request, "records/record_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def void_record(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """作废, with the reason; a GET shows its page."""
    found = register_or_404(request, kind)
    record = record_or_404(request, found, pk)
    refuse_if(keeper_blockers(found, record, by=request.user))
    if request.method != "POST":
        refuse_if(change_blockers(found, record, by=request.user))
    form = VoidForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.void(found, record, reason=form.cleaned_data["reason"], act=act_of(request))
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, "已作废，记录保留备查。")
            return redirect(Addresses(found, record).detail)
    context = {
        "kind": found,
        "urls": Addresses(found, record),
        "list_url": Addresses(found).list,
        "record": record,
        "form": form,
        "token": request.POST.get("token") or get_random_string(32),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "records/record_void.html", context, status=status)


@require_POST
def attach_files(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """Attach the files chosen on the record's page."""
    found = register_or_404(request, kind)
    record = record_or_404(request, found, pk)
    refuse_if(change_blockers(found, record, by=request.user))
    if not attach_chosen(request, found, record):
        messages.error(request, NOTHING_CHOSEN, extra_tags=SECTION)
    return redirect(f"{Addresses(found, record).detail}#{SECTION}")


@require_POST
def remove_file(request: SignedInRequest, kind: str, pk: int, number: int) -> HttpResponse:
    """Take a file out of the record."""
    found = register_or_404(request, kind)
    record = record_or_404(request, found, pk)
    is_removed = services.remove(found, record, number, act=act_of(request))
    told = "附件已移除。" if is_removed else "这个附件已经不在了，没有移除。"
    messages.success(request, told, extra_tags=SECTION)
    return redirect(f"{Addresses(found, record).detail}#{SECTION}")


@require_safe
def evidence(request: SignedInRequest, kind: str, pk: int, number: int) -> HttpResponseBase:
    """A private file, for whoever may see the record."""
    stored = _file_or_404(request, kind, pk, number)
    return private_file_response(
        stored.file.path,
        content_type=stored.content_type,
        download_name=stored.original_name,
        inline=True,
    )


@require_safe
def evidence_thumbnail(
    request: SignedInRequest, kind: str, pk: int, number: int
) -> HttpResponseBase:
    """A picture among them, small."""
    stored = _file_or_404(request, kind, pk, number)
    if not stored.is_picture:
        raise Http404
    return thumbnail_response(
        request, lambda: thumbnail_of(stored), etag=f"{stored.sha256}-{THUMBNAIL_SIDE}"
    )


def _file_or_404(request: SignedInRequest, kind: str, pk: int, number: int) -> RecordFile:
    found = register_or_404(request, kind)
    record: Record = record_or_404(request, found, pk)
    others = RecordFile.objects.exclude(record=record)
    return visible_or_404(request, record.files.kept(), others, pk=number)
