from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from changxing_union.filing.contacts import ContactField
from changxing_union.filing.fields import (
    CellField,
    ComingDayField,
    CountField,
    DayField,
    ListedField,
    MobileField,
    NameField,
    OneOfField,
    ParagraphField,
    PostcodeField,
    QQField,
    ReasonField,
    SkillLevelField,
    TenthsField,
    WechatField,
    YearMonthField,
)
from changxing_union.kernel.dates import shanghai_day, show_date, show_year_month

NAME = NameField("姓名")
COUNT = CountField("人数")
AGE = TenthsField("平均年龄", low="16.0", high="65.0")
SKILL = SkillLevelField("平均技术等级", low="1.0", high="8.0")
MONTH = YearMonthField("出生年月")
DAY = DayField("日期")
MOBILE = MobileField("手机号码")
POSTCODE = PostcodeField("邮编")
QQ = QQField("QQ号")
WECHAT = WechatField("微信号")
GENDER = OneOfField("性别", choices=[("", "请选择"), ("male", "男"), ("female", "女")])

ALL = [NAME, COUNT, AGE, SKILL, MONTH, DAY, MOBILE, POSTCODE, QQ, WECHAT, GENDER]

SKILL_COMPLAINT = "平均技术等级请填写 1.0 到 8.0 之间的数字（最多一位小数），没有等级的填“不适用”。"
WECHAT_COMPLAINT = "微信号应以字母开头、6 至 20 位，或为手机号、QQ号，请核对。"
COUNT_COMPLAINT = "人数请填写整数，例如 30，不要写“约”“余”等字。"
AGE_COMPLAINT = "平均年龄请填写数字，最多一位小数，例如 36.0。"


