"""Sweeps over intervals: timelines laid end to end on one axis, and who holds each moment.

All times are int64 microseconds. Timelines (of cases, or of persons) are laid one after another on one axis with a
microsecond between them, so that one sweep without loops serves them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

NOBODY = -1
AXIS = 2**61
"""Longest axis, far enough from the end of int64 for one more timeline of any length that a calendar allows."""
BATCH = 1 << 17
"""Intervals per sweep; it bounds the memory, whatever the size of the log, and what is swept stays near the processor."""


def batches(sizes: Ints, lengths: Ints) -> Iterator[tuple[int, int]]:
    """Yield (first, last + 1) ranges of timelines whose intervals and whose lengths fit one sweep.

    Args:
        sizes: intervals per timeline.
        lengths: microseconds per timeline.
    """
    if not sizes.size:
        return
    filled = (np.cumsum(sizes) - sizes) // BATCH
    reached = ((np.cumsum(lengths.astype(np.float64) + 1) - lengths) / AXIS).astype(np.int64)
    changes = np.flatnonzero((np.diff(filled) != 0) | (np.diff(reached) != 0)) + 1
    cuts = [0, *changes.tolist(), sizes.size]
    yield from pairwise(cuts)


def origins(lengths: Ints) -> Ints:
    """Return where each timeline begins on the axis, one microsecond after the end of the one before."""
    return np.cumsum(lengths + 1) - (lengths + 1)


@dataclass(frozen=True, eq=False)
class Pieces:
    """Disjoint pieces [low, high) in order of time, each held by one interval (its index)."""

    low: Ints
    high: Ints
    holder: Ints

    def held_at(self, moments: Ints) -> Ints:
        """Return who holds each moment; NOBODY where none does."""
        if not self.low.size:
            return np.full(moments.size, NOBODY, dtype=np.int64)
        found = np.searchsorted(self.low, moments, side="right") - 1
        held = (found >= 0) & (moments < self.high[found])
        return np.where(held, self.holder[found], NOBODY)


def started_first(start: Ints, end: Ints, order: Ints) -> Pieces:
    """Return which of the overlapping intervals started first, piece by piece; their union is that of the intervals.

    Of the intervals active at a moment the one that started first holds it: it is the one before which, in order of
    start, every interval has ended.

    Args:
        start: where intervals start.
        end: where they end.
        order: indices of the intervals concerned, in order of start (ties as they shall be settled).
    """
    order = order[end[order] > start[order]]
    ends = end[order]
    before = np.empty(order.size, dtype=np.int64)
    if order.size:
        before[0] = np.iinfo(np.int64).min
        np.maximum.accumulate(ends[:-1], out=before[1:])
    low = np.maximum(start[order], before)
    some = low < ends
    return Pieces(low[some], ends[some], order[some])


def distinct_sorted(*runs: Ints) -> Ints:
    """Return all distinct values of some arrays, in order; quick where the arrays are sorted runs."""
    values = np.sort(np.concatenate(runs), kind="stable")
    if not values.size:
        return values
    first = np.concatenate([[True], values[1:] != values[:-1]])
    distinct: Ints = values[first]
    return distinct


def shared_lengths(start: Ints, end: Ints) -> Ints:
    """Return the length of each interval when overlapping intervals share the time equally; they sum to the union.

    Where a stretch does not divide evenly among those active, the microseconds left over go to the one that started first
    (ties: the first in the given order).

    >>> shared_lengths(np.array([0, 60]), np.array([600, 1200]))
    array([330, 870])
    """
    order = np.argsort(start, kind="stable")
    some = order[end[order] > start[order]]
    ends = np.sort(end[some])
    points = distinct_sorted(start[some], ends)
    if not points.size:
        return np.zeros(start.size, dtype=np.int64)
    low, lengths = points[:-1], np.diff(points)
    active = np.searchsorted(start[some], low, side="right") - np.searchsorted(ends, low, side="right")
    divisor = np.maximum(active, 1)
    each = np.where(active > 0, lengths // divisor, 0)
    total = np.concatenate([[0], np.cumsum(each)])
    shares = np.zeros(start.size, dtype=np.int64)
    shares[some] = total[np.searchsorted(points, end[some])] - total[np.searchsorted(points, start[some])]
    holder = started_first(start, end, order).held_at(low)
    left = np.where(active > 0, lengths % divisor, 0)
    uneven = left > 0
    np.add.at(shares, holder[uneven], left[uneven])
    return shares
