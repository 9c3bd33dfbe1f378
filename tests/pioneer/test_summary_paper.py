"""Annex 2 on paper: every row once and in order, the header on each page, 合计 never alone."""

import io
import re
import unicodedata
from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from changxing_union.filing.annexes import PrintOrder
from changxing_union.filing.models import FormType
from changxing_union.kernel.refusals import Refused
from changxing_union.printing.pdf import render
from pioneer.models.summary import ReportKind
from pioneer.printing.summary import summary_pdf, summary_table
from pioneer.printing.summary_paper import PaperMarks, lay_out
from pioneer.summary_table import JOINER

MM = 96 / 25.4
A4 = (595.28, 841.89)
REFERENCE = "2018-2-330522102-0007"
HOLDERS = ("县总工会经济工作部", "乡镇（街道、园区）、产业（行业）工会")
FORM = FormType(
    annex=2,
    heading_title="2018年长兴县开展“工人先锋号”创建活动参赛企业汇总表",
    footer=(
        "备注：此表由一式 2 份，县总工会经济工作部、各乡镇（街道、园区）（总）工会，"
        "县直属产业（行业）工会（工委）各一份。在 4 月 15 日前上报到县总工会经济部。"
    ),
)
HEADER = "序号单位班组名称所属行业参赛人数组长手机号/微信号"
UNION_LINE = "乡镇(街道、园区)、县直属产业(行业)工会(工委):"
FIELDS = ("unit_name", "team_name", "industry", "participant_count", "leader_name", "contact")
ONE = ("长兴测试电源厂", "涂板一班", "制造业", "18", "钱示例", "13900000001/shili_2018")


def order_of(*rows: tuple[str, ...], **changes) -> PrintOrder:
    """A filed sheet with ``rows`` (texts in the order of ``FIELDS``), on one unlabelled copy."""
    cells = {"report_kind": ReportKind.TEAMS.label}
    for number, row in enumerate(rows):
        names = [f"row_{number * 7919:08x}-{field}" for field in FIELDS]
        cells.update(zip(names, row, strict=True))
    order = PrintOrder(
        form_type=FORM,
        cells=cells,
        opinions=[],
        copies=[],
        reference=REFERENCE,
        version=2,
        url=f"https://portal.example.cn/filings/{REFERENCE}/",
        check_code="7F3K-Q2",
        organization="长兴县测试镇总工会",
    )
    return replace(order, **changes)


def many(count: int) -> list[tuple[str, ...]]:
    """Rows of one line each, told apart by the number in the unit's name."""
    return [
        (f"长兴测试{n:04d}厂", "一班", "纺织", "2", "周样本", "13900000001")
        for n in range(1, count + 1)
    ]


def pages_of(order: PrintOrder) -> list[str]:
    """The text of each page without blanks and line breaks."""
    reader = PdfReader(io.BytesIO(summary_pdf(order).pdf))
    return [squeezed(page.extract_text()) for page in reader.pages]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def laid_out(order: PrintOrder):
    """The planned sheet and the pages that WeasyPrint makes of it, as lists of table rows."""
    sheet = lay_out(summary_table(order))
    document = render(
        render_to_string("print/annex_2.html", {"sheet": sheet, "marks": PaperMarks()})
    )
    return sheet, [rows_on(page) for page in document.pages]


def rows_on(page) -> list:
    """The rows of the grid on a page, header first."""
    boxes = page._page_box.descendants()
    grids = [box for box in boxes if type(box).__name__ == "TableBox"][1:]
    return [
        box for grid in grids for box in grid.descendants() if type(box).__name__ == "TableRowBox"
    ]


def words_of(row) -> list[str]:
    """The text of each cell of a row."""
    cells = [box for box in row.descendants() if type(box).__name__ == "TableCellBox"]
    return [
        squeezed("".join(b.text for b in cell.descendants() if type(b).__name__ == "TextBox"))
        for cell in cells
    ]


# --- the form ----------------------------------------------------------------------------------


def test_blank_form_has_fifteen_empty_rows_and_empty_totals():
    blank = PrintOrder(form_type=FORM, cells={}, opinions=[], copies=[])
    (text,) = pages_of(blank)
    assert text == (
        f"附件2{FORM.heading_title}{UNION_LINE}{HEADER}合计企业参赛数职工数"
        f"{squeezed(FORM.footer)}第1页共1页"
    )
    _, (rows,) = laid_out(blank)
    assert [words_of(row) for row in rows[1:-1]] == [[""] * 6] * 15
    assert min(row.height for row in rows) / MM >= 8.5


