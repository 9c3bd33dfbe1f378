"""The registers of labour protection: inspectors and inspections (N36)."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from changxing_union.filing.fields import (
    CellField,
    DayField,
    MobileField,
    NameField,
    ParagraphField,
)
from changxing_union.kernel.dates import shanghai_day, show_date
from changxing_union.records.cellforms import RecordForm
from changxing_union.records.fields import LinksField, PlannedDayField
from changxing_union.records.kinds import DueWords, RecordKind
from techservice.menu import MENU
from techservice.models import INSPECTION_KIND, INSPECTOR_KIND, Inspection, LabourInspector

TERM_OVER = "任期已于{day}届满，请续聘（修改任期）或作废。"
NOBODY = "请勾选监督检查员，或填写其他检查人员。"
NO_PROBLEM = "定了整改期限，请写明发现的问题。"
NO_RESULT = "填了整改完成日期，请写明整改结果。"
NO_DAY = "发现了问题，还没有定整改期限；定了期限，到期没有整改的会提醒。"


class InspectorForm(RecordForm):
    """One inspector."""

    needed = ("name", "unit_name", "happened_on")

    name = NameField("姓名")
    unit_name = CellField("工作单位")
    mobile = MobileField("手机号")
    certificate = CellField("证书编号", max_length=50)
    happened_on = DayField("聘任日期")
    until = PlannedDayField("任期至")


class InspectorKind(RecordKind):
    """劳动保护监督检查员."""

    kind = INSPECTOR_KIND
    name = "劳动保护监督检查员"
    url_name = "inspectors"
    menu = MENU
    model = LabourInspector
    form = InspectorForm
    new_label = "登记监督检查员"
    hint = "工会聘任的劳动保护监督检查员，登记监督检查时直接勾选。"
    subject_label = "姓名"
    day_label = "任期"
    listed = ("unit_name", "mobile", "certificate")
    phones = frozenset({"mobile"})
    offered = ("unit_name",)
    widths = {"unit_name": 28}

    def subject_of(self, values: Mapping[str, Any]) -> str:
        """The name."""
        return str(values["name"])

    def findings(self, values: Mapping[str, Any]) -> list[str]:
        """Whether the term is over."""
        until = values["until"]
        is_over = until is not None and until < shanghai_day(timezone.now())
        return [TERM_OVER.format(day=show_date(until))] if is_over else []


class InspectionForm(RecordForm):
    """One inspection; what is put right is added later."""

    needed = ("unit_name", "happened_on")

    unit_name = CellField("受检单位")
    happened_on = DayField("检查日期")
    inspectors = LinksField("监督检查员", queryset=LabourInspector.objects.all())
    other_inspectors = CellField("其他检查人员", max_length=200, help_text="姓名，几位用顿号隔开。")
    problems = ParagraphField("发现的问题", max_length=1000, help_text="没有发现问题的留空。")
    due_on = PlannedDayField("整改期限", help_text="需要整改的请填写，例如 2018 年 6 月 30 日。")
    settled_on = DayField("整改完成日期", help_text="整改完成、复查通过后填写。")
    result = ParagraphField("整改结果", max_length=1000)

    def clean(self) -> dict[str, Any]:
        """Somebody inspected; a deadline has its problem, an end its result."""
        cleaned = super().clean()
        if not cleaned.get("inspectors") and not cleaned.get("other_inspectors"):
            self.add_error("inspectors", NOBODY)
        if cleaned.get("due_on") and not cleaned.get("problems") and "problems" not in self.errors:
            self.add_error("problems", NO_PROBLEM)
        if cleaned.get("settled_on") and not cleaned.get("result") and "result" not in self.errors:
            self.add_error("result", NO_RESULT)
        return cleaned


class InspectionKind(RecordKind):
    """劳动保护监督检查."""

    kind = INSPECTION_KIND
    name = "劳动保护监督检查"
    url_name = "inspections"
    menu = MENU
    model = Inspection
    form = InspectionForm
    new_label = "登记监督检查"
    hint = "每次检查记一条；发现问题的定整改期限，到期没有整改的会标出来。"
    subject_label = "受检单位"
    day_label = "检查日期"
    listed = ("problems", "due_on", "settled_on")
    due_words = DueWords("未整改", "逾期未整改", "已整改")
    offered = ("unit_name", "other_inspectors")
    widths = {"unit_name": 28, "inspectors": 24}

    def subject_of(self, values: Mapping[str, Any]) -> str:
        """The unit."""
        return str(values["unit_name"])

    def findings(self, values: Mapping[str, Any]) -> list[str]:
        """Whether something was found and nobody has said by when it is to be put right."""
        return [NO_DAY] if values["problems"] and values["due_on"] is None else []
