"""The empty table for 附件2 that unions fill in with Excel and import (domain §4.2)."""

from collections.abc import Sequence
from typing import BinaryIO

from changxing_union.exports.entry_sheet import EntryColumn, write_entry_sheet
from pioneer.summary_table import UNION_LABEL

SHEET_NAME = "参赛企业汇总表"
MOST_PARTICIPANTS = 99_999
INSTRUCTIONS = [
    ("怎样填写", "每个班组（岗位）填一行，从示例下面一行填起；不够时接着往下填。"),
    ("示例", "以“例：”开头的一行只供参考，导入时会跳过，不必删除。"),
    ("单位名称", "填企业（单位）全称。同一企业有几个班组的，每行都填企业名称，不要合并单元格。"),
    ("班组名称", "只填班组（岗位）名称，不要再写企业名称。"),
    ("所属行业", "可从下拉列表中选择，也可以直接填写，例如“纺织”。"),
    ("参赛人数", "填整数，例如 30；不要写“约 30”“30 余人”。"),
    ("手机号/微信号", "至少填一项；两项都填的，用“/”隔开，手机号在前。"),
    ("合计", "不用填写，企业参赛数和职工数由系统计算。"),
    ("导入", "保存为 .xlsx 文件后在系统中导入；导入前可以核对每一行。"),
]


def write_summary_template(
    target: BinaryIO,
    *,
    organization: str,
    title: str,
    industries: Sequence[str],
    units: Sequence[str],
) -> None:
    """Write the import template for ``organization`` to ``target``.

    Unit and team stand apart, so that nothing has to be guessed on import. ``industries`` and
    ``units`` (the names of the union's enterprises) become drop-downs that allow other words.
    """
    write_entry_sheet(
        target,
        title=title,
        unit_line=f"{UNION_LABEL}{organization}",
        columns=[
            EntryColumn("单位名称", 30, "例：长兴示例纺织有限公司", choices=units),
            EntryColumn("班组名称", 18, "细纱甲班"),
            EntryColumn("所属行业", 18, "制造业", choices=industries),
            EntryColumn("参赛人数", 10, 30, bounds=(1, MOST_PARTICIPANTS)),
            EntryColumn("组长", 10, "李示例"),
            EntryColumn("手机号/微信号", 24, "13900000001/lishili_2018"),
        ],
        sheet_name=SHEET_NAME,
        instructions=INSTRUCTIONS,
    )
