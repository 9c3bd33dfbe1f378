"""How tests read and judge what WeasyPrint made of a one-page form."""

import io
import re
import unicodedata
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import strategies as st
from pypdf import PdfReader

MM = 96 / 25.4
A4 = (595.28, 841.89)


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page without blanks and line breaks."""
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def squeezed(text: str) -> str:
    """``text`` without blanks and line breaks, in half-width."""
    return re.sub(r"[\s\u3000]", "", unicodedata.normalize("NFKC", text))


# --- any legal content -------------------------------------------------------------------------

ALPHABET = st.one_of(
    st.sampled_from("的一是在长兴县总工会班组先锋㛃䶮"),
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
    st.sampled_from("，。；：、！？（）《》“”…—·"),
    st.characters(min_codepoint=0x20, max_codepoint=0x7E),
)


def line(longest: int) -> st.SearchStrategy[str]:
    """One-line text of up to ``longest`` characters, often at the limit."""
    repeated = st.builds(
        lambda unit, length: (unit * length)[:length],
        st.text(ALPHABET, min_size=1, max_size=12),
        st.integers(0, longest) | st.just(longest),
    )
    return repeated | st.text(ALPHABET, max_size=longest)


def prose(longest: int) -> st.SearchStrategy[str]:
    """Text that may hold line breaks anywhere."""
    return st.builds(lambda text, gap: text.replace(gap, "\n"), line(longest), ALPHABET)


def assert_nothing_is_cut(
    printed_page, heights: Mapping[str, str], planned: Sequence[str], blocks: Mapping[str, int]
) -> None:
    """Rows keep their planned height, the words of each block end within it, none leaves its cell.

    ``planned`` are the rows of the grid by their names in ``heights``; ``blocks`` the classes of
    blocks on the page, with how many there are of each.
    """
    boxes_on_page = list(printed_page._page_box.descendants())
    (grid, *_rest) = [box for box in boxes_on_page if is_a(box, "TableBox", "grid")]
    rows = [box for box in grid.descendants() if type(box).__name__ == "TableRowBox"]
    for row, name in zip(rows, planned, strict=True):
        assert row.height / MM == pytest.approx(float(heights[name][:-2]), abs=0.45), name
    for name, count in blocks.items():
        found = [box for box in boxes_on_page if is_a(box, "BlockBox", name)]
        assert len(found) == count, name
        for block in found:
            assert lowest_line(block) <= block.position_y + block.margin_height() + 0.1, name
    for cell in boxes_on_page:
        if type(cell).__name__ == "TableCellBox":
            widest = max((b.width for b in cell.descendants() if is_text(b)), default=0)
            assert widest <= cell.width + 0.5


def lowest_line(block) -> float:
    """Where the last line within ``block`` ends."""
    lines = [box for box in block.descendants() if type(box).__name__ == "LineBox"]
    return max((line.position_y + line.height for line in lines), default=0)


def is_text(box) -> bool:
    """Whether ``box`` holds words."""
    return type(box).__name__ == "TextBox"


def is_a(box, kind: str, name: str) -> bool:
    """Whether ``box`` is of ``kind`` and was made of an element of class ``name``."""
    element = getattr(box, "element", None)
    return (
        type(box).__name__ == kind
        and element is not None
        and name in (element.get("class") or "").split()
    )
