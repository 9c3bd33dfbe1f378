"""The PDF engine: pages joined, nothing fetched, missing characters told, safe between threads."""

import io
import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image
from pypdf import PdfReader

from changxing_union.printing.pdf import join, render

UNDRAWABLE = "\U00031350"


def page(text: str, style: str = "") -> str:
    return f'<html lang="zh-CN"><style>{style}</style><body class="body-face">{text}</body></html>'


def texts(pdf: bytes) -> list[str]:
    return [sheet.extract_text().strip() for sheet in PdfReader(io.BytesIO(pdf)).pages]


def test_documents_are_joined_in_order_with_their_own_page_numbers():
    numbered = "@page { @bottom-center { content: counter(page) '/' counter(pages) } }"
    two_pages = "甲<p style='break-before:page'>乙"
    printed = join([render(page(two_pages, numbered)), render(page("丙", numbered))])
    assert printed.pages == 3
    assert [text.replace("\n", "") for text in texts(printed.pdf)] == ["甲1/2", "乙2/2", "丙1/1"]


def test_nothing_to_join_is_an_error():
    with pytest.raises(ValueError, match="Nothing to print"):
        join([])


def test_broken_pictures_are_still_broken_for_everybody_else():
    join([render(page("甲"))])
    content = io.BytesIO()
    Image.effect_noise((90, 90), 50).save(content, "PNG")
    picture = Image.open(io.BytesIO(content.getvalue()[:-4000]))
    with pytest.raises(OSError, match="truncated"):
        picture.load()


def test_missing_character_is_reported_once_and_does_not_stay():
    assert join([render(page(f"王{UNDRAWABLE}、{UNDRAWABLE}"))]).missing_glyphs == (UNDRAWABLE,)
    assert join([render(page("王"))]).missing_glyphs == ()


def test_threads_do_not_see_each_others_missing_characters():
    def print_one(number: int) -> tuple[str, ...]:
        return join([render(page(UNDRAWABLE if number % 2 else "王"))]).missing_glyphs

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(print_one, range(8)))
    assert found == [(), (UNDRAWABLE,)] * 4


@pytest.mark.logs_errors
def test_files_and_addresses_are_never_read(tmp_path, caplog):
    secret = tmp_path / "secret.txt"
    secret.write_text("top secret")
    with caplog.at_level(logging.WARNING, "weasyprint"):
        printed = join(
            [
                render(
                    page(
                        f'<img src="{secret.as_uri()}">'
                        '<img src="http://127.0.0.1:9/x.png">'
                        f'<link rel="attachment" href="{secret.as_uri()}">甲'
                    )
                )
            ]
        )
    assert texts(printed.pdf) == ["甲"]
    assert PdfReader(io.BytesIO(printed.pdf)).attachments == {}
    assert "disallowed protocol" in caplog.text


def test_digits_and_latin_come_from_the_house_face():
    printed = join([render(page("2018年第1份 QQ号 ABC-xyz"))])
    fonts = PdfReader(io.BytesIO(printed.pdf)).pages[0]["/Resources"]["/Font"].values()
    names = {font.get_object()["/BaseFont"].split("+")[1] for font in fonts}
    assert names == {"Noto-Serif-CJK-SC"}
