"""Annex 4 on paper: the notice's grid to the millimetre, one page, two with a 附页."""

import io
from dataclasses import fields, replace
from datetime import date

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from changxing_union.printing.boxes import OpinionBox
from changxing_union.printing.cells import SEE_CONTINUATION
from changxing_union.printing.marks import CopyLabel, MarkLine, check_code, qr_svg_data_uri
from changxing_union.printing.pdf import render
from techservice.printing.supervisor_paper import lay_out, render_supervisor
from techservice.printing.supervisor_sheet import ANNEX_4_BOXES, SupervisorSheet
from tests.printed import (
    A4,
    MM,
    assert_nothing_is_cut,
    is_a,
    is_text,
    line,
    prose,
    squeezed,
    texts_of,
)

REFERENCE = "2018-4-330522102-0007"
MARK = MarkLine(
    reference=REFERENCE,
    version=2,
    check_code=check_code(REFERENCE, "2", secret="s"),
    qr=qr_svg_data_uri(f"https://portal.example.cn/filings/{REFERENCE}/"),
)
HOLDERS = ("县总工会经济工作部", "李家巷镇总工会（虚构）", "基层工会")
TYPICAL = SupervisorSheet(
    unit_name="浙江示例电源科技股份有限公司（虚构）",
    filled_on="2018年12月31日",
    name="钱示例",
    gender="男",
    birth="1982年11月",
    education="大学本科",
    politics="中共党员",
    trade="设备管理员",
    since="2012年5月",
    contact="10001234/shili_2018",
    mobile="13900000001",
    address="浙江省湖州市长兴县画溪街道示例路88号",
    postcode="313100",
    honours="2014年被县总工会评为先进工作者；\n2016年获市“节能减排”竞赛优胜个人。",
    mark_line=MARK,
)
LONGEST = replace(
    TYPICAL,
    unit_name="单" * 100,
    name="姓" * 50,
    education="学" * 50,
    politics="群" * 50,
    trade="工" * 50,
    contact="12345678901/abcdefghijklmnopqrst",
    address="址" * 200,
    honours="奖\n" * 500,
    boxes=tuple(
        OpinionBox(label=label, text="意" * 200, signer="签" * 50, signed_on=date(2018, 12, 31))
        for label in ANNEX_4_BOXES
    ),
)
ROWS = ["person", "schooling", "tenure", "address", "honours", "opinions", "opinions"]
BLOCKS = {"words": 4, "signer": 4, "notes": 1, "unit": 1}


def laid_out(sheet, copy=None):
    """The plan, and the pages that WeasyPrint makes of it."""
    page = lay_out(sheet)
    facts = {"sheet": sheet, "page": page, "mark": sheet.mark_line, "copy": copy}
    return page, render(render_to_string("print/annex_4.html", facts)).pages


def grid_of(page):
    """Row by row, each cell as (left rule in mm from the margin, width in mm, words)."""
    boxes = list(page._page_box.descendants())
    (grid,) = [box for box in boxes if is_a(box, "TableBox", "grid")]
    rows = [box for box in grid.descendants() if type(box).__name__ == "TableRowBox"]
    return [
        [
            (round(cell.position_x / MM - 28), round(cell.border_width() / MM), words_of(cell))
            for cell in row.children
        ]
        for row in rows
    ]


def words_of(box):
    return squeezed("".join(each.text for each in box.descendants() if is_text(each)))


def test_blank_form_is_the_notice_and_nothing_else():
    printed = render_supervisor(SupervisorSheet())
    (text,) = texts_of(printed.pdf)
    assert (printed.pages, printed.missing_glyphs) == (1, ())
    seal = "(盖章)年月日"
    assert text == (
        "附件42018年长兴县职工节能减排义务监督员登记表企业名称(盖章):填写日期:年月日"
        "姓名性别出生年月文化程度政治面貌工种何年何月任职QQ号/微信号手机号单位地址邮编"
        f"何时何地受过何种奖励、称号单位(企业)工会意见{seal}单位(企业)意见{seal}"
        f"乡镇(街道、园区)、县直属产业(行业)工会(工委)意见{seal}县总工会意见{seal}"
        "备注:1、此表由基层工会在4月15日前上报到县总工会经济部。"
        "2、此表一式3份,县总工会经济工作部、各乡镇(街道、园区)(总)工会,"
        "县直属产业(行业)工会(工委)、基层工会各一份。"
    )


def test_grid_is_that_of_the_notice_with_a_cell_for_the_postcode():
    _plan, (page,) = laid_out(TYPICAL)
    opinion = "(盖章)年月日"
    assert grid_of(page) == [
        [(0, 24, "姓名"), (24, 28, "钱示例"), (52, 24, "性别"), (76, 28, "男"),
         (104, 24, "出生年月"), (128, 28, "1982年11月")],
        [(0, 24, "文化程度"), (24, 28, "大学本科"), (52, 24, "政治面貌"), (76, 28, "中共党员"),
         (104, 24, "工种"), (128, 28, "设备管理员")],
        [(0, 24, "何年何月任职"), (24, 28, "2012年5月"), (52, 24, "QQ号/微信号"),
         (76, 28, "10001234/shili_2018"), (104, 24, "手机号"), (128, 28, "13900000001")],
        [(0, 24, "单位地址"), (24, 80, "浙江省湖州市长兴县画溪街道示例路88号"),
         (104, 24, "邮编"), (128, 28, "313100")],
        [(0, 24, "何时何地受过何种奖励、称号"), (24, 132, squeezed(TYPICAL.honours))],
        [(0, 24, "单位(企业)工会意见"), (24, 28, opinion), (52, 24, "单位(企业)意见"),
         (76, 80, opinion)],
        [(0, 24, "乡镇(街道、园区)、县直属产业(行业)工会(工委)意见"), (24, 28, opinion),
         (52, 24, "县总工会意见"), (76, 80, opinion)],
    ]  # fmt: skip


