"""The windows in which instances wait, laid out for sweeps: resource by resource, on one axis of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mining.waste.batches import latest_enabled
from mining.waste.calendars import Calendar, Clock, worked_until
from mining.waste.intervals import batches as sweeps
from mining.waste.intervals import origins

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Instances:
    """Instances whose waiting is explained; int64 arrays of one length, times in microseconds since 1970 UTC.

    Attributes:
        resource: code; below 0 where nobody contends for it (unknown, or shared).
        batch: number of the batch; -1 in none.
        enabled: when the instance could have begun; not after `start`.
        start: when it began.
        end: when it ended; not before `start`.
        opened: each time of `enabled`, `ready`, `start`, `end` (rows) by the clock that runs in working hours only.
        ready: when the last item of the batch was enabled, not after `start`; `enabled` in no batch.
    """

    resource: Ints
    batch: Ints
    enabled: Ints
    ready: Ints
    start: Ints
    end: Ints
    opened: Ints

    @property
    def closed(self) -> Ints:
        """How much of [enabled, start) lies outside working hours."""
        closed: Ints = (self.start - self.enabled) - (self.opened[2] - self.opened[0])
        return closed


@dataclass(frozen=True, eq=False)
class Times:
    """Times of instances as places on the axis, in order of start."""

    enabled: Ints
    ready: Ints
    start: Ints
    end: Ints


@dataclass(frozen=True, eq=False)
class Windows:
    """Some resources' instances in order of resource and start.

    Attributes:
        rows: the instances, as indices.
        resource: number of the resource, from 0.
        resources: how many.
        batch: as in `Instances`.
        elapsed: times on the axis.
        worked: the same on an axis of working hours, on which closed time has no length.
    """

    rows: Ints
    resource: Ints
    resources: int
    batch: Ints
    elapsed: Times
    worked: Times


def instances_of(
    resource: Ints,
    contends: npt.NDArray[np.bool_],
    batch: Ints,
    times: tuple[Ints, Ints, Ints],
    calendars: Mapping[int, Calendar],
) -> Instances:
    """Put instances together; `times` are enabled, start, end; `calendars` belong to resource codes, none is always open."""
    enabled, start, end = times
    ready = latest_enabled(batch, enabled)
    opened = np.stack([enabled, ready, start, end])
    clocks: dict[Calendar, Clock] = {}
    for code, calendar in calendars.items():
        rows = np.flatnonzero(resource == code)
        if calendar not in clocks:
            clocks[calendar] = worked_until(calendar, enabled, end)
        if rows.size:
            opened[:, rows] = clocks[calendar](opened[:, rows])
    return Instances(np.where(contends, resource, -1), batch, enabled, ready, start, end, opened)


def windows(instances: Instances) -> Iterator[Windows]:
    """Yield the windows of resources that contend, as many resources at a time as one axis and one sweep can hold."""
    order = np.lexsort((instances.start, instances.resource))
    order = order[np.searchsorted(instances.resource[order], 0) :]
    if not order.size:
        return
    code = instances.resource[order]
    first = np.flatnonzero(np.concatenate([[True], code[1:] != code[:-1]]))
    sizes = np.diff(np.append(first, code.size))
    least = np.minimum.reduceat(instances.enabled[order], first)
    greatest = np.maximum.reduceat(instances.end[order], first)
    least_worked = np.minimum.reduceat(instances.opened[0, order], first)
    for low, high in sweeps(sizes, greatest - least):
        rows = order[first[low] : first[low] + int(sizes[low:high].sum())]
        resource = np.repeat(np.arange(high - low), sizes[low:high])
        begins = origins(greatest[low:high] - least[low:high])
        shift = (begins - least[low:high])[resource]
        # Working time is never longer than elapsed time, so that the same places hold it.
        shift_worked = (begins - least_worked[low:high])[resource]
        elapsed = (instances.enabled, instances.ready, instances.start, instances.end)
        yield Windows(
            rows=rows,
            resource=resource,
            resources=high - low,
            batch=instances.batch[rows],
            elapsed=Times(*(times[rows] + shift for times in elapsed)),
            worked=Times(*(times[rows] + shift_worked for times in instances.opened)),
        )
