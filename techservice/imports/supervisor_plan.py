"""What a roster of 监督员 looks like when it was kept in a table of one's own (domain §2.4)."""

import re
from collections.abc import Mapping

from changxing_union.imports.columns import ImportColumn
from changxing_union.imports.table import ImportPlan
from changxing_union.kernel.text import half_width

CONTACT_MARKS = re.compile(r"[/、,，;；|\s]+")
CONTACT = "contact"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _seems_mobile(text: str) -> bool:
    typed = re.sub(r"[\s-]", "", half_width(text))
    return bool(re.fullmatch(r"(\+?86)?1[3-9]\d{9}", typed))


SUPERVISOR_PLAN = ImportPlan(
    columns=(
        ImportColumn(
            "unit_name",
            "企业名称",
            _words(
                "单位 企业 公司 单位名称 公司名称 单位全称 企业全称 所在单位 所在企业 工作单位 "
                "所属单位 所属企业 所在单位名称 单位企业名称 企事业单位 厂名"
            ),
            doubt="填报|填表|上报|报送|推荐|主管|乡镇|街道|工会|上级",
        ),
        ImportColumn(
            "name",
            "姓名",
            _words("监督员 监督员姓名 义务监督员 义务监督员姓名 人员姓名 职工姓名 名字"),
            doubt="联系人|填表|填报|负责人|主席|法人",
            fills_down=False,
        ),
        ImportColumn("gender", "性别", required=False),
        ImportColumn(
            "birth", "出生年月", _words("出生日期 出生年月日 出生时间 出生 生日"), required=False
        ),
        ImportColumn(
            "education", "文化程度", _words("学历 文化 教育程度 最高学历 文化水平"), required=False
        ),
        ImportColumn("politics", "政治面貌", _words("面貌 党派 政治面目"), required=False),
        ImportColumn(
            "trade",
            "工种",
            _words("岗位 职务 工种岗位 岗位工种 职业 从事工种 现岗位"),
            required=False,
        ),
        ImportColumn(
            "since",
            "何年何月任职",
            _words("任职时间 任职年月 任职日期 任现职时间 现任职时间 到岗时间"),
            required=False,
        ),
        ImportColumn(
            CONTACT,
            "QQ号/微信号",
            _words("QQ微信 QQ微信号 QQ号微信 QQ或微信 QQ号或微信号 微信QQ 微信号QQ号"),
            required=False,
            fills_down=False,
        ),
        ImportColumn("qq", "QQ号", _words("QQ QQ号码"), required=False, fills_down=False),
        ImportColumn(
            "wechat", "微信号", _words("微信 微信号码 微信账号"), required=False, fills_down=False
        ),
        ImportColumn(
            "mobile",
            "手机号",
            _words("手机 手机号码 电话 电话号码 联系电话 联系方式 联系手机 移动电话 本人手机"),
            required=False,
            seems=_seems_mobile,
            doubt="(单位|企业|公司|工会|主席|法人|联系人)(的|联系|手机|电话)|固定|座机|办公|传真|紧急",
            fills_down=False,
        ),
        ImportColumn(
            "address",
            "单位地址",
            _words("地址 企业地址 公司地址 通讯地址 通信地址 联系地址 单位通讯地址"),
            required=False,
            doubt="家庭|住址|户籍|居住",
        ),
        ImportColumn("postcode", "邮编", _words("邮政编码 邮编号码"), required=False),
        ImportColumn(
            "honours_text",
            "何时何地受过何种奖励、称号",
            _words(
                "奖励 荣誉 称号 荣誉称号 获奖情况 所获荣誉 奖励情况 受奖励情况 受过何种奖励 "
                "受过何种奖励称号 奖励称号 主要荣誉"
            ),
            required=False,
            fills_down=False,
        ),
        ImportColumn("filled_on", "填写日期", _words("填表日期 登记日期 填报日期"), required=False),
    ),
)


def cells_of(texts: Mapping[str, str]) -> dict[str, str]:
    """The cells of the form: QQ and WeChat of one column go to the cell that each belongs to."""
    cells = {name: text for name, text in texts.items() if name != CONTACT}
    for piece in filter(None, CONTACT_MARKS.split(texts.get(CONTACT, ""))):
        name = "qq" if half_width(piece).isdecimal() and not cells.get("qq") else "wechat"
        cells[name] = cells.get(name) or piece
    return cells