def test_page_is_a4_portrait():
    box = PdfReader(io.BytesIO(render_supervisor(TYPICAL).pdf)).pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx(A4, abs=0.1)


def test_every_value_is_printed():
    (text,) = texts_of(render_supervisor(TYPICAL).pdf)
    for field in fields(SupervisorSheet):
        value = getattr(TYPICAL, field.name)
        if isinstance(value, str):
            assert squeezed(value) in text, field.name
    assert f"{REFERENCE}·第2版校验码{MARK.check_code}" in text


def test_seal_line_stands_above_the_grid_and_is_as_high_as_a_seal():
    _plan, (page,) = laid_out(TYPICAL)
    boxes = list(page._page_box.descendants())
    (line_above,) = [box for box in boxes if is_a(box, "TableBox", "unit-line")]
    (grid,) = [box for box in boxes if is_a(box, "TableBox", "grid")]
    assert words_of(line_above) == squeezed(
        f"企业名称（盖章）：{TYPICAL.unit_name}填写日期：{TYPICAL.filled_on}"
    )
    assert line_above.height / MM == pytest.approx(36, abs=0.3)
    assert grid.position_y == pytest.approx(line_above.position_y + line_above.height, abs=1)


@pytest.mark.parametrize("sheet", [SupervisorSheet(), LONGEST])
def test_date_of_the_narrow_box_is_not_torn_apart(sheet):
    _plan, pages = laid_out(sheet)
    boxes = list(pages[0]._page_box.descendants())
    signs = [box for box in boxes if is_a(box, "BlockBox", "sign")]
    assert len(signs) == 4
    for sign in signs:
        date_lines = list(sign.children[-1].children)
        assert [type(each).__name__ for each in date_lines] == ["LineBox"]


def test_three_copies_name_their_holders():
    copies = [CopyLabel(number=n, holder=holder) for n, holder in enumerate(HOLDERS, 1)]
    printed = render_supervisor(TYPICAL, copies)
    for number, (text, holder) in enumerate(zip(texts_of(printed.pdf), HOLDERS, strict=True), 1):
        assert f"第{number}份·{squeezed(holder)}" in text


def test_longest_legal_values_make_exactly_two_pages_and_lose_nothing():
    printed = render_supervisor(LONGEST)
    first, second = texts_of(printed.pdf)
    assert printed.missing_glyphs == ()
    assert f"奖励、称号{SEE_CONTINUATION}" in first
    for text in ("单" * 100, "姓" * 50, "学" * 50, "群" * 50, "工" * 50, "址" * 200):
        assert text in first
    assert (first + second).count("意" * 200) == 4
    assert (first + second).count("签" * 50) == 4
    assert second.count("奖") >= 500
    assert "第1页共2页" in first
    assert REFERENCE in second


@pytest.mark.parametrize("note", ["草稿（未上报）", "作废"])
def test_status_note_is_on_every_page(note):
    pages = texts_of(render_supervisor(replace(LONGEST, status_note=note)).pdf)
    assert [squeezed(note) in text for text in pages] == [True, True]


def test_rare_and_minority_names_are_drawn():
    printed = render_supervisor(replace(TYPICAL, name="阿依古丽·买买提㛃䶮𠅤"))
    assert printed.missing_glyphs == ()
    assert "阿依古丽·买买提㛃䶮𠅤" in texts_of(printed.pdf)[0]


def test_sheet_with_a_wrong_number_of_boxes_is_refused():
    with pytest.raises(ValueError, match="four opinion boxes, not 1"):
        SupervisorSheet(boxes=(OpinionBox(label="意见"),))


SHEETS = st.builds(
    SupervisorSheet,
    unit_name=line(100),
    filled_on=st.sampled_from(["", "2018年12月31日"]),
    name=line(50),
    education=line(50),
    politics=line(50),
    trade=line(50),
    since=st.sampled_from(["", "2018年12月"]),
    contact=st.from_regex(r"([1-9]\d{4,10})?/?([A-Za-z][\w-]{5,19})?", fullmatch=True),
    address=line(200),
    honours=prose(1000),
    boxes=st.tuples(
        *(
            st.builds(
                OpinionBox,
                label=st.just(label),
                text=prose(200),
                signer=line(50),
                signed_on=st.none() | st.dates(date(2018, 1, 1), date(2030, 12, 31)),
            )
            for label in ANNEX_4_BOXES
        )
    ),
    mark_line=st.sampled_from([None, MARK]),
)


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(sheet=SHEETS)
def test_any_legal_content_keeps_to_its_page_and_its_cells(sheet):
    copy = CopyLabel(number=3, holder="各乡镇（街道、园区）（总）工会，县直属产业（行业）工会")
    plan, pages = laid_out(sheet, copy)
    assert len(pages) == (2 if plan.continued else 1)
    assert_nothing_is_cut(pages[0], plan.heights, ROWS, BLOCKS)
    assert float(plan.heights["opinions"][:-2]) >= 36
