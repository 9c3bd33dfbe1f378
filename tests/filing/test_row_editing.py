"""Lines of a table: which there are, in which order, and what two people do to them at once."""

import json
import secrets
from datetime import datetime
from random import Random

import pytest

from changxing_union.filing.blockers import open_points
from changxing_union.filing.cellforms import MAX_TYPED, row_key
from changxing_union.filing.editing import save_typed
from changxing_union.filing.paper import typing_paper
from changxing_union.kernel.dates import SHANGHAI
from pioneer.models import SummaryRow
from pioneer.services.summary import add_rows
from tests.factories.pioneer import act_by
from tests.filing.row_sheet import (
    CELLS,
    NEW,
    OTHER,
    THIRD,
    A,
    B,
    C,
    emptied,
    keys_of,
    positions_of,
    shown,
    typed,
)
from tests.pioneer.county_sheets import UNIT, fresh, line
from tests.scenarios.http_clerk import at_once

COUNT_UNREADABLE = "参赛人数请填写整数，例如 30，不要写“约”“余”等字。"


def drawn(paper):
    """What the button of a page sends that was drawn after a conflict."""
    texts = {name: cell.text for name, cell in paper.cells.items()}
    return {**texts, "base": paper.base, "decided": paper.decided}


# --- which lines there are ------------------------------------------------------------------------


def test_new_line_holds_its_cells_and_its_compared_names(sheet, save):
    save(typed(NEW, **line(unit="长兴测试电源 有限公司", team="“涂板”一班", mobile="13900000002")))
    row = SummaryRow.objects.get(key=NEW)
    assert (row.position, row.is_filed, row.unit_name, row.team_name, row.contact) == (
        4, False, "长兴测试电源 有限公司", "“涂板”一班", ("13900000002", ""),
    )  # fmt: skip
    assert (row.unit_key, row.team_key) == ("长兴测试电源有限公司", "涂板一班")


@pytest.mark.parametrize("name", CELLS)
def test_one_cell_alone_is_a_line(sheet, save, name):
    save(typed(NEW, **{name: line()[name]}))
    assert keys_of(sheet) == [A, B, C, NEW]
    save(typed(NEW, **{name: ""}))
    assert keys_of(sheet) == [A, B, C]


def test_lines_typed_together_stand_in_the_order_of_the_page(sheet, save):
    save(typed(OTHER, team_name="丁") | typed(THIRD, team_name="戊") | typed(NEW, team_name="己"))
    assert keys_of(sheet) == [A, B, C, OTHER, THIRD, NEW]


def test_several_new_lines_follow_the_lines_they_stand_behind(sheet, save):
    page = (typed(A, team_name="甲班") | typed(NEW, team_name="丁") | typed(OTHER, team_name="戊")
            | typed(B, team_name="乙班") | typed(THIRD, team_name="己"))  # fmt: skip
    save(page)
    assert keys_of(sheet) == [A, NEW, OTHER, B, THIRD, C]
    assert positions_of(sheet) == [1, 2, 3, 4, 5, 6]


def test_new_line_behind_one_that_was_taken_out_follows_the_line_before(sheet, save):
    save(typed(A, team_name="甲班") | emptied(B) | typed(NEW, team_name="丁"))
    assert (keys_of(sheet), positions_of(sheet)) == ([A, NEW, C], [1, 2, 3])


def test_new_line_in_a_told_order_stands_where_that_has_it(sheet, save):
    save({"order": f"{C},{NEW},{A},{B}"} | typed(NEW, team_name="丁"))
    assert (keys_of(sheet), positions_of(sheet)) == ([C, NEW, A, B], [1, 2, 3, 4])


def test_line_of_a_colleague_stays_between_its_neighbours(sheet, save):
    base = shown(sheet)
    save(typed(A, team_name="甲班") | typed(OTHER, team_name="同事班"), by="lijiaxiang2")
    save({**base, **typed(NEW, team_name="丁")}, base=base)
    assert keys_of(sheet) == [A, OTHER, B, C, NEW]
    save({**base, "order": f"{A},{C},{B}"}, base=base)
    assert keys_of(sheet) == [A, OTHER, C, B, NEW]


