"""Steps of annex 2 that its life story leaves out: papers, repeats, races, registers, strangers."""

import pytest

from changxing_union.filing import services
from changxing_union.filing.blockers import MOST_TOLD, open_points
from changxing_union.filing.cells import revision_cells
from changxing_union.filing.editing import save_typed
from changxing_union.filing.models import Filing, FilingEvent, State
from changxing_union.filing.printing import copies_of, print_order
from changxing_union.kernel.refusals import Refused
from changxing_union.organizations.models import AuditEvent, Enterprise, Organization, Team
from pioneer.models import SummaryRow
from pioneer.services.summary import NOT_EDITABLE, TOO_MANY_ROWS, add_rows, move_row
from tests.factories.pioneer import act_by
from tests.pioneer.county_sheets import (
    TEAM,
    UNIT,
    draft_sheet,
    filed_sheet,
    fresh,
    line,
    received_sheet,
    type_count,
)
from tests.scenarios.http_clerk import at_once

ELSEWHERE = "该单位登记在其他工会名下，请核对名称；如确属本辖区，请与县总工会经济工作部联系。"
REASON = "请核对后重新上报。"


def refusal_of(action):
    with pytest.raises(Refused) as refusal:
        action()
    return refusal.value.reasons


# --- what keeps a sheet from being filed ----------------------------------------------------------


def test_sheet_without_lines_is_not_filed(filer):
    filing = draft_sheet(filer, [line()])
    SummaryRow.objects.all().delete()
    assert refusal_of(lambda: services.file(fresh(filing), act=act_by(filer))) == (
        "请填写参赛班组；没有班组参赛的，请在“本表内容”中选择“零报告”。",
    )


def test_every_reason_is_told_at_once_with_its_line(filer):
    gaps = {"unit_name": "", "participant_count": "0", "industry": "测试"}
    filing = draft_sheet(filer, [line(), line(), {**line(team="乙班"), **gaps}])
    save_typed(
        filing,
        {f"row_{SummaryRow.objects.working().first().key}-participant_count": "30余"},
        base=None,
        act=act_by(filer),
    )
    assert refusal_of(lambda: services.file(fresh(filing), act=act_by(filer))) == (
        "第 1 行：参赛人数请填写整数，例如 30，不要写“约”“余”等字。",
        "第 2 行：与第 1 行是同一单位的同一班组，请删去一行或核对名称。",
        "第 3 行：请填写单位名称。",
        "第 3 行：参赛人数至少为 1 人，请核对。",
    )
    assert fresh(filing).state == State.DRAFT
    assert SummaryRow.objects.filed().count() == 0


def test_third_line_of_one_team_points_to_the_first(filer):
    filing = draft_sheet(filer, [line(), line(), line()])
    told = [point.told for point in open_points(filing)]
    assert told == [
        f"第 {number} 行：与第 1 行是同一单位的同一班组，请删去一行或核对名称。"
        for number in (2, 3)
    ]


def test_refusal_of_a_bad_table_stays_readable(filer):
    filing = draft_sheet(filer, [{**line(team=f"{each}班"), "contact": ""} for each in range(60)])
    told = refusal_of(lambda: services.file(filing, act=act_by(filer)))
    assert told == tuple(
        f"第 {number} 行：请填写组长的手机号或微信号。" for number in range(1, MOST_TOLD + 1)
    )


def test_warnings_keep_no_sheet_back(cast, filer):
    filed_sheet(cast["meishan"], [line()])
    filing = draft_sheet(filer, [line(unit="长兴测试一厂"), {**line(), "industry": "测试"}])
    assert [(point.told, point.blocks) for point in open_points(filing)] == [
        ("第 2 行：“测试”不是常用的行业名称，将照此打印，请核对。", False),
        (f"第 2 行：{ELSEWHERE}", False),
    ]
    assert services.file(filing, act=act_by(filer)).state == State.FILED


