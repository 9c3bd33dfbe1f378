"""Sheets of annex 3 in each of their states, and how the tests read what was printed of them."""

import json
from dataclasses import replace

from django.conf import settings
from django.template.loader import render_to_string

from changxing_union.printing.marks import CopyLabel, MarkLine, qr_svg_data_uri
from changxing_union.printing.pdf import render
from pioneer.printing.assessment_paper import lay_out, render_assessment
from pioneer.printing.assessment_sheet import AssessmentSheet, PrintedItem, unit_and_team
from tests.printed import texts_of

REFERENCE = "2018-3-330522102-0007"
MARK = MarkLine(
    reference=REFERENCE,
    version=2,
    check_code="7F3K-Q2",
    qr=qr_svg_data_uri(f"https://portal.example.cn/filings/{REFERENCE}/"),
)
HOLDERS = ("县总工会经济工作部", "李家巷镇总工会（虚构）")
OWN = ("20", "15.0", "14.5", "10.0", "5", "5", "5", "5", "5", "5")
THEIRS = ("20.0", "12.0", "15.0", "5.0", "5.0", "2.5", "5.0", "0.0", "5.0", "5.0")
HEADINGS = ["序号", "类别", "考核内容", "分值", "自评分", "考核分"]
NOTICE = [
    (
        "一全(20分)",
        "创建活动文件齐全(上级文件和本级计划、活动情况、总结),每少1项扣5分,扣完为止。",
        "20",
    ),
    ("三有(50分)", "有活动(培训、“五小”活动、评比等),少1项扣3分,扣完为止。", "15"),
    (
        "",
        "有实效(测评岗员知晓率、参与率在100%,服务对象满意率在95%以上)。每少5个百分点扣10分。",
        "25",
    ),
    ("", "有总结(文字和相关图片)少1项扣5分,扣完为止。", "10"),
    ("六上墙(30分)", "创建领导小组", "5"),
    ("", "岗位全称", "5"),
    ("", "岗位成员情况", "5"),
    ("", "口号", "5"),
    ("", "承诺和目标", "5"),
    ("", "监督电话", "5"),
]
FOOTER = (
    "备注:1.考核在90分以上为合格。2.此表由基层工会在11月25日前上报到县总工会经济部。"
    "3.其他上墙内容企业根据实际情况而定。"
)


def fixture(name: str) -> dict:
    """What the portal is set up with, from ``fixtures``."""
    return json.loads((settings.BASE_DIR / "fixtures" / name).read_text(encoding="utf-8"))


FORM = next(f for f in fixture("campaign_2018.json")["form_types"] if f["annex"] == 3)
BLANK = AssessmentSheet(
    title=FORM["heading_title"],
    footer=FORM["footer"],
    rows=tuple(
        PrintedItem(
            number=str(number),
            category=item["category"],
            content=item["content"],
            points=item["points"],
        )
        for number, item in enumerate(fixture("rubric_2018.json")["items"], 1)
    ),
)
SCORED = replace(
    BLANK,
    unit_and_team=unit_and_team("浙江示例电源有限公司", "涂板一班"),
    rows=tuple(replace(row, self_points=own) for row, own in zip(BLANK.rows, OWN, strict=True)),
    self_total="89.5",
    mark_line=MARK,
)
ASSESSED = replace(
    SCORED,
    rows=tuple(replace(r, points_given=p) for r, p in zip(SCORED.rows, THEIRS, strict=True)),
    given_total="74.5",
)


def pages_of(sheet: AssessmentSheet, *copies: CopyLabel) -> list[str]:
    """The text of each page without blanks and line breaks."""
    return texts_of(render_assessment(sheet, copies).pdf)


def laid_out(sheet: AssessmentSheet):
    """The plan, and the pages that WeasyPrint makes of it."""
    page = lay_out(sheet)
    copy = CopyLabel(number=2, holder="乡镇（街道、园区）、产业（行业）工会")
    html = render_to_string(
        "print/annex_3.html",
        {"sheet": sheet, "page": page, "mark": sheet.mark_line, "copy": copy},
    )
    return page, render(html).pages


def expected(own: tuple[str, ...], theirs: tuple[str, ...], totals: list[str]) -> list[list[str]]:
    """The cells of the notice's table with these scores."""
    rows = [
        [str(number), *([category] if category else []), content, points, mine, given]
        for number, ((category, content, points), mine, given) in enumerate(
            zip(NOTICE, own, theirs, strict=True), 1
        )
    ]
    return [HEADINGS, *rows, ["合计", "100", *totals]]
