"""Several people at the same moment: one wins, the others are told; numbers come once (§9)."""

import re
from collections.abc import Callable

import pytest

from changxing_union.filing import services
from changxing_union.filing.models import Filing, FilingEvent, Opinion, Revision, State
from changxing_union.organizations.models import Affiliation, Enterprise, Team, User
from tests.factories.pioneer import act_by, make_ready, make_signed
from tests.scenarios.http_clerk import Answer, HttpClerk, at_once

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 4
WRITERS = 20
TOLD = re.compile(
    "该申报刚被他人处理，请刷新后重试。"
    "|该申报现在的状态是“(列入培育|退回修改)”，不能(通过|退回修改)。请刷新页面查看最新情况。"
)
DUPLICATE = (
    "该单位的“细纱甲班”已有一份申报表（一个班组每年只报一份），请在申报列表中查找并修改原表。"
)


@pytest.fixture
def signed(cast: dict[str, User]) -> Callable[[int], Filing]:
    """Filings that wait for the decision, one per round."""

    def make(number: int) -> Filing:
        return make_signed(
            cast["lijiaxiang"], cast["jingjibu"], cast["jingsaiban"], team=f"细纱{number}班"
        )

    return make


def check_one_won_and_one_was_told(answers: list[Answer]) -> None:
    assert sorted(answer.status for answer in answers) == [302, 409]
    (loser,) = (answer for answer in answers if answer.status == 409)
    assert TOLD.search(loser.text), loser.text


def events(filing: Filing, *actions: str) -> list[str]:
    found = FilingEvent.objects.filter(filing=filing, action__in=actions)
    return list(found.values_list("action", flat=True))


def test_two_approvals_at_once_one_wins_and_one_is_told(portal: str, signed):
    first, second = HttpClerk(portal, "jingjibu"), HttpClerk(portal, "jingjibu2")
    for number in range(ROUNDS):
        filing = signed(number)
        address = f"/filings/{filing.reference}/approve/"
        check_one_won_and_one_was_told(
            at_once(lambda to=address: first.post(to), lambda to=address: second.post(to))
        )
        filing.refresh_from_db()
        assert filing.state == State.APPROVED
        assert events(filing, "approve") == ["approve"]


def test_approval_and_return_at_once_only_one_happens(portal: str, signed):
    first, second = HttpClerk(portal, "jingjibu"), HttpClerk(portal, "jingjibu2")
    for number in range(ROUNDS):
        filing = signed(number)
        case = f"/filings/{filing.reference}"
        check_one_won_and_one_was_told(
            at_once(
                lambda to=case: first.post(f"{to}/approve/"),
                lambda to=case: second.post(f"{to}/return/", reason="请核对工种后重新上报。"),
            )
        )
        filing.refresh_from_db()
        happened = events(filing, "approve", "return")
        box = Opinion.objects.get(filing=filing, code="opinion_county")
        whole = (happened, filing.returns.count(), box.is_complete)
        assert (
            whole
            == {
                State.APPROVED: (["approve"], 0, True),
                State.RETURNED: (["return"], 1, False),
            }[State(filing.state)]
        )


def test_twenty_writers_at_once_all_file_with_numbers_of_their_own(cast: dict[str, User]):
    filers = [cast["lijiaxiang"], cast["lijiaxiang2"]]

    def write(number: int) -> Filing:
        filer = User.objects.get(pk=filers[number % 2].pk)
        filing = make_ready(filer, unit="长兴测试纺织有限公司", team=f"细纱{number}班")
        return services.file(filing, act=act_by(filer, token=f"writer-{number}"))

    filed = at_once(*(lambda number=number: write(number) for number in range(WRITERS)))
    assert sorted(filing.reference for filing in filed) == [
        f"2018-1-330522102-{number:04d}" for number in range(1, WRITERS + 1)
    ]
    assert Filing.objects.filter(state=State.FILED, version=1).count() == WRITERS
    assert Revision.objects.count() == WRITERS
    assert FilingEvent.objects.filter(action="file").count() == WRITERS
    # One unit, however many typed its new name at once; every team of theirs is registered.
    assert (Enterprise.objects.count(), Affiliation.objects.count()) == (1, 1)
    assert Team.objects.count() == WRITERS


def test_two_people_opening_the_same_team_at_once_open_one_filing(
    portal: str, cast: dict[str, User]
):
    clerks = [HttpClerk(portal, "lijiaxiang"), HttpClerk(portal, "lijiaxiang2")]
    organization = str(cast["lijiaxiang"].held_roles[0].organization_id)

    def open_new(clerk: HttpClerk) -> Answer:
        return clerk.post(
            "/pioneer/applications/new/",
            organization=organization,
            unit_name="长兴测试纺织有限公司",
            team_name="细纱甲班",
            track="team",
            token=str(id(clerk)),
        )

    answers = at_once(*(lambda clerk=clerk: open_new(clerk) for clerk in clerks))
    filing = Filing.objects.get()
    opened, told = sorted(answers, key=lambda answer: answer.location, reverse=True)
    assert (opened.status, opened.location) == (302, f"/filings/{filing.reference}/edit/")
    assert told.location == ""
    assert DUPLICATE in told.text
