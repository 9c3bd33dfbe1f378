"""What becomes of a need once it was taken up: team, visits, the enterprise's judgement (N22)."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from changxing_union.organizations.models import User
from changxing_union.web.stored_files import StoredFile
from techservice.models.requests import ServiceRequest
from techservice.models.teams import ServiceTeam

GRADES = {5: "很满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "很不满意"}


class OrderState(models.TextChoices):
    """Where a service order is in its life."""

    WAITING = "waiting", "待派队"
    DISPATCHED = "dispatched", "已派队"
    SERVING = "serving", "服务中"
    PAUSED = "paused", "已暂停"
    COMPLETED = "completed", "已完成"
    EVALUATED = "evaluated", "企业已评价"
    ARCHIVED = "archived", "已归档"
    TRANSFERRED = "transferred", "转其他部门"


# A team is at work on these; what it has finished burdens it no more.
OPEN_STATES = (OrderState.DISPATCHED, OrderState.SERVING, OrderState.PAUSED)
# The team has said what was done; the enterprise may judge it, or has.
FINISHED_STATES = (OrderState.COMPLETED, OrderState.EVALUATED, OrderState.ARCHIVED)


class EvaluationWay(models.TextChoices):
    """How the enterprise's judgement came in."""

    LINK = "link", "企业通过链接填写"
    UNION = "union", "工会代录"
    COUNTY = "county", "县总工会代录"


class ServiceOrder(models.Model):
    """服务单: the technical service for one request, from 派单 to 归档."""

    request = models.OneToOneField(
        ServiceRequest, on_delete=models.PROTECT, primary_key=True, related_name="order",
        verbose_name="技术服务项目登记表",
    )  # fmt: skip
    state = models.CharField(
        "状态", max_length=12, choices=OrderState.choices, default=OrderState.WAITING,
        editable=False,
    )  # fmt: skip
    state_since = models.DateTimeField("进入状态时间", editable=False)
    # What a pause interrupted, and resuming returns to.
    paused_from = models.CharField(
        "暂停前状态", max_length=12, choices=OrderState.choices, blank=True, editable=False
    )
    team = models.ForeignKey(
        ServiceTeam, on_delete=models.PROTECT, null=True, blank=True, related_name="orders",
        verbose_name="服务队",
    )  # fmt: skip
    accepted_on = models.DateField("受理日期")
    transferred_to = models.CharField("转往部门", max_length=100, blank=True)
    completion_text = models.TextField("服务内容完成情况", max_length=1000, blank=True)
    completed_on = models.DateField("完成日期", null=True, blank=True)
    evaluation_text = models.TextField("企业对服务项目和人员的评价", max_length=500, blank=True)
    # 5 is best; asked for besides the words, never printed (domain §2.5).
    grade = models.PositiveSmallIntegerField("满意程度", null=True, blank=True)
    evaluator = models.CharField("评价人", max_length=50, blank=True)
    evaluated_on = models.DateField("评价日期", null=True, blank=True)
    evaluated_by = models.CharField(
        "评价方式", max_length=10, choices=EvaluationWay.choices, blank=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "服务单"
        ordering = ["-accepted_on", "-request_id"]
        indexes = [
            models.Index(fields=["state", "state_since"], name="service_order_by_state"),
            models.Index(fields=["team", "state"], name="service_order_by_team"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=OrderState.values), name="order_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(evaluated_by__in=[*EvaluationWay.values, ""]),
                name="order_evaluation_way_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(OrderState.WAITING, OrderState.TRANSFERRED))
                | Q(team__isnull=False),
                name="order_at_work_has_its_team",
            ),
            models.CheckConstraint(
                condition=Q(state=OrderState.PAUSED, paused_from__in=OPEN_STATES[:2])
                | (~Q(state=OrderState.PAUSED) & Q(paused_from="")),
                name="order_paused_knows_from_where",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=FINISHED_STATES)
                | (Q(completed_on__isnull=False) & ~Q(completion_text="")),
                name="order_finished_says_what_was_done",
            ),
            models.CheckConstraint(
                condition=Q(completed_on=None) | Q(completed_on__gte=F("accepted_on")),
                name="order_completed_after_it_was_accepted",
            ),
            models.CheckConstraint(
                condition=Q(evaluated_on=None, evaluation_text="", evaluated_by="", grade=None)
                | (
                    Q(state__in=(OrderState.EVALUATED, OrderState.ARCHIVED))
                    & Q(evaluated_on__isnull=False)
                    & ~Q(evaluation_text="")
                    & ~Q(evaluated_by="")
                ),
                name="order_evaluation_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=OrderState.EVALUATED) | Q(evaluated_on__isnull=False),
                name="order_evaluated_has_its_evaluation",
            ),
            models.CheckConstraint(
                condition=Q(grade=None) | Q(grade__in=GRADES), name="order_grade_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=OrderState.TRANSFERRED) | ~Q(transferred_to=""),
                name="order_transferred_says_where",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.get_state_display()}"

    @property
    def edition(self) -> str:
        """Where it stands: every step gives another."""
        return f"{self.state}-{self.state_since:%Y%m%d%H%M%S%f}"

    @property
    def days_taken(self) -> int | None:
        """Days from 受理 to 完成; ``None`` while it is not finished."""
        return (self.completed_on - self.accepted_on).days if self.completed_on else None

    def days_open(self, today: date) -> int:
        """Days since 受理, to its completion or to ``today``."""
        return ((self.completed_on or today) - self.accepted_on).days

    @property
    def grade_word(self) -> str:
        """满意, or empty."""
        return GRADES.get(self.grade or 0, "")


