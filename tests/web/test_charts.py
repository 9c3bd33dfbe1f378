"""Pictures of numbers: where things stand, what is said without colour, and the drawn page."""

from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from changxing_union.web.charts import (
    BARS_TOP,
    BASELINE,
    LETTER,
    ROW,
    WIDTH,
    Bar,
    ListedBar,
    Look,
    Mark,
    Threshold,
    bar_list,
    histogram,
    percent,
    shortened,
)

SVG = "{http://www.w3.org/2000/svg}"
values = st.lists(st.integers(min_value=0, max_value=10_000), min_size=1, max_size=40)
shares = st.fractions(min_value=0, max_value=1)


def threshold(at, word="9 分线"):
    return Threshold(Fraction(at), word, below="未过", above="过了")


def chart(*numbers, line=None):
    bars = [Bar(f"{place}–{place}.5", str(place), each) for place, each in enumerate(numbers)]
    return histogram(
        bars, name="spread", title="分布", heads=("段", "个数"), nothing="还没有。",
        end=str(len(numbers)), threshold=line,
    )  # fmt: skip


def listed(*bars, heads=("项目", "数目", "比例"), nothing="还没有。"):
    return bar_list(bars, name="items", title="项目", heads=heads, nothing=nothing)


def drawn(template, picture):
    """The figure as XML, which every browser reads alike, and its SVG pictures."""
    html = render_to_string(template, {"chart": picture})
    figure = ET.fromstring(html.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" '))
    return figure, list(figure.iter(f"{SVG}svg"))


def texts(svg):
    return [text.text for text in svg.iter(f"{SVG}text")]


# --- histogram ------------------------------------------------------------------------------------


def test_highest_bar_takes_the_height_and_others_their_part_of_it():
    first, second, third = chart(50, 100, 25).bars
    assert [bar.box.height for bar in (first, second, third)] == [100, 200, 50]
    assert [bar.box.y + bar.box.height for bar in (first, second, third)] == [BASELINE] * 3
    assert second.box.y == BARS_TOP


def test_number_stands_above_the_middle_of_its_bar():
    (bar,) = chart(0, 7).bars
    assert bar.number == Mark(440, BARS_TOP - 8, "middle", "7")
    assert bar.box.x + bar.box.width / 2 == 440


def test_one_of_ten_thousand_can_still_be_seen():
    least, _ = chart(1, 10_000).bars
    assert least.box.height == 3


@given(values)
def test_bars_stand_in_order_inside_the_drawing_and_never_touch(numbers):
    bars = chart(*numbers).bars
    assert [bar.number.text for bar in bars] == [str(number) for number in numbers if number]
    rights = [bar.box.x + bar.box.width for bar in bars]
    assert all(bar.box.width > 0 for bar in bars)
    assert all(right < bar.box.x for right, bar in zip(rights, bars[1:], strict=False))
    assert all(bar.box.x > 0 for bar in bars)
    assert all(right < WIDTH for right in rights)
    assert all(BARS_TOP <= bar.box.y < BASELINE for bar in bars)


@given(values, st.data())
def test_look_tells_the_side_of_the_line(numbers, data):
    at = data.draw(st.fractions(min_value=0, max_value=len(numbers), max_denominator=10))
    picture = chart(*numbers, line=threshold(at))
    places = [place for place, number in enumerate(numbers) if number]
    for place, bar in zip(places, picture.bars, strict=True):
        right = bar.box.x + bar.box.width
        if bar.look is Look.HATCHED:
            assert (place + 1 <= at, right < picture.line.x) == (True, True)
        elif bar.look is Look.FULL:
            assert (place >= at, picture.line.x < bar.box.x) == (True, True)
        else:
            assert place < at < place + 1


@pytest.mark.parametrize(
    ("at", "x", "word"),
    [(0, 20, Mark(28, LETTER, "start", "9 分线")), (9, 524, Mark(516, LETTER, "end", "9 分线"))],
)
def test_word_stands_on_the_side_where_there_is_room(at, x, word):
    line = chart(*[1] * 10, line=threshold(at)).line
    assert (line.x, line.word) == (x, word)


def test_keys_explain_what_is_drawn():
    sides = ((Look.HATCHED, "未过"), (Look.FULL, "过了"))
    assert chart(1, 1, line=threshold(1)).keys == sides
    assert chart(1, 1, line=threshold("0.5")).keys == (*sides, (Look.OPEN, "未过或过了"))
    assert chart(0, 1, line=threshold("0.5")).keys == sides
    assert chart(1, 1).keys == ()


@pytest.mark.parametrize(
    ("bars", "edges"),
    [
        (2, ["0", "1", "2"]),
        (10, [str(edge) for edge in range(11)]),
        (20, [str(edge) for edge in range(0, 21, 2)]),
        (21, [str(edge) for edge in range(0, 21, 2)]),
        (22, [str(edge) for edge in range(0, 22, 3)]),
    ],
)
def test_edges_are_named_as_far_as_there_is_room(bars, edges):
    assert [mark.text for mark in chart(*[1] * bars).edges] == edges


def test_numbers_wider_than_their_bars_make_it_tight():
    assert [chart(*[number] * 20).tight for number in (99, 100)] == [False, True]
    assert chart(*[100] * 10).tight is False


def test_description_says_every_number_and_the_line():
    assert chart(3, 0, 1, line=threshold(2)).description == "个数。0–0.5：3；2–2.5：1。9 分线。"
    assert chart(3).description == "个数。0–0.5：3。"


def test_table_holds_empty_bars_too():
    assert chart(3, 0).rows == (("0–0.5", "3"), ("1–1.5", "0"))


@pytest.mark.parametrize(
    ("numbers", "line", "message"),
    [
        ([1, -1], None, "less than nothing"),
        ([1, 1], threshold("2.1"), "beside the bars"),
        ([1, 1], threshold("-0.1"), "beside the bars"),
    ],
)
def test_what_cannot_be_drawn_is_refused(numbers, line, message):
    with pytest.raises(ValueError, match=message):
        chart(*numbers, line=line)


@pytest.mark.parametrize("picture", [chart(), chart(0, 0), chart(line=threshold(0))])
def test_empty_histogram_is_a_sentence(picture):
    figure, pictures = drawn("components/_histogram.html", picture)
    assert pictures == []
    assert [child.tag for child in figure] == ["figcaption", "p"]
    assert figure.find("p").text == "还没有。"


# --- bar list -------------------------------------------------------------------------------------


def test_bars_are_as_long_as_their_share_of_the_track():
    bars = listed(
        ListedBar("甲", "3 个", Fraction(1, 4)),
        ListedBar("乙", "0 个", Fraction(0)),
        ListedBar("丙", "1 个", Fraction(1, 10_000)),
    ).bars
    assert [bar.bar.width for bar in bars] == [150, 0, 3]
    assert [bar.track.width for bar in bars] == [WIDTH] * 3
    assert [bar.track.y for bar in bars] == [32, 32 + ROW, 32 + 2 * ROW]


def test_share_is_printed_when_the_table_has_a_column_for_it():
    bar = ListedBar("甲", "3 个", Fraction(1, 3))
    with_share, without = listed(bar), listed(bar, heads=("项目", "数目"))
    assert with_share.rows == (("甲", "3 个", "33.3%"),)
    assert with_share.bars[0].value.text == "3 个　33.3%"
    assert with_share.description == "甲：3 个，33.3%。"
    assert without.rows == (("甲", "3 个"),)
    assert without.bars[0].value.text == "3 个"


def test_long_label_is_shortened_in_the_picture_only():
    picture = listed(ListedBar("长" * 40, "3 个", Fraction(1, 3)))
    assert picture.bars[0].label.text == f"{'长' * 15}…"
    assert picture.rows[0][0] == "长" * 40
    assert picture.bars[0].words == f"{'长' * 40}：3 个，33.3%"


@given(st.text(max_size=60), shares)
def test_label_and_value_fit_side_by_side_in_the_largest_letters(label, share):
    (bar,) = listed(ListedBar(label, "12 个，平均扣 5 分", share)).bars
    letters = [1 if letter.isascii() else 2 for letter in bar.label.text + bar.value.text]
    assert sum(letters) * LETTER // 2 < WIDTH
    assert 0 <= bar.bar.width <= bar.track.width


@pytest.mark.parametrize(
    ("text", "room", "short"),
    [
        ("abcd", 4, "abcd"),
        ("abcde", 4, "ab…"),
        ("长长", 4, "长长"),
        ("长长长", 4, "长…"),
        ("长长", 1, "…"),
    ],
)
def test_shortened_text_counts_han_twice(text, room, short):
    assert shortened(text, room) == short


@pytest.mark.parametrize(
    ("share", "shown"),
    [("0", "0.0%"), ("1", "100.0%"), ("1/3", "33.3%"), ("0.0005", "0.1%"), ("0.9994", "99.9%")],
)
def test_percent_has_one_decimal_halves_up(share, shown):
    assert percent(Fraction(share)) == shown


@pytest.mark.parametrize("share", ["-0.1", "1.1"])
def test_bar_that_would_leave_its_track_is_refused(share):
    with pytest.raises(ValueError, match="leave its track"):
        listed(ListedBar("甲", "3 个", Fraction(share)))


def test_empty_list_is_a_sentence():
    figure, pictures = drawn("components/_bar_list.html", listed())
    assert pictures == []
    assert figure.find("p").text == "还没有。"


# --- as drawn -------------------------------------------------------------------------------------


def test_histogram_is_drawn_with_its_numbers_line_and_patterns():
    picture = chart(3, 0, 5, line=threshold(2))
    _, (svg, *swatches) = drawn("components/_histogram.html", picture)
    assert (svg.get("role"), svg.get("viewBox")) == ("img", "0 0 600 300")
    assert texts(svg) == ["9 分线", "3", "5", "0", "1", "2", "3"]
    bars = [rect for rect in svg.iter(f"{SVG}rect") if "chart-bar" in rect.get("class")]
    assert [(bar.get("class"), bar.get("fill")) for bar in bars] == [
        ("chart-bar chart-hatched", "url(#spread-hatched)"),
        ("chart-bar chart-full", None),
    ]
    assert [swatch.get("aria-hidden") for swatch in swatches] == ["true", "true"]


def test_picture_has_a_name_and_a_description_of_its_own():
    for template, picture in (
        ("components/_histogram.html", chart(3, line=threshold(1))),
        ("components/_bar_list.html", listed(ListedBar("甲", "3 个", Fraction(1, 3)))),
    ):
        _, (svg, *_) = drawn(template, picture)
        title, desc = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
        assert (title.get("id"), title.text) == (svg.get("aria-labelledby"), picture.title)
        assert (desc.get("id"), desc.text) == (svg.get("aria-describedby"), picture.description)


def test_table_says_the_same_as_the_picture():
    figure, _ = drawn("components/_bar_list.html", listed(ListedBar("甲", "3 个", Fraction(1, 4))))
    rows = [[cell.text for cell in row] for row in figure.iter("tr")]
    assert rows == [["项目", "数目", "比例"], ["甲", "3 个", "25.0%"]]


def test_nothing_drawn_needs_inline_style_or_script():
    parts = [
        *drawn("components/_histogram.html", chart(3, 1, line=threshold("0.5")))[0].iter(),
        *drawn("components/_bar_list.html", listed(ListedBar("甲", "3", Fraction(1))))[0].iter(),
    ]
    assert [part for part in parts if part.tag in {f"{SVG}style", f"{SVG}script", "script"}] == []
    names = {name for part in parts for name in part.attrib}
    assert {name for name in names if name == "style" or name.startswith("on")} == set()
    identifiers = [part.get("id") for part in parts if part.get("id")]
    assert len(identifiers) == len(set(identifiers))


def test_what_was_typed_is_escaped():
    typed = '<b>"甲"&乙</b>'
    _, (svg,) = drawn("components/_bar_list.html", listed(ListedBar(typed, typed, Fraction(1))))
    assert texts(svg) == [typed, f"{typed}　100.0%"]
