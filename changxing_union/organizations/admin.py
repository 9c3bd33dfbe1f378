"""Django admin for reference data, in Chinese; open to the system administrator only."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.db.models import Model
from django.http import HttpRequest

from changxing_union.kernel.text import match_key, tidy_line
from changxing_union.organizations.http import client_ip
from changxing_union.organizations.models import (
    Affiliation,
    AuditAction,
    Enterprise,
    Level,
    Membership,
    Organization,
    Role,
    Team,
    User,
)
from changxing_union.organizations.names import pinyin_key
from changxing_union.organizations.services import (
    UNIT_NAME_TOO_SHORT,
    move_blockers,
    move_enterprise,
    record_audit,
)

admin.site.site_header = "长兴县总工会劳动竞赛申报平台 · 系统设置"
admin.site.site_title = "系统设置"
admin.site.index_title = "基础数据"
admin.site.unregister(Group)


class ReferenceAdmin(admin.ModelAdmin):
    """Reference data: the administrator edits it, and every edit is an audit row."""

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        """Django calls this for every row made, its inline rows told in ``message``."""
        self.audit(request, obj, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        """Likewise for every change, in the list or on the row's own page."""
        self.audit(request, obj, message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Likewise for every deletion, of one row or of several at once."""
        for row in queryset:
            self.audit(request, row, [{"deleted": {}}])
        return super().log_deletions(request, queryset)

    def audit(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """What was changed by name, never the values (passwords, phones)."""
        record_audit(
            AuditAction.REFERENCE_DATA,
            actor=request.user if isinstance(request.user, User) else None,
            target=f"{obj._meta.verbose_name} {obj}",
            ip=client_ip(request),
            changes=message,
        )


class ReadOnlyAdmin(admin.ModelAdmin):
    """Business records: the administrator may look, nobody edits them here (domain §4)."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


class UserForm(forms.ModelForm):
    """An account, with a new password typed once when it is to change."""

    new_password = forms.CharField(
        label="新密码", required=False, widget=forms.PasswordInput(render_value=False),
        help_text="新账号必填，已有账号不改则留空。至少 8 位，含大写、小写、数字、符号中的三种。",
    )  # fmt: skip

    class Meta:
        model = User
        fields = ["username", "full_name", "phone", "is_active", "external_account_id"]

    def clean_external_account_id(self) -> str | None:
        """Unique where given: blank is no identity, not an identity called blank."""
        return self.cleaned_data["external_account_id"] or None

    def clean_new_password(self) -> str:
        """The rules for passwords hold here too."""
        typed = str(self.cleaned_data["new_password"])
        if typed:
            validate_password(typed, self.instance)
        elif not self.instance.pk:
            raise forms.ValidationError("新账号须设置密码。")
        return typed

    def save(self, commit: bool = True) -> User:
        """Hash the new password, if any."""
        if self.cleaned_data["new_password"]:
            self.instance.set_password(self.cleaned_data["new_password"])
        user: User = super().save(commit)
        return user


class MembershipForm(forms.ModelForm):
    """A role for an organization that has such people."""

    class Meta:
        model = Membership
        fields = ["organization", "role", "ended_on"]

    def clean(self) -> dict[str, Any]:
        """Unions file; all other roles are the county's, and read what every union has filed."""
        cleaned = super().clean() or {}
        organization, role = cleaned.get("organization"), cleaned.get("role")
        if organization is None or not role:
            return cleaned
        is_county = organization.level is Level.COUNTY
        if role == Role.FILER and is_county:
            self.add_error("role", "县级机构不填报，请选择其他角色，或选择乡镇、园区、产业工会。")
        if role != Role.FILER and not is_county:
            word = Role(role).label
            self.add_error(
                "role", f"“{word}”只能在县总工会或县竞赛委办任职，请改选工会组织或角色。"
            )
        return cleaned


class MembershipInline(admin.TabularInline):
    """A person's roles."""

    model = Membership
    form = MembershipForm
    extra = 1
    can_delete = False


@admin.register(User)
class UserAdmin(ReferenceAdmin):
    """Accounts."""

    form = UserForm
    inlines = [MembershipInline]
    list_display = ["username", "full_name", "is_active", "is_demo", "last_login"]
    list_filter = ["is_active", "memberships__role"]
    search_fields = ["username", "full_name"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Accounts are disabled, not deleted: history refers to them."""
        return False


@admin.register(Organization)
class OrganizationAdmin(ReferenceAdmin):
    """Unions in the county's customary order."""

    list_display = ["name", "code", "kind", "sort_order", "verified", "is_active"]
    list_filter = ["kind", "verified", "is_active"]
    list_editable = ["sort_order"]
    search_fields = ["name", "code"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The code is part of every reference given out."""
        return ["code"] if obj else []


NAME_STAYS = (
    "单位登记后不能在这里改名。更名或写法不同的，请按新名称申报，"
    "再由县总工会经办人员在“交叉核对”中合并为同一单位。"
)


class AffiliationInline(admin.TabularInline):
    """Which union the enterprise reported to, and when; moved by the form above, never edited."""

    model = Affiliation
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Moves are made by ``move_enterprise`` only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """History is not rewritten."""
        return False


class EnterpriseForm(forms.ModelForm):
    """An enterprise, and 调整归属: the union it reports to from a day on."""

    move_to = forms.ModelChoiceField(
        Organization.objects.reporting(), label="调整归属到", required=False,
        help_text="新单位必须选择；原有单位留空表示不调整。",
    )  # fmt: skip
    move_on = forms.DateField(label="自（日期）", required=False)
    move_reason = forms.CharField(label="调整原因", required=False, max_length=200)

    class Meta:
        model = Enterprise
        fields = ["name", "founded", "address", "postcode"]

    def clean_name(self) -> str:
        """Two spellings of one name are one enterprise."""
        name = tidy_line(self.cleaned_data["name"])
        if not match_key(name):
            raise forms.ValidationError(UNIT_NAME_TOO_SHORT)
        twins = Enterprise.objects.filter(name_key=match_key(name)).exclude(pk=self.instance.pk)
        if twins.exists():
            raise forms.ValidationError("已登记同名单位，请在列表中查找。")
        return name

    def clean(self) -> dict[str, Any]:
        """A move needs its day, lies after the last one, and leads somewhere else."""
        cleaned = super().clean() or {}
        to, on = cleaned.get("move_to"), cleaned.get("move_on")
        if to is None and not self.instance.pk:
            self.add_error("move_to", "请选择该单位向哪个工会报送。")
        if to is not None and on is None:
            self.add_error("move_on", "请填写从哪一天起调整。")
        if to is not None and on is not None and self.instance.pk:
            for reason in move_blockers(self.instance, to=to, on=on):
                self.add_error("move_to", reason)
        return cleaned


@admin.register(Enterprise)
class EnterpriseAdmin(ReferenceAdmin):
    """The register of enterprises."""

    form = EnterpriseForm
    inlines = [AffiliationInline]
    list_display = ["name", "address", "created_at"]
    search_fields = ["name", "name_pinyin"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Forms are compared by its name; another spelling is made the same unit by 单位合并."""
        return ["name"] if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The page says where a name is changed."""
        fields = self.get_fields(request, obj)
        return [(None, {"fields": fields, "description": NAME_STAYS if obj else None})]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The derived columns follow the name; a move leaves its history."""
        obj.name_key = match_key(obj.name)
        obj.name_pinyin = pinyin_key(obj.name)
        super().save_model(request, obj, form, change)
        typed = form.cleaned_data
        if typed["move_to"] is not None:
            move_enterprise(
                obj, to=typed["move_to"], on=typed["move_on"], reason=typed["move_reason"]
            )


class TeamForm(forms.ModelForm):
    """A team; two spellings of one name are one team of the enterprise."""

    class Meta:
        model = Team
        fields = ["enterprise", "name", "track", "founded", "leader_name", "leader_mobile"]

    def clean(self) -> dict[str, Any]:
        """The database compares ``name_key``, which no field of this form shows."""
        cleaned = super().clean() or {}
        if cleaned.get("name") and not match_key(cleaned["name"]):
            self.add_error("name", "请填写班组名称。")
        twins = Team.objects.filter(
            enterprise=cleaned.get("enterprise"), name_key=match_key(cleaned.get("name", ""))
        )
        if twins.exclude(pk=self.instance.pk).exists():
            self.add_error("name", "该单位已登记同名班组。")
        return cleaned


@admin.register(Team)
class TeamAdmin(ReferenceAdmin):
    """The register of teams; names are compared by ``name_key``, which follows the name."""

    form = TeamForm
    list_display = ["name", "enterprise", "track", "leader_name"]
    list_filter = ["track"]
    search_fields = ["name", "enterprise__name"]
    list_select_related = ["enterprise"]
    autocomplete_fields = ["enterprise"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The derived column follows the name."""
        obj.name_key = match_key(obj.name)
        super().save_model(request, obj, form, change)
