"""What a union's annex 2 (参赛企业汇总表) looks like when it was kept in a table of one's own.

The columns and totals are those of domain §2.2; the words are what clerks head them with.
"""

import re
from itertools import product

from changxing_union.imports.columns import ImportColumn, JoinedColumn, TotalRule
from changxing_union.imports.table import ImportPlan
from changxing_union.kernel.text import half_width, tidy
from pioneer.summary_table import JOINER

# Where the name of a unit may end. A company ends more surely than a 厂 or 中心 within it.
COMPANY_END = re.compile("公司|合作社|支行|银行")
UNIT_END = re.compile(
    "集团|厂(?![区房务部])|医院|卫生院|学校|中学|小学|大学|学院|幼儿园|中心|局(?!部)|事务所|酒店|宾馆|"
    "超市|商场"
)
TEAM_END = re.compile(
    "(班|组|岗|队|车间|工段|科|室|窗口|部|厅|站|线|台)[0-9一二三四五六七八九十]{0,2}"
)
NO_TEAM = frozenset({"总部", "本部", "分部"})
TEAM_IN_BRACKETS = re.compile(r"(.+)[(\uff08]([^()\uff08\uff09]+)[)\uff09]", re.DOTALL)
# Between two digits or Latin letters (1-1, ABC Ltd) a stroke or a blank parts nothing.
BETWEEN = re.compile(
    r"(?<=[^\x00-\x7f])[\s/\\_|\-\uff0f\u2013\u2014]+|[\s/\\_|\-\uff0f\u2013\u2014]+(?=[^\x00-\x7f])"
)
EDGES = " \t\r\n\u3000-\u2013\u2014/\uff0f\\_|、,\uff0c:\uff1a·"

UNITS = ("单位", "企业", "公司", "参赛单位", "参赛企业", "所在单位", "单位名称", "企业名称")
TEAMS = ("班组", "岗位", "班组岗位", "班组名称", "岗位名称", "班组岗位名称")


def split_unit_and_team(text: str) -> tuple[str, str, bool]:
    """The unit and the team that stand in one cell, and whether that is certain.

    Certain only with the portal's own joint between them; everything else is a suggestion that the
    person confirms. Without any sign of a team the whole text is the unit.
    """
    halves = [half.strip() for half in tidy(text).split(JOINER)]
    if len(halves) == 2 and all(halves):
        return halves[0], halves[1], True
    typed = tidy(text).replace(JOINER, " ")
    unit, team = (
        _at_line_break(typed) or _in_brackets(typed) or _after_unit(typed) or _at_stroke(typed)
    ) or (typed, "")
    return unit, team, False


def _at_line_break(text: str) -> tuple[str, str] | None:
    """A break parts unit and team, unless it only wraps a long name."""
    upper, _, lower = text.partition("\n")
    unit, team = upper.strip(EDGES), " ".join(lower.split()).strip(EDGES)
    return (unit, team) if unit and _is_team(team) and not COMPANY_END.search(team) else None


def _in_brackets(text: str) -> tuple[str, str] | None:
    """长兴某公司（细纱甲班）."""
    found = TEAM_IN_BRACKETS.fullmatch(text)
    return (found[1].strip(EDGES), found[2]) if found and _is_team(found[2]) else None


def _after_unit(text: str) -> tuple[str, str] | None:
    """What follows the last end of a unit's name, if it ends as a team's does."""
    whole = re.sub(r"\s*\n\s*", "", text)
    for ending in (COMPANY_END, UNIT_END):
        for found in reversed(list(ending.finditer(whole))):
            team = whole[found.end() :].strip(EDGES)
            if _is_team(team):
                return whole[: found.end()].strip(EDGES), team
    return None


def _at_stroke(text: str) -> tuple[str, str] | None:
    """A single blank, dash, stroke or line break between two names."""
    halves = BETWEEN.split(text)
    return (halves[0], halves[1]) if len(halves) == 2 and all(halves) else None


def _is_team(text: str) -> bool:
    found = list(TEAM_END.finditer(half_width(text).rstrip(")")))
    return (
        bool(found)
        and found[-1].end() == len(half_width(text).rstrip(")"))
        and (text not in NO_TEAM)
    )


def seems_amount(text: str) -> bool:
    """Whether ``text`` could be a head-count as clerks write them (12, 12人, 约30)."""
    return bool(re.fullmatch(r"\D{0,2}\d{1,5}\D{0,2}", half_width(text)))


def seems_contact(text: str) -> bool:
    """Whether ``text`` holds a mobile number or could be a WeChat id."""
    typed = re.sub(r"[\s-]", "", half_width(text))
    return bool(re.search(r"(?<!\d)(\+?86)?1[3-9]\d{9}(?!\d)", typed)) or seems_wechat(typed)


def seems_wechat(text: str) -> bool:
    """Whether ``text`` could be a WeChat id: letters first, no Han."""
    return bool(re.fullmatch(r"[A-Za-z][\w-]{5,19}", half_width(text), re.ASCII))


