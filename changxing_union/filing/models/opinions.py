"""意见栏: one row per signature box, copied from the form's rules when the filing opens."""

from django.db import models
from django.db.models import Q

from changxing_union.filing.models.campaign import SigningBody, SigningStage
from changxing_union.filing.models.filing import Filing
from changxing_union.organizations.models import User


class Seal(models.TextChoices):
    """How far the box is sealed on paper; the portal records a seal, it never replaces one."""

    NONE = "none", "未盖章"
    SEALED = "sealed", "已盖章"
    SCANNED = "scanned", "已盖章并附扫描件"


class Opinion(models.Model):
    """意见: text, signer, date and seal of one box; a running case keeps its chain."""

    filing = models.ForeignKey(
        Filing, on_delete=models.CASCADE, related_name="opinions", verbose_name="申报"
    )
    position = models.PositiveSmallIntegerField("顺序")
    code = models.CharField("标识", max_length=40)
    label = models.CharField("栏目名称", max_length=100)
    body = models.CharField("签署单位", max_length=20, choices=SigningBody.choices)
    stage = models.CharField("完成时点", max_length=10, choices=SigningStage.choices)
    text = models.CharField("意见", max_length=200, blank=True)
    signer = models.CharField("签名", max_length=50, blank=True)
    signed_on = models.DateField("日期", null=True, blank=True)
    seal = models.CharField("盖章", max_length=10, choices=Seal.choices, default=Seal.NONE)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="录入人"
    )
    recorded_at = models.DateTimeField("录入时间", null=True)
    by_proxy = models.BooleanField("代录", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "意见"
        ordering = ["filing", "position"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "code"], name="one_opinion_per_box"),
            models.CheckConstraint(
                condition=Q(body__in=SigningBody.values), name="opinion_body_is_known"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=SigningStage.values), name="opinion_stage_is_known"
            ),
            models.CheckConstraint(condition=Q(seal__in=Seal.values), name="opinion_seal_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.signer}"

    @property
    def is_complete(self) -> bool:
        """Text, signer and date are all there (domain §4, guard of 提交)."""
        return bool(self.text and self.signer and self.signed_on)
