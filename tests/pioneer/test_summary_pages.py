"""Pages of a long sheet, teams taken over, phones in workbooks, and the number of queries."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from changxing_union.filing import services
from changxing_union.organizations.models import AuditEvent
from pioneer.models import SummaryRow
from pioneer.services.summary import add_rows
from pioneer.services.summary_offers import team_offers
from tests.factories.pioneer import act_by, make_draft, make_filed, type_into
from tests.factories.responses import content_of
from tests.pioneer.county_sheets import draft_sheet, filed_sheet, fresh, line, received_sheet


def lines(count):
    return [line(unit=f"长兴测试{number}厂", team=f"{number}班") for number in range(1, count + 1)]


def numbers_on(page):
    rows = page.context["paper"].rows
    return [row.number for row in rows if not row.is_blank]


# --- long tables ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("", 1, 300), ("?from=1", 1, 300), ("?from=300", 1, 300), ("?from=301", 301, 600),
        ("?from=605", 601, 610), ("?from=0", 1, 300), ("?from=x", 1, 300), ("?at=nonsense", 1, 300),
    ],
)  # fmt: skip
def test_long_sheet_is_shown_page_by_page(signed_in, cast, query, first, last):
    filing = draft_sheet(cast["lijiaxiang"], lines(610))
    client = signed_in("lijiaxiang")
    for page in ("edit", "preview"):
        found = client.get(f"/filings/{filing.reference}/{page}/{query}")
        assert numbers_on(found) == list(range(first, last + 1))
        assert "共 610 行" in found.text


def test_blank_lines_wait_on_the_last_page_only(signed_in, cast):
    filing = draft_sheet(cast["lijiaxiang"], lines(301))
    client, address = signed_in("lijiaxiang"), f"/filings/{filing.reference}/edit/"
    first, last = client.get(address), client.get(f"{address}?from=301")
    blank = [sum(row.is_blank for row in page.context["paper"].rows) for page in (first, last)]
    assert blank == [0, 5]


def test_link_to_a_cell_opens_the_page_it_is_on(signed_in, cast):
    filing = draft_sheet(cast["lijiaxiang"], lines(400))
    key = SummaryRow.objects.get(position=350).key
    page = signed_in("lijiaxiang").get(
        f"/filings/{filing.reference}/edit/?at=row_{key}-participant_count"
    )
    assert numbers_on(page) == list(range(301, 401))


def test_only_lines_of_the_page_can_be_flagged_at_once(signed_in, cast):
    filing = filed_sheet(cast["lijiaxiang"], lines(302))
    client, address = signed_in("jingjibu"), f"/filings/{filing.reference}/return/"
    page = client.get(f"{address}?from=301")
    offered = [row["label"] for row in page.context["rows"]]
    assert offered == ["第 301 行", "第 302 行", "本表内容", "附件"]


# --- queries --------------------------------------------------------------------------------------


def queries_of(client, address):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


QUERIES = {
    ("lijiaxiang", "/filings/{}/edit/"): 26,
    ("lijiaxiang", "/filings/{}/preview/"): 22,
    ("lijiaxiang", "/filings/{}/"): 21,
    ("lijiaxiang", "/pioneer/summary/"): 12,
}


def test_number_of_queries_is_the_same_for_1_and_3_and_1000_lines(signed_in, cast):
    filing = draft_sheet(cast["lijiaxiang"], lines(1))
    client = signed_in("lijiaxiang")
    client.get("/desk/")
    for more in (0, 2, 997):
        extra = [line(unit=f"长兴测试新{number}厂", team=f"{more}班") for number in range(more)]
        add_rows(fresh(filing), extra, act=act_by(cast["lijiaxiang"]))
        asked = {key: queries_of(client, key[1].format(filing.reference)) for key in QUERIES}
        assert asked == QUERIES
    assert SummaryRow.objects.count() == 1_000


# --- teams told before ----------------------------------------------------------------------------


def test_teams_of_applications_and_register_are_offered_once_and_taken_over(signed_in, cast):
    filer = cast["lijiaxiang"]
    make_filed(filer, team="申报班")  # also in the register now
    type_into(make_draft(filer, team="草稿班").filing, filer, member_total="7")
    make_draft(cast["meishan"], unit="煤山测试水泥厂", team="外乡班")
    filing = draft_sheet(filer, [line(unit="长兴测试一厂", team="已有班")])
    offers = team_offers(filing.summary_sheet)
    assert [(each.team, each.source, each.participants) for each in offers] == [
        ("申报班", "附件1申报表", "20"),
        ("草稿班", "附件1申报表", "7"),
    ]
    client = signed_in("lijiaxiang")
    client.post(
        f"/filings/{filing.reference}/edit/",
        {"action": "take", "chosen": [offers[0].value, "team-999", "nonsense"]},
    )
    taken = SummaryRow.objects.get(team_name="申报班")
    assert (taken.participant_count, taken.leader_name, taken.contact) == (
        20, "测试岗长", ("13900000001", ""),
    )  # fmt: skip
    assert SummaryRow.objects.count() == 2


def test_take_over_with_nothing_ticked_says_so(signed_in, cast):
    make_draft(cast["lijiaxiang"])
    filing = draft_sheet(cast["lijiaxiang"], [line(unit="长兴测试一厂")])
    page = signed_in("lijiaxiang").post(
        f"/filings/{filing.reference}/edit/", {"action": "take"}, follow=True
    )
    assert "没有勾选班组，未带入。请勾选后再点“带入所选班组”。" in page.text


# --- workbooks ------------------------------------------------------------------------------------


def contacts_in(client, query=""):
    book = load_workbook(BytesIO(content_of(client.get(f"/filings/export/2/{query}"))))
    sheet = book["李家巷镇"]
    return [cell.value for cell in sheet["F"] if cell.value and "139" in str(cell.value)]


def test_phones_are_whole_for_the_own_union_and_masked_for_the_county_unless_asked(signed_in, cast):
    filed_sheet(cast["lijiaxiang"], [line(mobile="13900000001/ceshi_2018")])
    assert contacts_in(signed_in("lijiaxiang")) == ["13900000001/ceshi_2018"]
    county = signed_in("jingjibu")
    assert contacts_in(county) == ["139****0001/********18"]
    assert contacts_in(county, "?phones=full") == ["13900000001/ceshi_2018"]
    assert contacts_in(signed_in("jingsaiban"), "?phones=full") == ["139****0001/********18"]
    told = AuditEvent.objects.filter(action="export").order_by("pk")
    assert [each.detail["phones"] for each in told] == ["full", "masked", "full", "masked"]


def test_county_workbook_holds_what_was_filed_in_the_official_order(signed_in, cast):
    received = received_sheet(
        cast["meishan"], cast["jingjibu"], [line(unit="煤山测试一厂", count=5)]
    )
    filed_sheet(cast["lijiaxiang"], [line(count=10), line(team="织布班", count=1)])
    services.change(received, act=act_by(cast["meishan"]))
    SummaryRow.objects.working().filter(sheet=received.pk).update(participant_count=99)
    book = load_workbook(BytesIO(content_of(signed_in("jingjibu").get("/filings/export/2/"))))
    assert book.sheetnames == ["全县汇总", "李家巷镇", "煤山镇", "说明"]
    rows = [row for row in book["全县汇总"].iter_rows(values_only=True) if row[1]]
    assert [(row[1], row[4]) for row in rows if isinstance(row[0], int)] == [
        ("李家巷镇", 10), ("李家巷镇", 1), ("煤山镇", 5),
    ]  # fmt: skip


def test_filters_of_the_list_apply_to_the_workbook(signed_in, cast):
    received_sheet(cast["meishan"], cast["jingjibu"], [line(unit="煤山测试一厂")])
    filed_sheet(cast["lijiaxiang"], [line()])
    client = signed_in("jingjibu")
    book = load_workbook(BytesIO(content_of(client.get("/filings/export/2/?state=approved"))))
    assert book.sheetnames == ["煤山镇", "说明"]


def test_flagged_line_of_a_long_sheet_is_reached_on_its_page(signed_in, cast):
    filing = filed_sheet(cast["lijiaxiang"], lines(302))
    name = f"row_{SummaryRow.objects.filed().get(position=302).key}"
    services.return_to_filer(
        filing, act=act_by(cast["jingjibu"]), reason="请核对后重报。",
        flags={name: ("第 302 行", "请核对")},
    )  # fmt: skip
    client, address = signed_in("lijiaxiang"), f"/filings/{filing.reference}/edit/"
    assert f'href="?at={name}#id_{name}"' in client.get(address).text
    response = client.post(address, {"action": "next-0"})
    assert response.url == f"{address}?at={name}#id_{name}"
    assert numbers_on(client.get(response.url.partition("#")[0])) == [301, 302]
