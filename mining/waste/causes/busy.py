"""When resources are busy, and with what: stretches of time with the earliest enabled of the instances at work.

All times are places on one axis, on which resources lie one behind the other
(see `mining.waste.arithmetic.intervals.origins`).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mining.waste.arithmetic.dominance import sums_below
from mining.waste.arithmetic.intervals import distinct_sorted

Ints = npt.NDArray[np.int64]
LATEST = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Busy:
    """Stretches [low, high) in which a resource works, in order, apart from each other; int64 arrays of one length.

    Attributes:
        low: where the stretch begins.
        high: where it ends.
        key: the least key of the instances at work in it.
        group: the resource.
        group_start: number of the first stretch of each resource, int64 (n resources + 1).
    """

    low: Ints
    high: Ints
    key: Ints
    group: Ints
    group_start: Ints

    @cached_property
    def _upto(self) -> Ints:
        return np.concatenate([[0], np.cumsum(self.high - self.low)])

    @cached_property
    def _greatest_so_far(self) -> Ints:
        return np.maximum.accumulate(self.key)

    @cached_property
    def _by_key(self) -> tuple[Ints, Ints]:
        """The keys in order, and the rank of each stretch's key within its resource."""
        order = np.argsort(self.key, kind="stable")
        ranks = np.empty(order.size, dtype=np.int64)
        ranks[order] = np.arange(order.size) - self.group_start[self.group[order]]
        return self.key[order], ranks

    def within(self, a: Ints, b: Ints) -> Ints:
        """How much of each [a, b) is busy."""
        return np.where(a < b, self._passed(b) - self._passed(a), 0)

    def _passed(self, moment: Ints) -> Ints:
        if not self.low.size:
            return np.zeros(moment.size, dtype=np.int64)
        place = np.searchsorted(self.low, moment, side="right") - 1
        at = np.maximum(place, 0)
        inside = np.clip(moment - self.low[at], 0, (self.high - self.low)[at])
        return np.where(place >= 0, self._upto[at] + inside, 0)

    def within_not_above(self, a: Ints, b: Ints, key: Ints) -> Ints:
        """How much of each [a, b), which lies in one resource, is busy with an instance whose key is not above `key`."""
        total = np.zeros(a.size, dtype=np.int64)
        if not self.low.size:
            return total
        keys, ranks = self._by_key
        first = np.searchsorted(self.high, a, side="right")
        last = np.searchsorted(self.low, b, side="left")
        asking = np.flatnonzero((first < last) & (a < b))
        first, last, a, b = first[asking], last[asking], a[asking], b[asking]
        # Keys grow from resource to resource: the greatest so far is one of this resource. Where it is not above the key,
        # nothing in [a, b) is; only what was overtaken needs more than that.
        plain = self._greatest_so_far[last - 1] <= key[asking]
        found = self._upto[last] - self._upto[first]
        below = np.where(plain, LATEST, 0)
        some = np.flatnonzero(~plain)
        starts = self.group_start[self.group[first[some]]]
        below[some] = np.searchsorted(keys, key[asking[some]], side="right") - starts
        found[some] = sums_below(self.high - self.low, ranks, first[some], last[some], below[some])
        # The stretches at the edges may reach beyond [a, b).
        found -= np.where(ranks[first] < below, np.maximum(a - self.low[first], 0), 0)
        found -= np.where(ranks[last - 1] < below, np.maximum(self.high[last - 1] - b, 0), 0)
        total[asking] = found
        return total


