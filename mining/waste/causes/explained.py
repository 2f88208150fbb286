"""Contention, batching and overtaking in the default order, for several beginnings of the waiting in one sweep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mining.waste.causes.batches import NO_BATCH
from mining.waste.causes.busy import Busy, busy
from mining.waste.causes.windows import Instances, Times, Windows, windows

Ints = npt.NDArray[np.int64]

TOLD = ("contention", "batching", "overtaking")
"""Causes that are told here, in the order of `Explained.lengths`; what else waits is closed or other."""
IDLE = 0.1
"""Share of the time in which a batch filled, in which its resource had nothing else to do: below it, it did not collect."""


@dataclass(frozen=True, eq=False)
class Explained:
    """Why the instances of some resources waited.

    Attributes:
        seen: their windows.
        collected: marks the items of batches that somebody collected.
        lengths: for each beginning of the waiting, microseconds of contention, batching and overtaking (3, n windows).
    """

    seen: Windows
    collected: npt.NDArray[np.bool_]
    lengths: tuple[Ints, ...]


def explained(instances: Instances, since: Sequence[Ints]) -> Iterator[Explained]:
    """Say why instances waited, some resources at a time.

    When a resource works, and with what, does not depend on since when an instance is said to wait, so it is told once.

    Args:
        instances: their own `since` has no say.
        since: beginnings of the waiting, each one moment per instance, from its enabled time to its start.
    """
    for seen in windows(instances):
        at, key = seen.worked, seen.elapsed.enabled
        at_work = busy(at.start, at.end, key, seen.resource, seen.people)
        collected = _collected(seen, at, at_work)
        if seen.counted is not at:
            # What was closed has no length on the axis on which causes are counted.
            at = seen.counted
            at_work = busy(at.start, at.end, key, seen.resource, seen.people)
        ready = np.where(collected, at.ready, at.enabled)
        begins = [at.enabled if moments is instances.enabled else at.axis.places(moments) for moments in since]
        lengths: list[Ints] = []
        for number, begin in enumerate(begins):
            found = np.zeros((len(TOLD), begin.size), dtype=np.int64)
            asked = begin < at.start
            for other, known in zip(begins[:number], lengths, strict=True):
                same = np.flatnonzero(asked & (begin == other))
                found[:, same] = known[:, same]
                asked[same] = False
            rows = np.flatnonzero(asked)
            found[:, rows] = _told(at_work, begin[rows], ready[rows], at.start[rows], key[rows])
            lengths.append(found)
        yield Explained(seen, collected, tuple(lengths))


def _told(at_work: Busy, since: Ints, ready: Ints, start: Ints, key: Ints) -> tuple[Ints, Ints, Ints]:
    """Divide [since, start) of some instances, whose batch (if anybody collected it) was `ready`."""
    contention = at_work.within_not_above(since, start, key)
    ready = np.maximum(ready, since)
    collected = ready - since
    # Contention or batching: until the batch was ready, and contention from then on.
    either = contention.copy()
    some = np.flatnonzero(collected > 0)
    either[some] = collected[some] + at_work.within_not_above(ready[some], start[some], key[some])
    told = collected + at_work.within(ready, start)
    return contention, either - contention, told - either


def _collected(seen: Windows, at: Times, at_work: Busy) -> npt.NDArray[np.bool_]:
    """Mark the items of batches that somebody collected: he could have begun, and had nothing else to do, and did not.

    Whoever works without a pause while items wait makes runs of equal items too (always in a plain queue, and among what is
    overtaken by what is urgent), but for want of time, not because he waits for more of them.
    """
    inside = np.flatnonzero(seen.batch != NO_BATCH)
    collected = np.zeros(seen.batch.size, dtype=bool)
    if inside.size:
        batch = seen.batch[inside] - seen.batch[inside].min()
        first = np.full(int(batch.max()) + 1, np.iinfo(np.int64).max)
        np.minimum.at(first, batch, at.enabled[inside])
        ready = np.full(first.size, np.iinfo(np.int64).min)
        np.maximum.at(ready, batch, at.ready[inside])
        some = np.flatnonzero(ready > first)
        fills = ready[some] - first[some]
        waits = np.zeros(first.size, dtype=bool)
        waits[some] = fills - at_work.within(first[some], ready[some]) >= IDLE * fills
        collected[inside] = waits[batch]
    return collected
