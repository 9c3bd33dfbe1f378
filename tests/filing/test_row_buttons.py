"""Lines of a table on pages: flags and their ticks, answers to autosaves, plain buttons."""

import json

import pytest

from changxing_union.filing import services as filing_services
from changxing_union.filing.cellforms import row_key
from changxing_union.filing.editing import save_typed
from changxing_union.filing.models import Filing
from changxing_union.kernel.refusals import Refused
from pioneer.models import SummaryRow
from pioneer.services.summary import move_row
from tests.factories.pioneer import act_by
from tests.filing.row_sheet import (
    NEW,
    A,
    B,
    C,
    emptied,
    keys_of,
    shown,
    typed,
)
from tests.pioneer.county_sheets import TEAM, UNIT, filed_sheet, fresh, line

# --- flags ----------------------------------------------------------------------------------------


@pytest.fixture
def returned(cast):
    """Returned with both lines and the choice above them flagged; the keys of the lines."""
    filing = filed_sheet(cast["lijiaxiang"], [line(team="甲班"), line(team="乙班")])
    keys = keys_of(filing)
    flags = {f"row_{key}": (f"第 {number} 行", "请核对") for number, key in enumerate(keys, 1)}
    flags["report_kind"] = ("本表内容", "")
    filing_services.return_to_filer(
        filing, act=act_by(cast["jingjibu"]), reason="请核对后重报。", flags=flags
    )
    return fresh(filing), keys


def done_of(filing):
    return list(filing.returns.get().flags.order_by("pk").values_list("is_done", flat=True))


def test_flags_bear_on_their_own_line_only(cast, returned):
    filing, (first, second) = returned
    act = act_by(cast["lijiaxiang"])
    save_typed(filing, typed(NEW, **line(team="丙班")), base=None, act=act)
    move_row(filing, second, up=True, act=act)
    assert done_of(filing) == [False, False, False]
    save_typed(filing, typed(second, participant_count="13"), base=None, act=act)
    assert done_of(filing) == [False, True, False]
    save_typed(filing, typed(first, participant_count="１２"), base=None, act=act)
    assert done_of(filing) == [False, True, False]


def test_unticked_flag_is_open_again_if_it_was_drawn_as_done(cast, returned):
    filing, (first, _second) = returned
    act, flag = act_by(cast["lijiaxiang"]), str(filing.returns.get().flags.first().pk)
    save_typed(filing, typed(first, participant_count="13"), base=None, act=act)
    save_typed(filing, {}, base=None, act=act)
    assert done_of(filing) == [True, False, False]
    save_typed(filing, {}, base=None, shown_flags=frozenset({flag}), act=act)
    assert done_of(filing) == [False, False, False]


def test_open_flags_keep_the_sheet_from_being_filed_by_their_sentences(cast, returned):
    filing, (first, second) = returned
    act = act_by(cast["lijiaxiang"])
    save_typed(filing, typed(first, participant_count="13") | emptied(second), base=None, act=act)
    with pytest.raises(Refused) as refusal:
        filing_services.file(fresh(filing), act=act)
    assert refusal.value.reasons == ("退回意见要求修改“本表内容”，请修改或核对后勾选“已处理”。",)
    flag = filing.returns.get().flags.get(field="report_kind")
    done = frozenset({str(flag.pk)})
    save_typed(fresh(filing), {}, base=None, done_flags=done, act=act)
    assert filing_services.file(fresh(filing), act=act).version == 2


def test_autosave_redraws_the_ticks(signed_in, returned):
    filing, (first, _second) = returned
    page = signed_in("lijiaxiang").post(
        f"/filings/{filing.reference}/edit/", typed(first, participant_count="13"),
        headers={"HX-Request": "true"},
    )  # fmt: skip
    told = [(flag.label, flag.is_done) for flag in page.context["flag_list"]]
    assert told == [("第 1 行", True), ("第 2 行", False), ("本表内容", False)]


# --- the answer to an autosave --------------------------------------------------------------------


def test_answer_asks_for_what_is_missing_only_on_a_page_that_checks(signed_in, sheet, address):
    client, texts = signed_in("lijiaxiang"), typed(NEW, unit_name=UNIT, team_name=TEAM)
    for query, asked in (("", []), ("?check", ["industry", "participant_count", "leader_name"])):
        page = client.post(f"{address}{query}", texts, headers={"HX-Request": "true"})
        findings = json.loads(page.context["grid"])["findings"]
        names = [f"row_{NEW}-{name}" for name in asked]
        assert list(findings) == ([*names, f"row_{NEW}-contact"] if asked else [])


def test_answer_to_nothing_tells_what_the_sheet_holds(signed_in, sheet, save, address):
    page = signed_in("lijiaxiang").post(address, {"base": "{}"}, headers={"HX-Request": "true"})
    assert json.loads(page.context["grid"]) == {
        "texts": {"report_kind": "teams"}, "findings": {}, "conflicts": {},
        "totals": {"enterprises": 1, "workers": 36, "lines": 3}, "keys": [A, B, C], "count": 3,
        "before": sheet.edition, "edition": sheet.edition,
    }  # fmt: skip
    assert "草稿已保存" in page.text


def test_answer_of_a_line_taken_out_holds_no_text_of_it(signed_in, sheet, address):
    page = signed_in("lijiaxiang").post(address, emptied(B), headers={"HX-Request": "true"})
    answer = json.loads(page.context["grid"])
    assert {row_key(name) for name in answer["texts"]} <= {""}
    assert (answer["keys"], answer["count"]) == ([A, C], 2)


# --- buttons without script -----------------------------------------------------------------------


