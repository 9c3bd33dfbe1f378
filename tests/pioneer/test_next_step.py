"""What the case page of annex 3 says the county is to do next, and where it leads."""

import html
import re

import pytest

from changxing_union.organizations.models import Role
from tests.factories import county_scores as made
from tests.factories.organizations import make_user
from tests.factories.pioneer import make_in_review
from tests.factories.titles import give_title

NEXT = re.compile(r'class="next-step">下一步：([^<]+)<a [^>]*href="([^"]+)">([^<]+)</a>')


def next_step(page):
    """Sentence, address and label of the link."""
    found = NEXT.search(html.unescape(page.text))
    return found and tuple(part.strip() for part in found.groups())


def test_acceptance_leads_on_to_the_assessors(signed_in, cast):
    filing = made.make_self_filed(cast).filing
    client, case = signed_in("jingjibu"), filing.get_absolute_url()
    assert next_step(client.get(case)) is None
    answer = client.post(f"{case}accept/", follow=True)
    assert "已受理，填报单位不能再自行撤回。" in answer.text
    told = ("分派考核员。", f"/pioneer/assessments/{filing.reference}/", "去办理")
    assert next_step(answer) == told
    assert signed_in("jingjibu").get(told[1]).status_code == 200


@pytest.mark.parametrize("reader", ["lijiaxiang", "jingsaiban"])
def test_only_the_clerk_is_led_on(signed_in, cast, reader):
    case = made.make_accepted(cast).filing.get_absolute_url()
    assert next_step(signed_in(reader).get(case)) is None


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (made.make_concluded, "公布考核结果。"),
        (made.make_disputed, "填报单位提出了异议，安排另外的考核员复核。"),
        (made.make_reviewed, "考核合格，可以命名授牌。"),
    ],
)
def test_sentence_follows_the_stage(signed_in, cast, make, sentence):
    cast["kaohe3"] = make_user("kaohe3", "330522", Role.ASSESSOR)
    case = make(cast).filing.get_absolute_url()
    assert next_step(signed_in("jingjibu").get(case))[0] == sentence


def test_named_team_is_done_with(signed_in, cast):
    cast["kaohe3"] = make_user("kaohe3", "330522", Role.ASSESSOR)
    assessment = made.make_reviewed(cast)
    client, case = signed_in("jingjibu"), assessment.filing.get_absolute_url()
    title = f"/pioneer/titles/{assessment.application.filing.reference}/"
    assert next_step(client.get(case))[1:] == (title, "去命名")
    give_title(assessment.application, cast)
    assert next_step(client.get(case)) is None


def test_other_forms_are_decided_on_their_own_page(signed_in, cast):
    filing = make_in_review(cast["lijiaxiang"], cast["jingjibu"])
    assert next_step(signed_in("jingjibu").get(filing.get_absolute_url())) is None
