"""Annex 3 as the filing core sees it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import BinaryIO, ClassVar

from django.urls import reverse

from changxing_union.filing.annexes import (
    Annex,
    Finding,
    NextStep,
    PageLink,
    PrintOrder,
    RegisterOrder,
)
from changxing_union.filing.cellforms import Part
from changxing_union.filing.models import Campaign, Filing, FilingQuerySet
from changxing_union.filing.services.assignments import RECUSE, RELIEVE
from changxing_union.filing.transitions import Transition
from changxing_union.organizations.acts import Act
from changxing_union.organizations.models import Track, User
from changxing_union.organizations.permissions import (
    can_assess,
    can_file_for,
    can_read_county_wide,
    can_review,
)
from changxing_union.printing.pdf import Printed
from pioneer.assessment_grid import grid_lines
from pioneer.blockers.assessment import result_hindrances
from pioneer.cellforms.assessment import WallForm
from pioneer.checks.assessment import assessment_findings
from pioneer.exports.assessment import write_score_register
from pioneer.exports.score_lines import score_lines
from pioneer.models import ASSESSMENT_KIND, Assessment, Survey
from pioneer.printing.assessment import assessment_pdf, assessor_cells, given_cells
from pioneer.printing.assessment_sheet import unit_and_team
from pioneer.score_statistics import short_name
from pioneer.scoring import suggestions, total
from pioneer.services.assessment import (
    adopt,
    own_sheet,
    rubric_in_force,
    rubric_of,
    seen_sheet,
    sheet_parts,
)
from pioneer.services.evidence import item_evidence, items_with_pictures
from pioneer.services.joint_sheets import RETURN_JOINT
from pioneer.services.known_results import known_result, prints_assessors, signers_of
from pioneer.services.next_steps import clerks_next_step
from pioneer.services.results import CONCLUDE, OBJECT, REOPEN
from pioneer.services.score_seal import seal_of
from pioneer.services.score_sheets import SIGN
from pioneer.services.survey_results import survey_summary
from pioneer.transitions import ASSESSMENT_LIFE

# A reason for taking back a result or a 合议 may tell points before their time.
TELLING = frozenset({REOPEN, RETURN_JOINT})
INTERNAL = TELLING | {SIGN, CONCLUDE, RELIEVE, RECUSE}
SELF_WORD = "自评分"
BY_SCORE = "score"
SORTED = {"": "按工会排列", BY_SCORE: "按考核分合计从高到低；没有考核结果的排在最后"}
# Whether the reader is told results before the unions are.
SCORES_TO_COUNTY = "含已确定、尚未公布的结果（备注栏注明“尚未公布”），公布前请勿外传"
SCORES_TO_OTHERS = "县总工会公布以后列入"


class AssessmentAnnex(Annex):
    """附件3 考核评价表."""

    kind = ASSESSMENT_KIND
    number = 3
    name = "考核评价表"
    life = ASSESSMENT_LIFE
    row_actions = frozenset({"adopt"})
    typing_hint = "与纸质表格逐项对应。上墙照片和佐证材料在各项下面上传，一次可以选多张。"
    # Ten photographs for each of the six wall items, and scans for the others.
    most_files = 90
    grid_template = "pioneer/_assessment_grid.html"
    autosaved_template = "pioneer/_assessment_autosaved.html"
    new_url = "assessments"
    new_label = "填报考核评价表"
    new_hint = "列入培育的班组每个一份，年底自评。"
    register_label = "导出附件3 成绩表"
    register_name = "“工人先锋号”创建活动考核成绩表"
    register_has_phones = False
    register_sorts: ClassVar = ((BY_SCORE, "按得分排序"),)
    categories: ClassVar = Track.choices

    def own_parts(self, filing: Filing) -> list[Part]:
        """What else is on the wall, the facts, and the points of each item."""
        assessment = filing.assessment
        sheet = own_sheet(assessment)
        return [Part(WallForm(), assessment), *sheet_parts(assessment, sheet, word=SELF_WORD)]

    def press(
        self, filing: Filing, action: str, argument: str, chosen: Sequence[str], act: Act
    ) -> str:
        """采用建议分: blank items get the points their facts suggest."""
        count = adopt(filing, act=act)
        if not count:
            return "没有可以采用的建议分：各项都已打分，或情况还没有填完整。"
        return f"已按所填情况给 {count} 项打分，请核对。"

    def findings(self, filing: Filing, unreadable: frozenset[str]) -> list[Finding]:
        """The checks of the union's own sheet."""
        assessment = filing.assessment
        return assessment_findings(
            own_sheet(assessment),
            rubric_of(assessment),
            team_size=assessment.application.member_total,
            unreadable=unreadable,
            pictured=items_with_pictures(filing),
        )

    def evidence_items(self, filing: Filing) -> Mapping[str, str]:
        """All items of the sheet, by their short names."""
        lines = rubric_of(filing.assessment).lines
        return {line.code: short_name(line.content) for line in lines}

    def form_context(self, filing: Filing) -> Mapping[str, object]:
        """Files are attached where the sheet is typed, and nowhere else."""
        return {"may_attach": True}

    def keep_in_step(self, filing: Filing) -> None:
        """Its team does not change while it is typed."""

    def after_filing(self, filing: Filing, act: Act) -> None:
        """No register learns from a score."""

    def added_cells(self, filing: Filing) -> Mapping[str, str]:
        """考核分 once it is released, and who gave it where the county has that printed."""
        assessment = filing.assessment
        known = known_result(assessment, to_county=False)
        if known is None:
            return {}
        cells = given_cells({code: score.points for code, score in known.given.items()})
        if not prints_assessors(filing.campaign):
            return cells
        return cells | assessor_cells(signers_of(assessment), known.visited_on)

    def grid_context(
        self, filing: Filing, *, to_filer: bool, reader: User | None = None
    ) -> Mapping[str, object]:
        """The items with their files and what the facts suggest, 测评, and the result if known."""
        assessment = filing.assessment
        asked = survey_summary(assessment)
        rubric, sheet = rubric_of(assessment), seen_sheet(assessment, to_filer=to_filer)
        suggested = suggestions(rubric.rules, sheet.facts)
        return {
            "lines": grid_lines(rubric, suggested),
            "evidence": item_evidence(filing, rubric, to_filer=to_filer),
            "self_total": sheet.total,
            "self_points": {code: score.points for code, score in sheet.scores.items()},
            "full_points": total(line.points for line in rubric.lines),
            "asked": asked,
            "has_survey_page": to_filer or asked is not None,
            "known": reader and known_result(assessment, to_county=can_read_county_wide(reader)),
        }

    def hindrances(self, filing: Filing, step: Transition) -> list[str]:
        """What a result stands against."""
        return result_hindrances(filing, step)

    def pages(self, filing: Filing, user: User) -> list[PageLink]:
        """Its questionnaire, its score sheet and its result, for whom they are."""
        is_filer, reads = can_file_for(user, filing.organization), can_read_county_wide(user)
        reference = [filing.reference]
        links = []
        if is_filer or Survey.objects.filter(assessment=filing.pk).exists():
            links.append(PageLink("测评问卷", reverse("survey", args=reference)))
        if can_assess(user) and not is_filer:
            links.append(PageLink("考核评分", reverse("score", args=reference)))
        if filing.first_filed_at is not None and (is_filer or reads):
            label = "考核办理" if can_review(user) else "考核结果"
            links.append(PageLink(label, reverse("assessment_result", args=reference)))
        return links

    def next_step(self, filing: Filing, user: User) -> NextStep | None:
        """The clerk is led from 受理 to the plaque; its union waits."""
        return clerks_next_step(filing.assessment) if can_review(user) else None

    def hidden_actions(self, filing: Filing, user: User) -> Collection[str]:
        """The union does not follow its scoring; who objected is its own and the clerk's matter.

        An assessor who came later reads what was said of scores once the seal is broken.
        """
        if can_review(user):
            return ()
        is_own = can_file_for(user, filing.organization)
        if can_read_county_wide(user):
            return set() if is_own else {OBJECT}
        return INTERNAL if is_own else {OBJECT, *_sealed_actions(filing, user)}

    def pdf(self, order: PrintOrder) -> Printed:
        """One A4 page per copy, and a 附页 when the other wall items do not fit."""
        campaign = order.form_type.campaign
        assessed = Assessment.objects.select_related("application")
        assessment = assessed.filter(filing__reference=order.reference or None).first()
        team = ""
        if assessment is not None:
            names = assessment.application.unit_name, assessment.application.team_name
            team = unit_and_team(*names)
        return assessment_pdf(order, rubric_in_force(campaign), team=team)

    def write_register(
        self, filings: FilingQuerySet, order: RegisterOrder, target: BinaryIO
    ) -> int:
        """成绩表: one line per team, 自评 beside 考核."""
        newest = filings.select_related("campaign").order_by("-campaign__year").first()
        campaign = newest.campaign if newest else Campaign.objects.order_by("-year")[0]
        items = rubric_in_force(campaign).lines
        by_score = order.sort == BY_SCORE
        told = SCORES_TO_COUNTY if order.to_county else SCORES_TO_OTHERS
        notes = [*order.explanation, ("排序", SORTED[order.sort]), ("考核分", told)]
        return write_score_register(
            score_lines(
                filings,
                items,
                own_unions=order.own_unions,
                to_county=order.to_county,
                by_score=by_score,
            ),
            replace(order, explanation=notes),
            target,
            items=[short_name(item.content) for item in items],
            by_union=not by_score,
        )


def _sealed_actions(filing: Filing, assessor: User) -> Collection[str]:
    """What was said of scores before ``assessor`` was assigned: theirs to read when all are in."""
    if seal_of(filing.assessment).is_broken:
        return ()
    held = filing.assignments.current().filter(user=assessor).first()
    earlier = filing.events.filter(action__in=TELLING)
    if held is None or earlier.filter(at__lt=held.assigned_at).exists():
        return TELLING
    return ()
