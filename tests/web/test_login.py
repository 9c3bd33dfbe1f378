import pytest

from changxing_union.web.carried import CarriedPost, pack
from tests.web.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def sign_in(client, password=PASSWORD, **fields):
    return client.post("/login/", {"username": "lijiaxiang", "password": password, **fields})


@pytest.mark.parametrize("username", ["lijiaxiang", "  lijiaxiang ", "ｌｉｊｉａｘｉａｎｇ"])
def test_username_is_forgiven_blanks_and_full_width(client, clerk, username):
    response = sign_in(client, username=username)
    assert (response.status_code, response.url) == (302, "/desk/")


def test_password_is_taken_as_typed(client, clerk):
    assert sign_in(client, password=f" {PASSWORD}").status_code == 200


def test_each_failure_tells_how_many_attempts_are_left(client, clerk):
    for left in (4, 3, 2, 1):
        assert f"用户名或密码不正确，还可再试 {left} 次。" in sign_in(client, "wrong").text


def test_unknown_name_is_answered_alike(client, db):
    assert "用户名或密码不正确，还可再试 4 次。" in sign_in(client, "wrong").text


def test_fifth_failure_locks_the_account_and_says_for_how_long(client, clerk):
    for _ in range(4):
        sign_in(client, "wrong")
    response = sign_in(client, "wrong")
    assert response.status_code == 429
    assert "密码连续输错 5 次，该账号已锁定 15 分钟。" in response.text
    assert "如需立即解锁，请联系系统管理员。" in response.text


def test_locked_account_stays_locked_for_the_right_password_and_keeps_what_was_typed(client, clerk):
    for _ in range(5):
        sign_in(client, "wrong")
    carried = pack(CarriedPost("/echo/", (("a", "b"),)))
    response = sign_in(client, carried=carried)
    assert response.status_code == 429
    assert f'name="carried" value="{carried}"' in response.text


def test_success_forgets_earlier_failures(client, clerk):
    for _ in range(4):
        sign_in(client, "wrong")
    sign_in(client)
    client.post("/logout/")
    assert "还可再试 4 次。" in sign_in(client, "wrong").text


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/page/?a=1", "/page/?a=1"),
        ("https://evil.example/", "/desk/"),
        ("//evil.example/", "/desk/"),
        ("/login/", "/desk/"),
        ("/login/?next=/login/", "/desk/"),
    ],
)
def test_next_leads_into_the_portal_and_never_in_a_circle(client, clerk, asked, reached):
    assert sign_in(client, next=asked).url == reached
    assert client.get("/login/", {"next": asked}).url == reached


def test_second_window_ends_by_saying_that_it_may_be_closed(client, clerk):
    page = client.get("/login/?window=1")
    assert '<input type="hidden" name="window" value="1">' in page.text
    response = client.post(
        "/login/", {"username": "lijiaxiang", "password": PASSWORD, "window": "1"}, follow=True
    )
    assert response.redirect_chain == [("/login/?window=1", 302)]
    assert "请关闭本窗口，回到原来的页面继续填写" in response.text


def test_useless_carried_fields_do_not_stop_the_login(client, clerk):
    assert sign_in(client, carried="forged").url == "/desk/"


def test_login_form_itself_is_never_carried(client, clerk):
    assert 'name="carried"' not in sign_in(client, "wrong").text


def test_signing_out_says_so_and_clears_the_browsers_copies(signed_in):
    response = signed_in.post("/logout/")
    assert response.status_code == 200
    assert "您已安全退出。" in response.text
    assert response.headers["Clear-Site-Data"] == '"cache"'


def test_signing_out_works_after_the_session_has_ended(client):
    assert "您已安全退出。" in client.post("/logout/").text


def test_signing_out_takes_a_post(signed_in):
    assert signed_in.get("/logout/").status_code == 405