def busy(start: Ints, end: Ints, key: Ints, group: Ints, people: Ints) -> Busy:
    """Return when resources are busy: of one that stands for several people, when all of them are.

    The key of a stretch is then the greatest of the least keys that keep all of them busy: with three people the third
    least, so that it is not above that of an instance exactly where three at work were enabled no later.

    Args:
        start: where instances begin, in ascending order.
        end: where they end; those without length are never at work.
        key: a number of each, of which the least counts where several are at work at once; those of a resource are
            above those of the resource before it (times on an axis, say).
        group: the resource of each; on the axis, one lies behind the other.
        people: how many people each resource stands for.
    """
    some = start < end
    start, end, key, group = start[some], end[some], key[some], group[some]
    if (people > 1).any():
        one = people[group] == 1
        alone = busy(start[one], end[one], key[one], group[one], np.ones(people.size, dtype=np.int64))
        runs = [(alone.low, alone.high, alone.key, alone.group)]
        for team in np.flatnonzero(people > 1):
            rows = slice(*np.searchsorted(group, [team, team + 1]))
            low, high, least = _all_at_work(start[rows], end[rows], key[rows], int(people[team]))
            runs.append((low, high, least, np.full(low.size, team)))
        order = np.argsort(np.concatenate([part[0] for part in runs]), kind="stable")
        lows, highs, keys, owner = (np.concatenate([part[k] for part in runs])[order] for k in range(4))
        return Busy(lows, highs, keys, owner, np.searchsorted(owner, np.arange(people.size + 1)))
    reach = np.maximum.accumulate(end)
    meets = np.zeros(start.size, dtype=bool)
    meets[1:] = start[1:] < reach[:-1]
    shared = meets.copy()
    shared[:-1] |= meets[1:]
    low, high, least = start[~shared], end[~shared], key[~shared]
    if shared.any():
        parts = _least_of_overlapping(start[shared], end[shared], key[shared])
        low, high, least = (np.concatenate(pair) for pair in zip((low, high, least), parts, strict=True))
        order = np.argsort(low, kind="stable")
        low, high, least = low[order], high[order], least[order]
    owner = group[np.searchsorted(start, low, side="right") - 1]
    return Busy(low, high, least, owner, np.searchsorted(owner, np.arange(people.size + 1)))


def _all_at_work(start: Ints, end: Ints, key: Ints, people: int) -> tuple[Ints, Ints, Ints]:
    """Stretches in which at least `people` instances are at work: begins, ends, and the least key but `people` - 1."""
    moments = sorted(
        [(moment, 1, own) for moment, own in zip(start.tolist(), key.tolist(), strict=True)]
        + [(moment, 0, own) for moment, own in zip(end.tolist(), key.tolist(), strict=True)]
    )
    at_work: list[int] = []
    found: list[tuple[int, int, int]] = []
    since = 0
    for moment, begins, own in moments:
        if moment > since and len(at_work) >= people:
            found.append((since, moment, at_work[people - 1]))
        since = moment
        if begins:
            insort(at_work, own)
        else:
            del at_work[bisect_left(at_work, own)]
    low, high, least = np.array(found, dtype=np.int64).reshape(-1, 3).T
    return low, high, least


def _least_of_overlapping(start: Ints, end: Ints, key: Ints) -> tuple[Ints, Ints, Ints]:
    """Cut overlapping intervals at all their ends: begins, ends and the least key of each piece that is covered.

    Every interval covers its pieces by two blocks of a power of two; blocks hand their key down to their halves. No
    interval is compared with another, so it stays n log n however many overlap.
    """
    points = distinct_sorted(start, np.sort(end))
    first, last = np.searchsorted(points, start), np.searchsorted(points, end)
    level = np.frexp((last - first).astype(np.float64))[1] - 1
    least = np.full(points.size, LATEST)
    for size in range(int(level.max()), -1, -1):
        here = level == size
        np.minimum.at(least, first[here], key[here])
        np.minimum.at(least, last[here] - (1 << size), key[here])
        if size:
            half = 1 << (size - 1)
            # Right halves first: a block at k hands its key to k and to k + half.
            least[half:] = np.minimum(least[half:], least[:-half].copy())
    covered = np.zeros(points.size + 1, dtype=np.int64)
    np.add.at(covered, first, 1)
    np.add.at(covered, last, -1)
    some = np.flatnonzero(np.cumsum(covered)[: points.size - 1] > 0)
    return points[some], points[some + 1], least[some]