def test_full_sheet_takes_no_more_lines_appended_and_no_longer_table_instead(filer, monkeypatch):
    monkeypatch.setattr("pioneer.services.summary.MOST_ROWS", 2)
    filing = draft_sheet(filer, [line(team="甲班"), line(team="乙班")])
    act, three = act_by(filer), [line(team=f"{each}班") for each in range(3)]
    assert refusal_of(lambda: add_rows(filing, [line()], act=act)) == (TOO_MANY_ROWS,)
    assert refusal_of(lambda: add_rows(filing, three, act=act, replace=True)) == (TOO_MANY_ROWS,)
    names = SummaryRow.objects.values_list("team_name", flat=True)
    assert list(names) == ["甲班", "乙班"]
    add_rows(filing, three[:2], act=act, replace=True)
    assert list(names.all()) == ["0班", "1班"]


# --- what others see meanwhile --------------------------------------------------------------------


def test_withdrawn_sheet_is_a_draft_again_and_keeps_its_version(filer):
    filing = filed_sheet(filer, [line(count=10)])
    withdrawn = services.withdraw(filing, act=act_by(filer))
    type_count(fresh(filing), filer, "11")
    assert (withdrawn.state, withdrawn.version) == (State.DRAFT, 1)
    (kept,) = filing.revisions.all()
    values = {cell.label: cell.value for cell in revision_cells(kept)}
    assert values == {
        "本表内容": "有参赛班组", "第 1 行 单位名称": UNIT, "第 1 行 班组名称": TEAM,
        "第 1 行 所属行业": "制造业", "第 1 行 参赛人数": "10", "第 1 行 组长": "测试组长",
        "第 1 行 手机号/微信号": "ceshi_zuzhang", "附件": "",
    }  # fmt: skip


def test_received_sheet_is_neither_typed_in_nor_withdrawn(filer, clerk):
    filing = received_sheet(filer, clerk, [line(), line(team="乙班")])
    key = SummaryRow.objects.working().first().key
    act = act_by(filer)
    assert refusal_of(lambda: add_rows(filing, [line()], act=act)) == (NOT_EDITABLE,)
    assert refusal_of(lambda: move_row(filing, key, up=False, act=act)) == (NOT_EDITABLE,)
    assert refusal_of(lambda: services.withdraw(filing, act=act)) == (
        "该申报现在的状态是“已接收”，不能撤回。请刷新页面查看最新情况。",
    )


@pytest.mark.parametrize("to_filer", [True, False])
def test_paper_of_a_sheet_being_changed_is_the_filed_one_for_the_county(filer, clerk, to_filer):
    filing = received_sheet(filer, clerk, [line(count=10)])
    services.change(filing, act=act_by(filer))
    type_count(fresh(filing), filer, "11")
    found = Filing.objects.for_case().get(pk=filing.pk)
    order = print_order(
        found, copies=copies_of(found.form_type), origin="https://example.org", to_filer=to_filer
    )
    counts = [text for name, text in order.cells.items() if name.endswith("-participant_count")]
    expected = (["11"], "草稿（未上报）", False) if to_filer else (["10"], "", True)
    assert (counts, order.status_note, bool(order.check_code)) == expected
    assert [holder for _number, holder in order.copies] == [
        "县总工会经济工作部", "乡镇（街道、园区）、产业（行业）工会",
    ]  # fmt: skip


def test_county_sees_lines_totals_and_subject_as_filed_while_the_union_changes(
    signed_in, filer, clerk
):
    filing = received_sheet(filer, clerk, [line(count=10)])
    services.change(filing, act=act_by(filer))
    add_rows(fresh(filing), [line(unit="长兴测试一厂", count=5)], act=act_by(filer))
    seen = {}
    for who in ("jingjibu", "lijiaxiang"):
        page = signed_in(who).get(f"/filings/{filing.reference}/")
        seen[who] = (len(page.context["paper"].rows), dict(page.context["totals"]))
    assert seen == {
        "jingjibu": (1, {"enterprises": 1, "workers": 10, "lines": 1}),
        "lijiaxiang": (2, {"enterprises": 2, "workers": 15, "lines": 2}),
    }
    assert fresh(filing).subject == "参赛企业汇总表（1 个企业、1 个班组）"


