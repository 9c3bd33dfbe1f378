import re

import pytest

from changxing_union.web.security import content_security_policy

pytestmark = pytest.mark.django_db


def test_csp_without_a_printed_nonce_leaves_it_out(client):
    assert client.get("/").headers["Content-Security-Policy"] == (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def test_csp_nonce_of_the_header_is_the_one_on_the_page(client):
    response = client.get("/login/")
    printed = re.search(r'nonce="([^"]+)"', response.text)[1]
    assert f"script-src 'self' 'nonce-{printed}';" in response.headers["Content-Security-Policy"]


def test_csp_nonce_differs_between_requests(client):
    first, second = (client.get("/login/").headers["Content-Security-Policy"] for _ in range(2))
    assert first != second


def test_policy_text_replaces_the_sentinel():
    policy = {"script-src": ["'self'", "<CSP_NONCE_SENTINEL>"], "upgrade-insecure-requests": []}
    assert content_security_policy(policy, "abc") == (
        "script-src 'self' 'nonce-abc'; upgrade-insecure-requests"
    )


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "PATCH", "DELETE", "PROPFIND"])
def test_odd_methods_are_refused(signed_in, method):
    response = signed_in.generic(method, "/desk/")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, POST")


def test_pages_of_signed_in_people_stay_out_of_shared_caches_but_survive_the_back_button(signed_in):
    assert signed_in.get("/desk/").headers["Cache-Control"] == "private, no-cache"


def test_powerful_features_are_switched_off(client):
    assert "camera=()" in client.get("/").headers["Permissions-Policy"]
