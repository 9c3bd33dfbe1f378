"""What is typed at the steps of a service order."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from changxing_union.filing.fields import (
    CellField,
    DayField,
    NameField,
    ParagraphField,
    ReasonField,
)
from changxing_union.web.forms import FieldsHelper, StepForm
from techservice.matching import Suggestion
from techservice.models import GRADES
from techservice.services.evaluations import LONGEST_EVALUATION, Judgement
from techservice.services.orders import LONGEST_REASON
from techservice.services.visits import VisitFacts

Typed = Mapping[str, Any] | None
GRADE_CHOICES = [(str(grade), word) for grade, word in GRADES.items()]


class EmptyForm(StepForm):
    """A step that asks nothing but whether it is meant."""


class ReasonOnlyForm(StepForm):
    """暂停, 退回继续服务: why."""

    reason = ReasonField("原因", most=LONGEST_REASON)


class NoteForm(StepForm):
    """归档: a word about it, or the reason why the enterprise has not judged."""

    reason = ParagraphField(
        "说明", max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Typed, *, is_reason: bool) -> None:
        """``is_reason``: it must say why."""
        super().__init__(data)
        if is_reason:
            self.fields["reason"] = ReasonField("企业未评价的原因", most=LONGEST_REASON)
            self.helper = FieldsHelper(self)


class TeamChoiceForm(StepForm):
    """派单, 改派: which team; a person decides, the suggestion stands first."""

    team = forms.TypedChoiceField(
        label="服务队", coerce=int, empty_value=None, required=False, widget=forms.RadioSelect,
        error_messages={"invalid_choice": "没有这支服务队或已停用，请重新选择。"},
    )  # fmt: skip

    def __init__(self, data: Typed, *, suggestions: Sequence[Suggestion]) -> None:
        """The likeliest first, each with the sentence that says why."""
        super().__init__(data)
        self.suggestions = suggestions
        field = cast(forms.TypedChoiceField, self.fields["team"])
        field.choices = [
            (str(each.team.key), f"{each.team.name}：{each.sentence}") for each in suggestions
        ]
        self.helper = FieldsHelper(self)


class DispatchForm(TeamChoiceForm):
    """派单."""

    note = ParagraphField(
        "给服务队的说明", max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如联系人、方便的时间；没有的不填",
    )  # fmt: skip


class ReassignForm(TeamChoiceForm):
    """改派."""

    reason = ReasonField("改派的原因", most=LONGEST_REASON)


class TransferForm(StepForm):
    """转其他部门."""

    department = CellField("转往部门", help_text="例如县人力社保局、县经信局")
    reason = ReasonField("原因", most=LONGEST_REASON)


class FilesInput(forms.ClearableFileInput):
    """An input that takes several pictures."""

    allow_multiple_selected = True


class VisitForm(StepForm):
    """登记上门服务."""

    visited_on = DayField("日期")
    people = CellField("服务人员", max_length=200, help_text="多人用顿号隔开")
    diagnosis = ParagraphField(
        "问诊（发现的问题）", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    advice = ParagraphField(
        "搭脉（建议和办法）", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    result = ParagraphField(
        "效果", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="还看不出效果的可不填",
    )  # fmt: skip
    photos = forms.FileField(
        label="照片", required=False, widget=FilesInput(attrs={"accept": ".jpg,.jpeg,.png"}),
        help_text="JPG 或 PNG，可选多张；会自动转正、缩小并去掉拍摄地点",
    )  # fmt: skip

    def __init__(
        self, data: Typed, *, today: date, people: str, chosen: "Sequence[UploadedFile[bytes]]"
    ) -> None:
        """Begins with today and with ``people``, who usually go; ``chosen`` are the photos sent."""
        super().__init__(data, initial={"visited_on": today, "people": people})
        self.chosen = chosen

    def facts(self) -> VisitFacts:
        """What was typed."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "photos"}
        return VisitFacts(**told)


class CompleteForm(StepForm):
    """登记完成情况."""

    completed_on = DayField("完成日期")
    text = ParagraphField(
        "服务内容完成情况", max_length=1000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="印在附件5“服务内容完成情况”一栏；写不下时自动转到附页",
    )  # fmt: skip

    def __init__(self, data: Typed, *, today: date, text: str) -> None:
        """Begins with today and with what the visits have found."""
        super().__init__(data, initial={"completed_on": today, "text": text})


class JudgementForm(StepForm):
    """企业评价, as the enterprise itself fills it in."""

    grade = forms.TypedChoiceField(
        label="满意程度", choices=GRADE_CHOICES, coerce=int, empty_value=None, required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "请选择满意程度。"},
    )  # fmt: skip
    text = ParagraphField(
        "对服务项目和人员的评价", max_length=LONGEST_EVALUATION,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    evaluator = NameField("评价人姓名")

    def judgement(self) -> Judgement:
        """What was said."""
        told = self.cleaned_data
        return Judgement(told["text"], told["grade"], told["evaluator"])


class EvaluateForm(JudgementForm):
    """录入企业评价: for the enterprise, and by what it is known."""

    basis = ParagraphField(
        "依据", max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如电话回访、企业在纸质表上的评价",
    )  # fmt: skip
