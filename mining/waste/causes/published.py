"""Causes of waiting in the published order, for comparison.

Lashkevich, Milani, Chapela-Campa, Suvorau, Dumas, "Why am I waiting? Data-driven analysis of waiting times in business
processes", CAiSE 2023: batching, contention, prioritisation, unavailability, extraneous.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mining.waste.arithmetic.dominance import sums_below
from mining.waste.causes.batches import NO_BATCH
from mining.waste.causes.busy import LATEST, Busy, busy
from mining.waste.causes.windows import Windows

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Least:
    """Of places: batch and key of the least instance there, and the least key of one outside its batch; int64 arrays."""

    batch: Ints
    key: Ints
    rival: Ints

    def taken(self, places: Ints | slice) -> Least:
        """Return some places, as copies."""
        return Least(self.batch[places].copy(), self.key[places].copy(), self.rival[places].copy())

    def put(self, places: Ints | slice, least: Least) -> None:
        """Write into some places; only while the whole is being made."""
        self.batch[places], self.key[places], self.rival[places] = least.batch, least.key, least.rival


def published_causes(seen: Windows, closed: Ints) -> dict[str, Ints]:
    """Return batching, contention, overtaking (prioritisation) and closed (unavailability) of each window, microseconds.

    Another instance contends if it was enabled no later than the batch was ready (outside batches: than the instance was
    enabled); one of the same batch if it was enabled no later than the instance.

    Args:
        seen: the windows.
        closed: how much of each lies outside working hours, whatever else it was.
    """
    at, worked = seen.elapsed, seen.worked
    at_work = busy(at.start, at.end, at.enabled, seen.resource, seen.people)
    batching = at.ready - at.enabled
    taken = at_work.within(at.ready, at.start)
    contention = at_work.within_not_above(at.ready, at.start, at.ready) - _only_own_batch(seen, at_work)
    hours = busy(worked.start, worked.end, at.enabled, seen.resource, seen.people)
    explained_in_hours = worked.ready - worked.enabled + hours.within(worked.ready, worked.start)
    outside = closed - (batching + taken - explained_in_hours)
    return {"batching": batching, "contention": contention, "overtaking": taken - contention, "closed": outside}


def _only_own_batch(seen: Windows, at_work: Busy) -> Ints:
    """Time before each start in which nobody was at work who contends, but later enabled items of its own batch."""
    at = seen.elapsed
    lost = np.zeros(at.start.size, dtype=np.int64)
    inside = np.flatnonzero(seen.batch != NO_BATCH)
    if not inside.size:
        return lost
    least = _owners(seen, at_work)
    batch, key, rival = least.batch, least.key, least.rival
    ready = np.zeros(int(seen.batch.max()) + 1, dtype=np.int64)
    ready[seen.batch[inside]] = at.ready[inside]
    own = np.flatnonzero((batch != NO_BATCH) & (rival > ready[np.maximum(batch, 0)]))
    # The stretches of each batch, in order of time and ranked by key: numbers that grow from batch to batch.
    own = own[np.argsort(batch[own], kind="stable")]
    many = at_work.low.size + 1
    places = batch[own] * many + own
    begins = np.searchsorted(batch[own], seen.batch[inside])
    stops = np.searchsorted(places, seen.batch[inside] * many + np.searchsorted(at_work.low, at.start[inside]))
    keys, ranked = np.unique(np.concatenate([key[own], at.enabled[inside]]), return_inverse=True)
    by_key = batch[own] * keys.size + ranked[: own.size]
    order = np.argsort(by_key, kind="stable")
    ranks = np.empty(own.size, dtype=np.int64)
    ranks[order] = np.arange(own.size) - np.searchsorted(batch[own], batch[own])[order]
    below = np.searchsorted(by_key[order], seen.batch[inside] * keys.size + ranked[own.size :], side="right") - begins
    lengths = (at_work.high - at_work.low)[own]
    whole = np.concatenate([[0], np.cumsum(lengths)])
    found = whole[stops] - whole[begins] - sums_below(lengths, ranks, begins, stops, below)
    # An instance without length may begin within a stretch.
    some = np.flatnonzero(stops > begins)
    last = stops[some] - 1
    beyond = np.maximum(at_work.high[own[last]] - at.start[inside[some]], 0)
    found[some] -= np.where(ranks[last] >= below[some], beyond, 0)
    lost[inside] = found
    return lost


def _owners(seen: Windows, at_work: Busy) -> Least:
    """Of each stretch: key and batch of the earliest enabled instance at work, and the least key outside that batch.

    As in `mining.waste.causes.busy`: every instance covers its stretches by two blocks of a power of two, blocks hand
    down to their halves, so that it stays n log n however many are at work at once.
    """
    at = seen.elapsed
    rows = np.flatnonzero(at.end > at.start)
    key, batch = at.enabled[rows], seen.batch[rows]
    first, last = np.searchsorted(at_work.low, at.start[rows]), np.searchsorted(at_work.low, at.end[rows])
    level = np.frexp((last - first).astype(np.float64))[1] - 1
    size = at_work.low.size
    least = Least(np.full(size, NO_BATCH), np.full(size, LATEST), np.full(size, LATEST))
    for power in range(int(level.max(initial=-1)), -1, -1):
        here = np.flatnonzero(level == power)
        for places in (first[here], last[here] - (1 << power)):
            at_places, block = _least_at(places, key[here], batch[here])
            least.put(at_places, _least_of(least.taken(at_places), block))
        if power:
            half = 1 << (power - 1)
            least.put(slice(half, None), _least_of(least.taken(slice(half, None)), least.taken(slice(None, -half))))
    return least


def _least_at(places: Ints, key: Ints, batch: Ints) -> tuple[Ints, Least]:
    """Return the distinct places, and what is least at each."""
    order = np.lexsort((key, places))
    places, key, batch = places[order], key[order], batch[order]
    head = np.flatnonzero(np.concatenate([[True], places[1:] != places[:-1]])[: places.size])
    number = np.cumsum(np.concatenate([[0], places[1:] != places[:-1]])[: places.size])
    rival = np.full(head.size, LATEST)
    others = np.flatnonzero(batch != batch[head][number])
    np.minimum.at(rival, number[others], key[others])
    return places[head], Least(batch[head], key[head], rival)


def _least_of(one: Least, other: Least) -> Least:
    """Return what is least of both together, place by place."""
    same = one.batch == other.batch
    first = one.key <= other.key
    rival_of_one = np.minimum(one.rival, np.where(same, other.rival, other.key))
    rival_of_other = np.minimum(other.rival, np.where(same, one.rival, one.key))
    return Least(
        batch=np.where(first, one.batch, other.batch),
        key=np.where(first, one.key, other.key),
        rival=np.where(first, rival_of_one, rival_of_other),
    )