def seems_person(text: str) -> bool:
    """Whether ``text`` could be a person's name: two to four Han that name no team, or a dot."""
    name = re.sub(r"\s", "", text)
    if _is_team(name):
        return False
    return bool(re.fullmatch(r"[^\W\d_a-zA-Z]{2,4}|[^\W\d_]+[·•\uff0e][^\W\d_]+", name))


def _seems_unit(text: str) -> bool:
    return bool(COMPANY_END.search(text) or UNIT_END.search(text))


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SUMMARY_PLAN = ImportPlan(
    columns=(
        ImportColumn(
            "unit_name",
            "单位名称",
            _words(
                "单位 企业 公司 企业名称 公司名称 单位全称 企业全称 所在单位 所在企业 "
                "所属单位 所属企业 工作单位 参赛单位 参赛企业 参赛单位名称 参赛企业名称 "
                "所在单位名称 所属单位名称 单位名 企业名 厂名 企事业单位 企事业单位名称 "
                "申报单位 创建单位 班组所在单位"
            ),
            seems=_seems_unit,
            doubt="填报|填表|上报|报送|推荐|主管|乡镇|街道|工会|上级",
        ),
        ImportColumn(
            "team_name",
            "班组名称",
            _words(
                "班组 班组名 岗位 岗位名称 班组岗位 班组岗位名称 班组或岗位 班组或岗位名称 "
                "参赛班组 参赛班组名称 参赛岗位 参赛岗位名称 所在班组 所属班组 创建班组 "
                "申报班组 班组全称 车间班组 车间班组名称 班组车间 小组 小组名称 团队名称 "
                "示范岗名称"
            ),
            seems=_is_team,
        ),
        ImportColumn(
            "industry",
            "所属行业",
            _words(
                "行业 行业类别 行业类型 行业名称 行业分类 行业门类 所在行业 所属行业类别 从事行业"
            ),
            doubt="主管|工会|协会",
        ),
        ImportColumn(
            "participant_count",
            "参赛人数",
            _words(
                "人数 参赛职工数 参赛职工人数 参赛员工数 参赛员工人数 参赛人员数 参赛总人数 "
                "参赛职工 参加人数 参与人数 参加职工数 参与职工数 班组人数 职工数 职工人数 "
                "职工总数 员工数 员工人数 员工总数 总人数 人数规模"
            ),
            seems=seems_amount,
            doubt="男(职工|员工)?|女(职工|员工)?|党员|团员|其中|农民工|未参|应参|在册|^职工|^员工|^总|职工总数|员工总数|"
            "(企业|单位|公司)(总|职工|员工|人数)",
            fills_down=False,
        ),
        ImportColumn(
            "leader_name",
            "组长",
            _words(
                "组长姓名 班组长 班组长姓名 班长 班长姓名 岗长 岗长姓名 负责人 负责人姓名 "
                "班组负责人 班组负责人姓名 岗位负责人 岗位负责人姓名 班组长岗长 组长岗长 "
                "班组岗长 带头人 领班 联系人 联系人姓名 姓名"
            ),
            seems=seems_person,
            doubt="单位|企业|公司|工会|法人|联系人|副|分管|(?<!长)(?<!负责人)姓名$",
        ),
        ImportColumn(
            "contact",
            "手机号/微信号",
            _words(
                "手机号码微信号 手机号码微信 手机微信号 手机微信 手机号微信 联系电话微信号 "
                "联系电话微信 电话微信号 电话微信 手机号或微信号 手机号码或微信号 手机 手机号 "
                "手机号码 电话 电话号码 联系电话 联系方式 联系手机 移动电话 组长手机 "
                "组长手机号 组长手机号码 组长电话 组长联系电话 手机号qq号微信号 "
                "联系电话qq号微信号 手机qq微信"
            ),
            seems=seems_contact,
            doubt="(单位|企业|公司|工会|主席|法人|联系人)(的|联系|手机|电话)|固定|座机|办公|传真|紧急",
            stand_ins=("wechat",),
        ),
        ImportColumn(
            "wechat",
            "微信号",
            _words("微信 微信号码 微信账号 微信id 组长微信 组长微信号"),
            required=False,
            seems=seems_wechat,
        ),
    ),
    joined=JoinedColumn(
        names=("unit_name", "team_name"),
        label="单位班组名称",
        words=(
            *("".join(words) for words in product(UNITS, ("", "及", "和", "与", "或"), TEAMS)),
            *_words("班组单位 班组单位名称 单位及参赛班组 单位及参赛班组名称 单位及所属班组"),
        ),
        split=split_unit_and_team,
    ),
    totals=(
        TotalRule(
            "enterprise_total", "企业参赛数", ("企业参赛数", "参赛企业数", "参赛企业", "企业数")
        ),
        TotalRule(
            "worker_total",
            "职工数",
            ("参赛职工数", "职工数", "参赛人数", "职工人数", "参赛职工人数"),
            column="participant_count",
        ),
    ),
)