def test_all_lines_can_be_taken_out_at_once(sheet, save):
    saved = save(emptied(A) | emptied(B) | emptied(C))
    assert keys_of(sheet) == []
    assert fresh(sheet).subject == "参赛企业汇总表（0 个企业、0 个班组）"
    assert len(saved.changed) == 3 * len(CELLS)


def test_line_taken_out_takes_its_unreadable_text_along(sheet, save):
    save(typed(B, participant_count="约三十"))
    save(emptied(B))
    assert (keys_of(sheet), fresh(sheet).unparsed) == ([A, C], {})


def test_last_line_of_a_page_moved_up_with_a_new_one_leaves_later_pages_behind(sheet, save):
    save(typed(OTHER, team_name="丁") | typed(THIRD, team_name="戊"))
    save({"order": f"{A},{C},{NEW},{B}"} | typed(NEW, team_name="己"))
    assert keys_of(sheet) == [A, C, NEW, B, OTHER, THIRD]


def test_empty_order_moves_nothing(sheet, save):
    edition = fresh(sheet).edition
    save({"order": ""})
    assert (keys_of(sheet), fresh(sheet).edition) == ([A, B, C], edition)


def test_any_sequence_of_saves_keeps_exactly_the_lines_that_were_typed(sheet, save):
    rng, held = Random(2018), {A, B, C}
    pool = [f"{number:08x}" for number in range(12)]
    for _ in range(60):
        names = rng.sample([*pool, A, B, C], rng.randint(1, 6))
        out = {key for key in names if rng.random() < 0.4}
        page = {}
        for key in names:
            page |= emptied(key) if key in out else typed(key, team_name=f"班{rng.random()}")
        if rng.random() < 0.4:
            page["order"] = ",".join(rng.sample(names, len(names)))
        save(page)
        held = held - out | {key for key in names if key not in out}
        found = keys_of(sheet)
        assert (sorted(found), positions_of(sheet)) == (
            sorted(held), list(range(1, len(held) + 1)),
        )  # fmt: skip
        if "order" in page:
            wanted = [key for key in page["order"].split(",") if key in held]
            assert [key for key in found if key in set(wanted)] == wanted


def test_appended_line_never_bears_the_key_of_another(cast, sheet, monkeypatch):
    drawn = iter([A, C, NEW])
    monkeypatch.setattr(secrets, "token_hex", lambda _size: next(drawn))
    add_rows(fresh(sheet), [line(team="丁班")], act=act_by(cast["lijiaxiang"]))
    assert keys_of(sheet) == [A, B, C, NEW]


# --- text that cannot be read ---------------------------------------------------------------------


def test_unreadable_text_is_shown_at_its_line_wherever_that_is_moved(sheet, save):
    save(typed(B, participant_count="约三十"))
    assert SummaryRow.objects.get(key=B).participant_count is None
    for order, number in (([A, B, C], 2), ([B, A, C], 1)):
        save({"order": ",".join(order)})
        points = [point for point in open_points(fresh(sheet)) if row_key(point.name) == B]
        assert [(point.name, point.told) for point in points] == [
            (f"row_{B}-participant_count", f"第 {number} 行：{COUNT_UNREADABLE}")
        ]
        paper = typing_paper(fresh(sheet), points, show_missing=False)
        row = paper.rows[number - 1]
        cell = row.cells["participant_count"]
        assert (row.key, row.number, cell.text, cell.level) == (B, number, "约三十", "error")


def test_document_pasted_into_a_cell_is_cut_and_kept(sheet, save):
    save(typed(B, team_name="班" * 9_000))
    assert fresh(sheet).unparsed == {f"row_{B}-team_name": "班" * MAX_TYPED}
    (point,) = (point for point in open_points(fresh(sheet)) if point.name.endswith("-team_name"))
    assert point.told == "第 2 行：班组名称最多 100 个字，现有 5000 个字，请精简。"


# --- conflicts ------------------------------------------------------------------------------------


