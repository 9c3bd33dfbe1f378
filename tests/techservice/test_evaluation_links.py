"""评价链接: signed for one service and one purpose, expiring, opened once; misuse is on record."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from changxing_union.organizations.models import AuditEvent
from techservice.models import EvaluationLink, OrderState, ServiceEvent
from techservice.services import orders
from techservice.services.evaluations import PURPOSE
from tests.factories.pioneer import act_by
from tests.factories.services import JUDGEMENT, completed, order_of
from tests.factories.teams import make_team, make_volunteer

SOUND = {"grade": "5", "text": JUDGEMENT.text, "evaluator": JUDGEMENT.evaluator}
USED = "这个评价链接已经用过，评价已收到，谢谢。如需更正，请联系发给您链接的工会。"
EXPIRED = "这个评价链接已过有效期。如需评价，请联系发给您链接的工会重新发送。"
WITHDRAWN = "这个评价链接已经收回，请使用最新发给您的链接，或联系发给您链接的工会。"
UNKNOWN = "这个评价链接不完整或不是本系统发出的，请核对后重新打开，或联系发给您链接的工会。"


@pytest.fixture
def order(cast):
    team = make_team(cast["jingjibu"])
    return completed(cast["lijiaxiang"], cast["jingjibu"], team)


def reference_of(order):
    return order.request.filing.reference


def issued(client, order):
    """The path of a new link, as the page shows it."""
    page = client.post(f"/techservice/services/{reference_of(order)}/link/", {"token": "press"})
    assert page.status_code == 200
    (url,) = re.findall(r"<textarea[^>]*>\s*([^<]+)</textarea>", page.text)
    return url.removeprefix("http://testserver")


def told(response):
    (sentence,) = re.findall(r'<div class="survey-told">.*?<p>(.*?)</p>', response.text, re.DOTALL)
    return sentence


def attempts():
    rows = AuditEvent.objects.filter(action="denied").order_by("id")
    return [(row.actor, row.target, row.detail_in_words) for row in rows]


def test_enterprise_judges_through_its_link(signed_in, order):
    path = issued(signed_in("lijiaxiang"), order)
    page = Client().get(path)
    assert (page.status_code, page["Referrer-Policy"]) == (200, "same-origin")
    assert "已上门指导焊接工艺。" in page.text
    done = Client().post(path, SOUND)
    assert (done.status_code, told(done)) == (200, JUDGEMENT.text)
    order = order_of(order.request.filing)
    assert (order.state, order.grade, order.evaluator, order.evaluated_by) == (
        OrderState.EVALUATED, 5, "测试厂长", "link",
    )  # fmt: skip
    event = ServiceEvent.objects.filter(order=order.pk).last()
    assert (event.by, event.reason) == (None, "企业测试厂长通过链接评价")


def test_database_holds_no_key_to_the_page(signed_in, order):
    path = issued(signed_in("lijiaxiang"), order)
    token = path.rstrip("/").rpartition("/")[2]
    _reference, secret = signing.loads(token, salt=PURPOSE)
    link = EvaluationLink.objects.get()
    assert secret not in repr(vars(link))
    assert token not in repr(vars(link))


def test_link_used_once_opens_no_more(signed_in, order):
    path = issued(signed_in("lijiaxiang"), order)
    Client().post(path, SOUND)
    for response in (Client().get(path), Client().post(path, SOUND)):
        assert (response.status_code, told(response)) == (410, USED)
    assert [row[2].rpartition("（")[2] for row in attempts()] == ["评价链接已用过）"] * 2
    assert ServiceEvent.objects.filter(action="evaluate").count() == 1


def test_link_expires(signed_in, order):
    path = issued(signed_in("lijiaxiang"), order)
    EvaluationLink.objects.update(
        issued_at=timezone.now() - timedelta(days=16), expires_at=timezone.now()
    )
    response = Client().post(path, SOUND)
    assert (response.status_code, told(response)) == (410, EXPIRED)
    assert attempts()[0][0] is None
    assert order_of(order.request.filing).state == OrderState.COMPLETED


def test_link_is_for_its_own_request_only(cast, signed_in, order):
    team = order.team
    other = completed(cast["lijiaxiang"], cast["jingjibu"], team, unit="长兴测试第二机械有限公司")
    path = issued(signed_in("lijiaxiang"), order)
    elsewhere = path.replace(reference_of(order), reference_of(other))
    response = Client().post(elsewhere, SOUND)
    assert (response.status_code, told(response)) == (410, UNKNOWN)
    assert attempts() == [
        (None, reference_of(other),
         f"POST /techservice/evaluations/{reference_of(other)}/-/（评价链接不是本系统发出的）"),
    ]  # fmt: skip
    assert order_of(other.request.filing).state == OrderState.COMPLETED


@pytest.mark.parametrize("forged", ["guess", "a" * 90, "%00", "a:b:c", "🙂"])
def test_guess_is_refused_and_on_record(cast, order, forged):
    response = Client().get(f"/techservice/evaluations/{reference_of(order)}/{forged}/")
    assert response.status_code in ({400} if forged == "%00" else {410})
    assert len(attempts()) == (0 if forged == "%00" else 1)


def test_token_signed_for_another_purpose_is_refused(cast, order):
    token = signing.dumps([reference_of(order), "secret"], salt="another.purpose")
    response = Client().get(f"/techservice/evaluations/{reference_of(order)}/{token}/")
    assert (response.status_code, told(response)) == (410, UNKNOWN)


@pytest.mark.parametrize("payload", ["text", 5, [], ["only"], {"a": 1}, None])
def test_anything_signed_rightly_and_shaped_wrongly_is_refused(cast, order, payload):
    token = signing.dumps(payload, salt=PURPOSE)
    response = Client().get(f"/techservice/evaluations/{reference_of(order)}/{token}/")
    assert (response.status_code, told(response)) == (410, UNKNOWN)


def test_machine_that_guesses_does_not_fill_the_log(cast, order):
    for number in range(35):
        Client().get(f"/techservice/evaluations/{reference_of(order)}/guess{number}/")
    assert len(attempts()) == 30


def test_new_link_closes_the_one_before(signed_in, order):
    client = signed_in("lijiaxiang")
    first, second = issued(client, order), issued(client, order)
    response = Client().get(first)
    assert (response.status_code, told(response)) == (410, WITHDRAWN)
    assert Client().get(second).status_code == 200


def test_reopened_service_is_judged_by_no_old_link(cast, signed_in, order):
    path = issued(signed_in("lijiaxiang"), order)
    orders.reopen(order.request, reason="企业反映还没有解决。", act=act_by(cast["jingjibu"]))
    response = Client().get(path)
    assert (response.status_code, told(response)) == (410, WITHDRAWN)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"grade": ""}, "请选择满意程度。"),
        ({"grade": "9"}, "请选择满意程度。"),
        ({"text": " "}, "请填写对服务项目和人员的评价。"),
        ({"text": "好" * 501}, "最多 500 个字"),
        ({"evaluator": ""}, "请填写评价人姓名。"),
    ],
)
def test_faulty_judgement_is_told_and_spends_nothing(signed_in, order, changed, sentence):
    path = issued(signed_in("lijiaxiang"), order)
    response = Client().post(path, {**SOUND, **changed})
    assert response.status_code == 422
    assert sentence in response.text
    assert Client().post(path, SOUND).status_code == 200


def test_team_gets_no_link_to_judge_itself(cast, signed_in, order):
    make_volunteer(cast["jingjibu"], order.team, user=cast["fuwudui"])
    client = signed_in("fuwudui")
    page = client.post(f"/techservice/services/{reference_of(order)}/link/", {"token": "press"})
    assert page.status_code == 409
    assert EvaluationLink.objects.count() == 0
    assert "评价链接" not in client.get(f"/techservice/services/{reference_of(order)}/").text


def test_neighbour_gets_no_link(signed_in, order):
    client = signed_in("meishan")
    page = client.post(f"/techservice/services/{reference_of(order)}/link/", {"token": "press"})
    assert page.status_code == 404
    assert attempts()[-1][1] == reference_of(order)
