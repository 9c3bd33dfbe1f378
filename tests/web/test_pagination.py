from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from django.contrib.sessions.models import Session
from hypothesis import given, settings
from hypothesis import strategies as st

from changxing_union.web.pagination import bounded_count, cursor_at, keyset_page

# Any table serves; this one is there in every installation: a date with ties and a unique text.
SOON = datetime(2018, 4, 15, 23, 59, 59, 999999, tzinfo=UTC)
LATEST_FIRST = (("expire_date", True), ("session_key", True))
MIXED = (("expire_date", True), ("session_key", False))
ONE_COLUMN = (("session_key", False),)
ORDERS = [LATEST_FIRST, MIXED, ONE_COLUMN]


def make_rows(days):
    """Row ``n`` has the key ``n`` and expires after ``days[n]`` days."""
    Session.objects.bulk_create(
        Session(session_key=f"{n:04d}", expire_date=SOON + timedelta(days=day))
        for n, day in enumerate(days)
    )


def page(cursor=None, order=LATEST_FIRST, size=3):
    return keyset_page(Session.objects.all(), order=order, cursor=cursor, size=size)


def keys(shown):
    return [row.session_key for row in shown.rows]


def walk(order, size):
    """All pages forward, then all pages back again."""
    shown = page(order=order, size=size)
    forward = [keys(shown)]
    while shown.next_cursor:
        shown = page(shown.next_cursor, order, size)
        forward.append(keys(shown))
    backward = [keys(shown)]
    while shown.previous_cursor:
        shown = page(shown.previous_cursor, order, size)
        backward.append(keys(shown))
    return forward, backward


@pytest.mark.django_db
class TestWalking:
    @pytest.mark.parametrize("order", ORDERS)
    @settings(deadline=None, max_examples=30)
    @given(days=st.lists(st.integers(0, 3), max_size=14), size=st.integers(1, 5))
    def test_every_row_is_met_once_and_in_order(self, order, days, size):
        Session.objects.all().delete()
        make_rows(days)
        wanted = Session.objects.order_by(*("-" * down + name for name, down in order))
        forward, _ = walk(order, size)
        assert list(chain(*forward)) == list(wanted.values_list("session_key", flat=True))

    @pytest.mark.parametrize("order", ORDERS)
    @pytest.mark.parametrize("rows", [1, 3, 6, 9])
    def test_way_back_shows_the_same_pages(self, order, rows):
        make_rows([n // 2 for n in range(rows)])
        forward, backward = walk(order, 3)
        assert backward == forward[::-1]

    def test_first_page_reached_backwards_is_full(self):
        make_rows(range(7))
        second = page(page().next_cursor)
        Session.objects.filter(session_key="0006").delete()  # it headed page one
        assert keys(page(second.previous_cursor)) == ["0005", "0004", "0003"]

    def test_page_whose_rows_are_gone_is_the_first(self):
        make_rows(range(6))
        cursor = page().next_cursor
        Session.objects.filter(session_key__lt="0003").delete()
        assert keys(page(cursor)) == ["0005", "0004", "0003"]

    def test_new_rows_before_the_place_do_not_shift_it(self):
        make_rows(range(6))
        cursor = page().next_cursor
        Session.objects.create(session_key="9999", expire_date=SOON + timedelta(days=99))
        assert keys(page(cursor)) == ["0002", "0001", "0000"]

    def test_values_rows_are_paged_too(self):
        make_rows(range(4))
        rows = Session.objects.values("session_key", "expire_date")
        first = keyset_page(rows, order=LATEST_FIRST, cursor=None, size=3)
        second = keyset_page(rows, order=LATEST_FIRST, cursor=first.next_cursor, size=3)
        assert [row["session_key"] for row in second.rows] == ["0000"]

    def test_each_page_is_one_query_without_a_count(self, django_assert_num_queries):
        make_rows(range(9))
        cursor = page().next_cursor
        with django_assert_num_queries(1) as asked:
            page(cursor)
        sql = asked.captured_queries[0]["sql"]
        assert "COUNT" not in sql
        # One row comparison, which an index over both columns answers by seeking.
        table = '"django_session"'
        assert f'({table}."expire_date", {table}."session_key") < (' in sql


@pytest.mark.django_db
@pytest.mark.parametrize(
    "garbage", ["", "x", "null", "é", "AAAA====", "%00", "../../etc/passwd", "A" * 5000]
)
def test_garbage_cursor_is_the_first_page(garbage):
    make_rows(range(6))
    assert keys(page(garbage)) == ["0005", "0004", "0003"]


@pytest.mark.django_db
@given(cursor=st.text())
@settings(deadline=None)
def test_no_text_breaks_the_page(cursor):
    assert page(cursor).rows == []


@pytest.mark.django_db
def test_cursor_of_another_order_is_the_first_page():
    make_rows(range(6))
    assert keys(page(page(order=MIXED).next_cursor)) == ["0005", "0004", "0003"]


@pytest.mark.django_db
def test_altered_cursor_is_the_first_page():
    make_rows(range(6))
    cursor = page().next_cursor
    assert keys(page(cursor[:-2] + "AA")) == ["0005", "0004", "0003"]


def test_null_in_an_ordering_column_is_a_programming_error():
    with pytest.raises(ValueError, match="NOT NULL"):
        cursor_at(Session(session_key="1"), "n", Session, LATEST_FIRST)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "limit", "shown"), [(0, 5, "0"), (4, 5, "4"), (5, 5, "5"), (6, 5, "5+")]
)
def test_count_stops_at_its_limit(rows, limit, shown):
    make_rows(range(rows))
    assert str(bounded_count(Session.objects.all(), limit)) == shown


@pytest.mark.django_db
def test_count_is_grouped_by_thousands():
    make_rows([0] * 1001)
    assert str(bounded_count(Session.objects.all())) == "1,000+"
