"""登记, 修改, 作废: who may, what is kept, and what a repeated press does."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from changxing_union.devtools.reference_data import seed_organizations
from changxing_union.filing.models import Campaign
from changxing_union.organizations.models import Organization, Role
from changxing_union.records import services
from changxing_union.records.models import Record, RecordEvent
from tests.factories.organizations import make_user
from tests.factories.pioneer import act_by
from tests.factories.records import OUTREACH, make_outreach, values_of
from tests.refusals import refusal_of

REASON = "重复登记了同一次活动"


def values(kind, **typed):
    return values_of(kind.kind, **(OUTREACH | typed))


def test_line_keeps_what_was_typed_and_what_lists_need(kind, visit, cast):
    assert (visit.subject, visit.category, visit.head_count) == (
        "长兴测试学校：弘扬劳模精神", "school", 120,
    )  # fmt: skip
    assert (visit.happened_on, visit.campaign.year) == (date(2018, 4, 2), 2018)
    assert (visit.organization.code, visit.is_shared) == ("330522102", False)
    assert kind.row_of(visit).model_workers == "测试劳模甲、测试劳模乙"
    assert visit.search_text.splitlines() == [
        "长兴测试学校：弘扬劳模精神", "2018年4月2日", "进学校", "长兴测试学校", "弘扬劳模精神",
        "测试劳模甲、测试劳模乙", "120", "学生反响热烈。",
    ]  # fmt: skip
    (event,) = visit.events.all()
    assert (event.action, event.by, event.changes) == ("add", cast["lijiaxiang"], [])


def test_long_names_are_cut_to_the_column_of_lists_only(kind, cast):
    visit = make_outreach(cast["lijiaxiang"], host_name="校" * 100, topic="题" * 100)
    assert visit.subject == f"{'校' * 100}：{'题' * 99}"
    assert kind.row_of(visit).topic == "题" * 100


@pytest.mark.parametrize(
    ("day", "open_years", "found"),
    [
        ("2018年4月2日", {2018, 2026}, 2018),
        ("2026年1月9日", {2018, 2026}, 2026),
        ("2026年1月9日", {2018}, 2026),
        ("2025年1月9日", {2018}, 2018),
        ("2025年1月9日", set(), 2026),
    ],
)
def test_line_belongs_to_the_campaign_of_its_year_or_else_to_the_open_one(
    cast, day, open_years, found
):
    Campaign.objects.create(
        year=2026, theme="测试", title="测试", document_number="测试1号", opened_on=date(2026, 1, 1)
    )
    for campaign in Campaign.objects.all():
        campaign.is_open = campaign.year in open_years
        campaign.save(update_fields=["is_open"])
    assert make_outreach(cast["lijiaxiang"], happened_on=day).campaign.year == found


def test_nothing_can_be_entered_before_there_is_a_campaign(db):
    seed_organizations()
    assert refusal_of(make_outreach, make_user("filer", "330522102", Role.FILER)) == [
        "还没有申报活动，不能登记。请联系系统管理员先建立本年度的申报活动。"
    ]


def test_double_click_enters_one_line(kind, cast):
    act = replace(act_by(cast["lijiaxiang"]), token="once")
    kept = cast["lijiaxiang"].held_roles[0].organization
    first, again = (
        services.add(kind, organization=kept, values=values(kind), act=act) for _ in range(2)
    )
    assert (first.pk, Record.objects.count()) == (again.pk, 1)


def test_token_spent_on_another_step_is_refused(kind, cast, visit):
    act = replace(act_by(cast["lijiaxiang"]), token="once")
    services.void(kind, visit, reason=REASON, act=act)
    kept = visit.organization
    assert refusal_of(services.add, kind, organization=kept, values=values(kind), act=act) == [
        "这个页面上的按钮已经用过，请刷新页面查看最新情况后再办理。"
    ]


@pytest.mark.parametrize("username", ["meishan", "jingjibu", "jingsaiban", "kaohe", "guanli"])
def test_nobody_else_enters_for_a_union(kind, cast, username):
    union = Organization.objects.get(code="330522102")
    assert refusal_of(
        services.add, kind, organization=union, values=values(kind), act=act_by(cast[username])
    ) == ["只能为本单位登记“劳模“三进”活动”，您的账号不是该单位的填报员或经办人员。"]


def test_county_enters_its_own(kind, cast):
    assert make_outreach(cast["jingjibu"]).organization.code == "330522"


def test_correction_keeps_old_and_new(kind, cast, visit):
    colleague = act_by(cast["lijiaxiang2"])
    services.change(
        kind, visit, values=values(kind, head_count="", topic="讲劳模故事"), act=colleague
    )
    visit = Record.objects.get(pk=visit.pk)
    assert (visit.subject, visit.head_count) == ("长兴测试学校：讲劳模故事", None)
    assert (visit.updated_by, visit.updated_at) == (cast["lijiaxiang2"], colleague.at)
    assert visit.events.last().changes == [
        {"name": "topic", "label": "活动主题", "before": "弘扬劳模精神", "after": "讲劳模故事"},
        {"name": "head_count", "label": "参加人数", "before": "120", "after": ""},
    ]


def test_correction_that_changes_nothing_leaves_no_trace(kind, cast, visit):
    services.change(kind, visit, values=values(kind), act=act_by(cast["lijiaxiang2"]))
    assert Record.objects.get().edition == visit.edition
    assert RecordEvent.objects.count() == 1


def test_correction_of_an_older_edition_is_refused(kind, cast, visit):
    seen = visit.edition
    services.change(kind, visit, values=values(kind, topic="甲"), act=act_by(cast["lijiaxiang2"]))
    act = replace(act_by(cast["lijiaxiang"]), seen=seen)
    assert refusal_of(services.change, kind, visit, values=values(kind, topic="乙"), act=act) == [
        "您打开页面后，同事修改过这条记录，您的修改还没有保存。请核对两种填写后再保存。"
    ]


def test_retried_correction_is_answered_as_the_first(kind, cast, visit):
    act = replace(act_by(cast["lijiaxiang"]), token="once", seen=visit.edition)
    for _ in range(2):
        services.change(kind, visit, values=values(kind, topic="甲"), act=act)
    assert RecordEvent.objects.filter(action="change").count() == 1


@pytest.mark.parametrize("username", ["meishan", "jingjibu"])
def test_only_its_keeper_corrects_or_voids_a_line(kind, cast, visit, username):
    act = act_by(cast[username])
    told = [("这条记录由“李家巷镇总工会”登记，只有该单位可以修改或作废。"
            "如有差错，请告知该单位更正。")]  # fmt: skip
    assert (
        refusal_of(services.change, kind, visit, values=values(kind, topic="甲"), act=act) == told
    )
    assert refusal_of(services.void, kind, visit, reason=REASON, act=act) == told


def test_void_line_stays_with_its_reason_and_is_never_touched_again(kind, cast, visit):
    act = act_by(cast["lijiaxiang"])
    services.void(kind, visit, reason=f" {REASON} ", act=act)
    visit = Record.objects.get()
    assert (visit.is_void, visit.void_reason) == (True, REASON)
    assert (visit.events.last().action, visit.events.last().reason) == ("void", REASON)
    told = ["这条记录已经作废，不能再修改。如需继续使用，请重新登记一条。"]
    assert (
        refusal_of(services.change, kind, visit, values=values(kind, topic="甲"), act=act) == told
    )
    assert refusal_of(services.void, kind, visit, reason=REASON, act=act) == told


def test_void_wants_a_reason(kind, cast, visit):
    assert refusal_of(services.void, kind, visit, reason="错", act=act_by(cast["lijiaxiang"])) == [
        "请写明作废原因（至少 5 个字），例如重复登记、登记有误。"
    ]


@pytest.mark.parametrize(
    "columns",
    [
        {"until": date(2018, 4, 1)},
        {"due_on": date(2018, 4, 1)},
        {"settled_on": date(2018, 5, 1)},
        {"due_on": date(2018, 5, 1), "settled_on": date(2018, 4, 1)},
        {"is_void": True},
        {"void_reason": "原因"},
    ],
)
def test_database_refuses_what_makes_no_sense(visit, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        Record.objects.filter(pk=visit.pk).update(**columns)


@pytest.mark.parametrize(
    ("typed", "name", "sentence"),
    [
        ({"host_name": ""}, "host_name", "请填写走进单位。"),
        ({"category": ""}, "category", "请选择活动类别。"),
        ({"category": "street"}, "category", "活动类别请从列表中选择。"),
        ({"happened_on": ""}, "happened_on", "请填写活动日期。"),
        ({"happened_on": "2999年1月1日"}, "happened_on", "活动日期不能晚于今天，请核对。"),
        ({"head_count": "约100"}, "head_count",
         "参加人数请填写整数，例如 30，不要写“约”“余”等字。"),
        ({"head_count": "9" * 400}, "head_count",
         "参加人数最多 100 个字，现有 400 个字，请精简。"),
    ],
)  # fmt: skip
def test_form_says_what_is_missing_or_wrong(kind, typed, name, sentence):
    form = kind.form(OUTREACH | typed)
    assert dict(form.errors) == {name: [sentence]}
