"""Service time of every instance: its share, where one person's instances overlap, across cases."""

from __future__ import annotations

import numpy as np

from mining.waste.arithmetic.intervals import batches, origins, shared_lengths
from mining.waste.arithmetic.ordering import in_groups
from mining.waste.hours.rota import Rota
from mining.waste.hours.service import Service
from mining.waste.instances.placed import Ints, Placed
from mining.waste.instances.resources import resource_codes


def shared_service_time(placed: Placed, service: Service, rota: Rota, *, in_hours: bool = False) -> Ints:
    """Return the service time of every instance in one scenario, int64 microseconds; with `in_hours` only working hours.

    Overlapping staff instances of one resource share the time equally, across cases; the shares of a resource sum to the
    union of its instances exactly. An instance without resource, or not done by staff, keeps its own length. Where the
    scenario has no value it is 0 (see `Service.known`).
    """
    start, end = service.start, service.end
    assumed = service.in_hours if service.in_hours is not None else np.broadcast_to(np.False_, start.size)
    if rota.is_stated and (in_hours or assumed.any()):
        # By a clock that runs in working hours only; what is recorded keeps its own time unless only they are asked for.
        code = rota.of_row if in_hours else np.where(assumed, rota.of_row, -1)
        start, end = rota.reading(start, code), rota.reading(end, code)
    lengths = np.where(service.known, end - start, 0)
    persons = resource_codes(placed.log)
    if service.in_hours is not None and not in_hours:
        # What is read from different clocks cannot overlap: what is assumed shares time with what is assumed.
        persons = np.where(persons >= 0, persons * 2 + assumed, -1)
    rows, bounds = in_groups(np.where(placed.staff & (lengths > 0), persons, -1))
    if rows.size:
        begin = np.minimum.reduceat(start[rows], bounds[:-1])
        spans = np.maximum.reduceat(end[rows], bounds[:-1]) - begin
        for first, last in batches(np.diff(bounds), spans):
            some = rows[bounds[first] : bounds[last]]
            shift = np.repeat(origins(spans[first:last]) - begin[first:last], np.diff(bounds[first : last + 1]))
            lengths[some] = shared_lengths(start[some] + shift, end[some] + shift)
    if service.overtime is not None and not in_hours:
        late = np.flatnonzero(assumed & service.known)
        lengths[late] += service.overtime_in(service.start[late], service.end[late], late)
    return lengths if lengths.any() else np.broadcast_to(np.int64(0), lengths.size)
