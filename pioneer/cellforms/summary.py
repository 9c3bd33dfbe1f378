"""Reading annex 2: the choice between a list and a 零报告, and the cells of one line."""

from collections.abc import Mapping

from changxing_union.filing.cellforms import CellForm, RowForm
from changxing_union.filing.contacts import ContactField
from changxing_union.filing.fields import (
    CellField,
    CountField,
    ListedField,
    NameField,
    OneOfField,
)
from pioneer.industries import INDUSTRIES
from pioneer.models import ReportKind


class SummaryForm(CellForm):
    """What the sheet is, beside its lines."""

    report_kind = OneOfField(
        "本表内容", choices=list(ReportKind.choices), blank=ReportKind.TEAMS.value
    )


class SummaryRowForm(RowForm):
    """The cells of one line, in the order of the paper; unit and team stand apart (O-14)."""

    columns: Mapping[str, tuple[str, ...]] = {"contact": ("leader_mobile", "leader_wechat")}

    unit_name = CellField("单位名称")
    team_name = CellField("班组名称")
    industry = ListedField("所属行业", offers=INDUSTRIES)
    participant_count = CountField("参赛人数")
    leader_name = NameField("组长")
    contact = ContactField("手机号/微信号")
