"""带入: teams a union has told before, offered for its annex 2 and taken over without typing."""

import pytest

from changxing_union.filing import services
from changxing_union.kernel.refusals import Refused
from changxing_union.kernel.text import match_key
from changxing_union.organizations.models import Enterprise, Organization, Team
from changxing_union.organizations.services import (
    ListedTeam,
    move_enterprise,
    register_listed,
)
from pioneer.models import SummaryRow, SummarySheet
from pioneer.services import summary_offers
from pioneer.services.summary import NOT_EDITABLE
from pioneer.services.summary_offers import APPLIED, REGISTERED, take_offers, team_offers
from pioneer.services.unit_mergers import merge_units
from tests.factories.pioneer import (
    act_by,
    make_draft,
    make_filed,
    make_in_review,
    make_returned,
    type_into,
)
from tests.pioneer.county_sheets import TEAM, UNIT, draft_sheet, filed_sheet, fresh, line
from tests.scenarios.http_clerk import at_once

OWN_UNIT = "长兴测试一厂"


@pytest.fixture
def filing(filer):
    """A sheet with one line, of a unit that nothing else knows."""
    return draft_sheet(filer, [line(unit=OWN_UNIT, team="已有班")])


def told(filing):
    """What is offered now, as (source, unit, team)."""
    offers = team_offers(fresh(filing).summary_sheet)
    return [(offer.source, offer.unit, offer.team) for offer in offers]


def registered(filer, *teams, unit=UNIT, union="330522102"):
    """Put ``teams`` of ``unit`` into the register of ``union``."""
    key = match_key(unit)
    register_listed(
        {key: unit},
        [ListedTeam(key, team, "测试组长", "13900000001") for team in teams],
        organization=Organization.objects.get(code=union),
        act=act_by(filer),
    )
    return Enterprise.objects.get(name_key=key)


def team_value(name):
    return f"team-{Team.objects.get(name=name).pk}"


# --- what is offered ------------------------------------------------------------------------------


def test_nothing_told_before_offers_nothing(filing):
    assert team_offers(filing.summary_sheet) == []


def test_application_is_offered_with_every_cell_it_knows(filer, filing):
    application = make_draft(filer)
    type_into(
        application.filing, filer, member_total="20", leader_name="测试组长",
        leader_mobile="13900000001", leader_wechat="ceshi_2018",
    )  # fmt: skip
    (offer,) = team_offers(filing.summary_sheet)
    assert (offer.value, offer.source) == (f"application-{application.pk}", APPLIED)
    assert offer.texts == {
        "unit_name": UNIT, "team_name": TEAM, "participant_count": "20",
        "leader_name": "测试组长", "contact": "13900000001/ceshi_2018",
    }  # fmt: skip


def test_post_application_is_offered_with_the_leader_of_its_post(filer, filing):
    type_into(make_draft(filer).filing, filer, post_leader_name="测试岗长")
    (offer,) = team_offers(filing.summary_sheet)
    assert (offer.leader, offer.participants, offer.contact) == ("测试岗长", "", "")


def test_registered_team_is_offered_with_its_leader(filer, filing):
    registered(filer, "甲班")
    (offer,) = team_offers(filing.summary_sheet)
    assert (offer.value, offer.source) == (team_value("甲班"), REGISTERED)
    assert offer.texts == {
        "unit_name": UNIT, "team_name": "甲班", "participant_count": "",
        "leader_name": "测试组长", "contact": "13900000001",
    }  # fmt: skip


def test_applications_come_first_in_order_then_the_register_by_pinyin(filer, filing):
    registered(filer, "乙班", unit="长兴测试织造厂")
    registered(filer, "甲班", unit="长兴测试电源厂")
    make_draft(filer, team="二班")
    make_draft(filer, team="一班")
    assert told(filing) == [
        (APPLIED, UNIT, "二班"),
        (APPLIED, UNIT, "一班"),
        (REGISTERED, "长兴测试电源厂", "甲班"),
        (REGISTERED, "长兴测试织造厂", "乙班"),
    ]


@pytest.mark.parametrize(
    ("make", "is_offered"),
    [
        (lambda cast: make_draft(cast["lijiaxiang"]), True),
        (lambda cast: make_filed(cast["lijiaxiang"]), True),
        (lambda cast: make_returned(cast["lijiaxiang"], cast["jingjibu"]), True),
        (lambda cast: services.void(
            make_filed(cast["lijiaxiang"]), act=act_by(cast["jingjibu"]), reason="测试：重复申报"
        ), False),
        (lambda cast: services.decline(
            make_in_review(cast["lijiaxiang"], cast["jingjibu"]), act=act_by(cast["jingjibu"]),
            reason="测试：条件不符合",
        ), False),
    ],
    ids=["draft", "filed", "returned", "void", "declined"],
)  # fmt: skip
def test_application_that_does_not_stand_is_not_offered(cast, filing, make, is_offered):
    make(cast)
    sources = [source for source, _unit, _team in told(filing)]
    assert (APPLIED in sources) == is_offered


def test_neither_applications_nor_teams_of_other_unions_are_offered(cast, filing):
    make_draft(cast["meishan"], unit="煤山测试水泥厂")
    unit = registered(cast["meishan"], "外乡班", unit="煤山测试二厂", union="330522112")
    registered(cast["lijiaxiang"], "迁出班")
    moved = Enterprise.objects.get(name=UNIT)
    meishan = Organization.objects.get(code="330522112")
    move_enterprise(moved, to=meishan, on=moved.affiliations.get().since)
    assert told(filing) == []
    move_enterprise(unit, to=filing.organization, on=unit.affiliations.get().since)
    assert told(filing) == [(REGISTERED, "煤山测试二厂", "外乡班")]


