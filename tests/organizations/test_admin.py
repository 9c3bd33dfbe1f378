"""Django admin: the administrator's alone, in Chinese, and no place to do business."""

import re

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from changxing_union.filing.models import Campaign, Filing, Holiday, Reading
from changxing_union.organizations.models import (
    AuditEvent,
    Enterprise,
    Membership,
    Organization,
    Role,
    Team,
    User,
)
from tests.factories.organizations import PASSWORD
from tests.factories.pioneer import make_draft, make_filed

# Every model on the admin site: may the administrator add, change, delete?
RIGHTS = {
    "filing.Campaign": (True, True, False),
    "filing.Extension": (True, True, True),
    "filing.Filing": (False, False, False),
    "filing.FormType": (False, True, False),
    "filing.Holiday": (True, True, True),
    "filing.Reading": (True, True, True),
    "organizations.Enterprise": (True, True, True),
    "organizations.Organization": (True, True, True),
    "organizations.Team": (True, True, True),
    "organizations.User": (True, True, False),
    "pioneer.VetoItem": (True, True, False),
}
MODELS = {model._meta.label: model for model in admin.site._registry}


def page(action, label, *args):
    options = MODELS[label]._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_{action}", args=args)


@pytest.fixture
def guanli(signed_in, cast):
    make_filed(cast["lijiaxiang"])
    return signed_in("guanli")


def test_every_model_on_the_site_is_in_this_test():
    assert set(MODELS) == set(RIGHTS)


@pytest.mark.parametrize("username", ["lijiaxiang", "jingjibu", "kaohe", "jingsaiban", "shenji"])
def test_others_are_sent_away(signed_in, cast, username):
    client = signed_in(username)
    for label in ("filing.Filing", "organizations.User"):
        response = client.get(page("changelist", label))
        assert (response.status_code, response.url.split("?")[0]) == (302, "/admin/login/")
        assert client.get(response.url).status_code == 404


def test_index_is_in_chinese(guanli):
    text = guanli.get("/admin/").text
    assert "长兴县总工会劳动竞赛申报平台 · 系统设置" in text
    assert ("组织与人员" in text, "工会组织" in text, "条文理解" in text) == (True, True, True)


@pytest.mark.parametrize("label", RIGHTS)
def test_rights_are_as_agreed_and_every_page_opens(guanli, cast, label):
    model, (add, change, delete) = MODELS[label], RIGHTS[label]
    row = model.objects.first()
    statuses = {
        "changelist": guanli.get(page("changelist", label)).status_code,
        "add": guanli.get(page("add", label)).status_code,
        "change": 200 if row is None else guanli.get(page("change", label, row.pk)).status_code,
        "delete": None if row is None else guanli.get(page("delete", label, row.pk)).status_code,
    }
    assert statuses == {
        "changelist": 200,
        "add": 200 if add else 403,
        "change": 200,
        "delete": None if row is None else (200 if delete else 403),
    }
    posted = guanli.post(page("change", label, row.pk), {}) if row else None
    assert posted is None or posted.status_code == (200 if change else 403)


@pytest.mark.parametrize("label", RIGHTS)
def test_pages_speak_chinese(guanli, label):
    model = MODELS[label]
    text = guanli.get(page("changelist", label)).text
    heading = re.search(r"<h1[^>]*>([^<]+)</h1>", text[text.index('id="content"') :])[1]
    assert str(model._meta.verbose_name) in heading
    # Django itself has no Chinese for “Add link”, which only screen readers meet.
    assert re.findall(r">(Select|Add(?! link)|Search|Filter|Action|Home|Save)\b", text) == []
    for field in model._meta.fields:
        if field.name != "id":
            assert re.search("[\u4e00-\u9fff]|^IP$|SHA", str(field.verbose_name)), field


def test_business_records_stay_as_they_are(guanli, cast):
    filing = Filing.objects.get()
    before = Filing.objects.values().get()
    for address in (
        page("change", "filing.Filing", filing.pk),
        page("delete", "filing.Filing", filing.pk),
        page("add", "filing.Filing"),
    ):
        assert guanli.post(address, {"post": "yes", "subject": "x"}).status_code == 403
    guanli.post(
        page("changelist", "filing.Filing"),
        {"action": "delete_selected", "_selected_action": [filing.pk], "post": "yes"},
    )
    assert Filing.objects.values().get() == before


def test_filing_is_shown_with_its_history_and_without_controls(guanli, cast):
    text = guanli.get(page("change", "filing.Filing", Filing.objects.get().pk)).text
    assert ("上报" in text, "单位工会意见" in text) == (True, True)
    assert re.findall(r'name="_save"|name="_addanother"', text) == []


def formset(prefix, *rows):
    typed = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        typed |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return typed


