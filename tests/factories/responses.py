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