def refusal(field, typed):
    with pytest.raises(ValidationError) as refused:
        field.clean(typed)
    return refused.value.messages


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        (NAME, "阿依古丽•买买提", "阿依古丽·买买提"),
        (NAME, "阿依古丽・买买提", "阿依古丽·买买提"),
        (NAME, "阿依古丽．买买提", "阿依古丽·买买提"),
        (NAME, " 王　芳 ", "王芳"),
        (NAME, "㛃䶮𠅤", "㛃䶮𠅤"),
        (NAME, "欧" * 50, "欧" * 50),
        (COUNT, "30", 30),
        (COUNT, "３０", 30),
        (COUNT, " 30 人", 30),
        (COUNT, "1,200", 1200),
        (COUNT, "0", 0),
        (COUNT, "99999", 99999),
        (AGE, "36.5", Decimal("36.5")),
        (AGE, "３６．５岁", Decimal("36.5")),
        (AGE, "38", Decimal("38.0")),
        (AGE, "38.50", Decimal("38.5")),
        (AGE, "16", Decimal("16.0")),
        (AGE, "65.0", Decimal("65.0")),
        (SKILL, "4", "4"),
        (SKILL, "3.50级", "3.5"),
        (SKILL, "８", "8"),
        (SKILL, "不适用", "不适用"),
        (SKILL, "无", "不适用"),
        (MONTH, "1985.3", date(1985, 3, 1)),
        (MONTH, "１９８５年３月", date(1985, 3, 1)),
        (MONTH, "31107", date(1985, 3, 1)),
        (MONTH, "1930.1", date(1930, 1, 1)),
        (DAY, "2018.4.2", date(2018, 4, 2)),
        (DAY, "20180402", date(2018, 4, 2)),
        (MOBILE, "13900000001", "13900000001"),
        (MOBILE, "+86 139-0000-0001", "13900000001"),
        (MOBILE, "0086 139 0000 0001", "13900000001"),
        (MOBILE, "86-13900000001", "13900000001"),
        (MOBILE, "（139）00000001", "13900000001"),
        (MOBILE, "＋８６　１３９００００００01", "13900000001"),
        (MOBILE, "\u202d13900000001\u202c", "13900000001"),
        (POSTCODE, "３１３１００", "313100"),
        (POSTCODE, "313 100", "313100"),
        (QQ, "10001", "10001"),
        (QQ, "１２３４５６７８９０１", "12345678901"),
        (WECHAT, "shili_banzu-1", "shili_banzu-1"),
        (WECHAT, "ｗｘ_123456", "wx_123456"),
        (WECHAT, "13900000001", "13900000001"),
        (WECHAT, "10001", "10001"),
        (WECHAT, "+86 139-0000-0001", "13900000001"),
        (WECHAT, "１３９ 0000 0001", "13900000001"),
        (GENDER, "male", "male"),
        (GENDER, "女", "female"),
    ],
)
def test_field_reads_what_clerks_type(field, typed, stored):
    assert field.clean(typed) == stored


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (NAME, "欧" * 51, "姓名最多 50 个字，现有 51 个字，请精简。"),
        (NAME, "王芳13900000001", "姓名里有数字，请只填写姓名。"),
        (NAME, "王芳１", "姓名里有数字，请只填写姓名。"),
        (COUNT, "约30", COUNT_COMPLAINT),
        (COUNT, "30余", COUNT_COMPLAINT),
        (COUNT, "30余人", COUNT_COMPLAINT),
        (COUNT, "三十", COUNT_COMPLAINT),
        (COUNT, "-1", COUNT_COMPLAINT),
        (COUNT, "30.5", COUNT_COMPLAINT),
        (COUNT, "3 0", COUNT_COMPLAINT),
        (COUNT, "1,2", COUNT_COMPLAINT),
        (COUNT, "100000", "人数最大为 99999，请核对。"),
        (AGE, "36.55", AGE_COMPLAINT),
        (AGE, "约36", AGE_COMPLAINT),
        (AGE, "36,5", AGE_COMPLAINT),
        (AGE, "15.9", "平均年龄应在 16.0 到 65.0 之间，请核对。"),
        (AGE, "65.1", "平均年龄应在 16.0 到 65.0 之间，请核对。"),
        (AGE, "0", "平均年龄应在 16.0 到 65.0 之间，请核对。"),
        (SKILL, "0.9", SKILL_COMPLAINT),
        (SKILL, "8.1", SKILL_COMPLAINT),
        (SKILL, "4.25", SKILL_COMPLAINT),
        (SKILL, "高级工", SKILL_COMPLAINT),
        (MONTH, "1985", "出生年月请填写到月，例如 1985 年 3 月。"),
        (MONTH, "1985年13月", "出生年月请填写到月，例如 1985 年 3 月。"),
        (MONTH, "八五年三月", "出生年月请填写到月，例如 1985 年 3 月。"),
        (MONTH, "1929.12", "出生年月早于 1930 年，请核对。"),
        (MONTH, "10958", "出生年月早于 1930 年，请核对。"),
        (DAY, "2018年4月", "日期请填写到日，例如 2018 年 4 月 2 日。"),
        (DAY, "2018.2.30", "日期请填写到日，例如 2018 年 4 月 2 日。"),
        (MOBILE, "1390000000", "手机号码应为 11 位，请核对。"),
        (MOBILE, "139000000012", "手机号码应为 11 位，请核对。"),
        (MOBILE, "12900000001", "手机号码应为 11 位，请核对。"),
        (MOBILE, "0572-6021234", "手机号码应为 11 位，请核对。"),
        (MOBILE, "13900000001转8", "手机号码应为 11 位，请核对。"),
        (POSTCODE, "31310", "邮编应为 6 位数字。"),
        (POSTCODE, "31310O", "邮编应为 6 位数字。"),
        (QQ, "0123456", "QQ号应为 5 至 11 位数字，请核对。"),
        (QQ, "1234", "QQ号应为 5 至 11 位数字，请核对。"),
        (WECHAT, "abc12", WECHAT_COMPLAINT),
        (WECHAT, "1abcdef", WECHAT_COMPLAINT),
        (WECHAT, "微信同手机", WECHAT_COMPLAINT),
        (WECHAT, "a" * 21, WECHAT_COMPLAINT),
        (GENDER, "不详", "性别请从列表中选择。"),
    ],
)
def test_field_refuses_with_a_sentence(field, typed, sentence):
    assert refusal(field, typed) == [sentence]


@pytest.mark.parametrize("field", [MONTH, DAY])
def test_future_is_refused_and_today_is_not(field):
    today = shanghai_day(timezone.now())
    month_after_next = today + timedelta(days=62)
    assert refusal(field, show_date(month_after_next)) == [f"{field.label}不能晚于今天，请核对。"]
    assert field.clean(show_date(today)) == (today if field is DAY else today.replace(day=1))
    assert refusal(DAY, show_date(today + timedelta(days=1))) == ["日期不能晚于今天，请核对。"]