@pytest.mark.parametrize(
    ("unit", "team"),
    [
        (UNIT, TEAM),
        ("长兴 测试纺织有限公司", f"“{TEAM}”"),
        ("长兴测试纺织有限公司 ", "细纱 甲班"),
    ],
)
def test_team_on_the_sheet_is_not_offered_however_it_is_spelled(filer, unit, team):
    make_filed(filer)
    assert told(draft_sheet(filer, [line(unit=unit, team=team)])) == []


def test_team_told_twice_is_offered_once_from_its_application(filer, filing):
    make_filed(filer)  # in the register by that
    assert Team.objects.count() == 1
    assert told(filing) == [(APPLIED, UNIT, TEAM)]


def test_offers_stop_at_their_limit(filer, filing, monkeypatch):
    registered(filer, "甲班", "乙班", "丙班")
    monkeypatch.setattr(summary_offers, "MOST_OFFERS", 2)
    assert len(told(filing)) == 2


def test_team_of_a_merged_unit_is_not_offered_under_another_spelling(cast, filer):
    make_filed(filer, unit=OWN_UNIT, team=TEAM)
    filing = draft_sheet(filer, [line(team=TEAM)])
    kept = registered(filer, "乙班")
    assert told(filing) == [(APPLIED, OWN_UNIT, TEAM), (REGISTERED, UNIT, "乙班")]
    absorbed = Enterprise.objects.get(name=OWN_UNIT)
    merge_units(kept, absorbed, act=act_by(cast["jingjibu"]))
    assert told(filing) == [(REGISTERED, UNIT, "乙班")]


def test_three_queries_find_one_offer_and_fifty(filer, filing, django_assert_num_queries):
    def asked():
        sheet = SummarySheet.objects.select_related("filing").get(pk=filing.pk)
        assert len(sheet.working_rows) == 1
        with django_assert_num_queries(3):
            return len(team_offers(sheet))

    registered(filer, "0班")
    assert asked() == 1
    registered(filer, *(f"{number}班" for number in range(50)))
    for number in range(5):
        make_draft(filer, team=f"申报{number}班")
    assert asked() == 55


# --- taking them over -----------------------------------------------------------------------------


def test_chosen_teams_stand_below_the_lines_there_are(filer, filing):
    registered(filer, "1班", "2班", "3班")
    chosen = [team_value("3班"), team_value("1班"), team_value("3班")]
    assert take_offers(filing, chosen, act=act_by(filer)) == 2
    rows = SummaryRow.objects.working().values_list(
        "position", "unit_name", "team_name", "participant_count", "leader_name", "leader_mobile"
    )
    assert list(rows)[1:] == [
        (2, UNIT, "1班", None, "测试组长", "13900000001"),
        (3, UNIT, "3班", None, "测试组长", "13900000001"),
    ]
    assert told(filing) == [(REGISTERED, UNIT, "2班")]
    assert fresh(filing).subject == "参赛企业汇总表（2 个企业、3 个班组）"


def test_same_choice_again_takes_nothing(filer, filing):
    registered(filer, "甲班")
    chosen = [team_value("甲班")]
    taken = [take_offers(fresh(filing), chosen, act=act_by(filer)) for _ in range(2)]
    assert (taken, SummaryRow.objects.count()) == ([1, 0], 2)


@pytest.mark.django_db(transaction=True)
def test_button_pressed_twice_at_once_takes_a_team_once(filer, filing):
    registered(filer, "甲班")
    chosen = [team_value("甲班")]
    taken = at_once(*(lambda: take_offers(fresh(filing), chosen, act=act_by(filer)),) * 2)
    assert (sorted(taken), SummaryRow.objects.count()) == ([0, 1], 2)


@pytest.mark.parametrize("value", ["", "team-0", "team-", "application-1", "nonsense", "team-x"])
def test_choice_that_is_none_takes_nothing(filer, filing, value):
    registered(filer, "甲班")
    assert take_offers(filing, [value], act=act_by(filer)) == 0
    assert SummaryRow.objects.count() == 1


def test_team_of_another_union_cannot_be_chosen(cast, filer, filing):
    registered(cast["meishan"], "外乡班", unit="煤山测试二厂", union="330522112")
    assert take_offers(filing, [team_value("外乡班")], act=act_by(filer)) == 0


def test_taken_team_ends_a_nil_report(filer):
    registered(filer, "甲班")
    filing = draft_sheet(filer)
    take_offers(filing, [team_value("甲班")], act=act_by(filer))
    assert SummarySheet.objects.get().report_kind == "teams"
    assert fresh(filing).subject == "参赛企业汇总表（1 个企业、1 个班组）"


def test_filed_sheet_takes_none(filer):
    filing = filed_sheet(filer, [line(unit=OWN_UNIT)])
    registered(filer, "甲班")
    with pytest.raises(Refused) as refusal:
        take_offers(filing, [team_value("甲班")], act=act_by(filer))
    assert refusal.value.reasons == (NOT_EDITABLE,)
    assert SummaryRow.objects.working().count() == 1


def test_page_offers_and_its_button_takes(signed_in, filer, filing):
    registered(filer, "甲班", "乙班")
    client, address = signed_in("lijiaxiang"), f"/filings/{filing.reference}/edit/"
    page = client.get(address)
    assert {offer.team for offer in page.context["offers"]} == {"甲班", "乙班"}
    response = client.post(
        address, {"action": "take", "chosen": [team_value("甲班"), team_value("乙班")]}
    )
    assert response.url == f"{address}#annex-grid"
    page = client.get(address)
    assert "已带入 2 个班组，请补充空着的格子。" in page.text
    assert page.context["offers"] == []