def test_return_after_the_receipt_flags_lines_and_is_answered_by_a_second_version(filer, clerk):
    filing = received_sheet(filer, clerk, [line(team="甲班"), line(team="乙班")])
    key = SummaryRow.objects.filed().first().key
    services.return_to_filer(
        filing, act=act_by(clerk), reason=REASON, flags={f"row_{key}": ("第 1 行", "请核对")}
    )
    type_count(fresh(filing), filer, "13")
    again = services.file(fresh(filing), act=act_by(filer))
    note = filing.returns.get()
    assert (again.state, again.version, note.state) == (State.FILED, 2, "answered")
    assert list(FilingEvent.objects.values_list("label", flat=True)) == [
        "建立草稿", "上报", "接收", "退回修改", "重新上报",
    ]  # fmt: skip


def test_sheet_its_union_is_changing_is_not_returned(filer, clerk):
    filing = received_sheet(filer, clerk, [line()])
    services.change(filing, act=act_by(filer))
    assert refusal_of(
        lambda: services.return_to_filer(fresh(filing), act=act_by(clerk), reason=REASON, flags={})
    ) == ("该申报现在的状态是“草稿（未重新上报）”，不能退回修改。请刷新页面查看最新情况。",)


def test_void_sheet_keeps_its_lines_and_leaves_every_count(signed_in, filer, clerk):
    filing = filed_sheet(filer, [line()])
    services.void(filing, act=act_by(clerk), reason="测试：重复报送")
    again = filed_sheet(filer, [line(count=7)])
    assert SummaryRow.objects.filed().filter(sheet=filing.pk).count() == 1
    page = signed_in("jingjibu").get("/pioneer/summary/")
    assert page.context["totals"].workers == 7
    assert again.reference == "2018-2-330522102-0002"


# --- repeats and races ----------------------------------------------------------------------------


def test_every_step_pressed_twice_is_taken_once(filer, clerk):
    filing = draft_sheet(filer, [line()])
    steps = [
        (services.file, filer), (services.withdraw, filer), (services.file, filer),
        (services.accept, clerk), (services.change, filer), (services.file, filer),
    ]  # fmt: skip
    for number, (service, who) in enumerate(steps):
        for _ in range(2):
            service(fresh(filing), act=act_by(who, token=f"{number}" * 32))
    assert list(FilingEvent.objects.values_list("label", flat=True)) == [
        "建立草稿", "上报", "撤回", "上报", "接收", "变更", "上报",
    ]  # fmt: skip
    assert (fresh(filing).version, filing.revisions.count()) == (3, 3)
    assert SummaryRow.objects.filed().count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_receipt_and_withdrawal_at_once_one_is_refused(filer, clerk):
    filing = filed_sheet(filer, [line()])

    def attempt(service, who):
        def run():
            try:
                return service(fresh(filing), act=act_by(who)).state
            except Refused as refusal:
                return refusal.reasons

        return run

    told = at_once(attempt(services.accept, clerk), attempt(services.withdraw, filer))
    assert [isinstance(answer, tuple) for answer in told].count(True) == 1
    assert fresh(filing).state in told


@pytest.mark.django_db(transaction=True)
def test_filing_while_a_colleague_types_keeps_both_sets_of_lines_whole(cast, filer):
    filing = draft_sheet(filer, [line(team=f"{each}班") for each in range(20)])

    def type_on():
        try:
            add_rows(filing, [line(team="新班")], act=act_by(cast["lijiaxiang2"]))
        except Refused:
            return 20
        return 21

    typed, _filed = at_once(type_on, lambda: services.file(filing, act=act_by(filer)))
    working = SummaryRow.objects.working().values_list("key", flat=True)
    filed = SummaryRow.objects.filed().values_list("key", flat=True)
    assert len(working) == typed
    assert list(filed) == list(working)


# --- registers ------------------------------------------------------------------------------------


def test_leader_told_anew_is_registered_anew_and_nothing_is_doubled(filer):
    filing = filed_sheet(filer, [line(mobile="13900000001")])
    services.withdraw(filing, act=act_by(filer))
    row = SummaryRow.objects.working().get()
    cells = {"leader_name": "测试新组长", "contact": "13900000002"}
    typed = {f"row_{row.key}-{name}": text for name, text in cells.items()}
    save_typed(fresh(filing), typed, base=None, act=act_by(filer))
    services.file(fresh(filing), act=act_by(filer))
    (team,) = Team.objects.all()
    assert (team.leader_name, team.leader_mobile) == ("测试新组长", "13900000002")
    assert Enterprise.objects.count() == 1


