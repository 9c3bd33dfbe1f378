"""Handing out private files, after the view has checked that the person may have them."""

from collections.abc import Callable
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from changxing_union.kernel.refusals import Refused
from changxing_union.web.file_kinds import FileKind

MISSING = "文件在服务器上找不到，请联系系统管理员并说明文件名称。"
SANDBOX = "default-src 'none'; sandbox"
# A day without asking again; after that the browser's copy is confirmed by its ETag. The session's
# Vary: Cookie keeps it from the next person who signs in at the same computer.
UNCHANGING = "private, max-age=86400, immutable"
# What a browser can show by itself; anything else is always a download.
SHOWN_INLINE = frozenset(
    kind.value.content_type for kind in (FileKind.JPEG, FileKind.PNG, FileKind.PDF)
)


def private_file_response(
    path: str | Path, *, content_type: str, download_name: str, inline: bool
) -> FileResponse:
    """The file at ``path``, unable to act as a page of the portal whatever is in it.

    ``inline`` asks the browser to show it, which is granted to pictures and PDF only. The name may
    hold any characters (RFC 5987).
    """
    try:
        content = Path(path).open("rb")  # noqa: SIM115 (FileResponse closes it)
    except FileNotFoundError as error:
        raise Refused([f"“{download_name}”：{MISSING}"]) from error
    shown = inline and content_type in SHOWN_INLINE
    response = FileResponse(
        content, as_attachment=not shown, filename=download_name, content_type=content_type
    )
    _guard(response, caching="private, no-cache")
    # Older Chromium (78) shows no PDF in a sandbox; its viewer is one of its own anyhow.
    if content_type != FileKind.PDF.value.content_type:
        response.headers["Content-Security-Policy"] = SANDBOX
    return response


def thumbnail_response(
    request: HttpRequest, read: Callable[[], bytes], *, etag: str
) -> HttpResponseBase:
    """A small JPEG that never changes under its address, or 304 for a browser that has it.

    ``read`` is called only when the picture must be sent; ``etag`` is without quotation marks.
    """
    quoted = f'"{etag}"'
    response = get_conditional_response(request, etag=quoted)
    if response is None:
        response = HttpResponse(read(), content_type=FileKind.JPEG.value.content_type)
    response.headers["ETag"] = quoted
    response.headers["Content-Security-Policy"] = SANDBOX
    _guard(response, caching=UNCHANGING)
    return response


def _guard(response: HttpResponseBase, *, caching: str) -> None:
    """Let no browser take the file for something else, no other site embed it, no proxy keep it."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = caching
