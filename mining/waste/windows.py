"""The windows in which instances wait, laid out for sweeps: resource by resource, on one axis of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mining.waste.batches import latest_enabled
from mining.waste.intervals import batches as sweeps
from mining.waste.intervals import origins
from mining.waste.ordering import order_by
from mining.working_time.calendars import Calendar, worked_until

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
        opened: `enabled`, `ready`, `start` and `end` (one row each) by the clock that runs in working hours only; None where
            every hour is worked.
        ready: when the last item of the batch was enabled, not after `start`; `enabled` in no batch.
    """

    resource: Ints
    batch: Ints
    enabled: Ints
    ready: Ints
    start: Ints
    end: Ints
    opened: Ints | None

    @property
    def closed(self) -> Ints:
        """How much of [enabled, start) lies outside working hours."""
        if self.opened is None:
            return np.zeros(self.start.size, dtype=np.int64)
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
    opened = None
    kinds = [calendar for calendar in dict.fromkeys(calendars.values()) if not calendar.is_always_open]
    if kinds:
        opened = np.stack([enabled, ready, start, end])
        kind = np.full(int(resource.max(initial=0)) + 2, -1)
        for code, calendar in calendars.items():
            kind[code] = kinds.index(calendar) if calendar in kinds else -1
        # The last place is that of the unknown resource, -1.
        kept = kind[resource]
        for number, calendar in enumerate(kinds):
            rows = np.flatnonzero(kept == number)
            opened[:, rows] = worked_until(calendar, enabled[rows], end[rows])(opened[:, rows])
    return Instances(np.where(contends, resource, -1), batch, enabled, ready, start, end, opened)


def windows(instances: Instances) -> Iterator[Windows]:
    """Yield the windows of resources that contend, as many resources at a time as one axis and one sweep can hold."""
    rows = np.flatnonzero(instances.resource >= 0)
    order = rows[order_by(instances.start[rows], instances.resource[rows])]
    if not order.size:
        return
    code = instances.resource[order]
    first = np.flatnonzero(np.concatenate([[True], code[1:] != code[:-1]]))
    sizes = np.diff(np.append(first, code.size))
    least = np.minimum.reduceat(instances.enabled[order], first)
    greatest = np.maximum.reduceat(instances.end[order], first)
    for low, high in sweeps(sizes, greatest - least):
        rows = order[first[low] : first[low] + int(sizes[low:high].sum())]
        resource = np.repeat(np.arange(high - low), sizes[low:high])
        begins = origins(greatest[low:high] - least[low:high])
        shift = (begins - least[low:high])[resource]
        times = (instances.enabled, instances.ready, instances.start, instances.end)
        elapsed = Times(*(time[rows] + shift for time in times))
        worked = elapsed
        if instances.opened is not None:
            # Working time is never longer than elapsed time, so that the same places hold it.
            opened = instances.opened[:, rows]
            least_worked = np.minimum.reduceat(opened[0], np.cumsum(sizes[low:high]) - sizes[low:high])
            worked = Times(*(opened + (begins - least_worked)[resource]))
        yield Windows(
            rows=rows,
            resource=resource,
            resources=high - low,
            batch=instances.batch[rows],
            elapsed=elapsed,
            worked=worked,
        )
