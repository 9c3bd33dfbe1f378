"""Long tables, page by page: which lines are drawn, and that thousands ask no more than one."""

import json
import tracemalloc

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changxing_union.filing import services
from changxing_union.filing.paper import RowPages, RowWindow
from pioneer.models import SummaryRow
from pioneer.services.summary import add_rows
from tests.factories.pioneer import act_by
from tests.pioneer.county_sheets import draft_sheet, filed_sheet, fresh, line

HTMX = {"HX-Request": "true"}


def lines(count, *, start=1):
    """Lines of as many units, numbered from ``start``."""
    return [
        line(unit=f"长兴测试{number}厂", team=f"{number}班")
        for number in range(start, start + count)
    ]


def key_at(filing, position):
    return SummaryRow.objects.working().get(sheet=filing.pk, position=position).key


def edit_address(filing, query=""):
    return f"/filings/{filing.reference}/edit/{query}"


def rows_on(page):
    return [(row.number, row.is_blank) for row in page.context["paper"].rows]


def filled(numbers):
    return [(number, False) for number in numbers]


# --- windows, as arithmetic -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "first", "last"),
    [(-5, 1, 300), (0, 1, 300), (1, 1, 300), (300, 1, 300), (301, 301, 600), (5_000, 4_801, 5_100)],
)
def test_window_around_a_line_begins_at_a_page(number, first, last):
    window = RowWindow.around(number)
    assert (window.first, window.last) == (first, last)
    assert [window.holds(each) for each in (first - 1, first, last, last + 1)] == [
        False, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "count", "is_long", "previous_first", "next_first", "last_shown"),
    [
        (1, 0, False, 0, 0, 0),
        (1, 300, False, 0, 0, 300),
        (1, 301, True, 0, 301, 300),
        (301, 301, True, 1, 0, 301),
        (301, 600, True, 1, 0, 600),
        (301, 601, True, 1, 601, 600),
        (601, 650, True, 301, 0, 650),
    ],
)
def test_page_knows_its_neighbours(first, count, is_long, previous_first, next_first, last_shown):
    pages = RowPages(RowWindow(first), count)
    assert (pages.is_long, pages.previous_first, pages.next_first, pages.last_shown) == (
        is_long, previous_first, next_first, last_shown,
    )  # fmt: skip


# --- which lines are drawn ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "query", "blank"),
    [
        (0, "", 15), (1, "", 14), (3, "?lines=20", 20), (3, "?lines=0", 0), (3, "?lines=-1", 12),
        (3, "?lines=99999999999", 12), (3, "?lines=5000", 100), (12, "", 5),
    ],
)  # fmt: skip
def test_blank_lines_fill_the_paper_or_are_as_many_as_asked_for(
    signed_in, cast, held, query, blank
):
    filing = draft_sheet(cast["lijiaxiang"], lines(held))
    page = signed_in("lijiaxiang").get(edit_address(filing, query))
    waiting = [(number, True) for number in range(held + 1, held + 1 + blank)]
    assert rows_on(page) == filled(range(1, held + 1)) + waiting


def test_full_page_draws_no_blank_line_but_the_one_that_is_inserted(signed_in, cast):
    filing = draft_sheet(cast["lijiaxiang"], lines(301))
    client = signed_in("lijiaxiang")
    assert rows_on(client.get(edit_address(filing, "?lines=20"))) == filled(range(1, 301))
    page = client.get(edit_address(filing, f"?before={key_at(filing, 1)}"))
    assert rows_on(page) == [(1, True), *filled(range(2, 302))]


def test_sheet_of_exactly_one_page_is_not_long_and_waits_for_more(signed_in, cast):
    filing = draft_sheet(cast["lijiaxiang"], lines(300))
    page = signed_in("lijiaxiang").get(edit_address(filing))
    assert "表格翻页" not in page.text
    assert rows_on(page)[299:] == [(300, False), *((number, True) for number in range(301, 306))]


def test_county_reads_page_by_page_too(signed_in, cast):
    filing = filed_sheet(cast["lijiaxiang"], lines(302))
    client = signed_in("jingjibu")
    key = SummaryRow.objects.filed().get(position=302).key
    for query, numbers in (
        ("", range(1, 301)), ("?from=301", (301, 302)), (f"?at=row_{key}", (301, 302)),
    ):  # fmt: skip
        page = client.get(f"/filings/{filing.reference}/{query}")
        assert rows_on(page) == filled(numbers)
        assert page.context["totals"] == {"enterprises": 302, "workers": 302 * 12, "lines": 302}


