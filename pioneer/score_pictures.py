"""What the county's desk sees of a year's scores (附件3): pictures made from the statistics."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from changxing_union.web.charts import (
    Bar,
    BarList,
    Histogram,
    ListedBar,
    Threshold,
    bar_list,
    histogram,
)
from pioneer.score_statistics import BAND, FULL, Band, Deductions, UnionAverage, tenths
from pioneer.scoring import shown

# The picture begins at a multiple of 10 points, and here at the latest.
LATEST_START = Decimal(50)
NOT_YET = "还没有班组完成考核。"


def distribution_picture(bands: Sequence[Band], pass_line: Decimal) -> Histogram:
    """Teams by total; empty bands below the first team are left out in tens, up to 50 points."""
    used = [band.start for band in bands if band.teams]
    start = min([*used, pass_line, LATEST_START]) // 10 * 10
    seen = [band for band in bands if band.start >= start]
    return histogram(
        [Bar(band.label, shown(band.start), band.teams) for band in seen],
        name="score-distribution",
        title="考核分合计的分布（各分数段的班组数）",
        heads=("考核分合计", "班组数"),
        nothing=NOT_YET,
        end=shown(FULL),
        threshold=Threshold(
            at=Fraction(pass_line - start) / Fraction(BAND),
            word=f"{shown(pass_line)} 分合格线",
            below="不合格",
            above="合格",
        ),
    )


def deduction_picture(items: Sequence[Deductions], names: Mapping[str, str]) -> BarList:
    """The items that teams lost points for, the most common first; ``names``: code → name."""
    judged = any(item.judged for item in items)
    return bar_list(
        [_deduction(item, names[item.code]) for item in items if item.teams],
        name="score-deductions",
        title="常见扣分项（扣分班组所占比例）",
        heads=("考核内容", "扣分的班组", "比例"),
        nothing="没有班组被扣分。" if judged else NOT_YET,
    )


def average_picture(averages: Sequence[UnionAverage]) -> BarList:
    """The average of each union, in their own order: no ranking."""
    return bar_list(
        [
            ListedBar(
                each.union,
                f"{each.teams} 个班组，平均 {tenths(each.average)} 分",
                each.average / Fraction(FULL),
            )
            for each in averages
        ],
        name="score-averages",
        title="各工会考核分平均（满分 100 分，只供了解情况）",
        heads=("所属工会", "平均分"),
        nothing=NOT_YET,
    )


def _deduction(item: Deductions, name: str) -> ListedBar:
    value = f"{item.teams} 个，平均扣 {shown(item.average)} 分"
    return ListedBar(name, value, item.share)
