"""Signing in, being locked out, being let in again, and what the audit log says of it all."""

import pytest
from django.test import Client

from changxing_union.organizations.models import AuditEvent, Organization, Role, User
from tests.factories.organizations import PASSWORD
from tests.factories.pioneer import make_draft

LOCKED = "密码连续输错 5 次，该账号已锁定 15 分钟。"


def sign_in(username, password=PASSWORD):
    return Client().post("/login/", {"username": username, "password": password})


def lock(username):
    for _ in range(4):
        assert sign_in(username, "wrong").status_code == 200
    assert sign_in(username, "wrong").status_code == 429


def audit(*names):
    """The audit rows, oldest first: action, actor's name, name typed, target."""
    rows = AuditEvent.objects.order_by("id")
    told = [(row.action, row.actor and row.actor.username, row.username) for row in rows]
    return [row for row in told if not names or row[0] in names]


def test_signing_in_and_out_is_on_record(cast):
    client = Client()
    client.post("/login/", {"username": "lijiaxiang", "password": PASSWORD})
    assert client.get("/desk/").status_code == 200
    client.post("/logout/")
    assert client.get("/desk/").status_code == 302
    assert audit() == [
        ("login", "lijiaxiang", "lijiaxiang"), ("logout", "lijiaxiang", "lijiaxiang"),
    ]  # fmt: skip
    assert set(AuditEvent.objects.values_list("ip", flat=True)) == {"127.0.0.1"}


def test_wrong_password_is_on_record_without_the_password(cast):
    assert sign_in("lijiaxiang", "Secret-9x").status_code == 200
    assert audit() == [("login_failed", None, "lijiaxiang")]
    assert "Secret-9x" not in str(list(AuditEvent.objects.values()))


def test_overlong_name_is_refused_like_any_wrong_one(cast):
    response = sign_in("x" * 5000)
    assert response.status_code == 200
    assert "用户名或密码不正确。请检查大小写和输入法后重试。" in response.text


@pytest.mark.parametrize(
    ("username", "minutes"),
    [("lijiaxiang", 30), ("shenji", 30), ("jingjibu", 15), ("jingsaiban", 15)],
)
def test_idle_reviewers_are_signed_out_sooner(cast, username, minutes):
    response = sign_in(username)
    assert response.cookies["sessionid"]["max-age"] == minutes * 60


class TestLockOut:
    def test_fifth_failure_locks_and_the_right_password_no_longer_helps(self, cast):
        lock("lijiaxiang")
        response = sign_in("lijiaxiang")
        assert (response.status_code, LOCKED in response.text) == (429, True)
        assert audit("locked") == [("locked", None, "lijiaxiang")] * 2
        assert audit("login") == []

    def test_locks_the_account_and_nobody_else(self, cast):
        lock("lijiaxiang")
        assert sign_in("lijiaxiang2").status_code == 302

    def test_administrator_sees_and_unlocks_it_on_the_desk(self, cast, signed_in):
        lock("lijiaxiang")
        client = signed_in("guanli")
        desk = client.get("/desk/")
        assert "被锁定的账号（1）" in desk.text
        assert 'name="username" value="lijiaxiang"' in desk.text
        response = client.post("/accounts/unlock/", {"username": "lijiaxiang"}, follow=True)
        assert "账号 lijiaxiang 已解锁，可以重新登录。" in response.text
        assert "没有被锁定的账号。" in response.text
        event = AuditEvent.objects.get(action="unlocked")
        assert (event.actor, event.target) == (cast["guanli"], "lijiaxiang")
        assert sign_in("lijiaxiang").status_code == 302

    def test_unlocking_what_is_not_locked_says_so(self, cast, signed_in):
        response = signed_in("guanli").post("/accounts/unlock/", {"username": "x"}, follow=True)
        assert "该账号现在没有被锁定。" in response.text
        assert audit("unlocked") == []

    def test_a_few_failures_are_no_lock(self, cast, signed_in):
        sign_in("lijiaxiang", "wrong")
        assert "没有被锁定的账号。" in signed_in("guanli").get("/desk/").text

    def test_admin_has_no_login_of_its_own(self, cast):
        response = Client().post("/admin/login/", {"username": "guanli", "password": PASSWORD})
        assert response.status_code == 401
        assert audit("login") == []


