"""A tiny site around the parts of ``web``, so that its tests need none of the products."""

import json
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import path

from changxing_union.kernel.refusals import Refused
from changxing_union.web.login import PortalLoginView, PortalLogoutView
from changxing_union.web.private_files import private_file_response

REASONS = ["请填写班组名称。", "男、女人数之和（9）不等于班组人数（10）。"]


def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("公共首页")


def desk(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"工作台：{request.user}")


def page(request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string('{% extends "base.html" %}')
    return HttpResponse(template.render({}, request))


FORM = """{% extends "base.html" %}
{% block content %}
<form method="post" action="/echo/" data-autosave data-once id="paper"
      hx-post="/save/" hx-trigger="change" hx-target="#status-line" hx-swap="outerHTML">
  {% csrf_token %}
  <table class="paper-grid"><tr><th><label for="id_team_name">班组名称</label></th><td>
    <input id="id_team_name" name="team_name">
    {% include "components/_field_message.html" with name="team_name" level="error" %}
  </td></tr></table>
  {% include "components/_status_line.html" with text="尚未修改" level="none" %}
  <button type="submit" name="act" value="file">上报</button>
</form>
{% endblock %}"""
SAVED = """{% include "components/_status_line.html" with text="已保存 10:32" %}
<div class="msg" id="msg-team_name" data-level="error" hx-swap-oob="true">{{ problem }}</div>"""


def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(FORM).render({"sentences": []}, request))


def save(request: HttpRequest) -> HttpResponse:
    """An autosave that refuses 冲突 and objects to 错."""
    name = request.POST["team_name"]
    if name == "冲突":
        raise Refused(REASONS)
    context = {"problem": "请填写班组全称。" if name == "错" else ""}
    return HttpResponse(engines["django"].from_string(SAVED).render(context, request))


def echo(request: HttpRequest) -> JsonResponse:
    """What arrived, field by field."""
    files = {name: request.FILES[name].size for name in request.FILES}
    return JsonResponse({"fields": dict(request.POST.lists()), "files": files})


def refuse(request: HttpRequest) -> HttpResponse:
    raise Refused(REASONS)


def missing(request: HttpRequest) -> HttpResponse:
    raise Http404


def denied(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def document(request: HttpRequest) -> HttpResponse:
    """Serves the file named in the query."""
    asked = json.loads(request.GET["asked"])
    return private_file_response(Path(asked.pop("path")), **asked)


urlpatterns = [
    path("", login_not_required(home), name="home"),
    path("login/", PortalLoginView.as_view(), name="login"),
    path("logout/", PortalLogoutView.as_view(), name="logout"),
    path("desk/", desk, name="desk"),
    path("password/", page, name="password"),
    path("page/", page),
    path("echo/", echo),
    path("form/", form),
    path("save/", save),
    path("refuse/", refuse),
    path("missing/", missing),
    path("denied/", denied),
    path("document/", document),
]
