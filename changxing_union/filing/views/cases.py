"""The list, the case page, its attachments and its paper copies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_POST, require_safe

from changxing_union.filing.annexes import annex_of, registered_annexes, step_label, step_of
from changxing_union.filing.blockers import paper_blockers, step_blockers
from changxing_union.filing.cellforms import PrintedCell, row_key
from changxing_union.filing.cells import (
    Difference,
    code_of,
    differences,
    loose_attachments,
    revision_cells,
    shown_attachments,
    shown_cells,
)
from changxing_union.filing.filters import FilingFilter
from changxing_union.filing.forms import PaperCopyForm
from changxing_union.filing.models import Attachment, Filing, Opinion, SigningStage, State
from changxing_union.filing.paper import reading_paper
from changxing_union.filing.permissions import is_actor
from changxing_union.filing.services import record_paper
from changxing_union.filing.transitions import ACCEPT, FILE, REFILE, Transition
from changxing_union.filing.views.lookup import filing_or_404, remaining
from changxing_union.filing.views.tables import shown_lines
from changxing_union.kernel.dates import shanghai_day
from changxing_union.kernel.refusals import refuse_if
from changxing_union.organizations.acts import Act
from changxing_union.organizations.http import SignedInRequest, act_of, visible_or_404
from changxing_union.organizations.models import Role
from changxing_union.organizations.permissions import (
    can_file_for,
    can_read_county_wide,
    can_see_phones,
    can_use_filings,
)
from changxing_union.web.pagination import bounded_count, keyset_page
from changxing_union.web.pictures import THUMBNAIL_SIDE
from changxing_union.web.private_files import private_file_response, thumbnail_response
from changxing_union.web.thumbnails import thumbnail_of

PAGE_SIZE = 20
# The differences listed one by one; the form below marks every cell that changed.
MOST_CHANGES = 100
# 上报 is offered on the preview, where the reader sees what would be filed.
NOT_OFFERED = {FILE.action, REFILE.action}
COUNTY_DESK = "县总工会经济工作部"
NEWEST_FIRST = (("state_since", True), ("id", True))


@dataclass(frozen=True)
class Offer:
    """A step the reader could take, and why not now."""

    step: Transition
    label: str
    hindrances: list[str]


@dataclass(frozen=True)
class Link:
    """One link of the chain strip: who holds or held the filing there."""

    label: str
    holder: str
    status: str
    note: str = ""


@require_safe
def filing_list(request: SignedInRequest) -> HttpResponse:
    """申报列表: filters in the URL, paged by keyset."""
    if not can_use_filings(request.user):
        raise Http404
    visible = Filing.objects.visible_to(request.user)
    chosen = FilingFilter(request.GET, queryset=visible.for_list(), user=request.user)
    filings = chosen.qs if chosen.is_sound() else visible.none()
    page = keyset_page(
        filings, order=NEWEST_FIRST, cursor=request.GET.get("cursor"), size=PAGE_SIZE
    )
    context = {
        "filter": chosen,
        "page": page,
        "total": bounded_count(filings),
        "exported": [
            annex
            for annex in registered_annexes()
            if request.GET.get("annex", "") in ("", f"{annex.number}")
        ],
        "county": can_read_county_wide(request.user),
        "sees_phones": can_see_phones(request.user),
        "may_open": request.user.has_role(Role.FILER),
        "is_filtered": any(request.GET.get(name) for name in chosen.filters),
    }
    return render(request, "filing/filing_list.html", context)


@require_safe
def case(request: SignedInRequest, reference: str) -> HttpResponse:
    """One filing: state, chain, form as paper, opinions, attachments, copies, history, changes."""
    return case_page(request, filing_or_404(request, reference))


def case_page(
    request: SignedInRequest, filing: Filing, *, typed: PaperCopyForm | None = None
) -> HttpResponse:
    """The page of ``filing``; ``typed`` is an entry of a paper copy that needs correcting."""
    annex = annex_of(filing)
    to_filer = can_file_for(request.user, filing.organization)
    cells = shown_cells(filing, to_filer=to_filer)
    changes = changes_since_previous(filing)
    note = filing.returns.prefetch_related("flags").select_related("returned_by").first()
    context = {
        "filing": filing,
        "annex": annex,
        "pages": annex.pages(filing, request.user),
        "next_step": annex.next_step(filing, request.user),
        "paper": reading_paper(filing, cells, changes, window=shown_lines(request, filing)),
        "totals": annex.totals(filing, to_filer=to_filer),
        **annex.grid_context(filing, to_filer=to_filer, reader=request.user),
        "changes": changes,
        **_listed(changes),
        "links": chain(filing, cells),
        "offers": offers(filing, act_of(request)),
        "note": note,
        "attachments": loose_attachments(filing, to_filer=to_filer),
        "versions": versions(filing),
        "copies": [
            typed if typed and typed.copy == copy else PaperCopyForm(copy=copy)
            for copy in filing.copies.all()
        ],
        "events": filing.events.select_related("by").exclude(
            action__in=annex.hidden_actions(filing, request.user)
        ),
        "to_filer": to_filer,
        "may_edit": to_filer and filing.is_editable,
        "may_record_paper": not paper_blockers(request.user),
        "may_delete": to_filer and filing.is_editable and filing.first_filed_at is None,
        "token": get_random_string(32),
        **(remaining(filing) if to_filer and filing.is_editable else {}),
    }
    return render(request, "filing/filing_detail.html", context)


def changes_since_previous(filing: Filing) -> list[Difference]:
    """What the last 上报 changed against the one before; empty for a first version."""
    last = filing.revisions.order_by("-version")[:2]
    if len(last) < 2:
        return []
    after, before = last
    return differences(revision_cells(before), revision_cells(after))


def _listed(changes: list[Difference]) -> dict[str, object]:
    """The changes told one by one; of too many, first those that the form does not mark."""
    if len(changes) <= MOST_CHANGES:
        return {"listed_changes": changes, "untold": 0}
    marked = {each.name for each in changes if row_key(each.name) and "-" in each.name}
    ordered = sorted(changes, key=lambda each: each.name in marked)
    untold = len(changes) - len(marked) - MOST_CHANGES
    return {"listed_changes": ordered[:MOST_CHANGES], "untold": max(0, untold)}


def versions(filing: Filing) -> list[dict[str, object]]:
    """Every version filed, with the check code that its stamped paper bears."""
    return [
        {
            "version": revision.version,
            "made_at": revision.made_at,
            # Versions filed before codes were kept have theirs worked out.
            "check_code": revision.check_code
            or code_of(filing, revision.version, revision_cells(revision)),
        }
        for revision in filing.revisions.defer("cells").order_by("version")
    ]


def offers(filing: Filing, act: Act) -> list[Offer]:
    """The steps that are the reader's to take from this state, each with what stands against it."""
    return [
        Offer(step, step_label(filing, step), step_blockers(filing, step, act=act))
        for step in annex_of(filing).life
        if filing.state in step.sources
        and step.action not in NOT_OFFERED
        and is_actor(act.by, filing, step)
    ]


