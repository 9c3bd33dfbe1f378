"""Empty tables to be filled in with Excel or WPS and imported again (domain §4.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import BinaryIO

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from changxing_union.exports.columns import CellKind, Column
from changxing_union.exports.sheets import HEADER_ROW, Book, TableSheet
from changxing_union.exports.styles import EXAMPLE_FONT

EMPTY_ROWS = 300
INSTRUCTION_SHEET = "填写说明"
EXAMPLE_ROW = HEADER_ROW + 1
Values = Sequence[object]


@dataclass(frozen=True)
class EntryColumn:
    """One column to fill in.

    ``width`` is in characters of the default font; ``example`` stands in the example line.
    ``choices`` are offered in a drop-down, and other words remain allowed. ``bounds`` are the
    smallest and largest whole number Excel lets pass; it refuses all else with a sentence.
    """

    title: str
    width: float
    example: str | int
    choices: Sequence[str] = ()
    bounds: tuple[int, int] | None = None

    @property
    def kind(self) -> CellKind:
        """Numbers where they are asked for, else text: phones keep their digits as typed."""
        return CellKind.INTEGER if self.bounds else CellKind.TEXT


def write_entry_sheet(
    target: BinaryIO,
    *,
    title: str,
    unit_line: str,
    columns: Sequence[EntryColumn],
    sheet_name: str,
    instructions: Sequence[tuple[str, str]],
) -> None:
    """Write a table with one example line and ``EMPTY_ROWS`` empty ones, ready for A4.

    A second sheet 填写说明 holds ``instructions``; the choices stand in hidden sheets, since a list
    inside a validation may have 255 characters only and no commas.
    """
    with Book() as book:
        table = book.add_table(sheet_name, _table_columns(columns), landscape=False)
        _format_columns(table)
        _add_validations(table, columns)
        table.write_head(title, unit_line)
        table.write_line([column.example for column in columns], font=EXAMPLE_FONT)
        for _ in range(EMPTY_ROWS):
            table.write_row([None] * len(columns))
        book.add_notes(instructions, INSTRUCTION_SHEET)
        for column in columns:
            if column.choices:
                book.add_hidden_list(_list_name(column), column.choices)
        book.save(target)


def _table_columns(columns: Sequence[EntryColumn]) -> list[Column[Values]]:
    return [
        Column(column.title, column.width, column.kind, itemgetter(place))
        for place, column in enumerate(columns)
    ]


def _format_columns(table: TableSheet[Values]) -> None:
    """The rows below the prepared ones keep phones as text, too."""
    for place, column in enumerate(table.columns, 1):
        letter = get_column_letter(place)
        table.sheet.column_dimensions[letter].number_format = column.kind.value


def _add_validations(table: TableSheet[Values], columns: Sequence[EntryColumn]) -> None:
    for place, column in enumerate(columns, 1):
        letter = get_column_letter(place)
        area = f"{letter}{EXAMPLE_ROW}:{letter}{EXAMPLE_ROW + EMPTY_ROWS}"
        for rule in _validations(column, area):
            table.sheet.data_validations.append(rule)


def _validations(column: EntryColumn, area: str) -> list[DataValidation]:
    """What Excel offers and refuses in ``area``; an empty cell always passes."""
    if column.choices:
        return [_offer(column, area)]
    if column.bounds:
        return [_whole_number(column.title, column.bounds, area)]
    return []


def _offer(column: EntryColumn, area: str) -> DataValidation:
    return DataValidation(
        type="list",
        formula1=f"'{_list_name(column)}'!$A$1:$A${len(column.choices)}",
        allow_blank=True,
        showErrorMessage=False,  # other words are allowed
        showInputMessage=True,
        promptTitle=column.title,
        prompt="可从下拉列表中选择，列表中没有的请直接填写。",
        sqref=area,
    )


def _whole_number(title: str, bounds: tuple[int, int], area: str) -> DataValidation:
    least, most = bounds
    return DataValidation(
        type="whole",
        operator="between",
        formula1=str(least),
        formula2=str(most),
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="stop",
        errorTitle=title,
        error=f"请填写 {least} 至 {most} 之间的整数，不要填写“约”“余”等字样。",
        sqref=area,
    )


def _list_name(column: EntryColumn) -> str:
    return f"{column.title}选项"
