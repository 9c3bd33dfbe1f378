"""Who a filing is entrusted to, who may not have it, and what they see of it."""

import pytest

from changxing_union.filing import services
from changxing_union.filing.models import Assignment, Filing
from changxing_union.organizations.models import Membership, Organization, Role
from tests.factories.pioneer import act_by, make_filed
from tests.refusals import refusal_of


@pytest.fixture
def filing(cast):
    return make_filed(cast["lijiaxiang"])


def sees(user, filing):
    return Filing.objects.visible_to(user).filter(pk=filing.pk).exists()


def test_assessor_sees_what_is_assigned_and_nothing_else(signed_in, cast, filing):
    other = make_filed(cast["meishan"], unit="煤山测试厂")
    services.assign(filing, cast["kaohe"], act=act_by(cast["jingjibu"]))
    people = cast["kaohe"], cast["kaohe2"]
    seen = [[sees(user, each) for each in (filing, other)] for user in people]
    assert seen == [[True, False], [False, False]]
    client = signed_in("kaohe")
    assert client.get(filing.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404
    assert client.post(f"{filing.get_absolute_url()}accept/").status_code == 409


def test_assigning_twice_is_one_assignment_and_one_event(cast, filing):
    for _ in range(2):
        services.assign(filing, cast["kaohe"], act=act_by(cast["jingjibu"]))
    assert Assignment.objects.count() == 1
    events = filing.events.filter(action="assign").values_list("label", "reason")
    assert list(events) == [("分派考核员", "测试kaohe")]


@pytest.mark.parametrize("name", ["kaohe", "lijiaxiang", "jingsaiban", "guanli"])
def test_only_clerks_assign(cast, filing, name):
    sentences = refusal_of(services.assign, filing, cast["kaohe"], act=act_by(cast[name]))
    assert sentences == ["考核员由县总工会经济工作部经办人员分派，您的账号没有这项权限。"]


def test_assessor_of_the_filing_union_does_not_judge_it(cast, filing):
    union = Organization.objects.get(code="330522102")
    Membership.objects.create(user=cast["kaohe"], organization=union, role=Role.FILER)
    sentences = refusal_of(services.assign, filing, cast["kaohe"], act=act_by(cast["jingjibu"]))
    assert sentences == ["测试kaohe同时是李家巷镇总工会的填报员，应当回避，请另选一位。"]


def test_who_is_no_assessor_is_not_assigned(cast, filing):
    sentences = refusal_of(services.assign, filing, cast["meishan"], act=act_by(cast["jingjibu"]))
    assert sentences == ["测试meishan不是在任的考核员，请另选一位。"]


def test_who_steps_back_sees_it_no_more_and_does_not_get_it_again(cast, filing):
    clerk = act_by(cast["jingjibu"])
    services.assign(filing, cast["kaohe"], act=clerk)
    services.recuse(filing, act=act_by(cast["kaohe"]), reason="与该班组负责人有亲属关系")
    assert not sees(cast["kaohe"], filing)
    sentences = refusal_of(services.assign, filing, cast["kaohe"], act=clerk)
    assert sentences == ["测试kaohe已对这份申报声明回避，请另选一位。"]
    again = refusal_of(services.recuse, filing, act=act_by(cast["kaohe"]), reason="再次声明回避")
    assert again == ["这份申报现在没有分派给您，不需要回避。请刷新页面查看最新情况。"]


def test_who_was_relieved_may_be_assigned_again(cast, filing):
    clerk = act_by(cast["jingjibu"])
    services.assign(filing, cast["kaohe"], act=clerk)
    assert services.relieve(filing, cast["kaohe"], act=clerk, reason="出差，改由他人考核")
    assert not services.relieve(filing, cast["kaohe"], act=clerk, reason="出差，改由他人考核")
    assert not sees(cast["kaohe"], filing)
    services.assign(filing, cast["kaohe"], act=clerk)
    assert sees(cast["kaohe"], filing)


def test_stepping_back_needs_a_reason(cast, filing):
    services.assign(filing, cast["kaohe"], act=act_by(cast["jingjibu"]))
    sentences = refusal_of(services.recuse, filing, act=act_by(cast["kaohe"]), reason="有")
    assert sentences == ["请写明原因（至少 5 个字）。"]
