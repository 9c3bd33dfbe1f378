"""What is typed about a record beside its own cells."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from changxing_union.filing.fields import ReasonField
from changxing_union.organizations.models import Organization
from changxing_union.records.fields import LinkField
from changxing_union.records.services.entries import LONGEST_REASON, REASON_ADVICE
from changxing_union.web.forms import FieldsHelper


class VoidForm(forms.Form):
    """作废, with the reason."""

    reason = ReasonField("作废原因", most=LONGEST_REASON, advice=REASON_ADVICE)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Rendered inside the page's own form tag."""
        super().__init__(*args, **options)
        self.helper = FieldsHelper(self)


class KeeperForm(forms.Form):
    """登记单位, asked of somebody who acts for several."""

    organization = LinkField("登记单位", queryset=Organization.objects.none())

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, kept: Collection[Organization]
    ) -> None:
        """``kept`` are the organizations to choose from, the first of them at first."""
        super().__init__(data, initial={"organization": next(iter(kept), None)})
        among = Organization.objects.filter(pk__in=[each.pk for each in kept])
        self.fields["organization"].queryset = among  # type: ignore[attr-defined]
        self.fields["organization"].required = True
        self.helper = FieldsHelper(self)
