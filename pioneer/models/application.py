"""What annex 1 asks for (domain §2.1); state, opinions and history are the filing's."""

from django.db import models
from django.db.models import Q

from changxing_union.filing.dictionaries import Gender
from changxing_union.filing.models import Filing
from changxing_union.organizations.models import Track

# The FormType rows of annex 1 name this product by this kind.
APPLICATION_KIND = "pioneer:application"


class PioneerApplication(models.Model):
    """工人先锋号申报表: annex 1, one form per 班组 or 岗位."""

    filing = models.OneToOneField(
        Filing, on_delete=models.CASCADE, primary_key=True,
        related_name="pioneer_application", verbose_name="申报",
    )  # fmt: skip
    track = models.CharField("创建类型", max_length=10, choices=Track.choices, default=Track.TEAM)

    unit_name = models.CharField("单位名称", max_length=100, blank=True)
    unit_founded = models.DateField("何时组建（单位）", null=True, blank=True)
    team_name = models.CharField("班组名称", max_length=100, blank=True)
    member_total = models.PositiveIntegerField("人数", null=True, blank=True)
    post_leader_name = models.CharField("岗长姓名", max_length=50, blank=True)
    team_founded = models.DateField("何时组建（班组）", null=True, blank=True)

    male_count = models.PositiveIntegerField("男", null=True, blank=True)
    female_count = models.PositiveIntegerField("女", null=True, blank=True)
    party_count = models.PositiveIntegerField("党员", null=True, blank=True)
    league_count = models.PositiveIntegerField("团员", null=True, blank=True)
    avg_age = models.DecimalField("平均年龄", max_digits=4, decimal_places=1, null=True, blank=True)
    # 1 to 8 or 不适用, as text: the notice names no scale, so it is never ranked (O-11).
    avg_skill_level = models.CharField("平均技术等级", max_length=10, blank=True)
    edu_college = models.PositiveIntegerField("大专（及以上）", null=True, blank=True)
    edu_high = models.PositiveIntegerField("高中", null=True, blank=True)
    edu_junior = models.PositiveIntegerField("初中", null=True, blank=True)

    leader_name = models.CharField("负责人姓名", max_length=50, blank=True)
    leader_gender = models.CharField("性别", max_length=6, choices=Gender.choices, blank=True)
    leader_birth = models.DateField("出生年月", null=True, blank=True)
    leader_education = models.CharField("文化程度", max_length=50, blank=True)
    leader_politics = models.CharField("政治面貌", max_length=50, blank=True)
    leader_trade = models.CharField("工种", max_length=50, blank=True)
    leader_since = models.DateField("何年何月任职", null=True, blank=True)
    leader_qq = models.CharField("QQ号", max_length=11, blank=True)
    leader_wechat = models.CharField("微信号", max_length=20, blank=True)
    leader_mobile = models.CharField("手机号码", max_length=11, blank=True)

    address = models.CharField("单位地址", max_length=200, blank=True)
    postcode = models.CharField("邮编", max_length=6, blank=True)
    honours_text = models.TextField("何时何地受过何种奖励、称号", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工人先锋号申报表"
        constraints = [
            models.CheckConstraint(
                condition=Q(track__in=Track.values), name="application_track_is_known"
            ),
            models.CheckConstraint(
                condition=Q(leader_gender__in=[*Gender.values, ""]),
                name="application_gender_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name} {self.team_name}"
