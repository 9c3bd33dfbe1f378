"""The filters of the county's pages for annex 2; they stand in the address."""

from django import forms

from changxing_union.organizations.models import Group, Organization
from pioneer.services.county_overview import NIL, Standing


class OverviewFilter(forms.Form):
    """状态 and 类别 of the unions shown."""

    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部状态"), *Standing.choices, NIL],
        error_messages={"invalid_choice": "没有这个状态，请重新选择。"},
    )  # fmt: skip
    group = forms.ChoiceField(
        label="类别", required=False, choices=[("", "全部类别"), *Group.choices],
        error_messages={"invalid_choice": "没有这个类别，请重新选择。"},
    )  # fmt: skip


class ChecksFilter(forms.Form):
    """所属工会 of the findings shown."""

    organization = forms.ModelChoiceField(
        label="所属工会", required=False, queryset=Organization.objects.reporting(),
        empty_label="全部工会",
        error_messages={"invalid_choice": "没有这个工会，请重新选择。"},
    )  # fmt: skip
