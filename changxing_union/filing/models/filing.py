"""申报: the one row that every annex shares, with state, holder, lateness and visibility."""

from collections.abc import Collection

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from changxing_union.filing.models.campaign import Campaign, FormType
from changxing_union.organizations.models import Enterprise, Organization, Role, User
from changxing_union.organizations.permissions import can_assess, can_read_county_wide


class State(models.TextChoices):
    """The vocabulary of states (design §4)."""

    DRAFT = "draft", "草稿（未上报）"
    FILED = "filed", "已上报"
    IN_REVIEW = "in_review", "审核中"
    RETURNED = "returned", "退回修改"
    APPROVED = "approved", "通过"
    DECLINED = "declined", "不予通过"
    VOID = "void", "作废"


EDITABLE_STATES = frozenset({State.DRAFT, State.RETURNED})


UNFILED_TEXT_STATES = EDITABLE_STATES | {State.VOID}


def _was_received() -> Exists:
    """Whether the county ever took it (受理, 接收): what is then changed stands as last filed."""
    events = apps.get_model("filing", "FilingEvent").objects
    return Exists(events.filter(filing=OuterRef("pk"), action="accept"))


class FilingQuerySet(models.QuerySet["Filing"]):
    """Adjectives over filings, and the one rule of who sees which."""

    def visible_to(self, user: User) -> "FilingQuerySet":
        """A filer sees the filings of their unions; the county sees all that was ever filed.

        Who is neither sees what is assigned to them.
        """
        own = Q(organization__in=user.organization_ids(Role.FILER))
        if can_read_county_wide(user):
            return self.filter(own | Q(first_filed_at__isnull=False))
        if can_assess(user):
            own |= Q(pk__in=user.assignments.current().values("filing"))
        return self.filter(own)

    def of_annex(self, annex: int) -> "FilingQuerySet":
        """Filings of one form type."""
        return self.filter(form_type__annex=annex)

    def in_state(self, *states: State) -> "FilingQuerySet":
        """Filings now in one of ``states``."""
        return self.filter(state__in=states)

    def with_receipt(self) -> "FilingQuerySet":
        """Each with ``was_received``, whether the county ever took it (受理, 接收)."""
        return self.annotate(was_received=_was_received())

    def not_withdrawn(self) -> "FilingQuerySet":
        """Leave out what its union took back by 撤回 before the county had received it."""
        return self.exclude(~_was_received(), state=State.DRAFT, first_filed_at__isnull=False)

    def for_list(self) -> "FilingQuerySet":
        """Everything one line of a list shows, in one query."""
        return self.select_related("organization", "form_type")

    def for_case(self) -> "FilingQuerySet":
        """Everything the case page's head shows, in one query."""
        return self.select_related(
            "organization", "form_type__campaign", "enterprise", "created_by", "updated_by"
        )


