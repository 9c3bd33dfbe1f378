"""How the tests read what was printed: the words of a PDF, and the boxes that WeasyPrint made."""

import io
import re
import unicodedata
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import strategies as st
from pypdf import PdfReader

MM = 96 / 25.4
A4 = (595.28, 841.89)
TYPE_AREA = (28, 28 + 156)
SEAL_WIDTH, SEAL_HEIGHT = 46, 36
HOUSE_FACES = {"Noto-Serif-CJK-SC", "Noto-Serif-CJK-SC-Bold", "Noto-Sans-CJK-SC"}


def squeezed(text: str) -> str:
    """``text`` without blanks and line breaks, in the widths that a PDF gives back."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def texts_of(pdf: bytes) -> list[str]:
    """The text of each page without blanks and line breaks."""
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def faces_of(page) -> set[str]:
    """The faces that a page of pypdf embeds."""
    fonts = page["/Resources"]["/Font"].values()
    return {font.get_object()["/BaseFont"].split("+")[1] for font in fonts}


def boxes_on(page, *kinds: str) -> list:
    return [box for box in page._page_box.descendants() if type(box).__name__ in kinds]


def table_on(page):
    """The grid of the form on ``page``; the seal line stands in a table of its own above it."""
    return next(t for t in boxes_on(page, "TableBox") if "grid" in t.element.get("class", ""))


def rows_of(table) -> list:
    return [box for box in table.descendants() if type(box).__name__ == "TableRowBox"]


def words_of(box) -> str:
    return squeezed("".join(b.text for b in box.descendants() if type(b).__name__ == "TextBox"))


def cells_of(page) -> list[list[str]]:
    """The text of each cell of the table, row by row; a cell that spans rows is in its first."""
    return [[words_of(cell) for cell in row.children] for row in rows_of(table_on(page))]


def spanning(page) -> list:
    return [cell for row in rows_of(table_on(page)) for cell in row.children if cell.rowspan > 1]


def lines_of_name(page) -> list:
    """The lines that the label with （盖章） and the name beside it take."""
    (name,) = [box for box in boxes_on(page, "BlockBox") if "unit" in classes_of(box)]
    return [box for box in name.children if type(box).__name__ == "LineBox"]


def classes_of(box) -> list[str]:
    element = getattr(box, "element", None)
    return [] if element is None else (element.get("class") or "").split()


def lowest_line(block) -> float:
    """Where the last line of ``block`` ends."""
    lines = [box for box in block.descendants() if type(box).__name__ == "LineBox"]
    return max((line.position_y + line.height for line in lines), default=0)


def widest_text(cell) -> float:
    texts = (b.width for b in cell.descendants() if type(b).__name__ == "TextBox")
    return max(texts, default=0)


def words_in_the_way_of_the_seal(page, above_table: float = 1) -> list[str]:
    """The words in the 46 × 36 mm at the right above the table, but for ``above_table`` px."""
    table = table_on(page)
    left, top = (TYPE_AREA[1] - SEAL_WIDTH) * MM, table.position_y - SEAL_HEIGHT * MM
    return [
        box.text
        for box in boxes_on(page, "TextBox")
        if box.text.strip()
        and box.position_x + box.width > left + 1
        and box.position_y + box.height > top + 1
        and box.position_y < table.position_y - above_table
    ]


def title_end(page) -> float:
    """Where the title's block ends."""
    title = next(box for box in boxes_on(page, "BlockBox") if box.element_tag == "h1")
    return title.position_y + title.margin_height()


def is_text(box) -> bool:
    """Whether ``box`` holds words."""
    return type(box).__name__ == "TextBox"


def is_a(box, kind: str, name: str) -> bool:
    """Whether ``box`` is of ``kind`` and was made of an element of class ``name``."""
    return type(box).__name__ == kind and name in classes_of(box)


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
            assert widest_text(cell) <= cell.width + 0.5
