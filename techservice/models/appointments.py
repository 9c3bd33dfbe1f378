"""What becomes of a person whom the county appoints: 聘任, and what they report (domain §2.4)."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from changxing_union.filing.models.turns import Turn
from changxing_union.organizations.models import User
from techservice.models.supervisors import EnergySupervisor


class AppointmentState(models.TextChoices):
    """Where an appointment is in its life; 期满 is told by its term."""

    SERVING = "serving", "在聘"
    DISMISSED = "dismissed", "解聘"
    RESIGNED = "resigned", "辞去"


EXPIRED = "期满"


class Appointment(models.Model):
    """聘任: one person's appointment as 义务监督员, with a certificate and a term."""

    supervisor = models.OneToOneField(
        EnergySupervisor, on_delete=models.PROTECT, related_name="appointment",
        verbose_name="节能减排义务监督员登记表",
    )  # fmt: skip
    certificate_no = models.CharField("证书编号", max_length=40, unique=True)
    appointed_on = models.DateField("聘任日期")
    term_end = models.DateField("聘期至")
    state = models.CharField(
        "聘任状态", max_length=10, choices=AppointmentState.choices,
        default=AppointmentState.SERVING, editable=False,
    )  # fmt: skip
    ended_on = models.DateField("终止日期", null=True, blank=True)
    end_reason = models.CharField("终止原因", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "聘任"
        ordering = ["supervisor"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AppointmentState.values), name="appointment_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(certificate_no=""), name="appointment_has_its_certificate"
            ),
            models.CheckConstraint(
                condition=Q(term_end__gte=F("appointed_on")),
                name="appointment_term_follows_its_day",
                violation_error_message="聘期截止日期不能早于聘任日期，请核对。",
            ),
            models.CheckConstraint(
                condition=Q(state=AppointmentState.SERVING, ended_on=None)
                | (
                    ~Q(state=AppointmentState.SERVING)
                    & Q(ended_on__gte=F("appointed_on"))
                    & ~Q(end_reason="")
                ),
                name="appointment_ended_says_when_and_why",
                violation_error_message="请填写终止日期和原因；终止日期不能早于聘任日期。",
            ),
        ]
        indexes = [models.Index(fields=["state", "term_end"], name="appointment_by_state")]

    def __str__(self) -> str:
        return f"{self.supervisor} {self.get_state_display()}"

    def is_expired(self, today: date) -> bool:
        """期满: nobody ended it, and its term is over."""
        return self.state == AppointmentState.SERVING and self.term_end < today

    def is_serving(self, today: date) -> bool:
        """在聘 on ``today``."""
        return self.state == AppointmentState.SERVING and self.term_end >= today

    def state_words(self, today: date) -> str:
        """The state as lists name it."""
        return EXPIRED if self.is_expired(today) else str(AppointmentState(self.state).label)


class AppointmentEvent(Turn):
    """聘任记录: each turn in an appointment's life; rows are only ever added."""

    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="events", verbose_name="聘任"
    )
    to_state = models.CharField("新状态", max_length=10, choices=AppointmentState.choices)

    class Meta:
        verbose_name = verbose_name_plural = "聘任记录"
        ordering = ["appointment", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["token"], condition=~Q(token=""), name="one_appointment_event_per_token"
            ),
            models.CheckConstraint(
                condition=Q(to_state__in=AppointmentState.values),
                name="appointment_event_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment} {self.label}"


class ReportKind(models.TextChoices):
    """What a 监督员 has seen."""

    WASTE = "waste", "能源浪费"
    EXCESS = "excess", "超标排放"
    OTHER = "other", "其他"


class ReportState(models.TextChoices):
    """How far a report has been followed up."""

    OPEN = "open", "待处理"
    WORKING = "working", "处理中"
    DONE = "done", "已处理"


class EmissionReport(models.Model):
    """浪费与超排报告: what a 监督员 reported, to whom it was told, how far it is dealt with."""

    supervisor = models.ForeignKey(
        EnergySupervisor, on_delete=models.PROTECT, related_name="reports",
        verbose_name="节能减排义务监督员登记表",
    )  # fmt: skip
    reported_on = models.DateField("报告日期")
    kind = models.CharField("类别", max_length=10, choices=ReportKind.choices)
    place = models.CharField("地点", max_length=200)
    content = models.CharField("报告内容", max_length=1000)
    told_to = models.CharField("已告知单位", max_length=100, blank=True)
    state = models.CharField(
        "处理情况", max_length=10, choices=ReportState.choices, default=ReportState.OPEN,
        editable=False,
    )  # fmt: skip
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="记录人")
    at = models.DateTimeField("记录时间")
    token = models.CharField("请求标识", max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "浪费与超排报告"
        ordering = ["-reported_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ReportKind.values), name="emission_report_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReportState.values), name="emission_report_state_is_known"
            ),
            models.UniqueConstraint(
                fields=["token"], condition=~Q(token=""), name="one_emission_report_per_token"
            ),
        ]
        indexes = [
            models.Index(fields=["supervisor", "-reported_on", "-id"], name="report_by_supervisor")
        ]

    def __str__(self) -> str:
        return f"{self.reported_on} {self.get_kind_display()} {self.place}"


class ReportFollowUp(models.Model):
    """跟进记录: what was done about a report; rows are only ever added."""

    report = models.ForeignKey(
        EmissionReport, on_delete=models.PROTECT, related_name="follow_ups",
        verbose_name="浪费与超排报告",
    )  # fmt: skip
    day = models.DateField("日期")
    text = models.CharField("跟进情况", max_length=500)
    to_state = models.CharField("处理情况", max_length=10, choices=ReportState.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="记录人")
    at = models.DateTimeField("记录时间")
    token = models.CharField("请求标识", max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "跟进记录"
        ordering = ["report", "day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_state__in=ReportState.values), name="follow_up_state_is_known"
            ),
            models.UniqueConstraint(
                fields=["token"], condition=~Q(token=""), name="one_follow_up_per_token"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.day}"
