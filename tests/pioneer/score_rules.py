"""The 100-point sheet of the notice as rules, and facts for it, without any database."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from pioneer.scoring import (
    Facts,
    Item,
    KindRule,
    Named,
    PieceRule,
    Rate,
    RateCombination,
    RatePolicy,
    RateRule,
    ScoringRules,
    Share,
    WallRule,
    suggestions,
)

DOCUMENTS = (
    Named("superior_notice", "上级文件"),
    Named("own_plan", "本级计划"),
    Named("activity_record", "活动情况"),
    Named("year_summary", "总结"),
)
KINDS = (Named("training", "培训"), Named("five_small", "“五小”活动"), Named("appraisal", "评比"))
OTHERS = (Named("other", "其他活动"),)
SUMMARY = (Named("summary_text", "文字"), Named("summary_pictures", "图片"))
WALL = (
    Named("wall_leaders", "创建领导小组"),
    Named("wall_post", "岗位全称"),
    Named("wall_members", "岗位成员情况"),
    Named("wall_slogan", "口号"),
    Named("wall_promise", "承诺和目标"),
    Named("wall_phone", "监督电话"),
)
AWARE = Rate("aware", "知晓率", Decimal(100))
TAKING_PART = Rate("participated", "参与率", Decimal(100))
SATISFIED = Rate("satisfied", "满意率", Decimal(95))
RATES = RateRule(
    rates=(AWARE, TAKING_PART, SATISFIED),
    step=Decimal(5),
    each=Decimal(10),
    policy=RatePolicy.FLOOR,
    combination=RateCombination.SUM,
)
RULES = ScoringRules(
    items=(
        Item("A1", Decimal(20), PieceRule(DOCUMENTS, Decimal(5))),
        Item("B1", Decimal(15), KindRule(KINDS, OTHERS, Decimal(3), zero_rule=True)),
        Item("B2", Decimal(25), RATES),
        Item("B3", Decimal(10), PieceRule(SUMMARY, Decimal(5))),
        *(
            Item(f"C{number}", Decimal(5), WallRule(piece))
            for number, piece in enumerate(WALL, start=1)
        ),
    ),
    pass_line=Decimal("90.0"),
    step=Decimal("0.5"),
)
WORTH = {item.code: item.points for item in RULES.items}


def facts(
    *,
    documents: int = 0,
    kinds: int = 0,
    aware: tuple[int, int] = (20, 20),
    participated: tuple[int, int] = (20, 20),
    satisfied: tuple[int, int] | None = (50, 50),
    summary: int = 0,
    wall: int = 0,
) -> Facts:
    """So many pieces missing of each sort, the first ones; ``None``: no outside customers."""
    pieces = {}
    for named, missing in ((DOCUMENTS, documents), (SUMMARY, summary), (WALL, wall)):
        pieces.update({piece.code: place >= missing for place, piece in enumerate(named)})
    shares = {"aware": Share(*aware), "participated": Share(*participated)}
    if satisfied:
        shares["satisfied"] = Share(*satisfied)
    return Facts(
        pieces=pieces,
        counts={kind.code: int(place >= kinds) for place, kind in enumerate(KINDS)},
        shares=shares,
        not_applicable=frozenset() if satisfied else frozenset({"satisfied"}),
    )


def points_of(rules: ScoringRules, found: Facts) -> dict[str, Decimal | None]:
    return {code: each.points for code, each in suggestions(rules, found).items()}


def with_rates(**changes: Any) -> ScoringRules:
    """The sheet with item B2 read otherwise."""
    items = [
        replace(item, rule=replace(RATES, **changes)) if item.code == "B2" else item
        for item in RULES.items
    ]
    return replace(RULES, items=tuple(items))
