"""Lines of a table that people type: added, taken out, moved, contested; order never loses one."""

import json
from dataclasses import replace

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from changxing_union.filing import services as filing_services
from changxing_union.filing.cellforms import new_row_names, row_key
from changxing_union.filing.editing import save_typed
from changxing_union.filing.models import Filing, ReturnFlag
from changxing_union.filing.services.line_order import merged_order, with_new_lines
from changxing_union.kernel.refusals import Refused
from pioneer.models import SummaryRow
from pioneer.services import summary as services
from tests.factories.pioneer import act_by
from tests.filing.row_sheet import NEW, OTHER, A, B, C, emptied, shown, three_lines, typed
from tests.pioneer.county_sheets import draft_sheet, filed_sheet, line


def teams(filing):
    rows = SummaryRow.objects.working().filter(sheet=filing.pk)
    return list(rows.values_list("key", "team_name"))


@pytest.fixture
def sheet(cast):
    return three_lines(cast["lijiaxiang"], count=9)


def test_line_typed_under_a_new_key_is_added_at_the_end(sheet, save):
    save(typed(NEW, team_name="丁班"))
    assert teams(sheet) == [(A, "甲班"), (B, "乙班"), (C, "丙班"), (NEW, "丁班")]


def test_new_line_stands_behind_the_line_it_follows_on_its_page(sheet, save):
    save(typed(A, team_name="甲班") | typed(NEW, team_name="丁班") | typed(B, team_name="乙班"))
    assert [key for key, _name in teams(sheet)] == [A, NEW, B, C]


def test_new_line_above_all_others_of_its_page_stands_first(sheet, save):
    save(typed(NEW, team_name="丁班") | typed(A, team_name="甲班"))
    assert [key for key, _name in teams(sheet)] == [NEW, A, B, C]


def test_blank_line_is_not_stored_and_emptied_line_goes(sheet, save):
    saved = save(typed(NEW, team_name="  ") | emptied(B))
    assert teams(sheet) == [(A, "甲班"), (C, "丙班")]
    assert {row_key(name) for name in saved.changed} == {B}


def test_line_with_nothing_but_unreadable_text_stays(sheet, save):
    save(typed(NEW, participant_count="约三十"))
    assert teams(sheet)[-1] == (NEW, "")
    filing = Filing.objects.get(pk=sheet.pk)
    assert filing.unparsed == {f"row_{NEW}-participant_count": "约三十"}
    save(typed(NEW, participant_count=""))
    assert [key for key, _name in teams(sheet)] == [A, B, C]
    assert Filing.objects.get(pk=sheet.pk).unparsed == {}


def test_order_told_by_the_page_is_kept_and_a_line_it_does_not_know_stays_last(sheet, save):
    save(typed(OTHER, team_name="同事班"), by="lijiaxiang2")
    save({"order": f"{C},{A},{B}"})
    assert [key for key, _name in teams(sheet)] == [C, A, B, OTHER]


def test_order_with_nonsense_in_it_loses_nothing(sheet, save):
    save({"order": f"{C},{C},zz,,{A},99999999"})
    assert [key for key, _name in teams(sheet)] == [C, A, B]


@pytest.mark.parametrize(
    "key", ["AAAAAAAA", "aaaa", "aaaaaaaaa", "../../etc", "aaaaaaa-", "班班班班班班班班"]
)
def test_key_that_is_none_makes_no_line(sheet, save, key):
    save(typed(key, team_name="丁班"))
    assert [found for found, _name in teams(sheet)] == [A, B, C]


def test_unknown_field_of_a_line_makes_no_line(sheet, save):
    save(typed(NEW, position="1", unit_key="x", is_filed="1"))
    assert [found for found, _name in teams(sheet)] == [A, B, C]


def test_cell_changed_by_both_is_a_conflict_and_others_of_the_line_are_saved(sheet, save):
    base = shown(sheet)
    save(typed(B, participant_count="33"), base=base, by="lijiaxiang2")
    saved = save(typed(B, participant_count="44", leader_name="测试乙"), base=base)
    assert list(saved.conflicts) == [f"row_{B}-participant_count"]
    row = SummaryRow.objects.get(key=B)
    assert (row.participant_count, row.leader_name) == (33, "测试乙")


def test_line_taken_out_here_but_edited_by_a_colleague_keeps_every_cell(sheet, save):
    base = shown(sheet)
    save(typed(B, participant_count="33"), base=base, by="lijiaxiang2")
    saved = save(emptied(B), base=base)
    assert {row_key(name) for name in saved.conflicts} == {B}
    assert saved.changed == frozenset()
    row = SummaryRow.objects.get(key=B)
    assert (row.team_name, row.participant_count) == ("乙班", 33)


def test_line_edited_here_but_taken_out_by_a_colleague_is_contested_whole_and_can_come_back(
    sheet, save
):
    base = shown(sheet)
    whole = {name: text for name, text in base.items() if row_key(name) == B}
    save(emptied(B), base=base, by="lijiaxiang2")
    mine = whole | {f"row_{B}-participant_count": "44"}
    saved = save(mine, base=base)
    assert set(saved.conflicts) == {name for name, text in mine.items() if text}
    assert [key for key, _name in teams(sheet)] == [A, C]
    save(mine, base=dict.fromkeys(mine, ""))  # the button, in sight of both
    assert SummaryRow.objects.get(key=B).participant_count == 44
    assert sorted(key for key, _name in teams(sheet)) == [A, B, C]


def test_line_not_touched_here_and_taken_out_by_a_colleague_stays_out(sheet, save):
    base = shown(sheet)
    save(emptied(B), base=base, by="lijiaxiang2")
    saved = save(dict(base), base=base)
    assert saved.conflicts == {}
    assert [key for key, _name in teams(sheet)] == [A, C]