@pytest.mark.parametrize("field", ALL)
@pytest.mark.parametrize("blank", ["", "  ", "\u3000", "\u00a0", "\u200b", None])
def test_blank_is_empty_and_never_refused(field, blank):
    assert field.clean(blank) == field.empty()


def test_empty_number_is_unknown_and_empty_text_is_text():
    assert [field.empty() for field in (COUNT, AGE, MONTH, DAY)] == [None, None, None, None]
    assert [field.empty() for field in (NAME, SKILL, MOBILE, GENDER)] == ["", "", "", ""]


def test_text_too_long_is_counted_not_cut():
    sentence = "单位地址最多 5 个字，现有 6 个字，请精简。"
    assert refusal(CellField("单位地址", max_length=5), "一二三四五六") == [sentence]
    assert CellField("单位地址", max_length=5).clean("一二三四五") == "一二三四五"


def test_paragraph_keeps_lines_and_counts_a_line_break_once():
    honours = ParagraphField("奖励", max_length=5)
    assert honours.clean("一二\r\n三四") == "一二\n三四"
    assert refusal(honours, "一二\r\n三四五") == ["奖励最多 5 个字，现有 6 个字，请精简。"]


def test_listed_field_keeps_a_word_that_is_not_offered():
    assert ListedField("文化程度", offers=("大专",)).clean("函授大专") == "函授大专"


@pytest.mark.parametrize(
    ("field", "stored", "shown"),
    [
        (AGE, Decimal("38.0"), "38"),
        (AGE, Decimal("40.0"), "40"),
        (AGE, Decimal("36.5"), "36.5"),
        (MONTH, date(1985, 3, 1), "1985年3月"),
        (DAY, date(2018, 4, 2), "2018年4月2日"),
        (COUNT, 0, "0"),
        (COUNT, None, ""),
        (MONTH, None, ""),
        (GENDER, "female", "女"),
        (GENDER, "", ""),
    ],
)
def test_value_is_printed_as_the_office_writes_it(field, stored, shown):
    assert field.printed(stored) == shown


@given(st.integers(0, 99_999))
def test_every_count_is_read_as_printed(number):
    assert COUNT.clean(COUNT.printed(number)) == number


@given(st.decimals("16.0", "65.0", places=1))
def test_every_age_is_read_as_printed(age):
    assert AGE.clean(AGE.printed(age)) == age


@given(st.dates(date(1930, 1, 1), date(2018, 12, 31)))
def test_every_day_and_month_is_read_as_printed(day):
    assert DAY.clean(show_date(day)) == day
    assert MONTH.clean(show_year_month(day)) == day.replace(day=1)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", "+86", "0086", "86"]))
def test_every_mobile_is_read_with_any_prefix(number, prefix):
    assert MOBILE.clean(f"{prefix} {number[:3]}-{number[3:7]}-{number[7:]}") == number


@given(st.sampled_from(ALL), st.text())
def test_any_text_is_read_or_refused_with_a_sentence_that_names_the_cell(field, typed):
    stored, complaints = None, []
    try:
        stored = field.clean(typed)
    except ValidationError as error:
        complaints = error.messages
    if complaints:
        assert [message.startswith(str(field.label)) for message in complaints] == [True]
        assert complaints[0].endswith("。")
    else:
        assert field.clean(field.printed(stored)) == stored


