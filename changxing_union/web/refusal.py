"""Saying no in one voice: every refusal becomes a page, or a fragment for htmx, in plain words."""

from collections.abc import Callable, Iterable

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.shortcuts import render

from changxing_union.kernel.refusals import Refused
from changxing_union.web.requests import came_from, desk_url, wants_fragment

# How much of an oversized body is read and dropped, so that the browser gets to see the answer.
DRAIN_BYTES = 32 * 1024 * 1024
DRAIN_CHUNK = 64 * 1024

NOT_FOUND = "您要找的页面或记录不存在，或者不在您的查看范围内。请核对编号，或从列表中重新打开。"
FORBIDDEN = "您的账号没有这项权限。如确需办理，请联系系统管理员。"
NOT_THIS_WAY = "这个地址不能直接打开，要由页面上的按钮带您过去。请从“我的待办”或列表中重新打开。"
TOO_BIG = "提交的内容过大，系统没有接收。请减少文字或分几次上传附件后重试。"
UNREADABLE = "提交的内容不完整，可能是网络中断造成的。请点浏览器的“后退”回到刚才的页面后重试。"

PARSE_ERRORS: dict[type[Exception], tuple[int, str]] = {
    RequestDataTooBig: (413, TOO_BIG),
    TooManyFieldsSent: (413, TOO_BIG),
    TooManyFilesSent: (413, TOO_BIG),
    MultiPartParserError: (400, UNREADABLE),
    UnreadablePostError: (400, UNREADABLE),
    BadRequest: (400, UNREADABLE),
}


def refusal_response(request: HttpRequest, status: int, reasons: Iterable[str]) -> HttpResponse:
    """The page ``<status>.html`` with ``reasons``, or its fragment when htmx asked."""
    template = "components/_refused.html" if wants_fragment(request) else f"{status}.html"
    context = {
        "reasons": list(reasons),
        "back_url": came_from(request),
        "desk_url": desk_url(),
    }
    response = render(request, template, context, status=status)
    response.is_portal_page = True  # type: ignore[attr-defined]
    return response


def drain(request: HttpRequest) -> None:
    """Read and drop the rest of the body: closing early would show “connection reset” instead."""
    left = DRAIN_BYTES
    try:
        while left > 0 and (chunk := request.read(min(DRAIN_CHUNK, left))):
            left -= len(chunk)
    except OSError:
        pass  # The sender is gone; nobody waits for an answer.


class RefusalMiddleware:
    """Turn ``Refused``, 404, 403 and unreadable forms into pages that say what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, replacing Django's own bare 404 and 405 (also under DEBUG)."""
        unreadable = self.unreadable_form(request)
        if unreadable is not None:
            return unreadable
        response = self.get_response(request)
        if hasattr(response, "is_portal_page"):
            return response
        if response.status_code == 404:
            return refusal_response(request, 404, [NOT_FOUND])
        if response.status_code == 405:
            page = refusal_response(request, 405, [NOT_THIS_WAY])
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    def unreadable_form(self, request: HttpRequest) -> HttpResponse | None:
        """Parse the form early, where a failure can still be answered kindly.

        CsrfViewMiddleware parses it next anyhow, but outside the reach of ``process_exception``.
        """
        try:
            _ = request.POST
        except tuple(PARSE_ERRORS) as error:
            drain(request)
            status, reason = next(
                answer for kind, answer in PARSE_ERRORS.items() if isinstance(error, kind)
            )
            return refusal_response(request, status, [reason])
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer what a view may raise on purpose; anything else is Django's to report."""
        if isinstance(error, Refused):
            return refusal_response(request, 409, error.reasons)
        if isinstance(error, Http404):
            return refusal_response(request, 404, [NOT_FOUND])
        if isinstance(error, PermissionDenied):
            return refusal_response(request, 403, [str(error) or FORBIDDEN])
        return None
