"""Times far from all others: placeholders (1900, 1970, 9999), typing errors in the year."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

Micros = npt.NDArray[np.int64]
DAY = 86_400_000_000
YEAR = 365 * DAY
REACH = 10
"""So many times the span of the middle nine tenths (at least a year) may a time lie away from the median."""
PLACEHOLDERS = tuple(
    date.fromisoformat(day) for day in ("0001-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1970-01-01", "9999-12-31")
)
"""Days that programs write where they know none."""


def far_away(moments: Micros) -> npt.NDArray[np.bool_]:
    """Mark the moments (microseconds since 1970 UTC, all known) that no service can have seen.

    Far away is what lies further from the median than ten times the span from the 5 % to the 95 % quantile (at least ten
    years), and a day that programs write where they know none, more than a year from the median.

    >>> far_away(np.array([0, DAY, 2 * DAY, 9000 * YEAR])).tolist()
    [False, False, False, True]
    """
    far = np.zeros(moments.size, dtype=bool)
    if not moments.size:
        return far
    earliest, latest = int(moments.min()), int(moments.max())
    blanks = [(day - date(1970, 1, 1)).days * DAY for day in PLACEHOLDERS]
    if latest - earliest <= YEAR:
        return far
    if latest - earliest <= REACH * YEAR and not any(earliest - DAY < begin <= latest for begin in blanks):
        return far  # no two are so far from each other, and none lies on such a day
    places = [int(share * (moments.size - 1)) for share in (0.05, 0.5, 0.95)]
    ordered = np.partition(moments, places)
    low, middle, high = (float(ordered[place]) for place in places)
    reach = max(high - low, YEAR) * REACH
    far |= (moments < middle - reach) | (moments > middle + reach)
    for begin in blanks:
        if abs(begin - middle) > YEAR:
            far |= (moments >= begin) & (moments < begin + DAY)
    return far
