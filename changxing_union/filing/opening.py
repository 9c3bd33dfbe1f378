"""新建: for which union and which unit a form is opened; what an annex asks besides, it adds."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from changxing_union.kernel.text import match_key
from changxing_union.organizations.models import Organization
from changxing_union.web.forms import FieldsHelper


class NewFilingForm(forms.Form):
    """The union that files and the unit it files for."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(), label="申报工会", empty_label=None
    )
    unit_name = forms.CharField(
        label="单位名称",
        max_length=100,
        help_text="已登记的单位输入一两个字即可选择；新单位请填写与公章一致的全称",
        error_messages={"required": "请填写单位名称。", "max_length": "单位名称最多 100 个字。"},
        widget=forms.TextInput(attrs={"list": "known-units", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **options: Any) -> None:
        """``organizations``: the unions the user files for; a single one is not asked about."""
        super().__init__(*args, **options)
        field = cast(forms.ModelChoiceField, self.fields["organization"])
        field.queryset = organizations
        first = organizations.first()
        field.initial = first.pk if first else None
        if organizations.count() == 1:
            field.widget = forms.HiddenInput()
        for each in self.fields.values():
            # A browser would cut what is pasted without a word; the field says how long it may be.
            each.widget.attrs.pop("maxlength", None)
        self.helper = FieldsHelper(self)

    def clean_unit_name(self) -> str:
        """A name consists of more than blanks and punctuation."""
        return self.named("unit_name", "请填写单位全称（至少 2 个字）。")

    def named(self, field: str, complaint: str) -> str:
        """What was typed in ``field``; ``complaint`` when it names nothing."""
        typed = str(self.cleaned_data[field])
        if not match_key(typed):
            raise forms.ValidationError(complaint)
        return typed

    def typed(self) -> dict[str, Any]:
        """What was typed, the union apart: as a service takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "organization"}
