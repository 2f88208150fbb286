"""Hours worked out by arrays are those worked out day by day, in every zone, over changes of clocks and long spans."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from slow_calendars import slow_hours, slow_instant, slow_shifts

from mining.log import micros
from mining.working_time.calendars import Calendar
from mining.working_time.shifts import Shift, season_of
from mining.working_time.wall_clock import instants

DAY = 86_400_000_000
NIGHTS = "Fri-Sun 22:00-06:00; Sat 01:30-02:15, 02:30-03:30; Mon-Thu 08:00-12:00, 12:00-17:00"
OFFICE = "Mon-Fri 09:00-12:00, 13:00-18:00"


def midnight(day: date) -> int:
    return micros(datetime(day.year, day.month, day.day, tzinfo=UTC))


def held(calendar: Calendar, first: date, last: date) -> None:
    """Compare the hours between two days with those of the slow way."""
    begin, end = midnight(first), midnight(last)
    begins, ends = calendar.opening_hours(begin, end)
    slow = slow_hours(calendar, first - timedelta(days=6), last + timedelta(days=6))
    near = [(a, b) for a, b in slow if b > begin - 2 * DAY and a < end + 2 * DAY]
    assert near == list(zip(begins.tolist(), ends.tolist(), strict=True))
    worked = [day for day, shifts in slow_shifts(calendar, first, last) if shifts]
    days = calendar.working_days(begin, end).astype("datetime64[D]")
    assert worked == [day for day in days.tolist() if first <= day <= last]


SHIFTS = st.builds(Shift, st.integers(0, 6), st.integers(0, 1439), st.integers(1, 2879)).map(
    lambda shift: shift if shift.ends > shift.begins else Shift(shift.day, shift.begins, shift.begins + 60)
)
SPANS = st.sampled_from(["06-15..09-15", "12-20..01-06", "02-29..03-31", "10-20..11-05"])
DATES = st.dates(date(2024, 2, 20), date(2025, 4, 20))
ZONES = [
    "UTC", "Europe/Amsterdam", "Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca", "Asia/Gaza", "Pacific/Apia",
    "America/St_Johns", "Asia/Tehran",
]  # fmt: skip
CALENDARS = st.builds(
    Calendar,
    shifts=st.lists(SHIFTS, max_size=8).map(tuple),
    zone=st.sampled_from(ZONES),
    holidays=st.frozensets(DATES, max_size=8),
    workdays=st.frozensets(DATES, max_size=8),
    region=st.sampled_from([None, "CN", "PT-11"]),
    seasons=st.lists(st.builds(season_of, SPANS, st.sampled_from([NIGHTS, OFFICE, "closed"])), max_size=2).map(tuple),
)


@settings(max_examples=40, deadline=None)
@given(calendar=CALENDARS, first=DATES, days=st.integers(0, 120))
def test_any_calendar_over_some_months(calendar: Calendar, first: date, days: int) -> None:
    """Several shifts a day, also overlapping and over midnight; days off, swapped workdays, seasons that overlap."""
    held(calendar, first, first + timedelta(days=days))


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("Pacific/Apia", date(2011, 12, 20)),  # a day that does not exist
        ("Pacific/Kwajalein", date(1993, 8, 15)),  # and another
        ("America/Sao_Paulo", date(2018, 10, 25)),  # no midnight
        ("Africa/Freetown", date(1939, 8, 25)),  # two changes within four days
        ("Asia/Gaza", date(2040, 10, 10)),  # two within seven
        ("Europe/Amsterdam", date(1937, 6, 20)),  # seconds
        ("Africa/Casablanca", date(2087, 4, 20)),  # the last that is listed by its date
        ("Europe/Lisbon", date(1, 1, 3)),
        ("America/New_York", date(9999, 11, 1)),
        ("Pacific/Auckland", date(2499, 12, 25)),
    ],
)
def test_strange_days(zone: str, first: date) -> None:
    """A night shift, shifts in the small hours, one from noon to noon: around days that clocks made odd."""
    days = min(timedelta(days=25), date(9999, 12, 20) - first)
    held(Calendar.of(NIGHTS + "; 12:00-11:00", timezone=zone), first if first.year > 1 else date(1, 1, 12), first + days)


@settings(max_examples=20, deadline=None)
@example(zone="Africa/Casablanca", year=2086, minutes=90)
@example(zone="Africa/Casablanca", year=2600, minutes=90)
@example(zone="Antarctica/Troll", year=9998, minutes=150)
@example(zone="Asia/Manila", year=1844, minutes=0)
@given(
    zone=st.sampled_from(sorted(available_timezones() - {"localtime"})),
    year=st.one_of(st.integers(1840, 2110), st.integers(1, 9998)),
    minutes=st.integers(0, 2879),
)
def test_any_time_in_any_zone(zone: str, year: int, minutes: int) -> None:
    """Every day of a year: the rule of a zone comes again every 400 years."""
    clock = ZoneInfo(zone)
    days = [date(year, 1, 2) + timedelta(days=day) for day in range(360)]
    found = instants(np.array([midnight(day) + minutes * 60_000_000 for day in days]), clock)
    assert [slow_instant(day, minutes, clock) for day in days] == found.tolist()


def test_two_thousand_years() -> None:
    """Five days of 8 h of every week, by a clock that changes twice a year; the last week is worked out as it is alone."""
    office = Calendar.of("Mon-Fri 09:00-17:00", timezone="Europe/Amsterdam")
    first, last = date(2024, 1, 1), date(4000, 12, 6)
    begins, ends = office.opening_hours(midnight(first), midnight(last))
    inside = (begins >= midnight(first)) & (ends <= midnight(last))
    assert np.busday_count(first, last) == inside.sum()
    assert [8 * 3_600_000_000] == np.unique(ends - begins).tolist()
    of_week = begins >= midnight(date(4000, 11, 27))
    week = list(zip(begins[of_week].tolist(), ends[of_week].tolist(), strict=True))
    assert slow_hours(office, date(4000, 11, 27), date(4000, 12, 7)) == week
