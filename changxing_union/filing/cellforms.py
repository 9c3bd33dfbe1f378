"""Rows of the database as cells on a page: read one by one, drawn and printed in one way."""

import copy
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Self, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from changxing_union.filing.fields import CellField, DayField, NameField, OneOfField, ParagraphField
from changxing_union.filing.models import Opinion, Seal


@dataclass(frozen=True)
class PrintedCell:
    """One cell as the paper shows it; what revisions keep and differences compare."""

    name: str
    label: str
    value: str


class CellForm(forms.Form):
    """Cells of one row of the database; parsed one by one, so that one bad cell blocks no other."""

    # Field name → model attribute, where the two differ.
    attributes: Mapping[str, str] = {}
    # Field name → the columns behind it, where one cell holds several (手机号/微信号).
    columns: Mapping[str, tuple[str, ...]] = {}

    def attribute(self, name: str) -> str:
        """The model attribute a field is stored in."""
        return self.attributes.get(name, name)

    def columns_of(self, name: str) -> tuple[str, ...]:
        """The columns of the database that a field is stored in."""
        return self.columns.get(name, (self.attribute(name),))

    def texts(self, row: Model, unparsed: Mapping[str, str]) -> dict[str, str]:
        """HTML name → what the cell shows: text that could not be read, else the stored value."""
        shown = {}
        for name, field in self.fields.items():
            html_name = self.add_prefix(name)
            stored = field.prepare_value(getattr(row, self.attribute(name)))
            shown[html_name] = str(unparsed.get(html_name, "" if stored is None else stored))
        return shown

    def read(self, name: str, text: str) -> tuple[Any, str]:
        """The stored value of ``text``, and the sentence that refuses it (or an empty one)."""
        field = self.cell(name)
        try:
            return field.clean(text), ""
        except ValidationError as error:
            return field.empty(), " ".join(error.messages)

    def printed(self, row: Model) -> list[PrintedCell]:
        """Every cell with its printed label and value."""
        return [
            PrintedCell(
                self.add_prefix(name),
                str(field.label),
                self.cell(name).printed(getattr(row, self.attribute(name))),
            )
            for name, field in self.fields.items()
        ]

    def cell(self, name: str) -> CellField:
        """The field called ``name``; a cell form holds nothing but cell fields."""
        return cast(CellField, self.fields[name])


# An accidental paste of a whole document is cut here; the cell then says how long it may be.
MAX_TYPED = 5_000
# Rows that a form repeats bear a key of their own: ``row_1f3a90bc-team_name``.
ROW_PREFIX = "row_"
ROW_NAME = re.compile(r"row_([0-9a-f]{8})(?:-[a-z_]+)?")


def row_key(name: str) -> str:
    """The key of the row that a cell or a flag called ``name`` belongs to; empty if to none."""
    found = ROW_NAME.fullmatch(name)
    return found[1] if found else ""


def new_row_names(count: int, *, besides: Collection[str] = ()) -> list[str]:
    """Names for ``count`` new lines, each with a key of its own that is not among ``besides``."""
    taken = set(besides)
    # Among thousands of keys of 32 bits, two do meet now and then.
    keys: dict[str, None] = {}
    while len(keys) < count:
        key = secrets.token_hex(4)
        if key not in taken:
            keys[key] = None
    return [f"{ROW_PREFIX}{key}" for key in keys]


class RowForm(CellForm):
    """Cells of one row among many of its kind; sentences and versions name it by its number."""

    number = 0

    def for_row(self, key: str, number: int) -> Self:
        """This form for the row called ``key``, line ``number`` of the table.

        Fields are never changed by reading or drawing a row, so all rows share them: making 300
        forms would otherwise take longer than everything else a page does.
        """
        form = copy.copy(self)
        form.prefix = f"{ROW_PREFIX}{key}"
        form.initial = {}
        vars(form)["_bound_fields_cache"] = {}  # its own, as Form.__init__ makes it
        form.number = number
        return form

    def printed(self, row: Model) -> list[PrintedCell]:
        """As for any form, with the number of the line in each label."""
        where = self.where
        return [
            PrintedCell(cell.name, f"{where} {cell.label}", cell.value)
            for cell in super().printed(row)
        ]

    @property
    def where(self) -> str:
        """``第 3 行``."""
        return f"第 {self.number} 行"


class OpinionForm(CellForm):
    """One opinion box; its prefix is the box's code, so names read ``opinion_township-signer``."""

    attributes = {"date": "signed_on"}

    text = ParagraphField("意见", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
    signer = NameField("签名")
    date = DayField("日期")
    seal = OneOfField("盖章", choices=list(Seal.choices), blank=Seal.NONE)

    def __init__(self, *, opinion: Opinion, **options: Any) -> None:
        """Sentences name the box: “单位工会意见的日期请填写到日”."""
        super().__init__(prefix=opinion.code, **options)
        self.opinion = opinion
        for name, field in self.fields.items():
            suffix = {"text": "", "signer": "的签名", "date": "的日期", "seal": "的盖章"}[name]
            field.label = f"{opinion.label}{suffix}"


@dataclass(frozen=True)
class Part:
    """One database row and the form that shows its cells.

    ``row`` has no primary key yet where it is a new line of a table.
    """

    form: CellForm
    row: Model

    @property
    def key(self) -> str:
        """The row's key where the form repeats it, else empty."""
        return row_key(self.form.prefix or "")

    @property
    def names(self) -> list[str]:
        """The HTML names of its cells."""
        return [self.form.add_prefix(name) for name in self.form.fields]
