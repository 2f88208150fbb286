"""When a resource is at work: weekly hours, seasons, holidays and special workdays, by the clock of one zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

from mining.errors import CalendarError, TimeError
from mining.log import micros
from mining.working_time.public_holidays import public_days
from mining.working_time.shifts import DAY as MINUTES
from mining.working_time.shifts import Season, Shift, season_of, shifts_in
from mining.working_time.wall_clock import DAY, instants

Ints = npt.NDArray[np.int64]
Dates = npt.NDArray[np.datetime64]

_FIRST, _LAST = (micros(datetime(*day, tzinfo=UTC)) for day in ((1, 1, 3), (9999, 12, 29)))
"""Days around which every zone still has a day before and after."""
_MINUTE = 60_000_000
_MONDAY = 3
"""1970 began on a Thursday."""
_BLOCK = 91 * DAY
"""Hours are worked out by so many days."""


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
            public_days(region, 2025, 2025)
        return cls(
            shifts=shifts_in(hours),
            zone=timezone,
            holidays=frozenset() if isinstance(holidays, str) else frozenset(map(_date, holidays)),
            workdays=frozenset(map(_date, workdays)),
            region=region,
            seasons=tuple(season_of(span, stated) for span, stated in (seasons or {}).items()),
        )

    @cached_property
    def is_always_open(self) -> bool:
        """Whether every hour is worked."""
        if self.holidays or self.region is not None:
            return False
        return all(_is_every_hour(shifts) for shifts in (self.shifts, *(season.shifts for season in self.seasons)))

    def opening_hours(self, first: int, last: int) -> tuple[Ints, Ints]:
        """Return the stretches worked that touch [first, last): begins and ends in microseconds since 1970 UTC.

        They are in order and apart from each other; those of two days more on either side are there, too.
        """
        begins, ends = _hours_of(self, *(int(np.clip(moment, _FIRST, _LAST)) // _BLOCK for moment in (first, last)))
        around = 2 * DAY
        near = slice(np.searchsorted(ends, first - around, "right"), np.searchsorted(begins, last + around, "left"))
        return begins[near], ends[near]

    def working_days(self, first: int, last: int) -> Ints:
        """Return the days since 1970 on which a shift begins: all from that of `first` to that of `last`, and a few more."""
        days, shifts, _ = self._shifts(first, last)
        return days[shifts >= 0]

    def _shifts(self, first: int, last: int) -> tuple[Ints, Ints, list[list[Shift]]]:
        """Return the local days whose shifts can touch [first, last), and the place of their shifts in a list; -1: none."""
        days = _days(first, last)
        dates = days.astype("datetime64[D]")
        off, extra = set(self.holidays), set(self.workdays)
        if self.region is not None and days.size:
            public, swapped = public_days(self.region, *(date.fromisoformat(str(dates[end])).year for end in (0, -1)))
            off |= public
            extra |= swapped
        weeks = [_of_week(shifts) for shifts in (self.shifts, *(season.shifts for season in self.seasons))]
        week = np.zeros(days.size, dtype=np.int64)
        for number, season in reversed(list(enumerate(self.seasons, 1))):
            week[season.holds(dates)] = number
        usual = 7 * week + (days + _MONDAY) % 7
        # A special workday has the shifts of the nearest day of the week before it that has some.
        instead = [
            next((7 * k + (day - back) % 7 for back in range(7) if of[(day - back) % 7]), -1)
            for k, of in enumerate(weeks)
            for day in range(7)
        ]
        listed = [shifts for of in weeks for shifts in of]
        works = np.array([place if shifts else -1 for place, shifts in enumerate(listed)])[usual]
        works[_among(dates, off)] = -1
        special = _among(dates, extra)
        works[special] = np.array(instead)[usual[special]]
        return days, works, listed


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


@lru_cache(maxsize=4)
def _hours_of(calendar: Calendar, first: int, last: int) -> tuple[Ints, Ints]:
    """Return the stretches worked in some blocks of days and around them: what several targets ask is worked out once."""
    days, works, listed = calendar._shifts(max(first * _BLOCK, _FIRST), min((last + 1) * _BLOCK, _LAST))
    begins, ends = [days[:0]], [days[:0]]
    for place, shifts in enumerate(listed):
        midnights = days[works == place] * DAY if shifts else days[:0]
        begins += [midnights + shift.begins * _MINUTE for shift in shifts]
        ends += [midnights + shift.ends * _MINUTE for shift in shifts]
    sides = instants(np.concatenate([*begins, *ends]), _zone(calendar.zone))
    hours = _united(*np.split(sides, 2))
    for side in hours:
        side.setflags(write=False)
    return hours


def _is_every_hour(shifts: Iterable[Shift]) -> bool:
    minutes = np.zeros(8 * MINUTES, dtype=bool)
    for shift in shifts:
        minutes[shift.day * MINUTES + shift.begins : shift.day * MINUTES + shift.ends] = True
    return bool((minutes[: 7 * MINUTES] | np.pad(minutes[7 * MINUTES :], (0, 6 * MINUTES))).all())


def _of_week(shifts: Iterable[Shift]) -> list[list[Shift]]:
    found: list[list[Shift]] = [[] for _ in range(7)]
    for shift in shifts:
        found[shift.day].append(shift)
    return found


def _among(dates: Dates, some: Iterable[date]) -> npt.NDArray[np.bool_]:
    return np.isin(dates, np.array(sorted(some), dtype="datetime64[D]"))


def _united(begins: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Return overlapping and touching stretches as one, in order."""
    some = begins < ends
    begins, ends = begins[some], ends[some]
    order = np.argsort(begins, kind="stable")
    begins, ends = begins[order], np.maximum.accumulate(ends[order])
    apart = begins[1:] > ends[:-1]
    return begins[np.concatenate([[True], apart])[: begins.size]], ends[np.concatenate([apart, [True]])[: ends.size]]


def _days(first: int, last: int) -> Ints:
    """Return the local days whose shifts can touch [first, last): a day on either side, and one for the night before."""
    return np.arange(max(first, _FIRST) // DAY - 2, min(last, _LAST) // DAY + 2)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise TimeError.unknown_zone(name) from None


def _date(given: date | str) -> date:
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise CalendarError.not_a_date(given) from None
