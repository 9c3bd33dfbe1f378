"""The 100-point sheet as the county reads it: data, so that another reading needs no new code."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from changxing_union.filing.models import Campaign
from changxing_union.organizations.models import User
from pioneer.scoring import (
    Item,
    KindRule,
    Named,
    PieceRule,
    Rate,
    RateCombination,
    RatePolicy,
    RateRule,
    Rule,
    ScoringRules,
    WallRule,
)


class RubricQuerySet(models.QuerySet["Rubric"]):
    """Which edition counts."""

    def in_force(self, campaign: Campaign) -> "Rubric | None":
        """The newest edition of ``campaign``; a year without one of its own goes by the last."""
        earlier = self.filter(campaign__year__lte=campaign.year)
        return earlier.order_by("-campaign__year", "-version").first()


class Rubric(models.Model):
    """评分细则: one edition of the sheet; a changed reading is a new edition, none is ever edited.

    What was judged by an edition therefore stays as it was judged, whatever is read later.
    """

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="rubrics", verbose_name="申报活动"
    )
    version = models.PositiveSmallIntegerField("版次", default=1)
    pass_line = models.DecimalField(
        "合格线（含本数）", max_digits=4, decimal_places=1, default=Decimal("90.0")
    )
    score_step = models.DecimalField(
        "评分最小单位", max_digits=3, decimal_places=1, default=Decimal("0.5")
    )
    rate_policy = models.CharField(
        "不足 5 个百分点的扣分", max_length=10,
        choices=[(policy.value, policy.label) for policy in RatePolicy],
        default=RatePolicy.FLOOR.value,
    )  # fmt: skip
    rate_combination = models.CharField(
        "几项比率都不足时", max_length=10,
        choices=[(each.value, each.label) for each in RateCombination],
        default=RateCombination.SUM.value,
    )  # fmt: skip
    zero_rule = models.BooleanField("没有任何活动的该项不得分", default=True)
    reason = models.CharField("依据", max_length=300)
    # Nobody: as the portal was delivered.
    set_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="设定人",
    )  # fmt: skip
    set_at = models.DateTimeField("设定时间")

    objects = RubricQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评分细则"
        ordering = ["-campaign__year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "version"], name="one_rubric_per_version"),
            models.CheckConstraint(
                condition=Q(rate_policy__in=[policy.value for policy in RatePolicy]),
                name="rubric_rate_policy_is_known",
            ),
            models.CheckConstraint(
                condition=Q(rate_combination__in=[each.value for each in RateCombination]),
                name="rubric_rate_combination_is_known",
            ),
            models.CheckConstraint(condition=Q(score_step__gt=0), name="rubric_step_is_positive"),
            models.CheckConstraint(
                condition=Q(pass_line__gte=0, pass_line__lte=100), name="rubric_pass_line_fits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign.year} 年评分细则第 {self.version} 版"

    @cached_property
    def lines(self) -> "list[RubricItem]":
        """The items in the order of the paper; read once."""
        return list(self.items.all())

    @cached_property
    def rules(self) -> ScoringRules:
        """This edition as arithmetic."""
        return ScoringRules(
            items=tuple(Item(line.code, line.points, self._rule(line)) for line in self.lines),
            pass_line=self.pass_line,
            step=self.score_step,
        )

    def _rule(self, line: "RubricItem") -> Rule:
        named = line.named_facts
        if line.rule == ItemRule.PIECES:
            return PieceRule(tuple(fact for fact, _ in named), line.each)
        if line.rule == ItemRule.WALL:
            return WallRule(named[0][0])
        if line.rule == ItemRule.KINDS:
            return KindRule(
                required=tuple(fact for fact, is_required in named if is_required),
                others=tuple(fact for fact, is_required in named if not is_required),
                each=line.each,
                zero_rule=self.zero_rule,
            )
        return RateRule(
            rates=tuple(
                Rate(fact["code"], fact["name"], Decimal(fact["target"])) for fact in line.facts
            ),
            step=line.rate_step,
            each=line.each,
            policy=RatePolicy(self.rate_policy),
            combination=RateCombination(self.rate_combination),
        )


class ItemRule(models.TextChoices):
    """How the points of an item are lost."""

    PIECES = "pieces", "每缺一项扣分"
    KINDS = "kinds", "每缺一类活动扣分"
    RATES = "rates", "每少若干百分点扣分"
    WALL = "wall", "未上墙不得分"


class RubricItem(models.Model):
    """评分项目: one numbered line of the sheet, its points, and the facts it is judged by.

    ``facts`` are ``{"code", "name"}`` each: pieces and wall items; kinds of activity, with
    ``"required"``; rates, with ``"target"`` in percent. Their codes are columns of ``ScoreSheet``.
    """

    rubric = models.ForeignKey(
        Rubric, on_delete=models.CASCADE, related_name="items", verbose_name="评分细则"
    )
    position = models.PositiveSmallIntegerField("序号")
    code = models.CharField("标识", max_length=4)
    category = models.CharField("类别", max_length=40)
    content = models.CharField("考核内容", max_length=300)
    points = models.DecimalField("分值", max_digits=4, decimal_places=1)
    rule = models.CharField("扣分方式", max_length=10, choices=ItemRule.choices)
    each = models.DecimalField(
        "每项（类、档）扣分", max_digits=4, decimal_places=1, default=Decimal(0)
    )
    rate_step = models.DecimalField(
        "每档百分点", max_digits=4, decimal_places=1, default=Decimal(5)
    )
    facts = models.JSONField("考核事项")

    class Meta:
        verbose_name = verbose_name_plural = "评分项目"
        ordering = ["rubric", "position"]
        constraints = [
            models.UniqueConstraint(fields=["rubric", "code"], name="one_rubric_item_per_code"),
            models.UniqueConstraint(
                fields=["rubric", "position"], name="one_rubric_item_per_position"
            ),
            models.CheckConstraint(
                condition=Q(rule__in=ItemRule.values), name="rubric_item_rule_is_known"
            ),
            models.CheckConstraint(condition=Q(points__gt=0), name="rubric_item_is_worth_points"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.content}"

    @property
    def named_facts(self) -> list[tuple[Named, bool]]:
        """Each fact, and whether it is required."""
        return [
            (Named(fact["code"], fact["name"]), fact.get("required", True)) for fact in self.facts
        ]
