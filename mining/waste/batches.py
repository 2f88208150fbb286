"""Batches: instances that somebody collects and then does one after the other, or at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from mining.waste.intervals import batches as sweeps
from mining.waste.intervals import origins
from mining.waste.ordering import in_groups

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.signedinteger]

NO_BATCH = -1
AT_A_TIME = 1 << 16
SMALLEST = 2
"""Instances that make a batch."""


def batches(
    resource: Codes, activity: Codes, enabled: Ints, start: Ints, end: Ints, *, gap: int = 0, smallest: int = SMALLEST
) -> Codes:
    """Which batch each instance belongs to.

    A batch: same resource and activity, in order of start, each instance enabled no later than the start of the first, and
    begun at most `gap` after the latest end so far.

    Args:
        resource: code of each instance's resource; below 0: unknown, in no batch.
        activity: code of the activity.
        enabled: when it could have begun, microseconds.
        start: when it began.
        end: when it ended.
        gap: longest pause inside a batch, microseconds.
        smallest: fewest instances that make a batch.

    Returns:
        Number of the batch, int32 per instance; NO_BATCH (-1) for those in none. Numbers count from 0 in order of
        resource, activity and start.
    """
    found = np.full(resource.size, NO_BATCH, dtype=np.int32)
    kinds = int(activity.max(initial=0)) + 1
    rows, bounds = in_groups(np.where(resource >= 0, resource.astype(np.int64) * kinds + activity, -1))
    if not rows.size:
        return found
    sizes, many = np.diff(bounds), 0
    first = np.minimum.reduceat(start[rows], bounds[:-1])
    spans = np.maximum.reduceat(start[rows], bounds[:-1]) - first
    for low, high in sweeps(sizes, spans):
        some = rows[bounds[low] : bounds[high]]
        group = np.repeat(np.arange(high - low), sizes[low:high])
        # Groups lie one behind the other on one axis.
        place = start[some] + (origins(spans[low:high]) - first[low:high])[group]
        order = np.argsort(place, kind="stable")
        if (place[order][1:] == place[order][:-1]).any():
            by_end = np.argsort(end[some], kind="stable")
            order = by_end[np.argsort(place[by_end], kind="stable")]
        some = some[order]
        ready, begins, ends = enabled[some], start[some], end[some]
        # Whom nobody could follow or precede in a batch: only runs of the others are walked through, one by one.
        joins = np.zeros(some.size, dtype=bool)
        joins[1:] = (group[1:] == group[:-1]) & (ready[1:] <= begins[:-1])
        joins = _joined(joins, ready, begins, ends, gap)
        heads = np.flatnonzero(~joins)
        lengths = np.diff(np.append(heads, some.size))
        large = lengths >= smallest
        found[some] = np.repeat(np.where(large, np.cumsum(large) - 1 + many, NO_BATCH), lengths)
        many += int(large.sum())
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


def latest_enabled(batch: Codes, enabled: Ints) -> Ints:
    """When the last item of each instance's batch was enabled: the batch is ready; the own enabled time outside batches."""
    ready = enabled.copy()
    inside = np.flatnonzero(batch != NO_BATCH)
    if inside.size:
        number = batch[inside] - batch[inside].min()
        last = np.full(int(number.max()) + 1, np.iinfo(np.int64).min)
        np.maximum.at(last, number, enabled[inside])
        ready[inside] = last[number]
    return ready
