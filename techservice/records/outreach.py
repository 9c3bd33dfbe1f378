"""The register of 劳模“三进” (N23)."""

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
from techservice.models import OUTREACH_KIND, OutreachVisit, Place


class OutreachForm(RecordForm):
    """One visit."""

    needed = ("happened_on", "category", "host_name", "topic", "model_workers")

    happened_on = DayField("活动日期")
    category = OneOfField("活动类别", choices=[("", "（请选择）"), *Place.choices])
    host_name = CellField("走进单位", help_text="学校、社区或企业的名称。")
    topic = CellField("活动主题")
    model_workers = CellField("参加劳模", max_length=200, help_text="劳模姓名，几位用顿号隔开。")
    head_count = CountField("参加人数", help_text="听众、学员等，不含劳模本人。")
    outcome = ParagraphField("活动成效", max_length=1000)


class OutreachKind(RecordKind):
    """劳模三进活动."""

    kind = OUTREACH_KIND
    name = "劳模“三进”活动"
    url_name = "outreach"
    menu = MENU
    model = OutreachVisit
    form = OutreachForm
    new_label = "登记三进活动"
    hint = "劳模进学校、进社区、进企业，每次活动记一条，附现场照片。"
    subject_label = "单位、主题"
    day_label = "活动日期"
    listed = ("category", "model_workers", "head_count")
    categories = Place.choices
    category_label = "活动类别"
    heads_words = "参加 {} 人次"
    offered = ("host_name", "topic", "model_workers")

    def subject_of(self, values: Mapping[str, Any]) -> str:
        """``长兴示例学校：弘扬劳模精神``."""
        return f"{values['host_name']}：{values['topic']}"