class ServiceEvent(models.Model):
    """服务单记录: one step of a service order; rows are only ever added."""

    order = models.ForeignKey(
        ServiceOrder, on_delete=models.PROTECT, related_name="events", verbose_name="服务单"
    )
    action = models.CharField("动作", max_length=20)
    label = models.CharField("动作名称", max_length=20)
    to_state = models.CharField("状态", max_length=12, choices=OrderState.choices)
    team = models.ForeignKey(
        ServiceTeam, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="服务队",
    )  # fmt: skip
    reason = models.TextField("说明", blank=True)
    # Empty: the enterprise, through its link.
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="经办人",
    )  # fmt: skip
    at = models.DateTimeField("时间")
    ip = models.CharField("IP", max_length=45, blank=True)
    token = models.CharField("请求标识", max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "服务单记录"
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_state__in=OrderState.values), name="service_event_state_is_known"
            ),
            models.UniqueConstraint(
                fields=["token"], condition=~Q(token=""), name="one_service_event_per_token"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.label}"


class ServiceVisit(models.Model):
    """上门服务: one visit of 问诊搭脉, what was found, advised and done."""

    order = models.ForeignKey(
        ServiceOrder, on_delete=models.PROTECT, related_name="visits", verbose_name="服务单"
    )
    team = models.ForeignKey(
        ServiceTeam, on_delete=models.PROTECT, related_name="visits", verbose_name="服务队"
    )
    visited_on = models.DateField("日期")
    people = models.CharField("服务人员", max_length=200)
    diagnosis = models.TextField("问诊（发现的问题）", max_length=1000)
    advice = models.TextField("搭脉（建议和办法）", max_length=1000, blank=True)
    result = models.TextField("效果", max_length=1000, blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "上门服务"
        ordering = ["order", "visited_on", "id"]

    def __str__(self) -> str:
        return f"{self.order} {self.visited_on}"


def visit_photo_path(photo: "VisitPhoto", filename: str) -> str:
    """Below the order's own folder, under a name that says nothing."""
    return f"services/{photo.visit.order_id}/{photo.sha256}"


class VisitPhoto(StoredFile):
    """服务照片: what a visit shows; private."""

    visit = models.ForeignKey(
        ServiceVisit, on_delete=models.PROTECT, related_name="photos", verbose_name="上门服务"
    )
    file = models.FileField("文件", upload_to=visit_photo_path, max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "服务照片"
        ordering = ["visit", "id"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "sha256"], name="same_photo_once_per_visit"),
        ]


class EvaluationLink(models.Model):
    """评价链接: lets an enterprise without account judge one service, once, until it expires."""

    order = models.ForeignKey(
        ServiceOrder, on_delete=models.PROTECT, related_name="links", verbose_name="服务单"
    )
    # The link itself is nowhere stored: who reads the database cannot answer for the enterprise.
    digest = models.CharField("链接摘要", max_length=64, unique=True, editable=False)
    issued_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="发出人"
    )
    issued_at = models.DateTimeField("发出时间")
    expires_at = models.DateTimeField("有效期至")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("收回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评价链接"
        ordering = ["order", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("issued_at")), name="evaluation_link_expires_later"
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(withdrawn_at=None),
                name="evaluation_link_used_or_withdrawn",
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(used_at=None, withdrawn_at=None),
                name="one_open_evaluation_link_per_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} 评价链接"
