"""Every address of scoring × every role, for a 考核评价表 that two assessors have in hand."""

import pytest
from django.test import Client

from changxing_union.organizations.models import AuditEvent
from tests.factories.organizations import CAST
from tests.factories.scores import make_joint, make_under_assessment

ASSESSORS = {"kaohe", "kaohe2"}
ROLES = ["anonymous", *CAST]


def only(get, post, *, otherwise=(404, 404)):
    """An answer for those it is assigned to; for everyone else signed in there is nothing here."""
    table = {role: (get, post) if role in ASSESSORS else otherwise for role in ROLES}
    return table | {"anonymous": (302, 401)}


# What is posted is nothing: a sheet is saved as it is, a reason is asked for.
TABLE = {
    "": only(302, 405, otherwise=(404, 405)),
    "own/": only(200, 409),  # both have signed
    "joint/": only(200, 302),
    "review/": only(404, 404),
    "union/": only(404, 404),
    "nonsense/": only(404, 404),
    "recuse/": only(409, 409),
    "joint/open/": only(405, 302, otherwise=(405, 404)),
    "joint/return/": only(405, 409, otherwise=(405, 404)),  # nobody has signed it yet
}


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_every_role_as_agreed(signed_in, cast, role):
    reference = make_joint(cast).assessment.filing.reference
    client = Client() if role == "anonymous" else signed_in(role)
    found = {}
    for page in TABLE:
        url = f"/pioneer/scoring/{reference}/{page}"
        found[page] = client.get(url).status_code, client.post(url).status_code
    assert found == {page: row[role] for page, row in TABLE.items()}


def test_assessor_of_others_finds_nothing_and_every_attempt_is_on_record(signed_in, cast):
    assessment = make_under_assessment(cast, assessors=["kaohe"])
    url = f"/pioneer/scoring/{assessment.filing.reference}/"
    client = signed_in("kaohe2")
    for page in ("", "own/", "joint/", "recuse/"):
        assert client.get(f"{url}{page}").status_code == 404, page
    told = AuditEvent.objects.filter(action="denied", actor=cast["kaohe2"]).order_by("id")
    assert [each.detail["path"] for each in told] == [
        f"{url}{page}" for page in ("", "own/", "joint/", "recuse/")
    ]


def test_list_offers_new_forms_to_filers_alone(signed_in, cast):
    offered = {name: "新建" in signed_in(name).get("/filings/").text for name in cast}
    readers = {name for name, is_offered in offered.items() if is_offered}
    assert readers == {"lijiaxiang", "lijiaxiang2", "meishan"}
