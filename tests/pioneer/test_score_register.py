"""The 成绩表 reopened: cell by cell, averages computed otherwise, and in LibreOffice."""

import csv
import io
from decimal import Decimal
from pathlib import Path
from statistics import mean

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from pypdf import PdfReader

from changxing_union.filing.annexes import RegisterOrder
from changxing_union.kernel.refusals import Refused
from pioneer.exports import assessment
from pioneer.exports.assessment import ITEM_NAMES, REMARK, ScoreLine, write_score_register
from tests.factories.score_lines import FULL_SCORES, make_score_line, points
from tests.office import EVERY_SHEET_AS_CSV, Office

TITLE = "2018年长兴县“工人先锋号”创建活动考核成绩表"
UNIT_LINE = "填报单位：县总工会经济工作部　　2018年12月3日"
LINK = '=HYPERLINK("http://example.cn","x")'
NOTES = [("筛选条件", "全部"), ("操作人", "=李示例")]
WIDTH = 4 + 2 * 11 + 3
OWN_TOTAL, ASSESSED_TOTAL = "Y", "Z"
LOW = ("15", "12", "14.5", "5", "5", "5", "0", "5", "5", "5")  # 71.5
BLANKS = ("20", None, *FULL_SCORES[2:])


def write(lines, target, **options):
    order = RegisterOrder(
        title=TITLE, unit_line=UNIT_LINE, explanation=NOTES, with_phones=False,
        own_unions=frozenset(),
    )  # fmt: skip
    return write_score_register(lines, order, target, **options)


def export(*lines, **options):
    target = io.BytesIO()
    count = write(iter(lines), target, **options)
    return count, load_workbook(io.BytesIO(target.getvalue()))


