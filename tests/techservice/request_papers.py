"""Sheets of annex 5 in both phases, and what WeasyPrint makes of them."""

import json
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string

from changxing_union.printing.boxes import OpinionBox
from changxing_union.printing.marks import CopyLabel, MarkLine, qr_svg_data_uri
from changxing_union.printing.pdf import render
from techservice.printing.request_paper import lay_out, render_request
from techservice.printing.request_sheet import Demand, RequestSheet
from tests.printed import texts_of

REFERENCE = "2018-5-330522102-0007"
MARK = MarkLine(
    reference=REFERENCE,
    version=2,
    check_code="7F3K-Q2",
    qr=qr_svg_data_uri(f"https://portal.example.cn/filings/{REFERENCE}/"),
)
CAMPAIGN = settings.BASE_DIR / "fixtures" / "campaign_2018.json"
FORM = next(
    form
    for form in json.loads(CAMPAIGN.read_text(encoding="utf-8"))["form_types"]
    if form["annex"] == 5
)
HOLDERS = (
    "县总工会“职工技术服务队”办公室（经济工作部）",
    "乡镇（街道、园区）、产业（行业）工会",
    "基层工会",
)
LABEL = FORM["boxes"][0]["label"]
BLANK = RequestSheet(
    title=FORM["heading_title"], footer=FORM["footer"], box=OpinionBox(label=LABEL)
)
ASKED = replace(
    BLANK,
    unit_name="浙江示例电源科技股份有限公司（虚构）",
    filled_on="2018年4月2日",
    chair_name="钱示例",
    contact="0572-6000001/10001234/shili_2018",
    address="浙江省湖州市长兴县画溪街道示例路88号",
    need="焊接变形大，返修率高。\n请高级技师到车间诊断。",
    demands=(
        Demand(trade="电焊工", head_count="12"),
        Demand(trade="电工", head_count="5"),
    ),
    box=OpinionBox(
        label=LABEL, text="情况属实，同意上报。", signer="周样本", signed_on=date(2018, 4, 3)
    ),
    mark_line=MARK,
)
SERVED = replace(
    ASKED,
    completion="2018年5月3日两名技师到车间，调整了焊接顺序。",
    evaluation="解决了老问题，非常满意。",
)


def demands(count: int) -> tuple[Demand, ...]:
    """So many lines of the training demand, each with a trade and a number of its own."""
    return tuple(Demand(trade=f"工种{n:02d}", head_count=str(100 + n)) for n in range(1, count + 1))


def pages_of(sheet: RequestSheet, *copies: CopyLabel) -> list[str]:
    """The text of each page without blanks and line breaks."""
    return texts_of(render_request(sheet, copies).pdf)


def laid_out(sheet: RequestSheet):
    """The plan, and the pages that WeasyPrint makes of it."""
    page = lay_out(sheet)
    copy = CopyLabel(number=1, holder=FORM["copies"][0])
    html = render_to_string(
        "print/annex_5.html",
        {"sheet": sheet, "page": page, "mark": sheet.mark_line, "copy": copy},
    )
    return page, render(html).pages
