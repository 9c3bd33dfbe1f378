"""附件1 台账 (domain §4.1 no. 2): one line per application, columns that never change order."""

from collections.abc import Iterator
from typing import BinaryIO

from django.db.models import Count, Prefetch, Q

from changxing_union.exports.columns import CellKind, Column
from changxing_union.exports.workbook import write_register
from changxing_union.filing.annexes import RegisterOrder
from changxing_union.filing.cells import revision_cells
from changxing_union.filing.models import Filing, FilingQuerySet, Revision
from changxing_union.filing.models.filing import UNFILED_TEXT_STATES
from changxing_union.kernel.dates import SHANGHAI
from changxing_union.kernel.text import mask_phone
from pioneer.forms.application import ApplicationForm
from pioneer.models import PioneerApplication

CHUNK = 500


class Line:
    """One application with its number in the table and its received copies."""

    __slots__ = ("application", "filing", "number", "papers", "phone")

    def __init__(
        self, number: int, filing: Filing, *, with_phones: bool, own_unions: frozenset[int]
    ) -> None:
        """``filing`` carries the counts annotated by ``register_rows``."""
        self.number = number
        self.filing = filing
        self.application = application_as_seen(filing, own_unions)
        phone = self.application.leader_mobile
        self.phone = phone if with_phones else mask_phone(phone)
        received = getattr(filing, "received", 0)
        required = getattr(filing, "required", 0)
        self.papers = f"{received}/{required}" if required else ""


def register_columns() -> list[Column[Line]]:
    """The columns in the office's order; phones are text and masked unless permitted."""
    text, count, decimal = CellKind.TEXT, CellKind.INTEGER, CellKind.DECIMAL
    month, moment = CellKind.MONTH, CellKind.DATETIME
    return [
        Column("序号", 6, count, lambda line: line.number),
        Column("所属工会", 18, text, lambda line: line.filing.organization.short_name),
        Column("单位名称", 28, text, lambda line: line.application.unit_name),
        Column("班组名称", 20, text, lambda line: line.application.team_name),
        Column("类型", 10, text, lambda line: line.application.get_track_display()),
        Column("人数", 7, count, lambda line: line.application.member_total, total=True),
        Column("男", 6, count, lambda line: line.application.male_count, total=True),
        Column("女", 6, count, lambda line: line.application.female_count, total=True),
        Column("党员", 6, count, lambda line: line.application.party_count, total=True),
        Column("团员", 6, count, lambda line: line.application.league_count, total=True),
        Column("平均年龄", 8, decimal, lambda line: line.application.avg_age),
        Column("大专以上", 8, count, lambda line: line.application.edu_college, total=True),
        Column("高中", 6, count, lambda line: line.application.edu_high, total=True),
        Column("初中", 6, count, lambda line: line.application.edu_junior, total=True),
        Column("负责人", 10, text, lambda line: line.application.leader_name),
        Column("手机号码", 14, text, lambda line: line.phone),
        Column("单位组建", 11, month, lambda line: line.application.unit_founded),
        Column("班组组建", 11, month, lambda line: line.application.team_founded),
        Column("提交时间", 17, moment, lambda line: _local(line.filing)),
        Column("是否逾期", 8, text, lambda line: _lateness(line.filing)),
        Column("退回次数", 8, count, lambda line: line.filing.return_count),
        Column("当前状态", 13, text, lambda line: line.filing.state_label),
        Column("纸质件", 8, text, lambda line: line.papers),
        Column("编号", 22, text, lambda line: line.filing.reference),
    ]


def write_application_register(
    filings: FilingQuerySet, order: RegisterOrder, target: BinaryIO
) -> int:
    """Stream the 台账 of ``filings`` into ``target``; returns the number of lines."""
    return write_register(
        target,
        title=order.title,
        unit_line=order.unit_line,
        columns=register_columns(),
        rows=register_lines(filings, order),
        remark="备注：本表由系统按所选条件导出；手机号码仅限本次工作使用。",
        sheet_name="台账",
        explanation=order.explanation,
    )


def register_lines(filings: FilingQuerySet, order: RegisterOrder) -> Iterator[Line]:
    """The lines of ``filings`` in the order of unions, read in chunks."""
    unfiled = Revision.objects.filter(filing__state__in=UNFILED_TEXT_STATES).order_by("version")
    rows = (
        filings.select_related("organization", "form_type", "pioneer_application")
        .prefetch_related(Prefetch("revisions", unfiled, to_attr="filed_versions"))
        .annotate(
            required=Count("copies"),
            received=Count("copies", filter=Q(copies__received_on__isnull=False)),
        )
        .order_by("organization__sort_order", "organization__code", "id")
    )
    for number, filing in enumerate(rows.iterator(chunk_size=CHUNK), start=1):
        yield Line(number, filing, with_phones=order.with_phones, own_unions=order.own_unions)


def application_as_seen(filing: Filing, own_unions: frozenset[int]) -> PioneerApplication:
    """The form as the reader may know it: strangers to the union see the last version filed."""
    versions = getattr(filing, "filed_versions", [])
    if filing.organization_id in own_unions or not versions:
        return filing.pioneer_application
    form, seen = ApplicationForm(), PioneerApplication(filing=filing)
    for cell in revision_cells(versions[-1]):
        if cell.name in form.fields:
            setattr(seen, form.attribute(cell.name), form.read(cell.name, cell.value)[0])
    return seen


def _local(filing: Filing) -> object:
    """Excel knows no time zones: the moment as a clock in 长兴 shows it."""
    moment = filing.first_filed_at
    return moment.astimezone(SHANGHAI).replace(tzinfo=None, microsecond=0) if moment else None


def _lateness(filing: Filing) -> str:
    if filing.first_filed_at is None:
        return ""
    return "逾期" if filing.is_late else "按时"
