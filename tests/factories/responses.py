"""Answers of the test client, read to their end."""

from django.http.response import HttpResponseBase


def content_of(response: HttpResponseBase) -> bytes:
    """The whole body. Reading a streamed answer is also what closes its file.

    (``response.close()`` would end the request, and with it the test's database connection.)
    """
    if response.streaming:
        return b"".join(response.streaming_content)
    return response.content
