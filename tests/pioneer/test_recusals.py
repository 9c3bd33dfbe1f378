"""声明回避: before anything is signed, for a reason, and then the filing is out of sight."""

import html
import re

import pytest

from changxing_union.kernel.refusals import Refused
from changxing_union.organizations.models import AuditEvent, Role
from pioneer.models import Objection
from pioneer.services import results
from pioneer.services.recusals import step_back
from tests.factories.organizations import make_user
from tests.factories.pioneer import act_by
from tests.factories.scores import LOW, make_scored, make_signed_sheet, make_under_assessment

REASON = "与该班组负责人有亲属关系"


@pytest.fixture
def assessment(cast):
    return make_under_assessment(cast)


def address(assessment, page="recuse"):
    return f"/pioneer/scoring/{assessment.filing.reference}/{page}/"


def test_who_steps_back_sees_it_no_more_and_the_clerk_reads_why(signed_in, cast, assessment):
    make_scored(assessment, cast["kaohe"])
    client = signed_in("kaohe")
    assert client.get(address(assessment)).status_code == 200
    for _click in range(2):
        assert client.post(address(assessment), {"reason": REASON}).url == "/pioneer/scoring/"
    page = client.get("/pioneer/scoring/").text
    assert f"已声明回避：{assessment.filing.subject}。这份考核评价表不再分派给您。" in page
    assert "您已对 1 份考核评价表声明回避，这里不再列出。" in page
    pages = [client.get(address(assessment, page)).status_code for page in ("own", "recuse")]
    assert [*pages, client.get(assessment.filing.get_absolute_url()).status_code] == [404] * 3
    assert AuditEvent.objects.filter(action="denied", actor=cast["kaohe"]).count() == 3
    events = assessment.filing.events.filter(action="recuse")
    assert list(events.values_list("label", "reason")) == [("声明回避", REASON)]
    case = html.unescape(signed_in("jingjibu").get(assessment.filing.get_absolute_url()).text)
    assert REASON in case
    assert signed_in("kaohe2").get(address(assessment, "own")).status_code == 200


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("", "请写明回避原因（至少 5 个字）。"),
        ("亲戚", "请写明回避原因（至少 5 个字）。"),
        ("因" * 201, "回避原因最多 200 个字，请精简。"),
    ],
)
def test_reason_that_will_not_do_is_told_at_its_field(signed_in, assessment, reason, sentence):
    answer = signed_in("kaohe").post(address(assessment), {"reason": reason})
    assert answer.status_code == 422
    assert re.search(rf'id="msg-reason" data-level="error">\s*<p>{sentence}', answer.text)
    assert reason in answer.text
    assert signed_in("kaohe").post(address(assessment)).status_code == 422


def test_who_has_signed_does_not_step_back(signed_in, cast, assessment):
    make_signed_sheet(assessment, cast["kaohe"])
    for method in ("get", "post"):
        answer = getattr(signed_in("kaohe"), method)(address(assessment), {"reason": REASON})
        assert answer.status_code == 409
        assert "您已经签署过这份考核评价表的评分，不能再声明回避。" in answer.text
    assert "声明回避" not in signed_in("kaohe").get(address(assessment, "own")).text


def test_nobody_else_steps_back(signed_in, cast, assessment):
    statuses = {
        name: signed_in(name).post(address(assessment), {"reason": REASON}).status_code
        for name in cast
        if name not in ("kaohe", "kaohe2")
    }
    assert set(statuses.values()) == {404}
    with pytest.raises(Refused) as refusal:
        step_back(assessment, act=act_by(cast["jingjibu"]), reason=REASON)
    assert refusal.value.reasons == ("这份考核评价表没有分派给您，不能评分。",)


def test_reviewer_who_steps_back_leaves_the_review_to_another(signed_in, cast, assessment):
    for name in ("kaohe", "kaohe2"):
        make_signed_sheet(assessment, cast[name], **LOW)
    clerk = act_by(cast["jingjibu"])
    results.conclude(assessment, act=clerk)
    results.release([assessment], act=clerk)
    results.object_to(assessment, act=act_by(cast["lijiaxiang"]), reason="评比有记录，请复核")
    third, fourth = (make_user(name, "330522", Role.ASSESSOR) for name in ("kaohe3", "kaohe4"))
    results.begin_review(assessment, third, act=clerk)
    step_back(assessment, act=act_by(third), reason=REASON)
    assert Objection.objects.get().reviewer is None
    assert results.begin_review(assessment, fourth, act=clerk).assessor == fourth
