"""Reading annex 1: its cells in the order of the paper, and the little form that opens one."""

import pytest
from django.http import QueryDict

from changxing_union.filing.cells import all_cells
from changxing_union.organizations.models import Organization
from pioneer.forms.application import ApplicationForm, NewApplicationForm
from tests.factories.pioneer import make_ready


def new_form(cast, **typed):
    organizations = Organization.objects.filter(code="330522102")
    sound = {"unit_name": "长兴测试纺织有限公司", "team_name": "细纱甲班", "track": "team",
             "organization": organizations.get().pk}  # fmt: skip
    data = QueryDict(mutable=True)
    data.update({**sound, **typed})
    return NewApplicationForm(data, organizations=organizations)


def test_cells_come_in_the_order_of_the_paper():
    assert list(ApplicationForm().fields) == [
        "track", "unit_name", "unit_founded", "team_name", "member_total", "post_leader_name",
        "team_founded", "male_count", "female_count", "party_count", "league_count", "avg_age",
        "avg_skill_level", "edu_college", "edu_high", "edu_junior", "leader_name",
        "leader_gender", "leader_birth", "leader_education", "leader_politics", "leader_trade",
        "leader_since", "leader_qq", "leader_wechat", "leader_mobile", "address", "postcode",
        "honours_text",
    ]  # fmt: skip


def test_no_two_cells_share_a_label():
    labels = [str(field.label) for field in ApplicationForm().fields.values()]
    assert len(set(labels)) == len(labels)


def test_printed_form_has_every_cell_and_box_once(cast):
    names = [cell.name for cell in all_cells(make_ready(cast["lijiaxiang"]))]
    boxes = [
        f"opinion_{box}-{part}"
        for box in ("unit_union", "unit", "township", "county")
        for part in ("text", "signer", "date", "seal")
    ]
    assert names == [*ApplicationForm().fields, *boxes, "attachment"]


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({}, {}),
        ({"unit_name": ""}, {"unit_name": ["请填写单位名称。"]}),
        ({"unit_name": "厂" * 101}, {"unit_name": ["单位名称最多 100 个字。"]}),
        ({"unit_name": "——"}, {"unit_name": ["请填写单位全称（至少 2 个字）。"]}),
        ({"team_name": ""}, {"team_name": ["请填写班组名称。"]}),
        ({"team_name": "  "}, {"team_name": ["请填写班组名称。"]}),
        ({"team_name": "（）"}, {"team_name": ["请填写班组名称。"]}),
        ({"team_name": "班" * 101}, {"team_name": ["班组名称最多 100 个字。"]}),
    ],
)
def test_new_form_says_what_is_missing(cast, typed, errors):
    assert dict(new_form(cast, **typed).errors) == errors


def test_only_union_of_a_clerk_is_not_asked_about(cast):
    assert new_form(cast).fields["organization"].widget.is_hidden


def test_union_of_strangers_is_no_choice(cast):
    other = Organization.objects.get(code="330522112").pk
    assert list(new_form(cast, organization=other).errors) == ["organization"]
