"""What annex 3 asks for (domain §2.3, §3): the facts of one team's year, and points for them."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from changxing_union.filing.models import Filing, State
from changxing_union.organizations.models import User
from pioneer.models.application import PioneerApplication
from pioneer.models.rubric import Rubric
from pioneer.scoring import Facts, Share, total

# The FormType rows of annex 3 name this product by this kind.
ASSESSMENT_KIND = "pioneer:assessment"

# The columns of a score sheet that hold facts, by the sort of rule that reads them.
PIECE_FACTS = (
    "has_superior_notice", "has_own_plan", "has_activity_record", "has_year_summary",
    "has_summary_text", "has_summary_pictures",
    "wall_leaders", "wall_post", "wall_members", "wall_slogan", "wall_promise", "wall_phone",
)  # fmt: skip
COUNT_FACTS = (
    "training_count", "five_small_count", "appraisal_count",
    "contest_count", "safety_count", "other_count",
)  # fmt: skip
# A rate: the column of those who were, and of those who were asked.
SHARE_FACTS = {
    "aware": ("aware_count", "surveyed_count"),
    "participated": ("participated_count", "member_count"),
    "satisfied": ("satisfied_count", "valid_count"),
}


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Adjectives over 考核评价表."""

    def standing(self) -> "AssessmentQuerySet":
        """Those that were not declared void: of one team there is at most one."""
        return self.exclude(filing__state=State.VOID)


class Assessment(models.Model):
    """考核评价表: annex 3, one per team that was taken into cultivation (列入培育)."""

    filing = models.OneToOneField(
        Filing, on_delete=models.CASCADE, primary_key=True,
        related_name="assessment", verbose_name="申报",
    )  # fmt: skip
    application = models.ForeignKey(
        PioneerApplication, on_delete=models.PROTECT, related_name="assessments",
        verbose_name="工人先锋号申报表",
    )  # fmt: skip
    # 备注3: what else an enterprise shows on its wall; worth no points.
    other_wall_text = models.TextField("其他上墙内容", max_length=500, blank=True)
    # The sheet that counts, once the county has concluded; unions see it from its release on.
    result = models.ForeignKey(
        "ScoreSheet", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        editable=False, verbose_name="考核结果",
    )  # fmt: skip
    concluded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        editable=False, verbose_name="确定人",
    )  # fmt: skip
    concluded_at = models.DateTimeField("确定时间", null=True, blank=True, editable=False)
    released_at = models.DateTimeField("公布时间", null=True, blank=True, editable=False)
    # The edition it was judged by; while it is open it goes by the one in force.
    judged_by = models.ForeignKey(
        Rubric, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        editable=False, verbose_name="考核所依细则",
    )  # fmt: skip

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "考核评价表"
        constraints = [
            models.CheckConstraint(
                condition=Q(result=None, judged_by=None, concluded_by=None, concluded_at=None)
                | Q(
                    result__isnull=False,
                    judged_by__isnull=False,
                    concluded_by__isnull=False,
                    concluded_at__isnull=False,
                ),
                name="assessment_is_concluded_whole",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None) | Q(result__isnull=False),
                name="assessment_is_released_once_concluded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing.subject} 考核评价表"


class Hand(models.TextChoices):
    """Whose hand a score sheet is in."""

    UNION = "union", "自评"
    ASSESSOR = "assessor", "考核"
    JOINT = "joint", "合议"
    REVIEW = "review", "复核"


class ScoreSheet(models.Model):
    """评分表: the facts as one hand found them; its points are ``ItemScore`` rows.

    Every fact is empty until it is stated: an empty cell is neither no nor 0.
    """

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="sheets", verbose_name="考核评价表"
    )
    hand = models.CharField("评分类别", max_length=10, choices=Hand.choices)
    # Who scores; the union's own sheet is everybody's who files for it.
    assessor = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="考核员",
    )  # fmt: skip

    has_superior_notice = models.BooleanField("上级文件", null=True)
    has_own_plan = models.BooleanField("本级计划", null=True)
    has_activity_record = models.BooleanField("活动情况", null=True)
    has_year_summary = models.BooleanField("总结", null=True)
    training_count = models.PositiveIntegerField("培训次数", null=True, blank=True)
    five_small_count = models.PositiveIntegerField("“五小”活动次数", null=True, blank=True)
    appraisal_count = models.PositiveIntegerField("评比次数", null=True, blank=True)
    contest_count = models.PositiveIntegerField("技能比武次数", null=True, blank=True)
    safety_count = models.PositiveIntegerField("安全活动次数", null=True, blank=True)
    other_count = models.PositiveIntegerField("其他活动次数", null=True, blank=True)
    surveyed_count = models.PositiveIntegerField("测评人数", null=True, blank=True)
    aware_count = models.PositiveIntegerField("知晓人数", null=True, blank=True)
    member_count = models.PositiveIntegerField("岗员人数", null=True, blank=True)
    participated_count = models.PositiveIntegerField("参与人数", null=True, blank=True)
    valid_count = models.PositiveIntegerField("有效答卷数", null=True, blank=True)
    satisfied_count = models.PositiveIntegerField("满意答卷数", null=True, blank=True)
    # No outside customers; the county confirms it.
    without_customers = models.BooleanField("满意率不适用", default=False)
    has_summary_text = models.BooleanField("文字总结", null=True)
    has_summary_pictures = models.BooleanField("相关图片", null=True)
    wall_leaders = models.BooleanField("创建领导小组", null=True)
    wall_post = models.BooleanField("岗位全称", null=True)
    wall_members = models.BooleanField("岗位成员情况", null=True)
    wall_slogan = models.BooleanField("口号", null=True)
    wall_promise = models.BooleanField("承诺和目标", null=True)
    wall_phone = models.BooleanField("监督电话", null=True)
    phone_number = models.CharField("监督电话号码", max_length=20, blank=True)
    visited_on = models.DateField("现场考核日期", null=True, blank=True)
    note = models.TextField("考核记录", max_length=1000, blank=True)
    # Cells as typed that could not be read; the union's own are kept with its filing.
    unparsed = models.JSONField("未识别的填写", default=dict, blank=True, editable=False)
    # From then on it is not edited; what the rules said of it is kept beside it.
    signed_at = models.DateTimeField("签署时间", null=True, blank=True, editable=False)
    judgement = models.JSONField("评分依据", default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "评分表"
        ordering = ["assessment", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hand__in=Hand.values), name="score_sheet_hand_is_known"
            ),
            models.UniqueConstraint(
                fields=["assessment", "hand"], condition=~Q(hand=Hand.ASSESSOR),
                name="one_score_sheet_per_hand",
            ),
            models.UniqueConstraint(
                fields=["assessment", "assessor"], condition=Q(hand=Hand.ASSESSOR),
                name="one_score_sheet_per_assessor",
            ),
            models.CheckConstraint(
                condition=Q(hand=Hand.UNION, assessor=None)
                | (~Q(hand=Hand.UNION) & Q(assessor__isnull=False)),
                name="score_sheet_has_its_assessor",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.assessment} {self.get_hand_display()}"

    @property
    def facts(self) -> Facts:
        """What is stated so far, as the rules read it.

        A rate whose numerator exceeds its denominator is an error of typing and states nothing.
        """
        pieces = {name: getattr(self, name) for name in PIECE_FACTS}
        counts = {name: getattr(self, name) for name in COUNT_FACTS}
        shares = {name: self.share(name) for name in SHARE_FACTS}
        return Facts(
            pieces={name: value for name, value in pieces.items() if value is not None},
            counts={name: value for name, value in counts.items() if value is not None},
            shares={name: value for name, value in shares.items() if value is not None},
            not_applicable=frozenset({"satisfied"} if self.without_customers else ()),
        )

    def share(self, rate: str) -> Share | None:
        """The people behind ``rate``, when both numbers are there and can be."""
        part, whole = (getattr(self, name) for name in SHARE_FACTS[rate])
        return None if part is None or whole is None or part > whole else Share(part, whole)

    @cached_property
    def scores(self) -> "dict[str, ItemScore]":
        """Code of an item → its row; read once."""
        return {score.code: score for score in self.item_scores.all()}

    @property
    def total(self) -> Decimal | None:
        """合计; ``None`` while an item is blank."""
        return total(score.points for score in self.scores.values())


