"""The list and the desk: filters, pages, and the same number of queries for 1, 3 and 10,000."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changxing_union.filing.models import Filing
from tests.factories.filing import make_many, move_to_year
from tests.factories.pioneer import make_approved, make_draft, make_filed, make_returned

REFERENCE = re.compile(r'href="/filings/(2018-[0-9A-Z-]+)/"')


def listed(client, **query):
    """The references on the page, in order, each once."""
    response = client.get("/filings/", query)
    assert response.status_code == 200
    return list(dict.fromkeys(REFERENCE.findall(response.text)))


def queries_of(client, address):
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
    assert response.status_code == 200
    return len(asked)


@pytest.fixture
def filings(cast):
    """One of each kind that the filters tell apart, oldest first."""
    lijiaxiang, meishan = cast["lijiaxiang"], cast["meishan"]
    draft = make_draft(lijiaxiang, team="草稿班")
    filed = make_filed(lijiaxiang, unit="长兴测试机械有限公司", team="装配班")
    returned = make_returned(meishan, cast["jingjibu"], unit="煤山测试厂", team="烧成班")
    approved = make_approved(
        meishan,
        cast["jingjibu"],
        cast["jingsaiban"],
        unit="煤山政务大厅",
        team="窗口岗",
        track="post",
    )
    Filing.objects.filter(pk=approved.pk).update(is_late=False)
    return {"draft": draft.filing.reference, "filed": filed.reference,
            "returned": returned.reference, "approved": approved.reference}  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["approved", "returned", "filed"]),
        ({"state": "filed"}, ["filed"]),
        ({"state": "approved"}, ["approved"]),
        ({"state": "draft"}, []),
        ({"late": "yes"}, ["returned", "filed"]),
        ({"late": "no"}, ["approved"]),
        ({"category": "post"}, ["approved"]),
        ({"category": "team"}, ["returned", "filed"]),
        ({"q": "装配"}, ["filed"]),
        ({"q": "煤山 烧成"}, ["returned"]),
        ({"q": "烧成 装配"}, []),
        ({"q": "测试岗长"}, ["approved", "returned", "filed"]),
        ({"q": "2018-1-330522112-0001"}, ["returned"]),
        ({"q": "%"}, []),
        ({"state": "filed", "late": "no"}, []),
    ],
)
def test_filter_finds_what_it_says(signed_in, filings, query, found):
    assert listed(signed_in("jingjibu"), **query) == [filings[name] for name in found]


def test_filter_by_union_is_the_countys(signed_in, cast, filings):
    meishan = cast["meishan"].held_roles[0].organization_id
    assert listed(signed_in("jingjibu"), organization=meishan) == [
        filings["approved"], filings["returned"],
    ]  # fmt: skip
    own = listed(signed_in("lijiaxiang"), organization=meishan)
    assert own == [filings["filed"], filings["draft"]]


def test_year_is_asked_from_the_second_campaign_on(signed_in, filings):
    client = signed_in("jingjibu")
    assert "year" not in client.get("/filings/").context["filter"].form.fields
    move_to_year(Filing.objects.get(reference=filings["returned"]), 2019)
    assert listed(client, year="2019") == [filings["returned"]]
    assert listed(client, year="2018") == [filings["approved"], filings["filed"]]
    assert len(listed(client)) == 3


def test_filer_finds_drafts_of_the_own_union_only(signed_in, filings):
    assert listed(signed_in("lijiaxiang"), state="draft") == [filings["draft"]]
    assert listed(signed_in("meishan"), state="draft") == []


def test_cursor_that_makes_no_sense_opens_the_first_page(signed_in, filings):
    assert len(listed(signed_in("jingjibu"), cursor="x")) == 3


@pytest.mark.parametrize("query", [{"state": "nonsense"}, {"organization": "0"}, {"year": "2030"}])
def test_filter_that_makes_no_sense_finds_nothing_and_exports_nothing(signed_in, filings, query):
    client = signed_in("jingjibu")
    assert listed(client, **query) == []
    response = client.get("/filings/export/1/", query)
    assert response.status_code == 409
    assert "筛选条件有误，没有导出。请返回申报列表，重新选择后再导出。" in response.text


def test_empty_list_says_so(signed_in, cast):
    assert "还没有工会上报，收到后会显示在这里。" in signed_in("jingjibu").get("/filings/").text
    assert "还没有申报。请从“新建申报”开始。" in signed_in("lijiaxiang").get("/filings/").text
    filtered = signed_in("lijiaxiang").get("/filings/?state=filed").text
    assert "没有符合条件的申报，请放宽筛选条件。" in filtered


def test_pages_show_every_filing_once(signed_in, cast):
    make_many(45, filer=cast["lijiaxiang"])
    client, address, seen = signed_in("jingjibu"), "/filings/", []
    for size in (20, 20, 5):
        page = client.get(address)
        found = list(dict.fromkeys(REFERENCE.findall(page.text)))
        assert len(found) == size
        seen += found
        following = re.search(r'rel="next" href="([^"]+)"', page.text)
        address = "/filings/" + following[1].replace("&amp;", "&") if following else ""
    assert (address, len(set(seen))) == ("", 45)


class TestNumberOfQueries:
    """Counted in a session already renewed, as nearly all requests are."""

    QUERIES = {
        ("jingjibu", "/filings/"): 8,  # the county's filter offers the unions
        ("jingjibu", "/filings/?state=filed&q=长兴&late=no&category=team"): 8,
        ("lijiaxiang", "/filings/"): 7,
        ("jingjibu", "/desk/"): 30,
        ("lijiaxiang", "/desk/"): 19,
        ("jingsaiban", "/desk/"): 5,
    }

    def test_is_the_same_for_1_and_3_and_10000(self, signed_in, cast):
        clients = {name: signed_in(name) for name, _address in self.QUERIES}
        for client in clients.values():
            client.get("/desk/")
        for more in (1, 2, 9_997):
            make_many(more, filer=cast["lijiaxiang"])
            asked = {key: queries_of(clients[key[0]], key[1]) for key in self.QUERIES}
            assert asked == self.QUERIES
        assert Filing.objects.count() == 10_000

    def test_of_a_case_does_not_grow_with_its_history(self, signed_in, cast):
        filing = make_filed(cast["lijiaxiang"])
        client = signed_in("jingjibu")
        client.get("/desk/")
        address = filing.get_absolute_url()
        few = queries_of(client, address)
        for number in range(30):
            filing.events.create(
                action="accept", label=f"受理{number}", from_state="filed", to_state="filed",
                version=1, by=cast["jingjibu"], at=filing.state_since,
            )  # fmt: skip
        assert queries_of(client, address) == few
