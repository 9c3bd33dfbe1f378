"""What 经办 types about a 服务队 and its people; what is wrong with it, the services say."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from changxing_union.filing.fields import (
    CellField,
    DayField,
    MobileField,
    NameField,
    OneOfField,
    ParagraphField,
    ReasonField,
)
from changxing_union.web.forms import StepForm, Typed
from techservice.models import ServiceTeam, Volunteer, VolunteerCategory
from techservice.services.teams import (
    LONGEST_REASON,
    MOST_WORDS,
    NAME,
    NAME_LENGTH,
    PURPOSE,
    PURPOSE_LENGTH,
    WORD_LENGTH,
    WORDS,
    team_faults,
)
from techservice.services.volunteers import (
    Facts,
    facts_faults,
    leaving_fault,
    offered_accounts,
)

LIST_LENGTH = MOST_WORDS * (WORD_LENGTH + 1)


class TeamForm(StepForm):
    """建队 and 修改."""

    name = CellField(NAME, max_length=NAME_LENGTH, required=True)
    trade_words = ParagraphField(
        WORDS,
        max_length=LIST_LENGTH,
        required=True,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="一行一个，或用逗号、顿号隔开；企业的需求里出现这些词时，会推荐这支队。",
    )
    purpose = ParagraphField(
        PURPOSE, max_length=PURPOSE_LENGTH, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, data: Typed | None = None, *, team: ServiceTeam | None = None) -> None:
        """Begins with what is entered now."""
        names = ("name", "trade_words", "purpose")
        super().__init__(data, initial={name: getattr(team, name) for name in names if team})
        self.team = team

    def faults(self, typed: dict[str, Any]) -> Mapping[str, str]:
        """The rules of the service."""
        return team_faults(
            name=typed["name"],
            trade_words=typed["trade_words"],
            purpose=typed["purpose"],
            team=self.team,
        )


class SwitchForm(StepForm):
    """停用 and 恢复."""

    reason = ReasonField("原因", most=LONGEST_REASON)


class VolunteerForm(StepForm):
    """入队 and 修改队员."""

    name = NameField("姓名", required=True)
    category = OneOfField(
        "类别", choices=[("", "请选择"), *VolunteerCategory.choices], required=True
    )
    unit_name = CellField("所在单位")
    skills = CellField(
        "技术特长", max_length=200, help_text="几项之间用顿号隔开，例如：电焊、氩弧焊"
    )
    mobile = MobileField("手机")
    is_leader = forms.BooleanField(label="任队长（原队长同时卸任）", required=False)
    account = OneOfField(
        "账号", choices=[], help_text="志愿者用自己的账号登录查看派单时选择；没有账号的不选。"
    )
    joined_on = DayField("入队日期", required=True)

    def __init__(
        self,
        data: Typed | None = None,
        *,
        team: ServiceTeam,
        today: date,
        volunteer: Volunteer | None = None,
    ) -> None:
        """Begins with what is entered now, or with today."""
        names = ("name", "category", "unit_name", "skills", "mobile", "is_leader", "joined_on")
        initial = {name: getattr(volunteer, name) for name in names if volunteer}
        account = f"{volunteer.user_id or ''}" if volunteer else ""
        super().__init__(data, initial={"joined_on": today, **initial, "account": account})
        self.team, self.today, self.volunteer = team, today, volunteer
        users = offered_accounts(volunteer)
        self.fields["account"] = OneOfField(
            "账号",
            choices=[
                ("", "没有账号"),
                *((f"{user.pk}", f"{user}（{user.username}）") for user in users),
            ],
            help_text=self.fields["account"].help_text,
        )

    def faults(self, typed: dict[str, Any]) -> Mapping[str, str]:
        """The rules of the service."""
        facts = self.facts(typed)
        return facts_faults(facts, self.team, today=self.today, volunteer=self.volunteer)

    def facts(self, typed: Typed) -> Facts:
        """What was typed, as the service takes it."""
        return Facts(
            name=typed["name"],
            category=typed["category"],
            unit_name=typed["unit_name"],
            skills=typed["skills"],
            mobile=typed["mobile"],
            is_leader=bool(typed["is_leader"]),
            account=int(typed["account"]) if typed["account"] else None,
            joined_on=typed["joined_on"] or None,
        )


class LeaveForm(StepForm):
    """离队."""

    left_on = DayField("离队日期", required=True)
    reason = ReasonField("原因", most=LONGEST_REASON)

    def __init__(self, data: Typed | None = None, *, volunteer: Volunteer, today: date) -> None:
        """Begins with today."""
        super().__init__(data, initial={"left_on": today})
        self.volunteer, self.today = volunteer, today

    def faults(self, typed: dict[str, Any]) -> Mapping[str, str]:
        """The rules of the service."""
        left_on = typed["left_on"] or None
        return {"left_on": leaving_fault(self.volunteer, left_on, today=self.today)}