def test_conflict_tells_both_texts_and_who_was_first(cast, sheet, save):
    base, at = shown(sheet), datetime(2018, 4, 2, 10, 32, tzinfo=SHANGHAI)
    theirs = typed(B, participant_count="33")
    save_typed(sheet, theirs, base=base, act=act_by(cast["lijiaxiang2"], at))
    (conflict,) = save(typed(B, participant_count="44"), base=base).conflicts.values()
    assert (conflict.base, conflict.mine, conflict.theirs) == ("12", "44", "33")
    assert conflict.sentence == (
        "测试lijiaxiang2 10:32 已把此格改为“33”，您填的是“44”，尚未保存。"
        "请核对后再保存，以再次保存的为准。"
    )


def test_two_cells_of_one_line_changed_by_two_people_are_both_kept(sheet, save):
    base = shown(sheet)
    save(typed(B, participant_count="33"), base=base, by="lijiaxiang2")
    saved = save({**base, **typed(B, leader_name="测试乙")}, base=base)
    row = SummaryRow.objects.get(key=B)
    assert (saved.conflicts, row.participant_count, row.leader_name) == ({}, 33, "测试乙")


def test_half_of_a_contact_is_a_conflict_of_the_whole_cell(sheet, save):
    base = shown(sheet)
    save(typed(B, contact="13900000002/ceshi_zuzhang"), base=base, by="lijiaxiang2")
    saved = save(typed(B, contact="13900000003/ceshi_zuzhang"), base=base)
    assert list(saved.conflicts) == [f"row_{B}-contact"]
    assert SummaryRow.objects.get(key=B).contact == ("13900000002", "ceshi_zuzhang")


def test_contact_typed_the_other_way_round_is_no_conflict(sheet, save):
    base = shown(sheet)
    save(typed(B, contact="13900000002/ceshi_zuzhang"), base=base, by="lijiaxiang2")
    saved = save(typed(B, contact="ceshi_zuzhang / 139 0000 0002"), base=base)
    assert (saved.conflicts, saved.changed) == ({}, frozenset())


def test_same_line_taken_out_by_both_is_no_conflict(sheet, save):
    base = shown(sheet)
    save(emptied(B), base=base, by="lijiaxiang2")
    saved = save({**base, **emptied(B)}, base=base)
    assert (saved.conflicts, saved.changed, keys_of(sheet)) == ({}, frozenset(), [A, C])


def test_line_taken_out_here_with_a_blank_cell_filled_in_there_is_kept_whole(sheet, save):
    save(typed(B, industry=""))
    base = shown(sheet)
    save(typed(B, industry="纺织业"), base=base, by="lijiaxiang2")
    saved = save(emptied(B), base=base)
    assert saved.changed == frozenset()
    told = {name.partition("-")[2]: each.sentence for name, each in saved.conflicts.items()}
    assert set(told) == set(CELLS)
    assert "已把此格改为“纺织业”，您填的是“（空）”" in told["industry"]
    assert told["team_name"].startswith("此格现为“乙班”，您填的是“（空）”")
    row = SummaryRow.objects.get(key=B)
    assert (row.team_name, row.industry, row.participant_count) == ("乙班", "纺织业", 12)


def test_single_cell_emptied_here_leaves_what_a_colleague_typed_in_its_line(sheet, save):
    save(typed(NEW, team_name="丁"))
    base = shown(sheet)
    save(typed(NEW, unit_name="长兴测试三厂"), base=base, by="lijiaxiang2")
    saved = save(typed(NEW, unit_name="", team_name=""), base=base)
    row = SummaryRow.objects.get(key=NEW)
    assert (saved.conflicts, row.unit_name, row.team_name) == ({}, "长兴测试三厂", "")


def test_unreadable_text_changed_there_keeps_the_line_taken_out_here(sheet, save):
    save(typed(NEW, participant_count="约三十"))
    base = shown(sheet)
    save(typed(NEW, participant_count="约四十"), base=base, by="lijiaxiang2")
    saved = save(emptied(NEW), base=base)
    name = f"row_{NEW}-participant_count"
    assert saved.conflicts[name].theirs == "约四十"
    assert (keys_of(sheet), fresh(sheet).unparsed) == ([A, B, C, NEW], {name: "约四十"})
    save(emptied(NEW))
    assert (keys_of(sheet), fresh(sheet).unparsed) == ([A, B, C], {})


