"""A signed-in person without a browser: fast, and fit for threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from threading import Barrier
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from django.db import connections

from tests.factories.organizations import PASSWORD

Result = TypeVar("Result")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    location: str
    text: str


class HttpClerk:
    """Signs in at /login/ like everybody; keeps its cookies and sends the CSRF token along."""

    def __init__(self, portal: str, username: str) -> None:
        self.host = urlsplit(portal).netloc
        self.cookies: dict[str, str] = {}
        self.get("/login/")
        answer = self.post("/login/", username=username, password=PASSWORD)
        assert (answer.status, answer.location) == (302, "/desk/")

    def get(self, path: str) -> Answer:
        return self._send("GET", path)

    def post(self, path: str, **fields: str) -> Answer:
        body = urlencode({**fields, "csrfmiddlewaretoken": self.cookies["csrftoken"]})
        return self._send("POST", path, body)

    def _send(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={text}" for name, text in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection(self.host, timeout=60)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: cookie.value for name, cookie in SimpleCookie(line).items()}
        return Answer(response.status, response.headers.get("Location", ""), text)


def at_once(*calls: Callable[[], Result]) -> list[Result]:
    """Carry out ``calls`` in as many threads, let go together; their results in order."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Result]) -> Any:
        try:
            barrier.wait(timeout=60)
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
