"""What the county has decided about names that several unions file (domain §2.7)."""

from django.db import models
from django.db.models import F, Q

from changxing_union.filing.models import Campaign
from changxing_union.organizations.models import Enterprise, Organization, User


class OwnerDecision(models.Model):
    """归属确定: which union files a team that several have listed in their annex 2."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="+", verbose_name="申报活动"
    )
    unit_key = models.CharField("单位比对键", max_length=100)
    team_key = models.CharField("班组比对键", max_length=100)
    owner = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="报送工会"
    )
    reason = models.CharField("依据", max_length=200, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="确定人"
    )
    decided_at = models.DateTimeField("确定时间")
    # The press of the button that made it so; a repeated one is recognised by it.
    token = models.CharField("请求标识", max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "归属确定"
        ordering = ["-decided_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "unit_key", "team_key"], name="one_owner_per_team"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_key} {self.team_key} → {self.owner.short_name}"

    @property
    def edition(self) -> str:
        """Which decision this is: deciding anew gives another."""
        return f"{self.pk}-{self.decided_at:%Y%m%d%H%M%S%f}"


class NotTheSame(models.Model):
    """不同单位: two units whose names look alike and which the county found to be two."""

    # The pair in the order of its numbers, so that it can be there only once.
    one = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="+", verbose_name="单位"
    )
    other = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="+", verbose_name="另一单位"
    )
    noted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="确认人"
    )
    noted_at = models.DateTimeField("确认时间")

    class Meta:
        verbose_name = verbose_name_plural = "不同单位"
        ordering = ["-noted_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="units_told_apart_once"),
            models.CheckConstraint(
                condition=Q(one__lt=F("other")), name="units_told_apart_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one.name} ≠ {self.other.name}"
