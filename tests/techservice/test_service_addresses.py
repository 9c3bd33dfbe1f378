"""Who reads and does what with a technical service: every address of one, every role.

The service is completed and waits for its judgement; ``fuwudui`` serves in its team.
"""

import pytest
from django.test import Client

from changxing_union.organizations.models import AuditEvent
from techservice.services import orders, visits
from tests.factories.files import upload
from tests.factories.organizations import CAST
from tests.factories.pictures import photo
from tests.factories.pioneer import act_by
from tests.factories.responses import content_of
from tests.factories.services import dispatched, visit_facts
from tests.factories.teams import make_team, make_volunteer

ROLES = ["anonymous", *CAST]
UNION, COUNTY = {"lijiaxiang", "lijiaxiang2"}, {"jingjibu", "jingjibu2"}
SIGNERS, TEAM = {"jingsaiban", "zonggonghui"}, {"fuwudui"}
READERS = UNION | COUNTY | SIGNERS | TEAM


def answers(get, post, roles=frozenset(), own=(200, 422)):
    """Statuses of GET and POST by role: ``own`` for ``roles``, else told why not, strangers 404."""
    table = {role: (get, post) if role in READERS else (404, 404) for role in ROLES}
    table |= dict.fromkeys(roles, own)
    return table | {"anonymous": (302, 401)}


def read_only(get=200):
    table = {role: (get if role in READERS else 404, 405) for role in ROLES}
    return table | {"anonymous": (302, 401)}


TABLE = {
    "": read_only(),
    "photos/{photo}/": read_only(),
    "photos/{photo}/thumbnail/": read_only(),
    # Nothing of the beginning can be done with what is completed.
    **{
        action: answers(409, 422)
        for action in ("dispatch/", "reassign/", "visit/", "complete/", "pause/", "transfer/")
    },
    "take/": answers(409, 422),
    "resume/": answers(409, 422),
    # By or for the enterprise: its union and the county, never the team itself.
    "evaluate/": answers(409, 422, UNION | COUNTY),
    "reopen/": answers(409, 422, COUNTY),
    "archive/": answers(409, 422, COUNTY),
    "link/": {
        role: (405, 200 if role in UNION | COUNTY else 409 if role in READERS else 404)
        for role in ROLES
    }
    | {"anonymous": (302, 401)},
}


@pytest.fixture
def order(cast):
    clerk = cast["jingjibu"]
    team = make_team(clerk)
    make_volunteer(clerk, team, user=cast["fuwudui"])
    order = dispatched(cast["lijiaxiang"], clerk, team)
    orders.take_on(order.request, act=act_by(cast["fuwudui"]))
    visits.record_visit(
        order.request, visit_facts(), photos=[upload("现场.jpg", photo())],
        act=act_by(cast["fuwudui"]),
    )  # fmt: skip
    return orders.complete(
        order.request,
        completed_on=visit_facts().visited_on,
        text="已上门指导。",
        act=act_by(cast["fuwudui"]),
    )


def address(order, page):
    picture = order.visits.get().photos.get().pk
    reference = order.request.filing.reference
    return f"/techservice/services/{reference}/" + page.format(photo=picture)


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_every_role_as_agreed(signed_in, order, role):
    client = Client() if role == "anonymous" else signed_in(role)
    found = {}
    for page in TABLE:
        url, statuses = address(order, page), []
        for method in ("get", "post"):
            response = getattr(client, method)(url)
            content_of(response)
            statuses.append(response.status_code)
        found[page] = tuple(statuses)
    assert found == {page: row[role] for page, row in TABLE.items()}
    order.refresh_from_db()
    assert order.state == "completed"


def test_neighbours_every_attempt_is_on_record(signed_in, order):
    client = signed_in("meishan")
    attempts = [
        (method.upper(), address(order, page))
        for page in TABLE
        for method in ("get", "post")
        if getattr(client, method)(address(order, page)).status_code == 404
    ]
    told = AuditEvent.objects.filter(action="denied").order_by("id")
    assert [(each.detail["method"], each.detail["path"]) for each in told] == attempts
    assert len(attempts) >= len(TABLE)


@pytest.mark.parametrize(
    ("role", "phone"),
    [
        ("lijiaxiang", "13900000005"), ("jingjibu", "13900000005"), ("fuwudui", "13900000005"),
        ("zonggonghui", "139****0005"),
    ],
)  # fmt: skip
def test_phone_is_whole_for_those_who_call_there_only(signed_in, order, role, phone):
    page = signed_in(role).get(address(order, "")).text
    assert f">{phone}<" in page


def test_team_sees_its_services_and_no_others(cast, signed_in, order):
    other = make_team(cast["jingjibu"], "电工服务队", "电工")
    elsewhere = dispatched(cast["meishan"], cast["jingjibu"], other, unit="长兴测试电器有限公司")
    client = signed_in("fuwudui")
    assert "长兴测试电器有限公司" not in client.get("/techservice/services/").text
    assert "长兴测试机械有限公司" in client.get("/techservice/services/").text
    reference = elsewhere.request.filing.reference
    assert client.get(f"/techservice/services/{reference}/").status_code == 404
    assert client.get(f"/filings/{order.request.filing.reference}/").status_code == 404


def test_team_that_was_relieved_sees_it_no_more(cast, signed_in):
    clerk = cast["jingjibu"]
    team, other = make_team(clerk), make_team(clerk, "电工服务队", "电工")
    make_volunteer(clerk, team, user=cast["fuwudui"])
    order = dispatched(cast["lijiaxiang"], clerk, team)
    url = f"/techservice/services/{order.request.filing.reference}/"
    assert signed_in("fuwudui").get(url).status_code == 200
    orders.reassign(order.request, team=other.pk, reason="本队任务已满。", act=act_by(clerk))
    assert signed_in("fuwudui").get(url).status_code == 404


def test_list_costs_the_same_for_one_and_three(cast, signed_in, django_assert_num_queries):
    clerk = cast["jingjibu"]
    team = make_team(clerk)
    client = signed_in("jingjibu")
    dispatched(cast["lijiaxiang"], clerk, team)
    client.get("/techservice/services/")  # the first request of a session also renews it
    with django_assert_num_queries(8):
        client.get("/techservice/services/")
    for number in ("二", "三"):
        dispatched(cast["lijiaxiang"], clerk, team, unit=f"长兴测试第{number}机械有限公司")
    with django_assert_num_queries(8):
        page = client.get("/techservice/services/")
    assert "共 3 项服务" in page.text
