"""No NUL character gets further than here: no keyboard types one, and PostgreSQL stores none."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict

from changxing_union.web.refusal import refusal_response

NUL = "\x00"
ADVICE = "提交的内容里有无法识别的字符。请检查刚粘贴的文字，删去后重新填写。"


class RefuseNulMiddleware:
    """Answers 400 to a NUL in the address or in a field, instead of failing in the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Django hands over the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on what is clean."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Look only now: the CSRF check has read the fields already."""
        if NUL in request.path or _has_nul(request.GET) or _has_nul(request.POST):
            return refusal_response(request, 400, [ADVICE])
        return None


class ForgetNulCookiesMiddleware:
    """Drops cookies with a NUL before a session is looked up by one; no browser makes such."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Django hands over the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Whoever sent such a cookie is a stranger."""
        request.COOKIES = {
            name: value for name, value in request.COOKIES.items() if NUL not in value
        }
        return self.get_response(request)


def _has_nul(fields: QueryDict) -> bool:
    return any(NUL in name or NUL in text for name, texts in fields.lists() for text in texts)
