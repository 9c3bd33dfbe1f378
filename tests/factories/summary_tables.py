"""Annex 2 as finished tables, for paper and workbooks."""

from pioneer.summary_table import SummaryLine, SummaryTable

TITLE = "2018年长兴县开展“工人先锋号”创建活动参赛企业汇总表"
FOOTER = (
    "备注：此表由一式2份，县总工会经济工作部、各乡镇（街道、园区）（总）工会，"
    "县直属产业（行业）工会（工委）各一份。在4月15日前上报到县总工会经济部。"
)


def make_line(
    unit: str = "长兴测试纺织有限公司",
    team: str = "细纱甲班",
    participants: int | str = 12,
    *,
    industry: str = "制造业",
    leader: str = "李示例",
    contact: str = "13900000001",
) -> SummaryLine:
    """One line; every text may be replaced."""
    return SummaryLine(unit, team, industry, participants, leader, contact)


def make_table(
    *lines: SummaryLine, place: str = "长兴测试镇", short_name: str = "", nil: bool = False
) -> SummaryTable:
    """One union's table; the enterprise's name as typed is its key."""
    return SummaryTable(
        organization=f"{place}总工会",
        short_name=short_name or place,
        title=TITLE,
        footer=FOOTER,
        lines=lines,
        unit_keys=tuple(line.unit for line in lines),
        is_nil=nil,
    )
