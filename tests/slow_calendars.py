"""The hours of a calendar day by day and shift by shift, with the dates of Python: slow, and easy to believe."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from mining.working_time.calendars import Calendar
from mining.working_time.public_holidays import public_days
from mining.working_time.shifts import Season, Shift

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def slow_hours(calendar: Calendar, first: date, last: date) -> list[tuple[int, int]]:
    """The stretches worked by the shifts of some days, both included, in microseconds since 1970; touching ones are one."""
    zone = ZoneInfo(calendar.zone)
    stretches = sorted(
        (slow_instant(day, shift.begins, zone), slow_instant(day, shift.ends, zone))
        for day, shifts in slow_shifts(calendar, first, last)
        for shift in shifts
    )
    united: list[tuple[int, int]] = []
    for begin, end in stretches:
        if begin >= end:
            continue
        if united and begin <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((begin, end))
    return united


def slow_shifts(calendar: Calendar, first: date, last: date) -> Iterator[tuple[date, list[Shift]]]:
    """Each day with its shifts."""
    off, extra = set(calendar.holidays), set(calendar.workdays)
    if calendar.region is not None:
        public, swapped = public_days(calendar.region, first.year, last.year)
        off, extra = off | public, extra | swapped
    day = first
    while day <= last:
        season = next((season for season in calendar.seasons if in_force(season, day)), None)
        shifts = season.shifts if season else calendar.shifts
        weekdays = [day.weekday()] if day not in off else []
        if day in extra:
            weekdays = [(day.weekday() - back) % 7 for back in range(7)]
        of_each = ([shift for shift in shifts if shift.day == weekday] for weekday in weekdays)
        yield day, next(filter(None, of_each), [])
        day += timedelta(days=1)


def in_force(season: Season, day: date) -> bool:
    """Whether a season is in force on a day."""
    here = (day.month, day.day)
    if season.first <= season.last:
        return season.first <= here <= season.last
    return here >= season.first or here <= season.last


def slow_instant(day: date, minutes: int, zone: ZoneInfo) -> int:
    """When the clock shows a time: the first time it does; where it jumps over the time, the instant of the jump."""
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return (instant - EPOCH) // MICROSECOND
    # Before the jump the clock shows less, from it on more.
    low = (wall.replace(tzinfo=zone, fold=1).astimezone(UTC) - EPOCH) // MICROSECOND
    high = (instant - EPOCH) // MICROSECOND
    while high - low > 1:
        middle = (low + high) // 2
        jumped = (EPOCH + middle * MICROSECOND).astimezone(zone).replace(tzinfo=None) > wall
        low, high = (low, middle) if jumped else (middle, high)
    return high
