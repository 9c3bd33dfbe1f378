"""``manage.py seed``: complete, repeatable, and fictional."""

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from changxing_union.devtools.reference_data import fixture
from changxing_union.filing.models import Campaign, Extension, Filing, Reading, State
from changxing_union.organizations.models import Organization, User
from changxing_union.records.kinds import kinds_of
from changxing_union.records.models import Record
from pioneer.models import Hand, Objection, PioneerApplication, SummaryRow, Title, TitleState
from pioneer.services.score_board import not_begun
from pioneer.services.score_queue import waiting_filings
from pioneer.services.title_lists import awaiting_plaque
from techservice.models import (
    REQUEST_KIND,
    Appointment,
    EmissionReport,
    EnergySupervisor,
    LabourInspector,
    ServiceOrder,
    ServiceRequest,
    ServiceTeam,
    Teacher,
    TrainingBase,
    VisitPhoto,
    Volunteer,
)
from techservice.services.teams import team_faults, team_of

FICTIONAL = re.compile(r"139000000\d\d|0572-60000\d\d")


def counts():
    models = [
        m
        for label in ("organizations", "filing", "records", "pioneer", "techservice")
        for m in app_models(label)
    ]
    return {model.__name__: model.objects.count() for model in models}


def app_models(label):
    return apps.get_app_config(label).get_models()


@pytest.mark.django_db
def test_seed_run_twice_changes_nothing(capsys):
    call_command("seed", "--demo")
    first = counts()
    call_command("seed", "--demo")
    assert counts() == first
    assert capsys.readouterr().out.splitlines()[:2] == [
        "工会组织 32 个；服务队 12 支；2018 年“聚焦效益品质，聚力创新创业”",
        "演示账号 12 个，演示申报 50 份（均为虚构）",
    ]


@pytest.mark.django_db
def test_seed_keeps_what_the_office_changed():
    call_command("seed")
    Campaign.objects.update(contact_card="经济工作部（示例）")
    Organization.objects.filter(code="330522102").update(sort_order=5)
    call_command("seed")
    assert Campaign.objects.get().contact_card == "经济工作部（示例）"
    assert Organization.objects.get(code="330522102").sort_order == 5


@pytest.mark.django_db
def test_seed_without_demo_makes_no_people_and_no_filings():
    call_command("seed")
    assert (User.objects.count(), Filing.objects.count()) == (0, 0)
    assert Volunteer.objects.count() == 0


@pytest.mark.any_database
@pytest.mark.django_db
def test_demo_shows_every_state_but_void():
    call_command("seed", "--demo")
    assert set(Filing.objects.values_list("state", flat=True)) == set(State) - {State.VOID}
    assert not User.objects.filter(is_demo=False).exists()


@pytest.mark.any_database
@pytest.mark.django_db
def test_demo_shows_what_comes_after_a_result():
    call_command("seed", "--demo")
    (objection,) = Objection.objects.all()
    scored = objection.assessment.sheets.filter(hand=Hand.ASSESSOR)
    assert objection.reviewer.username == "kaohe3"
    assert objection.reviewer not in [sheet.assessor for sheet in scored]
    assert list(waiting_filings(objection.reviewer)) == [objection.assessment.filing]
    assert (not_begun().count(), awaiting_plaque().count()) == (1, 1)
    assert list(Title.objects.order_by("state").values_list("state", flat=True)) == [
        TitleState.NAMED, TitleState.RECTIFYING,
    ]  # fmt: skip


@pytest.mark.any_database
@pytest.mark.django_db
def test_demo_shows_who_was_appointed_and_what_was_reported():
    call_command("seed", "--demo")
    made = Appointment.objects.order_by("pk").values_list("certificate_no", "state")
    assert list(made) == [("2018-001", "serving"), ("2018-002", "serving")]
    (report,) = EmissionReport.objects.all()
    assert (report.state, report.follow_ups.count()) == ("working", 1)


@pytest.mark.any_database
@pytest.mark.django_db
def test_demo_shows_technical_needs_on_their_way():
    call_command("seed", "--demo")
    filings = Filing.objects.filter(form_type__kind=REQUEST_KIND).order_by("id")
    told = [(filing.created_by.username, State(filing.state)) for filing in filings]
    assert told == [
        ("lijiaxiang", State.DRAFT), ("lijiaxiang", State.FILED), ("lijiaxiang", State.APPROVED),
        ("jiaoyu", State.APPROVED), ("meishan", State.RETURNED),
        *((union, State.APPROVED) for union in ("lijiaxiang", "meishan", "lijiaxiang", "jiaoyu")),
    ]  # fmt: skip
    returned = filings.get(state=State.RETURNED)
    (flag,) = returned.returns.get().flags.all()
    (line, _) = returned.service_request.working_rows
    assert (flag.field, flag.reason) == (f"row_{line.key}", "“技工”太笼统，请写明工种")
    extended = Extension.objects.filter(form_type__kind=REQUEST_KIND)
    assert (
        sorted(extended.values_list("organization__code", flat=True))
        == fixture("demo.json")["extended"]
    )