class TestAccounts:
    def add(self, client, password=PASSWORD, **typed):
        union = Organization.objects.get(code="330522103")
        role = {"organization": union.pk, "role": "filer"}
        sound = {"username": "jiapu", "full_name": "测试夹浦", "is_active": "on",
                 "new_password": password}  # fmt: skip
        return client.post(
            page("add", "organizations.User"),
            {**sound, **formset("memberships", role), **typed},
        )

    def test_new_account_can_sign_in_with_its_role(self, guanli, client):
        assert self.add(guanli).status_code == 302
        user = User.objects.get(username="jiapu")
        assert (user.has_role(Role.FILER), user.external_account_id) == (True, None)
        answer = client.post("/login/", {"username": "jiapu", "password": PASSWORD})
        assert (answer.status_code, answer.url) == (302, "/desk/")

    @pytest.mark.parametrize(
        ("password", "sentence"),
        [
            ("", "新账号须设置密码。"),
            ("simple", "密码至少 8 位，并包含大写字母、小写字母、数字、符号中的三种。"),
        ],
    )
    def test_weak_password_is_refused(self, guanli, password, sentence):
        response = self.add(guanli, password)
        assert (response.status_code, sentence in response.text) == (200, True)

    def test_name_that_is_taken_is_refused(self, guanli):
        response = self.add(guanli, username="meishan")
        assert "该用户名已被使用，请换一个。" in response.text

    def test_change_is_an_audit_row_with_names_and_no_values(self, guanli, cast):
        self.add(guanli)
        event = AuditEvent.objects.get(action="reference_data")
        assert (event.actor, event.target) == (cast["guanli"], "用户 测试夹浦")
        role = {"name": "任职", "object": "夹浦镇 · 填报员"}
        assert event.detail == {"changes": [{"added": {}}, {"added": role}]}
        assert event.detail_in_words == "增加；增加任职 夹浦镇 · 填报员"

    def test_new_role_is_an_audit_row_that_names_it(self, guanli, cast):
        user = cast["meishan"]
        held = user.memberships.get()
        clerk = {"organization": Organization.objects.get(code="330522").pk,
                 "role": "county_clerk"}  # fmt: skip
        old = {"id": held.pk, "user": user.pk, "organization": held.organization_id,
               "role": held.role}  # fmt: skip
        typed = formset("memberships", old, {**clerk, "user": user.pk})
        typed["memberships-INITIAL_FORMS"] = 1
        response = guanli.post(
            page("change", "organizations.User", user.pk),
            {"username": "meishan", "full_name": user.full_name, "is_active": "on", **typed},
        )
        assert response.status_code == 302
        assert Membership.objects.filter(user=user, role="county_clerk").exists()
        (event,) = AuditEvent.objects.filter(action="reference_data")
        role = {"name": "任职", "object": "县总工会 · 县级经办"}
        assert event.detail == {"changes": [{"added": role}]}

    @pytest.mark.parametrize(
        ("code", "role", "sentence"),
        [
            (
                "330522103", "county_clerk",
                "“县级经办”只能在县总工会或县竞赛委办任职，请改选工会组织或角色。",
            ),
            (
                "330522103", "administrator",
                "“系统管理员”只能在县总工会或县竞赛委办任职，请改选工会组织或角色。",
            ),
            (
                "330522103", "team_member",
                "“服务队员”只能在县总工会或县竞赛委办任职，请改选工会组织或角色。",
            ),
            ("330522", "filer", "县级机构不填报，请选择其他角色，或选择乡镇、园区、产业工会。"),
        ],
    )  # fmt: skip
    def test_role_that_an_organization_does_not_have_is_refused(self, guanli, code, role, sentence):
        held = {"organization": Organization.objects.get(code=code).pk, "role": role}
        answer = self.add(guanli, **formset("memberships", held))
        assert (answer.status_code, sentence in answer.text) == (200, True)
        assert not User.objects.filter(username="jiapu").exists()

    def test_new_password_is_an_audit_row_without_the_password(self, guanli, cast):
        user = cast["meishan"]
        held = user.memberships.get()
        old = {"id": held.pk, "user": user.pk, "organization": held.organization_id,
               "role": held.role}  # fmt: skip
        typed = {**formset("memberships", old), "memberships-INITIAL_FORMS": 1}
        guanli.post(
            page("change", "organizations.User", user.pk),
            {"username": "meishan", "full_name": user.full_name, "is_active": "on",
             "new_password": "Better-2018-horse", **typed},
        )  # fmt: skip
        user.refresh_from_db()
        assert user.check_password("Better-2018-horse")
        (event,) = AuditEvent.objects.filter(action="reference_data")
        assert event.detail == {"changes": [{"changed": {"fields": ["新密码"]}}]}
        assert event.detail_in_words == "修改（新密码）"


def add_enterprise(client, name):
    to = Organization.objects.get(code="330522112")
    typed = {"name": name, "move_to": to.pk, "move_on": "2018-01-01", **formset("affiliations")}
    return client.post(page("add", "organizations.Enterprise"), typed)


