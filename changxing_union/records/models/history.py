"""记录变动: what was done with a record; rows are only ever added."""

from django.db import models
from django.db.models import Q

from changxing_union.organizations.models import User
from changxing_union.records.models.records import Record


class RecordAction(models.TextChoices):
    """What can be done with a record."""

    ADD = "add", "登记"
    CHANGE = "change", "修改"
    VOID = "void", "作废"
    ATTACH = "attach", "添加附件"
    REMOVE = "remove", "移除附件"


class RecordEvent(models.Model):
    """记录变动: who did what with a record, when, from where, and what read differently before."""

    record = models.ForeignKey(
        Record, on_delete=models.PROTECT, related_name="events", verbose_name="记录"
    )
    action = models.CharField("动作", max_length=10, choices=RecordAction.choices)
    # [{"name": …, "label": …, "before": …, "after": …}, …] in the order of the form.
    changes = models.JSONField("修改内容", default=list, blank=True)
    reason = models.CharField("说明", max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("时间")
    ip = models.CharField("IP", max_length=45, blank=True)
    # One press of a button; the unique constraint is what makes a retried request harmless.
    token = models.CharField("请求标识", max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "记录变动"
        ordering = ["record", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["token"], condition=~Q(token=""), name="one_record_event_per_token"
            ),
            models.CheckConstraint(
                condition=Q(action__in=RecordAction.values), name="record_action_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} {self.get_action_display()}"
