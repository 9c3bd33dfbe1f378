"""What the printed annex 1 says: plain strings, filled elsewhere from the models (domain §2.1)."""

from dataclasses import dataclass

from changxing_union.printing.boxes import OpinionBox
from changxing_union.printing.marks import MarkLine

ANNEX_1_TITLE = "2018年长兴县创建“工人先锋号”示范培育申报表"
# Verbatim 备注 of annex 1; the FormType record holds the wording of its own year.
ANNEX_1_FOOTER = (
    "备注：1、此表由基层工会在4月10日前上报到县总工会经济部。\n"
    "2、此表一式3份，县总工会经济工作部、各乡镇（街道、园区）（总）工会，"
    "县直属产业（行业）工会（工委）、基层工会各一份。"
)
ANNEX_1_BOXES = (
    "单位工会意见",
    "单位意见",
    "乡镇（街道、园区）、县直属产业（行业）工会（工委）意见",
    "县劳动竞赛委员会办公室意见",
)


@dataclass(frozen=True, kw_only=True)
class ApplicationSheet:
    """附件1 as printed. Every string may be empty: the blank form is the sheet left empty.

    ``boxes`` are the four opinions in the order of the paper: left to right, then down.
    """

    annex_mark: str = "附件1"
    title: str = ANNEX_1_TITLE
    unit_name: str = ""
    unit_founded: str = ""
    team_name: str = ""
    member_total: str = ""
    post_leader_name: str = ""
    team_founded: str = ""
    male_count: str = ""
    female_count: str = ""
    party_count: str = ""
    league_count: str = ""
    avg_age: str = ""
    avg_skill_level: str = ""
    edu_college: str = ""
    edu_high: str = ""
    edu_junior: str = ""
    leader_name: str = ""
    leader_gender: str = ""
    leader_birth: str = ""
    leader_education: str = ""
    leader_politics: str = ""
    leader_trade: str = ""
    leader_since: str = ""
    leader_contact: str = ""  # QQ号 and 微信号 joined by "/"
    leader_mobile: str = ""
    address: str = ""
    postcode: str = ""
    honours: str = ""
    boxes: tuple[OpinionBox, ...] = tuple(OpinionBox(label=label) for label in ANNEX_1_BOXES)
    footer: str = ANNEX_1_FOOTER
    mark_line: MarkLine | None = None
    status_note: str = ""  # 草稿（未上报）, 作废: printed beside the annex mark

    def __post_init__(self) -> None:
        """Refuse a sheet whose boxes the paper has no room for."""
        if len(self.boxes) != len(ANNEX_1_BOXES):
            raise ValueError(f"Annex 1 has four opinion boxes, not {len(self.boxes)}")
