"""What a reader may know of the result of annex 3: one answer for paper, workbook and page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from changxing_union.filing.models import Campaign, Reading
from pioneer.models import Assessment, Hand, ItemScore, ScoreSheet, SheetSignature
from pioneer.scoring import Verdict, shown
from pioneer.services.results import result_of
from pioneer.services.score_seal import is_result_open
from pioneer.services.score_sheets import assessor_sheets, differing_items

NO_OBJECTION, DISPUTED, UNDER_REVIEW = "无", "已提出异议", "异议复核中"
# The notice has no line for 考核人 and 日期, so whether it is printed is a reading (O-17).
ASSESSOR_LINE, PRINTED = "O-17", "printed"


@dataclass(frozen=True)
class GivenScore:
    """考核分 of one item, and what it rests on: the assessors' reason, or what the facts cost."""

    points: Decimal | None
    why: str


@dataclass(frozen=True)
class KnownResult:
    """The scores that count now, by the code of the item, and what they come to."""

    given: Mapping[str, GivenScore]
    total: Decimal | None
    verdict: Verdict
    review: str  # 复核情况 in words
    visited_on: date | None  # 现场考核日期
    is_released: bool

    @property
    def words(self) -> str:
        """合格 or 不合格."""
        return self.verdict.label

    @property
    def is_disputed(self) -> bool:
        """Whether its union has objected, whatever came of it."""
        return self.review != NO_OBJECTION


def known_result(assessment: Assessment, *, to_county: bool) -> KnownResult | None:
    """The result, where the seal lets it be told (``score_seal``); else ``None``."""
    sheet = assessment.result
    if sheet is None or not is_result_open(assessment, to_county=to_county):
        return None
    added, judged = result_of(assessment)
    return KnownResult(
        given={
            code: GivenScore(score.points, _why(sheet, score))
            for code, score in sheet.scores.items()
        },
        total=added,
        verdict=judged,
        review=_review(assessment, sheet, added),
        visited_on=sheet.visited_on,
        is_released=assessment.released_at is not None,
    )


def _why(sheet: ScoreSheet, score: ItemScore) -> str:
    """As it was signed: a reason is given wherever the points are not those suggested."""
    judged = sheet.judgement.get("items", {}).get(score.code, {})
    return score.reason or str(judged.get("sentence", ""))


def _review(assessment: Assessment, sheet: ScoreSheet, added: Decimal | None) -> str:
    objection = getattr(assessment, "objection", None)
    if objection is None:
        return NO_OBJECTION
    if sheet.hand != Hand.REVIEW:
        return UNDER_REVIEW if objection.reviewer_id else DISPUTED
    before = objection.disputed.total
    return f"复核后 {_text(before)}→{_text(added)}"


def _text(points: Decimal | None) -> str:
    return "" if points is None else shown(points)


def prints_assessors(campaign: Campaign) -> bool:
    """Whether the paper names 考核人 and 考核日期; not unless the county has decided so."""
    readings = Reading.objects.filter(campaign=campaign, code=ASSESSOR_LINE)
    return readings.filter(value=PRINTED).exists()


def signers_of(assessment: Assessment) -> list[str]:
    """考核人: the names of those who signed the points that count, in the order they signed.

    Assessors who agree have signed a sheet each; 合议 and 复核 have one sheet. Who was relieved
    signed one that counts no more, whatever it says.
    """
    counting = assessment.result
    if counting is None:
        return []
    sheets = [counting]
    if counting.hand == Hand.ASSESSOR:
        others = [each for each in assessor_sheets(assessment) if each != counting]
        sheets += [each for each in others if not differing_items([counting, each])]
    return names_signed(sheets)


def names_signed(sheets: Sequence[ScoreSheet]) -> list[str]:
    """Who signed ``sheets``, each once, in the order in which they signed."""
    signatures = SheetSignature.objects.filter(sheet__in=sheets).select_related("user")
    names = [str(signature.user) for signature in signatures.order_by("signed_at", "id")]
    return list(dict.fromkeys(names))
