"""Working hours: of which length a stretch of time is for those who work it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mining.errors import CalendarError, TimeError
from mining.log import micros
from mining.working_time.calendars import Calendar, calendar_from
from mining.working_time.clock import worked_until, working
from mining.working_time.public_holidays import unpublished_years
from mining.working_time.shifts import Shift

HOUR = 3_600_000_000
OFFICE = "Mon-Fri 09:00-12:00, 13:00-18:00"


def at(text: str, zone: str = "UTC") -> np.ndarray:
    """A clock time in a zone, in microseconds; '/2' means its second occurrence."""
    clock, _, fold = text.partition("/")
    return np.array([micros(datetime.fromisoformat(clock).replace(tzinfo=ZoneInfo(zone), fold=bool(fold)))])


def hours(a: str, b: str, calendar: Calendar) -> float:
    """Working hours between two clock times of the calendar's zone."""
    return float(working(at(a, calendar.zone), at(b, calendar.zone), calendar)[0] / HOUR)


def test_an_office_week_has_forty_hours() -> None:
    """Five days of 3 + 5 hours."""
    office = Calendar.of(OFFICE, timezone="Europe/Lisbon")
    assert 40 == hours("2024-01-01", "2024-01-08", office)
    assert 0.5 + 1 == hours("2024-01-05 11:30", "2024-01-05 14:00", office)
    assert 0 == hours("2024-01-06", "2024-01-08 09:00", office)


@pytest.mark.parametrize(
    ("text", "shifts"),
    [
        ("Sat 10:00-14:00", [(5, 600, 840)]),
        ("fri-mon 9-17:30", [(0, 540, 1050), (4, 540, 1050), (5, 540, 1050), (6, 540, 1050)]),
        ("Mon, Wed 08:00-09:00; Fri 22:00-06:00", [(0, 480, 540), (2, 480, 540), (4, 1320, 1800)]),
        ("Tuesday 08:00-09:00 10:00-11:00", [(1, 480, 540), (1, 600, 660)]),
        ("Mon-Mon 00:00-24:00", [(0, 0, 1440)]),
    ],
)
def test_hours_are_read(text: str, shifts: list[tuple[int, int, int]]) -> None:
    """Days (0 is Monday) and minutes, written out."""
    assert tuple(Shift(*shift) for shift in shifts) == Calendar.of(text, timezone="UTC").shifts


def test_times_without_days_are_every_day() -> None:
    """An hour on each of seven days."""
    assert 7 == hours("2024-01-01", "2024-01-08", Calendar.of("12:00-13:00", timezone="UTC"))


@pytest.mark.parametrize(
    "text", ["", "Mon-Fri", "9 to 5", "Mon 25:00-26:00", "Mon 09:60-10:00", "Mon 09:00-24:30", "Mon 9-17 daily"]
)
def test_hours_that_cannot_be_read_are_refused(text: str) -> None:
    """The message quotes them."""
    with pytest.raises(CalendarError, match="cannot be read"):
        Calendar.of(text, timezone="UTC")


def test_always_open_is_elapsed_time_over_a_change_of_clocks() -> None:
    """2024-03-30 12:00 to 2024-03-31 12:00 in Amsterdam is 23 h, 2024-10-26 to 27 is 25 h."""
    always = Calendar.of("always", timezone="Europe/Amsterdam")
    assert always.is_always_open
    assert 23 == hours("2024-03-30 12:00", "2024-03-31 12:00", always)
    assert 25 == hours("2024-10-26 12:00", "2024-10-27 12:00", always)
    assert Calendar.of("Mon-Sun 08:00-20:00; 20:00-08:00", timezone="UTC").is_always_open
    assert not Calendar.of("Mon-Sun 08:00-20:00; 20:01-08:00", timezone="UTC").is_always_open


def test_a_night_shift_over_the_changes_of_clocks() -> None:
    """From 22:00 to 06:00: seven hours in March, nine in October, eight otherwise; it belongs to the day it begins."""
    night = Calendar.of("Sat 22:00-06:00", timezone="Europe/Amsterdam")
    assert 7 == hours("2024-03-30 12:00", "2024-03-31 12:00", night)
    assert 9 == hours("2024-10-26 12:00", "2024-10-27 12:00", night)
    assert 8 == hours("2024-06-01 12:00", "2024-06-02 12:00", night)
    assert 0 == hours("2024-06-02 12:00", "2024-06-08 22:00", night)


def test_clock_times_that_are_skipped_or_occur_twice() -> None:
    """In March 02:30 does not exist: it means the jump from 2 to 3; in October 02:30 means the first of two."""
    early = Calendar.of("Sun 02:30-04:00", timezone="Europe/Amsterdam")
    assert 1 == hours("2024-03-31", "2024-04-01", early)
    assert 2.5 == hours("2024-10-27", "2024-10-28", early)
    assert 0.5 == hours("2024-10-27", "2024-10-28", Calendar.of("Sun 02:00-02:30", timezone="Europe/Amsterdam"))


