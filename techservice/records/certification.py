"""The register of 企业自主认定 (N25)."""

from collections.abc import Mapping
from typing import Any

from changxing_union.filing.fields import (
    CellField,
    CountField,
    DayField,
    OneOfField,
    ParagraphField,
)
from changxing_union.records.cellforms import RecordForm
from changxing_union.records.kinds import RecordKind
from techservice.menu import MENU
from techservice.models import CERTIFICATION_KIND, SkillCertification, SkillLevel


class CertificationForm(RecordForm):
    """One trade and level in one enterprise."""

    needed = ("enterprise_name", "trade", "category", "head_count", "happened_on")

    enterprise_name = CellField("企业名称")
    trade = CellField("认定工种")
    category = OneOfField("认定等级", choices=[("", "（请选择）"), *SkillLevel.choices])
    head_count = CountField("认定人数")
    happened_on = DayField("认定日期")
    guidance = ParagraphField(
        "指导情况", max_length=500, help_text="配合人力社保部门做了哪些指导。"
    )


class CertificationKind(RecordKind):
    """企业自主认定."""

    kind = CERTIFICATION_KIND
    name = "企业自主认定"
    url_name = "certifications"
    menu = MENU
    model = SkillCertification
    form = CertificationForm
    new_label = "登记自主认定"
    hint = "配合人力社保部门指导企业开展的职工技能自主认定，一家企业一个工种一个等级记一条。"
    subject_label = "企业、工种"
    day_label = "认定日期"
    listed = ("category", "head_count")
    categories = SkillLevel.choices
    category_label = "认定等级"
    heads_words = "认定 {} 人"
    offered = ("enterprise_name", "trade")
    widths = {"enterprise_name": 28}

    def subject_of(self, values: Mapping[str, Any]) -> str:
        """``长兴示例厂 钳工``."""
        return f"{values['enterprise_name']} {values['trade']}"
