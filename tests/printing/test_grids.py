"""The grid of a one-page form: rooms of its places, rows that grow, and what goes to the 附页."""

from changxing_union.printing.cells import PROSE_SIZES, Continuation
from changxing_union.printing.fonts import SIZE_5
from changxing_union.printing.grids import Grid, Place, css_lengths

GRID = Grid(
    columns=(20, 30, 50),
    places={
        "name": Place("姓名", "short", 2, 2, break_after="·"),
        "address": Place("地址", "growing", 2, 3),
        "need": Place("需求", "prose", 2, 3, PROSE_SIZES),
    },
    fixed={"short": 8.0, "prose": 30.0},
    growing={"growing": 6.0},
)


def test_room_is_the_columns_without_padding_and_rules():
    rooms = [place.room(GRID.columns, 10) for place in GRID.places.values()]
    assert [(room.width, room.height) for room in rooms] == [(29, 9.6), (79, 9.6), (76.6, 8.6)]


def test_long_name_is_broken_where_its_cell_wants_it():
    place = GRID.places["name"]
    assert [place.words(text) for text in ("阿依古丽·测试", "钱示例", "末尾·", " 甲\n\n乙 ")] == [
        "阿依古丽·\n测试", "钱示例", "末尾·", "甲\n乙",
    ]  # fmt: skip


def test_only_a_text_that_asks_for_it_makes_its_row_grow():
    assert GRID.heights({}) == {"growing": 6.0, "short": 8.0, "prose": 30.0}
    assert GRID.heights({"address": "示例路1号"})["growing"] == 6.0
    higher = GRID.heights({"address": "示例路" * 12, "name": "长" * 90})
    assert higher == {"growing": 11.0, "short": 8.0, "prose": 30.0}
    assert (GRID.grown({"growing": 6.0}), GRID.grown(higher)) == (0, 5)


def test_what_no_size_brings_into_its_cell_is_continued_under_its_label():
    continuation = Continuation()
    texts = {"name": "钱示例", "need": "需" * 2000}
    cells = GRID.fit(texts, GRID.heights(texts), continuation)
    assert [(name, cell.text) for name, cell in cells.items()] == [
        ("name", "钱示例"), ("address", ""), ("need", "详见附页"),
    ]  # fmt: skip
    assert cells["name"].size is SIZE_5
    assert [(each.label, each.text) for each in continuation.entries()[0]] == [
        ("需求", "需" * 2000)
    ]


def test_heights_are_written_as_the_template_has_them():
    assert css_lengths({"chair": 12.2, "need": 31.0}) == {"chair": "12.2mm", "need": "31mm"}
