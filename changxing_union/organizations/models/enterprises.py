"""Enterprises and teams: registers that live across years, so that nothing is typed twice."""

from django.db import models
from django.db.models import F, Q

from changxing_union.organizations.models.people import User
from changxing_union.organizations.models.unions import Organization


class Track(models.TextChoices):
    """创建类型: 工业企业 开展“六型班组”，机关窗口服务行业 开展“四型岗位” (通知 三（一）三)."""

    TEAM = "team", "六型班组"
    POST = "post", "四型岗位"


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    """Adjectives over enterprises."""

    def reporting_to(self, organizations: frozenset[int]) -> "EnterpriseQuerySet":
        """Enterprises whose open affiliation is with one of ``organizations``."""
        return self.filter(affiliations__organization__in=organizations, affiliations__until=None)


class Enterprise(models.Model):
    """单位: an enterprise or institution with its 基层工会, the 单位名称 of every annex."""

    name = models.CharField("单位名称", max_length=100)
    name_key = models.CharField("比对键", max_length=100, unique=True, editable=False)
    name_pinyin = models.CharField("拼音", max_length=300, editable=False, db_index=True)
    founded = models.DateField("何时组建", null=True, blank=True)
    address = models.CharField("单位地址", max_length=200, blank=True)
    postcode = models.CharField("邮编", max_length=6, blank=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    # Another spelling of the unit named here: its name still finds it, nothing else is asked of it.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="other_spellings", verbose_name="已并入",
    )  # fmt: skip

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["name_pinyin"]

    def __str__(self) -> str:
        return self.name


class EnterpriseMerger(models.Model):
    """单位合并: the county found two spellings to be one unit; both rows stay, and so does this."""

    kept = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="mergers", verbose_name="保留的单位"
    )
    absorbed = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="+", verbose_name="并入的单位"
    )
    reason = models.CharField("依据", max_length=200, blank=True)
    merged_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="合并人"
    )
    merged_at = models.DateTimeField("合并时间")

    class Meta:
        verbose_name = verbose_name_plural = "单位合并"
        ordering = ["-merged_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["absorbed"], name="enterprise_is_absorbed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed.name} → {self.kept.name}"


class Affiliation(models.Model):
    """隶属关系: which union an enterprise reports to, and since when; moves leave their history."""

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="affiliations", verbose_name="单位"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="affiliations", verbose_name="工会组织"
    )
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True, help_text="留空表示现在仍隶属")
    reason = models.CharField("变更原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "隶属关系"
        ordering = ["enterprise", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(until=None),
                name="one_current_affiliation",
                violation_error_message="一个单位同一时间只能向一个工会报送。",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="affiliation_ends_after_it_begins",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} → {self.organization.short_name}"


class Team(models.Model):
    """班组/岗位: a team of an enterprise, known to every annex by its name."""

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="teams", verbose_name="单位"
    )
    name = models.CharField("班组名称", max_length=100)
    name_key = models.CharField("比对键", max_length=100, editable=False)
    track = models.CharField("创建类型", max_length=10, choices=Track.choices, default=Track.TEAM)
    founded = models.DateField("何时组建", null=True, blank=True)
    leader_name = models.CharField("班组负责人", max_length=50, blank=True)
    leader_mobile = models.CharField("手机号码", max_length=11, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "班组"
        ordering = ["enterprise", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "name_key"],
                name="one_team_per_name",
                violation_error_message="该单位已登记同名班组。",
            ),
            models.CheckConstraint(condition=Q(track__in=Track.values), name="team_track_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise.name} {self.name}"
