"""What the county types when it acts: a signature, a reason, the arrival of a paper copy."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from changxing_union.filing.blockers import LONGEST_REASON, REASON_ADVICE
from changxing_union.filing.fields import (
    CellField,
    DayField,
    NameField,
    OneOfField,
    ParagraphField,
    ReasonField,
)
from changxing_union.filing.models import Opinion, PaperCopy, Seal
from changxing_union.filing.models.papers import UPLOADED_SLOTS
from changxing_union.kernel.dates import shanghai_day
from changxing_union.web.forms import FieldsHelper


class SignForm(forms.Form):
    """签署意见: the county's box, complete or not at all."""

    text = ParagraphField("意见", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
    signer = NameField("签名")
    date = DayField("日期")
    # The county's scans are not kept here, so nobody can say that one is attached.
    seal = OneOfField(
        "盖章",
        choices=[(seal.value, str(seal.label)) for seal in (Seal.NONE, Seal.SEALED)],
        blank=Seal.NONE,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        opinion: Opinion,
        signer: str,
        phrases: Sequence[str],
    ) -> None:
        """Offered as usual: the first of ``phrases``, the signatory's own name, today."""
        initial = {
            "text": opinion.text or phrases[0],
            "signer": opinion.signer or signer,
            "date": opinion.signed_on or shanghai_day(timezone.now()),
            "seal": opinion.seal,
        }
        super().__init__(data, prefix=opinion.code, initial=initial)
        self.phrases = phrases
        self.helper = FieldsHelper(self)

    def clean(self) -> dict[str, Any]:
        """Text, signer and date are all needed."""
        cleaned = super().clean() or {}
        for name, word in (("text", "意见"), ("signer", "签名"), ("date", "日期")):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, f"请填写{word}。")
        return cleaned


class ReasonForm(forms.Form):
    """退回, 不予通过, 作废: nothing without a reason the other side can act on."""

    reason = ReasonField("原因", most=LONGEST_REASON, advice=REASON_ADVICE)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Rendered inside the page's own form tag."""
        super().__init__(*args, **options)
        self.helper = FieldsHelper(self)


class AttachmentForm(forms.Form):
    """One file and what it is for."""

    slot = forms.ChoiceField(
        label="用途", choices=UPLOADED_SLOTS, error_messages={"invalid_choice": "请选择附件用途。"}
    )


class PaperCopyForm(forms.Form):
    """登记纸质件: when a sealed copy arrived and who keeps it. A page has one for each copy."""

    received_on = DayField("收到日期")
    kept_by = CellField("保管人", max_length=50)

    def __init__(self, data: Mapping[str, Any] | None = None, *, copy: PaperCopy) -> None:
        """Shows what is recorded, or ``data`` as it was typed."""
        recorded = {"received_on": copy.received_on, "kept_by": copy.kept_by}
        super().__init__(data, initial=recorded, auto_id=f"copy-{copy.number}-%s")
        self.copy = copy
        for field in self.fields.values():
            field.widget.attrs |= {
                "class": "form-control",
                "placeholder": field.label,
                "aria-label": f"第 {copy.number} 份{field.label}",
            }

    def focus_first_error(self) -> None:
        """Take the reader to what needs correcting, further down the page."""
        self.fields[next(iter(self.errors))].widget.attrs["autofocus"] = True
