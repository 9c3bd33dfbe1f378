"""What a cell shows, as text: numbers without exponent, dates as 2018-04-02, 是 and 否.

Numbers never pass through more than a ``float`` of Excel itself: whole ones keep every digit, so a
telephone number or a postcode stays what was typed.
"""

import math
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, auto

# What a database may not hold or nobody can see: control characters and halves of characters.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# How a workbook writes a character that XML cannot: _x000D_ is a carriage return.
ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
WHOLE = re.compile(r"-?[0-9]+", re.ASCII)

SECONDS_A_DAY = 86_400
# Day 0 of the two ways of counting; the second is that of old Macintosh workbooks.
EPOCH_1900 = date(1899, 12, 30).toordinal()
EPOCH_1904 = date(1904, 1, 1).toordinal()
LAST_SERIAL = 2_957_003  # 9999-12-31 counted from 1904; from 1900 it is four years less
# Excel counts a 29 February 1900 that never was; days before it are one lower.
PHANTOM_DAY = 60

# Formats that a file names by number only. 27 to 36 and 50 to 58 are the dates of Chinese Office.
DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
DURATION_FORMATS = frozenset({46})
DURATION = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
# Parts of a format that are printed as they stand, and colours, languages, conditions.
NOT_PLACES = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
DATE_PLACE = re.compile("[dmyhs]", re.IGNORECASE)
ZEROS = re.compile("0{2,}")


class Shown(Enum):
    """What a number format makes of a number."""

    NUMBER = auto()
    DATE = auto()
    DURATION = auto()


@dataclass(frozen=True)
class NumberFormat:
    """What matters here of a number format; ``digits`` is the length of one such as 000000."""

    shown: Shown = Shown.NUMBER
    digits: int = 0


PLAIN = NumberFormat()


def number_format(number: int, code: str) -> NumberFormat:
    """The format with the built-in ``number``, or with the ``code`` the file gives for it."""
    if not code:
        if number in DURATION_FORMATS:
            return NumberFormat(Shown.DURATION)
        return NumberFormat(Shown.DATE) if number in DATE_FORMATS else PLAIN
    positive = code.split(";", 1)[0]
    if DURATION.search(positive):
        return NumberFormat(Shown.DURATION)
    places = NOT_PLACES.sub("", positive)
    if DATE_PLACE.search(places):
        return NumberFormat(Shown.DATE)
    return NumberFormat(digits=len(places)) if ZEROS.fullmatch(places) else PLAIN


def tidy(text: str) -> str:
    """``text`` without blanks around it and unseen characters; line breaks inside are LF."""
    return UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def unescape(text: str) -> str:
    """``text`` with the characters that the workbook wrote as ``_x000D_``."""
    if "_x" not in text:
        return text
    return ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def number_text(raw: str, style: NumberFormat, *, from_1904: bool = False) -> str:
    """What the cell with the stored number ``raw`` shows; ``raw`` itself if it is no number."""
    try:
        value = float(raw)
    except ValueError:
        return raw
    if not math.isfinite(value):
        return raw
    if style.shown is not Shown.NUMBER and 0 <= value < LAST_SERIAL:
        if style.shown is Shown.DURATION:
            return duration_text(value)
        return date_text(value, from_1904=from_1904)
    # Fifteen digits are what Excel keeps and shows: 0.1 + 0.2 is 0.3.
    plain = raw if WHOLE.fullmatch(raw) else format(Decimal(format(value, ".15g")), "f")
    return plain.zfill(style.digits) if plain.isdigit() else plain


def date_text(serial: float, *, from_1904: bool) -> str:
    """``2018-04-02``, ``2018-04-02 08:30`` or, within the first day, ``08:30``."""
    days, seconds = divmod(round(serial * SECONDS_A_DAY), SECONDS_A_DAY)
    if days == 0 and not from_1904:
        return clock_text(seconds)
    if days < PHANTOM_DAY and not from_1904:
        days += 1
    day = date.fromordinal((EPOCH_1904 if from_1904 else EPOCH_1900) + days).isoformat()
    return f"{day} {clock_text(seconds)}" if seconds else day


def iso_date_text(raw: str) -> str:
    """The same for a date that the file writes out (2018-04-02T08:30:00Z)."""
    day, _, clock = raw.partition("T")
    clock = clock.removesuffix("Z").partition(".")[0]
    clock = clock.removesuffix(":00") if clock.count(":") > 1 else clock
    return day if clock in ("", "00:00") else f"{day} {clock}".strip()


def duration_text(days: float) -> str:
    """``26:30``: hours and minutes of a length of time, with seconds if there are any."""
    return clock_text(round(days * SECONDS_A_DAY))


def clock_text(seconds: int) -> str:
    """``08:30``, or ``08:30:15`` where there are seconds."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}" + (f":{rest:02d}" if rest else "")
