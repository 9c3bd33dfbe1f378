"""Annex 2 from opening to 变更: who sees which text, and what stays behind (domain §2.2, §4)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from changxing_union.filing import services
from changxing_union.filing.cells import differences, revision_cells, shown_cells
from changxing_union.filing.editing import save_typed
from changxing_union.filing.models import Filing, FilingEvent, State
from changxing_union.kernel.refusals import Refused
from changxing_union.organizations.models import AuditEvent, Enterprise, Organization, Team
from pioneer.models import SummaryRow, SummarySheet
from pioneer.services.summary import HAS_ONE, MOST_ROWS, add_rows, move_row, open_summary
from tests.factories.pioneer import act_by
from tests.pioneer.county_sheets import (
    TEAM,
    UNIT,
    draft_sheet,
    filed_sheet,
    form_type,
    fresh,
    line,
    received_sheet,
    type_count,
)

SHEET_UNION = "330522102"


def counts(filing, *, to_filer):
    cells = shown_cells(fresh(filing), to_filer=to_filer)
    return [cell.value for cell in cells if cell.name.endswith("-participant_count")]


def test_union_has_one_sheet_a_year_and_hears_so(filer):
    draft_sheet(filer, [line()])
    with pytest.raises(Refused) as refusal:
        draft_sheet(filer)
    assert refusal.value.reasons == (HAS_ONE,)
    assert SummarySheet.objects.count() == Filing.objects.count() == 1


def test_same_press_opens_one_sheet(filer):
    union = Organization.objects.get(code=SHEET_UNION)
    opened = [
        open_summary(form_type(), organization=union, act=act_by(filer, token="einmal"))
        for _ in range(2)
    ]
    assert opened[0].pk == opened[1].pk
    assert Filing.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clerks_opening_at_once_make_one_sheet(cast):
    union, kind = Organization.objects.get(code=SHEET_UNION), form_type()

    def open_it(name):
        try:
            open_summary(kind, organization=union, act=act_by(cast[name]))
        except Refused as refusal:
            return refusal.reasons
        finally:
            connections.close_all()
        return ()

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(open_it, ["lijiaxiang", "lijiaxiang2"]))
    assert sorted(told) == [(), (HAS_ONE,)]
    assert Filing.objects.count() == 1


def test_voided_sheet_makes_room_for_a_new_one(filer, clerk):
    filing = filed_sheet(filer, [line()])
    services.void(filing, act=act_by(clerk), reason="重复申报，按规定作废。")
    again = draft_sheet(filer, [line()])
    assert (again.reference, again.state) == ("2018-2-330522102-0002", State.DRAFT)


def test_stranger_opens_no_sheet_for_another_union(cast):
    union = Organization.objects.get(code=SHEET_UNION)
    for name in ("meishan", "jingjibu", "guanli"):
        with pytest.raises(Refused):
            open_summary(form_type(), organization=union, act=act_by(cast[name]))
    assert Filing.objects.count() == 0


def test_draft_says_what_it_holds_and_filed_what_was_filed(filer):
    filing = draft_sheet(filer, [line(), line(team="织布班"), line(unit="煤山测试水泥厂")])
    assert fresh(filing).subject == "参赛企业汇总表（2 个企业、3 个班组）"
    filed = services.file(filing, act=act_by(filer))
    services.withdraw(filed, act=act_by(filer))
    add_rows(fresh(filing), [line(team="新班")], act=act_by(filer))
    assert fresh(filing).subject == "参赛企业汇总表（2 个企业、3 个班组）"


def test_county_reads_what_was_filed_while_the_union_changes_it(filer, clerk):
    filing = received_sheet(filer, clerk, [line(count=10)])
    filing = services.change(filing, act=act_by(filer))
    assert (filing.state, filing.state_label) == (State.DRAFT, "草稿（未重新上报）")
    type_count(filing, filer, "11")
    assert counts(filing, to_filer=True) == ["11"]
    assert counts(filing, to_filer=False) == ["10"]
    assert list(SummaryRow.objects.filed().values_list("participant_count", flat=True)) == [10]
    filed = services.file(fresh(filing), act=act_by(filer))
    assert (filed.version, counts(filing, to_filer=False)) == (2, ["11"])
    assert services.accept(filed, act=act_by(clerk)).state == State.APPROVED
    first, second = (revision_cells(each) for each in filing.revisions.order_by("version"))
    changed = [(each.label, each.before, each.after) for each in differences(first, second)]
    assert changed == [("第 1 行 参赛人数", "10", "11")]
    assert list(FilingEvent.objects.values_list("label", flat=True)) == [
        "建立草稿", "上报", "接收", "变更", "上报", "接收",
    ]  # fmt: skip


def test_table_does_not_replace_lines_its_sender_has_not_seen(filer):
    filing = draft_sheet(filer, [line(team="甲班")])
    seen = filing.edition
    add_rows(filing, [line(team="乙班")], act=act_by(filer))
    with pytest.raises(Refused, match="又有改动"):
        add_rows(fresh(filing), [line(team="丙班")], act=act_by(filer, seen=seen), replace=True)
    assert sorted(row.team_name for row in SummaryRow.objects.working()) == ["乙班", "甲班"]
    act = act_by(filer, seen=fresh(filing).edition)
    add_rows(fresh(filing), [line(team="丙班")], act=act, replace=True)
    assert [row.team_name for row in SummaryRow.objects.working()] == ["丙班"]


def test_line_moved_by_a_colleague_makes_an_older_preview_stale(filer):
    filing = draft_sheet(filer, [line(team="甲班"), line(team="乙班")])
    seen = filing.edition
    last = SummaryRow.objects.working().get(team_name="乙班")
    assert move_row(filing, last.key, up=True, act=act_by(filer))
    assert fresh(filing).edition != seen
    rows = SummaryRow.objects.working().order_by("position")
    assert [row.team_name for row in rows] == ["乙班", "甲班"]


def test_line_taken_out_is_a_difference_too(filer, clerk):
    filing = received_sheet(filer, clerk, [line(team="甲班"), line(team="乙班")])
    filing = services.change(filing, act=act_by(filer))
    gone = SummaryRow.objects.working().get(team_name="甲班")
    emptied = {f"row_{gone.key}-{name}": "" for name in line()}
    save_typed(filing, emptied, base=None, act=act_by(filer))
    services.file(fresh(filing), act=act_by(filer))
    first, second = (revision_cells(each) for each in filing.revisions.order_by("version"))
    (difference,) = differences(first, second)
    assert (difference.label, difference.after) == ("原第 1 行", "")
    assert difference.before == f"{UNIT}　甲班　制造业　12　测试组长　ceshi_zuzhang"


@pytest.mark.parametrize("make", [filed_sheet, received_sheet])
def test_county_returns_a_sheet_filed_or_received(filer, clerk, make):
    filing = make(filer, clerk, [line()]) if make is received_sheet else make(filer, [line()])
    returned = services.return_to_filer(
        filing, act=act_by(clerk), reason="请核对后重新上报。", flags={}
    )
    assert (returned.state, returned.return_count) == (State.RETURNED, 1)
    again = services.file(fresh(filing), act=act_by(filer))
    assert (again.state, again.version) == (State.FILED, 2)


def test_table_that_replaces_a_returned_one_settles_the_lines_it_changed_or_dropped(filer, clerk):
    kept, wrong, gone = line(team="甲班"), line(team="乙班"), line(team="丙班")
    filing = filed_sheet(filer, [kept, wrong, gone])
    before = {row.team_name: row.key for row in SummaryRow.objects.working()}
    services.return_to_filer(
        filing,
        act=act_by(clerk),
        reason="请核对后重新上报。",
        flags={f"row_{key}": (team, "请核对") for team, key in before.items()},
    )
    corrected = {**wrong, "participant_count": "30"}
    add_rows(fresh(filing), [corrected, kept], act=act_by(filer), replace=True)
    after = {row.team_name: row.key for row in SummaryRow.objects.working()}
    assert after == {"甲班": before["甲班"], "乙班": before["乙班"]}
    flags = filing.returns.get().flags
    settled = {"甲班": False, "乙班": True, "丙班": True}
    assert dict(flags.values_list("label", "is_done")) == settled
    save_typed(
        fresh(filing),
        {},
        base=None,
        done_flags=frozenset({str(flags.get(label="甲班").pk)}),
        act=act_by(filer),
    )
    assert services.file(fresh(filing), act=act_by(filer)).version == 2


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (
            lambda filing, who: services.approve(filing, act=act_by(who)),
            "“参赛企业汇总表”没有这一步，请刷新页面后再办理。",
        ),
        (
            lambda filing, who: services.decline(filing, act=act_by(who), reason="不符合条件。"),
            "“参赛企业汇总表”没有这一步，请刷新页面后再办理。",
        ),
        (
            lambda filing, who: services.change(filing, act=act_by(who)),
            "“变更”由填报单位的填报员办理，您的账号没有这项权限。",
        ),
    ],
)
def test_county_takes_no_step_that_annex_2_does_not_have(filer, clerk, step, sentence):
    filing = received_sheet(filer, clerk, [line()])
    with pytest.raises(Refused) as refusal:
        step(filing, clerk)
    assert refusal.value.reasons == (sentence,)


def test_nil_report_is_filed_and_received_and_its_first_line_ends_it(filer, clerk):
    filing = filed_sheet(filer)
    assert (filing.subject, filing.summary_sheet.filed_kind) == ("参赛企业汇总表（零报告）", "nil")
    filing = services.accept(filing, act=act_by(clerk))
    filing = services.change(filing, act=act_by(filer))
    add_rows(filing, [line()], act=act_by(filer))
    sheet = SummarySheet.objects.get()
    assert (sheet.report_kind, sheet.filed_kind) == ("teams", "nil")


def test_units_and_teams_are_registered_when_filed_but_not_before(filer):
    filing = draft_sheet(filer, [line(), line(team="织布班", mobile="13900000001")])
    assert (Enterprise.objects.count(), Team.objects.count()) == (0, 0)
    services.file(filing, act=act_by(filer))
    (unit,) = Enterprise.objects.reporting_to(frozenset({filing.organization_id}))
    assert unit.name == UNIT
    assert list(unit.teams.order_by("pk").values_list("name", "leader_mobile")) == [
        (TEAM, ""),
        ("织布班", "13900000001"),
    ]


def test_unit_of_another_union_is_a_warning_and_stays_with_it(cast):
    filed_sheet(cast["meishan"], [line()])
    filing = filed_sheet(cast["lijiaxiang"], [line(), line(unit="长兴测试一厂")])
    own = Enterprise.objects.reporting_to(frozenset({filing.organization_id}))
    assert [unit.name for unit in own] == ["长兴测试一厂"]
    assert Team.objects.filter(enterprise__name=UNIT).count() == 1


def test_sheet_holds_no_more_lines_than_it_may(filer):
    filing = draft_sheet(filer, [line()])
    with pytest.raises(Refused) as refusal:
        add_rows(filing, [line()] * MOST_ROWS, act=act_by(filer))
    assert refusal.value.reasons == ("一张汇总表最多 10,000 行，请删去不需要的行后再试。",)
    assert SummaryRow.objects.count() == 1


# --- pages ----------------------------------------------------------------------------------------


def test_sheet_is_opened_for_ones_own_union_only(signed_in, cast):
    lijiaxiang = Organization.objects.get(code=SHEET_UNION)
    meishan = signed_in("meishan")
    response = meishan.post("/pioneer/summary/open/", {"organization": lijiaxiang.pk})
    assert (response.status_code, Filing.objects.count()) == (404, 0)
    response = signed_in("lijiaxiang").post(
        "/pioneer/summary/open/", {"organization": lijiaxiang.pk, "token": "x" * 32}
    )
    assert response.url == f"/filings/{Filing.objects.get().reference}/edit/"


def test_neighbour_finds_nothing_of_a_sheet_and_every_attempt_is_on_record(signed_in, filer):
    filing = filed_sheet(filer, [line()])
    client = signed_in("meishan")
    pages = ["", "edit/", "preview/", "print/", "change/", "accept/", "return/", "file/"]
    for page in pages:
        assert client.get(f"/filings/{filing.reference}/{page}").status_code == 404
    told = AuditEvent.objects.filter(action="denied").order_by("pk")
    assert [each.detail["path"] for each in told] == [
        f"/filings/{filing.reference}/{page}" for page in pages
    ]


def test_county_opens_no_sheet_of_its_own(signed_in, cast):
    union = Organization.objects.get(code="330522")
    response = signed_in("jingjibu").post("/pioneer/summary/open/", {"organization": union.pk})
    assert response.status_code == 404


@pytest.mark.parametrize(("wanted", "lands"), [
    ("/pioneer/summary/#union-1", "/pioneer/summary/#union-1"),
    ("https://example.com/", None),
    ("//example.com/", None),
    ("", None),
])  # fmt: skip
def test_step_leads_back_to_the_list_it_was_taken_from_but_to_no_stranger(
    signed_in, filer, wanted, lands
):
    filing = filed_sheet(filer, [line()])
    response = signed_in("jingjibu").post(f"/filings/{filing.reference}/accept/", {"next": wanted})
    assert response.url == (lands or f"/filings/{filing.reference}/")


def test_change_that_was_filed_is_not_taken_back(signed_in, cast):
    # What the county counts would otherwise be a version nobody has received and nobody stands by.
    filing = received_sheet(cast["lijiaxiang"], cast["jingjibu"], [line()])
    for step in (services.change, services.file):
        step(fresh(filing), act=act_by(cast["lijiaxiang"]))
    answer = signed_in("lijiaxiang").post(f"{filing.get_absolute_url()}withdraw/")
    assert answer.status_code == 409
    assert (
        "县总工会接收过这张表，再次上报后不能撤回。如还要修改，请联系县总工会退回，或在接收后再次变更。"
        in answer.text
    )
    assert fresh(filing).state == "filed"
