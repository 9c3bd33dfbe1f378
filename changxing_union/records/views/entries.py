"""The form of a record: entering it, correcting it, and two people who correct it at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, QueryDict
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
from changxing_union.records.views.files import FILES_FIELD, attach_chosen
from changxing_union.records.views.lookup import Addresses, record_or_404, register_or_404

FILES_AGAIN = "照片没有随表保存，请改好后重新选择，或保存后在记录页面上传。"
BLANK = "（空）"


@dataclass(frozen=True)
class Clash:
    """One cell that a colleague has changed since the page was opened."""

    label: str
    typed: str
    entered: str
    before: str
    by: str
    at: datetime
    is_contested: bool  # the reader has typed something else; else they get what was entered


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, kind: str) -> HttpResponse:
    """登记: today's date is there, earlier entries are offered, photographs can come along."""
    found = register_or_404(request, kind)
    kept = organizations_kept(request.user, found.keeper)
    refuse_if([] if kept else add_blockers(found, None, by=request.user))
    keeper = KeeperForm(request.POST or None, kept=kept)
    offers = services.earlier_entries(found, kept[0])
    if request.method != "POST":
        initial = {"happened_on": shanghai_day(timezone.now())}
        return _form_page(request, found, found.form(offers=offers, initial=initial), keeper, kept)
    form = found.form(request.POST, offers=offers)
    organization = _chosen_keeper(keeper, kept)
    if form.is_valid() and organization is not None:
        try:
            record = services.add(
                found, organization=organization, values=form.cleaned_data, act=act_of(request)
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, "已登记。")
            attach_chosen(request, found, record)
            return redirect(Addresses(found, record).detail)
    if request.FILES:
        form.add_error(None, FILES_AGAIN)
    return _form_page(request, found, form, keeper, kept, status=422)


def _chosen_keeper(keeper: KeeperForm, kept: Sequence[Organization]) -> Organization | None:
    """For whom the line is entered: the only one there is, or the one chosen."""
    if len(kept) == 1:
        return kept[0]
    return keeper.cleaned_data["organization"] if keeper.is_valid() else None


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """修改: what a colleague has saved meanwhile is shown beside what was typed."""
    found = register_or_404(request, kind)
    record = record_or_404(request, found, pk)
    refuse_if(keeper_blockers(found, record, by=request.user))
    stored = found.values_of(record)
    offers = services.earlier_entries(found, record.organization)
    if request.method != "POST":
        refuse_if(change_blockers(found, record, by=request.user))
        form = found.form(offers=offers, initial=stored)
        return _form_page(request, found, form, None, (), record=record)
    form = found.form(request.POST, offers=offers, initial=stored)
    if form.is_valid():
        act = act_of(request)
        try:
            services.change(found, record, values=form.cleaned_data, act=act)
        except Refused as refusal:
            record = record_or_404(request, found, pk)
            if act.seen and act.seen != record.edition and not record.is_void:
                return _clash_page(request, found, record, form, refusal.reasons)
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, "修改已保存。")
            return redirect(Addresses(found, record).detail)
    return _form_page(request, found, form, None, (), record=record, status=422)


def _clash_page(
    request: SignedInRequest,
    kind: RecordKind,
    record: Record,
    form: RecordForm,
    reasons: Sequence[str],
) -> HttpResponse:
    """The form as it was typed, with what a colleague has entered said at each field.

    A cell that the reader left as it was takes over the colleague's text: to save once more must
    not put back what nobody meant to change.
    """
    corrections = services.corrections_since(record, request.POST.get("seen", ""))
    stored, clashes = kind.values_of(record), []
    fresh = kind.form(initial=stored)
    typed = request.POST.copy()
    helps = {}
    for name, correction in corrections.items():
        mine = kind.words(form.cleaned_data[name], name)
        is_contested = mine not in (correction.before, correction.after)
        if not is_contested:
            _put(typed, name, fresh)
        clashes.append(
            Clash(
                correction.label, mine, correction.after or BLANK, correction.before or BLANK,
                correction.by, correction.at, is_contested,
            )
        )  # fmt: skip
        after = correction.after or BLANK
        helps[name] = f"{correction.by}已改为“{after}”" + (
            "；再次保存，将以您填写的为准。" if is_contested else "，已替您填入。"
        )
    again = kind.form(typed, initial=stored)
    for name, sentence in helps.items():
        again.fields[name].help_text = sentence
    return _form_page(
        request, kind, again, None, (), record=record, clashes=clashes, reasons=reasons, status=409
    )


def _put(typed: QueryDict, name: str, fresh: RecordForm) -> None:
    """Type into ``name`` what is entered now."""
    value = fresh[name].value()
    typed.setlist(
        name,
        [str(each) for each in value]
        if isinstance(value, list)
        else ["" if value is None else str(value)],
    )


def _form_page(
    request: SignedInRequest,
    kind: RecordKind,
    form: RecordForm,
    keeper: KeeperForm | None,
    kept: Sequence[Organization],
    *,
    record: Record | None = None,
    clashes: Sequence[Clash] = (),
    reasons: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    stale = status == 422 and record is not None
    context = {
        "kind": kind,
        "urls": Addresses(kind, record),
        "list_url": Addresses(kind).list,
        "form": form,
        "keeper": keeper if len(kept) > 1 else None,
        "kept": kept,
        "record": record,
        "clashes": clashes,
        "reasons": reasons,
        "files_field": FILES_FIELD,
        "seen": request.POST.get("seen", "") if stale else record.edition if record else "",
        "token": request.POST.get("token") or get_random_string(32),
    }
    return render(request, "records/record_form.html", context, status=status)
