"""The windows in which instances wait, laid out for sweeps: resource by resource, on one axis of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mining.waste.batches import latest_enabled
from mining.waste.intervals import batches as sweeps
from mining.waste.intervals import origins
from mining.waste.ordering import order_by
from mining.waste.rota import Rota

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.signedinteger]


@dataclass(frozen=True, eq=False)
class Instances:
    """Instances whose waiting is explained; int64 arrays of one length, times in microseconds since 1970 UTC.

    Attributes:
        resource: code; below 0 where nobody contends for it (unknown, or shared).
        batch: number of the batch; -1 in none.
        enabled: when the instance could have begun; not after `start`.
        ready: when the last item of the batch was enabled, not after `start`; `enabled` in no batch.
        start: when it began.
        end: when it ended; not before `start`.
        since: from when on its waiting is explained; from `enabled` to `start`.
        rota: whose calendar each has.
        people: how many people work under each code of a resource, int64; None: one under each.
    """

    resource: Codes
    batch: Codes
    enabled: Ints
    ready: Ints
    start: Ints
    end: Ints
    since: Ints
    rota: Rota
    people: Ints | None = None

    @classmethod
    def of(
        cls,
        resource: Ints,
        batch: Ints,
        times: tuple[Ints, Ints, Ints],
        rota: Rota,
        people: Ints | None = None,
    ) -> Instances:
        """Put instances together; `times` are enabled, start, end; waiting is explained from enabled on."""
        enabled, start, end = times
        # Codes are small: half the room, until some are looked at.
        resource, batch = resource.astype(np.int32), batch.astype(np.int32)
        return cls(resource, batch, enabled, latest_enabled(batch, enabled), start, end, enabled, rota, people)

    def explained_since(self, since: Ints) -> Instances:
        """Return the same instances, whose waiting is explained from `since` on."""
        return replace(self, since=since)

    @cached_property
    def closed(self) -> Ints:
        """How much of [since, start) lies outside working hours."""
        if not self.rota.is_stated:
            return np.zeros(self.start.size, dtype=np.int64)
        return (self.start - self.since) - self.rota.worked(self.since, self.start, self.rota.of_row)

    @cached_property
    def opened(self) -> tuple[Ints, ...] | None:
        """`TIMES` by the clock that runs in working hours only; None where every hour is worked."""
        if not self.rota.is_stated:
            return None
        opened = [getattr(self, name).copy() for name in TIMES]
        for number, clock in enumerate(self.rota.clocks):
            rows = np.flatnonzero(self.rota.of_row == number)
            for time in opened if rows.size else ():
                time[rows] = clock(time[rows])
        return tuple(opened)


TIMES = ("enabled", "ready", "start", "end", "since")


@dataclass(frozen=True, eq=False)
class Times:
    """Times of instances as places on the axis, in order of start."""

    enabled: Ints
    ready: Ints
    start: Ints
    end: Ints
    since: Ints


@dataclass(frozen=True, eq=False)
class Windows:
    """Some resources' instances in order of resource and start.

    Attributes:
        rows: the instances, as indices.
        resource: number of the resource, from 0.
        people: how many people each resource stands for.
        batch: as in `Instances`.
        elapsed: times on the axis.
        worked: the same on an axis of working hours, on which closed time has no length.
    """

    rows: Ints
    resource: Ints
    people: Ints
    batch: Ints
    elapsed: Times
    worked: Times


def windows(instances: Instances) -> Iterator[Windows]:
    """Yield the windows of resources that contend, as many resources at a time as one axis and one sweep can hold."""
    rows = np.flatnonzero(instances.resource >= 0)
    order = rows[order_by(instances.start[rows], instances.resource[rows])]
    if not order.size:
        return
    code = instances.resource[order]
    people = np.ones(int(code[-1]) + 1, dtype=np.int64) if instances.people is None else instances.people
    first = np.flatnonzero(np.concatenate([[True], code[1:] != code[:-1]]))
    sizes = np.diff(np.append(first, code.size))
    least = np.minimum.reduceat(instances.enabled[order], first)
    greatest = np.maximum.reduceat(instances.end[order], first)
    for low, high in sweeps(sizes, greatest - least):
        rows = order[first[low] : first[low] + int(sizes[low:high].sum())]
        resource = np.repeat(np.arange(high - low), sizes[low:high])
        begins = origins(greatest[low:high] - least[low:high])
        shift = (begins - least[low:high])[resource]
        elapsed = Times(*(getattr(instances, name)[rows] + shift for name in TIMES))
        worked = elapsed
        if instances.opened is not None:
            # Working time is never longer than elapsed time, so that the same places hold it.
            opened = [time[rows] for time in instances.opened]
            least_worked = np.minimum.reduceat(opened[0], np.cumsum(sizes[low:high]) - sizes[low:high])
            worked = Times(*(time + (begins - least_worked)[resource] for time in opened))
        yield Windows(
            rows=rows,
            resource=resource,
            people=people[code[first[low:high]]],
            batch=instances.batch[rows].astype(np.int64),
            elapsed=elapsed,
            worked=worked,
        )
