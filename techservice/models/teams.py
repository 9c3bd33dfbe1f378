"""The 12 service teams of 2018 and their volunteers, and what became of them (N21, O-20)."""

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery

from changxing_union.organizations.models import User
from techservice.matching import words_in


class VolunteerCategory(models.TextChoices):
    """Whom the notice names as volunteers, and 其他."""

    SKILLED = "skilled", "技术能手"
    SKILL_LEADER = "skill_leader", "技能带头人"
    MODEL_WORKER = "model_worker", "劳模代表"
    TEACHER = "teacher", "教师"
    DOCTOR = "doctor", "医生"
    NEWCOMER = "newcomer", "新长兴人"
    OTHER = "other", "其他"


class TeamAction(models.TextChoices):
    """What can happen to a team."""

    FOUNDED = "founded", "建队"
    RENAMED = "renamed", "改名"
    CHANGED = "changed", "修改"
    JOINED = "joined", "入队"
    LEFT = "left", "离队"
    LED = "led", "任队长"
    RETIRED = "retired", "停用"
    RESTORED = "restored", "恢复"


class ServiceTeamQuerySet(models.QuerySet["ServiceTeam"]):
    """Adjectives over teams."""

    def active(self) -> "ServiceTeamQuerySet":
        """Those that can be sent."""
        return self.filter(is_active=True)

    def for_list(self) -> "ServiceTeamQuerySet":
        """With how many members each has, and who leads it, in their order; one query.

        The order is asked for: what is grouped to be counted forgets the model's own.
        """
        leader = Volunteer.objects.current().filter(team=OuterRef("pk"), is_leader=True)
        return self.annotate(
            member_count=Count("volunteers", filter=Q(volunteers__left_on=None)),
            leader_name=Subquery(leader.values("name")[:1]),
        ).order_by("sort_order", "id")


class ServiceTeam(models.Model):
    """职工技术志愿服务队: volunteers of related trades who are sent to enterprises.

    The same body as 职工技术服务队 (O-20). That there are 12 is a fact of 2018, not a rule.
    """

    name = models.CharField("名称", max_length=50)
    name_key = models.CharField("名称（比较用）", max_length=100, editable=False)
    trade_words = models.TextField("工种、专业词", help_text="一行一个")
    purpose = models.TextField("服务内容", blank=True)
    is_example = models.BooleanField("名称为示例", default=False, editable=False)
    is_active = models.BooleanField("在用", default=True, editable=False)
    sort_order = models.PositiveIntegerField("排列顺序", default=0)

    objects = ServiceTeamQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "职工技术志愿服务队"
        ordering = ["sort_order", "id"]
        indexes = [models.Index(fields=["sort_order", "id"], name="service_team_in_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["name_key"], name="one_service_team_per_name",
                violation_error_message="已有同名的服务队。",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(name_key="") & ~Q(trade_words=""),
                name="service_team_has_name_and_words",
                violation_error_message="服务队要有名称和工种、专业词。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> tuple[str, ...]:
        """The words by which needs are matched."""
        return words_in(self.trade_words)


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    """Adjectives over volunteers."""

    def current(self) -> "VolunteerQuerySet":
        """Not left."""
        return self.filter(left_on=None)

    def former(self) -> "VolunteerQuerySet":
        """Left, the last one first."""
        return self.exclude(left_on=None).order_by("-left_on", "-id")


class Volunteer(models.Model):
    """志愿者: one person's time in one team; who comes back later is a row of its own."""

    team = models.ForeignKey(
        ServiceTeam, on_delete=models.PROTECT, related_name="volunteers", verbose_name="服务队"
    )
    name = models.CharField("姓名", max_length=50)
    category = models.CharField("类别", max_length=12, choices=VolunteerCategory.choices)
    unit_name = models.CharField("所在单位", max_length=100, blank=True)
    skills = models.CharField("技术特长", max_length=200, blank=True)
    mobile = models.CharField("手机", max_length=11, blank=True)
    is_leader = models.BooleanField("队长", default=False)
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="volunteerings",
        verbose_name="账号",
    )  # fmt: skip
    joined_on = models.DateField("入队日期")
    left_on = models.DateField("离队日期", null=True, blank=True)

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "志愿者"
        ordering = ["team", "-is_leader", "joined_on", "id"]
        indexes = [
            models.Index(fields=["team", "left_on", "category"], name="volunteers_of_a_team"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__in=VolunteerCategory.values),
                name="volunteer_category_is_known",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on"), is_leader=False),
                name="volunteer_leaves_after_joining_and_leads_no_more",
                violation_error_message="离队日期不能早于入队日期，离队的人也不再是队长。",
            ),
            models.UniqueConstraint(
                fields=["team"], condition=Q(is_leader=True, left_on=None),
                name="one_current_leader_per_team",
                violation_error_message="这支队已有队长。",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(user__isnull=False, left_on=None),
                name="one_current_volunteer_per_user",
                violation_error_message="这个账号已对应一名在队的志愿者。",
            ),
            models.UniqueConstraint(
                fields=["team", "name", "mobile"], condition=Q(left_on=None) & ~Q(mobile=""),
                name="one_current_volunteer_per_person",
                violation_error_message="队里已有姓名和手机都相同的志愿者。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class TeamEvent(models.Model):
    """服务队记录: each change of a team or its people; rows are only ever added.

    No phone number and no account stands here: every reader of the team reads its history.
    """

    team = models.ForeignKey(
        ServiceTeam, on_delete=models.PROTECT, related_name="events", verbose_name="服务队"
    )
    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.PROTECT, null=True, blank=True, related_name="events",
        verbose_name="志愿者",
    )  # fmt: skip
    action = models.CharField("动作", max_length=10, choices=TeamAction.choices)
    reason = models.TextField("说明", blank=True)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="经办人", help_text="空的是系统按通知载入",
    )  # fmt: skip
    at = models.DateTimeField("时间")
    token = models.CharField("请求标识", max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "服务队记录"
        ordering = ["team", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=TeamAction.values), name="team_action_is_known"
            ),
            models.UniqueConstraint(
                fields=["token"], condition=~Q(token=""), name="one_team_event_per_token"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.get_action_display()}"
