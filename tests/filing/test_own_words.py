"""What a form calls its ends: 列入培育 and 不予通过 of annex 1, 已受理 and 不予受理 of annex 5."""

import pytest

from changxing_union.filing import services
from changxing_union.filing.annexes import step_label, step_of
from changxing_union.filing.filters import states
from changxing_union.filing.models import Campaign, FormType, State
from changxing_union.filing.printing import print_order
from tests.factories.pioneer import act_by, make_in_review
from tests.factories.requests import accepted_request, filed_request, fresh

REASON = "不属于技术服务队的服务范围。"


def declined_1(cast):
    filing = make_in_review(cast["lijiaxiang"], cast["jingjibu"])
    return services.decline(filing, act=act_by(cast["jingjibu"]), reason=REASON)


def declined_5(cast):
    filing = filed_request(cast["lijiaxiang"])
    return services.decline(filing, act=act_by(cast["jingjibu"]), reason=REASON)


DECLINED = pytest.mark.parametrize(
    ("make", "word"), [(declined_1, "不予通过"), (declined_5, "不予受理")], ids=["1", "5"]
)


@DECLINED
def test_declining_is_told_in_the_forms_own_word(cast, signed_in, make, word):
    filing = fresh(make(cast))
    assert (filing.state_label, filing.events.last().label) == (word, word)
    order = print_order(filing, copies=[], origin="https://a.cn", to_filer=False)
    assert order.status_note == word
    page = signed_in("lijiaxiang").get(f"/filings/{filing.reference}/").text
    assert f">{word}<" in page.replace("\n", "").replace("  ", "")


@pytest.mark.parametrize(
    ("action", "label"), [("accept", "受理"), ("return", "退回修改"), ("decline", "不予受理")]
)
def test_steps_of_annex_5_are_called_as_the_office_calls_them(cast, signed_in, action, label):
    filing = filed_request(cast["lijiaxiang"])
    assert step_label(filing, step_of(filing, action)) == label
    page = signed_in("jingjibu").get(f"/filings/{filing.reference}/").text
    assert f">{label}</" in page


@pytest.mark.parametrize(
    ("action", "label"),
    [("approve", "列入培育"), ("decline", "不予通过"), ("return", "退回修改")],
)
def test_steps_of_annex_1_are_called_as_before(cast, action, label):
    filing = make_in_review(cast["lijiaxiang"], cast["jingjibu"])
    assert step_label(filing, step_of(filing, action)) == label


def test_taking_up_is_a_step_of_its_own_and_not_an_approval(cast):
    filing = accepted_request(cast["lijiaxiang"], cast["jingjibu"])
    assert (filing.state_label, filing.events.last().label) == ("已受理", "受理")


def test_list_offers_both_ends_in_every_word(campaign):
    told = dict(states())
    assert (told[State.DECLINED], told[State.FILED]) == ("不予通过（不予聘任、不予受理）", "已上报")
    assert told[State.APPROVED].startswith("通过（列入培育、已接收、")


def test_list_of_forms_that_only_approve_offers_the_plain_word(campaign):
    FormType.objects.update(declined_label="不予通过")
    assert dict(states())[State.DECLINED] == "不予通过"


def test_words_go_on_into_the_next_year(campaign):
    following = Campaign.objects.create(
        year=2019, theme="示例", document_number="示例〔2019〕1号", opened_on="2019-02-28",
    )  # fmt: skip
    services.begin_campaign(following)
    words = FormType.objects.filter(campaign=following).order_by("annex")
    assert list(words.values_list("declined_label", flat=True)) == [
        "不予通过", "不予通过", "不予通过", "不予聘任", "不予受理",
    ]  # fmt: skip