def chain(filing: Filing, cells: Iterable[PrintedCell]) -> list[Link]:
    """The chain strip: the filer's boxes, 受理, the county's boxes, 审定.

    A form that the county only receives (annex 2) has two links: 上报 and 接收. ``cells`` are what
    the reader sees of the form: a signature that was not filed is the filer's alone.
    """
    accept = step_of(filing, ACCEPT.action)
    if accept.target == State.APPROVED:
        return _short_chain(filing, accept)
    shown = {cell.name: cell.value for cell in cells}
    opinions = list(filing.opinions.all())
    by_filer = [
        _signature(filing, each, shown) for each in opinions if each.stage == SigningStage.FILING
    ]
    by_county = [
        _signature(filing, each, shown) for each in opinions if each.stage != SigningStage.FILING
    ]
    in_review = filing.state == State.IN_REVIEW
    is_decided = filing.state in (State.APPROVED, State.DECLINED, State.VOID)
    was_accepted = in_review or filing.state in (State.APPROVED, State.DECLINED)
    accepted = _status(done=was_accepted, current=filing.state == State.FILED)
    all_signed = all(link.status == "done" for link in by_county)
    decided = _status(done=is_decided, current=in_review and all_signed)
    return [
        *by_filer,
        Link("受理", COUNTY_DESK, accepted),
        *by_county,
        Link("审定", COUNTY_DESK, decided, filing.state_label if is_decided else ""),
    ]


def _short_chain(filing: Filing, accept: Transition) -> list[Link]:
    is_filed = not filing.is_editable
    first = filing.first_filed_at
    note = f"{shanghai_day(first):%Y-%m-%d}" if first else ""
    received = _status(done=filing.state == State.APPROVED, current=filing.state == State.FILED)
    return [
        Link("上报", str(filing.organization), _status(done=is_filed, current=not is_filed), note),
        Link(accept.label, COUNTY_DESK, received),
    ]


def _signature(filing: Filing, opinion: Opinion, shown: Mapping[str, str]) -> Link:
    is_turn = filing.is_editable
    if opinion.stage != SigningStage.FILING:
        is_turn = filing.state == State.IN_REVIEW
    text, signer, day = (
        shown.get(f"{opinion.code}-{name}", "") for name in ("text", "signer", "date")
    )
    signed = f"{signer} {day}" if day else ""
    status = _status(done=bool(text and signer and day), current=is_turn)
    return Link(opinion.label, opinion.get_body_display(), status, signed)


def _status(*, done: bool, current: bool) -> str:
    return "done" if done else "current" if current else "waiting"


@require_safe
def attachment(request: SignedInRequest, reference: str, pk: int) -> HttpResponseBase:
    """A private file, for whoever may see the filing."""
    found = _attachment_or_404(request, reference, pk)
    return private_file_response(
        found.file.path,
        content_type=found.content_type,
        download_name=found.original_name,
        inline=True,
    )


@require_safe
def attachment_thumbnail(request: SignedInRequest, reference: str, pk: int) -> HttpResponseBase:
    """A picture among the attachments, small, for whoever may see the filing."""
    found = _attachment_or_404(request, reference, pk)
    if not found.is_picture:
        raise Http404
    return thumbnail_response(
        request, lambda: thumbnail_of(found), etag=f"{found.sha256}-{THUMBNAIL_SIDE}"
    )


def _attachment_or_404(request: SignedInRequest, reference: str, pk: int) -> Attachment:
    filing = filing_or_404(request, reference)
    to_filer = can_file_for(request.user, filing.organization)
    shown = shown_attachments(filing, to_filer=to_filer)
    return visible_or_404(request, shown, Attachment.objects.exclude(filing=filing), pk=pk)


@require_POST
def paper_copy(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """登记纸质件: a sealed copy has arrived, or the note is taken back."""
    filing = filing_or_404(request, reference)
    refuse_if(paper_blockers(request.user))
    form = PaperCopyForm(request.POST, copy=get_object_or_404(filing.copies, number=number))
    if not form.is_valid():
        form.focus_first_error()
        return case_page(request, filing, typed=form)
    record_paper(
        filing,
        number,
        received_on=form.cleaned_data["received_on"],
        kept_by=form.cleaned_data["kept_by"],
        act=act_of(request),
    )
    messages.success(request, f"第 {number} 份纸质件的登记已保存。", extra_tags="copies")
    return redirect(f"{filing.get_absolute_url()}#copies")
