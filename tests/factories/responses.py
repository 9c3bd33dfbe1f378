"""Answers of the test client, read to their end."""

import html
import re

from django.http.response import HttpResponse, HttpResponseBase


def content_of(response: HttpResponseBase) -> bytes:
    """The whole body. Reading a streamed answer is also what closes its file.

    (``response.close()`` would end the request, and with it the test's database connection.)
    """
    if response.streaming:
        return b"".join(response.streaming_content)
    return response.content


def readable(response: HttpResponse) -> str:
    """A page as its reader has it, tags included.

    Times for machines are left out: now and then their seconds look like points (14.5).
    """
    return html.unescape(re.sub(r' datetime="[^"]*"', "", response.content.decode()))


def words(text: str) -> str:
    """What a reader reads of a piece of HTML."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text))).strip()


def tables(page: HttpResponse) -> list[list[list[str]]]:
    """The rows of every table on a page, each row as its cells."""
    return [
        [
            [words(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
            for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
        ]
        for body in re.findall(r"<tbody>(.*?)</tbody>", page.text, re.DOTALL)
    ]


def errors(response: HttpResponse) -> list[str]:
    """What a refused form says, above it and at its fields."""
    assert response.status_code == 422
    summary = re.search(r'<div class="error-summary".*?</div>', response.text, re.DOTALL)[0]
    return [words(line) for line in re.findall(r"<li>(.*?)</li>", summary, re.DOTALL)]