def values(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def across(text):
    return [text, *[None] * (WIDTH - 1)]


def cells(own, assessed):
    """自评 and 考核 of every item and of 合计, as a row holds them."""
    pairs = [*zip(own, assessed, strict=True)]
    sums = [None if None in side else sum(side) for side in (own, assessed)]
    return [number for pair in [*pairs, sums] for number in pair]


def numbers(*texts):
    return [None if text is None else float(text) for text in texts]


# --- the sheet ------------------------------------------------------------------------------------


def test_register_reads_from_title_to_remark():
    count, book = export(
        make_score_line(),
        make_score_line(
            team="细纱乙班", assessed=LOW, result="不合格", review="已复核", remark="逾期"
        ),
        make_score_line("测试乙镇", "长兴测试学校", "", own=BLANKS, result="待补数据"),
    )
    full, low, blanks = (numbers(*each) for each in (FULL_SCORES, LOW, BLANKS))
    half = [(a + b) / 2 for a, b in zip(full, low, strict=True)]
    half[2] = 19.8  # 19.75
    sheet = book["成绩表"]
    rows = values(sheet)
    assert (count, book.sheetnames, len(rows)) == (3, ["成绩表", "各工会平均", "说明"], 11)
    assert rows[:2] == [across(TITLE), across(UNIT_LINE)]
    groups = [f"{number}\n{name}" for number, name in enumerate(ITEM_NAMES, 1)]
    assert rows[2] == [
        "序号", "所属工会", "单位", "班组",
        *[text for group in [*groups, "合计"] for text in (group, None)],
        "结果", "复核情况", "备注",
    ]  # fmt: skip
    assert rows[3] == [*[None] * 4, *["自评", "考核"] * 11, None, None, None]
    first, second, average_1, third, average_2, average, remark = rows[4:]
    assert first == [
        1, "测试甲镇", "长兴测试纺织有限公司", "细纱甲班", *cells(full, full), "合格", None, None,
    ]  # fmt: skip
    assert second == [
        2, "测试甲镇", "长兴测试纺织有限公司", "细纱乙班", *cells(full, low), "不合格", "已复核",
        "逾期",
    ]  # fmt: skip
    assert average_1 == [
        None, "测试甲镇", "平均（2 个班组）", None, *cells(full, half)[:-1], 85.8,
        None, None, None,
    ]  # fmt: skip
    assert third == [
        3, "测试乙镇", "长兴测试学校", None, *cells(blanks, full), "待补数据", None, None,
    ]  # fmt: skip
    assert average_2[:4] == [None, "测试乙镇", "平均（1 个班组）", None]
    assert average_2[4:-3] == cells(blanks, full)
    assert average[:4] == ["平均（共 3 个班组）", None, None, None]
    # 考核 of item 3: 25, 14.5, 25; of 合计: 100, 71.5, 100. 自评 of 合计: two teams only.
    assert [average[9], average[25], average[24]] == [21.5, 90.5, 100]
    assert remark == across(REMARK)


def test_header_is_merged_in_two_lines():
    _, book = export()
    pairs = [f"{get_column_letter(c)}3:{get_column_letter(c + 1)}3" for c in range(5, 27, 2)]
    tall = [f"{letter}3:{letter}4" for letter in ("A", "B", "C", "D", "AA", "AB", "AC")]
    assert {str(area) for area in book["成绩表"].merged_cells.ranges} == {
        "A1:AC1", "A2:AC2", *pairs, *tall, "A5:D5", "A6:AC6",
    }  # fmt: skip


def test_page_is_landscape_a4_with_both_lines_of_the_header_repeated():
    _, book = export(make_score_line())
    sheet = book["成绩表"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$3:$4", "A5")
    assert (sheet["E3"].font.bold, sheet["E4"].font.bold, sheet["E5"].font.bold) == (
        True, True, False,
    )  # fmt: skip


def test_scores_and_averages_are_numbers_with_one_decimal():
    _, book = export(make_score_line(own=BLANKS))
    sheet = book["成绩表"]
    for row in (5, 6, 7):
        known = [cell for cell in sheet[row][4:26] if cell.value is not None]
        assert {(cell.data_type, cell.number_format) for cell in known} == {("n", "0.0")}
        assert len(known) == 20
    assert [sheet[place].value for place in ("G5", "G6", "G7", "Y5")] == [None] * 4
    assert (sheet["A5"].value, sheet["A5"].number_format) == (1, "0")


def test_header_is_as_tall_as_its_names_and_averages_as_one_line():
    _, book = export(make_score_line())
    heights = book["成绩表"].row_dimensions
    assert [heights[row].height for row in range(3, 8)] == [64, 32, None, None, None]


def test_empty_list_has_head_average_and_remark():
    count, book = export()
    assert count == 0
    assert values(book["成绩表"])[4:] == [across("平均（共 0 个班组）"), across(REMARK)]


def test_teams_sorted_otherwise_have_one_average():
    lines = [
        make_score_line("测试甲镇"),
        make_score_line("测试乙镇", assessed=LOW),
        make_score_line("测试甲镇", team="乙班", assessed=LOW),
    ]
    count, book = export(*lines, by_union=False)
    rows = values(book["成绩表"])[4:]
    assert count == 3
    assert [row[0] for row in rows] == [1, 2, 3, "平均（共 3 个班组）", REMARK]
    assert rows[3][25] == 81.0


@pytest.mark.parametrize(
    "typed",
    [LINK, "+86 139", "-1", "@SUM(A1)", "\t=1+1", "#N/A", "007"],
)
def test_nothing_typed_becomes_a_formula(typed):
    _, book = export(
        make_score_line(typed, typed, typed, result=typed, review=typed, remark=typed),
        items=[typed] * 10,
    )
    sheet = book["成绩表"]
    places = ("B5", "C5", "D5", "AA5", "AB5", "AC5", "B6")
    assert [sheet[place].value for place in places] == [typed] * 7
    assert book["各工会平均"]["B4"].value == typed
    kinds = {cell.data_type for each in book for row in each.iter_rows() for cell in row}
    assert kinds == {"s", "n"}


def test_another_years_items_have_columns_of_their_own():
    line = ScoreLine("测试镇", "测试厂", "一班", points(["60"]), points(["59.5"]), "", "")
    _, book = export(line, items=["有活动"])
    assert values(book["成绩表"])[2:5] == [
        [
            "序号", "所属工会", "单位", "班组", "1\n有活动", None, "合计", None, "结果", "复核情况",
            "备注",
        ],
        [None, None, None, None, "自评", "考核", "自评", "考核", None, None, None],
        [1, "测试镇", "测试厂", "一班", 60, 59.5, 60, 59.5, None, None, None],
    ]  # fmt: skip


def test_explanation_is_its_own_sheet():
    _, book = export()
    assert [tuple(row) for row in values(book["说明"])] == NOTES


def test_each_union_has_one_line_of_counts_and_averages():
    lines = [
        make_score_line("测试甲镇"),
        make_score_line("测试甲镇", team="乙班", assessed=LOW, result="不合格"),
        make_score_line("测试甲镇", team="丙班", assessed=[None] * 10, result="考核中"),
        make_score_line("测试乙镇"),
        make_score_line("测试丙镇", own=BLANKS, assessed=[None] * 10, result="未考核"),
    ]
    _, book = export(*lines)
    rows = values(book["各工会平均"])
    assert rows[0][0] == f"{TITLE}（各工会平均）"
    assert rows[2:] == [
        ["序号", "所属工会", "班组数", "已考核", "合格", "自评平均分", "考核平均分"],
        [1, "测试甲镇", 3, 2, 1, 100, 85.8],
        [2, "测试乙镇", 1, 1, 1, 100, 100],
        [3, "测试丙镇", 1, 0, 0, None, None],
        ["合计（共 3 个工会）", None, 5, 3, 2, 100, 90.5],
        [REMARK, *[None] * 6],
    ]
    _, book = export(*lines, by_union=False)
    assert [row[1] for row in values(book["各工会平均"])[3:6]] == [
        "测试乙镇", "测试甲镇", "测试丙镇",
    ]  # fmt: skip


# --- refused --------------------------------------------------------------------------------------


def test_teams_of_a_union_that_do_not_stand_together_are_no_order_by_union():
    lines = [make_score_line(union) for union in ("测试甲镇", "测试乙镇", "测试甲镇")]
    with pytest.raises(ValueError, match="The teams of 测试甲镇 do not stand together"):
        export(*lines)


@pytest.mark.parametrize(("own", "assessed"), [(9, 9), (11, 11), (10, 9)])
def test_line_with_another_number_of_items_is_refused(own, assessed):
    with pytest.raises(ValueError, match=r"scores for 10 items|is shorter than"):
        export(make_score_line(own=["5"] * own, assessed=["5"] * assessed))


@pytest.mark.parametrize("by_union", [True, False])
def test_more_lines_than_a_sheet_holds_are_refused(monkeypatch, by_union):
    # Title, unit, header in two lines, a team, two averages, 备注.
    monkeypatch.setattr(assessment, "SHEET_ROWS", 8)
    export(make_score_line(), by_union=by_union)
    with pytest.raises(Refused, match="请缩小筛选范围后再导出"):
        export(make_score_line(), make_score_line(), by_union=by_union)


# --- many teams, and LibreOffice ------------------------------------------------------------------


def varied(number: int) -> ScoreLine:
    """The ``number``-th of many teams: 100 a union, every seventh not assessed to the end."""
    lost = number % 11
    assessed: list[str | None] = [*FULL_SCORES[:2], str(Decimal(25) - Decimal(lost) / 2)]
    assessed += FULL_SCORES[3:]
    if number % 7 == 0:
        assessed[number % 10] = None
    return make_score_line(
        f"测试{number // 100}镇", f"长兴测试{number}厂", f"{number}班", assessed=assessed
    )


MANY = [varied(number) for number in range(1_000)]


@pytest.fixture(scope="module")
def many(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("scores") / "many.xlsx"
    with path.open("wb") as target:
        assert write(iter(MANY), target) == 1_000
    return path


def team_rows(sheet):
    """Places of the teams, by union, and of the averages; the last is that of all."""
    teams: dict[str, list[int]] = {}
    averages = []
    for row in range(5, sheet.max_row):
        if isinstance(sheet.cell(row, 1).value, int):
            teams.setdefault(sheet.cell(row, 2).value, []).append(row)
        else:
            averages.append(row)
    return teams, averages


def test_thousand_teams_of_ten_unions_are_all_there(many):
    sheet = load_workbook(many)["成绩表"]
    teams, averages = team_rows(sheet)
    everybody = [row for rows in teams.values() for row in rows]
    assert [sheet.cell(row, 1).value for row in everybody] == list(range(1, 1_001))
    assert [(union, len(rows)) for union, rows in teams.items()] == [
        (f"测试{number}镇", 100) for number in range(10)
    ]
    assert len(averages) == 11


def test_averages_agree_with_what_stands_in_the_sheet(many):
    """By another way: floats read back, the mean of a column, compared to half a tenth."""
    sheet = load_workbook(many)["成绩表"]
    teams, averages = team_rows(sheet)
    groups = [*teams.values(), [row for rows in teams.values() for row in rows]]
    for rows, average in zip(groups, averages, strict=True):
        for column in range(5, 27):
            known = [sheet.cell(row, column).value for row in rows]
            expected = mean(value for value in known if value is not None)
            assert abs(sheet.cell(average, column).value - expected) <= 0.05 + 1e-9


def test_libreoffice_comes_to_our_averages(many, office: Office, tmp_path):
    book = load_workbook(many)
    sheet = book["成绩表"]
    teams, averages = team_rows(sheet)
    areas = [(rows[0], rows[-1]) for rows in teams.values()]
    for (first, last), average in zip(areas, averages, strict=False):
        for column in (OWN_TOTAL, ASSESSED_TOTAL, "J"):
            place = f"{column}{average + 2_000}"
            sheet[place] = f"=ROUND(AVERAGE({column}{first}:{column}{last}),1)"
    # All teams: whatever has a number in front.
    end = averages[-1] - 1
    for column in (OWN_TOTAL, ASSESSED_TOTAL, "J"):
        sheet[f"{column}{averages[-1] + 2_000}"] = (
            f'=ROUND(AVERAGEIF($A$5:$A${end},">0",{column}5:{column}{end}),1)'
        )
    book.save(tmp_path / "sums.xlsx")
    converted = office.convert("xlsx", tmp_path / "sums.xlsx")
    calculated = load_workbook(converted / "sums.xlsx", data_only=True)["成绩表"]
    places = [f"{column}{row}" for row in averages for column in (OWN_TOTAL, ASSESSED_TOTAL, "J")]
    below = [f"{place[0]}{int(place[1:]) + 2_000}" for place in places]
    assert [calculated[place].value for place in below] == [sheet[place].value for place in places]


def held(path: Path) -> dict[tuple[str, str], tuple[object, str]]:
    """Sheet and place to value and type, of all cells that hold something."""
    return {
        (sheet.title, cell.coordinate): (cell.value, cell.data_type)
        for sheet in load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def test_every_cell_survives_libreoffice(office: Office, tmp_path):
    path = tmp_path / "scores.xlsx"
    lines = [make_score_line(LINK, "+1", "@班", own=BLANKS, remark="-1"), make_score_line()]
    with path.open("wb") as target:
        write(lines, target)
    converted = office.convert("xlsx", path)
    assert held(converted / path.name) == held(path)
    with next(office.convert(EVERY_SHEET_AS_CSV, path).glob("*成绩表.csv")).open(
        encoding="utf-8", newline=""
    ) as file:
        rows = list(csv.reader(file))
    assert rows[4][:5] == ["1", LINK, "+1", "@班", "20"]
    assert rows[4][-1] == "-1"


def test_both_lines_of_the_header_are_printed_on_every_page(many, office: Office):
    pages = PdfReader(office.convert("pdf", many) / "many.pdf").pages
    texts = ["".join(page.extract_text().split()) for page in pages]
    tables = [text for text in texts if "操作人" not in text and "各工会平均" not in text]
    assert len(tables) > 10
    assert {text.count("自评考核" * 11) for text in tables} == {1}
    assert {text.count("复核情况") for text in tables} == {1}
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages} >= {
        (842, 595)
    }
