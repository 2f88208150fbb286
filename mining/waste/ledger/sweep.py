"""The sweep over a case's time: what each moment is, decided by the ledger's rules, for all cases at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mining.waste.arithmetic.intervals import NOBODY, distinct_sorted, origins, started_first
from mining.waste.hours.service import Service
from mining.waste.instances.placed import UNCLASSIFIED_STATE, WAIT_STATE, WORK, Ints, Mask, Placed

FIRST, REWORK, WAITED_IN, STATE, UNKNOWN, WAITING, AFTER = range(7)
"""What a moment is, in order of precedence; AFTER is the waiting after the last end of an open case."""


@dataclass(frozen=True, eq=False)
class Stretches:
    """Stretches of time in which nothing changes, int64 arrays of one length; they cover the flow time of every case.

    Attributes:
        case: code of the case.
        begin: microseconds since 1970 UTC.
        length: microseconds, above 0.
        what: FIRST, REWORK, WAITED_IN, STATE, UNKNOWN, WAITING or AFTER.
        row: the instance that is active, or that is waited for; -1 in AFTER.
        before: the instance that ended last before; -1 where none has.
    """

    case: Ints
    begin: Ints
    length: Ints
    what: Ints
    row: Ints
    before: Ints


def stretches(placed: Placed, service: Service, rework: Mask, first: int, last: int) -> Stretches:
    """Return the stretches of the cases `first` to `last` - 1 in one scenario.

    Work goes before states, these before time of which nobody knows whether it was worked, that before waiting. Where
    several instances of one sort are active, the one that started first holds the time (ties: log order). Waiting is
    for the next instance to start (ties: log order). An instance whose start is unknown starts where the scenario puts it.
    """
    log = placed.log
    rows = slice(int(log.offsets[first]), int(log.offsets[last]))
    lengths = (log.case_end_micros - log.arrival_micros)[first:last]
    begins = origins(lengths)
    ends = begins + lengths
    # Every time, moved to the case's place on the axis. Rows stay in log order, so `finish` rises from row to row.
    case = log.case_codes[rows].astype(np.int64) - first
    shift = begins[case] - log.arrival_micros[first:last][case]
    start, end = service.start[rows] + shift, service.end[rows] + shift
    order = np.argsort(start, kind="stable")
    finished = np.flatnonzero(~placed.started_only[rows])
    finish = (placed.moment[rows] + shift)[finished]

    points = distinct_sorted(begins, ends, start[order], finish, *([] if finished.size == end.size else [np.sort(end)]))
    low, high = points[:-1], points[1:]
    owner = np.searchsorted(begins, low, side="right") - 1
    inside = low < ends[owner]
    low, high, owner = low[inside], high[inside], owner[inside]

    row = np.full(low.size, NOBODY, dtype=np.int64)
    what = np.full(low.size, WAITING, dtype=np.int64)
    sort = _sort_of(placed.nature[rows], rework[rows], service.known[rows])
    for level in (FIRST, REWORK, WAITED_IN, STATE, UNKNOWN):
        held = started_first(start, end, order[sort[order] == level])
        if held.low.size:
            holder = held.held_at(low)
            here = (row == NOBODY) & (holder != NOBODY)
            row[here], what[here] = holder[here], level

    idle = row == NOBODY
    following = np.searchsorted(start[order], low[idle], side="right")
    upcoming = order[np.minimum(following, order.size - 1)]
    none = (following == order.size) | (case[upcoming] != owner[idle])
    row[idle] = np.where(none, NOBODY, upcoming)
    what[np.flatnonzero(idle)[none]] = AFTER
    ended = np.searchsorted(finish, low, side="right") - 1
    before = finished[np.maximum(ended, 0)] if finished.size else np.zeros(low.size, dtype=np.int64)
    known = (ended >= 0) & (case[before] == owner)
    return Stretches(
        case=owner + first,
        begin=low - (begins - log.arrival_micros[first:last])[owner],
        length=high - low,
        what=what,
        row=np.where(row == NOBODY, NOBODY, row + rows.start),
        before=np.where(known, before + rows.start, NOBODY),
    )


def _sort_of(nature: npt.NDArray[np.int8], rework: Mask, known: Mask) -> Ints:
    sort = np.where(rework & (nature == WORK), REWORK, FIRST)
    sort = np.where(nature == WAIT_STATE, WAITED_IN, sort)
    sort = np.where(nature == UNCLASSIFIED_STATE, STATE, sort)
    return np.where(known, sort, UNKNOWN)