class TestContact:
    """手机号/微信号 in one cell: a pair, however it was typed."""

    FIELD = ContactField("手机号/微信号")

    @pytest.mark.parametrize(
        ("typed", "pair"),
        [
            ("", ("", "")),
            ("13900000001", ("13900000001", "")),
            ("139 0000 0001", ("13900000001", "")),
            ("+86 139-0000-0001", ("13900000001", "")),
            ("１３９００００００１１", ("13900000011", "")),
            ("ceshi_2018", ("", "ceshi_2018")),
            ("wxceshi_2018", ("", "wxceshi_2018")),
            ("vx:ceshi_2018", ("", "ceshi_2018")),
            ("100861", ("", "100861")),
            ("13900000001/ceshi_2018", ("13900000001", "ceshi_2018")),
            ("ceshi_2018 / 13900000001", ("13900000001", "ceshi_2018")),
            ("13900000001 ceshi_2018", ("13900000001", "ceshi_2018")),
            ("13900000001；ceshi_2018", ("13900000001", "ceshi_2018")),
            ("ceshi_2018 139 0000 0001", ("13900000001", "ceshi_2018")),
            ("139 0000 0001 ceshi_2018", ("13900000001", "ceshi_2018")),
            ("微信 ceshi_2018 手机 139 00000001", ("13900000001", "ceshi_2018")),
            ("手机：13900000001、微信：ceshi_2018", ("13900000001", "ceshi_2018")),
            ("13900000001（微信同号）", ("13900000001", "")),
            ("13900000001/13900000002", ("13900000001", "13900000002")),
        ],
    )
    def test_is_read(self, typed, pair):
        assert self.FIELD.clean(typed) == pair

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("139", "手机号码应为 11 位，请核对。"),
            ("1390000001", "手机号码应为 11 位，请核对。"),
            ("139000000011", "手机号码应为 11 位，请核对。"),
            (
                "13900000001/ceshi_2018/ceshi_2019",
                "手机号/微信号里最多填一个手机号和一个微信号，请删去多余的。",
            ),
            (
                "测试组长",
                (
                    "手机号/微信号请填 11 位手机号；微信号以字母开头、6 至 20 位，"
                    "两个都填时中间用“/”隔开。"
                ),
            ),
        ],
    )
    def test_is_refused_with_a_sentence(self, typed, sentence):
        with pytest.raises(ValidationError) as refusal:
            self.FIELD.clean(typed)
        assert refusal.value.messages == [sentence]

    @pytest.mark.parametrize(
        ("pair", "shown"),
        [
            (("13900000001", "ceshi_2018"), "13900000001/ceshi_2018"),
            (("13900000001", ""), "13900000001"),
            (("", "ceshi_2018"), "ceshi_2018"),
            (("", ""), ""),
        ],
    )
    def test_is_printed_joined_and_read_back(self, pair, shown):
        assert self.FIELD.printed(pair) == shown
        assert self.FIELD.clean(shown) == pair

    @given(
        st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
        st.from_regex(r"[a-z][a-z0-9_-]{5,19}", fullmatch=True),
        st.sampled_from(["/", " ", "、", "，", "；", "|", "\n", " / "]),
        st.booleans(),
    )
    def test_pair_is_read_in_either_order_with_any_mark_between(self, mobile, wechat, mark, turned):
        pieces = [wechat, mobile] if turned else [mobile, wechat]
        assert self.FIELD.clean(mark.join(pieces)) == (mobile, wechat)

    @given(st.text())
    def test_any_text_is_read_or_refused_with_one_whole_sentence(self, typed):
        try:
            pair = self.FIELD.clean(typed)
        except ValidationError as error:
            (sentence,) = error.messages
            assert sentence.startswith(("手机号", "微信号"))
            assert sentence.endswith("。")
        else:
            assert self.FIELD.clean(self.FIELD.printed(pair)) == pair

    @pytest.mark.parametrize("blank", ["", "  ", "\u3000", "/", "、 /", None])
    def test_blank_is_a_pair_of_nothing(self, blank):
        assert self.FIELD.clean(blank) == self.FIELD.empty() == ("", "")

    def test_is_stored_in_two_columns_that_hold_what_it_reads(self):
        assert self.FIELD.prepare_value(("13900000001", "ceshi_2018")) == "13900000001/ceshi_2018"
        assert self.FIELD.prepare_value("约") == "约"


REASON = ReasonField("原因", most=10, advice="以便对方知道如何处理")


def test_reason_is_counted_as_its_reader_counts():
    assert REASON.clean(" 一二三\r\n四五六七八九 ") == "一二三\n四五六七八九"


@pytest.mark.parametrize("typed", [None, "", "不行", "不行\u200b\u200b\u200b\u200b", "        "])
def test_reason_that_says_nothing_is_refused_with_advice(typed):
    assert refusal(REASON, typed) == ["请写明原因（至少 5 个字），以便对方知道如何处理。"]


def test_reason_too_long_to_keep_is_refused():
    assert refusal(REASON, "一二三四五六七八九十一") == ["原因最多 10 个字，请精简。"]


def test_only_a_coming_day_may_lie_ahead():
    ahead = shanghai_day(timezone.now()) + timedelta(days=30)
    assert ComingDayField("整改期限").clean(show_date(ahead)) == ahead
    assert refusal(DayField("日期"), show_date(ahead)) == ["日期不能晚于今天，请核对。"]
