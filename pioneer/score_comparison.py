"""Annex 3 as several hands scored it, item by item beside each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from pioneer.models import Hand, Rubric, ScoreSheet
from pioneer.score_statistics import short_name
from pioneer.scoring import Verdict, suggestions, verdict
from pioneer.services.score_sheets import differing_items


@dataclass(frozen=True)
class OtherReading:
    """What a sheet would come to if an unclear passage of the notice were read otherwise."""

    sentence: str
    changes_verdict: bool


@dataclass(frozen=True)
class Column:
    """One hand's sheet: whose it is, what it comes to, and what else it might."""

    title: str
    by: str
    signed_at: datetime | None
    total: Decimal | None
    verdict: str
    readings: Sequence[OtherReading] = ()


@dataclass(frozen=True)
class Cell:
    """What one hand gave for one item: points, what the facts said, and the reason given."""

    column: str
    points: Decimal | None
    sentence: str
    reason: str


@dataclass(frozen=True)
class Line:
    """One item; ``differs`` where the assessors do not give the same points."""

    number: int
    code: str
    content: str
    most: Decimal
    cells: Sequence[Cell]
    differs: bool


@dataclass(frozen=True)
class Comparison:
    """The whole table."""

    columns: Sequence[Column]
    lines: Sequence[Line]

    @property
    def differing(self) -> int:
        """How many items the assessors do not agree on."""
        return sum(line.differs for line in self.lines)

    @property
    def has_readings(self) -> bool:
        """Whether any sheet would come to something else under another reading."""
        return any(column.readings for column in self.columns)


def comparison(own: ScoreSheet, sheets: Sequence[ScoreSheet], rubric: Rubric) -> Comparison:
    """自评 and the signed ``sheets`` of the county; those with prefetched scores."""
    differing = differing_items([sheet for sheet in sheets if sheet.hand == Hand.ASSESSOR])
    told = {code: each.sentence for code, each in suggestions(rubric.rules, own.facts).items()}
    titles = [_title(sheet) for sheet in sheets]
    lines = []
    for item in rubric.lines:
        cells = [_cell("自评", own, item.code, told[item.code])]
        for title, sheet in zip(titles, sheets, strict=True):
            judged = sheet.judgement.get("items", {}).get(item.code, {})
            cells.append(_cell(title, sheet, item.code, judged.get("sentence", "")))
        lines.append(
            Line(
                number=item.position,
                code=item.code,
                content=item.content,
                most=item.points,
                cells=cells,
                differs=item.code in differing,
            )
        )
    first = Column("自评", "", None, own.total, verdict(own.total, rubric.pass_line).label)
    return Comparison([first, *(_column(sheet, rubric) for sheet in sheets)], lines)


def _title(sheet: ScoreSheet) -> str:
    if sheet.hand == Hand.JOINT:
        return "合议"
    return f"{sheet.get_hand_display()} {sheet.assessor}"


def _cell(title: str, sheet: ScoreSheet, code: str, sentence: str) -> Cell:
    score = sheet.scores[code]
    return Cell(title, score.points, sentence, score.reason)


def _column(sheet: ScoreSheet, rubric: Rubric) -> Column:
    """As it was judged when it was signed: no later reading reaches it."""
    judged = Verdict(sheet.judgement.get("verdict", Verdict.INCOMPLETE))
    return Column(
        title=sheet.get_hand_display(),
        by="" if sheet.hand == Hand.JOINT else str(sheet.assessor),
        signed_at=sheet.signed_at,
        total=sheet.total,
        verdict=judged.label,
        readings=told_readings(rubric, sheet.judgement.get("others", []), judged),
    )


def told_readings(
    rubric: Rubric, others: Iterable[Mapping[str, str]], judged: Verdict
) -> list[OtherReading]:
    """``others`` (see ``other_readings``) as sentences, each naming its item and its reading."""
    names = {
        line.code: f"第 {line.position} 项“{short_name(line.content)}”" for line in rubric.lines
    }
    return [_other(names, other, judged) for other in others if other["total"]]


def _other(names: Mapping[str, str], other: Mapping[str, str], judged: Verdict) -> OtherReading:
    """Sheets signed before items were noted with their readings name the reading alone."""
    item = names.get(other.get("code", ""), "")
    points = f"该项 {other['points']} 分，" if "points" in other else ""
    told = f"{item}如按“{other['reading']}”理解，{points}合计 {other['total']} 分"
    found = Verdict(other["verdict"])
    if judged is Verdict.INCOMPLETE:
        return OtherReading(f"{told}。", changes_verdict=False)
    changes = found != judged
    end = f"，结果由{judged.label}变为{found.label}" if changes else "，结果不变"
    return OtherReading(f"{told}{end}。", changes)
