"""The pages of an import: choose a table, say what its columns are, look at it, store it.

One set of views for every kind; the product's addresses say which (``imports.urls``).
"""

import re
import tempfile
from typing import BinaryIO, cast

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from changxing_union.imports import services
from changxing_union.imports.forms import MappingForm, StartForm
from changxing_union.imports.models import ImportJob, ImportJobQuerySet, ImportState
from changxing_union.imports.preview import preview_of
from changxing_union.imports.progress import progress_of
from changxing_union.imports.recognition import missing_columns, suggested_mapping
from changxing_union.imports.stored import mapping_of, recognised_of, table_of
from changxing_union.imports.targets import ImportPlace, ImportTarget, target_of
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.kernel.text import tidy_line
from changxing_union.organizations.http import SignedInRequest, act_of, visible_or_404

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LATEST = 10
OFFSET = re.compile(r"[0-9]{1,6}")
SPLIT = re.compile(r"split-([0-9]{1,7})-([12])")
NOWHERE = (
    "您现在没有可以导入的表格。只有乡镇（街道、园区）、产业工会的填报员可以导入，"
    "并且表格须尚未上报或已被退回修改。"
)
TOO_LATE = "导入已经在写入或已经结束，不能取消。请刷新页面查看结果。"
NOT_LOST = "后台正在处理，不需要重试。请稍候。"