@pytest.fixture
def case_after_change(signed_in, cast):
    """What the county sees of 150 lines of which so many came back, with other head-counts."""

    def refile(kept):
        filer = cast["lijiaxiang"]
        filing = filed_sheet(filer, lines(150))
        services.withdraw(filing, act=act_by(filer))
        changed = [each | {"participant_count": "99"} for each in lines(kept)]
        add_rows(fresh(filing), changed, act=act_by(filer), replace=True)
        services.file(fresh(filing), act=act_by(filer))
        return signed_in("jingjibu").get(f"/filings/{filing.reference}/")

    return refile


def test_case_lists_the_first_differences_and_marks_them_all(case_after_change):
    page = case_after_change(150)
    assert "与上一版相比改了 150 处" in page.text
    assert page.text.count('<del class="before">') == 100
    assert "这里列出 100 处，删去的行在前" in page.text
    assert page.text.count('class="cell-changed"') == 150


def test_case_lists_lines_that_were_taken_out_before_cells_that_changed(case_after_change):
    listed = case_after_change(147).context["listed_changes"]
    assert len(listed) == 100
    gone = [(each.label, each.before) for each in listed[:3]]
    assert gone == [
        (f"原第 {n} 行", f"长兴测试{n}厂　{n}班　制造业　12　测试组长　ceshi_zuzhang")
        for n in (148, 149, 150)
    ]
    assert listed[3].label == "第 1 行 参赛人数"


def test_page_beyond_the_end_is_the_last_one(signed_in, cast):
    filing = filed_sheet(cast["lijiaxiang"], lines(302))
    for name, page in (("jingjibu", ""), ("lijiaxiang", "preview/")):
        if page:
            services.withdraw(filing, act=act_by(cast["lijiaxiang"]))
        shown = signed_in(name).get(f"/filings/{filing.reference}/{page}?from=999999")
        assert rows_on(shown) == filled([301, 302])
    shown = signed_in("lijiaxiang").get(edit_address(filing, "?from=901"))
    assert rows_on(shown)[:2] == filled([301, 302])


def test_line_of_another_sheet_leads_to_the_first_page(signed_in, cast):
    other = draft_sheet(cast["meishan"], lines(302, start=1_000))
    filing = draft_sheet(cast["lijiaxiang"], lines(302))
    query = f"?at=row_{key_at(other, 302)}"
    page = signed_in("lijiaxiang").get(edit_address(filing, query))
    assert rows_on(page) == filled(range(1, 301))


def test_line_in_conflict_is_drawn_though_its_page_is_another(signed_in, cast):
    filing = draft_sheet(cast["lijiaxiang"], lines(302))
    name = f"row_{key_at(filing, 302)}-participant_count"
    page = signed_in("lijiaxiang").post(
        edit_address(filing), {name: "44", "base": json.dumps({name: "11"})}
    )
    assert page.status_code == 409
    assert page.context["paper"].rows[-1].cells["participant_count"].text == "44"
    assert [row.number for row in page.context["paper"].rows] == [*range(1, 301), 302]


def test_line_in_conflict_of_an_earlier_page_keeps_its_number_and_shifts_none(signed_in, cast):
    filing = draft_sheet(cast["lijiaxiang"], lines(302))
    name = f"row_{key_at(filing, 2)}-participant_count"
    page = signed_in("lijiaxiang").post(
        edit_address(filing, "?from=301"), {name: "44", "base": json.dumps({name: "11"})}
    )
    assert [row.number for row in page.context["paper"].rows][:3] == [2, 301, 302]


def test_line_typed_on_the_second_page_stays_behind_its_predecessor(signed_in, cast):
    filing = draft_sheet(cast["lijiaxiang"], lines(303))
    client, address = signed_in("lijiaxiang"), edit_address(filing, "?from=301")
    cells = client.get(address).context["paper"].cells
    texts = {}
    for name, cell in cells.items():
        texts[name] = cell.text
        if name == f"row_{key_at(filing, 301)}-contact":
            texts["row_dddddddd-team_name"] = "新班"
    texts["base"] = json.dumps({name: cell.text for name, cell in cells.items()})
    response = client.post(address, texts)
    assert response.url == address
    names = list(SummaryRow.objects.working().values_list("team_name", flat=True)[300:])
    assert names == ["301班", "新班", "302班", "303班"]


