"""Enterprises and teams: one union at a time, every move a dated row."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from changxing_union.kernel.dates import SHANGHAI, shanghai_day
from changxing_union.organizations.models import Affiliation, Enterprise, Organization, Team
from changxing_union.organizations.services import (
    move_enterprise,
    register_enterprise,
    register_team,
)
from tests.factories.pioneer import act_by
from tests.refusals import refusal_of

AT = datetime(2018, 4, 2, 0, 30, tzinfo=SHANGHAI)
ELSEWHERE = (
    "该单位已由其他工会登记报送。如单位已迁入本辖区，请与县总工会经济工作部联系办理归属调整。"
)


@pytest.fixture
def unions(campaign):
    return {code: Organization.objects.get(code=code) for code in ("330522102", "330522112")}


def register(cast, unions, name="长兴测试纺织有限公司", code="330522102"):
    return register_enterprise(
        name=name, organization=unions[code], act=act_by(cast["lijiaxiang"], AT)
    )


def test_new_enterprise_reports_to_its_union_from_that_day(cast, unions):
    enterprise = register(cast, unions, " 长兴测试　纺织有限公司 ")
    assert (enterprise.name, enterprise.name_key) == (
        "长兴测试 纺织有限公司", "长兴测试纺织有限公司",
    )  # fmt: skip
    assert enterprise.name_pinyin.startswith("chang xing ce shi")
    row = enterprise.affiliations.get()
    assert (row.organization, row.since, row.until) == (
        unions["330522102"], date(2018, 4, 2), None,
    )  # fmt: skip


def test_other_spelling_is_the_same_enterprise(cast, unions):
    first = register(cast, unions, "长兴（测试）纺织有限公司A")
    second = register(cast, unions, "长兴(测试)纺织有限公司ａ")
    assert (first, Enterprise.objects.count(), Affiliation.objects.count()) == (second, 1, 1)


def test_enterprise_of_another_union_is_refused_without_saying_whose(cast, unions):
    register(cast, unions)
    assert refusal_of(register, cast, unions, code="330522112") == [ELSEWHERE]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "请填写单位全称（至少 2 个字）。"),
        ("厂", "请填写单位全称（至少 2 个字）。"),
        ("……", "请填写单位全称（至少 2 个字）。"),
        ("厂" * 101, "单位名称最多 100 个字，请核对。"),
    ],
)
def test_name_that_is_none_is_refused(cast, unions, name, sentence):
    assert refusal_of(register, cast, unions, name) == [sentence]
    assert Enterprise.objects.count() == 0


def test_longest_name_that_unfolds_still_fits(cast, unions):
    assert len(register(cast, unions, "㍿" * 100).name_key) == 100


class TestMoving:
    def test_leaves_its_history(self, cast, unions):
        enterprise = register(cast, unions)
        to = unions["330522112"]
        move_enterprise(enterprise, to=to, on=date(2018, 6, 1), reason="厂区搬迁")
        rows = enterprise.affiliations.values_list("organization__code", "since", "until", "reason")
        assert list(rows) == [
            ("330522102", date(2018, 4, 2), date(2018, 6, 1), ""),
            ("330522112", date(2018, 6, 1), None, "厂区搬迁"),
        ]

    def test_lets_the_new_union_file_and_stops_the_old_one(self, cast, unions):
        enterprise = register(cast, unions)
        move_enterprise(enterprise, to=unions["330522112"], on=date(2018, 6, 1))
        assert register(cast, unions, code="330522112") == enterprise
        assert refusal_of(register, cast, unions) == [ELSEWHERE]

    def test_there_and_back_again(self, cast, unions):
        enterprise = register(cast, unions)
        for day, code in ((1, "330522112"), (9, "330522102")):
            move_enterprise(enterprise, to=unions[code], on=date(2018, 6, day))
        assert enterprise.affiliations.count() == 3
        assert enterprise.affiliations.get(until=None).organization == unions["330522102"]

    def test_to_where_it_is_is_refused(self, cast, unions):
        enterprise = register(cast, unions)
        assert refusal_of(
            move_enterprise, enterprise, to=unions["330522102"], on=date(2018, 6, 1)
        ) == ["该单位现在就隶属李家巷镇总工会，无需调整。"]

    def test_ahead_of_its_day_is_refused(self, cast, unions):
        enterprise = register(cast, unions)
        tomorrow = shanghai_day(timezone.now()) + timedelta(days=1)
        assert refusal_of(move_enterprise, enterprise, to=unions["330522112"], on=tomorrow) == [
            "调整保存后立即生效，日期不能晚于今天；请到那一天再来调整。"
        ]

    def test_before_it_began_is_refused(self, cast, unions):
        enterprise = register(cast, unions)
        assert refusal_of(
            move_enterprise, enterprise, to=unions["330522112"], on=date(2018, 4, 1)
        ) == ["调整日期不能早于现隶属关系的开始日期。"]
        assert enterprise.affiliations.get().until is None


def test_database_itself_keeps_an_enterprise_to_one_union(cast, unions):
    enterprise = register(cast, unions)
    with pytest.raises(IntegrityError), transaction.atomic():
        enterprise.affiliations.create(organization=unions["330522112"], since=date(2018, 6, 1))


def test_team_is_kept_at_what_was_last_filed(cast, unions):
    enterprise = register(cast, unions)
    for name, leader in (("细纱甲班", "测试一"), ("细纱 甲班", "测试二")):
        register_team(
            enterprise, name=name, track="team", founded=None, leader_name=leader,
            leader_mobile="13900000001",
        )  # fmt: skip
    team = Team.objects.get()
    assert (team.name, team.leader_name) == ("细纱 甲班", "测试二")
