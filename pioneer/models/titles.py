"""What becomes of a team that was taken into cultivation: the title and its life (domain §4)."""

from django.db import models
from django.db.models import F, Q

from changxing_union.filing.models.turns import Turn
from pioneer.models.application import PioneerApplication


class TitleState(models.TextChoices):
    """Where a title is in its life."""

    CULTIVATED = "cultivated", "培育中"
    NAMED = "named", "已命名"
    RECTIFYING = "rectifying", "限期整改"
    REMOVED = "removed", "已摘牌"


class RemovalKind(models.TextChoices):
    """Why a plaque is taken down."""

    ORDERED = "ordered", "责令摘牌"
    AUTOMATIC = "automatic", "自动摘牌"
    NATURAL = "natural", "自然摘牌"


class Title(models.Model):
    """称号: 工人先锋号 of one team, from its cultivation on; it lives across years."""

    application = models.OneToOneField(
        PioneerApplication, on_delete=models.PROTECT, related_name="title",
        verbose_name="工人先锋号申报表",
    )  # fmt: skip
    state = models.CharField(
        "状态", max_length=12, choices=TitleState.choices, default=TitleState.CULTIVATED,
        editable=False,
    )  # fmt: skip
    plaque_number = models.CharField("牌匾编号", max_length=40, blank=True)
    named_on = models.DateField("命名日期", null=True, blank=True)
    rectify_by = models.DateField("整改期限", null=True, blank=True)
    removal = models.CharField("摘牌方式", max_length=10, choices=RemovalKind.choices, blank=True)
    returned_on = models.DateField("牌匾收回日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "称号"
        ordering = ["application"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=TitleState.values), name="title_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(removal__in=[*RemovalKind.values, ""]), name="title_removal_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=TitleState.CULTIVATED)
                | (Q(named_on__isnull=False) & ~Q(plaque_number="")),
                name="title_named_has_its_plaque",
            ),
            models.CheckConstraint(
                condition=~Q(state=TitleState.RECTIFYING) | Q(rectify_by__isnull=False),
                name="title_rectifying_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=TitleState.REMOVED) | ~Q(removal=""),
                name="title_removed_says_how",
            ),
            models.CheckConstraint(
                condition=Q(returned_on=None)
                | Q(named_on__isnull=False, returned_on__gte=F("named_on")),
                name="title_plaque_returns_after_its_naming",
            ),
            models.UniqueConstraint(
                fields=["plaque_number"], condition=~Q(plaque_number=""),
                name="one_title_per_plaque",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.application} {self.get_state_display()}"


class VetoItem(models.Model):
    """一票否决情形: what bars a team from the title, as the county lists it."""

    text = models.CharField("情形", max_length=100, unique=True)
    position = models.PositiveSmallIntegerField("顺序", default=0)
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "一票否决情形"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text


class TitleEvent(Turn):
    """称号记录: each turn in a title's life; rows are only ever added."""

    title = models.ForeignKey(
        Title, on_delete=models.PROTECT, related_name="events", verbose_name="称号"
    )
    to_state = models.CharField("新状态", max_length=12, choices=TitleState.choices)
    # The veto items that were gone through, as they read on that day.
    checked = models.JSONField("已核查情形", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "称号记录"
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["token"], condition=~Q(token=""), name="one_title_event_per_token"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.label}"
