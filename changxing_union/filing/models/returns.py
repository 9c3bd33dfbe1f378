"""退回: a record of its own, with the cells to correct; while one is open nothing is approved."""

from django.db import models
from django.db.models import Q

from changxing_union.filing.models.filing import Filing
from changxing_union.organizations.models import User


class ReturnState(models.TextChoices):
    """The life of a return."""

    OPEN = "open", "待修改"
    ANSWERED = "answered", "已更正"
    CANCELLED = "cancelled", "已取消"


class ReturnNote(models.Model):
    """退回意见: why the county sent a filing back, and by when it should come again."""

    filing = models.ForeignKey(
        Filing, on_delete=models.PROTECT, related_name="returns", verbose_name="申报"
    )
    version = models.PositiveSmallIntegerField("针对版次")
    reason = models.CharField("退回原因", max_length=500)
    state = models.CharField(
        "状态", max_length=10, choices=ReturnState.choices, default=ReturnState.OPEN
    )
    due_on = models.DateField("重报期限")
    returned_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="退回人"
    )
    returned_at = models.DateTimeField("退回时间")
    closed_at = models.DateTimeField("更正时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "退回意见"
        ordering = ["-returned_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["filing"], condition=Q(state=ReturnState.OPEN), name="one_open_return"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReturnState.values), name="return_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ReturnState.OPEN, closed_at=None)
                | (~Q(state=ReturnState.OPEN) & Q(closed_at__isnull=False)),
                name="return_closed_when_not_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing.reference} {self.reason}"


class ReturnFlag(models.Model):
    """退回标注: one flagged cell with its own reason, ticked off by the filer."""

    note = models.ForeignKey(
        ReturnNote, on_delete=models.CASCADE, related_name="flags", verbose_name="退回意见"
    )
    field = models.CharField("栏目标识", max_length=60)
    label = models.CharField("栏目", max_length=120)
    reason = models.CharField("说明", max_length=200, blank=True)
    is_done = models.BooleanField("已处理", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "退回标注"
        ordering = ["note", "id"]
        constraints = [
            models.UniqueConstraint(fields=["note", "field"], name="one_flag_per_cell"),
        ]

    def __str__(self) -> str:
        return f"{self.label}：{self.reason}"
