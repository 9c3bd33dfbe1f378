"""Fields that a record has beside those of the annexes: links to lines of other registers."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

from changxing_union.filing.fields import ComingDayField
from changxing_union.kernel.dates import EARLIEST_YEAR
from changxing_union.organizations.models import Organization

LATEST_YEAR = 2100
KEY_DIGITS = 18


class PlannedDayField(ComingDayField):
    """A calendar day that may lie ahead, of a year that people live in."""

    def within_bounds(self, day: date) -> date:
        """``day`` itself when it is plausible."""
        if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            raise ValidationError(
                f"{self.label}应在 {EARLIEST_YEAR} 年到 {LATEST_YEAR} 年之间，请核对。"
            )
        return day


def is_key(value: object) -> bool:
    """Whether ``value`` could be the key of a row: neither database looks for larger numbers."""
    text = str(value)
    return text.isascii() and text.isdecimal() and len(text) <= KEY_DIGITS


def offered_lines(
    rows: QuerySet[Any] | None, chosen: Collection[int], keepers: Collection[Organization]
) -> QuerySet[Any]:
    """Lines of another register that ``keepers`` may name, and those that are ``chosen``."""
    if rows is None:
        raise ValueError("a link leads to some register")
    found: QuerySet[Any] = rows.model.objects.offered(keepers, besides=chosen)
    return found


def offer(
    field: "LinkField | LinksField", chosen: Collection[int], keepers: Collection[Organization]
) -> None:
    """Offer what ``keepers`` may choose (see ``RecordRowQuerySet.offered``), and the ``chosen``."""
    field.queryset = field.offered(chosen, keepers)


class LinkField(forms.ModelChoiceField):
    """One line of another register, chosen from a list."""

    def __init__(self, label: str, *, queryset: QuerySet[Any], **options: Any) -> None:
        """Never required by itself: the form says what is missing."""
        super().__init__(
            queryset=queryset,
            label=label,
            required=False,
            empty_label="（未选）",
            error_messages={
                "required": f"请选择{label}。",
                "invalid_choice": f"{label}请从列表中选择。",
            },
            **options,
        )

    def offered(self, chosen: Collection[int], keepers: Collection[Organization]) -> QuerySet[Any]:
        """See ``offered_lines``."""
        return offered_lines(self.queryset, chosen, keepers)

    def to_python(self, value: Any) -> Model | None:
        """The line itself; what is no key of any row never reaches the database."""
        if value not in self.empty_values and not is_key(value):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)

    def printed(self, value: Model | None) -> str:
        """What the line is called."""
        return "" if value is None else str(value)


class LinksField(forms.ModelMultipleChoiceField):
    """Several lines of another register, ticked."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, label: str, *, queryset: QuerySet[Any], **options: Any) -> None:
        """Never required by itself: the form says what is missing."""
        complaint = f"{label}请从列表中选择。"
        super().__init__(
            queryset=queryset,
            label=label,
            required=False,
            error_messages=dict.fromkeys(
                ("invalid_choice", "invalid_pk_value", "invalid_list"), complaint
            ),
            **options,
        )

    def offered(self, chosen: Collection[int], keepers: Collection[Organization]) -> QuerySet[Any]:
        """See ``offered_lines``."""
        return offered_lines(self.queryset, chosen, keepers)

    def clean(self, value: Any) -> Any:
        """The lines themselves; what is no key of any row never reaches the database."""
        if isinstance(value, (list, tuple)) and not all(map(is_key, value)):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)

    def printed(self, value: Iterable[Model]) -> str:
        """What the lines are called, in their order."""
        return "、".join(str(line) for line in value)