def test_team_taken_out_of_the_sheet_stays_in_the_register(filer):
    filing = filed_sheet(filer, [line(team="甲班"), line(team="乙班")])
    services.withdraw(filing, act=act_by(filer))
    add_rows(fresh(filing), [line(team="乙班")], act=act_by(filer), replace=True)
    services.file(fresh(filing), act=act_by(filer))
    assert sorted(Team.objects.values_list("name", flat=True)) == ["乙班", "甲班"]


def test_unit_of_another_union_warns_at_each_of_its_lines(cast, filer):
    filed_sheet(cast["meishan"], [line()])
    filing = draft_sheet(filer, [line(team=f"{each}班") for each in range(3)])
    warned = [point.told for point in open_points(filing) if not point.blocks]
    assert warned == [f"第 {number} 行：{ELSEWHERE}" for number in (1, 2, 3)]
    services.file(filing, act=act_by(filer))
    assert Team.objects.filter(enterprise__name=UNIT).count() == 1


# --- strangers ------------------------------------------------------------------------------------

PAGES = [
    "", "edit/", "preview/", "print/", "delete/", "file/", "refile/", "withdraw/", "accept/",
    "change/", "return/", "void/", "attachments/1/", "copies/1/",
]  # fmt: skip


@pytest.mark.parametrize("method", ["get", "post"])
def test_neighbour_finds_no_page_of_a_draft_and_changes_nothing(signed_in, filer, method):
    filing = draft_sheet(filer, [line()])
    edition, client = fresh(filing).edition, signed_in("meishan")
    key = SummaryRow.objects.get().key
    typed = {f"row_{key}-team_name": "改", "reason": REASON, "action": f"drop-{key}"}
    statuses = {
        page: getattr(client, method)(f"/filings/{filing.reference}/{page}", typed).status_code
        for page in PAGES
    }
    found = {page: status for page, status in statuses.items() if status != 404}
    assert found == NO_SUCH_METHOD[method]
    denied = AuditEvent.objects.filter(action="denied")
    assert denied.count() == len(PAGES) - len(found)
    assert {(event.actor.username, event.target) for event in denied} == {
        ("meishan", filing.reference)
    }
    assert (fresh(filing).edition, SummaryRow.objects.get().team_name) == (edition, TEAM)


# Pages that are read only, or only pressed.
NO_SUCH_METHOD = {
    "get": {"delete/": 405, "copies/1/": 405},
    "post": {"": 405, "preview/": 405, "print/": 405, "attachments/1/": 405},
}


def test_neighbours_row_key_reaches_no_line_of_another_sheet(signed_in, cast, filer):
    other = draft_sheet(cast["meishan"], [line(unit="煤山测试水泥厂", team="煤山班")])
    key = SummaryRow.objects.get(sheet=other.pk).key
    filing = draft_sheet(filer, [line()])
    client, address = signed_in("lijiaxiang"), f"/filings/{filing.reference}/edit/"
    for action in ("drop", "up", "down", "insert"):
        client.post(address, {"action": f"{action}-{key}"})
    assert list(SummaryRow.objects.filter(sheet=other.pk).values_list("team_name")) == [("煤山班",)]


@pytest.mark.parametrize("wanted", ["", "0", "x", "-1", "٣", "99999999999999999999", "330522102"])
def test_sheet_of_no_union_of_ones_own_is_not_opened(signed_in, campaign, wanted):
    response = signed_in("lijiaxiang").post("/pioneer/summary/open/", {"organization": wanted})
    assert (response.status_code, Filing.objects.count()) == (404, 0)


def test_attempt_on_another_unions_sheet_is_on_record(signed_in, campaign):
    union = Organization.objects.get(code="330522112")
    client = signed_in("lijiaxiang")
    assert client.post("/pioneer/summary/open/", {"organization": union.pk}).status_code == 404
    (event,) = AuditEvent.objects.filter(action="denied")
    assert (event.actor.username, event.detail["path"]) == (
        "lijiaxiang", "/pioneer/summary/open/",
    )  # fmt: skip
