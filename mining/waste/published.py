"""Causes of waiting in the published order, for comparison.

Lashkevich, Milani, Chapela-Campa, Suvorau, Dumas, "Why am I waiting? Data-driven analysis of waiting times in business
processes", CAiSE 2023: batching, contention, prioritisation, unavailability, extraneous.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mining.waste.batches import NO_BATCH
from mining.waste.busy import LATEST, Busy, busy
from mining.waste.dominance import sums_below
from mining.waste.windows import Windows

Ints = npt.NDArray[np.int64]


def published_causes(seen: Windows, closed: Ints) -> dict[str, Ints]:
    """Return batching, contention, overtaking (prioritisation) and closed (unavailability) of each window, microseconds.

    Another instance contends if it was enabled no later than the batch was ready (outside batches: than the instance was
    enabled); one of the same batch if it was enabled no later than the instance.

    Args:
        seen: the windows.
        closed: how much of each lies outside working hours, whatever else it was.
    """
    at, worked = seen.elapsed, seen.worked
    at_work = busy(at.start, at.end, at.enabled, seen.resource, seen.resources)
    batching = at.ready - at.enabled
    taken = at_work.within(at.ready, at.start)
    contention = at_work.within_not_above(at.ready, at.start, at.ready) - _only_own_batch(seen, at_work)
    hours = busy(worked.start, worked.end, at.enabled, seen.resource, seen.resources)
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
    batch, key, rival = _owners(seen, at_work)
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


def _owners(seen: Windows, at_work: Busy) -> tuple[Ints, Ints, Ints]:
    """Of each stretch: the batch and key of the earliest enabled instance at work, and the least key outside that batch."""
    at = seen.elapsed
    first, last = np.searchsorted(at_work.low, at.start), np.searchsorted(at_work.low, at.end)
    counts = np.where(at.end > at.start, last - first, 0)
    instance = np.repeat(np.arange(counts.size), counts)
    stretch = np.repeat(first, counts) + np.arange(instance.size) - np.repeat(np.cumsum(counts) - counts, counts)
    order = np.lexsort((at.enabled[instance], stretch))
    instance, stretch = instance[order], stretch[order]
    least = instance[np.searchsorted(stretch, np.arange(at_work.low.size))]
    batch = seen.batch[least]
    others = np.flatnonzero((seen.batch[instance] != batch[stretch]) | (seen.batch[instance] == NO_BATCH))
    rival = np.full(at_work.low.size, LATEST)
    np.minimum.at(rival, stretch[others], at.enabled[instance[others]])
    return batch, at.enabled[least], rival
