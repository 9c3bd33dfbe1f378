"""Rows of the database as cells on a page: read one by one, drawn and printed in one way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from changxing_union.filing.fields import CellField, DayField, NameField, OneOfField, ParagraphField
from changxing_union.filing.models import Opinion, Seal, SigningStage

# What opinion boxes usually say (domain §2.1); offered, never required.
PHRASES = {
    SigningStage.FILING: ("情况属实，同意推荐。", "同意申报。"),
    SigningStage.DECISION: ("同意列入培育。",),
}


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

    def attribute(self, name: str) -> str:
        """The model attribute a field is stored in."""
        return self.attributes.get(name, name)

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
    """One database row and the form that shows its cells."""

    form: CellForm
    row: Model
