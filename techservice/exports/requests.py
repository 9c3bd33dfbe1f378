"""附件5 需求台账 (domain §4.1 no. 4): a line per enterprise, and the training demand by trade."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from changxing_union.exports.columns import CellKind, Column
from changxing_union.exports.sheets import Book
from changxing_union.exports.workbook import fill_register
from changxing_union.filing.annexes import RegisterOrder
from changxing_union.filing.cellforms import row_key
from changxing_union.filing.exports import (
    FilingLine,
    closing_columns,
    filed_cells,
    leading_columns,
    register_filings,
    row_of,
)
from changxing_union.filing.models import Filing, FilingQuerySet
from changxing_union.kernel.text import mask_phone, match_key
from techservice.cellforms.request import DemandForm, RequestForm
from techservice.models import ServiceRequest, TrainingDemand

REMARK = "备注：本表由系统按所选条件导出；联系电话仅限本次工作使用。"
TRADES_REMARK = "备注：工种按填写的名称合并，名称不同的分别列出。"


@dataclass(frozen=True)
class Line(FilingLine):
    """One sheet as the reader may know it; its contacts are masked unless permitted."""

    request: ServiceRequest
    demands: Sequence[TrainingDemand]
    masks: bool

    @property
    def phone(self) -> str:
        """联系电话, whole or without its middle."""
        return self._told(self.request.phone)

    @property
    def qq(self) -> str:
        """QQ号 likewise: it reaches the person as a phone does (个保法 6)."""
        return self._told(self.request.qq)

    @property
    def wechat(self) -> str:
        """微信号 likewise."""
        return self._told(self.request.wechat)

    def _told(self, contact: str) -> str:
        return mask_phone(contact) if self.masks else contact

    @property
    def demand(self) -> str:
        """``电焊工 12人；电工 5人``."""
        return "；".join(str(each) for each in self.demands)

    @property
    def trained(self) -> int:
        """How many are to be trained."""
        return sum(each.head_count or 0 for each in self.demands)


@dataclass(frozen=True)
class DemandLine:
    """One trade that one enterprise needs training in."""

    number: int
    line: Line
    demand: TrainingDemand


@dataclass
class TradeLine:
    """One trade of all the sheets: whoever needs it, and how many are to be trained."""

    trade: str
    units: set[str] = field(default_factory=set)
    unions: dict[str, None] = field(default_factory=dict)
    trained: int = 0
    number: int = 0

    def add(self, line: Line, demand: TrainingDemand) -> None:
        """Count what ``line`` demands."""
        self.units.add(match_key(line.request.unit_name))
        self.unions[line.filing.organization.short_name] = None
        self.trained += demand.head_count or 0


def register_columns() -> list[Column[Line]]:
    """The columns in the office's order."""
    text, count = CellKind.TEXT, CellKind.INTEGER
    return [
        *leading_columns(),
        Column("企业名称", 28, text, lambda line: line.request.unit_name),
        Column("工会主席", 10, text, lambda line: line.request.chair_name),
        Column("联系电话", 16, text, lambda line: line.phone),
        Column("QQ号", 13, text, lambda line: line.qq),
        Column("微信号", 16, text, lambda line: line.wechat),
        Column("企业地址", 28, text, lambda line: line.request.address),
        Column("急需技术服务的项目、内容", 40, text, lambda line: line.request.need_text),
        Column("专业或工种", 14, text, lambda line: line.request.need_trade),
        Column("培训需求", 26, text, lambda line: line.demand),
        Column("培训人数", 9, count, lambda line: line.trained, total=True),
        Column("填写日期", 14, CellKind.DATE, lambda line: line.request.filled_on),
        *closing_columns(),
    ]


def trade_columns() -> list[Column[TradeLine]]:
    """工种 → 人数, the most wanted first."""
    text, count = CellKind.TEXT, CellKind.INTEGER
    return [
        Column("序号", 6, count, lambda line: line.number),
        Column("工种", 24, text, lambda line: line.trade),
        Column("人数", 10, count, lambda line: line.trained, total=True),
        Column("企业数", 10, count, lambda line: len(line.units)),
        Column("所属工会", 40, text, lambda line: "、".join(line.unions)),
    ]


