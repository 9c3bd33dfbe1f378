"""附件2 参赛企业汇总表 as a workbook (domain §2.2, §4.1 no. 1): official sheets, county total."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from changxing_union.exports.columns import CellKind, Column
from changxing_union.exports.sheets import SHEET_ROWS, Book, TableSheet, refuse_beyond
from changxing_union.exports.styles import BODY_FONT
from pioneer.summary_table import UNION_LABEL, SummaryLine, SummaryTable

COUNTY_SHEET = "全县汇总"
NIL_REPORT = "零报告"
COUNTY_REMARK = (
    "备注：企业参赛数按企业计，不按班组计；"
    "同一企业在几个工会都有班组参赛的，各工会小计各计一次，合计只计一次。"
)


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team with its number on the sheet and the union that reports it."""

    number: int
    union: str
    line: SummaryLine


NUMBER: Column[TeamRow] = Column("序号", 6, CellKind.INTEGER, lambda row: row.number)
UNION: Column[TeamRow] = Column("所属工会", 16, CellKind.TEXT, lambda row: row.union)
# The widths are those of the paper (50, 28, 20, 20, 26 mm); the last one takes a WeChat name, too.
TEAM: list[Column[TeamRow]] = [
    Column("单位班组名称", 27, CellKind.TEXT, lambda row: row.line.unit_and_team),
    Column("所属行业", 15, CellKind.TEXT, lambda row: row.line.industry),
    Column("参赛人数", 10, CellKind.INTEGER, lambda row: row.line.participants),
    Column("组　长", 10, CellKind.TEXT, lambda row: row.line.leader),
    Column("手机号/微信号", 18, CellKind.TEXT, lambda row: row.line.contact),
]
OFFICIAL_COLUMNS = [NUMBER, *TEAM]
COUNTY_COLUMNS = [NUMBER, UNION, *TEAM]


def write_summary_workbook(
    target: BinaryIO,
    tables: Sequence[SummaryTable],
    *,
    title: str,
    unit_line: str,
    explanation: Sequence[tuple[str, str]],
) -> int:
    """Write the annex-2 tables to ``target`` and return the number of teams in them.

    One official sheet per union, named by ``short_name``, and 说明 with ``explanation`` followed by
    the state and reference of every table. Unless there is exactly one table, 全县汇总 comes first,
    with ``title`` and ``unit_line`` above it. Raises ``Refused`` when it would not fit on a sheet.
    """
    teams = sum(len(table.lines) for table in tables)
    # Title, unit, header, 合计 and 备注, and a line 小计 or 零报告 per union.
    refuse_beyond(teams, SHEET_ROWS - 5 - len(tables))
    with Book() as book:
        if len(tables) != 1:
            county = book.add_table(COUNTY_SHEET, COUNTY_COLUMNS, landscape=True)
            county.write_head(title, unit_line)
            _fill_county_sheet(county, tables)
        for table in tables:
            sheet = book.add_table(table.short_name, OFFICIAL_COLUMNS, landscape=False)
            _fill_official_sheet(sheet, table)
        book.add_notes([*explanation, *_origins(tables)])
        book.save(target)
    return teams


def _fill_official_sheet(sheet: TableSheet[TeamRow], table: SummaryTable) -> None:
    """The table as issued: six columns, the 合计 row in which 职工数 spans two, 备注."""
    sheet.write_head(table.title, f"{UNION_LABEL}{table.organization}")
    if _is_nil(table):
        sheet.write_line([NIL_REPORT, *[None] * 5], merged=(1, 6), font=BODY_FONT)
    for row in _team_rows(table, first=1):
        sheet.write_row(row)
    totals = ["企业参赛数", table.enterprise_total, "职工数", table.worker_total]
    sheet.write_line(["合　计", *totals, None], merged=(5, 6))
    sheet.write_remark(table.footer)


def _fill_county_sheet(sheet: TableSheet[TeamRow], tables: Sequence[SummaryTable]) -> None:
    """Union after union, each with its 小计 or the one line 零报告; then the county's 合计."""
    number = 1
    for table in tables:
        if _is_nil(table):
            cells = [None, table.short_name, NIL_REPORT, *[None] * 4]
            sheet.write_line(cells, merged=(3, 7), font=BODY_FONT)
            continue
        for row in _team_rows(table, first=number):
            sheet.write_row(row)
        number += len(table.lines)
        totals = ["企业参赛数", table.enterprise_total, "职工数", table.worker_total]
        sheet.write_line(["小　计", table.short_name, *totals, None], merged=(6, 7))
    enterprises = {key for table in tables for key in table.unit_keys if key}
    workers = sum(table.worker_total for table in tables)
    totals = ["企业参赛数", len(enterprises), "职工数", workers]
    sheet.write_line(["合　计", f"共 {len(tables)} 个工会", *totals, None], merged=(6, 7))
    sheet.write_remark(COUNTY_REMARK)


def _team_rows(table: SummaryTable, *, first: int) -> Iterator[TeamRow]:
    for number, line in enumerate(table.lines, first):
        yield TeamRow(number, table.short_name, line)


def _is_nil(table: SummaryTable) -> bool:
    """零报告, unless teams are entered all the same: these are never hidden."""
    return table.is_nil and not table.lines


def _origins(tables: Sequence[SummaryTable]) -> list[tuple[str, str]]:
    """Which filing each sheet was made from, so that a draft is not taken for the filed table."""
    return [
        (table.short_name, f"{table.reference}　{table.state_label}".strip())
        for table in tables
        if table.reference or table.state_label
    ]
