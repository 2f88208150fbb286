"""Batches: instances that somebody collects and then does one after the other, or at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from mining.waste.arithmetic.intervals import batches as sweeps
from mining.waste.arithmetic.intervals import origins
from mining.waste.arithmetic.ordering import in_groups

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.signedinteger]
Mask = npt.NDArray[np.bool_]

NO_BATCH = -1
AT_A_TIME = 1 << 16
SIDE_BY_SIDE = 64
"""Runs from which on walking through them at once is faster than one by one."""
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
        # Whom nobody could follow in a batch, whoever began it, is left out: only runs of the others are walked through.
        joins = np.zeros(some.size, dtype=bool)
        joins[1:] = (group[1:] == group[:-1]) & (ready[1:] <= begins[:-1])
        # The ends of other groups may be among these latest ones, which leaves out less, never more.
        shift = place[order] - begins
        joins[1:] &= begins[1:] + shift[1:] - np.maximum.accumulate(ends + shift)[:-1] <= gap
        joins = _joined(joins, ready, begins, ends, gap)
        heads = np.flatnonzero(~joins)
        lengths = np.diff(np.append(heads, some.size))
        large = lengths >= smallest
        found[some] = np.repeat(np.where(large, np.cumsum(large) - 1 + many, NO_BATCH), lengths)
        many += int(large.sum())
    return found


def _joined(candidates: Mask, ready: Ints, begins: Ints, ends: Ints, gap: int) -> Mask:
    """Of the candidates, those that join the batch of the instance before them: a walk, because the first one decides.

    All runs of candidates are walked through at once, side by side; the few longest, in the end, one by one.
    """
    joins = candidates.copy()
    heads = np.flatnonzero(candidates & ~np.append(False, candidates[:-1]))
    stops = np.flatnonzero(candidates & ~np.append(candidates[1:], False)) + 1
    longest = np.argsort(heads - stops, kind="stable")
    place, stops = heads[longest], stops[longest]
    shortness = place - stops
    first, latest = begins[place - 1], ends[place - 1]
    walked = 0
    while (many := int(np.searchsorted(shortness, -walked))) >= SIDE_BY_SIDE:
        place, first, latest = place[:many], first[:many], latest[:many]
        start, end = begins[place], ends[place]
        fits = (ready[place] <= first) & (start - latest <= gap)
        joins[place[~fits]] = False
        first = np.where(fits, first, start)
        latest = np.where(fits, np.maximum(latest, end), end)
        place, walked = place + 1, walked + 1
    left = (column[:many].tolist() for column in (place, stops, first, latest))
    for begin, stop, began, ended in zip(*left, strict=True):
        fails: list[int] = []
        for row, enabled, starts, ends_at in _walk(begin, stop, ready, begins, ends):
            if enabled <= began and starts - ended <= gap:
                # Not max(): this is walked a million times.
                ended = ends_at if ends_at > ended else ended
            else:
                fails.append(row)
                began, ended = starts, ends_at
        joins[fails] = False
    return joins


def _walk(begin: int, stop: int, *columns: Ints) -> Iterator[tuple[int, ...]]:
    """Yield each place and what is known of it; some at a time, because numbers of Python are large."""
    for first in range(begin, stop, AT_A_TIME):
        some = slice(first, min(first + AT_A_TIME, stop))
        yield from zip(range(some.start, some.stop), *(column[some].tolist() for column in columns), strict=True)


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
