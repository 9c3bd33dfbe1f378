"""技术服务统计 as a workbook: each table of the page on a sheet of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import BinaryIO

from changxing_union.exports.columns import CellKind, Column
from changxing_union.exports.sheets import Book
from changxing_union.exports.workbook import fill_register
from techservice.services.board_tables import BoardRow, BoardTable


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    row: BoardRow


def write_board(
    tables: Iterable[BoardTable],
    target: BinaryIO,
    *,
    title: str,
    unit_line: str,
    explanation: Sequence[tuple[str, str]],
) -> int:
    """Every table as it stands on the page, to ``target``; how many lines they have together."""
    lines = 0
    with Book() as book:
        for table in tables:
            lines += fill_register(
                book.add_table(table.title, _columns(table), landscape=len(table.heads) > 4),
                title=f"{title}（{table.title}）",
                unit_line=unit_line,
                rows=[_Row(number, row) for number, row in enumerate(table.rows, start=1)],
                remark=f"备注：{table.note}" if table.note else "",
            )
        book.add_notes(explanation)
        book.save(target)
    return lines


def _columns(table: BoardTable) -> list[Column[_Row]]:
    label, *heads = table.heads
    return [
        Column("序号", 6, CellKind.INTEGER, lambda row: row.number),
        Column(label, 26, CellKind.TEXT, lambda row: row.row.label),
        *(
            Column(head, 12, _kind(table, place), partial(_value, place))
            for place, head in enumerate(heads)
        ),
    ]


def _kind(table: BoardTable, place: int) -> CellKind:
    """Of what stands in the column; where nothing does, it does not matter."""
    values = [row.cells[place].value for row in table.rows]
    if any(isinstance(value, Decimal) for value in values):
        return CellKind.TENTHS
    return CellKind.TEXT if any(isinstance(value, str) for value in values) else CellKind.INTEGER


def _value(place: int, row: _Row) -> object:
    return row.row.cells[place].value
