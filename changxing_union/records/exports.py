"""A register as a workbook: the cells of its form, columns that never change order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from django import forms

from changxing_union.exports.columns import CellKind, Column
from changxing_union.exports.workbook import write_register
from changxing_union.filing.fields import (
    CountField,
    NameField,
    NumberTextField,
    ParagraphField,
    YearMonthField,
)
from changxing_union.kernel.text import mask_phone
from changxing_union.records.kinds import RecordKind
from changxing_union.records.models import Record, RecordQuerySet
from changxing_union.records.permissions import Keeper

CHUNK = 500
SHEET = "台账"
REMARK = "备注：本表由系统按所选条件导出，内容由登记单位填写并负责。"
# How wide a column is by what its cells hold, the first that fits; all other text is wider.
WIDTHS: tuple[tuple[type[forms.Field], float], ...] = (
    (CountField, 9), (YearMonthField, 16), (NameField, 12), (NumberTextField, 14),
    (ParagraphField, 40),
)  # fmt: skip
TEXT_WIDTH = 20


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One record as the workbook writes it."""

    number: int
    record: Record
    values: dict[str, Any]
    state: str


def write_records(
    kind: RecordKind,
    records: RecordQuerySet,
    target: BinaryIO,
    *,
    today: date,
    with_phones: bool,
    title: str,
    unit_line: str,
    explanation: Sequence[tuple[str, str]],
) -> int:
    """Stream ``records`` of one kind into ``target``; returns their number.

    ``today`` decides what is overdue. Raises ``Refused`` when they exceed one sheet.
    """
    return write_register(
        target,
        title=title,
        unit_line=unit_line,
        columns=register_columns(kind, with_phones=with_phones),
        rows=_lines(kind, records, today),
        remark=REMARK,
        sheet_name=SHEET,
        explanation=explanation,
    )


def register_columns(kind: RecordKind, *, with_phones: bool) -> list[Column[RegisterLine]]:
    """Number and keeper, every cell of the form, then how it stands and who entered it."""
    keeper = Column[RegisterLine](
        "登记单位", 16, CellKind.TEXT, lambda line: line.record.organization.short_name
    )
    return [
        Column("序号", 6, CellKind.INTEGER, lambda line: line.number),
        *([keeper] if kind.keeper is Keeper.UNIONS else []),
        *(_column(kind, name, with_phones=with_phones) for name in kind.form.base_fields),
        Column("状态", 14, CellKind.TEXT, lambda line: line.state),
        Column("登记人", 12, CellKind.TEXT, lambda line: str(line.record.created_by)),
        Column(
            "登记时间", 18, CellKind.DATETIME,
            lambda line: line.record.created_at,
        ),
    ]  # fmt: skip


def _column(kind: RecordKind, name: str, *, with_phones: bool) -> Column[RegisterLine]:
    field = kind.form.base_fields[name]
    cell = CellKind.TEXT
    if isinstance(field, CountField):
        cell = CellKind.INTEGER
    elif isinstance(field, YearMonthField):
        cell = CellKind.DATE
    usual = next((width for known, width in WIDTHS if isinstance(field, known)), TEXT_WIDTH)

    def value(line: RegisterLine) -> object:
        if cell is not CellKind.TEXT:
            return line.values[name]
        words = kind.words(line.values[name], name)
        return mask_phone(words) if name in kind.phones and not with_phones else words

    return Column(
        str(field.label),
        kind.widths.get(name, usual),
        cell,
        value,
        total=name == "head_count" and bool(kind.heads_words),
    )


def _lines(kind: RecordKind, records: RecordQuerySet, today: date) -> Iterator[RegisterLine]:
    found = kind.with_rows(records).iterator(chunk_size=CHUNK)
    for number, record in enumerate(found, start=1):
        why = f"：{record.void_reason}" if record.is_void else ""
        state = f"{kind.state_words(record, today)}{why}"
        yield RegisterLine(number, record, kind.values_of(record), state)
