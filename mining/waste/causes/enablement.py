"""When each instance could have begun."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mining.log import NO_TIME, EventLog
from mining.waste.arithmetic.ranges import case_ranges
from mining.waste.causes.concurrency import Relation

Ints = npt.NDArray[np.int64]

NONE = -1
STEPS_BACK = 8
"""Concurrent predecessors that are passed one by one; beyond, each activity is looked up."""


@dataclass(frozen=True, eq=False)
class Enablement:
    """When each instance could have begun, and what it waited for; int64 arrays (`source`: int32), one entry per instance.

    Attributes:
        enabled: microseconds since 1970 UTC; never after the start.
        start: microseconds; an unknown start is read as the end.
        source: row of the instance whose end enabled it; NONE (-1) where the arrival of the case did.
    """

    enabled: Ints
    start: Ints
    source: npt.NDArray[np.int32]


def enablement(log: EventLog, concurrent: Relation) -> Enablement:
    """The latest end, not after its start, of an earlier instance of the case not concurrent with it; else the arrival.

    Args:
        log: with times.
        concurrent: which activities are concurrent (see `mining.waste.causes.concurrency`), Boolean (n activities, n
            activities). Instances of the same activity are never concurrent.

    Raises:
        TimeError: the log has no times.
    """
    log.needs_sums("Enablement")
    enabled, source = np.empty(log.instances, dtype=np.int64), np.empty(log.instances, dtype=np.int32)
    unknown = bool(log.events["start"].null_count())
    start = np.where(log.start_micros == NO_TIME, log.end_micros, log.start_micros) if unknown else log.start_micros
    for first, last, rows in case_ranges(log):
        case = log.case_codes[rows].astype(np.int64) - first
        heads = log.offsets[first:last] - rows.start
        times = start[rows], log.end_micros[rows], log.moments[rows]
        before = _sources(heads[case], log.activity_codes[rows], *times, concurrent)
        none = before == NONE
        enabled[rows] = np.where(none, log.arrival_micros[first:last][case], log.end_micros[rows][before])
        source[rows] = np.where(none, NONE, before + rows.start)
    return Enablement(enabled, start, source)


def _sources(
    first: Ints, activity: npt.NDArray[np.uint32], start: Ints, end: Ints, moment: Ints, concurrent: Relation
) -> Ints:
    """The row that enabled each instance of some cases, NONE where the arrival did; `first` is the first row of its case."""
    source = _last_before(moment, first, np.arange(first.size), start)
    # Instances that enable nothing (never ended) and concurrent ones are passed on the way back.
    known = end != NO_TIME
    asking = np.flatnonzero(source >= first)
    for _ in range(STEPS_BACK):
        here = source[asking]
        asking = asking[concurrent[activity[here], activity[asking]] | ~known[here]]
        source[asking] -= 1
        asking = asking[source[asking] >= first[asking]]
    here = source[asking]
    asking = asking[concurrent[activity[here], activity[asking]] | ~known[here]]
    if asking.size:
        source[asking] = _looked_up(activity, known, concurrent, asking, source[asking])
    return np.where(source >= first, source, NONE)


def _last_before(moment: Ints, first: Ints, rows: Ints, start: Ints) -> Ints:
    """The last row of the same case, above the own one, whose moment is not after the start; below `first` where none is."""
    last = rows - 1
    asking = rows[(last >= first) & (moment[last] > start)]
    # Halving: `low` is always a row (or the place before the case) not after the start, `high` one after it.
    low, high = first[asking] - 1, last[asking]
    while asking.size and bool((high - low > 1).any()):
        middle = (low + high) // 2
        fits = (moment[np.maximum(middle, 0)] <= start[asking]) & (middle > low)
        low, high = np.where(fits, middle, low), np.where(fits | (high - low <= 1), high, middle)
    last[asking] = low
    return last


def _looked_up(
    activity: npt.NDArray[np.uint32], known: npt.NDArray[np.bool_], concurrent: Relation, asking: Ints, until: Ints
) -> Ints:
    """The last row up to `until`, perhaps of another case, whose activity is not concurrent: one search per activity."""
    best = np.full(asking.size, NONE, dtype=np.int64)
    for other in range(concurrent.shape[0]):
        places = np.flatnonzero((activity == other) & known)
        if places.size:
            found = np.searchsorted(places, until, side="right") - 1
            fits = (found >= 0) & ~concurrent[other, activity[asking]]
            best = np.where(fits, np.maximum(best, places[np.maximum(found, 0)]), best)
    return best
