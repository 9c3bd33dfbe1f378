"""服务队花名册 as a workbook: the teams on one sheet, their people on another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from django.db.models import QuerySet

from changxing_union.exports.columns import CellKind, Column
from changxing_union.exports.sheets import Book
from changxing_union.exports.workbook import fill_register
from changxing_union.kernel.text import mask_phone
from techservice.models import ServiceTeam, ServiceTeamQuerySet, Volunteer

CHUNK = 500
TEAMS_SHEET, PEOPLE_SHEET = "服务队", "志愿者"
REMARK = "备注：本表由系统按所选条件导出；标“示例”的名称尚待县总工会确定。"


@dataclass(frozen=True, slots=True)
class _TeamRow:
    number: int
    team: ServiceTeam
    leader: str
    members: int


@dataclass(frozen=True, slots=True)
class _PersonRow:
    number: int
    person: Volunteer
    mobile: str


def team_columns() -> list[Column[_TeamRow]]:
    """The columns in the office's order."""
    text, number = CellKind.TEXT, CellKind.INTEGER
    return [
        Column("序号", 6, number, lambda row: row.number),
        Column("服务队名称", 30, text, lambda row: row.team.name),
        Column("名称说明", 10, text, lambda row: "示例" if row.team.is_example else ""),
        Column("状态", 9, text, lambda row: "在用" if row.team.is_active else "已停用"),
        Column("队长", 12, text, lambda row: row.leader),
        Column("队员人数", 10, number, lambda row: row.members, total=True),
        Column("工种、专业词", 44, text, lambda row: "、".join(row.team.words)),
        Column("服务内容", 44, text, lambda row: row.team.purpose),
    ]


def people_columns() -> list[Column[_PersonRow]]:
    """The columns in the office's order; phones are text."""
    text = CellKind.TEXT
    return [
        Column("序号", 6, CellKind.INTEGER, lambda row: row.number),
        Column("服务队名称", 30, text, lambda row: row.person.team.name),
        Column("姓名", 12, text, lambda row: row.person.name),
        Column("类别", 13, text, lambda row: row.person.get_category_display()),
        Column("队长", 7, text, lambda row: "是" if row.person.is_leader else ""),
        Column("所在单位", 30, text, lambda row: row.person.unit_name),
        Column("技术特长", 34, text, lambda row: row.person.skills),
        Column("手机", 14, text, lambda row: row.mobile),
        Column("入队日期", 16, CellKind.DATE, lambda row: row.person.joined_on),
    ]


def write_team_roster(
    teams: ServiceTeamQuerySet,
    people: QuerySet[Volunteer],
    target: BinaryIO,
    *,
    with_phones: bool,
    title: str,
    unit_line: str,
    explanation: Sequence[tuple[str, str]],
) -> int:
    """Stream both sheets and 说明 into ``target``; how many rows of data they have together."""
    with Book() as book:
        table = book.add_table(TEAMS_SHEET, team_columns(), landscape=True)
        rows = fill_register(
            table, title=title, unit_line=unit_line, rows=_teams(teams), remark=REMARK
        )
        table_of_people = book.add_table(PEOPLE_SHEET, people_columns(), landscape=True)
        rows += fill_register(
            table_of_people,
            title=f"{title}（志愿者）",
            unit_line=unit_line,
            rows=_people(people, with_phones=with_phones),
        )
        book.add_notes(explanation)
        book.save(target)
    return rows


def _teams(teams: ServiceTeamQuerySet) -> Iterator[_TeamRow]:
    for number, team in enumerate(teams.for_list().iterator(chunk_size=CHUNK), start=1):
        leader, members = team.leader_name, team.member_count  # type: ignore[attr-defined]
        yield _TeamRow(number, team, leader or "", members)


def _people(people: QuerySet[Volunteer], *, with_phones: bool) -> Iterator[_PersonRow]:
    for number, person in enumerate(people.iterator(chunk_size=CHUNK), start=1):
        mobile = person.mobile if with_phones else mask_phone(person.mobile)
        yield _PersonRow(number, person, mobile)
