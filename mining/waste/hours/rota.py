"""Whose calendar each instance has, and working time by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mining.blueprint.working_hours import lane_calendars
from mining.errors import CalendarError
from mining.log import EventLog
from mining.waste.hours.staffing import Staffing
from mining.waste.instances.placed import Codes as Coded
from mining.waste.instances.placed import Ints, Mask, Placed
from mining.waste.instances.resources import named_codes, resource_codes, resource_names
from mining.working_time.calendars import Calendar
from mining.working_time.clock import Clock, worked_until
from mining.working_time.public_holidays import unpublished_years

UNKNOWN = -1
OTHERS = ("customer", "external")
"""Kinds of lanes that are not ours."""
Codes = npt.NDArray[np.int16]


@dataclass(frozen=True, eq=False)
class Rota:
    """Calendars, and who has which; an instance without one is taken as always at work.

    Attributes:
        calendars: each once.
        of_row: index into `calendars` per instance, int16; UNKNOWN (-1) where nobody stated one.
        of_lane: the same per lane, with one more entry (UNKNOWN) for lane -1.
        first: the earliest instant asked for, microseconds since 1970 UTC.
        last: the latest.
        only: of working hours only those that lie in its hours, too, count; None: all.
    """

    calendars: tuple[Calendar, ...]
    of_row: Codes
    of_lane: Codes
    first: int
    last: int
    only: Calendar | None = None

    @property
    def is_stated(self) -> bool:
        """Whether anybody has a calendar."""
        return bool(self.calendars)

    @cached_property
    def clocks(self) -> tuple[Clock, ...]:
        """A clock per calendar that runs in working hours only."""
        span = np.array([self.first, self.last], dtype=np.int64)
        clocks = (worked_until(calendar, span) for calendar in self.calendars)
        if self.only is None:
            return tuple(clocks)
        also = worked_until(self.only, span)
        return tuple(clock.shared(also) for clock in clocks)

    @cached_property
    def unpublished(self) -> dict[str, str]:
        """Country whose holidays are off -> years of the log whose swapped workdays are not published (``2027, 2028``)."""
        first, last = (datetime.fromtimestamp(moment / 1_000_000, UTC).year for moment in (self.first, self.last))
        regions = sorted({calendar.region for calendar in self.calendars if calendar.region})
        missing = {region: unpublished_years(region, first, last) for region in regions}
        return {region: ", ".join(map(str, years)) for region, years in missing.items() if years}

    def worked(self, begin: Ints, end: Ints, code: npt.NDArray[np.signedinteger]) -> Ints:
        """How much of each [begin, end) is worked by the calendar of that code; all of it where it is UNKNOWN."""
        length = end - begin
        for number, clock in enumerate(self.clocks):
            rows = np.flatnonzero(code == number)
            if rows.size:
                length[rows] = clock(end[rows]) - clock(begin[rows])
        return length

    def reading(self, moment: Ints, code: npt.NDArray[np.signedinteger]) -> Ints:
        """Return what the clock of that code shows at each instant; the instant itself where it is UNKNOWN."""
        shown = moment.copy()
        for number, clock in enumerate(self.clocks):
            rows = np.flatnonzero(code == number)
            if rows.size:
                shown[rows] = clock(moment[rows])
        return shown

    def closed_around(self, moment: Ints, code: npt.NDArray[np.signedinteger]) -> tuple[Ints, Ints]:
        """Return (closing, opening) around each instant by the calendar of that code (see `Clock.closed_around`)."""
        closing, opening = moment.copy(), moment.copy()
        for number, clock in enumerate(self.clocks):
            rows = np.flatnonzero(code == number)
            if rows.size:
                closing[rows], opening[rows] = clock.closed_around(moment[rows])
        return closing, opening

    def before(self, end: Ints, worked: Ints, code: npt.NDArray[np.signedinteger]) -> Ints:
        """The latest instants from which on so much is `worked` until `end`."""
        begin = end - worked
        for number, clock in enumerate(self.clocks):
            rows = np.flatnonzero((code == number) & (worked > 0))
            if rows.size:
                begin[rows] = clock.shows(clock(end[rows]) - worked[rows])
        return begin

    def after(self, begin: Ints, worked: Ints, code: npt.NDArray[np.signedinteger]) -> Ints:
        """The earliest instants until which so much is `worked` from `begin` on."""
        end = begin + worked
        for number, clock in enumerate(self.clocks):
            rows = np.flatnonzero((code == number) & (worked > 0))
            if rows.size:
                # The last microsecond worked decides: at closing time the work is done.
                end[rows] = clock.shows(clock(begin[rows]) + worked[rows] - 1) + 1
        return end

    def part(self, rows: Mask) -> Rota:
        """Return the rota of some instances."""
        return replace(self, of_row=self.of_row[rows])

    def within(self, calendar: Calendar) -> Rota:
        """Return the rota by which only those working hours count that lie in a calendar's hours, too."""
        calendars = (*self.calendars, calendar)
        # Who is taken as always at work counts by that calendar alone.
        of_row, of_lane = (np.where(code == UNKNOWN, len(self.calendars), code) for code in (self.of_row, self.of_lane))
        return replace(
            self,
            calendars=calendars,
            of_row=of_row.astype(np.int16),
            of_lane=of_lane.astype(np.int16),
            only=calendar,
        )


