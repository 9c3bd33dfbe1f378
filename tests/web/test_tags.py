from datetime import timedelta

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import timezone

from changxing_union.web.pagination import BoundedCount, KeysetPage


class RequestWith:
    def __init__(self, query):
        self.GET = QueryDict(query)


def render(source, **context):
    return Template("{% load web %}" + source).render(Context(context))


class ReasonForm(forms.Form):
    unit = forms.CharField(label="单位名称", help_text="填写全称。")
    kind = forms.ChoiceField(label="类型", choices=[("a", "六型班组")], widget=forms.RadioSelect)


@pytest.mark.parametrize(
    ("tag", "query"),
    [
        ("cursor='b'", "?state=filed&amp;q=%E7%85%A4&amp;cursor=b"),
        ("cursor=None", "?state=filed&amp;q=%E7%85%A4"),
        ("state='' cursor='b c'", "?q=%E7%85%A4&amp;cursor=b+c"),
    ],
)
def test_query_with_keeps_the_other_filters(tag, query):
    request = RequestWith("state=filed&q=煤&cursor=a")
    assert render("{% query_with " + tag + " %}", request=request) == query


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 字节"),
        (1023, "1023 字节"),
        (1024, "1 KB"),
        (1_048_575, "1024 KB"),
        (2_516_582, "2.4 MB"),
    ],
)
def test_bytes_are_shown_in_chinese(size, shown):
    assert render("{{ size|bytes_zh }}", size=size) == shown


@pytest.mark.parametrize(("phone", "shown"), [("13900000061", "139****0061"), ("", "")])
def test_phone_of_others_is_masked(phone, shown):
    assert render("{{ phone|masked }}", phone=phone) == shown


def test_days_are_calendar_days():
    start = timezone.localtime().replace(hour=23, minute=59, second=59) - timedelta(days=3)
    assert render("{{ moment|days_since }}", moment=start) == "3"


def test_control_is_tied_to_help_and_message():
    html = render("{% control form.unit %}", form=ReasonForm())
    assert 'aria-describedby="help-unit msg-unit"' in html
    assert 'class="form-control"' in html


def test_control_takes_htmx_attributes():
    html = render("{% control form.unit hx_post='/save/' %}", form=ReasonForm())
    assert 'hx-post="/save/"' in html


def test_field_with_an_error_says_it_where_the_control_points():
    form = ReasonForm({"unit": ""})
    html = render_to_string("components/_field.html", {"field": form["unit"]})
    assert 'aria-invalid="true"' in html
    assert 'id="msg-unit" data-level="error"><p>' in html


def test_group_of_choices_has_a_legend():
    html = render_to_string("components/_field.html", {"field": ReasonForm()["kind"]})
    assert "<legend" in html


def test_pager_links_to_both_neighbours_and_keeps_the_filters():
    context = {
        "page": KeysetPage([1, 2], "next", "previous"),
        "total": BoundedCount(1000, more=True),
        "request": RequestWith("state=filed"),
    }
    html = render_to_string("components/_pager.html", context)
    assert 'href="?state=filed&amp;cursor=previous">上一页' in html
    assert 'href="?state=filed&amp;cursor=next">下一页' in html
    assert "共 1,000+ 条" in html


def test_pager_of_a_single_page_has_no_links():
    context = {"page": KeysetPage([1], None, None), "request": RequestWith("")}
    html = render_to_string("components/_pager.html", context)
    assert "<a " not in html


@pytest.mark.parametrize("page", ["400.html", "500.html"])
def test_last_resort_pages_need_nothing(page):
    html = render_to_string(page)
    assert 'href="/static/css/portal.css"' in html
