"""记录: the one row that every register shares; lists, rights and history need nothing else."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from changxing_union.filing.models import Campaign
from changxing_union.organizations.models import Organization, Role, User
from changxing_union.organizations.permissions import can_read_county_wide


class RecordQuerySet(models.QuerySet["Record"]):
    """Adjectives over records, and the one rule of who sees which."""

    def visible_to(self, user: User) -> "RecordQuerySet":
        """A filer sees their unions' records and what all may look up; the county sees all."""
        if can_read_county_wide(user):
            return self
        if not user.has_role(Role.FILER):
            return self.none()
        return self.filter(
            Q(organization__in=user.organization_ids(Role.FILER)) | Q(is_shared=True)
        )

    def of_kind(self, kind: str) -> "RecordQuerySet":
        """The records of one register."""
        return self.filter(kind=kind)

    def in_force(self) -> "RecordQuerySet":
        """Not void."""
        return self.filter(is_void=False)

    def unsettled(self) -> "RecordQuerySet":
        """Something is to be done by a day, and it is not known to be done."""
        return self.in_force().filter(due_on__isnull=False, settled_on=None)

    def overdue(self, today: date) -> "RecordQuerySet":
        """Of those, the ones whose day is past."""
        return self.unsettled().filter(due_on__lt=today)


class Record(models.Model):
    """记录: one line of a register of a union or the county; it is voided, never deleted."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="records", verbose_name="申报活动"
    )
    # The register it belongs to, as ``RecordKind.kind`` names it (``techservice:outreach``).
    kind = models.CharField("台账", max_length=40, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="records", verbose_name="登记单位"
    )
    # Whether every union may look it up, as it may the county's bases, courses and teachers.
    is_shared = models.BooleanField("各工会可查阅", default=False, editable=False)

    # Kept in step with the register's own columns by ``RecordKind.keep_in_step``.
    subject = models.CharField("名称", max_length=200, editable=False)
    happened_on = models.DateField("日期")
    until = models.DateField("截止日期", null=True, blank=True)
    category = models.CharField("类别", max_length=20, blank=True)
    head_count = models.PositiveIntegerField("人数", null=True, blank=True)
    search_text = models.TextField("检索文字", blank=True, editable=False)
    due_on = models.DateField("办理期限", null=True, blank=True)
    settled_on = models.DateField("办结日期", null=True, blank=True)

    is_void = models.BooleanField("已作废", default=False, editable=False)
    void_reason = models.CharField("作废原因", max_length=500, blank=True, editable=False)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="登记人", editable=False
    )
    created_at = models.DateTimeField("登记时间", editable=False)
    updated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="最后修改人", editable=False
    )
    updated_at = models.DateTimeField("最后修改时间", editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "记录"
        ordering = ["-happened_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("happened_on")),
                name="record_ends_after_it_began",
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("happened_on")),
                name="record_is_due_after_it_happened",
                violation_error_message="办理期限不能早于发生日期。",
            ),
            models.CheckConstraint(
                condition=Q(settled_on=None)
                | Q(due_on__isnull=False, settled_on__gte=F("happened_on")),
                name="record_settled_was_due",
                violation_error_message="办结日期须在发生日期以后，并且定有办理期限。",
            ),
            models.CheckConstraint(
                condition=Q(is_void=False, void_reason="") | (Q(is_void=True) & ~Q(void_reason="")),
                name="record_void_says_why",
                violation_error_message="作废须写明原因。",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-happened_on", "-id"], name="record_newest"),
            models.Index(
                fields=["kind", "organization", "-happened_on", "-id"], name="record_by_union"
            ),
            models.Index(
                fields=["kind", "due_on"],
                condition=Q(is_void=False, settled_on=None, due_on__isnull=False),
                name="record_unsettled",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def edition(self) -> str:
        """Which text this is: every edit gives another, a later one sorts behind."""
        return f"{self.updated_at:%Y%m%d%H%M%S%f}"

    def is_overdue(self, today: date) -> bool:
        """Whether what was to be done by its day is not."""
        is_open = self.due_on is not None and self.settled_on is None and not self.is_void
        return is_open and self.due_on is not None and self.due_on < today
