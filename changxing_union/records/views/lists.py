"""A register as a list and as a workbook, and the page that lists the registers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from django.db.models import Sum
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from changxing_union.filing.views.registers import (
    MASKED_PHONES,
    NO_PHONES,
    WHOLE_PHONES,
    RegisterHead,
    register_download,
)
from changxing_union.kernel.dates import shanghai_day
from changxing_union.kernel.refusals import refuse_if
from changxing_union.organizations.http import SignedInRequest
from changxing_union.organizations.models import User
from changxing_union.organizations.permissions import can_read_county_wide, can_see_phones
from changxing_union.records.exports import write_records
from changxing_union.records.filters import OVERDUE, RecordFilter
from changxing_union.records.kinds import RecordCell, RecordKind, RegisterMenu, kinds_of
from changxing_union.records.models import Record, RecordQuerySet
from changxing_union.records.permissions import (
    Keeper,
    can_keep,
    can_use_records,
    organizations_kept,
)
from changxing_union.records.views.lookup import Addresses, register_or_404
from changxing_union.web.pagination import BoundedCount, bounded_count, keyset_page

PAGE_SIZE = 20
NEWEST_FIRST = (("happened_on", True), ("id", True))
BAD_FILTER = "筛选条件有误，没有导出。请返回台账，重新选择后再导出。"


@dataclass(frozen=True)
class ListLine:
    """One record of the list."""

    record: Record
    cells: list[RecordCell]
    url: str
    state: str
    is_overdue: bool


@dataclass(frozen=True)
class MenuLine:
    """One register of the menu: how many lines the reader finds there, how many are overdue."""

    kind: RecordKind
    urls: Addresses
    count: BoundedCount
    overdue: BoundedCount | None
    may_add: bool


@require_safe
def register_menu(request: SignedInRequest, menu: RegisterMenu) -> HttpResponse:
    """The registers of one product, each with its number of lines in the reader's scope."""
    if not can_use_records(request.user):
        raise Http404
    today = shanghai_day(timezone.now())
    lines = [_menu_line(kind, request.user, today) for kind in kinds_of(menu.product)]
    return render(request, "records/menu.html", {"menu": menu, "lines": lines})


def _menu_line(kind: RecordKind, user: User, today: date) -> MenuLine:
    records = Record.objects.visible_to(user).of_kind(kind.kind)
    return MenuLine(
        kind=kind,
        urls=Addresses(kind),
        count=bounded_count(records.in_force()),
        overdue=bounded_count(records.overdue(today)) if kind.due_words else None,
        may_add=bool(organizations_kept(user, kind.keeper)),
    )


@require_safe
def register_list(request: SignedInRequest, kind: str) -> HttpResponse:
    """The register: filters in the URL, paged by keyset."""
    found = register_or_404(request, kind)
    chosen = _chosen(request, found)
    records = chosen.qs if chosen.is_sound() else Record.objects.none()
    page = keyset_page(
        found.with_rows(records),
        order=NEWEST_FIRST,
        cursor=request.GET.get("cursor"),
        size=PAGE_SIZE,
    )
    total = bounded_count(records)
    context = {
        "kind": found,
        "urls": Addresses(found),
        "filter": chosen,
        "page": page,
        "lines": list_lines(found, page.rows, request.user),
        "heads": [found.form.base_fields[name].label for name in found.listed],
        "total": total,
        "people": _people(found, records, total),
        "shows_keeper": found.keeper is Keeper.UNIONS and can_read_county_wide(request.user),
        "may_add": bool(organizations_kept(request.user, found.keeper)),
        "sees_phones": bool(found.phones) and can_see_phones(request.user),
        "overdue": OVERDUE,
        "is_filtered": any(request.GET.get(name) for name in chosen.filters),
    }
    return render(request, "records/record_list.html", context)


def _chosen(request: SignedInRequest, kind: RecordKind) -> RecordFilter:
    """What the reader may see of the register, as the query string narrows it."""
    visible = Record.objects.visible_to(request.user).of_kind(kind.kind)
    return RecordFilter(request.GET, queryset=visible, user=request.user, kind=kind)


def list_lines(kind: RecordKind, records: Iterable[Record], user: User) -> list[ListLine]:
    """``records`` (see ``RecordKind.with_rows``) as the list shows them to ``user``."""
    today = shanghai_day(timezone.now())
    lines = []
    for record in records:
        is_own = can_keep(user, kind.keeper, record.organization)
        cells = {cell.name: cell for cell in kind.cells_of(record, whole_phones=is_own)}
        lines.append(
            ListLine(
                record=record,
                cells=[cells[name] for name in kind.listed],
                url=Addresses(kind, record).detail,
                state=kind.state_words(record, today),
                is_overdue=record.is_overdue(today),
            )
        )
    return lines


def _people(kind: RecordKind, records: RecordQuerySet, total: BoundedCount) -> str:
    """The sum of head-counts in words, where that does not mean adding up for ever."""
    if not kind.heads_words or total.more:
        return ""
    added = records.order_by().aggregate(people=Sum("head_count"))["people"]
    return kind.heads_words.format(f"{added or 0:,}")


@require_safe
def export(request: SignedInRequest, kind: str) -> HttpResponseBase:
    """The register with the list's filters as a workbook; every export is an audit row (个保法)."""
    found = register_or_404(request, kind)
    chosen = _chosen(request, found)
    refuse_if([] if chosen.is_sound() else [BAD_FILTER])
    records = chosen.qs.order_by(*(f"-{name}" for name, _down in NEWEST_FIRST))
    phones = _phones_shown(request, found)
    year = chosen.form.cleaned_data.get("year")
    title = f"{year}年{found.name}台账" if year else f"{found.name}台账"

    def write(target: BinaryIO, head: RegisterHead) -> int:
        return write_records(
            found,
            records,
            target,
            today=shanghai_day(timezone.now()),
            with_phones=phones == WHOLE_PHONES,
            title=title,
            unit_line=head.unit_line,
            explanation=head.explanation,
        )

    left_out = "" if chosen.form.cleaned_data.get("state") else "（不含作废）"
    return register_download(
        request, write, title=title, described=chosen.described(), phones=phones, left_out=left_out
    )


def _phones_shown(request: SignedInRequest, kind: RecordKind) -> str:
    """How the workbook holds phone numbers: whole if 经办 asks."""
    if not kind.phones:
        return NO_PHONES
    is_asked = can_see_phones(request.user) and request.GET.get("phones") == WHOLE_PHONES
    return WHOLE_PHONES if is_asked else MASKED_PHONES
