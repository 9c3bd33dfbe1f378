"""测评 behind item 3 of annex 3 (有实效): one anonymous questionnaire per team, and its answers."""

from django.db import models
from django.db.models import F, Q

from changxing_union.organizations.models import User
from pioneer.models.assessment import SHARE_FACTS, Assessment
from pioneer.scoring import Share

# 16 signs of 32 are 80 bits: nobody guesses one, and a person can still type it.
TOKEN_LENGTH = 16
TOKEN_GROUP = 4


class Survey(models.Model):
    """测评问卷: of one team, open until a day; what was asked on paper is typed beside it."""

    assessment = models.OneToOneField(
        Assessment, on_delete=models.CASCADE, related_name="survey", verbose_name="考核评价表"
    )
    # What leads to its public page; from ``printing.marks.ALPHABET``.
    token = models.CharField("问卷码", max_length=TOKEN_LENGTH, unique=True, editable=False)
    opened_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="开启人", editable=False
    )
    opened_at = models.DateTimeField("开启时间", editable=False)
    # The day itself included, in 长兴.
    closes_on = models.DateField("截止日期")
    closed_at = models.DateTimeField("提前结束时间", null=True, blank=True, editable=False)

    # The same six numbers as the facts of a score sheet, as counted on paper.
    paper_surveyed_count = models.PositiveIntegerField("纸质测评岗员人数", default=0)
    paper_aware_count = models.PositiveIntegerField("纸质知晓人数", default=0)
    paper_member_count = models.PositiveIntegerField("纸质岗员人数", default=0)
    paper_participated_count = models.PositiveIntegerField("纸质参与人数", default=0)
    paper_valid_count = models.PositiveIntegerField("纸质有效答卷数", default=0)
    paper_satisfied_count = models.PositiveIntegerField("纸质满意答卷数", default=0)
    paper_note = models.CharField("如何测评", max_length=500, blank=True)
    paper_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="登记人", editable=False,
    )  # fmt: skip
    paper_at = models.DateTimeField("登记时间", null=True, blank=True, editable=False)

    # Abuse is bounded here and not in the answers, which so keep neither time nor page.
    busy_minute = models.DateTimeField("最近交卷的分钟", null=True, editable=False)
    busy_count = models.PositiveSmallIntegerField("该分钟的答卷数", default=0, editable=False)
    recent_presses = models.JSONField("最近的请求标识", default=list, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "测评问卷"
        ordering = ["assessment"]
        constraints = [
            *(
                models.CheckConstraint(
                    condition=Q(**{f"paper_{part}__lte": F(f"paper_{whole}")}),
                    name=f"survey_{rate}_is_a_share",
                )
                for rate, (part, whole) in SHARE_FACTS.items()
            ),
            models.CheckConstraint(
                condition=Q(paper_by=None, paper_at=None)
                | Q(paper_by__isnull=False, paper_at__isnull=False),
                name="survey_paper_is_recorded_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment.filing.subject} 测评问卷"

    @property
    def shown_token(self) -> str:
        """``K7MP-2QXD-9HTB-4WRE``: in groups that are read aloud and typed."""
        starts = range(0, len(self.token), TOKEN_GROUP)
        return "-".join(self.token[start : start + TOKEN_GROUP] for start in starts)

    @property
    def paper_shares(self) -> dict[str, Share]:
        """Rate → the people behind it, as counted on paper."""
        return {
            rate: Share(getattr(self, f"paper_{part}"), getattr(self, f"paper_{whole}"))
            for rate, (part, whole) in SHARE_FACTS.items()
        }


class Respondent(models.TextChoices):
    """Who answers: each of the two is asked other questions."""

    MEMBER = "member", "岗员"
    CUSTOMER = "customer", "服务对象"


class SurveyAnswer(models.Model):
    """测评答卷: what somebody answered on which day; nothing tells who, whence or with what."""

    survey = models.ForeignKey(
        Survey, on_delete=models.CASCADE, related_name="answers", verbose_name="测评问卷"
    )
    respondent = models.CharField("身份", max_length=10, choices=Respondent.choices)
    is_aware = models.BooleanField("知晓", null=True)
    has_participated = models.BooleanField("参与", null=True)
    is_satisfied = models.BooleanField("满意", null=True)
    answered_on = models.DateField("答卷日期")

    class Meta:
        verbose_name = verbose_name_plural = "测评答卷"
        ordering = ["survey", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    respondent=Respondent.MEMBER,
                    is_aware__isnull=False,
                    has_participated__isnull=False,
                    is_satisfied=None,
                )
                | Q(
                    respondent=Respondent.CUSTOMER,
                    is_aware=None,
                    has_participated=None,
                    is_satisfied__isnull=False,
                ),
                name="survey_answer_fits_its_respondent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_respondent_display()} {self.answered_on}"
