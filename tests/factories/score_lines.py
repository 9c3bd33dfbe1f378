"""Lines of the 成绩表, as whoever gathers the scores fills them."""

from collections.abc import Sequence
from decimal import Decimal

from pioneer.exports.assessment import ScoreLine

FULL_SCORES = ("20", "15", "25", "10", "5", "5", "5", "5", "5", "5")


def points(texts: Sequence[str | None]) -> tuple[Decimal | None, ...]:
    """Scores from texts; ``None`` stays blank."""
    return tuple(None if text is None else Decimal(text) for text in texts)


def make_score_line(
    union: str = "测试甲镇",
    unit: str = "长兴测试纺织有限公司",
    team: str = "细纱甲班",
    *,
    own: Sequence[str | None] = FULL_SCORES,
    assessed: Sequence[str | None] = FULL_SCORES,
    result: str = "合格",
    review: str = "",
    remark: str = "",
) -> ScoreLine:
    """One team with every point there is; anything may be replaced."""
    return ScoreLine(union, unit, team, points(own), points(assessed), result, review, remark)
