"""Working hours as intervals of UTC seconds: who is there, and when nobody is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
Presence = tuple[int, int, str]
"""From, until (UTC seconds, half-open), person."""


def weekdays(text: str) -> frozenset[int]:
    """Return the weekdays (Monday is 0) of ``Mon-Fri``, ``Sun-Thu`` or ``Sat``.

    >>> sorted(weekdays("Fri-Mon"))
    [0, 4, 5, 6]
    """
    first, _, last = text.partition("-")
    start, end = DAYS.index(first), DAYS.index(last or first)
    return frozenset((start + k) % 7 for k in range((end - start) % 7 + 1))


def presences(rota: Mapping[str, str], first: date, last: date, zone: ZoneInfo) -> list[Presence]:
    """Return when each person of a rota is there on the local days first..last, by time.

    Args:
        rota: person -> ``Mon-Fri 07:00-15:00``, several stretches of a day separated by commas, several lines by ``;``.
            A stretch that ends before it begins runs over midnight.
        first: first local day.
        last: last local day.
        zone: the zone of the rota.
    """
    found: list[Presence] = []
    stretches = [
        (person, weekdays(days), *_clocks(stretch))
        for person, text in rota.items()
        for line in text.split(";")
        for days, _, hours in [line.strip().partition(" ")]
        for stretch in hours.split(",")
    ]
    day = first
    while day <= last:
        for person, days, start, end in stretches:
            if day.weekday() in days:
                begins = moment(day, start, zone)
                ends = moment(day, end, zone) if end > start else moment(day + timedelta(days=1), end, zone)
                found.append((begins, ends, person))
        day += timedelta(days=1)
    return sorted(found)


def _clocks(stretch: str) -> tuple[str, str]:
    start, _, end = stretch.strip().partition("-")
    return start, end


def moment(day: date, clock: str, zone: ZoneInfo) -> int:
    """Return the UTC seconds of a local day and ``HH:MM``."""
    hour, minute = clock.split(":")
    return int(datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=zone).timestamp())


class Absence:
    """The stretches in which nobody of a team is there."""

    def __init__(self, presences: Iterable[Presence]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._before: list[int] = [0]
        until: int | None = None
        for start, end, _ in sorted(presences):
            if until is not None and start > until:
                self._starts.append(until)
                self._ends.append(start)
                self._before.append(self._before[-1] + start - until)
            until = end if until is None else max(until, end)

    def _until(self, time: int) -> int:
        k = bisect_right(self._starts, time)
        if not k:
            return 0
        return self._before[k - 1] + min(time, self._ends[k - 1]) - self._starts[k - 1]

    def between(self, start: int, end: int) -> int:
        """Return the seconds of [start, end) in which nobody is there."""
        return self._until(end) - self._until(start) if end > start else 0
