"""What the county's desk sees: which bands, which words, and nothing where nothing is scored."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changxing_union.web.charts import Look
from pioneer.score_pictures import average_picture, deduction_picture, distribution_picture
from pioneer.score_statistics import ItemPoints, deductions, distribution, union_averages

PASS_LINE = Decimal("90.0")
NAMES = {"A1": "创建活动文件齐全", "C6": "监督电话"}


def spread(*totals, pass_line=PASS_LINE):
    return distribution_picture(distribution(map(Decimal, totals)), Decimal(pass_line))


def lost(*pairs):
    """The picture for teams with points for A1 and C6 each."""
    scores = [
        ItemPoints(code, Decimal(most), None if points is None else Decimal(points))
        for pair in pairs
        for code, most, points in zip(("A1", "C6"), (20, 5), pair, strict=True)
    ]
    return deduction_picture(deductions(scores), NAMES)


def test_distribution_marks_the_line_between_failed_and_passed():
    picture = spread("89.5", "90.0", "100")
    assert [(bar.words, bar.look) for bar in picture.bars] == [
        ("85–89.5 分：1", Look.HATCHED),
        ("90–94.5 分：1", Look.FULL),
        ("95–100 分：1", Look.FULL),
    ]
    assert (picture.line.word.text, picture.line.x) == ("90 分合格线", 468)
    assert [key[1] for key in picture.keys] == ["不合格", "合格"]
    assert picture.edges[8].text == "90"
    assert picture.edges[8].x == picture.line.x


@pytest.mark.parametrize(
    ("totals", "pass_line", "first"),
    [
        (["95"], "90", "50–54.5 分"),
        (["49.5", "95"], "90", "40–44.5 分"),
        (["0"], "90", "0–4.5 分"),
        (["95"], "35.5", "30–34.5 分"),
    ],
)
def test_picture_begins_at_a_ten_below_everything(totals, pass_line, first):
    picture = spread(*totals, pass_line=pass_line)
    assert picture.rows[0][0] == first
    assert picture.rows[-1][0] == "95–100 分"


@given(
    st.lists(st.decimals(min_value=0, max_value=100, places=1)),
    st.decimals(min_value=0, max_value=100, places=1),
)
def test_no_team_is_left_out_of_the_picture(totals, pass_line):
    picture = distribution_picture(distribution(totals), pass_line)
    assert sum(int(teams) for _, teams in picture.rows) == len(totals)
    assert sum(int(bar.number.text) for bar in picture.bars) == len(totals)
    assert picture.edges[-1].text == "100"


def test_pass_line_inside_a_band_leaves_its_side_open():
    (bar,) = spread("92", pass_line="92.5").bars
    assert bar.look is Look.OPEN


def test_deductions_say_how_many_and_how_much():
    picture = lost(("15", "5"), ("12.5", "0"), ("20", "0"), ("10", "5"))
    assert picture.rows == (
        ("创建活动文件齐全", "3 个，平均扣 7.5 分", "75.0%"),
        ("监督电话", "2 个，平均扣 5 分", "50.0%"),
    )


def test_item_without_deductions_is_not_drawn_beside_others():
    assert lost(("15", "5")).rows == (("创建活动文件齐全", "1 个，平均扣 5 分", "100.0%"),)


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ([("20", "5")], "没有班组被扣分。"),
        ([(None, None)], "还没有班组完成考核。"),
        ([], "还没有班组完成考核。"),
    ],
)
def test_without_deductions_there_is_a_sentence(pairs, sentence):
    picture = lost(*pairs)
    assert (picture.bars, picture.nothing) == ((), sentence)


def test_averages_stand_in_the_order_of_unions():
    picture = average_picture(
        union_averages(
            [("煤山镇", Decimal("89.9")), ("煤山镇", Decimal(90)), ("李家巷镇", Decimal(100))]
        )
    )
    assert picture.rows == (
        ("煤山镇", "2 个班组，平均 90.0 分"),
        ("李家巷镇", "1 个班组，平均 100.0 分"),
    )
    assert [bar.bar.width for bar in picture.bars] == [540, 600]
    assert average_picture([]).bars == ()
