"""Fields that a record has beside those of the annexes: links to lines of other registers."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

from changxing_union.filing.fields import ComingDayField
from changxing_union.kernel.dates import EARLIEST_YEAR
from changxing_union.records.models import RecordRow

LATEST_YEAR = 2100


class PlannedDayField(ComingDayField):
    """A calendar day that may lie ahead, of a year that people live in."""

    def within_bounds(self, day: date) -> date:
        """``day`` itself when it is plausible."""
        if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            raise ValidationError(
                f"{self.label}应在 {EARLIEST_YEAR} 年到 {LATEST_YEAR} 年之间，请核对。"
            )
        return day


def offer(field: "LinkField | LinksField", chosen: Collection[int]) -> None:
    """Offer the lines that are not void, and those that are ``chosen`` already."""
    model = None if field.queryset is None else field.queryset.model
    if model is not None and issubclass(model, RecordRow):
        field.queryset = model.objects.offered(besides=chosen)


class LinkField(forms.ModelChoiceField):
    """One line of another register, chosen from a list."""

    def __init__(self, label: str, *, queryset: QuerySet[Any], **options: Any) -> None:
        """Never required by itself: the form says what is missing."""
        super().__init__(
            queryset=queryset,
            label=label,
            required=False,
            empty_label="（未选）",
            error_messages={"invalid_choice": f"{label}请从列表中选择。"},
            **options,
        )

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

    def printed(self, value: Iterable[Model]) -> str:
        """What the lines are called, in their order."""
        return "、".join(str(line) for line in value)