def test_page_is_a4_portrait_in_the_house_faces_only():
    page = PdfReader(io.BytesIO(summary_pdf(order_of(ONE)).pdf)).pages[0]
    assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(A4, abs=0.1)
    faces = {font.get_object()["/BaseFont"][8:] for font in page["/Resources"]["/Font"].values()}
    assert faces == {"Noto-Serif-CJK-SC", "Noto-Serif-CJK-SC-Bold", "Noto-Sans-CJK-SC"}


def test_columns_have_the_official_widths():
    _, (rows,) = laid_out(order_of(ONE))
    cells = [box for box in rows[0].descendants() if type(box).__name__ == "TableCellBox"]
    widths = [cell.border_width() / MM for cell in cells]
    assert widths == pytest.approx([12, 50, 28, 20, 20, 26], abs=0.5)


def test_filed_sheet_prints_every_value_once_and_its_marks():
    (text,) = pages_of(order_of(ONE, ("长兴测试玻璃厂", "二班", "", "5", "吴例子", "lizi_wu")))
    assert text == (
        f"附件2{FORM.heading_title}{UNION_LINE}长兴县测试镇总工会{HEADER}"
        "1长兴测试电源厂涂板一班制造业18钱示例13900000001/shili_2018"
        "2长兴测试玻璃厂二班5吴例子lizi_wu"
        f"合计企业参赛数2职工数23{squeezed(FORM.footer)}"
        f"{REFERENCE}·第2版校验码7F3K-Q2第1页共1页"
    )


def test_unit_and_team_are_joined_by_a_wide_blank():
    sheet, _ = laid_out(order_of(("长兴测试厂", "一班", "", "", "", "")))
    assert sheet.pages[0][0].name.text == "长兴测试厂　一班"


def test_two_copies_name_their_holders_and_count_their_own_pages():
    pages = pages_of(order_of(*many(30), copies=list(enumerate(HOLDERS, 1))))
    feet = [re.search(r"第\d份·.*$", text).group() for text in pages]
    assert feet == [
        f"第{copy}份·{squeezed(holder)}第{page}页共2页"
        for copy, holder in enumerate(HOLDERS, 1)
        for page in (1, 2)
    ]
    bodies = [text.split(REFERENCE)[0] for text in pages]
    assert bodies[:2] == bodies[2:]


def test_draft_says_so_on_every_page_and_bears_no_check_code():
    draft = order_of(*many(30), status_note="草稿（未上报）", check_code="", version=0)
    pages = pages_of(draft)
    assert [text.count("草稿(未上报)") for text in pages] == [1, 1]
    assert ["校验码" in text for text in pages] == [False, False]


@pytest.mark.parametrize("title", ["短标题", "很长的标题" * 20, "A" * 100, "甲“" + "乙" * 98])
def test_any_title_stays_above_the_table(title):
    order = order_of(ONE, form_type=FormType(annex=2, heading_title=title, footer=FORM.footer))
    (text,) = pages_of(order)
    assert squeezed(f"附件2{title}{UNION_LINE}") in text


def test_official_title_parts_after_its_quotation():
    sheet = lay_out(summary_table(order_of(ONE)))
    assert sheet.title.text == "2018年长兴县开展“工人先锋号”\n创建活动参赛企业汇总表"


def test_longest_union_name_is_printed_whole():
    name = "长兴县" + "测" * 93 + "总工会）"
    (text,) = pages_of(order_of(ONE, organization=name))
    assert f"{UNION_LINE}{squeezed(name)}{HEADER}" in text


# --- rows and totals ---------------------------------------------------------------------------


def test_rows_without_any_text_are_not_printed_and_not_counted():
    empty = ("", "", "", "", "", "")
    (text,) = pages_of(order_of(empty, ONE, empty, ("长兴测试玻璃厂", "", "", "", "", ""), empty))
    assert f"{HEADER}1长兴测试电源厂" in text
    assert "shili_20182长兴测试玻璃厂合计企业参赛数2职工数18" in text


def test_enterprises_are_counted_once_however_they_are_spelled():
    rows = [
        ("长兴测试(电源)厂", "一班", "", "3", "", ""),
        ("长兴测试（电源）厂", "二班", "", "4", "", ""),
        ("长兴测试玻璃厂", "一班", "", "5", "", ""),
        ("", "无名班", "", "6", "", ""),
    ]
    table = summary_table(order_of(*rows))
    assert (table.enterprise_total, table.worker_total) == (2, 18)


def test_count_that_is_no_number_is_printed_as_typed_and_not_added():
    rows = [ONE, ("长兴测试玻璃厂", "二班", "", "约30", "", "")]
    (text,) = pages_of(order_of(*rows))
    assert "二班约30合计企业参赛数2职工数18" in text


