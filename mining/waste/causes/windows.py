"""The windows in which instances wait, laid out for sweeps: resource by resource, on one axis of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mining.grouping import Rows
from mining.waste.arithmetic.intervals import batches as sweeps
from mining.waste.arithmetic.intervals import origins
from mining.waste.arithmetic.ordering import in_groups
from mining.waste.causes.batches import latest_enabled
from mining.waste.hours.rota import Rota

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.signedinteger]


@dataclass(frozen=True, eq=False)
class Instances:
    """Instances whose waiting is explained; int64 arrays of one length, times in microseconds since 1970 UTC.

    Attributes:
        resource: code; below 0 where nobody contends for it (unknown, or shared).
        batch: number of the batch; -1 in none.
        enabled: when the instance could have begun; not after `start`.
        start: when it began.
        end: when it ended; not before `start`.
        since: from when on its waiting is explained; from `enabled` to `start`.
        rota: whose calendar each has.
        people: how many people work under each code of a resource, int64; None: one under each.
        counting: by whose hours causes are counted (see `Rota.within`); None: by working hours. What the causes are does
            not depend on it.
    """

    resource: Codes
    batch: Codes
    enabled: Ints
    start: Ints
    end: Ints
    since: Ints
    rota: Rota
    people: Ints | None = None
    counting: Rota | None = None

    @classmethod
    def of(
        cls,
        resource: Codes,
        batch: Codes,
        times: tuple[Ints, Ints, Ints],
        rota: Rota,
        people: Ints | None = None,
    ) -> Instances:
        """Put instances together; `times` are enabled, start, end; waiting is explained from enabled on."""
        enabled, start, end = times
        return cls(resource, batch, enabled, start, end, enabled, rota, people)

    def explained_since(self, since: Ints) -> Instances:
        """Return the same instances, whose waiting is explained from `since` on."""
        return replace(self, since=since)

    @cached_property
    def closed(self) -> Ints:
        """How much of [since, start) does not count: lies outside working hours."""
        hours = self.counting or self.rota
        if not hours.is_stated:
            return np.broadcast_to(np.int64(0), self.start.size)
        return (self.start - self.since) - hours.worked(self.since, self.start, hours.of_row)


@dataclass(frozen=True, eq=False)
class Axis:
    """Where moments of instances lie on an axis: what a clock shows, and how far the resource is shifted.

    Attributes:
        rows: the instances, as indices.
        shift: of each.
        rota: whose clocks are read; None: elapsed time.
    """

    rows: Rows
    shift: Ints
    rota: Rota | None = None

    def places(self, moments: Ints) -> Ints:
        """Return the place of a moment of each instance, given for all instances of the log."""
        own = moments[self.rows]
        return self.shift + (own if self.rota is None else self.rota.reading(own, self.rota.of_row[self.rows]))


@dataclass(frozen=True, eq=False)
class Times:
    """Times of instances as places on the axis, in order of start.

    `ready` is when the last item of the batch was enabled, not after `start`; `enabled` in no batch.
    """

    enabled: Ints
    ready: Ints
    start: Ints
    end: Ints
    axis: Axis

    @classmethod
    def of(cls, shown: tuple[Ints, ...], axis: Axis) -> Times:
        """Lay what clocks show on an axis: enabled, ready, start, end."""
        enabled, ready, start, end = (time + axis.shift for time in shown)
        return cls(enabled, ready, start, end, axis)


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
        counted: the same on the axis on which causes are counted.
    """

    rows: Rows
    resource: Ints
    people: Ints
    batch: Ints
    elapsed: Times
    worked: Times
    counted: Times


def windows(instances: Instances) -> Iterator[Windows]:
    """Yield the windows of resources that contend, as many resources at a time as one axis and one sweep can hold."""
    together, bounds = in_groups(instances.resource)
    if not together.size:
        return
    code = instances.resource[together[bounds[:-1]]]
    people = np.ones(int(code[-1]) + 1, dtype=np.int64) if instances.people is None else instances.people
    sizes = np.diff(bounds)
    least = np.minimum.reduceat(instances.enabled[together], bounds[:-1])
    greatest = np.maximum.reduceat(instances.end[together], bounds[:-1])
    for low, high in sweeps(sizes, greatest - least):
        rows = together[bounds[low] : bounds[high]]
        resource = np.repeat(np.arange(high - low), sizes[low:high])
        begins = origins(greatest[low:high] - least[low:high])
        shift = (begins - least[low:high])[resource]
        # On the axis the resources are in order, and stay so.
        rows = rows[np.argsort(instances.start[rows] + shift, kind="stable")]
        batch, enabled = instances.batch[rows].astype(np.int64), instances.enabled[rows]
        times = (enabled, latest_enabled(batch, enabled), instances.start[rows], instances.end[rows])
        elapsed = Times.of(times, Axis(rows, shift))
        worked = counted = elapsed
        heads = np.cumsum(sizes[low:high]) - sizes[low:high]
        if instances.rota.is_stated:
            worked = counted = _on_axis(instances.rota, rows, times, heads, begins[resource])
        if instances.counting is not None:
            counted = _on_axis(instances.counting, rows, times, heads, begins[resource])
        yield Windows(
            rows=rows,
            resource=resource,
            people=people[code[low:high]],
            batch=batch,
            elapsed=elapsed,
            worked=worked,
            counted=counted,
        )


def _on_axis(rota: Rota, rows: Rows, times: tuple[Ints, ...], heads: Ints, begins: Ints) -> Times:
    """Lay what the clocks of a rota show on the axis, from where the resource of each begins (its first is in `heads`).

    Working time is never longer than elapsed time, so that the same places hold it.
    """
    shown = tuple(rota.reading(time, rota.of_row[rows]) for time in times)
    least = np.minimum.reduceat(shown[0], heads)
    shift = begins - np.repeat(least, np.diff(np.append(heads, begins.size)))
    return Times.of(shown, Axis(rows, shift, rota))
