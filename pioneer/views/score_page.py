"""What the page of a score sheet shows: cells, suggestions, the union's own, and each other's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from changxing_union.filing.annexes import Finding
from changxing_union.filing.cells import loose_attachments
from changxing_union.filing.paper import Paper, drawn_cells, tell_conflicts
from changxing_union.kernel.dates import SHANGHAI
from changxing_union.organizations.models import User
from pioneer.assessment_grid import GridLine, grid_lines
from pioneer.cellforms.assessment import FactsForm
from pioneer.models import Hand, Objection, ScoreSheet
from pioneer.score_comparison import told_readings
from pioneer.scoring import suggestions, total, verdict, wide_gap
from pioneer.services.assessment import rubric_of, seen_sheet
from pioneer.services.evidence import item_evidence
from pioneer.services.joint_sheets import return_joint_blockers
from pioneer.services.recusals import recusal_blockers
from pioneer.services.score_offers import NO_CUSTOMERS
from pioneer.services.score_queue import WORDS, place_of, tasks_of
from pioneer.services.score_seal import readable_sheets
from pioneer.services.score_sheets import (
    SavedScores,
    all_are_in,
    assessor_sheets,
    differing_items,
    edit_blockers,
    edition_of,
    is_open,
    is_signed_in_part,
    other_readings,
    score_findings,
    score_parts,
    sheet_texts,
    time_blockers,
    writers,
)
from pioneer.services.score_steps import lacking, what_follows
from pioneer.services.survey_results import survey_summary

# On paper nothing is printed for it; beside what others state it is a word.
HAS_CUSTOMERS = "有外部服务对象"


@dataclass(frozen=True)
class Given:
    """What one assessor found or gave, beside what another did."""

    who: str
    text: str = ""
    points: Decimal | None = None
    reason: str = ""


def typing_context(
    sheet: ScoreSheet,
    user: User,
    *,
    saved: SavedScores | None = None,
    unseen: Mapping[str, str] | None = None,
    show_missing: bool = False,
) -> dict[str, Any]:
    """What changes while ``sheet`` is typed; ``unseen`` of a page that stays as it is."""
    assessment = sheet.assessment
    rubric = rubric_of(assessment)
    closed = edit_blockers(sheet, user)
    findings = score_findings(sheet, rubric)
    suggested = suggestions(rubric.rules, sheet.facts)
    points = {code: score.points for code, score in sheet.scores.items()}
    lines, added = grid_lines(rubric, suggested), total(points.values())
    judged = verdict(added, rubric.pass_line)
    own = seen_sheet(assessment, to_filer=False)
    paper = _paper(sheet, findings, saved, unseen or {}, is_closed=bool(closed), told=show_missing)
    faults = [found for found in _in_order(findings, lines) if found.blocks]
    if show_missing and paper.editable:
        _focus(paper, faults)
    return {
        "sheet": sheet,
        "filing": assessment.filing,
        "rubric": rubric,
        "paper": paper,
        "conflicts": saved.conflicts if saved else {},
        "closed": closed,
        "lines": lines,
        "idle": _without_reason(sheet, lines),
        "faults": faults if show_missing else [],
        "own": own.scores,
        "own_facts": _stated(own),
        "own_total": own.total,
        "full_points": total(line.points for line in lines),
        "county_total": added,
        "so_far": total(each for each in points.values() if each is not None),
        "lacks": lacking(sheet, rubric),
        "scored": sum(each is not None for each in points.values()),
        "verdict": judged,
        "is_far_apart": wide_gap(own.total, sheet.total) is not None,
        "others": told_readings(rubric, other_readings(sheet, rubric), judged),
        "clock": f"{timezone.now().astimezone(SHANGHAI):%H:%M}",
    }


def page_context(
    sheet: ScoreSheet,
    user: User,
    *,
    saved: SavedScores | None = None,
    show_missing: bool = False,
) -> dict[str, Any]:
    """The whole page: the cells, what the others gave, where it stands, what else can be done."""
    assessment = sheet.assessment
    context = typing_context(sheet, user, saved=saved, show_missing=show_missing)
    others = _given_before(sheet, user)
    signed = list(sheet.signatures.select_related("user"))
    has_signed = any(signature.user_id == user.pk for signature in signed)
    may_read_sign = is_signed_in_part(sheet) and not has_signed and not time_blockers(sheet)
    place = place_of(tasks_of(user), sheet)
    return {
        **context,
        "hand": WORDS[sheet.hand],
        "place": place,
        "follows": what_follows(place.task) if place else "",
        "points_given": _points_given(others),
        "facts_given": _facts_given(others),
        "signers": writers(sheet) if sheet.hand == Hand.JOINT else [],
        "signatures": {signature.user_id: signature for signature in signed},
        "has_signed": has_signed,
        "seen": edition_of(sheet) if may_read_sign else "",
        "may_open_joint": sheet.hand == Hand.ASSESSOR and _may_open_joint(sheet),
        "may_return_joint": not return_joint_blockers(sheet, user),
        "return_reason": "",
        "return_faults": [],
        "may_recuse": not recusal_blockers(assessment, user),
        "objection": _objection(sheet),
        "evidence": item_evidence(assessment.filing, context["rubric"], to_filer=False),
        "survey": survey_summary(assessment),
        "attachments": loose_attachments(assessment.filing, to_filer=False),
    }


def _given_before(sheet: ScoreSheet, user: User) -> list[ScoreSheet]:
    """What a 合议 is to agree on: the assessors' own scores, as far as the reader may see them."""
    if sheet.hand != Hand.JOINT:
        return []
    seen = readable_sheets(sheet.assessment, user)
    return [each for each in seen if each.hand == Hand.ASSESSOR]


