"""合议: what differs stands side by side, all sign one text, and who disagrees sends it back."""

import html
import re

import pytest

from changxing_union.filing.services import return_to_filer
from pioneer.services import results
from pioneer.services.joint_sheets import return_joint
from pioneer.services.score_sheets import (
    CHANGED,
    NOT_OPEN,
    assign_assessor,
    edition_of,
    fresh_sheet,
    open_joint_sheet,
    save_scores,
    sign_scores,
)
from tests.factories.pioneer import act_by
from tests.factories.scores import (
    LOW,
    make_differing,
    make_joint,
    make_signed_sheet,
    make_under_assessment,
)
from tests.refusals import refusal_of

AGREED = {"item_b1-points": "14.5", "item_b1-reason": "以现场记录为准"}


@pytest.fixture
def joint(cast):
    return make_joint(cast)


def address(sheet, action=""):
    return f"/pioneer/scoring/{sheet.assessment.filing.reference}/joint/{action}"


def text_of(response):
    return html.unescape(response.content.decode())


def signed_by_one(cast, joint):
    joint = save_scores(joint, AGREED, act=act_by(cast["kaohe"]))
    return sign_scores(joint, act=act_by(cast["kaohe"]))


def test_what_differs_stands_side_by_side_and_what_agrees_does_not(signed_in, cast, joint):
    page = text_of(signed_in("kaohe2").get(address(joint)))
    given = re.findall(
        r'<span class="joint-who">([^<]+)</span> <strong>([^<]+)</strong>'
        r'<span class="joint-why">([^<]+)</span>',
        page,
    )
    assert given == [
        ("测试kaohe", "14.5 分", "评比记录不全"),
        ("测试kaohe2", "15 分", "没有写理由"),
    ]


def test_fact_that_both_found_differently_tells_both(signed_in, cast):
    assessment = make_under_assessment(cast)
    make_signed_sheet(
        assessment, cast["kaohe"], has_own_plan="no", item_a1__points="15", without_customers="yes"
    )
    make_signed_sheet(assessment, cast["kaohe2"])
    joint = open_joint_sheet(assessment, act=act_by(cast["kaohe"]))
    page = text_of(signed_in("kaohe2").get(address(joint)))
    assert re.findall(r'<p class="joint-facts">([^<]+)</p>', page) == [
        "测试kaohe：无；测试kaohe2：有",
        "测试kaohe：没有外部服务对象，满意率不适用；测试kaohe2：有外部服务对象",
    ]


def test_second_signer_signs_what_the_first_signed_and_reads_it_first(signed_in, cast, joint):
    signed_by_one(cast, joint)
    client = signed_in("kaohe2")
    page = text_of(client.get(address(joint)))
    assert "这份合议评分表已经有人签署，不能再改。如需更正，请先退回合议。" in page
    assert "<li>测试kaohe2：未签署</li>" in page
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    assert client.post(address(joint), {"action": "sign", "seen": seen}).url == "/pioneer/scoring/"
    assert fresh_sheet(joint).signed_at is not None
    assert client.post(address(joint), {"action": "sign", "seen": seen}).status_code == 302
    results.conclude(joint.assessment, act=act_by(cast["jingjibu"]))


def test_signature_for_a_text_that_is_no_longer_there_is_refused(signed_in, cast, joint):
    signed_by_one(cast, joint)
    seen = edition_of(fresh_sheet(joint))
    return_joint(joint, act=act_by(cast["kaohe"]), reason="第二项再商量一下")
    save_scores(joint, {"item_b1-points": "15", "item_b1-reason": ""}, act=act_by(cast["kaohe"]))
    sign_scores(joint, act=act_by(cast["kaohe"]))
    answer = signed_in("kaohe2").post(address(joint), {"action": "sign", "seen": seen})
    assert (answer.status_code, joint.signatures.count()) == (422, 1)
    assert CHANGED in text_of(answer)


def test_who_disagrees_sends_it_back_and_everybody_signs_anew(signed_in, cast, joint):
    signed_by_one(cast, joint)
    answer = signed_in("kaohe2").post(address(joint, "return/"), {"reason": "扣分偏多，再议一次"})
    assert answer.url == address(joint)
    assert (joint.signatures.count(), fresh_sheet(joint).signed_at) == (0, None)
    events = joint.assessment.filing.events.filter(action="return_joint")
    assert list(events.values_list("label", "reason", "by__username")) == [
        ("退回合议", "扣分偏多，再议一次", "kaohe2")
    ]
    again = signed_in("kaohe2").post(address(joint, "return/"), {"reason": "扣分偏多，再议一次"})
    assert again.status_code == 409
    assert "这份合议评分表还没有人签署，可以直接修改，不需要退回。" in text_of(again)
    save_scores(joint, {"item_b1-points": "15", "item_b1-reason": ""}, act=act_by(cast["kaohe2"]))


