"""Working time: when a resource is at work, and how much of a stretch of time that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

from mining.errors import CalendarError, TimeError
from mining.log import micros

Ints = npt.NDArray[np.int64]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 24 * 60
_DAY_NAME = r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?"
_DAYS = re.compile(rf"{_DAY_NAME}(?:\s*[-–]\s*{_DAY_NAME})?")
_CLOCK = r"(\d{1,2})(?::(\d{2}))?"
_SPAN = re.compile(rf"{_CLOCK}\s*[-–]\s*{_CLOCK}")
_SEASON = re.compile(r"(\d{1,2})-(\d{1,2})\s*\.\.\s*(\d{1,2})-(\d{1,2})")
_FIRST_DAY, _LAST_DAY = date(1, 1, 3), date(9999, 12, 29)
"""Days around which every zone still has a day before and after."""


@dataclass(frozen=True, order=True)
class Shift:
    """Working hours that begin on one day of every week.

    Attributes:
        day: 0 is Monday.
        begins: minutes after midnight, by the clock on the wall.
        ends: minutes after the same midnight, above `begins`; above 1440 where the shift ends on the next day.
    """

    day: int
    begins: int
    ends: int


@dataclass(frozen=True)
class Season:
    """Weekly working hours in force every year from one day to another.

    Attributes:
        first: month and day.
        last: month and day, included; before `first` where the season runs over the new year.
        shifts: as in `Calendar`.
    """

    first: tuple[int, int]
    last: tuple[int, int]
    shifts: tuple[Shift, ...]

    def holds(self, day: date) -> bool:
        """Whether the season is in force on a day."""
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True)
class Calendar:
    """When somebody is at work: weekly shifts by the clock of one zone, without holidays, with special workdays.

    A shift belongs to the day on which it begins, also over midnight; on a holiday no shift begins. A special workday
    without shifts of its own has those of the nearest day of the week before it that has some (a Sunday those of Friday); it
    is worked even where it is a holiday. In a season its hours stand in the place of the others; of several seasons the
    first decides. A clock time that occurs twice means the first; one that is skipped means the
    instant of the change.

    Attributes:
        shifts: weekly working hours; they may overlap, the time counts once.
        zone: IANA name of the zone in which the shifts are meant.
        holidays: single days off.
        workdays: single days that are worked.
        region: country or country and region (``"CN"``, ``"PT-11"``) whose public holidays are off and whose swapped
            workdays are worked; None: none.
        seasons: other hours in some part of every year.
    """

    shifts: tuple[Shift, ...]
    zone: str
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    region: str | None = None
    seasons: tuple[Season, ...] = ()

    @classmethod
    def of(
        cls,
        hours: str,
        *,
        timezone: str,
        holidays: str | Iterable[date | str] = (),
        workdays: Iterable[date | str] = (),
        seasons: Mapping[str, str] | None = None,
    ) -> Calendar:
        """Return the calendar that a text describes.

        Args:
            hours: days with times, such as ``"Mon-Fri 09:00-12:00, 13:00-18:00; Sat 10:00-14:00"``. Times without days
                belong to the days before them, or to every day; an end not after its begin is on the next day; ``"always"``
                is every hour, ``"closed"`` none.
            timezone: IANA name of the zone of the times.
            holidays: a country or region (``"CN"``, ``"PT-11"``), or dates (ISO text or date).
            workdays: dates that are worked although they would not be.
            seasons: other hours in some part of every year: ``{"06-15..09-15": "Mon-Sun 06:30-01:00"}``, both days included.

        Raises:
            CalendarError: the hours, a date, a season or the region cannot be read.
            TimeError: nobody knows the zone.

        >>> Calendar.of("Fri 22:00-06:00", timezone="Europe/Lisbon").shifts
        (Shift(day=4, begins=1320, ends=1800),)
        """
        _zone(timezone)
        region = holidays if isinstance(holidays, str) else None
        if region is not None:
            _public(region, 2025, 2025)
        return cls(
            shifts=_shifts(hours),
            zone=timezone,
            holidays=frozenset() if isinstance(holidays, str) else frozenset(map(_date, holidays)),
            workdays=frozenset(map(_date, workdays)),
            region=region,
            seasons=tuple(_season(span, stated) for span, stated in (seasons or {}).items()),
        )

    @cached_property
    def is_always_open(self) -> bool:
        """Whether every hour is worked."""
        if self.holidays or self.region is not None:
            return False
        return all(_is_every_hour(shifts) for shifts in (self.shifts, *(season.shifts for season in self.seasons)))

    def opening_hours(self, first: int, last: int) -> tuple[Ints, Ints]:
        """Return the stretches worked that touch [first, last): begins and ends in microseconds since 1970 UTC.

        They are in order and apart from each other; those at the edges may reach beyond `first` and `last`.
        """
        zone = _zone(self.zone)
        begins: list[int] = []
        ends: list[int] = []
        for day, shifts in self._shifts(first, last):
            for shift in shifts:
                begins.append(_instant(day, shift.begins, zone))
                ends.append(_instant(day, shift.ends, zone))
        return _united(np.array(begins, dtype=np.int64), np.array(ends, dtype=np.int64))

    def working_days(self, first: int, last: int) -> Ints:
        """Return the days since 1970 on which a shift begins: all from that of `first` to that of `last`, and a few more."""
        worked = [day for day, shifts in self._shifts(first, last) if shifts]
        return np.array(worked, dtype="datetime64[D]").astype(np.int64)

    def _shifts(self, first: int, last: int) -> Iterator[tuple[date, list[Shift]]]:
        """Yield the local days whose shifts can touch [first, last), each with its shifts."""
        days = list(_days(first, last))
        off, extra = set(self.holidays), set(self.workdays)
        if self.region is not None and days:
            public, swapped = _public(self.region, days[0].year, days[-1].year)
            off |= public
            extra |= swapped
        plain = _of_day(self.shifts)
        seasonal = [(season, _of_day(season.shifts)) for season in self.seasons]
        for day in days:
            of_day = next((own for season, own in seasonal if season.holds(day)), plain)
            if day in extra:
                back = (of_day[(day.weekday() - step) % 7] for step in range(7))
                shifts: list[Shift] = next(filter(None, back), [])
            else:
                shifts = [] if day in off else of_day[day.weekday()]
            yield day, shifts


def calendar_from(stated: Calendar | Mapping[str, object], *, timezone: str | None, owner: str) -> Calendar:
    """Return the calendar that is stated, as one or as its parts.

    Args:
        stated: a `Calendar`, or a mapping with ``hours`` and perhaps ``timezone``, ``holidays``, ``workdays``, ``seasons``,
            as in `Calendar.of`.
        timezone: zone of those that name none; None where nobody knows.
        owner: whose calendar it is, for messages.

    Raises:
        CalendarError: a part is unknown or missing, or no zone is known.
    """
    if isinstance(stated, Calendar):
        return stated
    parts = dict(stated)
    unknown = sorted(set(parts) - {"hours", "timezone", "holidays", "workdays", "seasons"})
    if unknown or not isinstance(parts.get("hours"), str):
        raise CalendarError.unclear_parts(owner, sorted(parts))
    zone = parts.pop("timezone", None) or timezone
    if zone is None:
        raise CalendarError.no_zone(owner)
    return Calendar.of(timezone=str(zone), **parts)  # type: ignore[arg-type]


def working(a: Ints, b: Ints, calendar: Calendar) -> Ints:
    """Working time between instants: the length of [a, b) within the calendar; 0 where a >= b.

    Args:
        a: begins, microseconds since 1970 UTC, int64.
        b: ends, of the same shape.
        calendar: whose time is meant.

    Returns:
        Microseconds, int64, of the same shape. It adds up over points that split [a, b), and is b - a where the calendar
        is always open.

    >>> office = Calendar.of("Mon-Fri 09:00-12:00, 13:00-18:00", timezone="UTC")
    >>> monday = np.datetime64("2024-01-01", "us").astype(np.int64)
    >>> working(np.array([monday]), np.array([monday + 7 * 86_400_000_000]), office) / 3_600_000_000
    array([40.])
    """
    passed = worked_until(calendar, a, b)
    return np.where(a < b, passed(b) - passed(a), 0)


@dataclass(frozen=True, eq=False)
class Clock:
    """A clock that runs only during working hours: instants (microseconds) to working time passed since a fixed instant."""

    begins: Ints
    ends: Ints
    before: Ints

    def __call__(self, moments: Ints) -> Ints:
        """Return the reading of the clock at each instant; an always-open calendar reads the instant itself."""
        if not self.before.size:
            return moments
        place = np.searchsorted(self.begins, moments, side="right") - 1
        at = np.maximum(place, 0)
        reading: Ints = self.before[at] + np.clip(moments - self.begins[at], 0, (self.ends - self.begins)[at])
        return reading

    def shared(self, other: Clock) -> Clock:
        """Return the clock that runs while both do; good where both are."""
        if not self.before.size or not other.before.size:
            return self if self.before.size else other
        first = np.searchsorted(other.ends, self.begins, side="right")
        counts = np.maximum(np.searchsorted(other.begins, self.ends, side="left") - first, 0)
        mine = np.repeat(np.arange(counts.size), counts)
        theirs = np.arange(mine.size) - np.repeat(np.cumsum(counts) - counts - first, counts)
        begins = np.maximum(self.begins[mine], other.begins[theirs])
        ends = np.minimum(self.ends[mine], other.ends[theirs])
        if not begins.size:
            begins = ends = self.begins[:1]
        return Clock(begins, ends, np.cumsum(ends - begins) - (ends - begins))

    def closed_around(self, moments: Ints) -> tuple[Ints, Ints]:
        """Return the closed stretch up to each instant and from it on: (closing, opening); the instant itself while open.

        An instant of closing time is open until then and closed from then on. Beyond the hours that the clock knows, a
        closed stretch is as long as it can be.
        """
        if not self.before.size:
            return moments, moments
        least, greatest = np.iinfo(np.int64).min // 4, np.iinfo(np.int64).max // 4
        closings = np.concatenate([[least], self.ends])
        openings = np.append(self.begins, greatest)
        past = np.searchsorted(self.begins, moments, side="left")
        closing = np.minimum(closings[past], moments)
        upcoming = np.searchsorted(self.ends, moments, side="right")
        opening = np.maximum(openings[upcoming], moments)
        return closing, opening

    def shows(self, readings: Ints) -> Ints:
        """Return the latest instant of each reading: where it is that of closing time, the instant of opening again."""
        if not self.before.size:
            return readings
        place = np.maximum(np.searchsorted(self.before, readings, side="right") - 1, 0)
        instant: Ints = self.begins[place] + (readings - self.before[place])
        return instant


def worked_until(calendar: Calendar, *moments: Ints) -> Clock:
    """Return the clock of a calendar, good for all instants from the least to the greatest of `moments`."""
    none = np.zeros(0, dtype=np.int64)
    some = [given for given in moments if given.size]
    if calendar.is_always_open or not some:
        return Clock(none, none, none)
    first, last = min(int(given.min()) for given in some), max(int(given.max()) for given in some)
    begins, ends = calendar.opening_hours(first, last)
    if not begins.size:
        begins = ends = np.array([first], dtype=np.int64)
    return Clock(begins, ends, np.cumsum(ends - begins) - (ends - begins))


def _is_every_hour(shifts: Iterable[Shift]) -> bool:
    minutes = np.zeros(8 * DAY, dtype=bool)
    for shift in shifts:
        minutes[shift.day * DAY + shift.begins : shift.day * DAY + shift.ends] = True
    return bool((minutes[: 7 * DAY] | np.pad(minutes[7 * DAY :], (0, 6 * DAY))).all())


def _of_day(shifts: Iterable[Shift]) -> dict[int, list[Shift]]:
    found: dict[int, list[Shift]] = {day: [] for day in range(7)}
    for shift in shifts:
        found[shift.day].append(shift)
    return found


def _united(begins: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Return overlapping and touching stretches as one, in order."""
    some = begins < ends
    begins, ends = begins[some], ends[some]
    order = np.argsort(begins, kind="stable")
    begins, ends = begins[order], np.maximum.accumulate(ends[order])
    apart = begins[1:] > ends[:-1]
    return begins[np.concatenate([[True], apart])[: begins.size]], ends[np.concatenate([apart, [True]])[: ends.size]]


