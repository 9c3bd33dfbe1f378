"""Users and what they may be: rights come from memberships and from nothing else (design §3)."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from changxing_union.organizations.models.unions import Kind, Organization


class Role(models.TextChoices):
    """What a person does for an organization."""

    FILER = "filer", "填报员"
    COUNTY_CLERK = "county_clerk", "县级经办"
    ASSESSOR = "assessor", "考核员"
    SIGNATORY = "signatory", "签署人"
    TEAM_MEMBER = "team_member", "服务队员"
    ADMINISTRATOR = "administrator", "系统管理员"
    AUDITOR = "auditor", "审计员"


class UserManager(BaseUserManager["User"]):
    """Makes accounts for the command line and the seed."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """An account with a hashed password (none given: it cannot sign in)."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str, **fields: Any) -> "User":
        """``manage.py createsuperuser``: an account that is 系统管理员 of the county union."""
        user = self.create_user(username, password, **fields)
        county = Organization.objects.get(kind=Kind.COUNTY_UNION)
        Membership.objects.create(user=user, organization=county, role=Role.ADMINISTRATOR)
        return user


class User(AbstractBaseUser):
    """用户: a person with an account of their own; accounts are never shared (等保二级)."""

    username = models.CharField(
        "用户名",
        max_length=50,
        unique=True,
        error_messages={"unique": "该用户名已被使用，请换一个。"},
    )
    full_name = models.CharField("姓名", max_length=50)
    phone = models.CharField("办公电话", max_length=30, blank=True)
    is_active = models.BooleanField("启用", default=True)
    is_demo = models.BooleanField("演示账号", default=False, editable=False)
    external_account_id = models.CharField(
        "外部账号标识", max_length=100, null=True, blank=True, unique=True,
        help_text="统一身份认证预留；绝不按姓名匹配",
    )  # fmt: skip
    date_joined = models.DateTimeField("创建时间", default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name or self.username

    @cached_property
    def held_roles(self) -> tuple["Membership", ...]:
        """Every current membership with its organization: one query answers all rights."""
        return tuple(self.memberships.current().select_related("organization"))

    def has_role(self, role: Role) -> bool:
        """Whether the user holds ``role`` for any organization."""
        return any(held.role == role for held in self.held_roles)

    def organization_ids(self, role: Role) -> frozenset[int]:
        """The organizations for which the user holds ``role``."""
        return frozenset(held.organization_id for held in self.held_roles if held.role == role)

    @property
    def is_staff(self) -> bool:
        """Django admin is for the system administrator only."""
        return self.is_active and self.has_role(Role.ADMINISTRATOR)

    @property
    def is_superuser(self) -> bool:
        """No account stands above the rules; asked for by Django's own templates."""
        return False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Asked by Django admin only; each admin class then narrows it (business records: read)."""
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        """Whether Django admin lists an application to this user."""
        return self.is_staff


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Adjectives over memberships."""

    def current(self) -> "MembershipQuerySet":
        """Not ended."""
        return self.filter(ended_on=None)


class Membership(models.Model):
    """任职: one user holds one role for one organization; several people per organization."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="memberships", verbose_name="用户"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="memberships", verbose_name="工会组织"
    )
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    ended_on = models.DateField("离任日期", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ["organization__sort_order", "user__username"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "role"],
                condition=Q(ended_on=None),
                name="one_current_membership_per_role",
                violation_error_message="该用户已有此任职。",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="membership_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization.short_name} · {self.get_role_display()}"
