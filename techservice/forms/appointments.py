"""What is typed about a 监督员 after 准予聘任: certificates, terms, ends, reports.

The forms only read; why a step cannot be taken is said by the services.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from changxing_union.filing.fields import (
    CellField,
    ComingDayField,
    DayField,
    OneOfField,
    ParagraphField,
)
from changxing_union.web.forms import StepForm
from techservice.models import Appointment, ReportKind, ReportState
from techservice.services.appointments import LONGEST_CORRECTION, LONGEST_REASON, NUMBER_LENGTH
from techservice.services.emission_reports import (
    LONGEST_CONTENT,
    LONGEST_FOLLOW_UP,
    LONGEST_PLACE,
    LONGEST_TOLD,
)

Typed = Mapping[str, Any]
TERM_EXAMPLE = "到这一天为止，例如 2020 年 12 月 31 日。"


def _prose(label: str, most: int, *, rows: int = 3, **options: Any) -> ParagraphField:
    widget = forms.Textarea(attrs={"rows": rows})
    return ParagraphField(label, max_length=most, widget=widget, **options)


class AppointForm(StepForm):
    """聘任."""

    number = CellField("证书编号", max_length=NUMBER_LENGTH)
    appointed_on = DayField("聘任日期", help_text="不早于申报活动的发文日期，不晚于今天。")
    term_end = ComingDayField("聘期至", help_text=TERM_EXAMPLE)

    def __init__(
        self, data: Typed | None = None, *, suggested: str, today: date, count: int
    ) -> None:
        """``suggested`` is the next free number; several people get consecutive ones from it."""
        super().__init__(data, initial={"number": suggested, "appointed_on": today})
        field = self.fields["number"]
        field.help_text = f"下一个没有用过的编号：{suggested}"
        if count > 1:
            field.label = "证书编号（第一名）"
            field.help_text += f"；{count} 名监督员按名单次序连续编号"


class RenewForm(StepForm):
    """续聘."""

    term_end = ComingDayField("新的聘期至", help_text=TERM_EXAMPLE)
    note = _prose("说明", LONGEST_CORRECTION, help_text="没有的可以不填。")


class EndForm(StepForm):
    """解聘 and 辞去."""

    ended_on = DayField("终止日期")
    reason = _prose("原因", LONGEST_REASON, rows=4)

    def __init__(self, data: Typed | None = None, *, today: date) -> None:
        """Begins with today."""
        super().__init__(data, initial={"ended_on": today})


class CorrectForm(StepForm):
    """更正证书."""

    number = CellField("证书编号", max_length=NUMBER_LENGTH)
    appointed_on = DayField("聘任日期")
    term_end = ComingDayField("聘期至")
    reason = _prose("更正原因", LONGEST_CORRECTION)

    def __init__(self, data: Typed | None = None, *, appointment: Appointment) -> None:
        """Begins with what is entered now."""
        now = {
            "number": appointment.certificate_no,
            "appointed_on": appointment.appointed_on,
            "term_end": appointment.term_end,
        }
        super().__init__(data, initial=now)


class ReportForm(StepForm):
    """登记报告."""

    reported_on = DayField("报告日期")
    kind = OneOfField("类别", choices=[("", "请选择"), *ReportKind.choices])
    place = CellField("地点", max_length=LONGEST_PLACE)
    content = _prose("报告内容", LONGEST_CONTENT, rows=5, help_text="看到了什么、大概多少、多久。")
    told_to = CellField(
        "已告知单位", max_length=LONGEST_TOLD, help_text="已经告诉哪个单位或部门；没有的可以不填。"
    )

    def __init__(self, data: Typed | None = None, *, today: date) -> None:
        """Begins with today."""
        super().__init__(data, initial={"reported_on": today})


class FollowUpForm(StepForm):
    """登记跟进."""

    day = DayField("跟进日期")
    text = _prose("跟进情况", LONGEST_FOLLOW_UP, rows=4)
    to_state = OneOfField("处理情况", choices=list(ReportState.choices))

    def __init__(self, data: Typed | None = None, *, state: str, today: date) -> None:
        """Begins with today and the state as it is."""
        super().__init__(data, initial={"day": today, "to_state": state})
