"""Form fields that read what clerks type on annexes (domain §2, shared types).

Each field turns text into its stored type in ``clean`` and back into the printed text in
``prepare_value``, so screen, paper and version history write a value in one way. None is
``required``: a draft may be saved with gaps, and the form's own checks name what is missing.
"""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from changxing_union.kernel.dates import (
    EARLIEST_YEAR,
    parse_date,
    parse_year_month,
    shanghai_day,
    show_date,
    show_year_month,
)
from changxing_union.kernel.reasons import reason_faults
from changxing_union.kernel.text import half_width, tidy, tidy_line, tidy_name

NOT_APPLICABLE = "不适用"
MAX_COUNT = 99_999


class CellField(forms.CharField):
    """One cell of an annex; ``label`` is the printed one and appears in every sentence."""

    def __init__(self, label: str, *, max_length: int = 100, **options: Any) -> None:
        """``max_length`` in characters is checked with a sentence, never by cutting the input."""
        self.most = max_length
        options.setdefault("required", False)
        super().__init__(label=label, strip=False, **options)
        self.widget.attrs.setdefault("autocomplete", "off")

    def clean(self, value: Any) -> Any:
        """The stored value of what was typed; blank means empty."""
        typed = self.read(value if isinstance(value, str) else "")
        if not typed:
            return self.empty()
        if len(typed) > self.most:
            raise ValidationError(
                f"{self.label}最多 {self.most} 个字，现有 {len(typed)} 个字，请精简。"
            )
        return self.parse(typed)

    def read(self, typed: str) -> str:
        """Blanks and invisible characters removed as this kind of cell wants it."""
        return tidy_line(typed)

    def parse(self, typed: str) -> Any:
        """The stored value of non-blank text, or ``ValidationError`` with a complete sentence."""
        return typed

    def empty(self) -> Any:
        """What is stored for a blank cell."""
        return ""

    def printed(self, value: Any) -> str:
        """The stored ``value`` as paper and history write it."""
        shown = self.prepare_value(value)
        return "" if shown is None else str(shown)


class NameField(CellField):
    """A person's name: any Han character, interior dot unified."""

    def __init__(self, label: str, **options: Any) -> None:
        """At most 50 characters."""
        super().__init__(label, max_length=50, **options)

    def read(self, typed: str) -> str:
        """Unify the dot in names such as 阿依古丽·买买提."""
        return tidy_name(typed)

    def parse(self, typed: str) -> str:
        """Refuse digits, which are a phone number or a head-count in the wrong cell."""
        if re.search(r"\d", half_width(typed)):
            raise ValidationError(f"{self.label}里有数字，请只填写姓名。")
        return typed


class ParagraphField(CellField):
    """Several lines of text."""

    widget = forms.Textarea

    def read(self, typed: str) -> str:
        """Keep line breaks."""
        return tidy(typed.replace("\r\n", "\n"))


class ReasonField(ParagraphField):
    """Why somebody takes a step: never left out, and judged by the one rule for all reasons."""

    def __init__(self, label: str = "理由", *, most: int, advice: str = "", **options: Any) -> None:
        """``most`` in characters; ``advice`` ends the sentence on a reason that is missing."""
        options.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(label, max_length=most, required=True, **options)
        self.advice = advice

    def clean(self, value: Any) -> str:
        """The reason as it is kept; characters that nobody sees are none."""
        typed = self.read(value if isinstance(value, str) else "")
        faults = reason_faults(typed, most=self.most, word=str(self.label), advice=self.advice)
        if faults:
            raise ValidationError(faults)
        return typed


class CountField(CellField):
    """Head-count, 0 to 99,999."""

    def __init__(self, label: str, **options: Any) -> None:
        """Shown with a numeric keyboard on phones."""
        super().__init__(label, **options)
        self.widget.attrs["inputmode"] = "numeric"

    def read(self, typed: str) -> str:
        """Full-width digits, thousands separators and a trailing 人 do not matter."""
        digits = re.sub(r",(?=\d{3}(?!\d))", "", half_width(typed))
        return digits.removesuffix("人").strip()

    def parse(self, typed: str) -> int:
        """A whole number; 约30 or 30余 is a sentence, not a guess."""
        if not re.fullmatch(r"[0-9]{1,9}", typed):
            raise ValidationError(f"{self.label}请填写整数，例如 30，不要写“约”“余”等字。")
        if int(typed) > MAX_COUNT:
            raise ValidationError(f"{self.label}最大为 {MAX_COUNT}，请核对。")
        return int(typed)

    def empty(self) -> None:
        """Blank is unknown, not zero."""
        return