def demand_columns() -> list[Column[DemandLine]]:
    """One line per demand, to be sorted and summed by whoever wants it otherwise."""
    text, count = CellKind.TEXT, CellKind.INTEGER
    return [
        Column("序号", 6, count, lambda each: each.number),
        Column("所属工会", 18, text, lambda each: each.line.filing.organization.short_name),
        Column("企业名称", 28, text, lambda each: each.line.request.unit_name),
        Column("工种", 20, text, lambda each: each.demand.trade),
        Column("人数", 9, count, lambda each: each.demand.head_count, total=True),
        Column("编号", 22, text, lambda each: each.line.filing.reference),
    ]


def write_request_register(filings: FilingQuerySet, order: RegisterOrder, target: BinaryIO) -> int:
    """Write the 台账 of ``filings`` to ``target``; returns the number of sheets in it."""
    demanded: list[tuple[Line, TrainingDemand]] = []
    with Book() as book:
        count = fill_register(
            book.add_table("需求台账", register_columns(), landscape=True),
            title=order.title,
            unit_line=order.unit_line,
            rows=_noting_demands(filings, order, demanded),
            remark=REMARK,
        )
        fill_register(
            book.add_table("培训需求汇总", trade_columns(), landscape=False),
            title=f"{order.title}（培训需求汇总）",
            unit_line=order.unit_line,
            rows=by_trade(demanded),
            remark=TRADES_REMARK,
        )
        fill_register(
            book.add_table("培训需求明细", demand_columns(), landscape=False),
            title=f"{order.title}（培训需求明细）",
            unit_line=order.unit_line,
            rows=(DemandLine(at, *each) for at, each in enumerate(demanded, start=1)),
        )
        book.add_notes(order.explanation)
        book.save(target)
    return count


def _noting_demands(
    filings: FilingQuerySet, order: RegisterOrder, demanded: list[tuple[Line, TrainingDemand]]
) -> Iterator[Line]:
    """The lines of the first sheet; what they demand is noted in ``demanded`` on the way."""
    for line in register_lines(filings, order):
        demanded += [(line, demand) for demand in line.demands]
        yield line


def by_trade(demanded: Sequence[tuple[Line, TrainingDemand]]) -> list[TradeLine]:
    """What is demanded, summed by trade; spellings that differ in width or blanks are one."""
    trades: dict[str, TradeLine] = {}
    for line, demand in demanded:
        trades.setdefault(match_key(demand.trade), TradeLine(demand.trade)).add(line, demand)
    ranked = sorted(trades.values(), key=lambda each: (-each.trained, each.trade))
    for number, each in enumerate(ranked, start=1):
        each.number = number
    return ranked


def register_lines(filings: FilingQuerySet, order: RegisterOrder) -> Iterator[Line]:
    """The lines of ``filings`` in the order of unions, read in chunks."""
    rows = register_filings(filings, "service_request", prefetched=["service_request__rows"])
    for number, filing in rows:
        request, demands = request_as_seen(filing, order.own_unions)
        yield Line(number, filing, request, demands, masks=not order.with_phones)


def request_as_seen(
    filing: Filing, own_unions: frozenset[int]
) -> tuple[ServiceRequest, list[TrainingDemand]]:
    """The sheet and its lines as the reader may know them: strangers see the last version filed."""
    cells = filed_cells(filing, own_unions)
    if cells is None:
        request = filing.service_request
        return request, [row for row in request.rows.all() if not row.is_filed]
    keys = dict.fromkeys(key for cell in cells if (key := row_key(cell.name)))
    form = DemandForm()
    demands = [
        row_of(cells, form.for_row(key, number), TrainingDemand(key=key, position=number))
        for number, key in enumerate(keys, start=1)
    ]
    return row_of(cells, RequestForm(), ServiceRequest(filing=filing)), demands
