"""The weekly hours of one group, learnt from the moments at which something begins or ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from mining.waste.instances.placed import Ints, Mask
from mining.working_time.shifts import DAY, Shift

GRAINS = (30, 60, 120)
"""Minutes of the pieces into which a day is divided, the finest first; the first that the evidence bears is taken."""
WEEKS = 4
MOMENTS = 200
"""Fewest weeks and fewest starts and ends from which a pattern is learnt."""
TYPICAL = 0.2
"""A piece of the week is worked if something begins or ends in it on at least this share of the days of a usual one."""
CLEAR = 0.95
"""Probability from which a piece of the week tells by itself whether it is worked."""
SURE = 0.9
"""A pattern is told from this confidence on."""
DAY_OFF = 8.0
"""Starts and ends that a weekday usually has, from which on a day without any is a day off (by chance: 1 in 3,000)."""
MOSTLY = 0.8
"""Share of the days of a weekday on which something happens, from which on it is usually worked."""
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, eq=False)
class Pattern:
    """The hours of one group.

    Attributes:
        name: of the group.
        moments: starts and ends from which it was learnt.
        weeks: from the first to the last of them.
        shifts: weekly working hours; None where the evidence does not tell.
        confidence: how sure each piece of the week is on average, 0.5 to 1; None where nothing could be learnt.
        inside: share of the moments within the hours.
        days_off: single days on which nothing happened although that weekday is usually worked.
        because: why nothing was learnt; empty where it was.
    """

    name: str
    moments: int
    weeks: float
    shifts: tuple[Shift, ...] | None = None
    confidence: float | None = None
    inside: float | None = None
    days_off: tuple[date, ...] = ()
    because: str = ""


def learnt_pattern(name: str, minutes: Ints) -> Pattern:
    """Learn the hours of one group from its moments, in minutes of local clock time since 1970."""
    day = minutes // DAY
    weeks = float(day.max() - day.min() + 1) / 7 if minutes.size else 0.0
    bare = Pattern(name, minutes.size, weeks)
    if weeks < WEEKS:
        return Pattern(name, minutes.size, weeks, because=f"less than {WEEKS} weeks")
    if minutes.size < MOMENTS:
        return Pattern(name, minutes.size, weeks, because=f"less than {MOMENTS} starts and ends")
    days = np.arange(day.min(), day.max() + 1)
    per_day = np.bincount(day - days[0], minlength=days.size)
    weekday = (days + 3) % 7
    usual = np.bincount(weekday, weights=per_day, minlength=7) / np.bincount(weekday, minlength=7)
    seen = np.bincount(weekday[per_day > 0], minlength=7) >= MOSTLY * np.bincount(weekday, minlength=7)
    off = days[(per_day == 0) & (usual[weekday] >= DAY_OFF) & seen[weekday]]
    for grain in GRAINS:
        shifts, confidence = _weekly(minutes, np.setdiff1d(days, off), grain)
        if confidence >= SURE and shifts:
            inside = worked_minutes(shifts)[(minutes + 3 * DAY) % (7 * DAY)]
            return Pattern(
                name,
                minutes.size,
                weeks,
                shifts,
                confidence,
                float(inside.mean()),
                tuple(EPOCH + timedelta(days=int(one)) for one in off),
            )
    return Pattern(bare.name, bare.moments, weeks, confidence=confidence, because="the evidence is not clear enough")


def _weekly(minutes: Ints, days: Ints, grain: int) -> tuple[tuple[Shift, ...], float]:
    """Return the shifts that the days show in pieces of `grain` minutes, and the mean confidence in the pieces."""
    from scipy.special import betainc

    pieces = DAY // grain
    here = np.unique(minutes // grain)
    here = here[np.isin(here // pieces, days)]
    hits = np.bincount((here + 3 * pieces) % (7 * pieces), minlength=7 * pieces)
    seen = np.repeat(np.bincount((days + 3) % 7, minlength=7), pieces)
    share = hits / np.maximum(seen, 1)
    usual = float(np.quantile(share[hits > 0], 0.75))
    least = TYPICAL * usual
    # Probability that the true share is at least `least`, given hits of the days seen.
    worked = 1 - betainc(hits + 0.5, seen - hits + 0.5, least)
    told = worked >= 0.5
    # Where the days do not tell, a piece between two alike is like them.
    before, after = np.roll(told, 1), np.roll(told, -1)
    unsure = (worked > 1 - CLEAR) & (worked < CLEAR) & (before == after)
    return _shifts(np.where(unsure, before, told), grain), float(np.maximum(worked, 1 - worked).mean())


def _shifts(worked: Mask, grain: int) -> tuple[Shift, ...]:
    """Return runs of worked pieces as shifts within their day."""
    shifts = []
    for day, pieces in enumerate(worked.reshape(7, -1)):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], pieces.astype(np.int8), [0]])))
        shifts += [Shift(day, int(first) * grain, int(last) * grain) for first, last in edges.reshape(-1, 2)]
    return tuple(shifts)


def hours_text(shifts: Sequence[Shift]) -> str:
    """Return weekly hours as a blueprint states them.

    >>> hours_text([Shift(0, 540, 720), Shift(0, 780, 1080), Shift(1, 540, 720), Shift(1, 780, 1080), Shift(5, 600, 840)])
    'Mon-Tue 09:00-12:00, 13:00-18:00; Sat 10:00-14:00'
    """
    if bool(worked_minutes(shifts).all()):
        return "always"
    of_day = [", ".join(f"{_clock(s.begins)}-{_clock(s.ends)}" for s in sorted(shifts) if s.day == day) for day in range(7)]
    parts: list[str] = []
    first = 0
    for day in range(1, 8):
        if day == 7 or of_day[day] != of_day[first]:
            if of_day[first]:
                parts.append(f"{NAMES[first]}{f'-{NAMES[day - 1]}' if day - 1 > first else ''} {of_day[first]}")
            first = day
    return "; ".join(parts)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def worked_minutes(shifts: Sequence[Shift]) -> Mask:
    """Return which minutes of the week are worked, from Monday on."""
    minutes = np.zeros(7 * DAY, dtype=bool)
    for shift in shifts:
        place = (np.arange(shift.begins, shift.ends) + shift.day * DAY) % (7 * DAY)
        minutes[place] = True
    return minutes