class TestDemoAccounts:
    @pytest.fixture
    def demo(self, cast):
        User.objects.filter(username="lijiaxiang").update(is_demo=True)

    def test_are_refused_where_debug_is_off(self, demo, settings):
        settings.DEBUG = False
        response = sign_in("lijiaxiang")
        assert response.status_code == 200
        assert "用户名或密码不正确，还可再试 4 次。" in response.text

    def test_are_let_in_where_debug_is_on(self, demo, settings):
        settings.DEBUG = True
        assert sign_in("lijiaxiang").status_code == 302

    def test_session_ends_when_debug_is_switched_off(self, demo, settings):
        settings.DEBUG = True
        client = Client()
        client.post("/login/", {"username": "lijiaxiang", "password": PASSWORD})
        settings.DEBUG = False
        assert client.get("/desk/").status_code == 302


def test_disabled_account_is_refused(cast):
    User.objects.filter(username="lijiaxiang").update(is_active=False)
    assert sign_in("lijiaxiang").status_code == 200
    assert audit("login") == []


class TestOwnPassword:
    NEW = "Better-2018-horse"

    def change(self, client, old=PASSWORD, new=NEW):
        typed = {"old_password": old, "new_password1": new, "new_password2": new}
        return client.post("/password/", typed)

    def test_is_changed_and_on_record(self, cast, signed_in):
        response = self.change(signed_in("lijiaxiang"))
        assert (response.status_code, response.url) == (302, "/desk/")
        assert audit("password") == [("password", "lijiaxiang", "lijiaxiang")]
        assert sign_in("lijiaxiang", self.NEW).status_code == 302

    def test_ends_other_sessions_and_not_this_one(self, cast, signed_in):
        here, elsewhere = signed_in("lijiaxiang"), signed_in("lijiaxiang")
        self.change(here)
        assert here.get("/desk/").status_code == 200
        assert elsewhere.get("/desk/").status_code == 302

    def test_needs_the_present_one(self, cast, signed_in):
        assert self.change(signed_in("lijiaxiang"), old="wrong").status_code == 200
        assert audit("password") == []

    @pytest.mark.parametrize("weak", ["Ab1!", "alllowercase", "12345678", "lijiaxiang"])
    def test_must_be_of_three_kinds(self, cast, signed_in, weak):
        response = self.change(signed_in("lijiaxiang"), new=weak)
        assert response.status_code == 200
        rule = "密码至少 8 位，并包含大写字母、小写字母、数字、符号中的三种。"
        assert rule in response.text


class TestAuditLog:
    def test_denied_access_names_who_what_and_how(self, cast, signed_in):
        reference = make_draft(cast["lijiaxiang"]).filing.reference
        signed_in("meishan").post(f"/filings/{reference}/file/")
        event = AuditEvent.objects.get(action="denied")
        assert (event.actor, event.username, event.target, event.ip) == (
            cast["meishan"], "meishan", reference, "127.0.0.1",
        )  # fmt: skip
        assert event.detail == {"path": f"/filings/{reference}/file/", "method": "POST"}
        seen = signed_in("shenji").get("/audit/?action=denied").text
        assert f"POST /filings/{reference}/file/" in seen

    def test_mistyped_reference_accuses_nobody(self, cast, signed_in):
        signed_in("meishan").get("/filings/2018-1-330522102-9999/")
        assert audit("denied") == []

    def test_is_read_by_the_auditor_in_chinese_and_filtered(self, cast, signed_in):
        sign_in("meishan", "wrong")
        sign_in("lijiaxiang")
        client = signed_in("shenji")
        everything = client.get("/audit/").text
        assert ("登录失败" in everything, "meishan" in everything) == (True, True)
        only = client.get("/audit/?action=login&username=lijiaxiang").text
        assert only.count('data-label="事项"') == 1
        assert "没有符合条件的记录。" in client.get("/audit/?username=nobody").text

    def test_number_of_queries_does_not_grow(self, cast, signed_in, django_assert_num_queries):
        client = signed_in("shenji")
        client.get("/desk/")
        for more in (1, 2):
            for _ in range(more):
                sign_in("lijiaxiang")
            with django_assert_num_queries(4):
                client.get("/audit/")


def test_superuser_of_the_command_line_is_an_administrator(campaign):
    user = User.objects.create_superuser("admin", PASSWORD, full_name="管理员")
    assert (user.has_role(Role.ADMINISTRATOR), user.is_staff, user.is_superuser) == (
        True, True, False,
    )  # fmt: skip
    assert user.held_roles[0].organization == Organization.objects.get(code="330522")
