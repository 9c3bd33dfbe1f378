"""Annex 5 from 新建 to 受理: cells, lines, checks, and who may send it back or turn it down."""

import pytest

from changxing_union.filing import services
from changxing_union.filing.blockers import open_points
from changxing_union.filing.editing import save_typed
from changxing_union.filing.models import State
from changxing_union.kernel.refusals import Refused
from techservice.models import TrainingDemand
from tests.factories.pioneer import act_by
from tests.factories.requests import (
    SOUND,
    accepted_request,
    demand_cells,
    draft_request,
    filed_request,
    fresh,
    ready_request,
)


def told(filing):
    """Cell → sentence of everything that is wrong or missing."""
    return {point.name: point.sentence for point in open_points(filing) if point.blocks}


def lines(filing):
    rows = TrainingDemand.objects.filter(sheet=filing.pk)
    return [(row.is_filed, row.trade, row.head_count) for row in rows]


def test_new_sheet_asks_for_what_the_paper_asks_for(filer):
    filing = draft_request(filer)
    assert told(filing) == {
        "chair_name": "请填写工会主席姓名。",
        "address": "请填写企业地址。",
        "phone": "请填写联系电话、QQ号、微信号中的至少一项。",
        "need_text": "请填写急需技术服务的项目、内容；只有培训需求的，请填写下面的工种和人数。",
        "opinion_township-text": (
            "请补充乡镇（街道、园区）（总）工会，县直属产业（行业）工会（工委）意见、签名和日期，"
            "并上传盖章扫描件。"
        ),
    }


def test_sound_sheet_lacks_nothing_and_its_lines_are_kept(filer):
    filing = ready_request(filer)
    assert told(filing) == {}
    assert lines(filing) == [(False, "电焊工", 12), (False, "电工", 5)]
    assert filing.subject == "长兴测试机械有限公司"


def test_training_demand_alone_is_a_need(filer):
    assert "need_text" not in told(ready_request(filer, need_text=""))


@pytest.mark.parametrize("contact", [{"qq": "10000"}, {"wechat": "ceshi_qiye"}])
def test_any_of_the_three_contacts_is_enough(filer, contact):
    assert told(ready_request(filer, phone="", **contact)) == {}


@pytest.mark.parametrize(
    ("trade", "count", "field", "sentence"),
    [
        ("", "5", "trade", "请填写工种。"),
        ("电工", "", "head_count", "请填写培训人数。"),
        ("电工", "0", "head_count", "培训人数应在 1 到 9999 之间，请核对。"),
        ("电工", "10000", "head_count", "培训人数应在 1 到 9999 之间，请核对。"),
        ("电工", "约5", "head_count", "人数请填写整数，例如 30，不要写“约”“余”等字。"),
    ],
)
def test_line_of_demand_needs_both_cells(filer, trade, count, field, sentence):
    filing = ready_request(filer, demands=[(trade, count)])
    (found,) = told(filing).items()
    assert (found[0].partition("-")[2], found[1]) == (field, sentence)


def test_trade_named_twice_is_a_warning(filer):
    filing = ready_request(filer, demands=[("电工", "5"), ("电 工", "3")])
    warned = [point.told for point in open_points(filing) if not point.blocks]
    assert warned == ["第 2 行：与第 1 行是同一工种，请核对是否重复。"]


def test_second_sheet_of_a_unit_is_a_warning(filer):
    first = filed_request(filer)
    warned = [point.sentence for point in open_points(ready_request(filer)) if not point.blocks]
    assert warned == [f"该企业今年已有一份登记表（{first.reference}），请核对是否重复填报。"]


def test_day_before_the_notice_is_a_warning(filer):
    filing = ready_request(filer, filled_on="2018-02-27")
    warned = [point.sentence for point in open_points(filing) if not point.blocks]
    assert warned == ["填写日期早于通知印发日期，请核对。"]


def test_filed_lines_stand_while_others_are_typed(filer, clerk):
    filing = filed_request(filer)
    services.withdraw(filing, act=act_by(filer))
    rows = TrainingDemand.objects.working().filter(sheet=filing.pk)
    names = {row.trade: row.key for row in rows}
    save_typed(
        fresh(filing), {f"row_{names['电工']}-head_count": "50"}, base=None, act=act_by(filer)
    )
    assert lines(filing) == [
        (False, "电焊工", 12), (False, "电工", 50), (True, "电焊工", 12), (True, "电工", 5),
    ]  # fmt: skip
    services.file(fresh(filing), act=act_by(filer))
    assert lines(filing)[2:] == [(True, "电焊工", 12), (True, "电工", 50)]


def test_emptied_line_goes(filer):
    filing = ready_request(filer)
    key = TrainingDemand.objects.get(sheet=filing.pk, trade="电焊工").key
    emptied = {f"row_{key}-trade": "", f"row_{key}-head_count": ""}
    save_typed(filing, emptied, base=None, act=act_by(filer))
    assert lines(filing) == [(False, "电工", 5)]


def test_no_more_than_fifty_trades(filer):
    filing = draft_request(filer)
    many = demand_cells([(f"工种{number}", "1") for number in range(51)])
    with pytest.raises(Refused) as refused:
        save_typed(filing, many, base=None, act=act_by(filer))
    assert refused.value.reasons == ("一张登记表最多 50 个工种，请删去不需要的行后再试。",)


def test_county_takes_it_up_in_one_step(filer, clerk):
    filing = accepted_request(filer, clerk)
    assert (filing.state, filing.state_label) == (State.APPROVED, "已受理")


def test_county_turns_it_down_with_a_reason(filer, clerk):
    filing = services.decline(
        filed_request(filer), reason="不属于技术服务队的服务范围。", act=act_by(clerk)
    )
    assert (fresh(filing).state, fresh(filing).state_label) == (State.DECLINED, "不予受理")
    assert filing.events.last().label == "不予受理"


def test_next_sheet_of_the_unit_begins_with_what_is_known(filer):
    filed_request(filer)
    request = draft_request(filer).service_request
    assert (request.chair_name, request.phone, request.address) == (
        "测试主席", "13900000005", SOUND["address"],
    )  # fmt: skip


def test_another_unions_unit_is_refused(cast, filer):
    filed_request(filer)
    with pytest.raises(Refused) as refused:
        draft_request(cast["meishan"])
    assert refused.value.reasons == (
        "该单位已由其他工会登记报送。如单位已迁入本辖区，请与县总工会经济工作部联系办理归属调整。",
    )


def test_same_press_opens_one_draft(filer):
    first, second = (draft_request(filer, token="press-1") for _ in range(2))
    assert first.pk == second.pk
