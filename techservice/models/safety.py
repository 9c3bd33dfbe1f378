"""Labour protection: who inspects, and what was inspected (N36)."""

from django.db import models

from changxing_union.records.models import RecordRow

INSPECTOR_KIND = "techservice:inspectors"
INSPECTION_KIND = "techservice:inspections"


class LabourInspector(RecordRow):
    """劳动保护监督检查员: appointed by a union, for a term."""

    name = models.CharField("姓名", max_length=50)
    unit_name = models.CharField("工作单位", max_length=100)
    mobile = models.CharField("手机号", max_length=11, blank=True)
    certificate = models.CharField("证书编号", max_length=50, blank=True)

    class Meta(RecordRow.Meta):
        verbose_name = verbose_name_plural = "劳动保护监督检查员"


class Inspection(RecordRow):
    """劳动保护监督检查: one visit to a unit, what was found, and whether it was put right.

    By when it is to be put right is the record's ``due_on``, when it was ``settled_on``.
    """

    unit_name = models.CharField("受检单位", max_length=100)
    inspectors = models.ManyToManyField(
        LabourInspector, blank=True, related_name="inspections", verbose_name="监督检查员"
    )
    other_inspectors = models.CharField("其他检查人员", max_length=200, blank=True)
    problems = models.TextField("发现的问题", blank=True)
    result = models.TextField("整改结果", blank=True)

    class Meta(RecordRow.Meta):
        verbose_name = verbose_name_plural = "劳动保护监督检查"
