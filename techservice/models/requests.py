"""What annex 5 asks for in spring (domain §2.5); what came of it is the service order's."""

from django.db import models

from changxing_union.filing.models import Filing
from changxing_union.filing.models.lines import HoldsLines, Line, LineQuerySet

# The FormType rows of annex 5 name this product by this kind.
REQUEST_KIND = "techservice:request"


class ServiceRequest(HoldsLines):
    """技术服务项目登记表: annex 5, what an enterprise needs; phase one of its sheet."""

    filing = models.OneToOneField(
        Filing, on_delete=models.CASCADE, primary_key=True,
        related_name="service_request", verbose_name="申报",
    )  # fmt: skip
    unit_name = models.CharField("企业名称", max_length=100, blank=True)
    filled_on = models.DateField("填写日期", null=True, blank=True)
    chair_name = models.CharField("工会主席", max_length=50, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    qq = models.CharField("QQ号", max_length=11, blank=True)
    wechat = models.CharField("微信号", max_length=20, blank=True)
    address = models.CharField("企业地址", max_length=200, blank=True)
    need_text = models.TextField("急需技术服务的项目、内容", max_length=1000, blank=True)
    # The need in a word or two, for matching and for the board of unmet needs; not printed.
    need_trade = models.CharField("专业或工种", max_length=50, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "技术服务项目登记表"

    def __str__(self) -> str:
        return f"{self.unit_name} 技术服务需求"

    @property
    def contact(self) -> str:
        """联系电话/QQ号/微信号, one cell on paper."""
        return "/".join(part for part in (self.phone, self.qq, self.wechat) if part)


class TrainingDemandQuerySet(LineQuerySet["TrainingDemand"]):
    """Lines of annex 5."""


class TrainingDemand(Line):
    """培训需求: one 工种 and how many are to be trained in it (O-22)."""

    sheet = models.ForeignKey(
        ServiceRequest, on_delete=models.CASCADE, related_name="rows",
        verbose_name="技术服务项目登记表",
    )  # fmt: skip
    trade = models.CharField("工种", max_length=50, blank=True)
    head_count = models.PositiveIntegerField("人数", null=True, blank=True)

    objects = TrainingDemandQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培训需求"
        ordering = ["sheet", "is_filed", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "is_filed", "key"], name="one_training_demand_per_key"
            ),
        ]
        indexes = [
            models.Index(fields=["sheet", "is_filed", "position"], name="training_demand_in_order"),
        ]

    def __str__(self) -> str:
        count = "" if self.head_count is None else f"{self.head_count}人"
        return f"{self.trade} {count}".strip()

    @property
    def is_empty(self) -> bool:
        """Whether neither cell holds anything that could be read."""
        return not self.trade and self.head_count is None