def test_zones_of_half_hours() -> None:
    """09:00 in Kolkata is 03:30 UTC, in Kathmandu 03:15."""
    for zone, begins in (("Asia/Kolkata", "03:30"), ("Asia/Kathmandu", "03:15")):
        office = Calendar.of("09:00-10:00", timezone=zone)
        assert HOUR == working(at(f"2024-05-06 {begins}"), at("2024-05-06 12:00"), office)[0]
        assert HOUR - 1 == working(at(f"2024-05-06 {begins}") + 1, at("2024-05-06 12:00"), office)[0]
    lord_howe = Calendar.of("Sun 00:00-06:00", timezone="Australia/Lord_Howe")
    assert (6.5, 5.5) == (hours("2024-04-07", "2024-04-08", lord_howe), hours("2024-10-06", "2024-10-07", lord_howe))


def test_china_swaps_workdays() -> None:
    """Sunday 2025-01-26 is worked with the hours of a Friday; the eight days from 28 January to 4 February are off."""
    office = Calendar.of(OFFICE, timezone="Asia/Shanghai", holidays="CN")
    assert 8 == hours("2025-01-26", "2025-01-27", office)
    assert 0 == hours("2025-01-28", "2025-02-05", office)
    assert 8 == hours("2025-02-05", "2025-02-06", office)
    assert 0 == hours("2025-02-09", "2025-02-10", office)
    for day in ("2025-04-27", "2025-09-28", "2025-10-11", "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09"):
        after = str(date.fromisoformat(day) + timedelta(days=1))
        assert 8 == hours(day, after, office)


def test_holidays_of_a_region() -> None:
    """13 June is Lisbon's day and nobody else's; Friday in 2025."""
    lisbon = Calendar.of(OFFICE, timezone="Europe/Lisbon", holidays="PT-11")
    porto = Calendar.of(OFFICE, timezone="Europe/Lisbon", holidays="PT-13")
    assert (0, 8) == (hours("2025-06-13", "2025-06-14", lisbon), hours("2025-06-13", "2025-06-14", porto))


def test_single_days() -> None:
    """A day off, and a Saturday that is worked; a workday is stronger than a day off, a shift begun before it stays."""
    days = Calendar.of(OFFICE, timezone="UTC", holidays=["2024-01-02", date(2024, 1, 6)], workdays=["2024-01-06"])
    assert 40 == hours("2024-01-01", "2024-01-08", days)
    assert 0 == hours("2024-01-02", "2024-01-03", days)
    night = Calendar.of("22:00-06:00", timezone="UTC", holidays=["2024-01-02"])
    assert 6 == hours("2024-01-02", "2024-01-03 12:00", night)


def test_what_cannot_be_read_is_named() -> None:
    """A region, a zone, a date, a part."""
    with pytest.raises(CalendarError, match="XX"):
        Calendar.of(OFFICE, timezone="UTC", holidays="XX")
    with pytest.raises(TimeError, match="no time zone"):
        Calendar.of(OFFICE, timezone="Europe/Lisboa")
    with pytest.raises(CalendarError, match="no date"):
        Calendar.of(OFFICE, timezone="UTC", holidays=["13 June"])
    with pytest.raises(CalendarError, match="hour, timezone"):
        calendar_from({"hour": OFFICE, "timezone": "UTC"}, timezone=None, owner="Ann")
    with pytest.raises(CalendarError, match="needs a time zone"):
        calendar_from({"hours": OFFICE}, timezone=None, owner="Ann")


def test_nobody_is_at_work_where_all_days_are_off() -> None:
    """No shift at all within the time asked for; nothing asked for."""
    never = Calendar.of("Mon 09:00-10:00", timezone="UTC", holidays=["2024-01-01"])
    assert 0 == hours("2024-01-01", "2024-01-05", never)
    nothing = np.zeros(0, dtype=np.int64)
    assert 0 == working(nothing, nothing, never).size


