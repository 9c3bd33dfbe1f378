"""The life of a title: named once, kept or taken down, never forgotten."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from changxing_union.filing.models import Reading
from changxing_union.kernel.refusals import Refused
from pioneer.models import RemovalKind, Title, TitleState, VetoItem
from pioneer.services import titles
from tests.factories.pioneer import act_by, make_approved, make_in_review

DAY = date(2018, 12, 20)


@pytest.fixture
def clerk(cast):
    return act_by(cast["jingjibu"])


@pytest.fixture
def application(cast):
    approved = make_approved(cast["lijiaxiang"], cast["jingjibu"], cast["jingsaiban"])
    Reading.objects.filter(code=titles.PLAQUE_AT).update(value=titles.AT_ONCE)
    return approved.pioneer_application


def cleared():
    return list(VetoItem.objects.values_list("pk", flat=True))


def named(application, act, number="2018-测试-001"):
    return titles.name_team(
        application, plaque_number=number, named_on=DAY, cleared=cleared(), act=act
    )


def refusal_of(service, *args, **options):
    with pytest.raises(Refused) as refusal:
        service(*args, **options)
    return list(refusal.value.reasons)


def test_title_lives_from_plaque_to_removal_and_keeps_its_history(application, clerk):
    named(application, clerk)
    titles.order_rectification(
        application, until=date(2019, 6, 30), reason="监督电话无人接听", act=clerk
    )
    titles.keep_title(application, reason="复查合格，予以保持", act=clerk)
    titles.remove_title(
        application, kind=RemovalKind.NATURAL, returned_on=None, reason="班组已撤销", act=clerk
    )
    title = Title.objects.get()
    assert (title.state, title.plaque_number, title.removal) == (
        TitleState.REMOVED, "2018-测试-001", RemovalKind.NATURAL,
    )  # fmt: skip
    assert list(title.events.values_list("label", "reason")) == [
        ("命名授牌", "牌匾编号 2018-测试-001，2018年12月20日"),
        ("限期整改", "2019年6月30日前：监督电话无人接听"),
        ("整改合格，保持称号", "复查合格，予以保持"),
        ("摘牌", "自然摘牌：班组已撤销"),
    ]
    assert len(title.events.first().checked) == VetoItem.objects.count()


def test_team_is_named_only_after_it_has_passed_unless_read_otherwise(application, clerk):
    Reading.objects.filter(code=titles.PLAQUE_AT).update(value=titles.WHEN_PASSED)
    assert refusal_of(named, application, clerk) == [titles.NOT_PASSED]
    assert Title.objects.count() == 0


def test_team_that_is_not_in_cultivation_is_not_named(cast, clerk):
    filing = make_in_review(cast["lijiaxiang"], cast["jingjibu"])
    assert refusal_of(named, filing.pioneer_application, clerk) == [titles.NOT_IN_CULTIVATION]


def test_each_veto_item_must_be_gone_through(application, clerk):
    first, *rest = cleared()
    text = VetoItem.objects.get(pk=first).text
    assert refusal_of(
        titles.name_team, application, plaque_number="1", named_on=DAY, cleared=rest, act=clerk
    ) == [f"请核查一票否决情形“{text}”，没有的请勾选。"]


def test_number_and_day_of_the_plaque_are_needed(application, clerk):
    assert refusal_of(
        titles.name_team, application, plaque_number=" ", named_on=None, cleared=cleared(),
        act=clerk,
    ) == [titles.NO_PLAQUE, titles.NO_DAY]  # fmt: skip


def test_number_of_another_plaque_is_refused_with_a_sentence(cast, application, clerk):
    named(application, clerk)
    other = make_approved(
        cast["lijiaxiang"], cast["jingjibu"], cast["jingsaiban"], team="细纱乙班"
    ).pioneer_application
    sentences = refusal_of(named, other, clerk)
    assert sentences == ["牌匾编号“2018-测试-001”已经用过，请核对。"]


@pytest.mark.parametrize("step", ["name", "keep"])
def test_step_that_does_not_follow_is_refused(application, clerk, step):
    named(application, clerk)
    steps = {
        "name": lambda: named(application, clerk, "2"),
        "keep": lambda: titles.keep_title(application, reason="复查合格了", act=clerk),
    }
    label = {"name": "命名授牌", "keep": "整改合格，保持称号"}[step]
    assert refusal_of(steps[step]) == [
        f"这个称号现在的状态是“已命名”，不能{label}。请刷新页面查看最新情况。"
    ]


def test_same_press_twice_names_once(cast, application):
    act = act_by(cast["jingjibu"], token="press")
    named(application, act)
    assert named(application, act).events.count() == 1


@pytest.mark.parametrize("name", ["lijiaxiang", "kaohe", "jingsaiban", "guanli"])
def test_only_clerks_name(cast, application, name):
    assert refusal_of(named, application, act_by(cast[name])) == [titles.NOT_CLERK]


@pytest.mark.parametrize("state", ["named", "rectifying", "removed"])
def test_state_without_its_facts_is_refused_by_the_database(application, state):
    with pytest.raises(IntegrityError), transaction.atomic():
        Title.objects.create(application=application, state=state)


def test_every_state_is_reached_and_no_state_but_the_last_is_an_end():
    reached = {TitleState.CULTIVATED, *(step.target for step in titles.TITLE_LIFE)}
    left = {source for step in titles.TITLE_LIFE for source in step.sources}
    assert reached == set(TitleState)
    assert set(TitleState) - left == {TitleState.REMOVED}
