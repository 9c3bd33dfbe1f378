"""企业自主认定: enterprises certify skills of their own workers (N25)."""

from django.db import models

from changxing_union.records.models import RecordRow

CERTIFICATION_KIND = "techservice:certifications"


class SkillLevel(models.TextChoices):
    """The national levels of skill, the lowest first."""

    FIFTH = "5", "初级工（五级）"
    FOURTH = "4", "中级工（四级）"
    THIRD = "3", "高级工（三级）"
    SECOND = "2", "技师（二级）"
    FIRST = "1", "高级技师（一级）"


class SkillCertification(RecordRow):
    """企业自主认定: one trade and level in one enterprise; the level is the record's category."""

    enterprise_name = models.CharField("企业名称", max_length=100)
    trade = models.CharField("认定工种", max_length=100)
    guidance = models.TextField("指导情况", blank=True)

    class Meta(RecordRow.Meta):
        verbose_name = verbose_name_plural = "企业自主认定"
