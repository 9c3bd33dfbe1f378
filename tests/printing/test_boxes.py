"""Opinion boxes: words above, signer, seal and date below, and labels that keep 意见 whole."""

from datetime import date

import pytest

from changxing_union.printing.boxes import BoxColumns, OpinionBox, print_box
from changxing_union.printing.cells import Continuation
from changxing_union.printing.fonts import SIZE_5, SIZE_6

COLUMNS = (36, 24, 36, 24, 36)
WIDE = BoxColumns(1, 2, 5)


def printed(box, height=36.5, columns=COLUMNS):
    continuation = Continuation()
    return print_box(box, WIDE, columns, height, continuation), continuation.entries()[0]


def test_box_left_to_the_pen_prints_nothing_but_its_label():
    box, continued = printed(OpinionBox(label="工会意见"))
    assert (box.label.text, box.text.text, box.signer.text) == ("工会意见", "", "")
    assert (box.signed_on.text, continued) == ("年　　月　　日", ())


def test_words_signer_and_day_are_printed():
    opinion = OpinionBox(
        label="县总工会意见", text="同意。\n\n ", signer="测试签名", signed_on=date(2018, 4, 3)
    )
    box, continued = printed(opinion)
    assert (box.text.text, box.text.size) == ("同意。", SIZE_5)
    assert (box.signer.text, box.signed_on.text) == ("签署人：测试签名", "2018年4月3日")
    assert continued == ()


@pytest.mark.parametrize(
    ("label", "shown"),
    [("工会意见", "工会意见"), ("县总工会意见", "县总工会\n意见"), ("审批栏", "审批栏")],
)
def test_long_label_ends_with_opinion_on_a_line_of_its_own(label, shown):
    assert printed(OpinionBox(label=label))[0].label.text == shown


def test_words_too_long_for_the_box_take_smaller_type_and_then_the_continuation():
    fuller, _ = printed(OpinionBox(label="工会意见", text="意" * 200))
    longest, continued = printed(OpinionBox(label="工会意见", text="意" * 900, signer="签" * 120))
    assert fuller.text.text == "意" * 200
    assert longest.text.text == "详见附页"
    assert longest.signer.text == "签署人：详见附页"
    assert [(each.label, each.text) for each in continued] == [
        ("工会意见", "意" * 900), ("工会意见（签署人）", "签" * 120),
    ]  # fmt: skip


def test_signature_keeps_its_room_whatever_is_written():
    roomy, _ = printed(OpinionBox(label="工会意见", text="意" * 200), height=60)
    tight, continued = printed(OpinionBox(label="工会意见", text="意" * 200), height=34)
    assert roomy.text.size is SIZE_5
    assert tight.text.size is SIZE_6
    assert continued == ()