class Filing(models.Model):
    """申报: one form of one annex, from draft to decision."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="filings", verbose_name="申报活动"
    )
    form_type = models.ForeignKey(
        FormType, on_delete=models.PROTECT, related_name="filings", verbose_name="表格类型"
    )
    reference = models.CharField("编号", max_length=40, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="filings", verbose_name="申报工会"
    )
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, null=True, blank=True,
        related_name="filings", verbose_name="单位",
    )  # fmt: skip
    subject = models.CharField("申报对象", max_length=210, blank=True)
    category = models.CharField("分类", max_length=20, blank=True)
    search_text = models.CharField("检索文字", max_length=400, blank=True, editable=False)
    # What makes a filing one of its kind (annex 1: enterprise and team); empty while unknown.
    unique_key = models.CharField("唯一键", max_length=220, blank=True, editable=False)

    state = models.CharField(
        "状态", max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    state_since = models.DateTimeField("进入状态时间", editable=False)
    version = models.PositiveSmallIntegerField("版次", default=0, editable=False)
    first_filed_at = models.DateTimeField("首次上报时间", null=True, blank=True, editable=False)
    due_on = models.DateField("应报日期", null=True, blank=True, editable=False)
    is_late = models.BooleanField("逾期", default=False, editable=False)
    return_count = models.PositiveSmallIntegerField("退回次数", default=0, editable=False)
    # Cells as typed that could not be read; shown again until corrected (nothing typed is lost).
    unparsed = models.JSONField("未识别的填写", default=dict, blank=True, editable=False)

    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="填报人", editable=False
    )
    created_at = models.DateTimeField("建立时间", editable=False)
    updated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="最后修改人", editable=False
    )
    updated_at = models.DateTimeField("最后修改时间", editable=False)

    objects = FilingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申报"
        ordering = ["-state_since", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="filing_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT)
                | Q(first_filed_at__isnull=False, due_on__isnull=False, version__gte=1),
                name="filing_past_draft_was_filed",
            ),
            models.CheckConstraint(
                condition=Q(is_late=False) | Q(first_filed_at__isnull=False),
                name="filing_late_only_when_filed",
            ),
            models.UniqueConstraint(
                fields=["form_type", "unique_key"],
                condition=~Q(unique_key="") & ~Q(state=State.VOID),
                name="filing_is_one_of_its_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-state_since", "-id"], name="filing_by_union"),
            models.Index(fields=["state", "-state_since", "-id"], name="filing_by_state"),
            models.Index(
                fields=["-state_since", "-id"],
                condition=Q(first_filed_at__isnull=False),
                name="filing_seen_by_county",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.subject}"

    def get_absolute_url(self) -> str:
        """The case page."""
        return reverse("case", args=[self.reference])

    @property
    def state_label(self) -> str:
        """The state in this form's own words, where it has any: 列入培育, 已接收, 不予受理."""
        if self.state == State.APPROVED:
            return self.form_type.approved_label
        if self.state == State.DECLINED:
            return self.form_type.declined_label
        if self.state == State.DRAFT and self.first_filed_at:
            return "草稿（未重新上报）"
        return State(self.state).label

    def draft_key(self, key: str) -> str:
        """``key`` for a draft: a mere draft must not bar the union that it belongs to."""
        return f"{self.organization_id}:{key}" if key else ""

    def twin(self, keys: Collection[str]) -> "Filing | None":
        """The form that stands for the same as this one: filed by whichever union, or drafted here.

        ``keys`` are all spellings of its unique key; an empty one stands for nothing.
        """
        told = {key for key in keys if key}
        told |= {self.draft_key(key) for key in told}
        same = Filing.objects.filter(form_type=self.form_type_id, unique_key__in=told)
        return same.exclude(pk=self.pk).exclude(state=State.VOID).first()

    @property
    def is_editable(self) -> bool:
        """Whether the filer may type in it now."""
        return self.state in EDITABLE_STATES

    @property
    def may_hold_unfiled_text(self) -> bool:
        """Whether what it holds may differ from the last 上报; 作废 ends typing without one."""
        return self.state in UNFILED_TEXT_STATES

    @property
    def edition(self) -> str:
        """Which text this is: every edit and every 上报 gives another."""
        return f"{self.version}-{self.updated_at:%Y%m%d%H%M%S%f}"

    @property
    def kind(self) -> str:
        """The product that owns it, as a URL prefix (``pioneer:application``)."""
        return self.form_type.kind


class ReferenceCounter(models.Model):
    """编号计数: the last running number given out; a number is never given twice."""

    form_type = models.ForeignKey(FormType, on_delete=models.PROTECT, verbose_name="表格类型")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, verbose_name="工会组织"
    )
    last_number = models.PositiveIntegerField("最后编号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "编号计数"
        constraints = [
            models.UniqueConstraint(
                fields=["form_type", "organization"], name="one_counter_per_form_and_union"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form_type} {self.organization} {self.last_number}"
