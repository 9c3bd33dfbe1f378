"""The empty roster for 附件4 that unions fill in with Excel and import (domain §4.2)."""

from collections.abc import Sequence
from typing import BinaryIO

from changxing_union.exports.entry_sheet import EntryColumn, write_entry_sheet
from changxing_union.filing.dictionaries import EDUCATIONS, POLITICS

SHEET_NAME = "义务监督员名单"
INSTRUCTIONS = [
    ("怎样填写", "每人填一行，从示例下面一行填起；不够时接着往下填。"),
    ("示例", "以“例：”开头的一行只供参考，导入时会跳过，不必删除。"),
    ("企业名称", "填企业（单位）全称，与公章一致；每行都填，不要合并单元格。"),
    ("出生年月、任职时间", "填到月，例如 1985 年 3 月填“1985.3”。"),
    ("手机号", "姓名和手机号都相同的视为同一人，一人每年只登记一份。"),
    ("奖励、称号", "没有的填“无”。"),
    ("导入", "保存为 .xlsx 文件后在系统中导入；每人生成一份草稿，意见栏和扫描件再逐份补齐。"),
]


def write_supervisor_template(
    target: BinaryIO, *, organization: str, year: int, units: Sequence[str]
) -> None:
    """Write the import template for ``organization``; ``units`` become a drop-down."""
    write_entry_sheet(
        target,
        title=f"{year}年长兴县职工节能减排义务监督员名单",
        unit_line=f"填报单位：{organization}",
        columns=[
            EntryColumn("企业名称", 28, "例：长兴示例纺织有限公司", choices=units),
            EntryColumn("姓名", 10, "李示例"),
            EntryColumn("性别", 6, "女", choices=["男", "女"]),
            EntryColumn("出生年月", 11, "1985年3月"),
            EntryColumn("文化程度", 12, "大专", choices=EDUCATIONS),
            EntryColumn("政治面貌", 12, "群众", choices=POLITICS),
            EntryColumn("工种", 12, "设备管理员"),
            EntryColumn("何年何月任职", 13, "2015年7月"),
            EntryColumn("QQ号", 12, "10001234"),
            EntryColumn("微信号", 14, "lishili_2018"),
            EntryColumn("手机号", 14, "13900000001"),
            EntryColumn("单位地址", 26, "长兴县示例路1号"),
            EntryColumn("邮编", 8, "313100"),
            EntryColumn("何时何地受过何种奖励、称号", 30, "无"),
        ],
        sheet_name=SHEET_NAME,
        instructions=INSTRUCTIONS,
    )