def _days(first: int, last: int) -> Iterator[date]:
    """Yield the local days whose shifts can touch [first, last): a day more on either side, and one for the night before."""
    earliest, latest = (
        (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment)).date() for moment in (first, last)
    )
    day = max(earliest, _FIRST_DAY) - timedelta(days=2)
    until = min(latest, _LAST_DAY) + timedelta(days=1)
    while day <= until:
        yield day
        day += timedelta(days=1)


def _instant(day: date, minutes: int, zone: tzinfo) -> int:
    """Return when the wall clock shows `minutes` after the midnight of `day`, in microseconds since 1970 UTC."""
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return micros(instant)
    # The wall clock never shows this time: it jumps over it, at an instant between the two readings of the time.
    low = micros(wall.replace(tzinfo=zone, fold=1).astimezone(UTC))
    high = micros(instant)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    while high - low > 1:
        middle = (low + high) // 2
        shown = (epoch + timedelta(microseconds=middle)).astimezone(zone).replace(tzinfo=None)
        low, high = (low, middle) if shown > wall else (middle, high)
    return high


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise TimeError.unknown_zone(name) from None


def _public(region: str, first: int, last: int) -> tuple[set[date], set[date]]:
    """Public holidays, and weekend days that are worked instead, of a country or its region, from year to year."""
    import holidays

    country, _, part = region.partition("-")
    try:
        found = holidays.country_holidays(country.upper(), subdiv=part or None, years=range(first, last + 1))
    except NotImplementedError:
        raise CalendarError.unknown_region(region) from None
    return set(found), set(found.weekend_workdays)


