"""The filters of 考核进度; they stand in the address."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from changxing_union.filing.filters import years
from changxing_union.filing.models import Campaign
from changxing_union.organizations.models import Organization
from pioneer.services.score_board import Stage, chosen_teams, in_cultivation


class BoardFilter(forms.Form):
    """年度, 所属工会, 进度, 关键词 of the teams shown."""

    q = forms.CharField(
        label="关键词", required=False, max_length=100,
        widget=forms.TextInput(attrs={"placeholder": "单位、班组、负责人或编号", "type": "search"}),
        error_messages={"max_length": "关键词最多 100 个字。"},
    )  # fmt: skip
    year = forms.ChoiceField(
        label="年度", required=False,
        error_messages={"invalid_choice": "没有这个年度，请重新选择。"},
    )  # fmt: skip
    organization = forms.ModelChoiceField(
        label="所属工会", required=False, queryset=Organization.objects.reporting(),
        empty_label="全部工会",
        error_messages={"invalid_choice": "没有这个工会，请重新选择。"},
    )  # fmt: skip
    stage = forms.ChoiceField(
        label="进度", required=False, choices=[("", "全部进度"), *Stage.choices],
        error_messages={"invalid_choice": "没有这种进度，请重新选择。"},
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any], *, newest: Campaign) -> None:
        """Without a year chosen it is the ``newest``; in the first year there is no choice."""
        super().__init__({"year": str(newest.year), **data})
        self.newest = newest
        choices = years()
        self.fields["year"].choices = choices  # type: ignore[attr-defined]
        if len(choices) < 2:
            self.fields["year"].widget = forms.HiddenInput()

    @property
    def campaign(self) -> Campaign:
        """The one campaign whose teams are shown."""
        year = self.cleaned_data.get("year") if self.is_valid() else ""
        if not year or int(year) == self.newest.year:
            return self.newest
        return Campaign.objects.get(year=year)

    @property
    def union(self) -> int | None:
        """The one union whose teams are shown."""
        chosen = self.cleaned_data.get("organization") if self.is_valid() else None
        return chosen.pk if chosen else None

    def teams(self, campaign: Campaign) -> QuerySet[Any, Any]:
        """What the filters let through; nothing when one of them makes no sense."""
        teams = in_cultivation(campaign)
        if not self.is_valid():
            return teams.none()
        chosen = self.cleaned_data
        return chosen_teams(teams, union=self.union, stage=chosen["stage"], text=chosen["q"])
