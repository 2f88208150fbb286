"""Weekly working hours, and those of a season, read from a text such as "Mon-Fri 09:00-12:00, 13:00-18:00"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from mining.errors import CalendarError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 24 * 60
_DAY_NAME = r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?"
_DAYS = re.compile(rf"{_DAY_NAME}(?:\s*[-–]\s*{_DAY_NAME})?")
_CLOCK = r"(\d{1,2})(?::(\d{2}))?"
_SPAN = re.compile(rf"{_CLOCK}\s*[-–]\s*{_CLOCK}")
_SEASON = re.compile(r"(\d{1,2})-(\d{1,2})\s*\.\.\s*(\d{1,2})-(\d{1,2})")


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

    def holds(self, dates: npt.NDArray[np.datetime64]) -> npt.NDArray[np.bool_]:
        """Mark the dates on which the season is in force."""
        months = dates.astype("datetime64[M]")
        day = 100 * (months.astype(np.int64) % 12 + 1) + (dates - months).astype(np.int64) + 1
        first, last = (100 * month + of_month for month, of_month in (self.first, self.last))
        if first <= last:
            return np.asarray((first <= day) & (day <= last))
        return np.asarray((day >= first) | (day <= last))


def shifts_in(hours: str) -> tuple[Shift, ...]:
    """Read weekly hours: parts between commas and semicolons, each of days, times or both.

    >>> shifts_in("Fri 22:00-06:00")
    (Shift(day=4, begins=1320, ends=1800),)
    """
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


def season_of(span: str, hours: str) -> Season:
    """Read a season, ``MM-DD..MM-DD``, and its weekly hours."""
    found = _SEASON.fullmatch(span.strip())
    try:
        # 2024 has every day that a year can have.
        first, last = (date(2024, int(found[k]), int(found[k + 1])) for k in (1, 3)) if found else (None, None)
    except ValueError:
        first = last = None
    if first is None or last is None:
        raise CalendarError.not_a_season(span)
    return Season((first.month, first.day), (last.month, last.day), shifts_in(hours))
