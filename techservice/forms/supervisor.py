"""The little form that opens an annex 4."""

from django import forms

from changxing_union.filing.opening import NewFilingForm


class NewSupervisorForm(NewFilingForm):
    """新建登记: for whom, which unit, which person."""

    name = forms.CharField(
        label="监督员姓名",
        max_length=50,
        error_messages={"required": "请填写监督员姓名。", "max_length": "姓名最多 50 个字。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        """A name consists of more than blanks and punctuation."""
        return self.named("name", "请填写监督员姓名。")