SWAPPING_YEARS = range(2015, 2025)
"""Years of which the swapped workdays are known for certain: a country that had some in most of them swaps every year."""


def unpublished_years(region: str, first: int, last: int) -> tuple[int, ...]:
    """Years from `first` to `last` whose swapped workdays are not published, of a country that swaps some every year.

    The weekends that such a country works in place of days off are announced shortly before the year; until then a calendar
    counts them as off.

    Raises:
        CalendarError: no public holidays are known for the region.
    """
    import holidays

    country = region.partition("-")[0].upper()
    years = sorted({*SWAPPING_YEARS, *range(first, last + 1)})
    try:
        swapped = {day.year for day in holidays.country_holidays(country, years=years).weekend_workdays}
    except NotImplementedError:
        raise CalendarError.unknown_region(region) from None
    if len(swapped & set(SWAPPING_YEARS)) < 0.8 * len(SWAPPING_YEARS):
        return ()
    return tuple(year for year in range(first, last + 1) if year not in swapped)


def _season(span: str, hours: str) -> Season:
    found = _SEASON.fullmatch(span.strip())
    try:
        # 2024 has every day that a year can have.
        first, last = (date(2024, int(found[k]), int(found[k + 1])) for k in (1, 3)) if found else (None, None)
    except ValueError:
        first = last = None
    if first is None or last is None:
        raise CalendarError.not_a_season(span)
    return Season((first.month, first.day), (last.month, last.day), _shifts(hours))