# --- starting -----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: SignedInRequest, kind: str) -> HttpResponse:
    """Choose a file or paste a block; below, what the union imported last."""
    target = target_of(kind)
    places = _places(request, target)
    if request.method == "POST":
        form = StartForm(request.POST, request.FILES, places=places)
        begun = _begin(request, target, form)
        if begun is not None:
            return redirect(target.job_url(begun))
    else:
        form = StartForm(places=places, initial={"text": _text_to_correct(request, kind)})
    context = {
        "target": target,
        "form": form,
        "place": places[0] if len(places) == 1 else None,
        "start_url": reverse(target.url_name),
        "template_url": reverse(f"{target.url_name}_template"),
        "return_url": places[0].return_url,
        "latest": [
            (each, each.result_url or target.job_url(each))
            for each in _jobs(request, kind).select_related("created_by")[:LATEST]
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "imports/start.html", context, status=status)


def _places(request: SignedInRequest, target: ImportTarget) -> list[ImportPlace]:
    places = target.places(request.user)
    refuse_if([] if places else [NOWHERE])
    return places


def _jobs(request: SignedInRequest, kind: str) -> ImportJobQuerySet:
    return ImportJob.objects.visible_to(request.user).filter(kind=kind).light()


def _begin(request: SignedInRequest, target: ImportTarget, form: StartForm) -> ImportJob | None:
    """The new import, or ``None`` with the sentences at the field."""
    if not form.is_valid():
        return None
    typed, act = form.cleaned_data, act_of(request)
    field = "file" if typed["file"] is not None else "text"
    try:
        if field == "file":
            return services.start_from_file(target.kind, form.chosen_place, typed["file"], act=act)
        return services.start_from_text(target.kind, form.chosen_place, typed["text"], act=act)
    except Refused as refusal:
        form.add_error(field, list(refusal.reasons))
        return None


def _text_to_correct(request: SignedInRequest, kind: str) -> str:
    """What was pasted into an import that was refused (``?again=<pk>``)."""
    number = request.GET.get("again", "")
    if not OFFSET.fullmatch(number):
        return ""
    again = ImportJob.objects.visible_to(request.user).filter(
        kind=kind, pk=int(number), state=ImportState.FAILED
    )
    return again.values_list("pasted", flat=True).first() or ""


@require_safe
def template(request: SignedInRequest, kind: str) -> HttpResponseBase:
    """The empty workbook to fill in."""
    target = target_of(kind)
    places = _places(request, target)
    wanted = request.GET.get("organization", "")
    place = next((each for each in places if str(each.organization.pk) == wanted), places[0])
    content = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - FileResponse closes it
    target.write_template(place.organization, content)
    content.seek(0)
    return FileResponse(
        content, as_attachment=True, filename=f"{target.title}导入模板.xlsx", content_type=XLSX
    )


# --- one import ---------------------------------------------------------------------------------


def job_or_404(request: SignedInRequest, kind: str, pk: int) -> ImportJob:
    """The import; another union's is a 404 and an audit row."""
    everything = ImportJob.objects.filter(kind=kind).select_related("organization", "created_by")
    if request.htmx:
        everything = everything.light()
    return visible_or_404(request, everything.visible_to(request.user), everything, pk=pk)


@require_safe
def job(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """Where the import stands: progress, questions, preview, or what went wrong."""
    target, found = target_of(kind), job_or_404(request, kind, pk)
    progress = progress_of(found, timezone.now())
    context = {
        "target": target,
        "job": found,
        "start_url": reverse(target.url_name),
        "job_url": target.job_url(found),
        "cancel_url": target.job_url(found, "cancel"),
        "retry_url": target.job_url(found, "retry"),
    }
    if progress is not None:
        name = "imports/_progress.html" if request.htmx else "imports/progress.html"
        return render(request, name, {**context, "progress": progress})
    if request.htmx:
        return HttpResponseClientRefresh()
    if found.state == ImportState.DONE:
        return _to_result(request, found)
    if found.state == ImportState.MAPPING:
        return redirect(target.job_url(found, "mapping"))
    if found.state == ImportState.PREVIEW:
        return render(request, "imports/preview.html", {**context, **_preview(request, found)})
    return render(request, "imports/ended.html", context)


def _to_result(request: SignedInRequest, job: ImportJob) -> HttpResponse:
    """The form the rows went to; once it is filed there is nothing to correct in it."""
    target, told = target_of(job.kind), f"已导入 {job.row_count:,} 行。"
    if target.place(request.user, job.place_reference, job.organization_id) is None:
        messages.info(request, f"{told}这张表现在不能修改（可能已经上报），请在申报列表中查看。")
        return redirect(target.url_name)
    where = "逐份打开" if target.makes_forms else "在表中"
    messages.success(request, f"{told}如有标出的格子，请{where}逐一改正，核对无误后再上报。")
    return redirect(job.result_url)


def _preview(request: SignedInRequest, job: ImportJob) -> dict[str, object]:
    """Context of the preview; without ``place`` there is nowhere left to import to."""
    target = target_of(job.kind)
    place = target.place(request.user, job.place_reference, job.organization_id)
    earlier = services.earlier_import(job)
    return {
        "preview": preview_of(
            job,
            target.plan,
            row_start=_offset(request, "from"),
            problem_start=_offset(request, "problem"),
        ),
        "place": place,
        "listed": _listed_already(job, place),
        "seen": target.edition(place.reference) if place else "",
        "earlier": earlier,
        "replace": job.replace or earlier is not None,
        "mapping_url": target.job_url(job, "mapping"),
        "commit_url": target.job_url(job, "commit"),
        "splits_url": target.job_url(job, "splits"),
    }


def _listed_already(job: ImportJob, place: ImportPlace | None) -> int:
    target = target_of(job.kind)
    if place is None or not (place.existing_rows or target.makes_forms):
        return 0
    rows = [line.texts for line in table_of(job, target.plan).data]
    return target.listed_already(place.reference, place.organization, rows)


def _offset(request: SignedInRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if OFFSET.fullmatch(text) else 0


@require_http_methods(["GET", "HEAD", "POST"])
def mapping(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """列对应: what each column of the table is."""
    target, found = target_of(kind), job_or_404(request, kind, pk)
    if found.state not in services.ASKING:
        return redirect(target.job_url(found))
    recognised = recognised_of(found)
    form = MappingForm(
        request.POST if request.method == "POST" else None,
        recognised=recognised,
        mapping=mapping_of(found),
        plan=target.plan,
    )
    if form.is_bound and form.is_valid():
        services.confirm_mapping(found, form.mapping, act=act_of(request))
        return redirect(target.job_url(found))
    chosen = mapping_of(found) or suggested_mapping(recognised)
    context = {
        "target": target,
        "job": found,
        "form": form,
        "recognised": recognised,
        "missing": () if form.is_bound else missing_columns(chosen, target.plan),
        "start_url": reverse(target.url_name),
        "job_url": target.job_url(found),
        "sheet_url": target.job_url(found, "sheet"),
        "cancel_url": target.job_url(found, "cancel"),
    }
    return render(request, "imports/mapping.html", context, status=422 if form.is_bound else 200)


@require_POST
def sheet(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """Take another sheet of the same file."""
    target, found = target_of(kind), job_or_404(request, kind, pk)
    chosen = request.POST.get("sheet", "")
    known = {str(place): int(place) for place, _name in found.sheet_names}
    if chosen in known:
        services.choose_sheet(found, known[chosen])
    return redirect(target.job_url(found))


@require_POST
def splits(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """Keep the halves as corrected and check the rows again."""
    target, found = target_of(kind), job_or_404(request, kind, pk)
    services.confirm_splits(found, typed_splits(request))
    return redirect(target.job_url(found))


def typed_splits(request: SignedInRequest) -> dict[int, tuple[str, str]]:
    """Line number → its two halves, as the preview sent them (``split-<line>-1`` and ``-2``)."""
    numbers = {int(found[1]) for found in map(SPLIT.fullmatch, request.POST) if found}
    return {number: (_half(request, number, 1), _half(request, number, 2)) for number in numbers}


def _half(request: SignedInRequest, number: int, half: int) -> str:
    return tidy_line(request.POST.get(f"split-{number}-{half}", ""))


@require_POST
def commit(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """导入: hand the rows to the background, once however often it is pressed."""
    target, found = target_of(kind), job_or_404(request, kind, pk)
    if found.state == ImportState.PREVIEW:
        place = target.place(request.user, found.place_reference, found.organization_id)
        if place is None:
            raise Refused([NOWHERE])
        services.ask_commit(
            found,
            place,
            replace=request.POST.get("how") == "replace",
            splits=typed_splits(request),
            act=act_of(request),
        )
    return redirect(target.job_url(found))


@require_POST
def cancel(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """Give the import up."""
    target, found = target_of(kind), job_or_404(request, kind, pk)
    if found.state != ImportState.CANCELLED:
        refuse_if([] if services.cancel(found, act=act_of(request)) else [TOO_LATE])
    messages.info(request, "导入已取消，表中的内容没有任何改动。")
    return redirect(target.url_name)


@require_POST
def retry(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """Try an import again that failed or whose worker died."""
    target, found = target_of(kind), job_or_404(request, kind, pk)
    if not services.retry(found, act=act_of(request)) and found.is_working:
        messages.info(request, NOT_LOST)
    return redirect(target.job_url(found))
