"""What 确定 would conclude, for whoever is about to press it: points, verdict, whose sheet."""

from dataclasses import dataclass
from decimal import Decimal

from pioneer.models import Assessment, Hand, ScoreSheet
from pioneer.scoring import Verdict, shown, verdict
from pioneer.services.assessment import rubric_of
from pioneer.services.known_results import names_signed
from pioneer.services.results import decisive_sheets, result_of, signed_review


@dataclass(frozen=True)
class Outlook:
    """The result that is about to be, and ``basis``: whose sheet it rests on."""

    points: Decimal
    verdict: Verdict
    pass_line: Decimal
    basis: str
    instead_of: str = ""  # the result that a 复核 replaces

    @property
    def sentence(self) -> str:
        """As the form says it."""
        told = f"合计 {shown(self.points)} 分，{self.verdict.label}"
        line = f"合格线 {shown(self.pass_line)} 分，含本数"
        return f"将确定：{told}（{line}）。依据：{self.basis}。{self.instead_of}"


def outlook(assessment: Assessment) -> Outlook | None:
    """Of 确定考核结果; ``None`` while nothing is agreed on."""
    return _outlook(assessment, decisive_sheets(assessment))


def review_outlook(assessment: Assessment) -> Outlook | None:
    """Of 确定复核结果; ``None`` until the reviewer has signed."""
    sheet = signed_review(assessment)
    before, judged = result_of(assessment)
    told = "" if before is None else f"原结果 {shown(before)} 分，{judged.label}。"
    return _outlook(assessment, [sheet] if sheet else [], instead_of=told)


def _outlook(
    assessment: Assessment, sheets: list[ScoreSheet], *, instead_of: str = ""
) -> Outlook | None:
    if not sheets:
        return None
    points = sheets[0].total
    if points is None:
        return None
    pass_line = rubric_of(assessment).pass_line
    return Outlook(points, verdict(points, pass_line), pass_line, _basis(sheets), instead_of)


def _basis(sheets: list[ScoreSheet]) -> str:
    names = "、".join(names_signed(sheets))
    agreed = "共同签署" if sheets[0].hand == Hand.JOINT else "评分一致" if len(sheets) > 1 else ""
    return f"{sheets[0].get_hand_display()}评分（{names}{agreed and f'，{agreed}'}）"