class ItemScore(models.Model):
    """得分: the points one hand gives for one item; blank until given."""

    sheet = models.ForeignKey(
        ScoreSheet, on_delete=models.CASCADE, related_name="item_scores", verbose_name="评分表"
    )
    code = models.CharField("项目标识", max_length=4)
    most = models.DecimalField("分值", max_digits=4, decimal_places=1)
    points = models.DecimalField("得分", max_digits=4, decimal_places=1, null=True, blank=True)
    reason = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "得分"
        ordering = ["sheet", "code"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "code"], name="one_score_per_item"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=0, points__lte=F("most")),
                name="score_is_within_its_item",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {'—' if self.points is None else self.points}"


class SheetSignature(models.Model):
    """评分签署: a person stands by a score sheet; a 合议 needs everybody's who scored."""

    sheet = models.ForeignKey(
        ScoreSheet, on_delete=models.CASCADE, related_name="signatures", verbose_name="评分表"
    )
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="签署人"
    )
    signed_at = models.DateTimeField("签署时间")

    class Meta:
        verbose_name = verbose_name_plural = "评分签署"
        ordering = ["sheet", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "user"], name="one_signature_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.user}"


class Objection(models.Model):
    """考核异议: a union disputes its released result; once, and another assessor scores anew."""

    assessment = models.OneToOneField(
        Assessment, on_delete=models.CASCADE, related_name="objection", verbose_name="考核评价表"
    )
    reason = models.TextField("异议理由", max_length=500)
    raised_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="提出人"
    )
    raised_at = models.DateTimeField("提出时间")
    # The result that is disputed; the review's own stands beside it, both are kept.
    disputed = models.ForeignKey(
        ScoreSheet, on_delete=models.PROTECT, related_name="+", verbose_name="原评分"
    )
    reviewer = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="复核人",
    )  # fmt: skip

    class Meta:
        verbose_name = verbose_name_plural = "考核异议"

    def __str__(self) -> str:
        return f"{self.assessment} 异议"
