"""Check code and QR code."""

import base64
import re
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from changxing_union.printing.marks import check_code, qr_svg_data_uri


@given(parts=st.lists(st.text(), max_size=4), secret=st.text(min_size=1))
def test_code_is_six_unmistakable_signs(parts, secret):
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{2}", check_code(*parts, secret=secret))


def test_code_is_stable():
    assert check_code("2018-1-330522102-0007", "1", secret="s") == "5H5J-XQ"


def test_code_depends_on_every_part_their_borders_and_the_secret():
    codes = {
        check_code("ab", "c", secret="s"),
        check_code("a", "bc", secret="s"),
        check_code("abc", secret="s"),
        check_code("ab", "c", secret="t"),
    }
    assert len(codes) == 4


def test_qr_code_is_a_self_contained_image():
    uri = qr_svg_data_uri("https://portal.example.cn/filings/2018-1-330522102-0007/")
    head, _, data = uri.partition(",")
    svg = base64.b64decode(data).decode() if head.endswith("base64") else unquote(data)
    assert head.startswith("data:image/svg+xml")
    assert svg.startswith("<svg")
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
