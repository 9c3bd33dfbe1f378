"""Calendar arithmetic of the notice: year-months, Shanghai days, working days."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
EARLIEST_YEAR = 1930
EXCEL_EPOCH = date(1899, 12, 30)
YEAR_MONTH = re.compile(
    r"(\d{4})\s*(?:[.。、\-/年]\s*)?(\d{1,2})\s*(?:月|[.。、\-/月]\s*\d{1,2}\s*日?)?$"
)
YEAR_AND_DIGIT = re.compile(r"(19[3-9]|20[0-4])\d[1-9]")
FULL_DATE = re.compile(r"(\d{4})\s*[.。、\-/年]\s*(\d{1,2})\s*[.。、\-/月]\s*(\d{1,2})\s*日?$")
WEEKDAYS = "一二三四五六日"


def parse_year_month(text: str) -> date | None:
    """The first day of the month meant by ``text``, or ``None`` when it is not a year-month.

    Reads 1985.3, 1985-03, 198503, 1985/3, 1985年3月, a full date, and an Excel serial number.
    Not 19853: as a serial it is May 1954, yet its typist surely meant March 1985.
    """
    typed = unicodedata.normalize("NFKC", text).strip().rstrip(".")
    if YEAR_AND_DIGIT.fullmatch(typed):
        return None
    if re.fullmatch(r"\d{5}", typed):
        return (EXCEL_EPOCH + timedelta(days=int(typed))).replace(day=1)
    found = YEAR_MONTH.match(typed)
    if not found:
        return None
    year, month = int(found[1]), int(found[2])
    return date(year, month, 1) if year > 0 and 1 <= month <= 12 else None


def parse_date(text: str) -> date | None:
    """The day meant by ``text`` (2018-04-02, 2018.4.2, 2018年4月2日, 20180402), or ``None``."""
    typed = unicodedata.normalize("NFKC", text).strip().rstrip(".")
    if re.fullmatch(r"\d{8}", typed):
        typed = f"{typed[:4]}-{typed[4:6]}-{typed[6:]}"
    found = FULL_DATE.match(typed)
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def show_year_month(day: date | None) -> str:
    """``1985年3月``, or an empty string."""
    return f"{day.year}年{day.month}月" if day else ""


def show_date(day: date | None) -> str:
    """``2018年4月2日``, or an empty string."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def show_weekday(day: date) -> str:
    """``星期日`` and so on: a deadline is always shown with its weekday."""
    return f"星期{WEEKDAYS[day.weekday()]}"


def shanghai_day(moment: datetime) -> date:
    """The calendar day in 长兴 at ``moment`` (aware)."""
    return moment.astimezone(SHANGHAI).date()


def end_of_day(day: date) -> datetime:
    """23:59:59.999999 in 长兴: “日前” includes the day itself (O-05)."""
    return datetime.combine(day, time.max, tzinfo=SHANGHAI)


def is_working_day(day: date, holidays: Mapping[date, bool]) -> bool:
    """Monday to Friday, unless ``holidays`` (day → works?) says otherwise (法定节假日与调休)."""
    return holidays.get(day, day.weekday() < 5)


def roll_forward(day: date, holidays: Mapping[date, bool]) -> date:
    """``day`` itself or the next working day (by analogy with 民法典 第二百零三条)."""
    while not is_working_day(day, holidays):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int, holidays: Mapping[date, bool]) -> date:
    """The ``count``-th working day after ``day``."""
    for _ in range(count):
        day = roll_forward(day + timedelta(days=1), holidays)
    return day


def age_on(birth: date, day: date) -> int:
    """Whole years between the birth month and ``day``."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
