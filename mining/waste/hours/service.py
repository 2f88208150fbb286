"""When every instance was worked on: as recorded, or between bounds where a time is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from mining.waste.hours.rota import Rota
from mining.waste.instances.placed import WAIT_STATE, WORK, Ints, Mask, Placed

SCENARIOS: tuple[Literal["low", "likely", "high"], ...] = ("low", "likely", "high")
"""Little, likely and much work."""
ENOUGH_GAPS = 100
LOW_QUANTILE = 0.05
SHORT_QUANTILE = 3_600_000_000
"""An activity's likely work is the 5 % quantile of its gaps, if it has at least 100 and the quantile is under one hour."""
NO_LIKELY = -1


def summed_scenarios(frame: pl.DataFrame) -> pl.DataFrame:
    """Sum the scenarios of all rows to one; one without a likely value leaves none."""
    return frame.select(
        pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name).first() for name in SCENARIOS
    )


@dataclass(frozen=True, eq=False)
class Service:
    """When every instance lasts, in one scenario.

    Attributes:
        start: int64 microseconds since 1970 UTC (n instances).
        end: the same; never before `start`.
        known: False where this scenario has no value: then [start, end) is time of which nobody knows whether it was worked.
        in_hours: True where only the working hours of [start, end) are worked, because the time is assumed; None: nowhere.
        overtime: of these, (from, until) of the stretch outside hours in which somebody was seen at work: up to a record
            made outside hours, from a start made outside hours on. It can be worked, too.
    """

    start: Ints
    end: Ints
    known: Mask
    in_hours: Mask | None = None
    overtime: tuple[Ints, Ints] | None = None

    def overtime_in(self, begin: Ints, end: Ints, rows: Ints) -> Ints:
        """Return how much of each [begin, end) is overtime of the instance of `rows`."""
        if self.overtime is None:
            return np.zeros(begin.size, dtype=np.int64)
        since, until = self.overtime
        length: Ints = np.maximum(np.minimum(end, until[rows]) - np.maximum(begin, since[rows]), 0)
        return length


def previous_moments(placed: Placed) -> Ints:
    """Return the time of the record before each instance in its case; of the first, the arrival of the case."""
    before = np.empty(placed.log.instances, dtype=np.int64)
    before[1:] = placed.moment[:-1]
    first = placed.log.offsets[:-1]
    before[first] = placed.log.arrival_micros
    return before


def likely_work(placed: Placed) -> Ints:
    """Return the likely work of an instance of each activity whose start is unknown, int64 microseconds; NO_LIKELY: none.

    It is the step's ``takes``; else, for an activity with at least 100 gaps between consecutive instances whose pooled 5 %
    quantile is under one hour, that quantile. Indexed by `Placed.identity`. It is learnt from the whole log: a part of
    the log is given the whole log's.
    """
    steps = placed.blueprint.steps if placed.blueprint else ()
    likely = np.full(len(placed.log.activities) + len(steps), NO_LIKELY, dtype=np.int64)
    rows = np.flatnonzero(placed.without_start & (placed.nature == WORK) & ~placed.is_first_of_case)
    rows = rows[np.argsort(placed.identity[rows], kind="stable")]
    gaps = (placed.moment - previous_moments(placed))[rows]
    present, first = np.unique(placed.identity[rows], return_index=True)
    for activity, pool in zip(present, np.split(gaps, first[1:]), strict=True) if rows.size else ():
        if pool.size >= ENOUGH_GAPS:
            quantile = int(np.quantile(pool, LOW_QUANTILE))
            if quantile < SHORT_QUANTILE:
                likely[activity] = quantile
    for number, step in enumerate(steps, len(placed.log.activities)):
        if step.takes is not None:
            likely[number] = round(step.takes.total_seconds() * 1_000_000)
    return likely


def services(placed: Placed, likely: Ints, rota: Rota | None = None) -> tuple[Service, Service, Service]:
    """Return when every instance lasts in the scenarios of little, likely and much work; one and the same if all is known.

    An instance without start was worked on at the end of the gap before it: not at all, for its likely work (at most the
    gap; where there is none, the gap is unknown), for the whole gap. An instance without completion was worked on from its
    start: not at all, for its likely work (else unknown), to the end of the case. States without start have no
    length; wait states without completion last to the export's end if the case is open.

    Where calendars are stated, what is assumed is working time: likely work reaches back (or on) through as many working
    hours, and of a whole gap the working hours are worked; and what lies between the last closing time and a record that
    was made outside hours.
    """
    log = placed.log
    start, end = placed.begin, placed.moment
    case_end = log.case_end_micros[log.case_codes] if log.instances else end
    is_open = log.cases["open"].to_numpy()[log.case_codes] if log.instances else np.zeros(0, dtype=bool)
    lasting = placed.started_only & (placed.nature == WAIT_STATE) & is_open
    end = np.where(lasting, case_end, end) if lasting.any() else end
    everywhere = np.ones(log.instances, dtype=bool)
    no_start = placed.without_start & (placed.nature == WORK)
    no_end = placed.started_only & (placed.nature == WORK)
    low = Service(start, end, everywhere)
    if not (no_start.any() or no_end.any()):
        return low, low, low
    before = previous_moments(placed)
    work = likely[placed.identity]
    known = ~(no_start | no_end) | (work != NO_LIKELY)
    work = np.maximum(work, 0)
    if rota is None or not rota.is_stated:
        begun, over = end - work, start + work
        in_hours, overtime = None, None
    else:
        code = np.where(no_start | no_end, rota.of_row, -1)
        in_hours = (no_start | no_end) & (code >= 0)
        # Who made a record outside hours was at work then: up to it, and back to the last closing time, can be worked.
        closing = np.where(no_start, np.maximum(rota.closed_around(end, code)[0], before), end)
        opening = np.where(no_end, np.minimum(rota.closed_around(start, code)[1], case_end), start)
        overtime = (np.where(no_end, start, closing), np.where(no_end, opening, end))
        late, early = end - closing, opening - start
        begun = np.where(work <= late, end - work, rota.before(closing, np.maximum(work - late, 0), code))
        over = np.where(work <= early, start + work, rota.after(opening, np.maximum(work - early, 0), code))
    begun = np.where(known, np.minimum(np.maximum(begun, before), end), before)
    over = np.where(known, np.minimum(over, case_end), case_end)
    # One array where nothing differs: most logs that lack starts have every end.
    latest, expected = (np.where(no_end, last, end) if no_end.any() else end for last in (case_end, over))
    most = Service(np.where(no_start, before, start), latest, everywhere, in_hours, overtime)
    between = Service(np.where(no_start, begun, start), expected, known, in_hours, overtime)
    return low, between, most
