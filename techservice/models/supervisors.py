"""What annex 4 asks for (domain §2.4); state, opinions and history are the filing's."""

from django.db import models
from django.db.models import Q

from changxing_union.filing.dictionaries import Gender
from changxing_union.filing.models import Filing

# The FormType rows of annex 4 name this product by this kind.
SUPERVISOR_KIND = "techservice:supervisor"
SUPERVISOR_ANNEX = 4


class EnergySupervisor(models.Model):
    """节能减排义务监督员登记表: annex 4, one form per person."""

    filing = models.OneToOneField(
        Filing, on_delete=models.CASCADE, primary_key=True,
        related_name="energy_supervisor", verbose_name="申报",
    )  # fmt: skip

    unit_name = models.CharField("企业名称", max_length=100, blank=True)
    filled_on = models.DateField("填写日期", null=True, blank=True)

    name = models.CharField("姓名", max_length=50, blank=True)
    gender = models.CharField("性别", max_length=6, choices=Gender.choices, blank=True)
    birth = models.DateField("出生年月", null=True, blank=True)
    education = models.CharField("文化程度", max_length=50, blank=True)
    politics = models.CharField("政治面貌", max_length=50, blank=True)
    trade = models.CharField("工种", max_length=50, blank=True)
    since = models.DateField("何年何月任职", null=True, blank=True)
    qq = models.CharField("QQ号", max_length=11, blank=True)
    wechat = models.CharField("微信号", max_length=20, blank=True)
    mobile = models.CharField("手机号", max_length=11, blank=True)

    address = models.CharField("单位地址", max_length=200, blank=True)
    postcode = models.CharField("邮编", max_length=6, blank=True)
    honours_text = models.TextField("何时何地受过何种奖励、称号", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "节能减排义务监督员登记表"
        constraints = [
            models.CheckConstraint(
                condition=Q(gender__in=[*Gender.values, ""]), name="supervisor_gender_is_known"
            ),
        ]

    def __str__(self) -> str:
        """``张示例（长兴示例厂）``, as lists name the form; with whichever of the two is known."""
        unit = f"（{self.unit_name}）" if self.name and self.unit_name else self.unit_name
        return f"{self.name}{unit}"