@pytest.mark.any_database
@pytest.mark.django_db
def test_demo_people_and_phones_are_visibly_fictional():
    call_command("seed", "--demo")
    names = User.objects.values_list("full_name", flat=True)
    phones = [
        *ServiceRequest.objects.exclude(phone="").values_list("phone", flat=True),
        *PioneerApplication.objects.values_list("leader_mobile", flat=True),
        *SummaryRow.objects.exclude(leader_mobile="").values_list("leader_mobile", flat=True),
        *Volunteer.objects.values_list("mobile", flat=True),
        *EnergySupervisor.objects.values_list("mobile", flat=True),
        *TrainingBase.objects.values_list("contact_phone", flat=True),
        *Teacher.objects.values_list("mobile", flat=True),
        *LabourInspector.objects.values_list("mobile", flat=True),
    ]
    names = [*names, *Volunteer.objects.values_list("name", flat=True)]
    assert [name for name in names if not name.startswith("示例")] == []
    assert [phone for phone in phones if not FICTIONAL.fullmatch(phone)] == []


@pytest.mark.any_database
@pytest.mark.django_db
def test_demo_fills_every_register_and_shows_what_is_overdue_and_void():
    call_command("seed", "--demo")
    kinds = {kind.kind for kind in kinds_of("techservice")}
    assert set(Record.objects.in_force().values_list("kind", flat=True)) == kinds
    today = timezone.localdate()
    assert list(Record.objects.overdue(today).values_list("subject", flat=True)) == [
        "长兴示例纺织有限公司（虚构）"
    ]
    assert Record.objects.filter(is_void=True).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("chosen", "kept"), [("", "off"), ("printed", "printed")])
def test_passage_gets_its_choices_and_keeps_what_was_chosen(chosen, kept):
    call_command("seed")
    readings = Reading.objects.filter(code="O-17")
    choices = readings.get().choices
    assert set(choices) == {"off", "printed"}
    readings.update(choices=choices if chosen else {}, value=chosen)
    call_command("seed")
    assert (readings.get().choices, readings.get().value) == (choices, kept)


@pytest.mark.django_db
def test_seed_brings_the_twelve_teams_under_example_names():
    call_command("seed")
    teams = list(ServiceTeam.objects.all())
    assert [team.name.removesuffix("服务队") for team in teams] == [
        "机械装备", "电工电气", "焊接", "数控加工", "纺织服装", "蓄电池与新能源", "建材与环保",
        "茶果农艺", "医疗健康", "教育培训", "信息技术", "安全与职业健康",
    ]  # fmt: skip
    assert {team.is_example for team in teams} == {True}
    assert {team.events.get().action for team in teams} == {"founded"}
    assert [team_faults(**typed_of(team), team=team) for team in teams] == [{}] * 12


def typed_of(team):
    return {"name": team.name, "trade_words": team.trade_words, "purpose": team.purpose}


@pytest.mark.django_db
def test_seed_leaves_teams_alone_that_the_office_has_changed():
    call_command("seed")
    ServiceTeam.objects.filter(name__startswith="焊接").update(name="焊工", name_key="焊工")
    call_command("seed", "--demo")
    assert (ServiceTeam.objects.count(), ServiceTeam.objects.filter(name="焊工").count()) == (12, 1)
    assert not Volunteer.objects.filter(team__name="焊工").exists()


@pytest.mark.any_database
@pytest.mark.django_db
def test_demo_member_leads_the_first_team():
    call_command("seed", "--demo")
    leader = Volunteer.objects.get(user__username="fuwudui")
    assert (leader.team, leader.is_leader) == (ServiceTeam.objects.first(), True)
    assert team_of(User.objects.get(username="fuwudui")) == leader.team


@pytest.mark.any_database
@pytest.mark.django_db
def test_demo_shows_services_from_the_first_visit_to_the_judgement():
    call_command("seed", "--demo")
    served = ServiceOrder.objects.order_by("state_since")
    assert [
        (order.request.filing.created_by.username, order.state, order.visits.count(), order.grade)
        for order in served
    ] == [
        ("jiaoyu", "evaluated", 2, 5), ("lijiaxiang", "completed", 1, None),
        ("meishan", "serving", 1, None),
    ]  # fmt: skip
    member = Volunteer.objects.get(user__username="fuwudui")
    assert served.get(state="serving").team == member.team
    assert VisitPhoto.objects.count() == 3
    waiting = ServiceRequest.objects.get(unit_name="长兴示例钢构有限公司")
    assert (waiting.filing.state, hasattr(waiting, "order")) == (State.APPROVED, False)


def test_divisions_are_the_fifteen_of_2018_with_their_codes():
    rows = fixture("organizations.json")
    kinds = {"subdistrict": 4, "town": 9, "township": 2}
    divisions = [row for row in rows if row["kind"] in kinds]
    assert {kind: sum(row["kind"] == kind for row in divisions) for kind in kinds} == kinds
    assert len({row["code"] for row in divisions}) == 15
    assert [row["short_name"] for row in rows if not row["verified"]] != []
