"""Whatever encoding a request claims, it is read as the portal writes."""

import io

import pytest
from django.test import RequestFactory

from changxing_union.wsgi import application


def answer(method: str, content_type: str, query: str = "", body: bytes = b"") -> str:
    """The status line of the portal behind its WSGI door."""
    environ = RequestFactory().get("/login/", query_params={}).environ | {
        "REQUEST_METHOD": method,
        "QUERY_STRING": query,
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    told = []
    for _part in application(environ, lambda status, _headers: told.append(status)):
        pass
    return told[0]


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["rot13", "hex", "idna", "punycode", "undefined", "nonsense"])
def test_encoding_that_no_browser_writes_is_no_fault(charset):
    assert answer("GET", f"text/html; charset={charset}", "a=%ff1") == "200 OK"
    form = f"application/x-www-form-urlencoded; charset={charset}"
    assert answer("POST", form, body=b"username=%E7%8F%AD") == "403 Forbidden"
    parts = f"multipart/form-data; boundary=x; charset={charset}"
    assert answer("POST", parts, body=b"--x--\r\n") == "403 Forbidden"
