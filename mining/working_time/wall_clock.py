"""The clock on the wall of a zone: at which instant it shows a local time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

import numpy as np
import numpy.typing as npt

from mining.log import micros

Ints = npt.NDArray[np.int64]

DAY = 86_400_000_000
"""In microseconds."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BY_RULE = micros(datetime(2100, 1, 1, tzinfo=UTC))
"""From here on every zone keeps to a rule of the calendar; the last change that is listed by its date is in 2087."""
_CYCLE = 146_097 * DAY
"""400 years, after which the calendar begins again on the same day of the week."""
_EARLIEST = micros(datetime(1, 1, 2, tzinfo=UTC)) // DAY
"""Day of the earliest midnight that every zone can show."""


def instants(walls: Ints, zone: tzinfo) -> Ints:
    """Return when the clock of a zone shows some local times.

    A time that occurs twice means the first; one that is skipped means the instant of the change.

    Args:
        walls: local times, microseconds since 1970 as if they were UTC; from the year 1 to 9999.
        zone: the zone.

    Returns:
        Microseconds since 1970 UTC, in the same order.
    """
    if not walls.size:
        return walls
    later = np.maximum((walls - _BY_RULE) // _CYCLE, 0) * _CYCLE
    here = walls - later
    day = here // DAY
    first = int(day.min())
    offset, steady = _offsets(first, int(day.max()), zone)
    found: Ints = here - offset[day - first]
    near = np.flatnonzero(~steady[day - first])
    times, of = np.unique(here[near], return_inverse=True)
    found[near] = np.array([_instant(time, zone) for time in times.tolist()], dtype=np.int64)[of]
    moments: Ints = found + later
    return moments


def _offsets(first: int, last: int, zone: tzinfo) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Return what the clock is ahead of UTC on each local day, and whether it is so on the days around as well.

    No zone ever changed twice within three days, so that equal offsets at all midnights around a day mean no change.
    """
    around = range(first - 1, last + 3)
    moments = ((_EPOCH + timedelta(days=max(day, _EARLIEST))).astimezone(zone) for day in around)
    ahead = np.array([moment.utcoffset() for moment in moments], dtype="timedelta64[us]").astype(np.int64)
    same = ahead[1:] == ahead[:-1]
    return ahead[1:-2], same[:-2] & same[1:-1] & same[2:]


def _instant(wall: int, zone: tzinfo) -> int:
    shown = datetime(1970, 1, 1) + timedelta(microseconds=wall)
    instant = shown.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == shown:
        return micros(instant)
    # The wall clock never shows this time: it jumps over it, at an instant between the two readings of the time.
    low = micros(shown.replace(tzinfo=zone, fold=1).astimezone(UTC))
    high = micros(instant)
    while high - low > 1:
        middle = (low + high) // 2
        reading = (_EPOCH + timedelta(microseconds=middle)).astimezone(zone).replace(tzinfo=None)
        low, high = (low, middle) if reading > shown else (middle, high)
    return high
