"""工人先锋号名册 as a workbook: one line per team, columns that never change order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from changxing_union.exports.columns import CellKind, Column
from changxing_union.exports.workbook import write_register
from changxing_union.filing.models import FilingQuerySet
from changxing_union.organizations.models import User
from pioneer.models import RemovalKind, Title
from pioneer.services.title_lists import TitleLine, title_lines, with_titles

CHUNK = 500
SHEET = "名册"
REMARK = "备注：本表由系统按所选条件导出；考核结果以县总工会公布的为准。"


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    line: TitleLine
    title: Title


def title_columns() -> list[Column[_Row]]:
    """The columns in the office's order; numbers of plaques and references are text."""
    text, day = CellKind.TEXT, CellKind.DATE
    return [
        Column("序号", 6, CellKind.INTEGER, lambda row: row.number),
        Column("所属工会", 16, text, lambda row: row.line.filing.organization.short_name),
        Column("单位名称", 28, text, lambda row: row.line.application.unit_name),
        Column("班组名称", 18, text, lambda row: row.line.application.team_name),
        Column("年度", 7, text, lambda row: f"{row.line.filing.campaign.year}"),
        Column("类型", 10, text, lambda row: row.line.track),
        Column("状态", 14, text, lambda row: state_words(row.line)),
        Column("牌匾编号", 13, text, lambda row: row.title.plaque_number),
        Column("命名日期", 14, day, lambda row: row.title.named_on),
        Column("考核分", 7, CellKind.TENTHS, lambda row: _points(row.line)),
        Column("考核结果", 16, text, lambda row: _verdict(row.line)),
        Column("整改期限", 14, day, lambda row: row.title.rectify_by),
        Column("摘牌方式", 10, text, lambda row: _removal(row.title)),
        Column("牌匾收回", 14, day, lambda row: row.title.returned_on),
        Column("申报编号", 22, text, lambda row: row.line.filing.reference),
    ]


def write_title_register(
    filings: FilingQuerySet,
    target: BinaryIO,
    *,
    user: User,
    today: date,
    title: str,
    unit_line: str,
    explanation: Sequence[tuple[str, str]],
) -> int:
    """Stream the 名册 of ``filings``, as ``user`` may know them, into ``target``; their number.

    ``today`` decides which 整改 is overdue. Raises ``Refused`` when they exceed one sheet.
    """
    return write_register(
        target,
        title=title,
        unit_line=unit_line,
        columns=title_columns(),
        rows=_rows(filings, user, today),
        remark=REMARK,
        sheet_name=SHEET,
        explanation=explanation,
    )


def state_words(line: TitleLine) -> str:
    """The state with what a page shows beside it as a mark."""
    marks = ["已逾期"] if line.is_overdue else []
    marks += ["申报已作废"] if line.is_void else []
    return line.label + (f"（{'，'.join(marks)}）" if marks else "")


def _rows(filings: FilingQuerySet, user: User, today: date) -> Iterator[_Row]:
    found = with_titles(filings).iterator(chunk_size=CHUNK)
    for number, filing in enumerate(found, start=1):
        (line,) = title_lines([filing], user, today=today)
        yield _Row(number, line, line.title or Title())


def _points(line: TitleLine) -> Decimal | None:
    return Decimal(line.points) if line.points else None


def _verdict(line: TitleLine) -> str:
    return line.verdict + ("（未公布）" if line.verdict and not line.is_released else "")


def _removal(title: Title) -> str:
    return RemovalKind(title.removal).label if title.removal else ""
