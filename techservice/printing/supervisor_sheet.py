"""What the printed annex 4 says: plain strings, filled elsewhere from the models (domain §2.4)."""

from dataclasses import dataclass

from changxing_union.printing.boxes import OpinionBox
from changxing_union.printing.marks import MarkLine

ANNEX_4_TITLE = "2018年长兴县职工节能减排义务监督员登记表"
# Verbatim 备注 of annex 4; the FormType record holds the wording of its own year.
ANNEX_4_FOOTER = (
    "备注：1、此表由基层工会在4月15日前上报到县总工会经济部。\n"
    "2、此表一式3份，县总工会经济工作部、各乡镇（街道、园区）（总）工会，"
    "县直属产业（行业）工会（工委）、基层工会各一份。"
)
ANNEX_4_BOXES = (
    "单位（企业）工会意见",
    "单位（企业）意见",
    "乡镇（街道、园区）、县直属产业（行业）工会（工委）意见",
    "县总工会意见",
)


@dataclass(frozen=True, kw_only=True)
class SupervisorSheet:
    """附件4 as printed. Every string may be empty: the blank form is the sheet left empty.

    ``boxes`` are the four opinions in the order of the paper: left to right, then down.
    """

    annex_mark: str = "附件4"
    title: str = ANNEX_4_TITLE
    unit_name: str = ""
    filled_on: str = ""
    name: str = ""
    gender: str = ""
    birth: str = ""
    education: str = ""
    politics: str = ""
    trade: str = ""
    since: str = ""
    contact: str = ""  # QQ号 and 微信号 joined by "/"
    mobile: str = ""
    address: str = ""
    postcode: str = ""
    honours: str = ""
    boxes: tuple[OpinionBox, ...] = tuple(OpinionBox(label=label) for label in ANNEX_4_BOXES)
    footer: str = ANNEX_4_FOOTER
    mark_line: MarkLine | None = None
    status_note: str = ""  # 草稿（未上报）, 作废: printed beside the annex mark

    def __post_init__(self) -> None:
        """Refuse a sheet whose boxes the paper has no room for."""
        if len(self.boxes) != len(ANNEX_4_BOXES):
            raise ValueError(f"Annex 4 has four opinion boxes, not {len(self.boxes)}")