def _date(given: date | str) -> date:
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise CalendarError.not_a_date(given) from None


def _shifts(hours: str) -> tuple[Shift, ...]:
    """Read weekly hours: parts between commas and semicolons, each of days, times or both."""
    if hours.strip().casefold() == "closed":
        return ()
    if hours.strip().casefold() == "always":
        hours = "Mon-Sun 00:00-24:00"
    days: list[int] = list(range(7))
    named = False  # days without times yet: the next part may name more of them
    shifts: set[Shift] = set()
    for part in filter(None, (part.strip().casefold() for part in re.split(r"[,;\n]", hours))):
        found = _DAYS.match(part)
        if found:
            first, last = DAYS.index(found[1]), DAYS.index(found[2] or found[1])
            days = (days if named else []) + [(first + step) % 7 for step in range((last - first) % 7 + 1)]
        named = bool(found)
        rest = part[found.end() if found else 0 :].strip()
        while rest:
            span = _SPAN.match(rest)
            if not span:
                raise CalendarError.unreadable_hours(hours, part)
            begins, ends = (int(span[k]) * 60 + int(span[k + 1] or 0) for k in (1, 3))
            if begins >= DAY or ends > DAY or any(int(span[k] or 0) > 59 for k in (2, 4)):
                raise CalendarError.unreadable_hours(hours, part)
            shifts |= {Shift(day, begins, ends if ends > begins else ends + DAY) for day in days}
            named, rest = False, rest[span.end() :].strip()
    if named or not shifts:
        raise CalendarError.unreadable_hours(hours, hours)
    return tuple(sorted(shifts))
