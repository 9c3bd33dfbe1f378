from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from changxing_union.web import carried
from changxing_union.web.carried import MAX_CHARACTERS, CarriedPost, pack, unpack
from tests.web.conftest import PASSWORD

TYPED = {
    "team_name": "化成车间㛃䶮𠅤班组",
    "honours_text": "2016年 县级\r\n“最美班组”<b>&amp;",
    "flags": ["team_name", "member_total"],
    "empty": "",
}
# What a browser can send: any character but surrogates and NUL; line ends always as CR LF.
sent_text = st.lists(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n") | st.just("\r\n")
).map("".join)


class Inputs(HTMLParser):
    """The hidden inputs of a page, read as a browser reads and sends them."""

    def __init__(self):
        super().__init__()
        self.fields = []
        self.action = ""

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form" and "account-form" not in found.get("class", ""):
            self.action = found.get("action", "")
        if tag == "input" and found.get("type") == "hidden":
            value = found["value"].replace("\r\n", "\n").replace("\n", "\r\n")
            self.fields.append((found["name"], value))


def hidden_inputs(html):
    page = Inputs()
    page.feed(html.replace("\r\n", "\n"))  # as the HTML standard has the input stream read
    return page


@given(st.lists(st.tuples(sent_text, sent_text), max_size=8))
def test_packed_fields_come_back_exactly(fields):
    post = CarriedPost("/echo/?a=1", tuple(fields), ("扫描.pdf",))
    assert unpack(pack(post)) == (None if "password" in str(fields).lower() else post)


@given(st.lists(st.tuples(st.just("text"), sent_text), min_size=1, max_size=4))
def test_page_to_continue_from_holds_the_fields_exactly(fields):
    context = {"carried": CarriedPost("/echo/", tuple(fields)), "csrf_token": "t", "csp_nonce": ""}
    page = hidden_inputs(render_to_string("organizations/carried.html", context))
    assert page.fields == [("csrfmiddlewaretoken", "t"), *fields]


@pytest.mark.parametrize("damaged", ["", "x", "a:b:c"])
def test_what_was_not_packed_here_is_ignored(damaged):
    assert unpack(damaged) is None


def test_altered_package_is_ignored():
    packed = pack(CarriedPost("/approve/", (("reason", "x"),)))
    assert unpack(packed[:-1] + ("A" if packed[-1] != "A" else "B")) is None


def test_old_package_is_ignored(monkeypatch):
    packed = pack(CarriedPost("/echo/", ()))
    monkeypatch.setattr(carried, "MAX_AGE", -carried.MAX_AGE)
    assert unpack(packed) is None


@pytest.mark.parametrize("name", ["password", "new_password1", "OldPassword"])
def test_passwords_are_never_packed(name):
    assert pack(CarriedPost("/change/", ((name, "secret"),))) == ""


def test_oversized_post_is_not_packed():
    noise = "".join(chr(0x4E00 + (n * 7919) % 20000) for n in range(MAX_CHARACTERS))
    assert pack(CarriedPost("/echo/", (("text", noise),))) == ""


@pytest.mark.django_db
class TestExpiredSession:
    def test_get_goes_to_login_and_comes_back(self, client):
        response = client.get("/page/?a=1")
        assert (response.status_code, response.url) == (302, "/login/?next=/page/%3Fa%3D1")

    def test_post_is_carried_through_the_login_and_sent_again(self, with_csrf, clerk):
        response = with_csrf.post("/echo/?a=1", {**TYPED, "csrfmiddlewaretoken": with_csrf.token})
        assert response.status_code == 401
        assert "您填写的内容已保留，登录后可以继续提交。" in response.text

        login = dict(hidden_inputs(response.text).fields)
        wrong = with_csrf.post("/login/", {**login, "username": "lijiaxiang", "password": "no"})
        login = dict(hidden_inputs(wrong.text).fields)
        right = with_csrf.post("/login/", {**login, "username": "lijiaxiang", "password": PASSWORD})
        assert "您填写的内容已保留，请点“继续提交”。" in right.text

        page = hidden_inputs(right.text)
        assert page.action == "/echo/?a=1"
        again = {}
        for name, value in page.fields[1:]:  # the first token belongs to the 退出 button
            again.setdefault(name, []).append(value)
        fields = with_csrf.post(page.action, again).json()["fields"]
        del fields["csrfmiddlewaretoken"]
        assert fields == {
            name: value if isinstance(value, list) else [value] for name, value in TYPED.items()
        }

    def test_files_are_named_for_choosing_again(self, client, clerk):
        scan = SimpleUploadedFile("盖章扫描件.pdf", b"%PDF-1.4")
        response = client.post("/echo/", {"slot": "sealed", "scan": scan})
        login = dict(hidden_inputs(response.text).fields)
        login |= {"username": "lijiaxiang", "password": PASSWORD}
        assert "<li>盖章扫描件.pdf</li>" in client.post("/login/", login).text

    def test_oversized_post_says_how_to_keep_it(self, client, monkeypatch):
        monkeypatch.setattr(carried, "MAX_CHARACTERS", 10)
        response = client.post("/echo/", {"text": "x"})
        assert response.status_code == 401
        assert "再点浏览器的“后退”回到填写页面" in response.text

    def test_htmx_request_keeps_the_page_and_offers_a_second_window(self, client):
        response = client.post("/echo/", TYPED, headers={"HX-Request": "true"})
        assert response.status_code == 401
        assert (
            '您填写的内容仍在页面上，请<a href="/login/?window=1" target="_blank">'
            "点此在新窗口重新登录</a>，再回到本页继续。"
        ) in response.text

    def test_forged_post_from_elsewhere_is_not_carried(self, with_csrf):
        response = with_csrf.post("/echo/", TYPED)
        assert response.status_code == 403
        assert 'name="carried"' not in response.text
