"""Batches: instances that somebody collects and then does one after the other, or at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from mining.waste.ordering import order_by

Ints = npt.NDArray[np.int64]

NO_BATCH = -1
AT_A_TIME = 1 << 16
SMALLEST = 2
"""Instances that make a batch."""


def batches(
    resource: Ints, activity: Ints, enabled: Ints, start: Ints, end: Ints, *, gap: int = 0, smallest: int = SMALLEST
) -> Ints:
    """Which batch each instance belongs to.

    A batch: same resource and activity, in order of start, each instance enabled no later than the start of the first, and
    begun at most `gap` after the latest end so far.

    Args:
        resource: code of each instance's resource, int64; below 0: unknown, in no batch.
        activity: code of the activity.
        enabled: when it could have begun, microseconds.
        start: when it began.
        end: when it ended.
        gap: longest pause inside a batch, microseconds.
        smallest: fewest instances that make a batch.

    Returns:
        Number of the batch, int64 per instance; NO_BATCH (-1) for those in none. Numbers count from 0 in order of
        resource, activity and start.
    """
    rows = np.flatnonzero(resource >= 0)
    by_end = rows[np.argsort(end[rows], kind="stable")]
    order = by_end[order_by(start[by_end], activity[by_end], resource[by_end])]
    who, what, ready, begins, ends = resource[order], activity[order], enabled[order], start[order], end[order]
    # Whom nobody could follow or precede in a batch: only runs of the others are walked through, one by one.
    joins = np.zeros(order.size, dtype=bool)
    joins[1:] = (who[1:] == who[:-1]) & (what[1:] == what[:-1]) & (ready[1:] <= begins[:-1])
    joins = _joined(joins, ready, begins, ends, gap)
    heads = np.flatnonzero(~joins)
    sizes = np.diff(np.append(heads, order.size))
    number = np.where(sizes >= smallest, np.cumsum(sizes >= smallest) - 1, NO_BATCH)
    found = np.full(resource.size, NO_BATCH, dtype=np.int64)
    found[order] = np.repeat(number, sizes)
    return found


def _joined(candidates: npt.NDArray[np.bool_], ready: Ints, begins: Ints, ends: Ints, gap: int) -> npt.NDArray[np.bool_]:
    """Of the candidates, those that join the batch of the instance before them: a walk, because the first one decides."""
    joins = candidates.copy()
    places = np.flatnonzero(candidates)
    previous, first, latest = NO_BATCH, 0, 0
    fails: list[int] = []
    for place, enabled, start, end, start_before, end_before in _walk(places, ready, begins, ends):
        if place != previous + 1:
            first, latest = start_before, end_before
        if enabled <= first and start - latest <= gap:
            # Not max(): this is walked a million times.
            latest = end if end > latest else latest
        else:
            fails.append(place)
            first, latest = start, end
        previous = place
    joins[fails] = False
    return joins


def _walk(places: Ints, ready: Ints, begins: Ints, ends: Ints) -> Iterator[tuple[int, ...]]:
    """Yield what is known of each place and the one before it; some at a time, because numbers of Python are large."""
    for first in range(0, places.size, AT_A_TIME):
        some = places[first : first + AT_A_TIME]
        columns = (some, ready[some], begins[some], ends[some], begins[some - 1], ends[some - 1])
        yield from zip(*(column.tolist() for column in columns), strict=True)


def latest_enabled(batch: Ints, enabled: Ints) -> Ints:
    """When the last item of each instance's batch was enabled: the batch is ready; the own enabled time outside batches."""
    ready = enabled.copy()
    inside = np.flatnonzero(batch != NO_BATCH)
    if inside.size:
        last = np.full(int(batch.max()) + 1, np.iinfo(np.int64).min)
        np.maximum.at(last, batch[inside], enabled[inside])
        ready[inside] = last[batch[inside]]
    return ready