def test_buttons_move_take_out_and_insert(signed_in, sheet, address):
    client = signed_in("lijiaxiang")
    for action, order, lands in (
        (f"up-{B}", [B, A, C], f"#id_row_{B}"),
        (f"down-{A}", [B, C, A], f"#id_row_{A}"),
        (f"up-{B}", [B, C, A], f"#id_row_{B}"),
        (f"insert-{C}", [B, C, A], f"?before={C}#id_row_{C}"),
        (f"drop-{C}", [B, A], "#annex-grid"),
        ("add", [B, A], "?lines=20#annex-grid"),
    ):
        response = client.post(address, {**shown(sheet), "action": action})
        assert (response.url, keys_of(sheet)) == (f"{address}{lands}", order)


def test_button_of_a_line_that_is_gone_says_so(signed_in, sheet, save, address):
    save(emptied(B), by="lijiaxiang2")
    page = signed_in("lijiaxiang").post(address, {"action": f"up-{B}"})
    assert "这一行刚被同事删除，请刷新页面核对。" in page.text
    assert keys_of(sheet) == [A, C]


@pytest.mark.parametrize("action", ["drop", "drop-", "drop-zz", "up", "insert-zz", "nonsense"])
def test_button_that_names_no_line_takes_none_out(signed_in, sheet, address, action):
    client = signed_in("lijiaxiang")
    client.post(address, {**shown(sheet), "action": action})
    assert keys_of(sheet) == [A, B, C]
    assert "已删除一行" not in client.get(address).text


def test_units_written_once_are_filled_in_below(signed_in, sheet, save, address):
    save(
        typed(A, unit_name="长兴测试甲厂") | typed(B, unit_name="") | typed(C, unit_name="厂" * 300)
    )
    save(typed(NEW, team_name="丁"))
    client = signed_in("lijiaxiang")
    page = client.post(address, {**shown(sheet), "action": "units"}, follow=True)
    assert "已为 1 行补上单位名称（同上一行），请核对。" in page.text
    units = dict(SummaryRow.objects.working().values_list("key", "unit_name"))
    assert units == {A: "长兴测试甲厂", B: "长兴测试甲厂", C: "", NEW: ""}
    assert fresh(sheet).subject == "参赛企业汇总表（1 个企业、4 个班组）"
    page = client.post(address, {**shown(sheet), "action": "units"}, follow=True)
    assert "没有要补的" in page.text


def test_ditto_means_the_unit_above_and_a_sum_ends_it(signed_in, sheet, save, address):
    for key, name in {A: "长兴测试甲厂", B: "同 上", C: "合计"}.items():
        save(typed(key, unit_name=name))
    save(typed(NEW, team_name="丁"))
    signed_in("lijiaxiang").post(address, {**shown(sheet), "action": "units"})
    units = dict(SummaryRow.objects.working().values_list("key", "unit_name"))
    assert units == {A: "长兴测试甲厂", B: "长兴测试甲厂", C: "合计", NEW: ""}


def test_line_is_inserted_above_the_one_whose_button_was_pressed(signed_in, sheet, address):
    client = signed_in("lijiaxiang")
    page = client.get(f"{address}?before={B}")
    rows = page.context["paper"].rows[:4]
    assert [row.key for row in rows if not row.is_blank] == [A, B, C]
    assert [row.is_blank for row in rows] == [False, True, False, False]
    texts = {cell.name: cell.text for row in rows for cell in row.cells.values()}
    client.post(address, texts | typed(rows[1].key, team_name="丁"))
    assert keys_of(sheet) == [A, rows[1].key, B, C]
    assert Filing.objects.get(pk=sheet.pk).unparsed == {}


# --- a page that can no longer be saved -----------------------------------------------------------


def told_as_unsaved(page):
    return page.context["unsaved"]


def test_what_was_typed_on_a_page_whose_form_was_filed_is_told_to_be_copied(
    signed_in, cast, sheet, address
):
    base = shown(sheet)
    filing_services.file(fresh(sheet), act=act_by(cast["lijiaxiang2"]))
    texts = (base | typed(B, participant_count="44", leader_name="")
             | typed(NEW, team_name="丁", participant_count="约三十"))  # fmt: skip
    page = signed_in("lijiaxiang").post(address, {**texts, "base": json.dumps(base)})
    assert page.status_code == 409
    assert told_as_unsaved(page) == [
        ("第 2 行 参赛人数", "44"), ("第 2 行 组长", ""), ("新增的行", "丁　约三十"),
    ]  # fmt: skip
    assert "该申报已经上报或处理完毕，现在不能修改。" in page.text
    assert SummaryRow.objects.get(key=B, is_filed=True).participant_count == 12


def test_page_without_a_change_says_that_nothing_is_lost(signed_in, cast, sheet, address):
    base = shown(sheet)
    filing_services.file(fresh(sheet), act=act_by(cast["lijiaxiang2"]))
    page = signed_in("lijiaxiang").post(address, {**base, "base": json.dumps(base)})
    assert (page.status_code, told_as_unsaved(page)) == (409, [])
    assert "您填写的内容都已保存过，没有丢失。" in page.text


def test_county_learns_nothing_of_a_draft_by_typing_into_it(signed_in, cast, sheet, address):
    filing_services.file(fresh(sheet), act=act_by(cast["lijiaxiang"]))
    filing_services.withdraw(fresh(sheet), act=act_by(cast["lijiaxiang"]))
    page = signed_in("jingjibu").post(address, typed(B, participant_count="12"))
    assert (page.status_code, "没有保存的内容" in page.text) == (409, False)


def test_page_of_a_draft_that_was_deleted_is_refused(signed_in, cast, sheet, address):
    base = shown(sheet)
    filing_services.delete_draft(fresh(sheet), act=act_by(cast["lijiaxiang2"]))
    page = signed_in("lijiaxiang").post(address, {**base, "base": json.dumps(base)})
    assert page.status_code == 404