def rota(placed: Placed, staffing: Staffing) -> Rota:
    """Find the calendar of every instance: of its resource, else its role, else its team, else its lane.

    A resource keeps one calendar: where its instances have several (it works in two lanes), that of most of them.

    Raises:
        CalendarError: a calendar cannot be read, has no zone, or is stated for somebody whom the log does not have.
    """
    log, blueprint = placed.log, placed.blueprint
    by_lane = dict(lane_calendars(blueprint, log.timezone)) if blueprint else {}
    _known_lanes(placed, staffing)
    by_lane |= staffing.lanes
    rest = [staffing.everyone] if staffing.everyone is not None else []
    stated = [*by_lane.values(), *staffing.teams.values(), *staffing.roles.values(), *staffing.resources.values()]
    calendars = tuple(dict.fromkeys([*stated, *rest]))
    number = {calendar: place for place, calendar in enumerate(calendars)}
    of_lane = np.full(len(placed.lanes) + 1, UNKNOWN, dtype=np.int16)
    for place, lane in enumerate(placed.lanes):
        of_lane[place] = number[by_lane[lane]] if lane in by_lane else UNKNOWN
    of_row = of_lane[placed.lane]
    for column, named in (("team", staffing.teams), ("role", staffing.roles), ("resource", staffing.resources)):
        if named:
            own = _by_name(log, column, {name: number[calendar] for name, calendar in named.items()})
            of_row = np.where(own != UNKNOWN, own, of_row).astype(np.int16)
    if staffing.everyone is not None:
        of_row = np.where((of_row == UNKNOWN) & placed.staff, number[staffing.everyone], of_row).astype(np.int16)
        ours = [lane.kind not in OTHERS and not lane.automatic for lane in blueprint.lanes] if blueprint else []
        staffed = np.array([*ours, *[False] * (of_lane.size - len(ours))])
        of_lane = np.where((of_lane == UNKNOWN) & staffed, number[staffing.everyone], of_lane).astype(np.int16)
    if len(calendars) and not staffing.resources.keys() >= set(resource_names(log)):
        of_row = _one_each(resource_codes(log), of_row, len(calendars))
    begins, ends = (np.zeros(1, dtype=np.int64),) * 2
    if log.instances:
        begins, ends = log.arrival_micros, log.case_end_micros
    return Rota(calendars, of_row, of_lane, int(begins.min()), int(ends.max()))


def _by_name(log: EventLog, column: str, numbers: Mapping[str, int]) -> Codes:
    names, codes = named_codes(log, column)
    for name in numbers:
        if name not in names:
            raise CalendarError.not_in_log(column, name, names)
    table = np.array([*(numbers.get(name, UNKNOWN) for name in names), UNKNOWN], dtype=np.int16)
    own: Codes = table[codes]
    return own


def _one_each(resource: Coded, of_row: Codes, calendars: int) -> Codes:
    """Give every resource the calendar that most of its instances have (ties: the first stated, then none)."""
    known = np.flatnonzero(resource >= 0)
    if not known.size:
        return of_row
    # UNKNOWN counts as one more calendar, the last.
    kinds = calendars + 1
    kind = np.where(of_row[known] == UNKNOWN, calendars, of_row[known]).astype(np.int64)
    size = int(resource.max()) + 1
    counts = np.bincount(resource[known].astype(np.int64) * kinds + kind, minlength=size * kinds).reshape(size, kinds)
    most = counts.argmax(axis=1)
    chosen = np.where(most == calendars, UNKNOWN, most).astype(np.int16)
    found = of_row.copy()
    found[known] = chosen[resource[known]]
    return found


def _known_lanes(placed: Placed, staffing: Staffing) -> None:
    for lane in staffing.lanes:
        if lane not in placed.lanes:
            raise CalendarError.not_in_log("lane", lane, placed.lanes)