def test_nil_report_says_so_in_the_first_row_with_totals_of_nought():
    order = order_of(cells={"report_kind": ReportKind.NIL.label})
    (text,) = pages_of(order)
    assert f"{HEADER}零报告合计企业参赛数0职工数0{squeezed(FORM.footer)}" in text
    _, (rows,) = laid_out(order)
    assert words_of(rows[1]) == ["零报告"]
    assert len(rows) == 1 + 15 + 1


def test_sheet_of_teams_without_a_row_leaves_its_totals_to_the_pen():
    (text,) = pages_of(order_of())
    assert f"{HEADER}合计企业参赛数职工数{squeezed(FORM.footer)}" in text


def test_rare_and_minority_names_are_drawn():
    row = ("㛃䶮𠅤测试厂", "一班", "", "2", "阿依古丽·买买提", "")
    printed = summary_pdf(order_of(row, ("测试厂", "", "", "", "㛃䶮𠅤", "")))
    text = squeezed(PdfReader(io.BytesIO(printed.pdf)).pages[0].extract_text())
    assert printed.missing_glyphs == ()
    assert "㛃䶮𠅤测试厂一班2阿依古丽·买买提2测试厂㛃䶮𠅤合计" in text


def test_character_without_a_face_is_reported():
    row = ("长兴测试厂", "", "", "", "王\U00031350", "")
    assert summary_pdf(order_of(row)).missing_glyphs == ("\U00031350",)


def test_markup_in_values_is_printed_as_typed():
    (text,) = pages_of(order_of(("<b>&amp;</b>厂", "", "", "", "", "")))
    assert "1<b>&amp;</b>厂合计" in text


# --- long words --------------------------------------------------------------------------------


def test_longest_legal_values_are_printed_whole():
    row = ("单" * 100, "班" * 100, "业" * 50, "99999", "姓" * 50, "13900000001/" + "w" * 20)
    pages = pages_of(order_of(*[row] * 6))
    printed = f"{'单' * 100}{'班' * 100}{'业' * 50}99999{'姓' * 50}13900000001/{'w' * 20}"
    assert [n for text in pages for n in re.findall(rf"(\d){printed}", text)] == list("123456")


@pytest.mark.parametrize("wechat", ["shili_2018", "wxid_abcdefghijk123", "wxid_1a2b3c4d5e6f7g"])
@pytest.mark.parametrize("phone", ["", "13900000001"])
def test_wechat_name_is_not_torn_apart(phone, wechat):
    contact = "/".join(part for part in (phone, wechat) if part)
    _, (rows,) = laid_out(order_of(("长兴测试厂", "一班", "", "2", "", contact)))
    texts = [box.text for box in rows[1].descendants() if type(box).__name__ == "TextBox"]
    assert texts[-1] == wechat
    assert "".join(texts).endswith(contact)


def test_typed_text_higher_than_a_page_runs_on_over_further_ones():
    long = "".join(f"约{n}人，" for n in range(900))
    pages = pages_of(order_of(ONE, ("长兴测试玻璃厂", "", "", long, "", ""), *many(2)))
    assert [text.count(HEADER) for text in pages] == [1] * len(pages)
    body = "".join(text.split(HEADER)[1].split(REFERENCE)[0] for text in pages)
    assert [int(n) for n in re.findall(r"约(\d+)人", body)] == [*range(900)]
    assert "4长兴测试0002厂一班纺织2周样本13900000001合计企业参赛数4" in pages[-1]


# --- pages -------------------------------------------------------------------------------------


def test_three_hundred_rows_stand_once_each_in_order_under_a_header_on_each_page():
    pages = pages_of(order_of(*many(300)))
    assert [text.count(HEADER) for text in pages] == [1] * 13
    rows_printed = "".join(pages).replace("13900000001", " ")
    printed = re.findall(r"(\d+)长兴测试(\d{4})厂一班纺织2周样本 ", rows_printed)
    assert printed == [(str(n), f"{n:04d}") for n in range(1, 301)]
    assert [f"第{n}页共13页" in text for n, text in enumerate(pages, 1)] == [True] * 13
    assert [text.count("合计") for text in pages] == [0] * 12 + [1]
    assert "合计企业参赛数300职工数600" in pages[-1]


def test_five_thousand_rows_are_planned_once_each_in_order():
    sheet = lay_out(summary_table(order_of(*many(5000))))
    numbers = [row.number for page in sheet.pages for row in page]
    assert numbers == [str(n) for n in range(1, 5001)]
    assert (sheet.enterprise_total, sheet.worker_total) == ("5000", "10000")