def test_line_of_another_sheet_is_not_touched(sheet, save, cast):
    other = draft_sheet(cast["meishan"], [line(team="煤山班")])
    key = SummaryRow.objects.get(sheet=other.pk).key
    save(typed(key, team_name="改"))
    assert teams(other) == [(key, "煤山班")]
    assert teams(sheet)[-1] == (key, "改")  # a line of its own, which happens to bear the same key


def test_filed_sheet_cannot_be_typed_in(cast):
    filing = filed_sheet(cast["lijiaxiang"], [line()])
    with pytest.raises(Refused):
        save_typed(filing, typed(NEW, team_name="x"), base=None, act=act_by(cast["lijiaxiang"]))
    assert SummaryRow.objects.count() == 2  # as typed, as filed


@pytest.mark.parametrize("change", [typed(A, team_name="新甲班"), emptied(A)])
def test_flag_of_a_line_is_ticked_when_one_of_its_cells_changes_or_it_goes(cast, change):
    filing = filed_sheet(cast["lijiaxiang"], [line(team="甲班"), line(team="乙班")])
    first = SummaryRow.objects.filed().first()
    flags = {f"row_{first.key}": ("第 1 行", "请核对"), "report_kind": ("本表内容", "")}
    filing = filing_services.return_to_filer(
        filing, act=act_by(cast["jingjibu"]), reason="请核对后重报。", flags=flags
    )
    texts = {name.replace(A, first.key): text for name, text in change.items()}
    save_typed(filing, texts, base=None, act=act_by(cast["lijiaxiang"]))
    done = dict(ReturnFlag.objects.values_list("field", "is_done"))
    assert done == {f"row_{first.key}": True, "report_kind": False}


# --- the answer to an autosave --------------------------------------------------------------------


def answer_of(client: Client, filing, texts):
    response = client.post(
        f"/filings/{filing.reference}/edit/", texts, headers={"HX-Request": "true"}
    )
    assert response.status_code == 200
    return response.context["grid"] and json.loads(response.context["grid"])


def test_answer_tells_texts_of_the_lines_sent_and_findings_of_all(signed_in, sheet):
    client = signed_in("lijiaxiang")
    answer = answer_of(client, sheet, typed(B, team_name="甲班", participant_count="０８"))
    assert {name: text for name, text in answer["texts"].items() if "count" in name} == {
        f"row_{B}-participant_count": "8"
    }
    assert answer["findings"] == {
        f"row_{B}-team_name": [["error", "与第 1 行是同一单位的同一班组，请删去一行或核对名称。"]]
    }
    assert answer["totals"] == {"enterprises": 1, "workers": 26, "lines": 3}
    assert (answer["keys"], answer["count"], answer["conflicts"]) == ([A, B, C], 3, {})


def test_new_lines_never_bear_one_key_twice_nor_one_that_is_taken(monkeypatch):
    drawn = iter([A, B, B, C])
    monkeypatch.setattr("secrets.token_hex", lambda _size: next(drawn))
    assert new_row_names(2, besides={A}) == [f"row_{B}", f"row_{C}"]


# --- order, as arithmetic -------------------------------------------------------------------------

keys = st.lists(st.sampled_from("abcdefghij"), unique=True)


@given(present=keys, wanted=keys)
def test_merged_order_loses_nothing_and_keeps_what_was_wanted(present, wanted):
    wanted = [key for key in wanted if key in present]
    order = merged_order(wanted, present)
    assert sorted(order) == sorted(present)
    assert [key for key in order if key in set(wanted)] == wanted


@given(present=keys, data=st.data())
def test_the_pages_before_and_after_a_reordered_page_stay_where_they_are(present, data):
    start, end = sorted(data.draw(st.integers(0, len(present))) for _ in range(2))
    page = present[start:end]
    created = data.draw(st.sets(st.sampled_from("xyz"))) if page else set()
    wanted = data.draw(st.permutations([*page, *sorted(created)]))
    order = merged_order(wanted, [*present, *sorted(created)], created=created)
    assert order == [*present[:start], *wanted, *present[end:]]


def test_line_between_those_of_the_page_stays_behind_its_predecessor():
    assert merged_order(["b", "a", "c"], ["a", "x", "b", "c"]) == ["b", "a", "x", "c"]


@given(present=keys)
def test_merged_order_without_a_wish_changes_nothing(present):
    assert merged_order([], present) == present


@given(keys=keys, page=keys, created=st.sets(st.sampled_from("abcdefghij")))
def test_new_lines_find_their_place_and_old_ones_keep_theirs(keys, page, created):
    created = frozenset(created & set(keys) & set(page))
    order = with_new_lines(keys, page, created)
    assert sorted(order) == sorted(keys)
    assert [key for key in order if key not in created] == [
        key for key in keys if key not in created
    ]


def test_full_sheet_refuses_one_more_line_but_not_the_blank_ones_of_its_page(cast, monkeypatch):
    monkeypatch.setattr(services, "LINES", replace(services.LINES, most=3))
    filing = draft_sheet(cast["lijiaxiang"], [line(team=name) for name in ("甲班", "乙班", "丙班")])
    act = act_by(cast["lijiaxiang"])
    save_typed(filing, typed(NEW, team_name=""), base=None, act=act)
    with pytest.raises(Refused) as refusal:
        save_typed(filing, typed(NEW, team_name="丁班"), base=None, act=act)
    assert refusal.value.reasons == (services.TOO_MANY_ROWS,)
    assert len(teams(filing)) == 3
