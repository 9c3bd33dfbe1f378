"""What the county clerk types when a title is given, put on trial, kept or taken away.

The forms only read; why a step cannot be taken is said by ``pioneer.services.titles``.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from changxing_union.filing.fields import CellField, ComingDayField, DayField, ParagraphField
from changxing_union.web.forms import StepForm
from pioneer.models import RemovalKind, Title, VetoItem
from pioneer.services.titles import LONGEST_CORRECTION, LONGEST_REASON, PLAQUE_LENGTH

CHECKED_ANEW = "核查情形刚有调整，请按现在的清单逐项核查。"


class TitleForm(StepForm):
    """Any of the steps in a title's life."""


class NameForm(TitleForm):
    """命名授牌."""

    plaque_number = CellField("牌匾编号", max_length=PLAQUE_LENGTH)
    named_on = DayField("命名日期", help_text="不早于申报活动的发文日期，不晚于今天。")
    cleared = forms.MultipleChoiceField(
        label="一票否决情形（逐项核查，没有的请勾选）",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": CHECKED_ANEW},
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, suggested: str, today: date
    ) -> None:
        """``suggested`` is the next free number; with it and today the page begins."""
        super().__init__(data, initial={"plaque_number": suggested, "named_on": today})
        self.fields["plaque_number"].help_text = f"下一个没有用过的编号：{suggested}"
        self.fields["cleared"].choices = [  # type: ignore[attr-defined]
            (f"{item.pk}", f"{item.text}：已核查，无此情形")
            for item in VetoItem.objects.filter(is_active=True)
        ]


class CorrectForm(TitleForm):
    """更正牌匾."""

    plaque_number = CellField("牌匾编号", max_length=PLAQUE_LENGTH)
    named_on = DayField("命名日期")
    reason = ParagraphField(
        "更正原因", max_length=LONGEST_CORRECTION, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, title: Title) -> None:
        """Begins with what is entered now."""
        super().__init__(
            data, initial={"plaque_number": title.plaque_number, "named_on": title.named_on}
        )


class RectifyForm(TitleForm):
    """限期整改."""

    until = ComingDayField("整改期限", help_text="到这一天为止，例如 2018 年 12 月 31 日。")
    reason = ParagraphField(
        "原因", max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4})
    )


class KeepForm(TitleForm):
    """整改合格，保持称号."""

    reason = ParagraphField(
        "整改情况", max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4})
    )


class RemoveForm(TitleForm):
    """摘牌."""

    kind = forms.ChoiceField(
        label="摘牌方式",
        choices=RemovalKind.choices,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "没有这种摘牌方式，请重新选择。"},
    )
    reason = ParagraphField(
        "原因", max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4})
    )
    returned_on = DayField("牌匾收回日期", help_text="还没有收回的留空，以后再登记。")


class PlaqueBackForm(TitleForm):
    """登记牌匾收回."""

    returned_on = DayField("牌匾收回日期")

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: date) -> None:
        """Begins with today."""
        super().__init__(data, initial={"returned_on": today})
