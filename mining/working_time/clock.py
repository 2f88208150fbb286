"""A clock that runs during working hours only, and the working time between instants by it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mining.working_time.calendars import Calendar

Ints = npt.NDArray[np.int64]

FAR_BEFORE, FAR_AFTER = np.iinfo(np.int64).min // 4, np.iinfo(np.int64).max // 4
"""Instants beyond all others, far enough from the ends of int64 to be reckoned with."""


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
        closings = np.concatenate([[FAR_BEFORE], self.ends])
        openings = np.append(self.begins, FAR_AFTER)
        past = np.searchsorted(self.begins, moments, side="left")
        closing = np.minimum(closings[past], moments)
        upcoming = np.searchsorted(self.ends, moments, side="right")
        opening = np.maximum(openings[upcoming], moments)
        return closing, opening

    def shows(self, readings: Ints) -> Ints:
        """Return the latest instant of each reading: where it is that of closing time, the instant of opening again.

        Beyond the hours that the clock knows, it is as far away as it can be.
        """
        if not self.before.size:
            return readings
        place = np.maximum(np.searchsorted(self.before, readings, side="right") - 1, 0)
        instant: Ints = self.begins[place] + (readings - self.before[place])
        instant = np.where(readings < 0, FAR_BEFORE, instant)
        return np.where(readings >= self.before[-1] + self.ends[-1] - self.begins[-1], FAR_AFTER, instant)


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
