"""A year's notice as data: 2019 is a new row, not new code (N02)."""

from django.db import models
from django.db.models import Q

from changxing_union.organizations.models import Organization, User


class Tier(models.TextChoices):
    """Whose deadline it is: 基层工会 to the township, or the township to the county (O-04)."""

    GRASSROOTS = "grassroots", "基层工会"
    UNION = "union", "乡镇（街道、园区）、产业工会"


class SigningBody(models.TextChoices):
    """Who signs an opinion box. The first two are signed on paper and recorded by the union."""

    UNIT_UNION = "unit_union", "单位工会"
    UNIT = "unit", "单位"
    REPORTING_UNION = "reporting_union", "乡镇（街道、园区）、产业工会"
    COMPETITION_OFFICE = "competition_office", "县劳动竞赛委员会办公室"
    COUNTY_UNION = "county_union", "县总工会"


class SigningStage(models.TextChoices):
    """Whether a box must be complete before 上报 or before the county decides."""

    FILING = "filing", "上报前"
    DECISION = "decision", "审定前"


class Campaign(models.Model):
    """申报活动: one year's theme, document number and text; everything hangs on it."""

    year = models.PositiveSmallIntegerField("年度", unique=True)
    theme = models.CharField("主题", max_length=100)
    title = models.CharField("通知标题", max_length=200)
    document_number = models.CharField("发文字号", max_length=50, unique=True)
    opened_on = models.DateField("发文日期")
    addressees = models.CharField("主送", max_length=200, blank=True)
    issuers = models.CharField("发文单位", max_length=200, blank=True)
    notice_text = models.TextField("通知正文", blank=True)
    contact_card = models.TextField(
        "联系方式", blank=True, help_text="登录后可见；请勿填写个人隐私信息"
    )
    return_working_days = models.PositiveSmallIntegerField("退回后重报期限（工作日）", default=5)
    is_open = models.BooleanField("进行中", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "申报活动"
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"{self.year} 年“{self.theme}”"


class FormType(models.Model):
    """表格类型: one annex of a campaign, its two titles and its footer as issued (O-01)."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="form_types", verbose_name="申报活动"
    )
    annex = models.PositiveSmallIntegerField("附件号")
    kind = models.CharField("程序标识", max_length=40, editable=False)
    list_title = models.CharField("目录标题", max_length=100)
    heading_title = models.CharField("表头标题", max_length=100)
    short_title = models.CharField("简称", max_length=40)
    footer = models.TextField("备注原文")
    approved_label = models.CharField("通过后的状态名称", max_length=20)
    declined_label = models.CharField("不予通过的说法", max_length=20, default="不予通过")
    scan_required = models.BooleanField("上报须附盖章扫描件", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "表格类型"
        ordering = ["campaign", "annex"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "annex"], name="one_form_type_per_annex"),
        ]

    def __str__(self) -> str:
        return f"附件{self.annex} {self.short_title}"


class BoxRule(models.Model):
    """意见栏设置: one signature box of a form, in its printed order (O-19)."""

    form_type = models.ForeignKey(
        FormType, on_delete=models.CASCADE, related_name="box_rules", verbose_name="表格类型"
    )
    position = models.PositiveSmallIntegerField("顺序")
    code = models.CharField("标识", max_length=40)
    label = models.CharField("栏目名称", max_length=100)
    body = models.CharField("签署单位", max_length=20, choices=SigningBody.choices)
    stage = models.CharField("完成时点", max_length=10, choices=SigningStage.choices)

    class Meta:
        verbose_name = verbose_name_plural = "意见栏设置"
        ordering = ["form_type", "position"]
        constraints = [
            models.UniqueConstraint(fields=["form_type", "position"], name="one_box_per_position"),
            models.UniqueConstraint(fields=["form_type", "code"], name="one_box_per_code"),
            models.CheckConstraint(
                condition=Q(body__in=SigningBody.values), name="box_rule_body_is_known"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=SigningStage.values), name="box_rule_stage_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class CopyRule(models.Model):
    """份数设置: which copy of the paper goes to whom (备注“一式3份”)."""

    form_type = models.ForeignKey(
        FormType, on_delete=models.CASCADE, related_name="copy_rules", verbose_name="表格类型"
    )
    number = models.PositiveSmallIntegerField("第几份")
    holder = models.CharField("留存单位", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "份数设置"
        ordering = ["form_type", "number"]
        constraints = [
            models.UniqueConstraint(fields=["form_type", "number"], name="one_copy_per_number"),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 份 {self.holder}"


class Deadline(models.Model):
    """截止日期: the day named in the notice, per form and tier; O-05 may roll it forward."""

    form_type = models.ForeignKey(
        FormType, on_delete=models.CASCADE, related_name="deadlines", verbose_name="表格类型"
    )
    tier = models.CharField("层级", max_length=12, choices=Tier.choices)
    due_on = models.DateField("截止日期")

    class Meta:
        verbose_name = verbose_name_plural = "截止日期"
        ordering = ["form_type", "due_on"]
        constraints = [
            models.UniqueConstraint(fields=["form_type", "tier"], name="one_deadline_per_tier"),
            models.CheckConstraint(
                condition=Q(tier__in=Tier.values), name="deadline_tier_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_tier_display()} {self.due_on}"


class Extension(models.Model):
    """延期: one union may file one form later, for a reason (N43)."""

    form_type = models.ForeignKey(
        FormType, on_delete=models.PROTECT, related_name="extensions", verbose_name="表格类型"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="extensions", verbose_name="工会组织"
    )
    until = models.DateField("延至")
    reason = models.CharField("原因", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "延期"
        ordering = ["form_type", "organization"]
        constraints = [
            models.UniqueConstraint(
                fields=["form_type", "organization"],
                name="one_extension_per_union",
                violation_error_message="该工会的这张表已有延期，请直接修改日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization.short_name} 延至 {self.until}"


class Holiday(models.Model):
    """节假日与调休: days that differ from the ordinary Monday-to-Friday week."""

    day = models.DateField("日期", unique=True)
    works = models.BooleanField("上班", default=False, help_text="勾选表示调休上班")
    name = models.CharField("名称", max_length=30)

    class Meta:
        verbose_name = verbose_name_plural = "节假日与调休"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Reading(models.Model):
    """条文理解: how the county reads an unclear passage; set once, cited everywhere."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="readings", verbose_name="申报活动"
    )
    code = models.CharField("编号", max_length=8)
    passage = models.CharField("条文", max_length=200)
    explanation = models.CharField("采用的理解", max_length=300)
    choices = models.JSONField("可选项", default=dict, editable=False)
    value = models.CharField("取值", max_length=40, blank=True)
    set_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name="设定人",
    )  # fmt: skip
    set_at = models.DateTimeField("设定时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "条文理解"
        ordering = ["campaign", "code"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "code"], name="one_reading_per_passage"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.passage}"