class TenthsField(CellField):
    """A number with at most one decimal between two bounds, such as an average age in years."""

    def __init__(self, label: str, *, low: str, high: str, **options: Any) -> None:
        """``low`` and ``high`` are inclusive."""
        super().__init__(label, **options)
        self.low, self.high = Decimal(low), Decimal(high)
        self.widget.attrs["inputmode"] = "decimal"

    def read(self, typed: str) -> str:
        """Full-width digits and a trailing unit are accepted."""
        return half_width(typed).rstrip("岁级").strip()

    def parse(self, typed: str) -> Decimal:
        """One decimal at most; never rounded behind the clerk's back."""
        try:
            number = Decimal(typed) if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", typed) else None
        except InvalidOperation:
            number = None
        if number is None or number != number.quantize(Decimal("0.1")):
            raise ValidationError(f"{self.label}请填写数字，最多一位小数，例如 {self.low + 20}。")
        if not self.low <= number <= self.high:
            raise ValidationError(f"{self.label}应在 {self.low} 到 {self.high} 之间，请核对。")
        return number.quantize(Decimal("0.1"))

    def empty(self) -> Any:
        """Blank is unknown."""
        return None

    def prepare_value(self, value: Any) -> Any:
        """``38.0`` is written 38."""
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return super().prepare_value(value)


class SkillLevelField(TenthsField):
    """平均技术等级: 1.0–8.0 or 不适用; kept as text and never ranked (O-11)."""

    def parse(self, typed: str) -> Any:
        """The number in canonical form, or 不适用."""
        if typed in {NOT_APPLICABLE, "无", "-", "/"}:
            return NOT_APPLICABLE
        try:
            return f"{super().parse(typed).normalize():f}"
        except ValidationError:
            raise ValidationError(
                f"{self.label}请填写 {self.low} 到 {self.high} 之间的数字（最多一位小数），"
                f"没有等级的填“{NOT_APPLICABLE}”。"
            ) from None

    def empty(self) -> str:
        """Stored as text."""
        return ""


class YearMonthField(CellField):
    """A month, stored as its first day."""

    example = "1985 年 3 月"

    def parse(self, typed: str) -> date:
        """Reject what is no month, lies in the future, or is before 1930."""
        month = parse_year_month(typed)
        if month is None:
            raise ValidationError(f"{self.label}请填写到月，例如 {self.example}。")
        return self.within_bounds(month)

    def within_bounds(self, day: date) -> date:
        """``day`` itself when it is plausible."""
        if day > shanghai_day(timezone.now()):
            raise ValidationError(f"{self.label}不能晚于今天，请核对。")
        if day.year < EARLIEST_YEAR:
            raise ValidationError(f"{self.label}早于 {EARLIEST_YEAR} 年，请核对。")
        return day

    def empty(self) -> None:
        """Blank is unknown."""
        return

    def prepare_value(self, value: Any) -> Any:
        """``1985年3月``."""
        return show_year_month(value) if isinstance(value, date) else super().prepare_value(value)


class DayField(YearMonthField):
    """A calendar day."""

    def parse(self, typed: str) -> date:
        """Reject what is no day or lies in the future."""
        day = parse_date(typed)
        if day is None:
            raise ValidationError(f"{self.label}请填写到日，例如 2018 年 4 月 2 日。")
        return self.within_bounds(day)

    def prepare_value(self, value: Any) -> Any:
        """``2018年4月2日``."""
        return show_date(value) if isinstance(value, date) else super().prepare_value(value)


class ComingDayField(DayField):
    """A calendar day that may lie ahead; which days are possible, the service knows."""

    def within_bounds(self, day: date) -> date:
        """Any day."""
        return day


def bare_number(typed: str) -> str:
    """Full-width digits, blanks, dashes and brackets do not matter."""
    return re.sub(r"[\s\-()（）]", "", half_width(typed))


class NumberTextField(CellField):
    """Digits that are a name, not a quantity: phone, postcode, QQ."""

    pattern = r"\d+"
    complaint = ""

    def __init__(self, label: str, **options: Any) -> None:
        """Shown with a numeric keyboard on phones."""
        super().__init__(label, **options)
        self.widget.attrs["inputmode"] = "tel"

    def read(self, typed: str) -> str:
        """See ``bare_number``."""
        return bare_number(typed)

    def parse(self, typed: str) -> str:
        """The digits as text."""
        if not re.fullmatch(self.pattern, typed, re.ASCII):
            raise ValidationError(self.complaint.format(label=self.label))
        return typed


