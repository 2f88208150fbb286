"""The account of each stretch of a case's time: what it is, why, and how much of it lies in working hours."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from mining.waste.causes.causes import DEFAULT_ORDER
from mining.waste.causes.idle import Idle
from mining.waste.hours.rota import Rota
from mining.waste.hours.service import Service
from mining.waste.instances.placed import Codes, Ints
from mining.waste.ledger.sweep import AFTER, STATE, WAITED_IN, WAITING, Stretches

CAUSES = (None, *DEFAULT_ORDER, "state")
"""Causes by code; None: not told, or no waiting."""
NOT_TOLD, CLOSED, OF_STATE = 0, 1, len(CAUSES) - 1


@dataclass(frozen=True, eq=False)
class Accounted:
    """Pieces of time, int64 arrays of one length, in no order; those of a case sum to its flow time.

    Attributes:
        case: code of the case.
        what: as in `mining.waste.ledger.sweep.Stretches`, and so are `row` and `before`.
        row: the same.
        before: the same.
        cause: index into `CAUSES`.
        length: microseconds.
        working: how much of it lies in working hours; `length` where no calendar is stated.
    """

    case: Ints
    what: Ints
    row: Ints
    before: Ints
    cause: Ints
    length: Ints
    working: Ints


def accounted(found: Stretches, service: Service, rota: Rota, idle: Idle | None, told: Codes, after: Codes) -> Accounted:
    """Divide stretches by cause, and measure them by the calendars.

    - Waiting of a known cause (`idle`) is divided among its causes.
    - Other waiting is divided into what lies outside working hours (closed) and the rest, whose cause is not told.
    - Of work that is assumed, only the working hours are worked: the rest is waiting, closed.

    Args:
        found: the stretches.
        service: when instances last in this scenario.
        rota: the calendars.
        idle: causes of the waiting before instances in this scenario; None where the log cannot tell.
        told: lane that the step of each instance says is waited for after it, with one more entry for -1; -1: none.
        after: lane waited for after the last end of each open case.
    """
    rows = np.arange(found.case.size)
    waits = found.what == WAITING
    judged = np.zeros(rows.size, dtype=bool)
    place = np.zeros(rows.size, dtype=np.int64)
    if idle is not None and idle.rows.size:
        place = np.minimum(np.searchsorted(idle.rows, found.row), idle.rows.size - 1)
        judged = waits & (idle.rows[place] == found.row)
    open_hours = found.length
    if rota.is_stated:
        code = hours_of(found, rota, told, after)
        open_hours = rota.worked(found.begin, found.begin + found.length, code)
    assumed = np.zeros(rows.size, dtype=bool)
    if service.in_hours is not None:
        assumed = service.in_hours[found.row] & ~waits & (found.what != AFTER) & (found.what != STATE)
        assumed &= found.what != WAITED_IN
    # Overtime is worked, but not in working hours.
    extra = np.zeros(rows.size, dtype=np.int64)
    late = np.flatnonzero(assumed)
    extra[late] = service.overtime_in(found.begin[late], (found.begin + found.length)[late], found.row[late])
    cut = assumed | (waits & ~judged)
    whole = ~cut & ~judged
    cause = np.where(found.what == WAITED_IN, OF_STATE, NOT_TOLD)
    parts = [_taken(found, rows[whole], cause[whole], found.length[whole], open_hours[whole])]
    inside = rows[cut & (open_hours + extra > 0)]
    parts.append(_taken(found, inside, cause[inside], (open_hours + extra)[inside], open_hours[inside]))
    shut = rows[cut & (open_hours + extra < found.length)]
    outside = (found.length - open_hours - extra)[shut]
    parts.append(_taken(found, shut, np.full(shut.size, CLOSED), outside, np.zeros(shut.size, dtype=np.int64), WAITING))
    told_rows, told_places = rows[judged], place[judged]
    for number, name in enumerate(DEFAULT_ORDER if idle is not None else ()):
        lengths = idle.lengths[number][told_places] if idle is not None else told_places
        some = np.flatnonzero(lengths)
        lengths = lengths[some]
        in_hours = np.zeros(some.size, dtype=np.int64) if name == "closed" else lengths
        parts.append(_taken(found, told_rows[some], np.full(some.size, number + 1), lengths, in_hours))
    return Accounted(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Accounted)))


def hours_of(found: Stretches, rota: Rota, told: Codes, after: Codes) -> npt.NDArray[np.int16]:
    """Return whose calendar each stretch is measured by (see `Rota`): of its instance, or of the lane waited for."""
    lane = told[found.before]
    code = np.where((found.what == WAITING) & (lane >= 0), rota.of_lane[lane], rota.of_row[found.row])
    return np.where(found.what == AFTER, rota.of_lane[after[found.case]], code)


def _taken(found: Stretches, rows: Ints, cause: Ints, length: Ints, working: Ints, what: int | None = None) -> Accounted:
    kind = found.what[rows] if what is None else np.full(rows.size, what)
    return Accounted(found.case[rows], kind, found.row[rows], found.before[rows], cause, length, working)
