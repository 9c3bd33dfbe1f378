"""Filings entrusted to single people: an assessor sees what is assigned, and nothing else."""

from django.db import models
from django.db.models import F, Q

from changxing_union.filing.models.filing import Filing
from changxing_union.organizations.models import User


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Adjectives over assignments."""

    def current(self) -> "AssignmentQuerySet":
        """Neither relieved nor stepped back."""
        return self.filter(ended_at=None)


class Assignment(models.Model):
    """承办分派: one person works on one filing until it is done, they are relieved or step back."""

    filing = models.ForeignKey(
        Filing, on_delete=models.CASCADE, related_name="assignments", verbose_name="申报"
    )
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="assignments", verbose_name="承办人"
    )
    assigned_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="分派人"
    )
    assigned_at = models.DateTimeField("分派时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    end_reason = models.CharField("结束原因", max_length=200, blank=True)
    # 回避: who steps back once is not assigned to the filing again.
    is_recused = models.BooleanField("回避", default=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "承办分派"
        ordering = ["filing", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "user"],
                condition=Q(ended_at=None),
                name="one_current_assignment_per_person",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("assigned_at")),
                name="assignment_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(is_recused=False) | Q(ended_at__isnull=False),
                name="recused_assignment_has_ended",
            ),
        ]
        indexes = [
            models.Index(
                fields=["user", "filing"], condition=Q(ended_at=None), name="assignment_of_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing.reference} {self.user}"
