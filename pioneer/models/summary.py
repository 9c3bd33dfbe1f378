"""What annex 2 asks for (domain §2.2): one sheet per union and campaign, one row per team."""

from django.db import models
from django.db.models import Q

from changxing_union.filing.models import Filing
from changxing_union.filing.models.lines import HoldsLines, Line, LineQuerySet

# The FormType rows of annex 2 name this product by this kind.
SUMMARY_KIND = "pioneer:summary"


class ReportKind(models.TextChoices):
    """Whether the sheet lists teams or says explicitly that there are none."""

    TEAMS = "teams", "有参赛班组"
    NIL = "nil", "零报告（没有班组参赛）"


class SummarySheet(HoldsLines):
    """参赛企业汇总表: annex 2, one per union and campaign."""

    filing = models.OneToOneField(
        Filing, on_delete=models.CASCADE, primary_key=True,
        related_name="summary_sheet", verbose_name="申报",
    )  # fmt: skip

    report_kind = models.CharField(
        "报表内容", max_length=10, choices=ReportKind.choices, default=ReportKind.TEAMS
    )

    # What it was when it was last filed; empty before that.
    filed_kind = models.CharField(
        "已上报的内容", max_length=10, choices=ReportKind.choices, blank=True, editable=False
    )

    class Meta:
        verbose_name = verbose_name_plural = "参赛企业汇总表"
        constraints = [
            models.CheckConstraint(
                condition=Q(report_kind__in=ReportKind.values), name="summary_report_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(filed_kind__in=[*ReportKind.values, ""]),
                name="summary_filed_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing.organization.short_name} 参赛企业汇总表"


class SummaryRowQuerySet(LineQuerySet["SummaryRow"]):
    """Lines of annex 2."""


class SummaryRow(Line):
    """参赛班组: one line of annex 2; unit and team are stored apart and printed joined (O-14)."""

    sheet = models.ForeignKey(
        SummarySheet, on_delete=models.CASCADE, related_name="rows", verbose_name="汇总表"
    )
    unit_name = models.CharField("单位名称", max_length=100, blank=True)
    team_name = models.CharField("班组名称", max_length=100, blank=True)
    industry = models.CharField("所属行业", max_length=50, blank=True)
    participant_count = models.PositiveIntegerField("参赛人数", null=True, blank=True)
    leader_name = models.CharField("组长", max_length=50, blank=True)
    leader_mobile = models.CharField("手机号", max_length=11, blank=True)
    leader_wechat = models.CharField("微信号", max_length=20, blank=True)
    # The names as compared: two spellings that are one unit have one key.
    unit_key = models.CharField("单位比对键", max_length=100, blank=True, editable=False)
    team_key = models.CharField("班组比对键", max_length=100, blank=True, editable=False)

    objects = SummaryRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "参赛班组"
        ordering = ["sheet", "is_filed", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "is_filed", "key"], name="one_summary_row_per_key"
            ),
        ]
        indexes = [
            models.Index(fields=["sheet", "is_filed", "position"], name="summary_row_in_order"),
            models.Index(
                fields=["unit_key", "team_key"],
                condition=Q(is_filed=True),
                name="summary_row_by_names",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name} {self.team_name}".strip()

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything that could be read."""
        texts = (self.unit_name, self.team_name, self.industry, self.leader_name, *self.contact)
        return self.participant_count is None and not any(texts)

    @property
    def contact(self) -> tuple[str, str]:
        """手机号/微信号, one cell on paper and on screen."""
        return self.leader_mobile, self.leader_wechat

    @contact.setter
    def contact(self, value: tuple[str, str]) -> None:
        self.leader_mobile, self.leader_wechat = value