def test_page_of_a_conflict_shows_both_and_its_button_decides(signed_in, sheet, save, address):
    base = shown(sheet)
    save(typed(B, participant_count="33"), base=base, by="lijiaxiang2")
    client = signed_in("lijiaxiang")
    mine = {**base, **emptied(B), "base": json.dumps(base)}
    page = client.post(address, mine)
    paper = page.context["paper"]
    contested = paper.rows[1]
    assert (page.status_code, contested.key) == (409, B)
    assert {cell.text for cell in contested.cells.values()} == {""}
    assert [each.level.name for each in contested.cells["participant_count"].findings] == ["ERROR"]
    row = SummaryRow.objects.get(key=B)
    assert (row.team_name, row.participant_count) == ("乙班", 33)
    client.post(address, drawn(paper))
    assert keys_of(sheet) == [A, C]


def test_line_a_colleague_took_out_is_drawn_and_its_button_brings_it_back(
    signed_in, sheet, save, address
):
    base = shown(sheet)
    save(emptied(B), base=base, by="lijiaxiang2")
    client = signed_in("lijiaxiang")
    mine = {**base, **typed(B, participant_count="44"), "base": json.dumps(base)}
    page = client.post(address, mine)
    paper = page.context["paper"]
    contested = paper.rows[1]
    assert [row.key for row in paper.rows[:3]] == [A, B, C]
    texts = {name: cell.text for name, cell in contested.cells.items()}
    assert (page.status_code, keys_of(sheet)) == (409, [A, C])
    assert texts == line(team="乙班", count=44)
    client.post(address, drawn(paper))
    row = SummaryRow.objects.get(key=B)
    assert (row.unit_name, row.team_name, row.participant_count) == (UNIT, "乙班", 44)
    assert keys_of(sheet) == [A, B, C]


def test_first_line_that_a_colleague_took_out_is_drawn_first(signed_in, sheet, save, address):
    base = shown(sheet)
    save(emptied(A), base=base, by="lijiaxiang2")
    mine = {**base, **typed(A, participant_count="44"), "base": json.dumps(base)}
    paper = signed_in("lijiaxiang").post(address, mine).context["paper"]
    assert [(row.key, row.number) for row in paper.rows[:3]] == [(A, 1), (B, 2), (C, 3)]


def test_autosave_after_a_conflict_decides_nothing(signed_in, sheet, save, address):
    base = shown(sheet)
    save(typed(B, participant_count="33"), base=base, by="lijiaxiang2")
    mine = {**typed(B, participant_count="44"), "base": json.dumps(base), "decided": "{}"}
    page = signed_in("lijiaxiang").post(address, mine, headers={"HX-Request": "true"})
    answer = json.loads(page.context["grid"])
    name = f"row_{B}-participant_count"
    assert (page.status_code, answer["texts"][name]) == (200, "33")
    assert {cell: told["theirs"] for cell, told in answer["conflicts"].items()} == {name: "33"}
    assert "有内容与同事的修改冲突，请看红色标注后再保存" in page.text


@pytest.mark.django_db(transaction=True)
def test_lines_two_people_add_at_once_are_all_kept_and_numbered(cast, sheet):
    def add(name, keys):
        def run():
            for key in keys:
                save_typed(sheet, typed(key, team_name=key), base=None, act=act_by(cast[name]))

        return run

    mine, theirs = ([f"{start + number:08x}" for number in range(5)] for start in (0, 16))
    at_once(add("lijiaxiang", mine), add("lijiaxiang2", theirs))
    assert sorted(keys_of(sheet)) == sorted([A, B, C, *mine, *theirs])
    assert positions_of(sheet) == list(range(1, 14))


@pytest.mark.django_db(transaction=True)
def test_new_line_sent_twice_at_once_is_one_line(cast, sheet):
    def send():
        save_typed(sheet, typed(NEW, team_name="丁"), base=None, act=act_by(cast["lijiaxiang"]))

    at_once(send, send)
    assert keys_of(sheet) == [A, B, C, NEW]
