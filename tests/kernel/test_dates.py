from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changxing_union.devtools.reference_data import fixture
from changxing_union.kernel.dates import (
    SHANGHAI,
    add_working_days,
    age_on,
    end_of_day,
    is_working_day,
    parse_date,
    parse_year_month,
    roll_forward,
    shanghai_day,
    show_date,
    show_weekday,
    show_year_month,
)

# The project's own calendar of 2018, as the seed loads it.
HOLIDAYS = {
    date.fromisoformat(row["day"]): row["works"]
    for row in fixture("campaign_2018.json")["holidays"]
}
DAYS = st.dates(date(1930, 1, 1), date(2090, 12, 31))
CALENDARS = st.dictionaries(st.dates(date(2018, 1, 1), date(2018, 12, 31)), st.booleans())


@pytest.mark.parametrize(
    "typed",
    [
        "1985.3", "1985.03", "1985-3", "1985-03", "1985/3", "1985/03", "198503", "1985年3月",
        "1985年03月", "1985 年 3 月", "1985年3", " 1985.3 ", "1985.3.", "１９８５．３",
        "１９８５年３月", "1985-03-01", "1985年3月17日", "1985.3.17", "31121", "1985。3", "1985、3",
    ],
)  # fmt: skip
def test_year_month_as_clerks_write_it(typed):
    assert parse_year_month(typed) == date(1985, 3, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "1985", "1985.13", "1985.0", "198500", "198513", "85.3", "85年3月", "三月",
        "一九八五年三月", "1985年3月左右", "约1985.3", "1985.3-1986.2", "0000.1", "1985,3",
        "3/1985", "19853", "20189",
    ],
)  # fmt: skip
def test_year_month_that_is_none(typed):
    assert parse_year_month(typed) is None


@pytest.mark.parametrize(
    ("serial", "month"),
    [("10959", date(1930, 1, 1)), ("31107", date(1985, 3, 1)), ("43190", date(2018, 3, 1))],
)
def test_year_month_from_an_excel_serial(serial, month):
    assert parse_year_month(serial) == month


@given(DAYS, st.sampled_from(["{0}.{1}", "{0}-{1:02}", "{0}{1:02}", "{0}/{1}", "{0}年{1}月"]))
def test_year_month_reads_every_month_in_every_spelling(day, spelling):
    assert parse_year_month(spelling.format(day.year, day.month)) == day.replace(day=1)


@given(DAYS)
def test_year_month_reads_what_it_shows(day):
    assert parse_year_month(show_year_month(day)) == day.replace(day=1)


@given(st.text())
def test_year_month_of_any_text_is_a_first_of_month_or_nothing(typed):
    found = parse_year_month(typed)
    assert found is None or found.day == 1


@pytest.mark.parametrize(
    "typed",
    ["2018-04-02", "2018-4-2", "2018.4.2", "2018/4/2", "2018年4月2日", "2018 年 4 月 2 日",
     "20180402", "２０１８年４月２日", " 2018.4.2. "],
)  # fmt: skip
def test_date_as_clerks_write_it(typed):
    assert parse_date(typed) == date(2018, 4, 2)


@pytest.mark.parametrize(
    "typed", ["", "2018.4", "4月2日", "2018.2.29", "20181301", "今天", "18.4.2"]
)
def test_date_that_is_none(typed):
    assert parse_date(typed) is None


@given(DAYS)
def test_date_reads_what_it_shows(day):
    assert parse_date(show_date(day)) == day


@given(st.text())
def test_date_of_any_text_never_fails(typed):
    assert isinstance(parse_date(typed), date | None)


def test_nothing_is_shown_as_nothing():
    assert (show_year_month(None), show_date(None)) == ("", "")


@pytest.mark.parametrize(
    ("issued", "weekday", "effective"),
    [
        (date(2018, 4, 10), "星期二", date(2018, 4, 10)),
        (date(2018, 4, 15), "星期日", date(2018, 4, 16)),
        (date(2018, 11, 25), "星期日", date(2018, 11, 26)),
    ],
)
def test_deadlines_of_the_notice_roll_off_sundays(issued, weekday, effective):
    assert show_weekday(issued) == weekday
    assert roll_forward(issued, HOLIDAYS) == effective


def test_sunday_worked_in_exchange_is_a_working_day():
    assert show_weekday(date(2018, 4, 8)) == "星期日"
    assert roll_forward(date(2018, 4, 8), HOLIDAYS) == date(2018, 4, 8)


def test_festival_on_weekdays_is_passed_over():
    assert roll_forward(date(2018, 4, 5), HOLIDAYS) == date(2018, 4, 8)
    assert roll_forward(date(2018, 10, 1), HOLIDAYS) == date(2018, 10, 8)


@given(DAYS, CALENDARS)
def test_rolling_ends_on_the_nearest_working_day(day, holidays):
    rolled = roll_forward(day, holidays)
    assert is_working_day(rolled, holidays)
    passed = [day + timedelta(days=n) for n in range((rolled - day).days)]
    assert [each for each in passed if is_working_day(each, holidays)] == []


def test_working_days_skip_the_weekend_and_count_the_working_sunday():
    assert add_working_days(date(2018, 4, 11), 5, {}) == date(2018, 4, 18)
    assert add_working_days(date(2018, 4, 4), 2, HOLIDAYS) == date(2018, 4, 9)
    assert add_working_days(date(2018, 9, 28), 5, HOLIDAYS) == date(2018, 10, 10)


@given(DAYS, st.integers(0, 40), CALENDARS)
def test_working_days_are_as_many_as_asked_for(day, count, holidays):
    end = add_working_days(day, count, holidays)
    after = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(is_working_day(each, holidays) for each in after) == count


def test_day_changes_at_midnight_in_changxing():
    before = datetime(2018, 4, 16, 15, 59, 59, tzinfo=UTC)
    assert shanghai_day(before) == date(2018, 4, 16)
    assert shanghai_day(before + timedelta(seconds=1)) == date(2018, 4, 17)
    assert end_of_day(date(2018, 4, 16)) == datetime(
        2018, 4, 16, 23, 59, 59, 999999, tzinfo=SHANGHAI
    )


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(1985, 3, 1), date(2018, 2, 28), 32),
        (date(1985, 3, 1), date(2018, 3, 1), 33),
        (date(2000, 2, 1), date(2018, 1, 31), 17),
    ],
)
def test_age_in_whole_years(birth, day, age):
    assert age_on(birth, day) == age
