"""Units and teams of a long list, registered at once; two spellings made one (house: registers)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changxing_union.kernel.dates import shanghai_day
from changxing_union.kernel.refusals import Refused
from changxing_union.kernel.text import match_key
from changxing_union.organizations.models import (
    Affiliation,
    AuditEvent,
    Enterprise,
    EnterpriseMerger,
    Organization,
    Team,
)
from changxing_union.organizations.services import (
    ListedTeam,
    canonical_keys,
    find_enterprise,
    merge_enterprises,
    register_enterprise,
    register_listed,
    spellings,
)
from tests.factories.pioneer import act_by
from tests.scenarios.http_clerk import at_once

ONE, TWO = "长兴测试纺织有限公司", "长兴测试纺织公司"


@pytest.fixture
def own(campaign):
    return Organization.objects.get(code="330522102")


@pytest.fixture
def other(campaign):
    return Organization.objects.get(code="330522112")


@pytest.fixture
def transactional(transactional_db, own, other, act):
    """Two unions and a clerk that threads of their own connection see."""
    return own, other, act


@pytest.fixture
def act(cast):
    return act_by(cast["jingjibu"])


def listed(unit, name, leader="测试组长", mobile="13900000001"):
    return ListedTeam(match_key(unit), name, leader, mobile)


def units(*names):
    return {match_key(name): name for name in names}


def known(organization):
    found = Enterprise.objects.reporting_to(frozenset({organization.pk}))
    return sorted(found.values_list("name", flat=True))


def test_new_units_and_teams_are_registered(own, act):
    register_listed(
        units(ONE), [listed(ONE, "甲班"), listed(ONE, "乙班")], organization=own, act=act
    )
    assert known(own) == [ONE]
    assert sorted(Team.objects.values_list("name", "leader_name")) == [
        ("乙班", "测试组长"), ("甲班", "测试组长"),
    ]  # fmt: skip


def test_known_unit_is_not_doubled_and_its_teams_leader_is_brought_up_to_date(own, act):
    for leader, mobile in (("测试甲", "13900000001"), ("测试乙", "")):
        teams = [listed(ONE, "甲班", leader, mobile)]
        register_listed(units(ONE), teams, organization=own, act=act)
    (team,) = Team.objects.all()
    assert (team.leader_name, team.leader_mobile) == ("测试乙", "13900000001")
    assert Affiliation.objects.count() == 1


def test_unit_of_another_union_is_left_with_it(own, other, act):
    register_enterprise(name=ONE, organization=other, act=act)
    register_listed(units(ONE, TWO), [listed(ONE, "甲班")], organization=own, act=act)
    assert (known(own), known(other)) == ([TWO], [ONE])
    assert Team.objects.count() == 0


def test_unit_that_reports_to_nobody_now_is_taken_in(own, act):
    unit = register_enterprise(name=ONE, organization=own, act=act)
    unit.affiliations.update(until="2030-01-01")
    register_listed(units(ONE), [], organization=own, act=act)
    assert known(own) == [ONE]


def test_same_list_twice_registers_nothing_twice(own, act):
    for _ in range(2):
        register_listed(units(ONE, TWO), [listed(ONE, "甲班")], organization=own, act=act)
    assert (Enterprise.objects.count(), Affiliation.objects.count(), Team.objects.count()) == (
        2, 2, 1,
    )  # fmt: skip


def test_empty_list_registers_nothing(own, act):
    register_listed({}, [], organization=own, act=act)
    assert (Enterprise.objects.count(), Team.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", ["", "——", "……"])
def test_team_without_a_name_or_a_unit_is_left_out(own, act, name):
    teams = [listed(ONE, name), listed("长兴测试他厂", "甲班")]
    register_listed(units(ONE), teams, organization=own, act=act)
    assert (known(own), Team.objects.count()) == ([ONE], 0)


def test_team_listed_twice_in_two_spellings_is_one_with_the_later_leader(own, act):
    teams = [listed(ONE, "“甲”班", "测试甲"), listed(ONE, "甲班", "测试乙", "")]
    register_listed(units(ONE), teams, organization=own, act=act)
    (team,) = Team.objects.all()
    assert (team.name, team.leader_name, team.leader_mobile) == ("“甲”班", "测试乙", "13900000001")


def test_known_unit_keeps_the_name_it_was_registered_under(own, act):
    register_listed(units(ONE), [], organization=own, act=act)
    register_listed({match_key(ONE): "长兴 测试纺织有限公司"}, [], organization=own, act=act)
    assert known(own) == [ONE]


def test_new_unit_reports_from_the_day_of_the_act(own, act):
    register_listed(units(ONE), [], organization=own, act=act)
    (affiliation,) = Affiliation.objects.all()
    assert (affiliation.organization, affiliation.since, affiliation.until) == (
        own, shanghai_day(act.at), None,
    )  # fmt: skip


def test_a_hundred_units_take_as_few_queries_as_one(own, act, django_assert_max_num_queries):
    names = [f"长兴测试{number}厂" for number in range(100)]
    teams = [listed(name, "甲班") for name in names]
    with django_assert_max_num_queries(12):
        register_listed(units(*names), teams, organization=own, act=act)
    assert (Enterprise.objects.count(), Team.objects.count()) == (100, 100)


def test_two_unions_listing_the_same_new_units_at_once_share_them_without_a_doubt(transactional):
    own, other, act = transactional
    for attempt in range(8):
        names = [f"长兴测试{attempt}之{number}厂" for number in range(20)]

        def list_them(union, names):
            teams = [listed(name, f"{union.code}班") for name in names]
            register_listed(units(*names), teams, organization=union, act=act)

        at_once(
            lambda names=names: list_them(own, names),
            lambda names=names: list_them(other, names[::-1]),
        )
    held = Affiliation.objects.filter(until=None)
    assert held.count() == Enterprise.objects.count() == Team.objects.count() == 160
    # Each union's team stands only under the units that report to it.
    for team in Team.objects.all():
        holder = held.get(enterprise=team.enterprise).organization
        assert team.name == f"{holder.code}班"


def test_unit_that_reported_to_nobody_goes_to_one_of_two_unions_at_once(transactional):
    own, other, act = transactional
    names = [f"长兴测试{number}厂" for number in range(40)]
    for name in names:
        Enterprise.objects.create(name=name, name_key=match_key(name))

    def list_them(union):
        teams = [listed(name, f"{union.code}班") for name in names]
        register_listed(units(*names), teams, organization=union, act=act)

    at_once(lambda: list_them(own), lambda: list_them(other))
    holders = dict(Affiliation.objects.values_list("enterprise", "organization__code"))
    teams = dict(Team.objects.values_list("enterprise", "name"))
    assert teams == {unit: f"{code}班" for unit, code in holders.items()}
    assert len(teams) == 40


def test_teams_whose_leader_stays_are_not_written_again(own, act):
    teams = [listed(ONE, f"{number}班") for number in range(3)]
    register_listed(units(ONE), teams, organization=own, act=act)
    with CaptureQueriesContext(connection) as asked:
        register_listed(units(ONE), teams, organization=own, act=act)
    assert not [each for each in asked if each["sql"].startswith(("UPDATE", "INSERT"))]


# --- mergers --------------------------------------------------------------------------------------


@pytest.fixture
def pair(own, act):
    """Two spellings of one unit, with a team each."""
    teams = [listed(ONE, "甲班"), listed(TWO, "甲班"), listed(TWO, "乙班")]
    register_listed(units(ONE, TWO), teams, organization=own, act=act)
    return Enterprise.objects.get(name=ONE), Enterprise.objects.get(name=TWO)


def test_merged_names_mean_one_unit_and_its_teams_come_along(pair, own, act):
    kept, absorbed = pair
    merger = merge_enterprises(kept, absorbed, reason="同一企业", act=act)
    assert (merger.kept, merger.absorbed, merger.merged_by) == (kept, absorbed, act.by)
    assert known(own) == [ONE]
    assert sorted(kept.teams.values_list("name", flat=True)) == ["乙班", "甲班"]
    assert find_enterprise(name=TWO, organization=own) == kept
    assert register_enterprise(name=TWO, organization=own, act=act) == kept
    assert canonical_keys([match_key(ONE), match_key(TWO)]) == {match_key(TWO): match_key(ONE)}
    both = {match_key(ONE), match_key(TWO)}
    assert (spellings(match_key(ONE)), spellings(match_key(TWO))) == (both, both)
    event = AuditEvent.objects.get(action="merged")
    assert (event.target, event.detail_in_words) == (TWO, f"并入 {ONE}；依据：同一企业")


def test_absorbed_name_listed_again_means_the_kept_unit(pair, own, act):
    kept, absorbed = pair
    merge_enterprises(kept, absorbed, reason="", act=act)
    register_listed(units(TWO), [listed(TWO, "丙班")], organization=own, act=act)
    assert known(own) == [ONE]
    assert sorted(kept.teams.values_list("name", flat=True)) == ["丙班", "乙班", "甲班"]


def test_absorbed_name_listed_by_another_union_stays_with_the_kept_units_union(
    pair, own, other, act
):
    kept, absorbed = pair
    merge_enterprises(kept, absorbed, reason="", act=act)
    register_listed(units(TWO), [listed(TWO, "丙班")], organization=other, act=act)
    assert (known(own), known(other)) == ([ONE], [])
    assert not Team.objects.filter(name="丙班").exists()


def test_names_that_mean_themselves_are_no_spellings(pair):
    assert canonical_keys([match_key(ONE), match_key(TWO), "无此单位", ""]) == {}
    assert canonical_keys([]) == {}
    assert (spellings(match_key(ONE)), spellings("无此单位")) == ({match_key(ONE)}, {"无此单位"})


def test_absorbed_units_own_spellings_follow(pair, own, act):
    kept, absorbed = pair
    third = register_enterprise(name="长兴测纺", organization=own, act=act)
    merge_enterprises(absorbed, third, reason="", act=act)
    merge_enterprises(kept, absorbed, reason="", act=act)
    third.refresh_from_db()
    assert third.merged_into == kept
    assert spellings(match_key("长兴测纺")) == {match_key(each) for each in (ONE, TWO, "长兴测纺")}
    assert EnterpriseMerger.objects.count() == 2


def test_kept_unit_without_a_union_takes_over_the_others(pair, own, act):
    kept, absorbed = pair
    kept.affiliations.all().delete()
    merge_enterprises(kept, absorbed, reason="", act=act)
    assert known(own) == [ONE]


@pytest.mark.parametrize("again", ["same", "absorbed", "kept"])
def test_what_cannot_be_merged_is_refused(pair, act, again):
    kept, absorbed = pair
    if again == "same":
        with pytest.raises(Refused):
            merge_enterprises(kept, kept, reason="", act=act)
        return
    merge_enterprises(kept, absorbed, reason="", act=act)
    turned = (kept, absorbed) if again == "absorbed" else (absorbed, kept)
    with pytest.raises(Refused) as refusal:
        merge_enterprises(*turned, reason="", act=act)
    assert refusal.value.reasons == ("其中一个单位已经并入其他单位，请刷新页面后再办理。",)
    assert EnterpriseMerger.objects.count() == 1
