from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from changxing_union.web.sessions import RENEWED_AT, renew

pytestmark = pytest.mark.django_db


class Store(dict):
    """Enough of a session for the arithmetic."""


@pytest.mark.parametrize(("elapsed", "renewed"), [(0, 100.0), (299, 100.0), (300, 400.0)])
def test_session_is_written_at_most_every_five_minutes(elapsed, renewed):
    session = Store({RENEWED_AT: 100.0})
    renew(session, at=100.0 + elapsed)
    assert session[RENEWED_AT] == renewed


def test_request_of_a_person_at_work_pushes_the_end_out(signed_in):
    soon = timezone.now() + timedelta(minutes=3)
    Session.objects.update(expire_date=soon)
    response = signed_in.get("/desk/")
    assert Session.objects.get().expire_date > soon + timedelta(minutes=20)
    assert response.cookies["sessionid"]["max-age"] == 30 * 60


def test_second_request_writes_nothing(signed_in, django_assert_num_queries):
    signed_in.get("/desk/")
    with django_assert_num_queries(2):  # the session and the user
        response = signed_in.get("/desk/")
    assert "sessionid" not in response.cookies


def test_visitor_gets_no_session(client):
    client.get("/")
    assert not Session.objects.exists()


def test_signing_out_is_not_undone(signed_in):
    signed_in.post("/logout/")
    assert signed_in.get("/desk/").status_code == 302
