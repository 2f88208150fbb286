"""Staff hours and customer hours: ledgers of their own, never added to the one of the cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.errors import CausesError
from mining.log import EventLog
from mining.waste.idle import Idle, idle, seen_at_work
from mining.waste.intervals import batches, origins, shared_lengths
from mining.waste.ordering import in_groups
from mining.waste.placed import Ints, Mask, Placed
from mining.waste.ranges import case_ranges
from mining.waste.rota import Rota, resource_codes, rota
from mining.waste.service import SCENARIOS, Service, likely_work, services
from mining.waste.staffing import Staffing

Given = TypeVar("Given")
Made = TypeVar("Made")

OUTSIDE: tuple[str, str, str] = ("outside_low", "outside_likely", "outside_high")
"""Columns of the hours outside working time, beside `SCENARIOS`."""
STAFF: dict[str, type[pl.DataType] | pl.DataType] = {
    "lane": pl.String,
    "pass": pl.String,
    **dict.fromkeys(SCENARIOS, pl.Duration("us")),
    **dict.fromkeys(OUTSIDE, pl.Duration("us")),
    "instances": pl.Int64,
    "without_likely": pl.Int64,
}


@dataclass(frozen=True, eq=False)
class Learnt:
    """What is fixed in a first pass over the whole log, so that the results of its parts add up.

    Attributes:
        likely_work: likely work of an instance without start, per activity (see `mining.waste.service.likely_work`).
        shared: service time of every instance, its share where one person's instances overlap, microseconds in the
            scenarios of little, likely and much work (three int64 arrays of n instances).
        rota: whose calendar each instance has.
        outside: how much of `shared` lies outside working hours; None where nobody has a calendar.
        idle: why nobody worked on the cases, in each scenario; None where the log cannot tell.
        refusal: why it cannot.
        waited_for: whether anybody known could be busy before each instance; None where the log cannot tell.
    """

    likely_work: Ints
    shared: tuple[Ints, Ints, Ints]
    rota: Rota
    outside: tuple[Ints, Ints, Ints] | None = None
    idle: tuple[Idle, Idle, Idle] | None = None
    refusal: CausesError | None = None
    waited_for: Mask | None = None

    def part(self, log: EventLog, keep: npt.NDArray[np.bool_]) -> Learnt:
        """Return what was learnt for the part of `log` that holds the cases marked in `keep` (see `EventLog.part`)."""
        rows = keep[log.case_codes] if log.instances else np.zeros(0, dtype=bool)
        return Learnt(
            self.likely_work,
            _of(rows, self.shared),
            self.rota.part(rows),
            _of(rows, self.outside) if self.outside else None,
            _three(self.idle, lambda idle: idle.part(rows)) if self.idle else None,
            self.refusal,
            self.waited_for[rows] if self.waited_for is not None else None,
        )


def _of(rows: Mask, values: tuple[Ints, Ints, Ints]) -> tuple[Ints, Ints, Ints]:
    return _three(values, lambda one: one[rows])


def _three(scenarios: tuple[Given, Given, Given], made: Callable[[Given], Made]) -> tuple[Made, Made, Made]:
    """Return what is made of each scenario; once where they are one."""
    low, likely, high = scenarios
    first = made(low)
    second = first if likely is low else made(likely)
    third = first if high is low else second if high is likely else made(high)
    return first, second, third


def learn(placed: Placed, staffing: Staffing | None = None) -> Learnt:
    """Learn from the whole log what a part cannot know.

    Likely work; the calendars; the sharing of a person's time across cases; why cases waited for each other.

    Raises:
        CalendarError: a calendar cannot be read, or something is stated of a resource that the log does not have.
    """
    stated = staffing or Staffing()
    likely = likely_work(placed)
    hours = rota(placed, stated)
    scenarios = services(placed, likely, hours)
    shared = _three(scenarios, lambda service: shared_service_time(placed, service, hours))
    outside = None
    if hours.is_stated:
        inside = _three(scenarios, lambda service: shared_service_time(placed, service, hours, in_hours=True))
        # A microsecond that does not divide evenly may fall to another of several at work at once.
        low, between, high = (np.maximum(whole - part, 0) for whole, part in zip(shared, inside, strict=True))
        outside = (low, between, high)
    try:
        seen = seen_at_work(placed, hours, stated)
    except CausesError as refused:
        return Learnt(likely, shared, hours, outside, None, refused)
    causes = _three(scenarios, lambda service: idle(placed, seen, service))
    return Learnt(likely, shared, hours, outside, causes, waited_for=seen.instances.resource >= 0)


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


def staff_hours(placed: Placed, learnt: Learnt, known: Mask, rework: Mask) -> pl.DataFrame:
    """Sum the service time of staff: instances in lanes that are neither customer, external nor automatic; no states.

    Overlapping instances of one resource share the time equally. Without a blueprint all work counts, by team.

    Args:
        placed: the instances with their lanes.
        learnt: the shared service times.
        known: whether each instance has a likely value (else the likely sum of its row is null).
        rework: which instances are rework.

    Returns:
        ``lane``, ``pass`` (first, rework), ``low``, ``likely``, ``high`` (Duration[us]; likely is null where an instance
        without start has no likely value), ``outside_low``, ``outside_likely``, ``outside_high`` (how much of them lies
        outside working hours; null where nobody has a calendar), ``instances``, ``without_likely`` (Int64); by lane, then
        pass.
    """
    # A sum of sums, so that the hours of all instances are not copied at once.
    spans = [span for _, _, span in case_ranges(placed.log)] or [slice(0, 0)]
    rows = (np.flatnonzero(placed.staff[span]) + span.start for span in spans)
    return summed_staff(pl.concat([_staff_hours_of(some, placed, learnt, known, rework) for some in rows]))


def _staff_hours_of(rows: Ints, placed: Placed, learnt: Learnt, known: Mask, rework: Mask) -> pl.DataFrame:
    """Sum the service time of some instances, as `staff_hours` does; the likely sum is there, whatever is not known."""
    lanes = pl.Series([*placed.lanes, None], dtype=pl.String)
    low, likely, high = (shares[rows] for shares in learnt.shared)
    frame = pl.DataFrame(
        {
            "lane": lanes.gather(placed.lane[rows].astype(np.int64) % lanes.len()),
            "rework": rework[rows],
            "low": low,
            "likely": likely,
            "high": high,
            "unknown": ~known[rows],
            **{name: outside[rows] for name, outside in zip(OUTSIDE, learnt.outside or (), strict=False)},
        },
        schema_overrides=dict.fromkeys(OUTSIDE, pl.Int64) if learnt.outside else None,
    )
    if learnt.outside is None:
        frame = frame.with_columns(pl.lit(None, dtype=pl.Int64).alias(name) for name in OUTSIDE)
    return (
        frame.group_by("lane", "rework")
        .agg(
            pl.col(*SCENARIOS).sum().cast(pl.Duration("us")),
            *(expression.cast(pl.Duration("us")) for name in OUTSIDE for expression in _with_gaps(name)),
            pl.len().cast(pl.Int64).alias("instances"),
            pl.col("unknown").sum().cast(pl.Int64).alias("without_likely"),
        )
        .select(
            "lane",
            pl.when("rework").then(pl.lit("rework")).otherwise(pl.lit("first")).alias("pass"),
            *SCENARIOS,
            *OUTSIDE,
            "instances",
            "without_likely",
        )
    )


def summed_staff(frame: pl.DataFrame) -> pl.DataFrame:
    """Return one row per lane and pass of a frame that may hold several; a sum without a likely part has none."""
    sums = frame.group_by("lane", "pass").agg(
        pl.col("low").sum(),
        *_with_gaps("likely"),
        pl.col("high").sum(),
        *(expression for name in OUTSIDE for expression in _with_gaps(name)),
        pl.col("instances", "without_likely").sum(),
    )
    known = pl.col("without_likely") == 0
    return (
        sums.with_columns(pl.when(known).then(name).alias(name) for name in ("likely", "outside_likely"))
        .select(*STAFF)
        .sort("lane", "pass", nulls_last=True)
    )


def _with_gaps(name: str) -> list[pl.Expr]:
    return [pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name)]