def without_country_code(number: str) -> str:
    """A mobile number as it is dialled within the country."""
    return re.sub(r"^(\+86|0086|86)(?=1\d{10}$)", "", number)


class MobileField(NumberTextField):
    """A mainland mobile number; a leading +86, 0086 or 86 is dropped."""

    pattern = r"1[3-9]\d{9}"
    complaint = "{label}应为 11 位，请核对。"

    def read(self, typed: str) -> str:
        """``+86 139-0000-0001`` is 13900000001."""
        return without_country_code(super().read(typed))


class PhoneField(CellField):
    """A mobile or a landline; the first digit tells which, not the length (domain §2)."""

    mobile = re.compile(MobileField.pattern, re.ASCII)
    # Area code (0572), number, extension; the county's own numbers go without an area code.
    landline = re.compile(
        r"(?P<area>0(?:10|2\d|[3-9]\d\d))?-?(?P<number>[2-8]\d{6,7})(?:-(?P<extension>\d{1,6}))?",
        re.ASCII,
    )

    def __init__(self, label: str, **options: Any) -> None:
        """Shown with a numeric keyboard on phones."""
        super().__init__(label, **options)
        self.widget.attrs["inputmode"] = "tel"

    def read(self, typed: str) -> str:
        """Full-width digits, blanks and brackets do not matter; dashes part a landline."""
        plain = re.sub(r"[\s()（）]", "", half_width(typed))
        return re.sub("转|#|[\u2010-\u2015\u2212]", "-", plain)

    def parse(self, typed: str) -> str:
        """The digits of a mobile, or ``0572-6000001-01``."""
        number = without_country_code(bare_number(typed))
        if self.mobile.fullmatch(number):
            return number
        found = self.landline.fullmatch(typed)
        if found is None:
            raise ValidationError(
                f"{self.label}请填 11 位手机号，或固定电话，例如 0572-6000001，请核对。"
            )
        return "-".join(part for part in found.groups() if part)


class PostcodeField(NumberTextField):
    """Six digits."""

    pattern = r"\d{6}"
    complaint = "{label}应为 6 位数字。"


class QQField(NumberTextField):
    """Five to eleven digits."""

    pattern = r"[1-9]\d{4,10}"
    complaint = "{label}应为 5 至 11 位数字，请核对。"


class WechatField(CellField):
    """A WeChat id; many people's is simply their mobile or QQ number."""

    def read(self, typed: str) -> str:
        """Full-width letters are accepted; a number is read as a mobile is."""
        name = half_width(typed).strip()
        return name if name[:1].isalpha() else without_country_code(bare_number(name))

    def parse(self, typed: str) -> str:
        """Letters first, six to twenty characters, or a mobile or QQ number."""
        if not re.fullmatch(r"[A-Za-z][\w-]{5,19}|[1-9]\d{4,10}", typed, re.ASCII):
            raise ValidationError(
                f"{self.label}应以字母开头、6 至 20 位，或为手机号、QQ号，请核对。"
            )
        return typed


class ListedField(CellField):
    """A dictionary value offered as a list; another word is kept as typed (domain §2.7)."""

    def __init__(self, label: str, *, offers: tuple[str, ...], **options: Any) -> None:
        """``offers`` are shown in a ``datalist`` and bind nobody."""
        super().__init__(label, max_length=50, **options)
        self.offers = offers


class OneOfField(CellField):
    """One of a few fixed values, shown as a select."""

    def __init__(
        self, label: str, *, choices: list[tuple[str, str]], blank: str = "", **options: Any
    ) -> None:
        """``choices`` as Django's: stored value and shown word; ``blank`` stands for no answer."""
        super().__init__(label, widget=forms.Select(choices=choices), **options)
        self.shown = dict(choices)
        self.blank = blank

    def empty(self) -> str:
        """The value that means no answer."""
        return self.blank

    def parse(self, typed: str) -> str:
        """A known value, or a known word."""
        by_word = {word: value for value, word in self.shown.items()}
        value = by_word.get(typed, typed)
        if value not in self.shown:
            raise ValidationError(f"{self.label}请从列表中选择。")
        return value

    def printed(self, value: Any) -> str:
        """The word, not the stored value."""
        return self.shown.get(str(value), "") if value else ""
