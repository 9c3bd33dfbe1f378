"""Registers (台账, 花名册) as .xlsx: streamed, ready to print on A4, free of formulas."""

from collections.abc import Iterable, Sequence
from typing import BinaryIO, TypeVar

from changxing_union.exports.columns import Column
from changxing_union.exports.sheets import SHEET_ROWS, Book, TableSheet, refuse_beyond

Row = TypeVar("Row")

MOST_ROWS = SHEET_ROWS - 6  # what a sheet holds, less title, unit, header, 合计 and 备注


def write_register(
    target: BinaryIO,
    *,
    title: str,
    unit_line: str,
    columns: Sequence[Column[Row]],
    rows: Iterable[Row],
    remark: str,
    sheet_name: str,
    explanation: Sequence[tuple[str, str]],
) -> int:
    """Write one register to ``target`` and return the number of data rows (domain §4.1).

    Title, unit and date, header, rows, 合计, 备注, and a second sheet 说明 with the pairs of
    ``explanation`` (筛选条件, 生成时间, 操作人). ``remark`` is printed verbatim (with its 备注：),
    an empty one leaves its row out. ``rows`` is read once and never held in memory. The first
    column bears the word 合计 and cannot be a total itself. Raises ``Refused`` when the rows
    exceed one sheet.
    """
    with Book() as book:
        table = book.add_table(sheet_name, columns, landscape=True)
        count = fill_register(table, title=title, unit_line=unit_line, rows=rows, remark=remark)
        book.add_notes(explanation)
        book.save(target)
    return count


def fill_register(
    table: TableSheet[Row], *, title: str, unit_line: str, rows: Iterable[Row], remark: str = ""
) -> int:
    """One register from title to 备注 on a sheet of its own; the number of its rows."""
    if not table.columns or table.columns[0].total:
        raise ValueError("A register needs a first column that is not a total")
    table.write_head(title, unit_line)
    count = _write_rows(table, rows)
    _write_totals(table, count)
    if remark:
        table.write_remark(remark)
    return count


def _write_rows(table: TableSheet[Row], rows: Iterable[Row]) -> int:
    count = 0
    for count, row in enumerate(rows, 1):
        refuse_beyond(count, MOST_ROWS)
        table.write_row(row)
    return count


def _write_totals(table: TableSheet[Row], count: int) -> None:
    """The 合计 row; its label spans the columns before the first total."""
    sums = table.sums
    totals = [place for place, number in enumerate(sums) if number is not None]
    label_columns = totals[0] if totals else len(sums)
    table.write_line([f"合计（共 {count} 条）", *sums[1:]], merged=(1, label_columns))