def _paper(
    sheet: ScoreSheet,
    findings: Iterable[Finding],
    saved: SavedScores | None,
    unseen: Mapping[str, str],
    *,
    is_closed: bool,
    told: bool,
) -> Paper:
    conflicts = saved.conflicts if saved else {}
    parts = score_parts(sheet)
    texts = sheet_texts(sheet, parts)
    mine = {cell: conflict.mine for cell, conflict in conflicts.items()}
    cells = drawn_cells(parts, {**texts, **mine}, findings, show_missing=told)
    if is_closed:
        for part in parts:
            for printed in part.form.printed(part.row):
                cells[printed.name].control = None
                cells[printed.name].text = printed.value
        cells[NO_CUSTOMERS].text = cells[NO_CUSTOMERS].text or HAS_CUSTOMERS
        return Paper(cells, [], editable=False)
    base, decided = tell_conflicts(cells, texts, conflicts, unseen)
    return Paper(cells, [], editable=True, base=base, decided=decided)


def _in_order(findings: Iterable[Finding], lines: Iterable[GridLine]) -> list[Finding]:
    """``findings`` in the order of the page."""
    order = ["visited_on", "without_customers"]
    for line in lines:
        order += line.facts
        order += [cell for rate in line.rates for cell in (rate.part, rate.whole)]
        if "wall_phone" in line.facts:
            order.append("phone_number")
        order += [line.points_cell, line.reason_cell]
    places = {name: place for place, name in enumerate(order)}
    return sorted(findings, key=lambda found: places.get(found.name, len(places)))


def _focus(paper: Paper, faults: Iterable[Finding]) -> None:
    """Take the reader to the first gap."""
    name = next((found.name for found in faults if found.name in paper.cells), None)
    control = paper.cells[name].control if name else None
    if control is not None:
        control.field.widget.attrs["autofocus"] = True


def _without_reason(sheet: ScoreSheet, lines: Iterable[GridLine]) -> set[str]:
    """The items whose points need no reason: blank or as suggested, and nothing is written."""
    return {
        line.code
        for line in lines
        if (score := sheet.scores[line.code]).points in (None, line.suggestion.points)
        and not score.reason
        and not {line.points_cell, line.reason_cell} & sheet.unparsed.keys()
    }


def _stated(sheet: ScoreSheet) -> dict[str, str]:
    """The facts as words, by the name of the cell."""
    stated = {cell.name: cell.value for cell in FactsForm().printed(sheet) if cell.value}
    return {NO_CUSTOMERS: HAS_CUSTOMERS, **stated}


def _points_given(sheets: list[ScoreSheet]) -> dict[str, list[Given]]:
    """Of each item on which the assessors differ: who gave what, and why."""
    return {
        code: [
            Given(str(sheet.assessor), points=score.points, reason=score.reason)
            for sheet in sheets
            for score in [sheet.scores[code]]
        ]
        for code in differing_items(sheets)
    }


def _facts_given(sheets: list[ScoreSheet]) -> dict[str, list[Given]]:
    """Of each fact that the assessors state differently: who found what."""
    stated = [(str(sheet.assessor), _stated(sheet)) for sheet in sheets]
    return {
        name: [Given(who, facts.get(name, "未填")) for who, facts in stated]
        for name in FactsForm.base_fields
        if len({facts.get(name) for _who, facts in stated}) > 1
    }


def _may_open_joint(sheet: ScoreSheet) -> bool:
    """Whether this signed sheet and those of the others differ, before there is a result."""
    assessment = sheet.assessment
    if not (is_open(sheet) and all_are_in(assessment)):
        return False
    return bool(differing_items(assessor_sheets(assessment)))


def _objection(sheet: ScoreSheet) -> Objection | None:
    """What the union disputes, for whoever scores anew."""
    if sheet.hand != Hand.REVIEW:
        return None
    return Objection.objects.filter(assessment=sheet.assessment).first()
