"""Pages over pages: both layers are drawn, the lower one is reused, and counts must agree."""

import io

import pytest
from pypdf import PdfReader

from changxing_union.printing.layers import overlaid
from changxing_union.printing.pdf import join, render

TWO_PAGES = "<p>甲</p><p style='break-before:page'>乙</p>"
FEET = "<p style='padding-top:9cm'>{0}</p><p style='break-before:page;padding-top:9cm'>{0}</p>"


def page(text: str) -> str:
    return f'<html lang="zh-CN"><body class="body-face">{text}</body></html>'


def test_lower_pages_are_drawn_again_under_each_upper_layer():
    below = render(page(TWO_PAGES))
    above = [render(page(FEET.format(words))) for words in ("第1份", "第2份")]
    printed = join(overlaid(below, foot) for foot in above)
    pages = PdfReader(io.BytesIO(printed.pdf)).pages
    assert [sheet.extract_text().split() for sheet in pages] == [
        ["甲", "第1份"],
        ["乙", "第1份"],
        ["甲", "第2份"],
        ["乙", "第2份"],
    ]
    assert printed.pages == 4


def test_layers_of_different_length_are_an_error():
    with pytest.raises(ValueError, match="shorter"):
        overlaid(render(page(TWO_PAGES)), render(page("一页")))
