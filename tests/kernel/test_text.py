import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from changxing_union.kernel.text import (
    half_width,
    mask_phone,
    match_key,
    tidy,
    tidy_line,
    tidy_name,
)

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=20)


@pytest.mark.parametrize("dot", ["\u00b7", "•", "‧", "・", "．", "∙", "･", "⋅", "\u0387"])
def test_name_dots_all_become_the_middle_dot(dot):
    assert tidy_name(f"阿依古丽{dot}买买提") == "阿依古丽\u00b7买买提"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("王 芳", "王芳"),
        ("王\u3000\u3000芳", "王芳"),
        (" 王芳\n", "王芳"),
        ("王\u200b芳\ufeff", "王芳"),
        ("㛃䶮𠅤", "㛃䶮𠅤"),
        ("㛃 䶮 𠅤", "㛃䶮𠅤"),
        ("John  Smith", "John Smith"),
    ],
)
def test_name_is_stored_in_one_form(typed, stored):
    assert tidy_name(typed) == stored


@given(st.text())
def test_tidying_twice_changes_nothing(text):
    for clean in (tidy, tidy_line, tidy_name, half_width, match_key):
        once = clean(text)
        assert clean(once) == once


@given(HAN)
def test_han_stays_exactly_as_typed(name):
    assert tidy_name(name) == name


@pytest.mark.parametrize("blank", ["\u00a0", "\u3000", "\x85", "\u2003", "\u200b", "\ufeff"])
def test_blank_of_any_kind_is_nothing(blank):
    cleaned = [clean(f"{blank} {blank}") for clean in (tidy, tidy_line, tidy_name, half_width)]
    assert cleaned == ["", "", "", ""]


def test_line_keeps_single_blanks_and_loses_line_breaks():
    assert tidy_line("  细纱\r\n甲班\t A 组 ") == "细纱 甲班 A 组"


def test_paragraph_keeps_line_breaks():
    assert tidy(" 2016年获奖\n2017年获奖 \u3000") == "2016年获奖\n2017年获奖"


def test_half_width_is_for_digits_and_letters():
    assert half_width(" ＱＱ１２３４５－６ ") == "QQ12345-6"


@pytest.mark.parametrize(
    "spelling",
    [
        "长兴（测试）纺织有限公司A厂",
        "长兴(测试)纺织有限公司a厂",
        "长兴 (测试) 纺织有限公司 Ａ厂",
        "长兴【测试】纺织有限公司“A”厂",
        "长兴\u3000測试".replace("測", "测").replace("测试", "（测试）纺织有限公司A厂"),
    ],
)
def test_match_key_sees_through_width_blanks_case_and_brackets(spelling):
    assert match_key(spelling) == "长兴测试纺织有限公司a厂"


def test_match_key_tells_different_words_apart():
    assert match_key("细纱甲班") != match_key("细纱乙班")
    assert match_key("一班") != match_key("二班")


@pytest.mark.parametrize("typed", ["", "　", "——", "（）", "。", "_"])
def test_match_key_of_mere_punctuation_is_empty(typed):
    assert match_key(typed) == ""


@given(st.text(max_size=100))
@example("㍿" * 100)
def test_match_key_fits_its_column(text):
    assert len(match_key(text)) <= 100


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13900000001", "139****0001"),
        ("6021234", "*****34"),
        ("60212345", "******45"),
        ("", ""),
    ],
)
def test_phone_is_masked_in_the_middle(phone, masked):
    assert mask_phone(phone) == masked


@given(st.text("0123456789", min_size=11, max_size=11))
def test_masked_mobile_hides_four_digits(phone):
    assert mask_phone(phone) == f"{phone[:3]}****{phone[7:]}"
