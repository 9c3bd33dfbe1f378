"""What the registers (台账) of all annexes share: the text a reader gets, the common columns."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Count, Model, Prefetch, Q

from changxing_union.exports.columns import CellKind, Column
from changxing_union.filing.cellforms import CellForm, PrintedCell
from changxing_union.filing.cells import revision_cells
from changxing_union.filing.models import Filing, FilingQuerySet, Revision
from changxing_union.filing.models.filing import UNFILED_TEXT_STATES
from changxing_union.kernel.dates import SHANGHAI

CHUNK = 500
AnyRow = TypeVar("AnyRow", bound=Model)


@dataclass(frozen=True)
class FilingLine:
    """One filing with its number in the register, as ``register_filings`` has read it."""

    number: int
    filing: Filing

    @property
    def papers(self) -> str:
        """``2/3``: received copies of those required; empty before the first 上报."""
        required = getattr(self.filing, "required", 0)
        return f"{getattr(self.filing, 'received', 0)}/{required}" if required else ""

    @property
    def filed_at(self) -> datetime | None:
        """Excel knows no time zones: the first 上报 as a clock in 长兴 shows it."""
        moment = self.filing.first_filed_at
        return moment.astimezone(SHANGHAI).replace(tzinfo=None, microsecond=0) if moment else None

    @property
    def lateness(self) -> str:
        """按时 or 逾期, once it was filed."""
        if self.filing.first_filed_at is None:
            return ""
        return "逾期" if self.filing.is_late else "按时"


AnyLine = TypeVar("AnyLine", bound=FilingLine)


def leading_columns() -> list[Column[AnyLine]]:
    """With these every register begins."""
    return [
        Column("序号", 6, CellKind.INTEGER, lambda line: line.number),
        Column("所属工会", 18, CellKind.TEXT, lambda line: line.filing.organization.short_name),
    ]


def closing_columns() -> list[Column[AnyLine]]:
    """With these every register ends; its own columns stand before them."""
    text, count = CellKind.TEXT, CellKind.INTEGER
    return [
        Column("提交时间", 17, CellKind.DATETIME, lambda line: line.filed_at),
        Column("是否逾期", 8, text, lambda line: line.lateness),
        Column("退回次数", 8, count, lambda line: line.filing.return_count),
        Column("当前状态", 13, text, lambda line: line.filing.state_label),
        Column("纸质件", 8, text, lambda line: line.papers),
        Column("编号", 22, text, lambda line: line.filing.reference),
    ]


def register_filings(
    filings: FilingQuerySet, *related: str, prefetched: Collection[str] = ()
) -> Iterator[tuple[int, Filing]]:
    """``filings`` union by union, numbered from 1 and read in chunks, with ``related`` rows."""
    unfiled = Revision.objects.filter(filing__state__in=UNFILED_TEXT_STATES).order_by("version")
    rows = (
        filings.select_related("organization", "form_type", *related)
        .prefetch_related(Prefetch("revisions", unfiled, to_attr="filed_versions"), *prefetched)
        .annotate(
            required=Count("copies"),
            received=Count("copies", filter=Q(copies__received_on__isnull=False)),
        )
        .order_by("organization__sort_order", "organization__code", "id")
    )
    return enumerate(rows.iterator(chunk_size=CHUNK), start=1)


def filed_cells(filing: Filing, own_unions: frozenset[int]) -> list[PrintedCell] | None:
    """The cells of the last version filed, where the reader may know no other text.

    ``None``: the rows of ``filing``, as ``register_filings`` has read it, are the reader's to see.
    """
    versions = getattr(filing, "filed_versions", [])
    if filing.organization_id in own_unions or not versions:
        return None
    return revision_cells(versions[-1])


def row_of(cells: Collection[PrintedCell], form: CellForm, row: AnyRow) -> AnyRow:
    """``row`` filled from what ``cells`` say of the fields of ``form``."""
    for cell in cells:
        name = cell.name.removeprefix(f"{form.prefix}-") if form.prefix else cell.name
        if name in form.fields and form.add_prefix(name) == cell.name:
            setattr(row, form.attribute(name), form.read(name, cell.value)[0])
    return row
