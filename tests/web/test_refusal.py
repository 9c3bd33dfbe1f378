import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.urls import REASONS

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
NOT_FOUND = "您要找的页面或记录不存在，或者不在您的查看范围内。请核对编号，或从列表中重新打开。"


def test_refused_act_is_a_409_page_with_every_reason(signed_in):
    response = signed_in.post("/refuse/", headers={"Referer": "http://testserver/page/?a=1"})
    assert response.status_code == 409
    assert [f"<li>{reason}</li>" in response.text for reason in REASONS] == [True, True]
    assert '<a class="btn btn-primary" href="/page/?a=1">返回刚才的页面</a>' in response.text
    assert 'href="/desk/">回到我的待办</a>' in response.text


@pytest.mark.parametrize(
    "referer",
    ["", "https://evil.example/page/", "//evil.example/", "http://testserver.evil.example/", "x"],
)
def test_refusal_links_back_only_into_the_portal(signed_in, referer):
    response = signed_in.post("/refuse/", headers={"Referer": referer})
    assert "返回刚才的页面" not in response.text


def test_refused_htmx_act_is_a_fragment(signed_in):
    response = signed_in.post("/refuse/", headers=HTMX)
    assert response.status_code == 409
    assert "<html" not in response.text
    assert [reason in response.text for reason in REASONS] == [True, True]


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("path", ["/missing/", "/no/such/address/"])
def test_missing_page_is_ours_whatever_debug_says(signed_in, settings, path, debug):
    settings.DEBUG = debug
    response = signed_in.get(path)
    assert response.status_code == 404
    assert NOT_FOUND in response.text
    assert "urlpatterns" not in response.text


def test_missing_page_names_nothing_of_the_address(signed_in):
    assert "2018-1" not in signed_in.get("/no/2018-1-330522102-0007/").text


def test_address_of_a_button_opened_by_hand_is_a_page_with_a_way_on(signed_in):
    response = signed_in.get("/logout/")
    assert (response.status_code, response.headers["Allow"]) == (405, "POST, OPTIONS")
    assert "这个地址不能直接打开，要由页面上的按钮带您过去。" in response.text
    assert 'href="/desk/">回到我的待办</a>' in response.text


def test_denied_page_says_whom_to_ask(signed_in):
    response = signed_in.get("/denied/")
    assert response.status_code == 403
    assert "您的账号没有这项权限。如确需办理，请联系系统管理员。" in response.text


@pytest.mark.parametrize("debug", [False, True])
def test_too_much_text_is_a_413_page(signed_in, settings, debug):
    settings.DEBUG = debug
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = signed_in.post("/echo/", {"text": "长" * 1000})
    assert response.status_code == 413
    assert "提交的内容过大，系统没有接收。请减少文字或分几次上传附件后重试。" in response.text


def test_too_many_fields_are_a_413_page(signed_in, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    assert signed_in.post("/echo/", {f"f{n}": "" for n in range(9)}).status_code == 413


def test_too_many_files_are_a_413_page(signed_in, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 1
    files = [SimpleUploadedFile(f"{n}.pdf", b"x") for n in range(3)]
    assert signed_in.post("/echo/", {"scan": files}).status_code == 413


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_garbled_form_is_a_400_page(signed_in, headers):
    response = signed_in.post(
        "/echo/", b"nonsense", content_type="multipart/form-data", headers=headers
    )
    assert response.status_code == 400
    assert "提交的内容不完整，可能是网络中断造成的。" in response.text


def test_csrf_failure_says_what_to_do(with_csrf, clerk):
    with_csrf.force_login(clerk)
    response = with_csrf.post("/echo/", {"reason": "typed", "csrfmiddlewaretoken": "0" * 64})
    assert response.status_code == 403
    assert "请点浏览器的“后退”回到刚才的页面" in response.text
    assert "typed" not in response.text


def test_csrf_failure_without_cookie_says_so(with_csrf, clerk):
    with_csrf.force_login(clerk)
    del with_csrf.cookies["csrftoken"]
    response = with_csrf.post("/echo/", {})
    assert "浏览器没有接受本网站的 Cookie。" in response.text


def test_stale_login_page_says_to_open_it_again(with_csrf):
    response = with_csrf.post("/login/", {"csrfmiddlewaretoken": "0" * 64})
    assert "登录页面已过期，或您已在其他窗口登录。请重新打开登录页面再试。" in response.text