def test_order_of_the_second_page_leaves_the_first_alone(signed_in, cast):
    filing = draft_sheet(cast["lijiaxiang"], lines(302))
    order = f"{key_at(filing, 302)},{key_at(filing, 301)}"
    signed_in("lijiaxiang").post(edit_address(filing, "?from=301"), {"order": order})
    names = list(SummaryRow.objects.working().values_list("team_name", flat=True))
    assert names == [*(f"{number}班" for number in range(1, 301)), "302班", "301班"]


@pytest.mark.parametrize(("held", "told"), [(1_000, True), (1_001, False)])
def test_keys_of_very_long_sheets_are_not_told(signed_in, cast, held, told):
    filing = draft_sheet(cast["lijiaxiang"], lines(held))
    page = signed_in("lijiaxiang").post(edit_address(filing), {"base": "{}"}, headers=HTMX)
    answer = json.loads(page.context["grid"])
    assert ((answer["keys"] is not None), answer["count"]) == (told, held)


def test_thousand_lines_pasted_in_one_request_are_stored(signed_in, cast):
    filing = draft_sheet(cast["lijiaxiang"], lines(1))
    texts = {
        f"row_{number:08x}-{name}": text
        for number, cells in enumerate(lines(1_000, start=2))
        for name, text in cells.items()
    }
    page = signed_in("lijiaxiang").post(edit_address(filing), texts, headers=HTMX)
    answer = json.loads(page.context["grid"])
    assert (answer["count"], answer["conflicts"], answer["findings"]) == (1_001, {}, {})
    names = SummaryRow.objects.working().values_list("team_name", flat=True)
    assert list(names) == [f"{number}班" for number in range(1, 1_002)]


# --- queries --------------------------------------------------------------------------------------


def queries_of(action):
    with CaptureQueriesContext(connection) as asked:
        response = action()
    assert response.status_code in (200, 302)
    return len(asked)


def asked_by(client, filing, county):
    """What each page and each way of saving one changed cell asks."""
    address = edit_address(filing)
    name = f"row_{key_at(filing, 1)}-participant_count"
    count = SummaryRow.objects.working().filter(sheet=filing.pk).count()
    return {
        "edit": queries_of(lambda: client.get(address)),
        "case": queries_of(lambda: client.get(f"/filings/{filing.reference}/")),
        "county": queries_of(lambda: county.get(f"/filings/{filing.reference}/")),
        "autosave": queries_of(lambda: client.post(address, {name: f"{count}1"}, headers=HTMX)),
        "button": queries_of(lambda: client.post(address, {name: f"{count}2"})),
        "unchanged": queries_of(lambda: client.post(address, {name: f"{count}2"}, headers=HTMX)),
    }


QUERIES = {
    "edit": 27, "case": 21, "county": 20, "autosave": 25, "button": 17, "unchanged": 22,
}  # fmt: skip


@pytest.fixture
def changing(cast):
    """A sheet received with one line, which its union is changing."""
    filing = filed_sheet(cast["lijiaxiang"], lines(1))
    services.accept(filing, act=act_by(cast["jingjibu"]))
    services.change(fresh(filing), act=act_by(cast["lijiaxiang"]))
    return fresh(filing)


def grow(filing, cast, *, to):
    held = SummaryRow.objects.working().filter(sheet=filing.pk).count()
    act = act_by(cast["lijiaxiang"])
    add_rows(fresh(filing), lines(to - held, start=held + 1), act=act)


def test_number_of_queries_is_the_same_for_1_and_3_and_1000_and_5000_lines(
    signed_in, cast, changing
):
    client, county = signed_in("lijiaxiang"), signed_in("jingjibu")
    client.get("/desk/")
    county.get("/desk/")
    for held in (1, 3, 1_000, 5_000):
        grow(changing, cast, to=held)
        assert asked_by(client, changing, county) == QUERIES


def test_five_thousand_lines_are_filed_within_64_megabytes_and_read(signed_in, cast):
    filing, act = draft_sheet(cast["lijiaxiang"], lines(5_000)), act_by(cast["lijiaxiang"])
    tracemalloc.start()
    filing = services.file(filing, act=act)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 * 1024 * 1024
    assert SummaryRow.objects.filed().count() == 5_000
    page = signed_in("jingjibu").get(f"/filings/{filing.reference}/?from=5000")
    assert rows_on(page) == filled(range(4_801, 5_001))
    assert filing.subject == "参赛企业汇总表（5000 个企业、5000 个班组）"
