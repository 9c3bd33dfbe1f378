"""The form of a record: entering it, correcting it."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods

from changxing_union.kernel.dates import shanghai_day
from changxing_union.kernel.refusals import Refused, refuse_if
from changxing_union.organizations.http import SignedInRequest, act_of
from changxing_union.organizations.models import Organization
from changxing_union.records import services
from changxing_union.records.blockers import add_blockers, change_blockers, keeper_blockers
from changxing_union.records.cellforms import RecordForm
from changxing_union.records.forms import KeeperForm
from changxing_union.records.kinds import RecordKind
from changxing_union.records.models import Record
from changxing_union.records.permissions import organizations_kept
from changxing_union.records.views.clashes import clashes_of, form_again
from changxing_union.records.views.files import FILES_FIELD, attach_chosen
from changxing_union.records.views.lookup import Addresses, record_or_404, register_or_404

FILES_AGAIN = "照片没有随表保存，请改好后重新选择，或保存后在记录页面上传。"


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, kind: str) -> HttpResponse:
    """登记: today's date is there, earlier entries are offered, photographs can come along."""
    found = register_or_404(request, kind)
    kept = organizations_kept(request.user, found.keeper)
    refuse_if([] if kept else add_blockers(found, None, by=request.user))
    offers = services.earlier_entries(found, kept[0])
    if request.method != "POST":
        initial = {"happened_on": shanghai_day(timezone.now())}
        form = found.form(keepers=kept, offers=offers, initial=initial)
        return _new_page(request, found, form, KeeperForm(kept=kept), kept)
    form = found.form(request.POST, keepers=kept, offers=offers)
    keeper = KeeperForm(request.POST, kept=kept)
    record = _entered(request, found, form, _keeper_of(keeper, kept))
    if record is None:
        return _new_page(request, found, form, keeper, kept)
    messages.success(request, "已登记。")
    attach_chosen(request, found, record)
    return redirect(Addresses(found, record).detail)


def _keeper_of(keeper: KeeperForm, kept: Sequence[Organization]) -> Organization | None:
    """For whom the line is entered: the only one there is, or the one chosen."""
    if len(kept) == 1:
        return kept[0]
    return keeper.cleaned_data["organization"] if keeper.is_valid() else None


def _entered(
    request: SignedInRequest, kind: RecordKind, form: RecordForm, organization: Organization | None
) -> Record | None:
    """The line as it was entered, or nothing: then ``form`` says why."""
    if form.is_valid() and organization is not None:
        try:
            return services.add(
                kind, organization=organization, values=form.cleaned_data, act=act_of(request)
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
    if request.FILES:
        form.add_error(None, FILES_AGAIN)
    return None


def _new_page(
    request: SignedInRequest,
    kind: RecordKind,
    form: RecordForm,
    keeper: KeeperForm,
    kept: Sequence[Organization],
) -> HttpResponse:
    context = {"keeper": keeper if len(kept) > 1 else None, "kept": kept}
    status = 422 if request.method == "POST" else 200
    return _form_page(request, kind, form, context=context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """修改: what a colleague has saved meanwhile is shown beside what was typed."""
    found = register_or_404(request, kind)
    record = record_or_404(request, found, pk)
    refuse_if(keeper_blockers(found, record, by=request.user))
    form = found.form(
        request.POST if request.method == "POST" else None,
        initial=found.values_of(record),
        keepers=[record.organization],
        offers=services.earlier_entries(found, record.organization),
    )
    if request.method != "POST":
        refuse_if(change_blockers(found, record, by=request.user))
        return _form_page(request, found, form, record=record)
    if not form.is_valid():
        return _form_page(request, found, form, record=record, status=422)
    try:
        services.change(found, record, values=form.cleaned_data, act=act_of(request))
    except Refused as refusal:
        return _refused_page(request, found, record_or_404(request, found, pk), form, refusal)
    messages.success(request, "修改已保存。")
    return redirect(Addresses(found, record).detail)


def _refused_page(
    request: SignedInRequest, kind: RecordKind, record: Record, form: RecordForm, refusal: Refused
) -> HttpResponse:
    """The form as it was typed; after a colleague's correction both values stand at each field."""
    seen = request.POST.get("seen", "")
    if not seen or seen == record.edition or record.is_void:
        form.add_error(None, list(refusal.reasons))
        return _form_page(request, kind, form, record=record, status=422)
    clashes = clashes_of(kind, record, form, seen=seen)
    again = form_again(request, kind, record, clashes)
    context = {"clashes": list(clashes.values()), "reasons": refusal.reasons}
    return _form_page(request, kind, again, record=record, context=context, status=409)


def _form_page(
    request: SignedInRequest,
    kind: RecordKind,
    form: RecordForm,
    *,
    record: Record | None = None,
    context: Mapping[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of ``form``; one that must be corrected still answers for the edition it showed."""
    edition = record.edition if record else ""
    shown = {
        "kind": kind,
        "urls": Addresses(kind, record),
        "list_url": Addresses(kind).list,
        "form": form,
        "record": record,
        "files_field": FILES_FIELD,
        "seen": request.POST.get("seen", "") if status == 422 else edition,
        "token": request.POST.get("token") or get_random_string(32),
        **(context or {}),
    }
    return render(request, "records/record_form.html", shown, status=status)