def test_union_does_not_read_why_an_agreement_was_sent_back(signed_in, cast, joint):
    signed_by_one(cast, joint)
    reason = "第 2 项应给 14 分，不是 14.5 分"
    return_joint(joint, act=act_by(cast["kaohe2"]), reason=reason)
    case = joint.assessment.filing.get_absolute_url()
    readers = ("lijiaxiang", "lijiaxiang2", "jingjibu", "kaohe2")
    told = {name: reason in text_of(signed_in(name).get(case)) for name in readers}
    assert told == {"lijiaxiang": False, "lijiaxiang2": False, "jingjibu": True, "kaohe2": True}


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("不行", "请写明理由（至少 5 个字）。"),
        ("\u200b" * 9, "请写明理由（至少 5 个字）。"),
        ("扣" * 501, "理由最多 500 个字，请精简。"),
    ],
)
def test_reason_that_will_not_do_stays_in_its_field(signed_in, cast, joint, reason, sentence):
    signed_by_one(cast, joint)
    answer = signed_in("kaohe2").post(address(joint, "return/"), {"reason": reason})
    assert answer.status_code == 422
    assert f'id="msg-reason" data-level="error"><p>{sentence}</p>' in text_of(answer)
    assert reason in text_of(answer)
    assert joint.signatures.count() == 1


def test_signing_goes_on_from_the_page_that_asks_for_a_reason(signed_in, cast, joint):
    signed_by_one(cast, joint)
    client = signed_in("kaohe2")
    refused = client.post(address(joint, "return/"), {"reason": ""})
    forms = re.findall(r'<form [^>]*method="post".*?</form>', text_of(refused), re.DOTALL)
    assert [re.search(r'action="([^"]*)"', form)[1] for form in forms][-2:] == [
        address(joint), address(joint, "return/"),
    ]  # fmt: skip
    (signing,) = (form for form in forms if 'value="sign"' in form)
    seen = re.search(r'name="seen" value="(\w+)"', signing)[1]
    to = re.search(r'action="([^"]*)"', signing)[1]
    assert client.post(to, {"action": "sign", "seen": seen}).url == "/pioneer/scoring/"
    assert fresh_sheet(joint).signed_at is not None


def test_result_that_is_concluded_is_not_sent_back(cast, joint):
    signed_by_one(cast, joint)
    sign_scores(joint, act=act_by(cast["kaohe2"]))
    results.conclude(joint.assessment, act=act_by(cast["jingjibu"]))
    refused = refusal_of(return_joint, joint, act=act_by(cast["kaohe"]), reason="再议一次可否")
    assert refused == ["考核结果已经确定，不能退回合议。如需更正，请联系县总工会经济工作部。"]


def test_score_of_one_assessor_is_not_sent_back_as_an_agreement(cast):
    assessment = make_under_assessment(cast)
    sheet = make_signed_sheet(assessment, cast["kaohe"], **LOW)
    refused = refusal_of(return_joint, sheet, act=act_by(cast["kaohe"]), reason="再议一次可否")
    assert refused == ["只有合议评分可以退回合议。"]


def test_who_was_assigned_later_signs_a_score_before_seeing_those_of_others(
    signed_in, people, joint
):
    third = people["kaohe3"]
    assign_assessor(joint.assessment, third, act=act_by(people["jingjibu"]))
    for name in ("kaohe", "kaohe3"):
        client = signed_in(name)
        opened = client.post(address(joint, "open/"))
        assert (client.get(address(joint)).status_code, opened.status_code) == (404, 409)
        assert "还有考核员没有签署评分，等全部签署后再合议。" in text_of(opened)
    make_signed_sheet(joint.assessment, third, **LOW)
    client = signed_in("kaohe3")
    client.post(address(joint, "open/"))
    assert client.get(address(joint)).status_code == 200


def test_opening_twice_is_one_agreement(signed_in, cast, joint):
    for name in ("kaohe", "kaohe2"):
        assert signed_in(name).post(address(joint, "open/")).url == address(joint)
    assert joint.assessment.sheets.filter(hand="joint").count() == 1
    assert signed_in("jingjibu").post(address(joint, "return/")).status_code == 404


def test_agreement_is_not_begun_while_the_sheet_is_with_its_union(signed_in, cast):
    assessment = make_differing(cast)
    reason = "请补充材料。"
    return_to_filer(assessment.filing, act=act_by(cast["jingjibu"]), reason=reason, flags={})
    reference = assessment.filing.reference
    answer = signed_in("kaohe").post(f"/pioneer/scoring/{reference}/joint/open/")
    assert (answer.status_code, NOT_OPEN in text_of(answer)) == (409, True)
    assert assessment.sheets.filter(hand="joint").count() == 0
    own = text_of(signed_in("kaohe").get(f"/pioneer/scoring/{reference}/own/"))
    assert "/joint/open/" not in own
