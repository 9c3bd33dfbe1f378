"""Registers at the same moment: one press makes one line, of two corrections the second is told."""

import pytest

from changxing_union.organizations.models import User
from changxing_union.records import services
from changxing_union.records.kinds import kind_called
from changxing_union.records.models import Record, RecordEvent
from techservice.models import OUTREACH_KIND
from tests.factories.pioneer import act_by
from tests.factories.records import OUTREACH, make_outreach, values_of
from tests.scenarios.http_clerk import Answer, HttpClerk, at_once

pytestmark = pytest.mark.django_db(transaction=True)

PRESSES, ROUNDS = 8, 4


def test_one_press_that_arrives_many_times_at_once_makes_one_line(cast: dict[str, User]):
    kind, values = kind_called(OUTREACH_KIND), values_of(OUTREACH_KIND, **OUTREACH)

    def press() -> int:
        filer = User.objects.get(username="lijiaxiang")
        organization = filer.held_roles[0].organization
        act = act_by(filer, token="once")
        return services.add(kind, organization=organization, values=values, act=act).pk

    answers = at_once(*(press for _ in range(PRESSES)))
    assert (Record.objects.count(), RecordEvent.objects.count()) == (1, 1)
    assert set(answers) == {Record.objects.get().pk}


def test_of_two_corrections_at_once_the_second_is_told(portal: str, cast: dict[str, User]):
    clerks = [HttpClerk(portal, "lijiaxiang"), HttpClerk(portal, "lijiaxiang2")]
    for _ in range(ROUNDS):
        visit = make_outreach(cast["lijiaxiang"])
        address = f"/techservice/records/outreach/{visit.pk}/edit/"

        def save(clerk: HttpClerk, topic: str, to: str = address, seen: str = visit.edition):
            return clerk.post(to, **(OUTREACH | {"topic": topic, "seen": seen}))

        answers: list[Answer] = at_once(
            lambda: save(clerks[0], "甲的主题"), lambda: save(clerks[1], "乙的主题")
        )
        visit.refresh_from_db()
        kept, lost = ("甲", "乙") if answers[0].status == 302 else ("乙", "甲")
        assert sorted(answer.status for answer in answers) == [302, 409]
        assert visit.subject == f"长兴测试学校：{kept}的主题"
        (told,) = (answer.text for answer in answers if answer.status == 409)
        assert f"已改为“{kept}的主题”；再次保存，将以您填写的为准。" in told
        assert f'value="{lost}的主题"' in told
