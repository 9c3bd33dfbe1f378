"""What is typed at the steps of a service order."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html

from changxing_union.filing.fields import (
    CellField,
    DayField,
    NameField,
    ParagraphField,
    ReasonField,
)
from changxing_union.web.forms import FieldsHelper, StepForm, Typed
from techservice.matching import Suggestion
from techservice.models import GRADES, ServiceOrder
from techservice.services.evaluations import (
    LONGEST_EVALUATION,
    NO_BASIS,
    Judgement,
    judgement_faults,
)
from techservice.services.orders import (
    LONGEST_REASON,
    NO_DEPARTMENT,
    NO_TEAM,
    completion_faults,
)
from techservice.services.visits import VisitFacts, visit_faults

GRADE_CHOICES = [(str(grade), word) for grade, word in GRADES.items()]
# So many of the suggested teams stand open on the page; the others are folded.
SHOWN_TEAMS = 3
PHOTOS_AGAIN = "请把要上传的照片重新选一遍：退回的页面不能保留选好的文件。"


class EmptyForm(StepForm):
    """A step that asks nothing but whether it is meant."""


class ReasonOnlyForm(StepForm):
    """暂停, 退回继续服务: why."""

    reason = ReasonField("原因", most=LONGEST_REASON)


class NoteForm(StepForm):
    """归档: a word about it, or the reason why the enterprise has not judged."""

    reason = ParagraphField(
        "说明（可不填）", max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Typed | None, *, is_reason: bool) -> None:
        """``is_reason``: it must say why."""
        super().__init__(data)
        if is_reason:
            self.fields["reason"] = ReasonField("企业未评价的原因", most=LONGEST_REASON)
            self.helper = FieldsHelper(self)


class TeamChoice(forms.RadioSelect):
    """The teams, each with its sentence below its name; a group of choices is folded."""

    template_name = "techservice/_team_choice.html"


class TeamChoiceForm(StepForm):
    """派单, 改派: which team; a person decides, the suggestion stands first."""

    team = forms.TypedChoiceField(
        label="服务队", coerce=int, empty_value=None, required=False, widget=TeamChoice,
        error_messages={"invalid_choice": "没有这支服务队或已停用，请重新选择。"},
    )  # fmt: skip

    def __init__(
        self, data: Typed | None, *, suggestions: Sequence[Suggestion], but: int | None = None
    ) -> None:
        """The likeliest first; ``but`` is not offered, yet known when its press comes twice."""
        super().__init__(data)
        field = cast(forms.TypedChoiceField, self.fields["team"])
        field.choices = _choices(suggestions)
        offered = [each for each in suggestions if each.team.key != but]
        field.widget.choices = [*_choices(offered[:SHOWN_TEAMS]), *_folded(offered[SHOWN_TEAMS:])]
        self.helper = FieldsHelper(self)

    def faults(self, typed: dict[str, Any]) -> Mapping[str, str]:
        return {"team": "" if typed["team"] else NO_TEAM}


def _choices(suggestions: Sequence[Suggestion]) -> list[tuple[str, str]]:
    words = '<span class="team-choice-words"><strong>{}</strong> <span>{}</span></span>'
    return [
        (str(each.team.key), format_html(words, each.team.name, each.sentence))
        for each in suggestions
    ]


def _folded(suggestions: Sequence[Suggestion]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The same as one group that the page folds; none of nothing."""
    title = f"另外 {len(suggestions)} 支服务队"
    return [(title, _choices(suggestions))] if suggestions else []


class DispatchForm(TeamChoiceForm):
    """派单."""

    note = ParagraphField(
        "给服务队的说明（可不填）", max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="例如找谁联系、什么时间方便",
    )  # fmt: skip


class ReassignForm(TeamChoiceForm):
    """改派."""

    reason = ReasonField("改派的原因", most=LONGEST_REASON)


class TransferForm(StepForm):
    """转其他部门."""

    department = CellField("转往部门", help_text="例如县人力社保局、县经信局")
    reason = ReasonField("原因", most=LONGEST_REASON)

    def faults(self, typed: dict[str, Any]) -> Mapping[str, str]:
        return {"department": "" if typed["department"] else NO_DEPARTMENT}


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
        "搭脉（建议和办法，可不填）", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    result = ParagraphField(
        "效果（可不填）", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="还看不出效果的先不填",
    )  # fmt: skip
    photos = forms.FileField(
        label="照片（可不选）", required=False,
        widget=FilesInput(attrs={"accept": "image/jpeg,image/png,.jpg,.jpeg,.png"}),
        help_text="JPG 或 PNG，一次可选多张；系统会转正、缩小，并去掉拍摄地点",
    )  # fmt: skip

    def __init__(
        self,
        data: Typed | None,
        *,
        order: ServiceOrder,
        today: date,
        people: str,
        chosen: "Sequence[UploadedFile[bytes]]",
    ) -> None:
        """Begins with today and with ``people``, who usually go; ``chosen`` are the photos sent."""
        super().__init__(data, initial={"visited_on": today, "people": people})
        self.order, self.today, self.chosen = order, today, chosen

    def clean(self) -> dict[str, Any]:
        """A page that comes back has lost the files that were chosen: it says so."""
        typed = super().clean()
        if self.errors and self.chosen:
            self.add_error("photos", PHOTOS_AGAIN)
        return typed

    def faults(self, typed: dict[str, Any]) -> Mapping[str, str]:
        return visit_faults(_facts(typed), self.order, self.today)

    def facts(self) -> VisitFacts:
        """What was typed."""
        return _facts(self.cleaned_data)


def _facts(typed: Mapping[str, Any]) -> VisitFacts:
    told = {name: value for name, value in typed.items() if name not in ("photos", "visited_on")}
    return VisitFacts(visited_on=typed["visited_on"] or None, **told)


class CompleteForm(StepForm):
    """登记完成情况."""

    completed_on = DayField("完成日期")
    text = ParagraphField(
        "服务内容完成情况", max_length=1000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="印在附件5“服务内容完成情况”一栏；写不下时自动转到附页",
    )  # fmt: skip

    def __init__(self, data: Typed | None, *, order: ServiceOrder, today: date, text: str) -> None:
        """Begins with today and with what the visits have found."""
        super().__init__(data, initial={"completed_on": today, "text": text})
        self.order, self.today = order, today

    def faults(self, typed: dict[str, Any]) -> Mapping[str, str]:
        day = typed["completed_on"] or None
        return completion_faults(day, typed["text"], self.order, self.today)


class JudgementForm(StepForm):
    """企业评价, as the enterprise itself fills it in."""

    needs_grade = True
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

    def faults(self, typed: dict[str, Any]) -> Mapping[str, str]:
        said = Judgement(typed["text"], typed["grade"] or None, typed["evaluator"])
        return judgement_faults(said, needs_grade=self.needs_grade)

    def judgement(self) -> Judgement:
        """What was said."""
        told = self.cleaned_data
        return Judgement(told["text"], told["grade"], told["evaluator"])


class EvaluateForm(JudgementForm):
    """录入企业评价: for the enterprise, and by what it is known."""

    needs_grade = False
    basis = ParagraphField(
        "依据", max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如电话回访、企业在纸质表上的评价",
    )  # fmt: skip

    def __init__(self, data: Typed | None) -> None:
        """An enterprise that has said something need not have given a grade."""
        super().__init__(data)
        self.fields["grade"].help_text = "企业没有说明满意程度的，不选"

    def faults(self, typed: dict[str, Any]) -> Mapping[str, str]:
        return {**super().faults(typed), "basis": "" if typed["basis"] else NO_BASIS}
