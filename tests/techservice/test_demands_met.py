"""培训班次 name the training demands of annex 5 that they meet (N24)."""

import pytest

from changxing_union.filing import services
from changxing_union.filing.editing import save_typed
from changxing_union.records.kinds import kind_called
from changxing_union.records.models import Record
from techservice.models import SESSION_KIND, TrainingDemand, TrainingSession
from techservice.services.demands import demand_words, open_demands, unmet
from tests.factories.pioneer import act_by
from tests.factories.records import make_record
from tests.factories.requests import accepted_request, filed_request, fresh

ADDRESS = "/techservice/records/sessions/new/"
TYPED = {
    "category": "skill", "audience": "一线职工", "title": "电焊培训班", "happened_on": "2018-06-01",
    "token": "press-1",
}  # fmt: skip


@pytest.fixture
def filing(cast):
    return accepted_request(cast["lijiaxiang"], cast["jingjibu"])


def words(demands):
    return [demand_words(demand) for demand in demands]


def union_of(user):
    return user.held_roles[0].organization


def demand(filing, trade):
    return TrainingDemand.objects.filed().get(sheet=filing.pk, trade=trade)


def test_demands_are_offered_once_the_need_was_taken_up(cast):
    filer = cast["lijiaxiang"]
    waiting = filed_request(filer)
    assert words(open_demands([union_of(filer)])) == []
    services.accept(waiting, act=act_by(cast["jingjibu"]))
    unit = "长兴测试机械有限公司"
    assert words(open_demands([union_of(filer)])) == [f"{unit} 电焊工 12人", f"{unit} 电工 5人"]


def test_union_meets_its_own_and_the_county_everybodys(cast, filing):
    assert words(open_demands([union_of(cast["meishan"])])) == []
    assert len(open_demands([union_of(cast["jingjibu"])])) == 2


def test_session_says_which_demands_it_meets(signed_in, cast, filing):
    client, wanted = signed_in("lijiaxiang"), demand(filing, "电焊工")
    assert "长兴测试机械有限公司 电焊工 12人" in client.get(ADDRESS).text
    assert client.post(ADDRESS, {**TYPED, "demands": [wanted.pk]}).status_code == 302
    assert [each.trade for each in TrainingSession.objects.get().demands.all()] == ["电焊工"]
    assert [each.trade for each in unmet()] == ["电工"]
    assert words(open_demands([union_of(cast["lijiaxiang"])])) == [
        "长兴测试机械有限公司 电工 5人", "长兴测试机械有限公司 电焊工 12人",
    ]  # fmt: skip
    assert "长兴测试机械有限公司 电焊工 12人（已有班次）" in client.get(ADDRESS).text
    page = client.get(f"/techservice/services/{filing.reference}/").text
    assert "电焊工 12人（已安排培训）；电工 5人" in page


def test_neighbours_demand_is_no_choice(signed_in, cast, filing):
    wanted = demand(filing, "电焊工")
    page = signed_in("meishan").post(ADDRESS, {**TYPED, "demands": [wanted.pk]})
    assert page.status_code == 422
    assert "满足的培训需求请从列表中选择。" in page.text
    assert Record.objects.count() == 0


def test_void_session_meets_nothing(signed_in, cast, filing):
    client, wanted = signed_in("lijiaxiang"), demand(filing, "电焊工")
    client.post(ADDRESS, {**TYPED, "demands": [wanted.pk]})
    Record.objects.update(is_void=True, void_reason="重复登记，以另一条为准。")
    assert len(unmet()) == 2


def test_demand_filed_anew_keeps_the_sessions_that_meet_it(signed_in, cast, filing):
    filer, clerk = cast["lijiaxiang"], cast["jingjibu"]
    wanted = demand(filing, "电焊工")
    signed_in("lijiaxiang").post(ADDRESS, {**TYPED, "demands": [wanted.pk]})
    services.return_to_filer(fresh(filing), reason="请核对人数。", flags={}, act=act_by(clerk))
    keys = {row.trade: row.key for row in TrainingDemand.objects.working()}
    typed = {f"row_{keys['电焊工']}-head_count": "20", f"row_{keys['电工']}-trade": "",
             f"row_{keys['电工']}-head_count": ""}  # fmt: skip
    save_typed(fresh(filing), typed, base=None, act=act_by(filer))
    services.file(fresh(filing), act=act_by(filer))
    assert [(each.pk, each.head_count) for each in TrainingSession.objects.get().demands.all()] == [
        (wanted.pk, 20)
    ]
    assert TrainingDemand.objects.filed().count() == 1


def test_list_of_sessions_costs_the_same_with_their_demands(
    signed_in, cast, filing, django_assert_num_queries
):
    client = signed_in("jingjibu")
    client.get("/desk/")
    url = "/techservice/records/sessions/"
    make_record(cast["lijiaxiang"], SESSION_KIND, demands=[demand(filing, "电焊工").pk])
    with django_assert_num_queries(11):
        client.get(url)
    for trade in ("电工", "电焊工"):
        make_record(cast["lijiaxiang"], SESSION_KIND, demands=[demand(filing, trade).pk])
    with django_assert_num_queries(11):
        client.get(url)
    assert kind_called(SESSION_KIND).many == {"teachers", "demands"}
