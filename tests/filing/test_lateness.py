"""“日前” to the second: what is late, for whom, and under which reading of the notice."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changxing_union.filing import services
from changxing_union.filing.deadlines import DueDay, due_day
from changxing_union.filing.due import due_day_for, due_days
from changxing_union.filing.models import Extension, FormType, Reading, Tier
from changxing_union.kernel.dates import SHANGHAI
from changxing_union.organizations.models import Organization
from tests.factories.pioneer import act_by, make_filed, make_ready, type_into

DAYS = st.dates(date(2018, 1, 1), date(2018, 12, 31))


def at(month, day, hour=0, minute=0, second=0):
    return datetime(2018, month, day, hour, minute, second, tzinfo=SHANGHAI)


def filed_at(cast, moment):
    filing = make_filed(cast["lijiaxiang"], at=moment)
    filing.refresh_from_db()
    return filing.due_on, filing.is_late


def read(campaign, code, value):
    Reading.objects.filter(campaign=campaign, code=code).update(value=value)


def extend(code, until):
    Extension.objects.create(
        form_type=FormType.objects.get(annex=1),
        organization=Organization.objects.get(code=code),
        until=until,
        reason="测试延期",
    )


def test_last_second_of_the_effective_day_is_in_time(cast):
    assert filed_at(cast, at(4, 16, 23, 59, 59)) == (date(2018, 4, 16), False)


def test_first_second_of_the_next_day_is_late(cast):
    assert filed_at(cast, at(4, 17, 0, 0, 1)) == (date(2018, 4, 16), True)


def test_sunday_stays_the_deadline_when_read_so(campaign, cast):
    read(campaign, "O-05", "stay")
    assert filed_at(cast, at(4, 16, 0, 0, 1)) == (date(2018, 4, 15), True)


def test_sunday_is_in_time_to_its_end_when_read_so(campaign, cast):
    read(campaign, "O-05", "stay")
    assert filed_at(cast, at(4, 15, 23, 59, 59)) == (date(2018, 4, 15), False)


def test_grassroots_deadline_decides_when_read_so(campaign, cast):
    read(campaign, "O-04", "grassroots")
    assert filed_at(cast, at(4, 11, 0, 0, 1)) == (date(2018, 4, 10), True)


def test_extension_counts_to_its_last_second(cast):
    extend("330522102", date(2018, 5, 1))
    assert filed_at(cast, at(5, 1, 23, 59, 59)) == (date(2018, 5, 1), False)


def test_extension_ends_at_midnight(cast):
    extend("330522102", date(2018, 5, 1))
    assert filed_at(cast, at(5, 2, 0, 0, 1)) == (date(2018, 5, 1), True)


def test_extension_of_a_neighbour_helps_nobody_else(cast):
    extend("330522112", date(2018, 5, 1))
    assert filed_at(cast, at(4, 20)) == (date(2018, 4, 16), True)


def test_extension_before_the_deadline_takes_nothing_away(cast):
    extend("330522102", date(2018, 4, 12))
    assert filed_at(cast, at(4, 16, 12)) == (date(2018, 4, 16), False)


def test_late_filing_is_marked_and_never_refused(cast):
    assert filed_at(cast, datetime(2019, 1, 1, tzinfo=SHANGHAI)) == (date(2018, 4, 16), True)


def test_first_filing_decides_for_good(cast):
    """Withdrawn, filed again, returned and filed again after the day: still in time."""
    filer, clerk = cast["lijiaxiang"], cast["jingjibu"]
    filing = make_ready(filer, at=at(4, 10))
    filing = services.file(filing, act=act_by(filer, at(4, 12)))
    filing = services.withdraw(filing, act=act_by(filer, at(4, 13)))
    filing = services.file(filing, act=act_by(filer, at(4, 20)))
    filing = services.accept(filing, act=act_by(clerk, at(4, 21)))
    filing = services.return_to_filer(
        filing, act=act_by(clerk, at(4, 23)), reason="请更正手机号码。", flags={}
    )
    type_into(filing, filer, leader_mobile="13900000002")
    filing = services.file(filing, act=act_by(filer, at(5, 20)))
    assert (filing.first_filed_at, filing.is_late) == (at(4, 12), False)
    assert (filing.version, filing.return_count) == (3, 1)


@pytest.mark.parametrize(
    ("returned", "due"),
    [
        (at(4, 3, 9), date(2018, 4, 11)),  # 清明 5–7 off, Sunday the 8th worked
        (at(4, 24, 17), date(2018, 5, 2)),  # Saturday 28 April worked, 29–1 off
        (at(6, 4, 23, 59, 59), date(2018, 6, 11)),
        (at(6, 5, 0, 0, 0), date(2018, 6, 12)),
    ],
)
def test_return_is_due_after_five_working_days(cast, returned, due):
    filer, clerk = cast["lijiaxiang"], cast["jingjibu"]
    filing = services.accept(make_filed(filer, at=at(3, 20)), act=act_by(clerk, at(3, 21)))
    act = act_by(clerk, returned)
    services.return_to_filer(filing, act=act, reason="请更正手机号码。", flags={})
    assert filing.returns.get().due_on == due


def test_every_annex_has_its_two_days(campaign):
    assert due_days(campaign) == {
        1: DueDay(date(2018, 4, 15), date(2018, 4, 16)),
        2: DueDay(date(2018, 4, 15), date(2018, 4, 16)),
        3: DueDay(date(2018, 11, 25), date(2018, 11, 26)),
        4: DueDay(date(2018, 4, 15), date(2018, 4, 16)),
        5: DueDay(date(2018, 4, 15), date(2018, 4, 16)),
    }
    assert due_days(campaign, tier=Tier.GRASSROOTS)[1] == DueDay(
        date(2018, 4, 10), date(2018, 4, 10)
    )


def test_form_without_a_grassroots_day_is_judged_by_the_unions(campaign):
    read(campaign, "O-04", "grassroots")
    union = Organization.objects.get(code="330522102")
    summary = FormType.objects.get(annex=2)
    assert due_day_for(summary, union) == DueDay(date(2018, 4, 15), date(2018, 4, 16))


def test_number_of_queries_for_all_deadlines_is_constant(campaign, django_assert_num_queries):
    union = Organization.objects.get(code="330522102")
    with django_assert_num_queries(4):
        due_days(campaign, organization=union)


@given(DAYS, st.none() | DAYS, st.booleans())
def test_deadline_never_moves_forward_in_time(issued, extended, rolls):
    due = due_day(issued, rolls=rolls, holidays={}, extended_until=extended)
    assert due.effective >= issued
    assert due.was_moved == (due.effective != issued)
    assert due.days_left(due.effective) == 0


@given(DAYS, st.datetimes(datetime(2018, 1, 1), datetime(2018, 12, 31)))
def test_late_means_a_later_day_in_changxing(issued, moment):
    due = DueDay(issued, issued)
    assert due.is_late(moment.replace(tzinfo=SHANGHAI)) == (moment.date() > issued)
