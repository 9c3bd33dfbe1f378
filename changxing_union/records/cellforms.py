"""What one register asks for: cells that are read and printed in one way, wherever they show."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Model

from changxing_union.organizations.models import Organization
from changxing_union.records.fields import LinkField, LinksField, offer
from changxing_union.web.forms import FieldsHelper

# The columns that all registers share: a field of such a name is stored in the record itself.
SHARED = ("happened_on", "until", "category", "head_count", "due_on", "settled_on")
TEXT_ROWS = 3
CHOSEN = (forms.Select, forms.CheckboxSelectMultiple)


class RecordForm(forms.Form):
    """The cells of one kind of record; its fields are ``CellField``, ``LinkField``, ``LinksField``.

    Names are those of the columns they are stored in, of the record (``SHARED``) or the kind's own.
    """

    # What cannot be left out.
    needed: ClassVar[tuple[str, ...]] = ("happened_on",)
    # Pairs of days of which the second cannot be the earlier one.
    in_order: ClassVar[tuple[tuple[str, str], ...]] = (
        ("happened_on", "until"),
        ("happened_on", "due_on"),
        ("happened_on", "settled_on"),
    )
    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        keepers: Collection[Organization] = (),
        offers: Mapping[str, Sequence[str]] | None = None,
        **options: Any,
    ) -> None:
        """``keepers``: for whom a line may be entered, and so whose lines it may name.

        ``offers`` are earlier entries, offered beside a field and binding nobody.
        """
        super().__init__(data, **options)
        self.helper = FieldsHelper(self)
        for name in self.needed:
            self.fields[name].required = True
        for name, earlier in (offers or {}).items():
            self.fields[name].offers = earlier  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            if isinstance(field, (LinkField, LinksField)):
                offer(field, [line.pk for line in _lines(self.initial.get(name))], keepers)
            elif getattr(field, "offers", ()):
                field.widget.attrs["list"] = f"offers-{name}"
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = TEXT_ROWS

    def clean(self) -> dict[str, Any]:
        """Everything needed is there, and days follow each other."""
        cleaned = super().clean() or {}
        for name in self.needed:
            value = cleaned.get(name)
            if value != 0 and not value and name not in self.errors:
                verb = "选择" if isinstance(self.fields[name].widget, CHOSEN) else "填写"
                self.add_error(name, f"请{verb}{self.fields[name].label}。")
        for first, second in self.in_order:
            if isinstance(cleaned.get(second), date) and isinstance(cleaned.get(first), date):
                self._refuse_earlier(first, second, cleaned)
        if cleaned.get("settled_on") and not cleaned.get("due_on") and "due_on" not in self.errors:
            due, settled = self.fields["due_on"].label, self.fields["settled_on"].label
            self.add_error("due_on", f"填了{settled}，请同时填写{due}。")
        return cleaned

    def _refuse_earlier(self, first: str, second: str, cleaned: Mapping[str, Any]) -> None:
        if cleaned[second] < cleaned[first]:
            earlier, later = self.fields[first].label, self.fields[second].label
            self.add_error(second, f"{later}不能早于{earlier}，请核对。")


def _lines(initial: Model | Iterable[Model] | None) -> Iterable[Model]:
    """The lines that a link names at first."""
    if initial is None:
        return ()
    return (initial,) if isinstance(initial, Model) else initial
