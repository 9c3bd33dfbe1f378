"""The tables of 技术服务统计, for page and workbook alike: each number with the rows it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from urllib.parse import urlencode

from django.urls import reverse

from changxing_union.records.filters import OVERDUE, UNSETTLED
from changxing_union.web.charts import BarList, ListedBar, bar_list, percent
from techservice.models import GRADES, OrderState
from techservice.service_statistics import (
    Progress,
    Satisfaction,
    Unmet,
    Workload,
    satisfaction,
    satisfaction_by_team,
    tenths,
    training_wanted,
    unmet_by_trade,
    unmet_by_union,
    workloads,
)
from techservice.services.service_board import BoardFacts, Rectifications, TeamRow

# What the list of services is narrowed to besides a single state or grade.
UNMET, WORKING, FINISHED = "unmet", "working", "finished"
SATISFIED, JUDGED = "satisfied", "judged"
Value = int | Decimal | str | None


@dataclass(frozen=True)
class BoardCell:
    """A number, and the address of the rows it counts; ``None`` is no number at all."""

    value: Value
    url: str = ""

    @property
    def shown(self) -> str:
        """``3``, ``4.5``, or a dash."""
        return "—" if self.value is None else str(self.value)


@dataclass(frozen=True)
class BoardRow:
    """One line: what it is about, and its numbers."""

    label: str
    cells: tuple[BoardCell, ...]
    url: str = ""


@dataclass(frozen=True)
class BoardTable:
    """One table; ``total`` sums it up, ``nothing`` is said where it has no lines."""

    name: str
    title: str
    heads: tuple[str, ...]
    rows: list[BoardRow]
    nothing: str
    note: str = ""
    total: BoardRow | None = None
    picture: BarList | None = None

    @property
    def lines(self) -> list[BoardRow]:
        """The rows and what sums them up."""
        return [*self.rows, *([self.total] if self.total and self.rows else [])]


@dataclass(frozen=True)
class Links:
    """Addresses of the lists behind the numbers, of one ``year`` where there are several."""

    year: int | None

    def to(self, **query: object) -> str:
        """The services narrowed to ``query``."""
        return self._to("services", query)

    def to_inspections(self, **query: object) -> str:
        """The inspections narrowed to ``query``."""
        return self._to("inspections", query)

    def _to(self, page: str, query: Mapping[str, object]) -> str:
        asked = {name: value for name, value in query.items() if value is not None}
        year = {} if self.year is None else {"year": self.year}
        return f"{reverse(page)}?{urlencode({**year, **asked})}"


def board_tables(facts: BoardFacts, links: Links) -> list[BoardTable]:
    """Every table of the page, in its order."""
    return [
        _unmet_trades(facts, links),
        _unmet_unions(facts, links),
        _training(facts, links),
        _workload(facts, links),
        _satisfaction(facts, links),
        _rectifications(facts, links),
    ]


def tiles(facts: BoardFacts, links: Links) -> list[BoardRow]:
    """The numbers to see first."""
    count = {
        progress: sum(each.progress is progress for each in facts.services) for progress in Progress
    }
    judged = satisfaction(facts.services)
    share = None if judged.share is None else percent(judged.share)
    found: list[tuple[str, Value, str]] = [
        ("已受理的需求", len(facts.services), links.to(accepted="yes")),
        ("待派队", count[Progress.WAITING], links.to(state=OrderState.WAITING)),
        ("在办", count[Progress.OPEN], links.to(state=WORKING)),
        ("已完成", count[Progress.FINISHED], links.to(state=FINISHED)),
        ("满意及以上", share, links.to(grade=SATISFIED)),
    ]
    return [BoardRow(label, (BoardCell(value, url),)) for label, value, url in found]


def _unmet_trades(facts: BoardFacts, links: Links) -> BoardTable:
    found = unmet_by_trade(facts.services)
    return BoardTable(
        name="unmet-trades",
        title="未完成的需求，按专业或工种",
        heads=("专业或工种", "未完成", "其中待派队"),
        rows=[BoardRow(row.label, _unmet_cells(row, links, trade=row.label)) for row in found],
        nothing="没有未完成的需求。",
        note="已受理、服务还没有完成的需求；转其他部门的不计。",
        total=_unmet_total(found, links),
        picture=_unmet_picture("unmet-trades-picture", "未完成的需求（专业或工种）", found),
    )


def _unmet_unions(facts: BoardFacts, links: Links) -> BoardTable:
    by_union = unmet_by_union(facts.services)
    found = {
        union: Unmet(name, by_union[union].number, by_union[union].waiting)
        for union, name in facts.unions.items()
        if union in by_union
    }
    return BoardTable(
        name="unmet-unions",
        title="未完成的需求，按所属工会",
        heads=("所属工会", "未完成", "其中待派队"),
        rows=[
            BoardRow(row.label, _unmet_cells(row, links, organization=union))
            for union, row in found.items()
        ],
        nothing="没有未完成的需求。",
        total=_unmet_total(list(found.values()), links),
        picture=_unmet_picture(
            "unmet-unions-picture", "未完成的需求（所属工会）", list(found.values())
        ),
    )


def _unmet_cells(row: Unmet, links: Links, **where: object) -> tuple[BoardCell, ...]:
    return (
        BoardCell(row.number, links.to(state=UNMET, **where)),
        BoardCell(row.waiting, links.to(state=OrderState.WAITING, **where)),
    )


def _unmet_total(rows: Sequence[Unmet], links: Links) -> BoardRow:
    number, waiting = sum(row.number for row in rows), sum(row.waiting for row in rows)
    return BoardRow("合计", _unmet_cells(Unmet("合计", number, waiting), links))


def _unmet_picture(name: str, title: str, rows: Sequence[Unmet]) -> BarList:
    most = max((row.number for row in rows), default=1)
    return bar_list(
        [ListedBar(row.label, f"{row.number} 项", Fraction(row.number, most)) for row in rows],
        name=name,
        title=title,
        heads=("", "未完成"),
        nothing="没有未完成的需求。",
    )


def _training(facts: BoardFacts, links: Links) -> BoardTable:
    found = training_wanted(facts.services, facts.demands)
    most = max((row.trained for row in found), default=0)
    rows = []
    for row in found:
        url = links.to(state=UNMET, training=row.trade)
        rows.append(BoardRow(row.trade, (BoardCell(row.trained, url), BoardCell(row.needs, url))))
    return BoardTable(
        name="training",
        title="待培训人数，按工种",
        heads=("工种", "培训人数", "企业数"),
        rows=rows,
        nothing="未完成的需求里没有培训需求。",
        note="未完成的需求里填写的培训需求；一家企业有几个工种的，分别计算。",
        picture=bar_list(
            [
                ListedBar(row.trade, f"{row.trained} 人", Fraction(row.trained, most or 1))
                for row in found
            ],
            name="training-picture",
            title="待培训人数",
            heads=("工种", "人数"),
            nothing="没有培训需求。",
        ),
    )


def _workload(facts: BoardFacts, links: Links) -> BoardTable:
    loads = workloads(facts.services, facts.visits)
    shown = [team for team in facts.teams if team.is_active or team.key in loads]
    busiest = max([loads[team.key].working for team in shown if team.key in loads], default=0)
    return BoardTable(
        name="workload",
        title="服务队工作量",
        heads=("服务队", "队员", "在办", "已完成", "上门次数", "平均天数", "平均满意程度"),
        rows=[_team_row(team, loads.get(team.key, Workload()), links) for team in shown],
        nothing="还没有服务队。",
        note="平均天数从受理到完成；满意程度很满意为 5 分，很不满意为 1 分。",
        picture=bar_list(
            [
                ListedBar(team.name, f"{loads[team.key].working} 单", Fraction(
                    loads[team.key].working, busiest
                ))
                for team in shown
                if team.key in loads and loads[team.key].working
            ],
            name="workload-picture",
            title="各服务队在办的服务",
            heads=("服务队", "在办"),
            nothing="没有在办的服务。",
        ),
    )  # fmt: skip


def _team_row(team: TeamRow, load: Workload, links: Links) -> BoardRow:
    page = reverse("service_team", args=[team.key])
    finished = links.to(state=FINISHED, team=team.key)
    return BoardRow(
        team.name + ("" if team.is_active else "（已停用）"),
        (
            BoardCell(team.members, page),
            BoardCell(load.working, links.to(state=WORKING, team=team.key)),
            BoardCell(load.finished, finished),
            BoardCell(load.visits, links.to(visited=team.key)),
            BoardCell(tenths(load.average_days), finished),
            BoardCell(tenths(load.average_grade), links.to(grade=JUDGED, team=team.key)),
        ),
        page,
    )


def _satisfaction(facts: BoardFacts, links: Links) -> BoardTable:
    everybody, by_team = satisfaction(facts.services), satisfaction_by_team(facts.services)
    names = {team.key: team.name for team in facts.teams}
    return BoardTable(
        name="satisfaction",
        title="企业满意程度",
        heads=("服务队", *GRADES.values(), "已评", "满意及以上", "占比"),
        rows=[
            BoardRow(names[team], _grade_cells(by_team[team], links, team))
            for team in names
            if team in by_team
        ],
        nothing="还没有企业评过满意程度。",
        note="占比是满意及以上在已评中所占的比例。",
        total=BoardRow("全部服务队", _grade_cells(everybody, links, None)),
        picture=_grade_picture(everybody.grades, everybody.judged),
    )


def _grade_cells(found: Satisfaction, links: Links, team: int | None) -> tuple[BoardCell, ...]:
    satisfied = links.to(grade=SATISFIED, team=team)
    return (
        *(BoardCell(found.grades[grade], links.to(grade=grade, team=team)) for grade in GRADES),
        BoardCell(found.judged, links.to(grade=JUDGED, team=team)),
        BoardCell(found.satisfied, satisfied),
        BoardCell(None if found.share is None else percent(found.share), satisfied),
    )


def _grade_picture(grades: Mapping[int, int], judged: int) -> BarList:
    return bar_list(
        [
            ListedBar(GRADES[grade], f"{number} 家", Fraction(number, judged))
            for grade, number in grades.items()
            if judged
        ],
        name="satisfaction-picture",
        title="企业满意程度",
        heads=("满意程度", "企业", "比例"),
        nothing="还没有企业评过满意程度。",
    )


def _rectifications(facts: BoardFacts, links: Links) -> BoardTable:
    found = facts.rectifications
    most = max((row.overdue for row in found), default=0)
    return BoardTable(
        name="rectifications",
        title="劳动保护监督检查，未整改",
        heads=("登记单位", "未整改", "其中逾期", "最长逾期天数"),
        rows=[_rectification_row(row, links) for row in found],
        nothing="没有未整改的问题。",
        note="定了整改期限、还没有登记整改完成的检查；作废的不计。",
        total=BoardRow(
            "合计",
            (
                BoardCell(
                    sum(row.unsettled for row in found), links.to_inspections(state=UNSETTLED)
                ),
                BoardCell(sum(row.overdue for row in found), links.to_inspections(state=OVERDUE)),
                BoardCell(
                    max((row.longest for row in found if row.longest), default=None),
                    links.to_inspections(state=OVERDUE),
                ),
            ),
        ),
        picture=bar_list(
            [
                ListedBar(row.name, f"{row.overdue} 项", Fraction(row.overdue, most))
                for row in found
                if row.overdue
            ],
            name="rectifications-picture",
            title="逾期未整改",
            heads=("登记单位", "逾期"),
            nothing="没有逾期未整改的问题。",
        ),
    )


def _rectification_row(row: Rectifications, links: Links) -> BoardRow:
    overdue = links.to_inspections(state=OVERDUE, organization=row.keeper)
    return BoardRow(
        row.name,
        (
            BoardCell(
                row.unsettled, links.to_inspections(state=UNSETTLED, organization=row.keeper)
            ),
            BoardCell(row.overdue, overdue),
            BoardCell(row.longest, overdue),
        ),
    )