@pytest.mark.parametrize(("count", "pages"), [(15, 1), (20, 1), (21, 2), (45, 2), (46, 3)])
def test_sheet_takes_exactly_the_pages_it_needs(count, pages):
    sheet, printed = laid_out(order_of(*many(count)))
    assert (len(sheet.pages), len(printed)) == (pages, pages)
    assert sum(len(rows) for rows in printed) == count + pages + 1
    assert [words_of(rows[0])[1] for rows in printed] == ["单位班组名称"] * pages


@pytest.mark.parametrize("row", [many(1)[0], ("长兴测试电源有限公司", "涂板车间一班", *ONE[2:])])
def test_totals_keep_a_row_of_the_table_for_any_number_of_rows(row):
    edges = set()
    for count in range(1, 61):
        sheet = lay_out(summary_table(order_of(*[row] * count)))
        numbers = [[row.number for row in page if row.number] for page in sheet.pages]
        assert [n for page in numbers for n in page] == [str(n) for n in range(1, count + 1)]
        assert all(numbers), count
        edges.add((len(sheet.pages), len(numbers[-1])) if len(numbers[-1]) == 1 else None)
    assert {(2, 1), (3, 1)} <= edges


def test_last_row_goes_to_the_next_page_with_the_totals():
    _, printed = laid_out(order_of(*many(21)))
    assert [words_of(row)[0] for row in printed[0]][-1] == "20"
    assert [words_of(row)[0] for row in printed[1]] == ["序号", "21", "合计"]


def test_blank_rows_never_begin_a_page():
    tall = ("单" * 100, "班" * 100, "", "2", "", "")
    _, printed = laid_out(order_of(*[tall] * 6))
    assert [words_of(row)[0] for row in printed[-1]][:2] == ["序号", "5"]
    assert [len(rows) for rows in printed] == [5, 13]


NAMES = st.text(st.sampled_from("长兴测试电源有限公司（）、·“”-/Awm1 𠅤"), max_size=100)
CONTACTS = st.from_regex(r"(139000000\d\d)?/?([A-Za-z][\w-]{5,19})?", fullmatch=True)
ROWS = st.tuples(
    NAMES, NAMES, NAMES.map(lambda text: text[:50]), st.integers(0, 99999).map(str),
    NAMES.map(lambda text: text[:50]), CONTACTS,
)  # fmt: skip


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(rows=st.lists(ROWS, max_size=4), repeats=st.integers(1, 12), footer=NAMES)
def test_any_legal_content_keeps_to_its_planned_page_and_its_cells(rows, repeats, footer):
    form = FormType(annex=2, heading_title=FORM.heading_title, footer=footer)
    sheet, printed = laid_out(order_of(*rows * repeats, form_type=form))
    closing = [0] * (len(sheet.pages) - 1) + [1]
    planned = [len(page) + 1 + end for page, end in zip(sheet.pages, closing, strict=True)]
    assert [len(rows) for rows in printed] == planned
    for page, rows_printed in zip(sheet.pages, printed, strict=True):
        for row, box in zip(page, rows_printed[1:], strict=False):
            assert box.height / MM <= max(row.height, float(sheet.row_height[:-2])) + 0.05
            assert_nothing_is_cut(box)


def assert_nothing_is_cut(row):
    """No word is wider than its cell; the blank between unit and team may hang over its edge."""
    for cell in row.descendants():
        if type(cell).__name__ == "TableCellBox":
            words = [box for box in cell.descendants() if type(box).__name__ == "TextBox"]
            seen = [box.width for box in words if not box.text.endswith(JOINER)]
            assert max(seen, default=0) <= cell.width + 0.5


# --- the order ---------------------------------------------------------------------------------


def test_sheet_longer_than_anybody_prints_is_refused_with_advice():
    with pytest.raises(Refused) as refusal:
        summary_pdf(order_of(*[ONE] * 1_001))
    assert refusal.value.reasons == (
        "本表有 1,001 行，PDF 最多打印 1,000 行。请在“申报列表”或“汇总表”中导出 Excel 后打印。",
    )


def test_order_without_a_reference_has_no_mark_line():
    assert PrintOrder(form_type=FORM, cells={}, opinions=[], copies=[]).mark_line is None


def test_mark_line_repeats_what_the_order_says():
    mark = order_of(ONE).mark_line
    assert (mark.reference, mark.version, mark.check_code) == (REFERENCE, 2, "7F3K-Q2")
    assert mark.qr.startswith("data:image/svg+xml")
