"""What the printed annex 5 says: plain strings, filled elsewhere from the models (domain §2.5)."""

from dataclasses import dataclass

from changxing_union.printing.boxes import OpinionBox
from changxing_union.printing.marks import MarkLine


@dataclass(frozen=True, kw_only=True)
class Demand:
    """One line of 职工技能培训需求."""

    trade: str = ""
    head_count: str = ""


@dataclass(frozen=True, kw_only=True)
class RequestSheet:
    """附件5 as printed, in either phase: 完成情况 and 评价 are empty until there are any.

    Every string may be empty: the blank form is the sheet left empty.
    """

    title: str
    footer: str
    box: OpinionBox
    annex_mark: str = "附件5"
    unit_name: str = ""
    filled_on: str = ""
    chair_name: str = ""
    contact: str = ""  # 联系电话, QQ号 and 微信号 joined by "/"
    address: str = ""
    need: str = ""
    demands: tuple[Demand, ...] = ()
    completion: str = ""
    evaluation: str = ""
    mark_line: MarkLine | None = None
    status_note: str = ""  # 草稿（未上报）, 作废: printed beside the annex mark
