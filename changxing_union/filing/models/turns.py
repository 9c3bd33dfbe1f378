"""What follows a decision is told turn by turn: one row of such a history, whatever it is of."""

from django.db import models

from changxing_union.organizations.models import User


class Turn(models.Model):
    """One turn in the life of what a decision began (a title, an appointment); never changed."""

    action = models.CharField("动作", max_length=20)
    label = models.CharField("动作名称", max_length=20)
    reason = models.CharField("说明", max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("时间")
    token = models.CharField("请求标识", max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True
