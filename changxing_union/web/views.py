"""Views that Django calls by name from the settings."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import resolve_url

from changxing_union.web.refusal import refusal_response

NO_COOKIE = (
    "浏览器没有接受本网站的 Cookie。请在浏览器设置中允许本网站使用 Cookie，刷新页面后再提交。"
)
STALE_PAGE = (
    "为防止他人冒用您的身份，系统没有处理这次提交：页面打开后您重新登录过，或页面已过期。"
    "请点浏览器的“后退”回到刚才的页面，把尚未保存的内容复制下来，刷新页面后再提交。"
)
STALE_LOGIN = "登录页面已过期，或您已在其他窗口登录。请重新打开登录页面再试。"


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW. Offers no replay of the post: that is what the check exists to prevent."""
    if reason == REASON_NO_CSRF_COOKIE:
        advice = NO_COOKIE
    elif request.path == resolve_url(settings.LOGIN_URL):
        advice = STALE_LOGIN
    else:
        advice = STALE_PAGE
    return refusal_response(request, 403, [advice])
