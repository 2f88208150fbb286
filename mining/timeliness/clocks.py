"""What a target counts: elapsed or working time, without the states in which its clock stops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from mining.attributes import Ints
from mining.blueprint.matching import Matched
from mining.blueprint.stated_hours import ALWAYS
from mining.blueprint.targets import Target
from mining.blueprint.working_hours import calendar_of
from mining.errors import CalendarError
from mining.local_time import local_days
from mining.log import NO_TIME
from mining.timeliness.limits import Mask
from mining.working_time.calendars import Calendar
from mining.working_time.clock import worked_until
from mining.working_time.wall_clock import DAY, instants


@dataclass(frozen=True, eq=False)
class Clocks:
    """The clock of one target.

    Attributes:
        calendar: whose working time counts; None: elapsed time.
        days: whose working days count; None: no calendar is stated.
        begins, ends: the stretches in which the clock stops, apart from each other, by case and time.
        case: the case of each.
        untold: cases in which a stopping state has no known length.
    """

    calendar: Calendar | None
    days: Calendar | None
    begins: Ints
    ends: Ints
    case: Ints
    untold: Ints

    @classmethod
    def of(cls, matched: Matched, target: Target) -> Clocks:
        """Return the clock of a target over a log.

        Raises:
            CalendarError: its calendar is not stated, or has no zone.
        """
        log, index = matched.log, matched.blueprint.step_index
        rows = np.flatnonzero(np.isin(matched.step_codes, [index[step] for step in target.clock_stops_in]))
        case = log.case_codes[rows].astype(np.int64)
        begin, end = log.start_micros[rows], log.end_micros[rows]
        told = (begin != NO_TIME) & (end != NO_TIME)
        calendar = _calendar(matched, target)
        days = calendar or _of_lane(matched, target)
        return cls(calendar, days, *_apart(case[told], begin[told], end[told]), np.unique(case[~told]))

    def counted(self, case: Ints, begin: Ints, end: Ints) -> tuple[Ints, Mask]:
        """Return what the clock counts over [begin, end) of some cases, and whether that can be told."""
        clock: Callable[[Ints], Ints] = _elapsed
        if self.calendar is not None:
            clock = worked_until(self.calendar, begin, end, self.begins, self.ends)
        length = clock(end) - clock(begin)
        if self.case.size:
            opens, shuts = clock(self.begins), clock(self.ends)
            before = np.concatenate([[0], np.cumsum(shuts - opens)])
            first = np.searchsorted(self.case, case)
            # Ranks, so that case and instant make one integer.
            rank = np.unique(np.concatenate([self.begins, begin, end]), return_inverse=True)[1]
            size = int(rank.max(initial=0)) + 1
            keys = self.case * size + rank[: len(self.begins)]

            def stopped(moments: Ints, ranks: Ints) -> Ints:
                """For how long the clock of the case had stopped by then."""
                place = np.searchsorted(keys, case * size + ranks, side="right") - 1
                inside = place >= first
                at = np.maximum(place, 0)
                last = np.clip(clock(moments) - opens[at], 0, (shuts - opens)[at])
                return np.where(inside, before[at] - before[first] + last, 0)

            begun = len(self.begins) + len(begin)
            length = length - stopped(end, rank[begun:]) + stopped(begin, rank[len(self.begins) : begun])
        return np.where(begin < end, length, 0), ~np.isin(case, self.untold)

    @property
    def of_days(self) -> Clocks:
        """The clock of the working days: it counts the hours of their calendar, and stops in no state."""
        none = np.zeros(0, dtype=np.int64)
        return Clocks(self.days, self.days, none, none, none, none)

    def sooner(self, begin: Ints, end: Ints, less: Ints) -> Ints:
        """Return when the clock of the working days showed `less` microseconds less than at `end`; not before `begin`.

        At closing time the work of a day is done: it is not the next morning.
        """
        assert self.days is not None
        clock = worked_until(self.days, begin, end)
        return np.where(less > 0, np.maximum(clock.shows(clock(end) - less - 1) + 1, begin), end)

    def working_days(self, case: Ints, begin: Ints, end: Ints) -> Ints:
        """Count the days with a shift after the day of `begin`, up to that of `end`.

        A day does not count if the clock of the case had stopped during all of its working hours.
        """
        assert self.days is not None
        if not begin.size:
            return begin
        worked = self.days.working_days(int(begin.min()), int(end.max()))
        first, last = (_days(side, self.days.zone) for side in (begin, end))
        count = np.searchsorted(worked, last, side="right") - np.searchsorted(worked, first, side="right")
        return count - self._stopped_days(worked, case, first, last) if self.case.size else count

    def _stopped_days(self, worked: Ints, case: Ints, first: Ints, last: Ints) -> Ints:
        """Count the days among those worked, after `first` up to `last`, that lie in stops with all their hours."""
        assert self.days is not None
        opened, shut = (_days(side, self.days.zone) for side in (self.begins, self.ends))
        midnight, next_midnight = (instants(days * DAY, ZoneInfo(self.days.zone)) for days in (opened, shut + 1))
        clock = worked_until(self.days, midnight, next_midnight)
        # The day on which a stop begins lies in it if nothing was worked before, that on which it ends if nothing is after.
        low = np.where(clock(self.begins) == clock(midnight), opened, opened + 1)
        high = np.where(clock(self.ends) == clock(next_midnight), shut, shut - 1)
        begin = np.searchsorted(self.case, case, side="left")
        stops = np.searchsorted(self.case, case, side="right") - begin
        of = np.repeat(np.arange(case.size), stops)
        stop = np.arange(of.size) - np.repeat(np.cumsum(stops) - stops - begin, stops)
        until = np.searchsorted(worked, np.minimum(high[stop], last[of]), side="right")
        within = until - np.searchsorted(worked, np.maximum(low[stop], first[of] + 1), side="left")
        return np.bincount(of, weights=np.maximum(within, 0), minlength=case.size).astype(np.int64)


def _days(moments: Ints, zone: str) -> Ints:
    return local_days(pl.Series(moments, dtype=pl.Int64), zone).cast(pl.Int32).cast(pl.Int64).to_numpy()


def _elapsed(moments: Ints) -> Ints:
    return moments


def _calendar(matched: Matched, target: Target) -> Calendar | None:
    if target.calendar is None or target.calendar == ALWAYS:
        return None
    stated = {hours.id: hours for hours in matched.blueprint.calendars}
    if target.calendar not in stated:
        raise CalendarError.unknown_calendar(target.calendar, f'the target "{target.id}"', sorted(stated))
    return calendar_of(stated[target.calendar], matched.blueprint.timezone or matched.log.timezone)


def _of_lane(matched: Matched, target: Target) -> Calendar | None:
    """Return the calendar of the lane that has to be in time: where the target ends."""
    blueprint = matched.blueprint
    last = target.second or target.first
    lane = last if target.kind == "handover" else blueprint.steps[blueprint.step_index[last]].lane
    name = blueprint.lanes[blueprint.lane_index[lane]].calendar
    stated = next((hours for hours in blueprint.calendars if hours.id == name), None)
    return calendar_of(stated, blueprint.timezone or matched.log.timezone) if stated else None


def _apart(case: Ints, begin: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """Return stretches of cases united where they overlap or touch: begins, ends, cases."""
    if not case.size:
        return begin, end, case
    order = np.lexsort((begin, case))
    case, begin, end = case[order], begin[order], end[order]
    values, rank = np.unique(end, return_inverse=True)
    reach = np.maximum.accumulate(case * len(values) + rank)
    until = values[reach % len(values)]
    head = np.concatenate([[True], (case[1:] != case[:-1]) | (begin[1:] > until[:-1])])
    tail = np.concatenate([head[1:], [True]])
    return begin[head], until[tail], case[head]
