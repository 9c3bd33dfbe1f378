"""The life of a title: named once, kept or taken down, never forgotten."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from changxing_union.filing import services
from changxing_union.filing.models import Reading
from changxing_union.kernel.dates import SHANGHAI
from pioneer.models import RemovalKind, Title, TitleState, VetoItem
from pioneer.services import titles
from tests.factories.pioneer import act_by, make_approved, make_in_review
from tests.factories.titles import make_assessed
from tests.refusals import refusal_of

DAY = date(2018, 12, 20)
NOON = datetime(2018, 12, 24, 12, tzinfo=SHANGHAI)


@pytest.fixture
def clerk(cast):
    """At work on 24 December 2018."""
    return act_by(cast["jingjibu"], NOON)


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


@pytest.mark.parametrize("step", ["name", "keep", "plaque"])
def test_step_that_does_not_follow_is_refused(application, clerk, step):
    named(application, clerk)
    steps = {
        "name": lambda: named(application, clerk, "2"),
        "keep": lambda: titles.keep_title(application, reason="复查合格了", act=clerk),
        "plaque": lambda: titles.record_plaque_returned(application, returned_on=DAY, act=clerk),
    }
    labels = {"name": "命名授牌", "keep": "整改合格，保持称号", "plaque": "登记牌匾收回"}
    label = labels[step]
    assert refusal_of(steps[step]) == [
        f"这个称号现在的状态是“已命名”，不能{label}。请刷新页面查看最新情况。"
    ]


def test_same_press_twice_names_once(cast, application):
    act = act_by(cast["jingjibu"], token="press")
    named(application, act)
    assert named(application, act).events.count() == 1


def test_token_spent_on_another_title_or_step_is_refused(cast, application):
    other = make_approved(
        cast["lijiaxiang"], cast["jingjibu"], cast["jingsaiban"], team="细纱乙班"
    ).pioneer_application
    act = act_by(cast["jingjibu"], token="press")
    named(application, act)
    spent = ["这个页面上的按钮已经用过，请刷新页面查看最新情况后再办理。"]
    assert refusal_of(named, other, act, "2") == spent
    assert refusal_of(titles.keep_title, application, reason="复查合格了", act=act) == spent
    later = act_by(cast["jingjibu"])
    titles.remove_title(
        application, kind=RemovalKind.NATURAL, returned_on=None, reason="班组已撤销", act=later
    )
    assert refusal_of(named, application, act) == spent
    assert Title.objects.get().events.count() == 2


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2018, 12, 24), None),
        (date(2018, 12, 25), titles.NAMED_TOO_LATE),
        (date(2018, 2, 28), None),
        (date(2018, 2, 27), "命名日期不能早于申报活动的发文日期（2018年2月28日），请核对。"),
    ],
)
def test_day_of_naming_lies_between_the_notice_and_today(application, clerk, day, sentence):
    options = {"plaque_number": "1", "named_on": day, "cleared": cleared(), "act": clerk}
    if sentence is None:
        assert titles.name_team(application, **options).named_on == day
    else:
        assert refusal_of(titles.name_team, application, **options) == [sentence]


def test_number_of_a_plaque_is_read_without_regard_to_width_and_is_not_endless(application, clerk):
    assert refusal_of(named, application, clerk, "号" * 41) == [titles.PLAQUE_TOO_LONG]
    assert named(application, clerk, "　２０１８－００７ ").plaque_number == "2018-007"


def test_next_number_follows_the_highest_ever_given_in_its_year(cast, application, clerk):
    assert titles.next_plaque_number(2018) == "2018-001"
    for number, plaque in enumerate(("2018-009", "2018-旧-50", "2018-012", "2019-020")):
        other = make_approved(
            cast["lijiaxiang"], cast["jingjibu"], cast["jingsaiban"], team=f"细纱{number}班"
        ).pioneer_application
        named(other, clerk, plaque)
    assert titles.next_plaque_number(2018) == "2018-013"
    assert titles.next_plaque_number(2019) == "2019-021"


@pytest.mark.parametrize(
    ("points", "passed"), [({}, True), ({"item_a1__points": "9", "has_own_plan": "no"}, False)]
)
def test_released_result_decides_whether_a_team_is_named(cast, clerk, points, passed):
    assessment = make_assessed(cast, **points)
    application = assessment.application
    assert Reading.objects.get(code=titles.PLAQUE_AT).value == titles.WHEN_PASSED
    if passed:
        assert named(application, clerk).state == TitleState.NAMED
    else:
        assert refusal_of(named, application, clerk) == [titles.NOT_PASSED]


def test_result_names_nobody_before_its_release_nor_when_its_form_is_void(cast, clerk):
    assessment = make_assessed(cast, released=False)
    assert refusal_of(named, assessment.application, clerk) == [titles.NOT_PASSED]
    services.void(assessment.filing, act=clerk, reason="填错了班组，作废。")
    assessment.released_at = NOON
    assessment.save(update_fields=["released_at"])
    assert refusal_of(named, assessment.application, clerk) == [titles.NOT_PASSED]


def test_item_that_is_switched_off_is_not_gone_through(application, clerk):
    first, *rest = cleared()
    VetoItem.objects.filter(pk=first).update(is_active=False)
    title = titles.name_team(application, plaque_number="1", named_on=DAY, cleared=rest, act=clerk)
    texts = list(VetoItem.objects.filter(pk__in=rest).values_list("text", flat=True))
    assert title.events.get().checked == texts


@pytest.mark.parametrize(
    ("until", "reason", "sentences"),
    [
        (None, "太短", [titles.NO_DAY, "请写明原因（至少 5 个字）。"]),
        (date(2018, 12, 23), "监督电话无人接听", [titles.PAST_DEADLINE]),
        (date(2018, 12, 24), "长" * 401, ["原因最多 400 个字，请精简。"]),
    ],
)
def test_rectification_needs_a_day_to_come_and_a_reason(
    application, clerk, until, reason, sentences
):
    named(application, clerk)
    service = titles.order_rectification
    assert refusal_of(service, application, until=until, reason=reason, act=clerk) == sentences
    assert Title.objects.get().state == TitleState.NAMED


def test_longest_reason_fits_its_history(application, clerk):
    named(application, clerk)
    titles.remove_title(
        application, kind=RemovalKind.ORDERED, returned_on=DAY, reason="长" * 400, act=clerk
    )
    told = Title.objects.get().events.last().reason
    assert told == "责令摘牌：" + "长" * 400 + "（牌匾 2018年12月20日收回）"


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2018, 12, 25), titles.BACK_TOO_LATE),
        (date(2018, 12, 19), "牌匾收回日期不能早于命名日期（2018年12月20日），请核对。"),
    ],
)
def test_plaque_comes_back_between_its_naming_and_today(application, clerk, day, sentence):
    named(application, clerk)
    assert refusal_of(
        titles.remove_title, application, kind=None, returned_on=day, reason="", act=clerk
    ) == [titles.NO_KIND, "请写明原因（至少 5 个字）。", sentence]
    titles.remove_title(
        application, kind=RemovalKind.ORDERED, returned_on=None, reason="整改不合格", act=clerk
    )
    back = titles.record_plaque_returned
    assert refusal_of(back, application, returned_on=day, act=clerk) == [sentence]


def test_plaque_comes_back_once(application, clerk):
    named(application, clerk)
    titles.remove_title(
        application, kind=RemovalKind.ORDERED, returned_on=None, reason="整改不合格", act=clerk
    )
    back = titles.record_plaque_returned
    assert refusal_of(back, application, returned_on=None, act=clerk) == [titles.NO_DAY]
    title = back(application, returned_on=DAY + timedelta(days=1), act=clerk)
    assert title.events.last().reason == "牌匾 2018年12月21日收回"
    assert refusal_of(back, application, returned_on=DAY, act=clerk) == [
        "牌匾已登记在2018年12月21日收回，不需要再登记。"
    ]


def corrected(application, act, number="2018-测试-001", day=DAY, reason="录入时写错了"):
    return titles.correct_plaque(
        application, plaque_number=number, named_on=day, reason=reason, act=act
    )


def test_corrected_plaque_keeps_what_it_was_in_its_history(application, clerk):
    named(application, clerk, "2018-12")
    titles.order_rectification(
        application, until=DAY.replace(2019), reason="标识脱落需换新", act=clerk
    )
    corrected(application, clerk, "2018-21", DAY - timedelta(days=1))
    title = Title.objects.get()
    assert (title.plaque_number, title.named_on, title.state) == (
        "2018-21", DAY - timedelta(days=1), TitleState.RECTIFYING,
    )  # fmt: skip
    event = title.events.last()
    assert (event.label, event.to_state, event.by) == ("更正牌匾", title.state, clerk.by)
    assert event.reason == (
        "牌匾编号“2018-12”改为“2018-21”，命名日期 2018年12月20日改为 2018年12月19日。"
        "原因：录入时写错了"
    )


def test_number_written_by_mistake_is_free_for_the_team_it_belongs_to(cast, application, clerk):
    named(application, clerk, "2018-12")
    other = make_approved(
        cast["lijiaxiang"], cast["jingjibu"], cast["jingsaiban"], team="织布乙班"
    ).pioneer_application
    named(other, clerk, "2018-13")
    taken = "牌匾编号“2018-13”已经用过，请核对。"
    assert refusal_of(corrected, application, clerk, "2018-13") == [taken]
    corrected(application, clerk, "2018-21")
    corrected(other, clerk, "2018-12")
    assert set(Title.objects.values_list("plaque_number", flat=True)) == {"2018-12", "2018-21"}


@pytest.mark.parametrize(
    ("typed", "sentences"),
    [
        ({"number": " ", "day": None}, [titles.NO_PLAQUE, titles.NO_DAY]),
        ({"number": "长" * 41, "reason": "错"},
         [titles.PLAQUE_TOO_LONG, "请写明更正原因（至少 5 个字）。"]),
        ({"day": date(2018, 12, 25)}, [titles.NAMED_TOO_LATE]),
        ({"day": date(2018, 2, 27)},
         ["命名日期不能早于申报活动的发文日期（2018年2月28日），请核对。"]),
        ({"reason": "长" * 301, "number": "2"}, ["更正原因最多 300 个字，请精简。"]),
        ({"number": "２０１８-测试-001 "}, [titles.NOTHING_CORRECTED]),
    ],
)  # fmt: skip
def test_correction_goes_by_the_rules_of_naming(application, clerk, typed, sentences):
    named(application, clerk)
    assert refusal_of(corrected, application, clerk, **typed) == sentences
    assert Title.objects.get().events.count() == 1


def test_plaque_is_not_corrected_to_a_day_after_its_return(application, clerk):
    named(application, clerk)
    titles.remove_title(
        application, kind=RemovalKind.ORDERED, returned_on=DAY, reason="整改不合格", act=clerk
    )
    after = "命名日期不能晚于牌匾收回日期（2018年12月20日），请核对。"
    told = refusal_of(corrected, application, clerk, day=DAY + timedelta(days=1))
    assert told == [after]
    corrected(application, clerk, day=DAY - timedelta(days=1))
    assert Title.objects.get().state == TitleState.REMOVED


def test_longest_correction_fits_its_history(application, clerk):
    named(application, clerk, "长" * 40)
    corrected(application, clerk, "短" * 40, DAY - timedelta(days=10), "因" * 300)
    assert Title.objects.get().events.last().reason.endswith("因" * 300)


def test_team_without_a_plaque_has_none_to_correct(application, clerk):
    told = "这个称号现在的状态是“培育中”，不能更正牌匾。请刷新页面查看最新情况。"
    assert refusal_of(corrected, application, clerk) == [told]


def test_correction_pressed_twice_is_made_once(cast, application, clerk):
    named(application, clerk)
    press = act_by(cast["jingjibu"], NOON, token="press")
    corrected(application, press, "2")
    corrected(application, press, "2")
    assert Title.objects.get().events.count() == 2


def test_removed_title_is_never_given_again(application, clerk):
    named(application, clerk)
    titles.remove_title(
        application, kind=RemovalKind.ORDERED, returned_on=None, reason="整改不合格", act=clerk
    )
    assert refusal_of(named, application, clerk, "2") == [titles.NEVER_AGAIN]


@pytest.mark.parametrize("name", ["lijiaxiang", "kaohe", "jingsaiban", "guanli"])
def test_only_clerks_name(cast, application, name):
    assert refusal_of(named, application, act_by(cast[name])) == [titles.NOT_CLERK]


@pytest.mark.parametrize("state", ["named", "rectifying", "removed"])
def test_state_without_its_facts_is_refused_by_the_database(application, state):
    with pytest.raises(IntegrityError), transaction.atomic():
        Title.objects.create(application=application, state=state)


def test_plaque_back_before_its_naming_is_refused_by_the_database(application, clerk):
    title = named(application, clerk)
    title.returned_on = DAY - timedelta(days=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        title.save()
    title.returned_on = DAY
    title.save()


def test_plaque_that_was_never_given_is_not_back(application):
    with pytest.raises(IntegrityError), transaction.atomic():
        Title.objects.create(application=application, returned_on=DAY)


def test_every_state_is_reached_and_no_state_but_the_last_is_an_end():
    reached = {TitleState.CULTIVATED, *(step.target for step in titles.TITLE_LIFE)}
    left = {source for step in titles.TITLE_LIFE for source in step.sources}
    assert reached == set(TitleState)
    assert set(TitleState) - left == {TitleState.REMOVED}
