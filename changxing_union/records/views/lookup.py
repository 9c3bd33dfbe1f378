"""Finding the record a page is about, and the addresses around it."""

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404
from django.urls import reverse

from changxing_union.organizations.http import SignedInRequest, visible_or_404
from changxing_union.records.kinds import RecordKind, kind_called
from changxing_union.records.models import Record
from changxing_union.records.permissions import can_use_records


@dataclass(frozen=True)
class Addresses:
    """Where the pages of one register are, and of one record among them."""

    kind: RecordKind
    record: Record | None = None

    @cached_property
    def menu(self) -> str:
        """The page that lists the registers."""
        return reverse(self.kind.menu.url_name)

    @cached_property
    def list(self) -> str:
        """The register."""
        return reverse(self.kind.url_name)

    @cached_property
    def new(self) -> str:
        """Where a line is entered."""
        return self._to("new")

    @cached_property
    def export(self) -> str:
        """The register as a workbook."""
        return self._to("export")

    @cached_property
    def detail(self) -> str:
        """One record."""
        return self._to("record")

    @cached_property
    def edit(self) -> str:
        """Where it is corrected."""
        return self._to("edit")

    @cached_property
    def void(self) -> str:
        """Where it is made void."""
        return self._to("void")

    @cached_property
    def attach(self) -> str:
        """Where its files are sent to."""
        return self._to("attach")

    def _to(self, page: str) -> str:
        args = [] if self.record is None else [self.record.pk]
        return reverse(f"{self.kind.url_name}_{page}", args=args)


def register_or_404(request: SignedInRequest, kind: str) -> RecordKind:
    """The register, for those who have to do with registers at all."""
    if not can_use_records(request.user):
        raise Http404
    return kind_called(kind)


def record_or_404(request: SignedInRequest, kind: RecordKind, pk: int) -> Record:
    """The record; another union's is a 404 and an audit row."""
    everything = kind.with_rows(Record.objects.of_kind(kind.kind))
    return visible_or_404(request, everything.visible_to(request.user), everything, pk=pk)