ZONES = st.sampled_from(
    ["UTC", "Europe/Amsterdam", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Shanghai"]
)
CALENDARS = st.builds(
    lambda hours, zone, region: Calendar.of(hours, timezone=zone, holidays=region),
    st.sampled_from([OFFICE, "22:00-06:00", "Sat-Sun 01:30-02:45; Wed 00:00-24:00", "always"]),
    ZONES,
    st.sampled_from(["CN", "PT-11", ()]),
)
MOMENTS = st.integers(
    micros(datetime(2023, 12, 20, tzinfo=ZoneInfo("UTC"))), micros(datetime(2025, 2, 9, tzinfo=ZoneInfo("UTC")))
)


@settings(max_examples=40, deadline=None)
@given(calendar=CALENDARS, moments=st.lists(MOMENTS, min_size=3, max_size=3).map(sorted))
def test_working_time_adds_up(calendar: Calendar, moments: list[int]) -> None:
    """Over a point that splits; never longer than elapsed; all of it where always open; nothing backwards."""
    a, b, c = (np.array([moment]) for moment in moments)
    whole = working(a, c, calendar)
    assert whole == working(a, b, calendar) + working(b, c, calendar)
    assert 0 <= whole[0] <= (c - a)[0]
    assert 0 == working(c, a, calendar)[0] == working(b, b, calendar)[0]
    if calendar.is_always_open:
        assert whole == c - a


@settings(max_examples=15, deadline=None)
@given(calendar=CALENDARS, moment=MOMENTS)
def test_each_quarter_of_an_hour_is_worked_by_the_clock_on_the_wall(calendar: Calendar, moment: int) -> None:
    """Away from changes of clocks, holidays and regions: in a shift exactly where the local time is, over three days."""
    begin = moment // (HOUR // 4) * (HOUR // 4)
    quarters = begin + np.arange(3 * 96) * (HOUR // 4)
    worked = working(quarters, quarters + HOUR // 4, calendar)
    zone = ZoneInfo(calendar.zone)
    for quarter, length in zip(quarters.tolist(), worked.tolist(), strict=True):
        local = datetime.fromtimestamp(quarter / 1e6, zone)
        offsets = {(local + timedelta(days=days)).utcoffset() for days in (-2, 2)}
        if calendar.region or len(offsets) > 1:
            continue
        minute = local.hour * 60 + local.minute
        shifts = calendar.shifts
        inside = any(s.day == local.weekday() and s.begins <= minute < s.ends for s in shifts)
        inside |= any((s.day + 1) % 7 == local.weekday() and minute < s.ends - 1440 for s in shifts)
        assert (HOUR // 4 if inside else 0) == length


def test_seasons_have_their_own_hours() -> None:
    """06:30-23:00 is 16.5 h; from 15 June to 15 September, both included, 18.5 h, over midnight."""
    kitchen = Calendar.of("06:30-23:00", timezone="Europe/Lisbon", seasons={"06-15..09-15": "06:30-01:00"})
    assert 16.5 == hours("2025-06-14 04:00", "2025-06-15 04:00", kitchen)
    assert 18.5 == hours("2025-06-15 04:00", "2025-06-16 04:00", kitchen)
    assert 18.5 == hours("2025-09-15 04:00", "2025-09-16 04:00", kitchen)
    assert 16.5 == hours("2025-09-16 04:00", "2025-09-17 04:00", kitchen)


def test_a_season_over_the_new_year() -> None:
    """From 20 December to 6 January nobody works but on Mondays, an hour."""
    office = Calendar.of("Mon-Fri 09:00-17:00", timezone="UTC", seasons={"12-20..01-06": "Mon 09:00-10:00"})
    assert 8 == hours("2024-12-19", "2024-12-20", office)
    assert 1 + 1 + 1 == hours("2024-12-20", "2025-01-07", office)
    assert 8 == hours("2025-01-07", "2025-01-08", office)


def test_a_season_of_all_hours_is_always_open_only_with_the_rest() -> None:
    """Both must be every hour."""
    assert Calendar.of("always", timezone="UTC", seasons={"01-01..02-01": "always"}).is_always_open
    assert not Calendar.of("always", timezone="UTC", seasons={"01-01..02-01": "Mon 9-10"}).is_always_open


@pytest.mark.parametrize("span", ["06-15", "15-06..09-15", "02-30..03-01", "summer"])
def test_what_is_no_season_is_refused(span: str) -> None:
    """Month before day, two days that exist."""
    with pytest.raises(CalendarError, match="is no season"):
        Calendar.of("always", timezone="UTC", seasons={span: "always"})


def test_years_without_published_swapped_workdays() -> None:
    """China publishes a year's swapped workdays in the autumn before; Portugal swaps none, ever."""
    assert () == unpublished_years("CN", 2024, 2026)
    assert (2049, 2050) == unpublished_years("CN", 2049, 2050)
    assert () == unpublished_years("PT-11", 2024, 2050)


def test_a_clock_goes_no_further_than_it_knows() -> None:
    """Open 9 to 17: of work an hour before opening, or two from 16, nothing is known on this day; within it, it is exact."""
    day = micros(datetime(2024, 1, 1, tzinfo=ZoneInfo("UTC")))
    at = lambda hour: np.array([day + hour * 3_600_000_000])  # noqa: E731
    clock = worked_until(Calendar.of("Mon 09:00-17:00", timezone="UTC"), at(8), at(20))
    hour = 3_600_000_000
    assert clock.shows(clock(at(8)) - hour) < at(0)
    assert at(10) == clock.shows(clock(at(8)) + hour)
    assert at(16) == clock.shows(clock(at(20)) - hour)
    assert at(24) < clock.shows(clock(at(16)) + 2 * hour)
