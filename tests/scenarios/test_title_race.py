"""Two clerks give the same plaque at the same moment: one wins, the other is told."""

import re

import pytest

from pioneer.models import Title, TitleEvent, VetoItem
from tests.factories.titles import make_cultivated, plaque_at_once
from tests.scenarios.http_clerk import HttpClerk, at_once

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 3


def test_one_plaque_is_given_once_however_close_the_two_presses(portal, cast):
    plaque_at_once()
    first, second = HttpClerk(portal, "jingjibu"), HttpClerk(portal, "jingjibu2")
    # One item is enough: HttpClerk sends each name once.
    VetoItem.objects.exclude(pk=VetoItem.objects.first().pk).update(is_active=False)
    item = f"{VetoItem.objects.get(is_active=True).pk}"
    for number in range(ROUNDS):
        plaque = f"2018-{number:03d}"
        typed = {"plaque_number": plaque, "named_on": "2018-12-20", "cleared": item}
        one, two = (
            f"/pioneer/titles/{make_cultivated(cast, team=team).filing.reference}/name/"
            for team in (f"甲{number}班", f"乙{number}班")
        )
        answers = at_once(
            lambda to=one, sent=typed: first.post(to, **sent),
            lambda to=two, sent=typed: second.post(to, **sent),
        )
        assert sorted(answer.status for answer in answers) == [302, 422]
        (loser,) = (answer for answer in answers if answer.status == 422)
        assert re.search(f"牌匾编号“{plaque}”已经用过，请核对。", loser.text)
        assert Title.objects.filter(plaque_number=plaque).count() == 1
        assert TitleEvent.objects.count() == number + 1


def test_one_press_sent_twice_at_once_is_one_step(portal, cast):
    plaque_at_once()
    VetoItem.objects.update(is_active=False)
    clerk, again = HttpClerk(portal, "jingjibu"), HttpClerk(portal, "jingjibu")
    to = f"/pioneer/titles/{make_cultivated(cast).filing.reference}/name/"
    sent = {"plaque_number": "2018-001", "named_on": "2018-12-20", "token": "press"}
    answers = at_once(lambda: clerk.post(to, **sent), lambda: again.post(to, **sent))
    assert [answer.status for answer in answers] == [302, 302]
    assert TitleEvent.objects.count() == 1
