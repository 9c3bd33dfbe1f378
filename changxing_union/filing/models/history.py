"""流转记录 and the versions behind it; rows are only ever added."""

from django.db import models
from django.db.models import Q

from changxing_union.filing.models.filing import Filing, State
from changxing_union.organizations.models import User


class Revision(models.Model):
    """版次: the form as it stood at each 上报, printed values and labels together."""

    filing = models.ForeignKey(
        Filing, on_delete=models.PROTECT, related_name="revisions", verbose_name="申报"
    )
    version = models.PositiveSmallIntegerField("版次")
    # [{"name": …, "label": …, "value": …}, …] in the order of the form.
    cells = models.JSONField("内容")
    made_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="上报人"
    )
    made_at = models.DateTimeField("上报时间")
    # What its stamped paper bears; made once, for a case page lists those of all versions.
    check_code = models.CharField("校验码", max_length=20, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "版次"
        ordering = ["filing", "version"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "version"], name="one_revision_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.filing.reference} 第 {self.version} 版"


class FilingEvent(models.Model):
    """流转记录: who moved a filing from where to where, when, why, from which address."""

    filing = models.ForeignKey(
        Filing, on_delete=models.PROTECT, related_name="events", verbose_name="申报"
    )
    action = models.CharField("动作", max_length=20)
    label = models.CharField("动作名称", max_length=20)
    from_state = models.CharField("原状态", max_length=10, choices=State.choices, blank=True)
    to_state = models.CharField("新状态", max_length=10, choices=State.choices)
    version = models.PositiveSmallIntegerField("版次")
    reason = models.CharField("说明", max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("时间")
    ip = models.CharField("IP", max_length=45, blank=True)
    # One press of a button; the unique constraint is what makes a retried request harmless.
    token = models.CharField("请求标识", max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "流转记录"
        ordering = ["filing", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["token"], condition=~Q(token=""), name="one_event_per_token"
            ),
            models.CheckConstraint(
                condition=Q(to_state__in=State.values), name="event_target_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing.reference} {self.label}"
