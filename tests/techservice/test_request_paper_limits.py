"""Annex 5 on paper, whatever an enterprise writes: nothing is lost or cut (domain §2.5)."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from changxing_union.printing.boxes import OpinionBox
from changxing_union.printing.fonts import SIZE_5
from techservice.printing.request_paper import render_request
from techservice.printing.request_sheet import Demand, RequestSheet
from tests.printed import (
    MM,
    boxes_on,
    classes_of,
    lowest_line,
    rows_of,
    table_on,
    widest_text,
)
from tests.techservice.request_papers import (
    ASKED,
    BLANK,
    LABEL,
    MARK,
    REFERENCE,
    SERVED,
    demands,
    laid_out,
    pages_of,
)

SEE = "详见附页"

# --- what an enterprise writes -------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["need", "completion", "evaluation"])
def test_long_prose_continues_in_full(cell):
    labels = {
        "need": "急需技术服务的项目、内容(专业或工种)",
        "completion": "服务内容完成情况",
        "evaluation": "企业对服务项目和人员的评价",
    }
    text = "".join(f"第{n:03d}项要求。" for n in range(1, 126))
    assert len(text) == 1000
    first, second = pages_of(replace(SERVED, **{cell: text}))
    assert f"{labels[cell]}{SEE}" in first
    assert f"{labels[cell]}{text}" in second
    assert REFERENCE in second


LONGEST = replace(
    BLANK,
    unit_name="单" * 100,
    filled_on="2018年12月31日",
    chair_name="姓" * 50,
    contact="0572-60000001-123456/12345678901/abcdefghijklmnopqrst",
    address="址" * 200,
    need="需" * 1000,
    demands=demands(50),
    box=OpinionBox(label=LABEL, text="意" * 200, signer="签" * 50),
    completion="完" * 1000,
    evaluation="评" * 500,
    mark_line=MARK,
)


def test_longest_texts_make_a_page_and_a_continuation():
    first, second = pages_of(LONGEST)
    for words in ("单" * 100, "姓" * 50, LONGEST.contact, "址" * 200, "意" * 200, "签" * 50):
        assert words in first
    assert first.count(SEE) == 4
    for words in ("需" * 1000, "完" * 1000, "评" * 500, "工种50150人"):
        assert words in second


def test_what_no_type_brings_to_one_page_takes_several_readable_ones():
    lines = tuple(Demand(trade=f"{n:02d}{'工' * 48}", head_count="9999") for n in range(50))
    plan, pages = laid_out(replace(LONGEST, demands=lines))
    assert (plan.continued_size, len(pages)) == (SIZE_5, 5)
    first, *others = pages_of(replace(LONGEST, demands=lines))
    whole = "".join(others)
    assert [f"{n:02d}" for n in range(50) if f"{n:02d}{'工' * 20}" not in whole] == []
    # Only the texts run on; a foot and a label stand between their parts on two pages.
    told = [len("".join(re.findall(f"{sign}{{9,}}", whole))) for sign in "需完评"]
    assert told == [1000, 1000, 500]
    assert first.endswith("第1页共5页")


def test_rare_and_minority_names_are_drawn():
    sheet = replace(ASKED, chair_name="㛃䶮𠅤", unit_name="阿依古丽·买买提工作室")
    assert render_request(sheet).missing_glyphs == ()
    (text,) = pages_of(sheet)
    assert "企业名称(盖章):阿依古丽·买买提工作室" in text
    assert "工会主席㛃䶮𠅤" in text


def test_character_without_a_face_is_reported():
    assert render_request(replace(ASKED, need="王\U00031350")).missing_glyphs == ("\U00031350",)


def test_markup_in_values_is_printed_as_typed():
    (text,) = pages_of(replace(ASKED, need="<b>&amp;</b>", demands=(Demand(trade="<i>"),)))
    assert "<b>&amp;</b>" in text
    assert "<i>" in text


# --- any legal content ---------------------------------------------------------------------------

ALPHABET = st.one_of(
    st.sampled_from("的一是在长兴县总工会班组先锋㛃䶮"),
    st.sampled_from("，。；：、！？（）《》“”…—·"),
    st.characters(min_codepoint=0x20, max_codepoint=0x7E),
)


def words(longest: int) -> st.SearchStrategy[str]:
    """Text of up to ``longest`` characters, often at the limit, with line breaks anywhere."""
    repeated = st.builds(
        lambda unit, length: (unit * length)[:length],
        st.text(ALPHABET, min_size=1, max_size=12),
        st.integers(0, longest) | st.just(longest),
    )
    return st.builds(lambda text, gap: text.replace(gap, "\n"), repeated, ALPHABET)


SHEETS = st.builds(
    RequestSheet,
    title=words(100),
    footer=words(200),
    box=st.builds(
        OpinionBox,
        label=st.just(LABEL),
        text=words(200),
        signer=words(50),
        signed_on=st.none() | st.dates(),
    ),
    unit_name=words(100),
    filled_on=st.sampled_from(["", "2018年12月31日"]),
    chair_name=words(50),
    contact=words(52),
    address=words(200),
    need=words(1000),
    demands=st.lists(
        st.builds(
            Demand, trade=words(50), head_count=st.sampled_from(["", "5", "9999", "大约五六个人"])
        ),
        max_size=9,
    ).map(tuple),
    completion=words(1000),
    evaluation=words(500),
    mark_line=st.sampled_from([None, MARK]),
)


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # to shrink a failing sheet takes longer than a test may
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(sheet=SHEETS)
def test_any_legal_content_keeps_to_its_page_and_its_cells(sheet):
    plan, pages = laid_out(sheet)
    assert len(pages) == 1 or plan.continued
    table = table_on(pages[0])
    lines = ["demand"] * len(plan.demands)
    planned = ["chair", "address", "need", *lines, "opinion", "completion", "evaluation"]
    for row, name in zip(rows_of(table), planned, strict=True):
        assert row.height / MM == pytest.approx(float(plan.heights[name][:-2]), abs=0.45), name
    for name in ("words", "signer", "notes"):
        (block,) = [box for box in boxes_on(pages[0], "BlockBox") if name in classes_of(box)]
        assert lowest_line(block) <= block.position_y + block.margin_height() + 0.1, name
    for cell in (box for box in table.descendants() if type(box).__name__ == "TableCellBox"):
        assert widest_text(cell) <= cell.width + 0.5
