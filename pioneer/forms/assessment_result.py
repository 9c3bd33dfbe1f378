"""What the county and the union type on the page of one result: a person, a reason."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from changxing_union.filing.fields import ReasonField
from changxing_union.web.forms import FieldsHelper
from pioneer.services.assessors import Candidate
from pioneer.services.results import LONGEST_REASON


class WhyForm(forms.Form):
    """理由: nothing is taken back, taken away or disputed without one."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        prefix: str,
        label: str = "理由",
        most: int = LONGEST_REASON,
    ) -> None:
        """``prefix`` tells the forms of one page apart, ``most`` is how long the reason may be."""
        super().__init__(data, prefix=prefix)
        self.fields["reason"] = ReasonField(label, most=most)
        self.helper = FieldsHelper(self)


class AssessorSelect(forms.Select):
    """Who cannot be chosen is shown all the same, so that nobody looks for them."""

    hindered: frozenset[str] = frozenset()

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **options)
        if str(value) in self.hindered:
            option["attrs"]["disabled"] = True
        return option


class AssessorForm(forms.Form):
    """考核员 or 复核人: one person; why others cannot be chosen stands below the field."""

    assessor = forms.ChoiceField(
        widget=AssessorSelect,
        error_messages={
            "required": "请选择一位考核员。",
            "invalid_choice": "没有这位考核员，请重新选择。",
        },
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        prefix: str,
        label: str,
        candidates: Sequence[Candidate],
    ) -> None:
        """Offers ``candidates``; a choice against the rules is the service's to refuse."""
        super().__init__(data, prefix=prefix)
        self.people = {str(each.user.pk): each.user for each in candidates}
        field = self.fields["assessor"]
        field.label = label
        field.choices = [  # type: ignore[attr-defined]
            ("", "请选择"),
            *((str(each.user.pk), each.label) for each in candidates),
        ]
        field.widget.hindered = frozenset(
            str(each.user.pk) for each in candidates if each.hindrances or each.is_at_work
        )
        self.hindrances = [sentence for each in candidates for sentence in each.hindrances]
        self.is_possible = any(not each.hindrances and not each.is_at_work for each in candidates)
        self.helper = FieldsHelper(self)
