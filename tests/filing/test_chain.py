"""The chain strip: who holds the filing now, in every state."""

import pytest

from tests.factories.filing import make_in_state

BOXES = ["单位工会意见", "单位意见", "乡镇（街道、园区）、县直属产业（行业）工会（工委）意见"]
COUNTY = "县劳动竞赛委员会办公室意见"


@pytest.mark.parametrize(
    ("state", "done", "current"),
    [
        ("draft", BOXES, []),
        ("filed", BOXES, ["受理"]),
        ("in_review", [*BOXES, "受理"], [COUNTY]),
        ("returned", BOXES, []),
        ("signed", [*BOXES, "受理", COUNTY], ["审定"]),
        ("approved", [*BOXES, "受理", COUNTY, "审定"], []),
        ("declined", [*BOXES, "受理", "审定"], []),
        ("void", [*BOXES, "审定"], []),
    ],
)
def test_chain_says_what_is_done_and_whose_turn_it_is(signed_in, cast, state, done, current):
    filing = make_in_state(state, cast)
    links = signed_in("lijiaxiang").get(filing.get_absolute_url()).context["links"]
    assert [link.label for link in links] == [*BOXES, "受理", COUNTY, "审定"]
    assert [link.label for link in links if link.status == "done"] == done
    assert [link.label for link in links if link.status == "current"] == current
