"""声明回避: nothing without a reason."""

from typing import Any

from django import forms

from changxing_union.filing.services.assignments import LONGEST_REASON
from changxing_union.kernel.reasons import LEAST_REASON, reason_faults
from changxing_union.kernel.text import tidy_line
from changxing_union.web.forms import FieldsHelper

TOO_SHORT = f"请写明回避原因（至少 {LEAST_REASON} 个字）。"


class RecusalForm(forms.Form):
    """Why an assessor steps back."""

    reason = forms.CharField(
        label="回避原因",
        help_text="例如：与该班组负责人有亲属关系；曾在该单位任职。原因记入流转记录。",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": TOO_SHORT},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Rendered inside the page's own form tag."""
        super().__init__(*args, **options)
        self.helper = FieldsHelper(self)

    def clean_reason(self) -> str:
        """In one line, neither too short to say anything nor too long to keep."""
        reason = tidy_line(str(self.cleaned_data["reason"]))
        faults = reason_faults(reason, most=LONGEST_REASON, word="回避原因")
        if faults:
            raise forms.ValidationError(faults)
        return reason
