"""测评问卷 as it is answered, and as its union sets it up and counts paper beside it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from changxing_union.filing.fields import CellField, ComingDayField, CountField
from changxing_union.filing.models import Filing
from changxing_union.kernel.dates import show_date
from pioneer.models import Respondent, Survey
from pioneer.services.survey_answers import Given
from pioneer.services.surveys import (
    LONGEST_NOTE,
    PAPER_LABELS,
    day_faults,
    note_faults,
    paper_faults,
)

YES, NO = "yes", "no"
# Who is asked what.
QUESTIONS = {
    Respondent.MEMBER: ("is_aware", "has_participated"),
    Respondent.CUSTOMER: ("is_satisfied",),
}
FROM_LIST = "请从列出的选项中选择一项。"
NOT_YOURS = "这一题由{other}回答，您选的身份是{own}。请改选“不答”，或改选身份。"


def _question(label: str, *, yes: str, no: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[(YES, yes), (NO, no)],
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": FROM_LIST},
    )


class AnswerForm(forms.Form):
    """One answer. Without script all questions are seen, so the wrong ones can be answered too."""

    respondent = forms.ChoiceField(
        label="您的身份",
        choices=Respondent.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择您的身份。", "invalid_choice": FROM_LIST},
    )
    is_aware = _question("您知道本班组（岗位）正在创建“工人先锋号”吗？", yes="知道", no="不知道")
    has_participated = _question(
        "您参加过创建活动吗？例如培训、“五小”活动、评比。", yes="参加过", no="没有参加过"
    )
    is_satisfied = _question("您对本班组（岗位）的服务满意吗？", yes="满意", no="不满意")

    def clean(self) -> dict[str, Any]:
        """Each respondent answers their own questions and no others."""
        cleaned = super().clean() or {}
        if "respondent" not in cleaned:
            return cleaned
        own = Respondent(cleaned["respondent"])
        for asked, names in QUESTIONS.items():
            for name in names:
                if name in self.errors:
                    continue
                if asked is own and not cleaned[name]:
                    self.add_error(name, "请选择一项。")
                elif asked is not own and cleaned[name]:
                    self._offer_no_answer(name)
                    self.add_error(name, NOT_YOURS.format(other=asked.label, own=own.label))
        return cleaned

    def _offer_no_answer(self, name: str) -> None:
        """What was chosen by mistake stays chosen, but can be taken back: radios cannot be."""
        field = cast(forms.ChoiceField, self.fields[name])
        field.choices = [*cast("list[tuple[str, str]]", field.choices), ("", "不答")]

    def given(self) -> Given:
        """What was answered, once the form is valid."""
        typed = self.cleaned_data
        own = Respondent(typed["respondent"])
        return Given(own, **{name: typed[name] == YES for name in QUESTIONS[own]})


class ScheduleForm(forms.Form):
    """Until when the survey runs."""

    closes_on = ComingDayField("截止日期", help_text="当天 24 时截止")

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, filing: Filing, today: date, offered: date
    ) -> None:
        """Offers ``offered``; judged as on ``today``."""
        super().__init__(data, initial={"closes_on": offered})
        self.filing, self.today = filing, today

    def clean_closes_on(self) -> date:
        """A day that the survey can run until."""
        day: date | None = self.cleaned_data["closes_on"]
        if day is None:
            raise ValidationError(f"请填写截止日期，例如 {show_date(self.today)}。")
        faults = day_faults(self.filing, day, self.today)
        if faults:
            raise ValidationError(faults)
        return day


class PaperForm(forms.Form):
    """登记纸质测评: the six numbers counted on paper; blank is none."""

    paper_note = CellField(
        "如何测评",
        max_length=LONGEST_NOTE,
        help_text="何时、怎样发的卷，例如“11月6日班前会发卷，当场收回”",
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, survey: Survey) -> None:
        """Shows what is recorded; nothing is recorded as 0 before anything is."""
        is_recorded = survey.paper_at is not None
        numbers = {
            name: getattr(survey, f"paper_{name}") if is_recorded else "" for name in PAPER_LABELS
        }
        super().__init__(data, initial={**numbers, "paper_note": survey.paper_note})
        self.fields = {
            **{name: CountField(label) for name, label in PAPER_LABELS.items()}, **self.fields
        }  # fmt: skip

    def counts(self) -> dict[str, int]:
        """Name of a fact → how many, once the form is clean."""
        return {name: self.cleaned_data[name] or 0 for name in PAPER_LABELS}

    def clean(self) -> dict[str, Any]:
        """Nobody is more than those who were asked, and the numbers say where they come from."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        counts, note = self.counts(), cleaned["paper_note"]
        for name, sentence in paper_faults(counts).items():
            self.add_error(name, sentence)
        for sentence in note_faults(counts, note):
            self.add_error("paper_note", sentence)
        return cleaned
