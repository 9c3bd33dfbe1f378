"""Handing out private files, after the view has checked that the person may have them."""

from pathlib import Path

from django.http import FileResponse

from changxing_union.kernel.refusals import Refused
from changxing_union.web.file_kinds import FileKind

MISSING = "文件在服务器上找不到，请联系系统管理员并说明文件名称。"
SANDBOX = "default-src 'none'; sandbox"
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
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-cache"
    # Older Chromium (78) shows no PDF in a sandbox; its viewer is one of its own anyhow.
    if content_type != FileKind.PDF.value.content_type:
        response.headers["Content-Security-Policy"] = SANDBOX
    return response
