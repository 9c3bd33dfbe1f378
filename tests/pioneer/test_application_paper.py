"""Annex 1 on paper: one page, two with a 附页; nothing is lost or pushed over the edge."""

import io
import re
from dataclasses import fields, replace
from datetime import date

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from changxing_union.printing.cells import SEE_CONTINUATION
from changxing_union.printing.marks import CopyLabel, MarkLine, check_code, qr_svg_data_uri
from changxing_union.printing.pdf import render
from pioneer.printing.application_paper import lay_out, render_application
from pioneer.printing.application_sheet import ANNEX_1_BOXES, ApplicationSheet, OpinionBox
from tests.printed import (
    A4,
    assert_nothing_is_cut,
    line,
    prose,
    squeezed,
    texts_of,
)

REFERENCE = "2018-1-330522102-0007"
MARK = MarkLine(
    reference=REFERENCE,
    version=2,
    check_code=check_code(REFERENCE, "2", secret="s"),
    qr=qr_svg_data_uri(f"https://portal.example.cn/filings/{REFERENCE}/"),
)
HOLDERS = ("县总工会经济工作部", "李家巷镇总工会（虚构）", "基层工会")
TYPICAL = ApplicationSheet(
    unit_name="浙江示例电源科技股份有限公司（虚构）",
    unit_founded="2003年6月",
    team_name="极板车间涂板一班",
    member_total="18",
    post_leader_name="钱示例",
    team_founded="2009年12月",
    male_count="13",
    female_count="5",
    party_count="4",
    league_count="3",
    avg_age="34.5",
    avg_skill_level="4.2",
    edu_college="9",
    edu_high="7",
    edu_junior="2",
    leader_name="钱示例",
    leader_gender="男",
    leader_birth="1982年11月",
    leader_education="大学本科",
    leader_politics="中共党员",
    leader_trade="电池极板工",
    leader_since="2012年5月",
    leader_contact="10001234/shili_2018",
    leader_mobile="13900000001",
    address="浙江省湖州市长兴县画溪街道示例路88号",
    postcode="313100",
    honours="2014年被县总工会命名为“工人先锋号”；\n2016年获市“安康杯”竞赛优胜班组。",
    mark_line=MARK,
)


def boxes(*opinions: OpinionBox) -> tuple[OpinionBox, ...]:
    blank = (OpinionBox(label=label) for label in ANNEX_1_BOXES[len(opinions) :])
    return (*opinions, *blank)


def same_opinion_everywhere(text: str, signer: str = "") -> tuple[OpinionBox, ...]:
    return tuple(
        OpinionBox(label=label, text=text, signer=signer, signed_on=date(2018, 12, 31))
        for label in ANNEX_1_BOXES
    )


def test_blank_form_prints_uniform_blanks_and_the_footer_verbatim():
    printed = render_application(ApplicationSheet())
    (text,) = texts_of(printed.pdf)
    assert printed.pages == 1
    assert printed.missing_glyphs == ()
    assert text.startswith("附件12018年长兴县创建“工人先锋号”示范培育申报表")
    for words in (
        "共人,其中男人;女人;党员人;团员人",
        "平均年龄岁;平均技术等级级",
        "大专(及以上)人;高中人;初中人;",
        "备注:1、此表由基层工会在4月10日前上报到县总工会经济部。2、此表一式3份,县总工会经济工作部、各",
        "、各乡镇(街道、园区)(总)工会,县直属产业(行业)工会(工委)、基层工会各一份。",
    ):
        assert words in text
    assert text.count("(盖章)年月日") == 4
    assert text.count("何时组建") == 2


def test_page_is_a4_portrait_in_the_house_faces_only():
    printed = render_application(TYPICAL)
    reader = PdfReader(io.BytesIO(printed.pdf))
    box = reader.pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx(A4, abs=0.1)
    faces = {
        font.get_object()["/BaseFont"].split("+")[1]
        for font in reader.pages[0]["/Resources"]["/Font"].values()
    }
    assert faces == {"Noto-Serif-CJK-SC", "Noto-Serif-CJK-SC-Bold", "Noto-Sans-CJK-SC"}


def test_every_value_is_printed():
    (text,) = texts_of(render_application(TYPICAL).pdf)
    for field in fields(ApplicationSheet):
        value = getattr(TYPICAL, field.name)
        if isinstance(value, str):
            assert squeezed(value) in text, field.name
    assert "共18人,其中男13人;女5人;党员4人;团员3人" in text
    assert f"{REFERENCE}·第2版校验码{MARK.check_code}" in text


def test_skill_level_not_applicable_loses_its_unit():
    (text,) = texts_of(render_application(replace(TYPICAL, avg_skill_level="不适用")).pdf)
    assert "平均技术等级不适用大专" in text


def test_each_copy_names_its_holder():
    copies = [CopyLabel(number=n, holder=holder) for n, holder in enumerate(HOLDERS, 1)]
    printed = render_application(TYPICAL, copies)
    pages = texts_of(printed.pdf)
    assert printed.pages == 3
    for number, (text, holder) in enumerate(zip(pages, HOLDERS, strict=True), 1):
        assert f"第{number}份·{squeezed(holder)}" in text


@pytest.mark.parametrize("note", ["草稿（未上报）", "作废"])
def test_status_note_is_on_every_page(note):
    sheet = replace(TYPICAL, status_note=note, honours="奖" * 1000)
    pages = texts_of(render_application(sheet).pdf)
    assert [squeezed(note) in text for text in pages] == [True, True]