class TestReferenceData:
    def test_deletion_is_an_audit_row_too(self, guanli, cast):
        holiday = Holiday.objects.get(day="2018-06-18")
        guanli.post(page("delete", "filing.Holiday", holiday.pk), {"post": "yes"})
        guanli.post(
            page("changelist", "filing.Holiday"),
            {"action": "delete_selected", "post": "yes",
             "_selected_action": [Holiday.objects.get(day="2018-09-24").pk]},
        )  # fmt: skip
        events = AuditEvent.objects.filter(action="reference_data").order_by("id")
        assert [(event.actor, event.target) for event in events] == [
            (cast["guanli"], "节假日与调休 2018-06-18 端午节"),
            (cast["guanli"], "节假日与调休 2018-09-24 中秋节"),
        ]

    def test_reading_is_signed_by_whoever_sets_it(self, guanli, cast):
        reading = Reading.objects.get(code="O-05")
        text = guanli.get(page("change", "filing.Reading", reading.pk)).text
        assert ("遇休息日顺延" in text, "不顺延" in text) == (True, True)
        guanli.post(
            page("change", "filing.Reading", reading.pk),
            {"campaign": reading.campaign_id, "code": "O-05", "passage": reading.passage,
             "explanation": reading.explanation, "value": "stay"},
        )  # fmt: skip
        reading.refresh_from_db()
        assert (reading.value, reading.set_by) == ("stay", cast["guanli"])
        assert reading.set_at is not None

    def test_union_with_filings_cannot_be_deleted(self, guanli, cast):
        union = Organization.objects.get(code="330522102")
        guanli.post(page("delete", "organizations.Organization", union.pk), {"post": "yes"})
        assert Organization.objects.filter(pk=union.pk).exists()

    def test_campaign_is_never_deleted(self, guanli):
        campaign = Campaign.objects.get()
        answer = guanli.post(page("delete", "filing.Campaign", campaign.pk), {"post": "yes"})
        assert (answer.status_code, Campaign.objects.count()) == (403, 1)

    def test_enterprise_is_moved_with_a_day_and_keeps_its_history(self, guanli):
        enterprise = Enterprise.objects.get()
        to = Organization.objects.get(code="330522112")
        typed = {"name": enterprise.name, "move_to": to.pk, "move_on": f"{timezone.localdate()}",
                 "move_reason": "搬迁", **formset("affiliations")}  # fmt: skip
        answer = guanli.post(page("change", "organizations.Enterprise", enterprise.pk), typed)
        assert answer.status_code == 302
        assert list(enterprise.affiliations.values_list("organization__code", flat=True)) == [
            "330522102", "330522112",
        ]  # fmt: skip

    def test_name_that_forms_are_compared_by_stays(self, guanli):
        enterprise = Enterprise.objects.get()
        address = page("change", "organizations.Enterprise", enterprise.pk)
        guanli.post(address, {"name": "另一名称有限公司", "address": "测试路1号",
                              **formset("affiliations")})  # fmt: skip
        enterprise.refresh_from_db()
        assert (enterprise.name, enterprise.address) == ("长兴测试纺织有限公司", "测试路1号")
        assert "再由县总工会经办人员在“交叉核对”中合并为同一单位。" in guanli.get(address).text

    @pytest.mark.parametrize("name", ["。。", "——"])
    def test_enterprise_whose_name_says_nothing_is_refused(self, guanli, name):
        answer = add_enterprise(guanli, name)
        assert "请填写单位全称（至少 2 个字）。" in answer.text

    @pytest.mark.parametrize("code", ["33/05", "浙江", "a b", "330522102\n"])
    def test_code_that_would_spoil_addresses_is_refused(self, code):
        with pytest.raises(ValidationError, match="代码只能由数字和英文字母组成。"):
            Organization._meta.get_field("code").run_validators(code)

    @pytest.mark.parametrize("name", ["长兴测试纺织有限公司", "长兴（测试）纺织有限公司"])
    def test_second_enterprise_of_one_name_is_refused_with_a_sentence(self, guanli, name):
        answer = add_enterprise(guanli, name)
        assert "已登记同名单位，请在列表中查找。" in answer.text
        assert Enterprise.objects.count() == 1

    @pytest.mark.parametrize("name", ["细纱甲班", "细纱 甲班"])
    def test_second_team_of_one_name_is_refused_with_a_sentence(self, guanli, name):
        team = Team.objects.get()
        typed = {"enterprise": team.enterprise_id, "name": name, "track": "team"}
        answer = guanli.post(page("add", "organizations.Team"), typed)
        assert (answer.status_code, "该单位已登记同名班组。" in answer.text) == (200, True)
        assert Team.objects.count() == 1


def test_draft_of_a_union_is_seen_by_the_administrator_as_a_line_only(guanli, cast):
    make_draft(cast["meishan"], unit="煤山测试厂")
    text = guanli.get(page("changelist", "filing.Filing")).text
    assert "2018-1-330522112-0001" in text
