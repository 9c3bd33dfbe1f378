"""手机号/微信号: two ways to reach somebody in one cell of paper, stored apart (domain §2)."""

import re
from typing import Any

from django.core.exceptions import ValidationError

from changxing_union.filing.fields import CellField, MobileField, WechatField, bare_number
from changxing_union.kernel.text import half_width

# What stands between a mobile number and a WeChat name, and what people write before and after.
CONTACT_MARKS = re.compile(r"[/、,，;；|\\\n]+")
CONTACT_WORDS = re.compile(
    r"^(?:(?:手机号?码?|电话|联系方式|微信号?|QQ号)[:：]?|(?:QQ|VX|WX)[:：])", re.IGNORECASE
)
MOBILE_DIGITS = 11
SAME_NUMBER = re.compile(r"[(（]?(微信(和手机)?同号|同微信|微信同)[)）]?")


def _looks_like_a_phone(number: str) -> bool:
    """Digits that are no QQ number either: too few, or a mobile with one too few or too many."""
    return number.isdecimal() and (len(number) < 5 or (len(number) > 8 and number[0] == "1"))


def _words(text: str) -> list[str]:
    """The words of ``text``; a mobile number in groups (139 0000 0001) is one of them."""
    words: list[str] = []
    for word in text.split():
        last = words[-1] if words else ""
        is_group = last.isdecimal() and last[0] == "1" and word.isdecimal()
        if is_group and len(last) + len(word) <= MOBILE_DIGITS:
            words[-1] += word
        else:
            words.append(word)
    return words


class ContactField(CellField):
    """手机号/微信号, one cell: stored as a pair, either half may be empty (domain §2)."""

    def __init__(self, label: str, **options: Any) -> None:
        """Whether both halves are needed is the annex's affair; one is enough for the field."""
        super().__init__(label, **options)
        self.mobile = MobileField("手机号")
        self.wechat = WechatField("微信号")

    def parse(self, typed: str) -> tuple[str, str]:
        """``13900000001/shili`` as (mobile, WeChat), in whichever order they were typed."""
        mobile = wechat = ""
        for piece in self._pieces(typed):
            number = self.mobile.read(piece)
            is_mobile = re.fullmatch(self.mobile.pattern, number) is not None
            if is_mobile and not mobile:
                mobile = number
            elif wechat:
                raise ValidationError(f"{self.label}里最多填一个手机号和一个微信号，请删去多余的。")
            elif not is_mobile and _looks_like_a_phone(number):
                raise ValidationError("手机号码应为 11 位，请核对。")
            else:
                wechat = self._read_wechat(piece)
        return mobile, wechat

    def _read_wechat(self, piece: str) -> str:
        try:
            return str(self.wechat.clean(piece))
        except ValidationError:
            raise ValidationError(
                f"{self.label}请填 11 位手机号；微信号以字母开头、6 至 20 位，"
                "两个都填时中间用“/”隔开。"
            ) from None

    def _pieces(self, typed: str) -> list[str]:
        """The numbers and names in ``typed``; blanks within a number do not part it."""
        plain = SAME_NUMBER.sub("", half_width(typed))
        pieces = [CONTACT_WORDS.sub("", part.strip()) for part in CONTACT_MARKS.split(plain)]
        found: list[str] = []
        for piece in filter(None, pieces):
            is_number = bare_number(piece).lstrip("+").isdecimal()
            words = [piece] if is_number else _words(piece)
            found += [CONTACT_WORDS.sub("", word) for word in words]
        return [piece for piece in found if piece]

    def empty(self) -> tuple[str, str]:
        """Neither."""
        return "", ""

    def prepare_value(self, value: Any) -> Any:
        """``13900000001/shili``."""
        if isinstance(value, tuple):
            return "/".join(part for part in value if part)
        return super().prepare_value(value)