def test_opinion_prints_text_signer_and_date_above_the_seal_line():
    opinion = OpinionBox(
        label=ANNEX_1_BOXES[0],
        text="情况属实，同意推荐。",
        signer="周样本",
        signed_on=date(2018, 4, 2),
    )
    (text,) = texts_of(render_application(replace(TYPICAL, boxes=boxes(opinion))).pdf)
    for words in ("情况属实,同意推荐。", "签署人:周样本", "(盖章)2018年4月2日"):
        assert words in text
    assert text.count("(盖章)年月日") == 3


def test_rare_and_minority_names_are_drawn():
    names = {"leader_name": "阿依古丽·买买提", "post_leader_name": "㛃䶮𠅤"}
    printed = render_application(replace(TYPICAL, **names))
    (text,) = texts_of(printed.pdf)
    assert printed.missing_glyphs == ()
    assert "阿依古丽·买买提" in text
    assert "㛃䶮𠅤" in text


def test_character_without_a_face_is_reported():
    printed = render_application(replace(TYPICAL, leader_name="王\U00031350"))
    assert printed.missing_glyphs == ("\U00031350",)


def test_markup_in_values_is_printed_as_typed():
    (text,) = texts_of(render_application(replace(TYPICAL, address="<b>&amp;</b>路1号")).pdf)
    assert "<b>&amp;</b>路1号" in text


def test_long_honours_continue_on_one_further_page():
    honours = "\n".join(f"{n}、2017年获县职工技能比武第{n}名" for n in range(1, 45))
    printed = render_application(replace(TYPICAL, honours=honours))
    first, second = texts_of(printed.pdf)
    assert f"奖励、称号{SEE_CONTINUATION}" in first
    assert squeezed(honours) in second
    assert REFERENCE in second
    assert "第1页共2页" in first
    assert "第2页共2页" in second


def test_each_copy_counts_its_own_pages():
    copies = [CopyLabel(number=n, holder=holder) for n, holder in enumerate(HOLDERS[:2], 1)]
    pages = texts_of(render_application(replace(TYPICAL, honours="奖" * 1000), copies).pdf)
    assert [re.search(r"第\d页共\d页", text).group() for text in pages] == [
        "第1页共2页",
        "第2页共2页",
    ] * 2


def test_longest_legal_values_make_exactly_two_pages():
    sheet = replace(
        TYPICAL,
        unit_name="单" * 100,
        team_name="班" * 100,
        post_leader_name="岗" * 50,
        leader_name="姓" * 50,
        leader_education="学" * 50,
        leader_politics="群" * 50,
        leader_trade="工" * 50,
        leader_contact="12345678901/abcdefghijklmnopqrst",
        address="址" * 200,
        honours="奖\n" * 500,
        boxes=same_opinion_everywhere("意" * 200, "签" * 50),
    )
    printed = render_application(sheet)
    first, second = texts_of(printed.pdf)
    assert (first + second).count("单" * 100) >= 1
    assert "址" * 200 in first
    assert "工" * 50 in first
    assert second.count("意" * 200) == 4
    assert second.count("奖") >= 500


@pytest.mark.parametrize("words", ["A", "很长的标题"])
def test_any_title_stays_above_the_table(words):
    sheet = replace(TYPICAL, title=(words * 100)[:100])
    assert render_application(sheet).pages == 1


def test_sheet_with_a_wrong_number_of_boxes_is_refused():
    with pytest.raises(ValueError, match="four opinion boxes, not 1"):
        ApplicationSheet(boxes=(OpinionBox(label="意见"),))


# --- any legal content -------------------------------------------------------------------------

ROWS = [
    *("unit", "team", "composition", "composition", "composition", "leader", "leader"),
    *("tenure", "address", "honours", "opinions", "opinions"),
]
BLOCKS = {"words": 4, "signer": 4, "notes": 1}
COUNT = st.integers(0, 99999).map(str) | st.just("")
SHEETS = st.builds(
    ApplicationSheet,
    unit_name=line(100),
    team_name=line(100),
    member_total=COUNT,
    post_leader_name=line(50),
    male_count=COUNT,
    female_count=COUNT,
    party_count=COUNT,
    league_count=COUNT,
    edu_college=COUNT,
    edu_high=COUNT,
    edu_junior=COUNT,
    leader_name=line(50),
    leader_education=line(50),
    leader_politics=line(50),
    leader_trade=line(50),
    leader_since=st.sampled_from(["", "2018年12月"]),
    leader_contact=st.from_regex(r"([1-9]\d{4,10})?/?([A-Za-z][\w-]{5,19})?", fullmatch=True),
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
            for label in ANNEX_1_BOXES
        )
    ),
    mark_line=st.sampled_from([None, MARK]),
)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(sheet=SHEETS)
def test_any_legal_content_keeps_to_its_page_and_its_cells(sheet):
    page = lay_out(sheet)
    copy = CopyLabel(number=3, holder="各乡镇（街道、园区）（总）工会，县直属产业（行业）工会")
    document = render(
        render_to_string(
            "print/annex_1.html",
            {"sheet": sheet, "page": page, "mark": sheet.mark_line, "copy": copy},
        )
    )
    assert len(document.pages) == (2 if page.continued else 1)
    assert_nothing_is_cut(document.pages[0], page.heights, ROWS, BLOCKS)
    assert float(page.heights["opinions"][:-2]) >= 36
