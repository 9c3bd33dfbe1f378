"""Who sees which filing, and who may do what with it."""

import pytest

from changxing_union.filing.models import Filing
from changxing_union.filing.permissions import can_edit, can_sign_box
from changxing_union.organizations.models import Membership, Organization, Role
from tests.factories.filing import STATES, make_in_state
from tests.factories.organizations import make_user

OWN = {"lijiaxiang", "lijiaxiang2"}
COUNTY = {"jingjibu", "jingjibu2", "jingsaiban", "zonggonghui"}


@pytest.mark.parametrize("state", STATES)
def test_filing_is_seen_by_its_union_and_once_filed_by_the_county(cast, state):
    filing = make_in_state(state, cast)
    seen = {
        name
        for name, user in cast.items()
        if Filing.objects.visible_to(user).filter(pk=filing.pk).exists()
    }
    assert seen == (OWN if state == "draft" else OWN | COUNTY)


@pytest.mark.parametrize("state", STATES)
def test_only_its_own_filers_edit_and_only_while_it_is_theirs(cast, state):
    filing = make_in_state(state, cast)
    editors = {name for name, user in cast.items() if can_edit(user, filing)}
    theirs = state in {"draft", "withdrawn", "returned", "corrected"}
    assert editors == (OWN if theirs else set())


def test_each_box_is_signed_by_its_own_body(cast):
    filing = make_in_state("in_review", cast)
    signers = {
        opinion.code: [name for name, user in cast.items() if can_sign_box(user, opinion)]
        for opinion in filing.opinions.all()
    }
    assert signers == {
        "opinion_unit_union": [],
        "opinion_unit": [],
        "opinion_township": [],
        "opinion_county": ["jingsaiban"],
    }


def test_filer_of_two_unions_sees_both(cast):
    make_in_state("draft", cast)
    user = make_user("liangchu", "330522112", Role.FILER)
    Membership.objects.create(
        user=user, organization=Organization.objects.get(code="330522102"), role=Role.FILER
    )
    assert Filing.objects.visible_to(user).count() == 1


def test_role_that_ended_no_longer_counts(cast):
    make_in_state("filed", cast)
    Membership.objects.filter(user=cast["lijiaxiang"]).update(ended_on="2018-05-01")
    left = type(cast["lijiaxiang"]).objects.get(username="lijiaxiang")
    assert Filing.objects.visible_to(left).count() == 0


@pytest.mark.parametrize("role", [Role.COUNTY_CLERK, Role.SIGNATORY])
def test_county_role_held_for_a_township_opens_nothing_of_others(cast, client, role):
    filing = make_in_state("filed", cast)
    user = make_user("zhuxi", "330522112", role)
    client.force_login(user)
    assert not Filing.objects.visible_to(user).exists()
    assert client.get(filing.get_absolute_url()).status_code == 404
    assert client.post(f"{filing.get_absolute_url()}accept/").status_code == 404
    assert Filing.objects.get(pk=filing.pk).state == "filed"
