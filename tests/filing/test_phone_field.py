"""联系电话 of annex 5: a mobile or a landline, told apart by the first digit (domain §2)."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from changxing_union.filing.fields import PhoneField

PHONE = PhoneField("联系电话", max_length=20)
COMPLAINT = "联系电话请填 11 位手机号，或固定电话，例如 0572-6000001，请核对。"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("13900000001", "13900000001"),
        ("139-0000-0001", "13900000001"),
        ("１３９ ００００ ０００１", "13900000001"),
        ("+86 139-0000-0001", "13900000001"),
        ("0086 13900000001", "13900000001"),
        ("8613900000001", "13900000001"),
        ("0572-6000001", "0572-6000001"),
        # As long as a mobile: the first digit decides.
        ("05726000001", "0572-6000001"),
        ("（0572）6000001", "0572-6000001"),
        ("０５７２—６０００００１", "0572-6000001"),
        ("0572-6000001-8", "0572-6000001-8"),
        ("0572-6000001转801", "0572-6000001-801"),
        ("0572-6000001#801", "0572-6000001-801"),
        ("6000001", "6000001"),
        ("6000001转8", "6000001-8"),
        ("010-60000001", "010-60000001"),
        ("01060000001", "010-60000001"),
        ("021 60000001", "021-60000001"),
        ("60000001", "60000001"),
        ("", ""),
        ("\u3000", ""),
    ],
)
def test_phone_is_stored_in_one_spelling(typed, stored):
    assert PHONE.clean(typed) == stored
    assert PHONE.clean(stored) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "1390000001", "139000000011", "12900000001", "600000", "600000001", "0572-600000",
        "0572-6000001-1234567", "1234567", "0572", "无", "110", "400-600-0001", "13900000001-8",
    ],
)  # fmt: skip
def test_what_is_neither_is_refused_with_a_sentence(typed):
    with pytest.raises(ValidationError) as refused:
        PHONE.clean(typed)
    assert refused.value.messages == [COMPLAINT]


def test_text_that_goes_on_and_on_is_refused_as_too_long():
    with pytest.raises(ValidationError) as refused:
        PHONE.clean("1" * 21)
    assert refused.value.messages == ["联系电话最多 20 个字，现有 21 个字，请精简。"]


FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@given(
    st.from_regex(r"0(10|2[0-9]|[3-9][0-9]{2})", fullmatch=True),
    st.from_regex(r"[2-8][0-9]{6,7}", fullmatch=True),
    st.just("") | st.from_regex(r"[0-9]{1,6}", fullmatch=True),
    st.sampled_from(["-", "—", "－", " - "]),
    st.sampled_from(["-", "转", "#", " 转 "]),
    st.booleans(),
)
def test_landline_in_any_spelling_is_area_number_and_extension(
    area, number, extension, dash, mark, is_wide
):
    typed = f"{area}{dash}{number}{mark}{extension}" if extension else f"{area}{dash}{number}"
    stored = "-".join(part for part in (area, number, extension) if part)
    assert PHONE.clean(typed.translate(FULL_WIDTH) if is_wide else typed) == stored


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", "+86", "0086 ", "86"])
)
def test_mobile_in_any_spelling_is_eleven_digits(mobile, code):
    for typed in (mobile, f"{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}", f"{mobile[:3]} {mobile[3:]}"):
        assert PHONE.clean(f"{code}{typed}") == mobile


@given(st.text(max_size=20) | st.text("0123456789-－ 转()+", max_size=20))
def test_any_text_is_read_once_for_all_or_refused_with_one_whole_sentence(typed):
    try:
        stored = PHONE.clean(typed)
    except ValidationError as error:
        (sentence,) = error.messages
        assert sentence.startswith("联系电话")
        assert sentence.endswith("。")
    else:
        assert PHONE.clean(stored) == stored
