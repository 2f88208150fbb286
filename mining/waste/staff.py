"""Staff hours and customer hours: ledgers of their own, never added to the one of the cases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.log import EventLog
from mining.waste.intervals import batches, origins, shared_lengths
from mining.waste.placed import Ints, Mask, Placed
from mining.waste.service import SCENARIOS, Service, likely_work, services

STAFF: dict[str, type[pl.DataType] | pl.DataType] = {
    "lane": pl.String,
    "pass": pl.String,
    **dict.fromkeys(SCENARIOS, pl.Duration("us")),
    "outside": pl.Duration("us"),
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
    """

    likely_work: Ints
    shared: tuple[Ints, Ints, Ints]

    def part(self, log: EventLog, keep: npt.NDArray[np.bool_]) -> Learnt:
        """Return what was learnt for the part of `log` that holds the cases marked in `keep` (see `EventLog.part`)."""
        rows = keep[log.case_codes]
        low, likely, high = (values[rows] for values in self.shared)
        return Learnt(self.likely_work, (low, likely, high))


def learn(placed: Placed) -> Learnt:
    """Learn from the whole log what a part cannot know: likely work, and the sharing of a person's time across cases."""
    likely = likely_work(placed)
    low, between, high = services(placed, likely)
    first = shared_service_time(placed, low)
    if between is low and high is low:
        return Learnt(likely, (first, first, first))
    return Learnt(likely, (first, shared_service_time(placed, between), shared_service_time(placed, high)))


def shared_service_time(placed: Placed, service: Service) -> Ints:
    """Return the service time of every instance in one scenario, int64 microseconds.

    Overlapping staff instances of one resource share the time equally, across cases; the shares of a resource sum to the
    union of its instances exactly. An instance without resource, or not done by staff, keeps its own length. Where the
    scenario has no value it is 0 (see `Service.known`).
    """
    lengths = np.where(service.known, service.end - service.start, 0)
    persons = placed.log.events["resource"].to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    rows = np.flatnonzero(placed.staff & (persons >= 0) & (lengths > 0))
    if not rows.size:
        return lengths
    rows = rows[np.argsort(persons[rows], kind="stable")]
    _, heads = np.unique(persons[rows], return_index=True)
    begin = np.minimum.reduceat(service.start[rows], heads)
    spans = np.maximum.reduceat(service.end[rows], heads) - begin
    bounds = np.append(heads, rows.size)
    for first, last in batches(np.diff(bounds), spans):
        some = rows[bounds[first] : bounds[last]]
        shift = np.repeat(origins(spans[first:last]) - begin[first:last], np.diff(bounds[first : last + 1]))
        lengths[some] = shared_lengths(service.start[some] + shift, service.end[some] + shift)
    return lengths


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
        without start has no likely value), ``outside`` (working hours; null: no calendars yet), ``instances``,
        ``without_likely`` (Int64); by lane, then pass.
    """
    rows = np.flatnonzero(placed.staff)
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
        }
    )
    return summed_staff(
        frame.group_by("lane", "rework")
        .agg(
            pl.col(*SCENARIOS).sum().cast(pl.Duration("us")),
            pl.len().cast(pl.Int64).alias("instances"),
            pl.col("unknown").sum().cast(pl.Int64).alias("without_likely"),
        )
        .select(
            "lane",
            pl.when("rework").then(pl.lit("rework")).otherwise(pl.lit("first")).alias("pass"),
            *SCENARIOS,
            pl.lit(None, dtype=pl.Duration("us")).alias("outside"),
            "instances",
            "without_likely",
        )
    )


def summed_staff(frame: pl.DataFrame) -> pl.DataFrame:
    """Return one row per lane and pass of a frame that may hold several; a sum without a likely part has none."""
    sums = frame.group_by("lane", "pass").agg(
        pl.col("low").sum(), *_with_gaps("likely"), pl.col("high").sum(), pl.col("instances", "without_likely").sum()
    )
    return (
        sums.with_columns(
            pl.when(pl.col("without_likely") == 0).then("likely").alias("likely"),
            pl.lit(None, dtype=pl.Duration("us")).alias("outside"),
        )
        .select(*STAFF)
        .sort("lane", "pass", nulls_last=True)
    )


def _with_gaps(name: str) -> list[pl.Expr]:
    return [pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name)]
