"""What the portal writes for annex 2 it also reads: official table and template, without asking."""

from pathlib import Path

from openpyxl import load_workbook

from changxing_union.exports.reading import read_workbook
from changxing_union.imports.lines import read_lines
from changxing_union.imports.recognition import recognise
from changxing_union.imports.table import LineKind, ReadTable
from pioneer.exports.summary import write_summary_workbook
from pioneer.exports.summary_template import write_summary_template
from pioneer.imports.summary_plan import SUMMARY_PLAN
from tests.factories.summary_tables import TITLE, make_line, make_table

NAMES = ["unit_name", "team_name", "industry", "participant_count", "leader_name", "contact"]


def read(path: Path) -> ReadTable:
    sheets = read_workbook(path)
    recognised = recognise(sheets, SUMMARY_PLAN)
    assert recognised.is_certain
    mapping = {each.heading.place: each.target for each in recognised.placements}
    return read_lines(sheets[recognised.sheet], recognised, mapping, SUMMARY_PLAN)


def texts(table: ReadTable) -> list[tuple[str, ...]]:
    return [tuple(line.texts[name] for name in NAMES) for line in table.data]


def test_official_sheet_is_read_back_as_it_was(tmp_path: Path):
    path = tmp_path / "official.xlsx"
    table = make_table(
        make_line(), make_line("长兴测试㛃厂", "一 班", "约30", contact="13900000002/wx_ceshi")
    )
    with path.open("wb") as target:
        write_summary_workbook(target, [table], title="", unit_line="", explanation=[])
    found = read(path)
    assert texts(found) == [
        ("长兴测试纺织有限公司", "细纱甲班", "制造业", "12", "李示例", "13900000001"),
        ("长兴测试㛃厂", "一 班", "制造业", "约30", "李示例", "13900000002/wx_ceshi"),
    ]
    assert [line.is_split_certain for line in found.data] == [True, True]
    assert [line.kind for line in found.skipped] == [LineKind.TOTAL, LineKind.SIGNATURE]
    assert {each.rule.name: each.number for each in found.stated} == {
        "enterprise_total": 2,
        "worker_total": 12,
    }


def test_template_is_read_without_its_example(tmp_path: Path):
    path = tmp_path / "template.xlsx"
    with path.open("wb") as target:
        write_summary_template(
            target,
            organization="长兴测试镇总工会",
            title=TITLE,
            industries=["制造业"],
            units=["长兴测试纺织有限公司"],
        )
    empty = read(path)
    assert [line.kind for line in empty.lines] == [LineKind.EXAMPLE]

    book = load_workbook(path)
    typed = ("长兴测试纺织有限公司", "细纱甲班", "纺织", 30, "李示例", "013900000001")
    for column, value in enumerate(typed, 1):
        book["参赛企业汇总表"].cell(5, column).value = value
    book.save(path)
    assert texts(read(path)) == [
        ("长兴测试纺织有限公司", "细纱甲班", "纺织", "30", "李示例", "013900000001")
    ]
