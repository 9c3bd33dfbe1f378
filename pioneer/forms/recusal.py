"""声明回避: nothing without a reason."""

from typing import Any

from django import forms

from changxing_union.filing.fields import ReasonField
from changxing_union.filing.services.assignments import LONGEST_REASON
from changxing_union.web.forms import FieldsHelper


class RecusalForm(forms.Form):
    """Why an assessor steps back."""

    reason = ReasonField(
        "回避原因",
        most=LONGEST_REASON,
        help_text="例如：与该班组负责人有亲属关系；曾在该单位任职。原因记入流转记录。",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Rendered inside the page's own form tag."""
        super().__init__(*args, **options)
        self.helper = FieldsHelper(self)
