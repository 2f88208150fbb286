"""Staff hours: a ledger of their own, never added to the one of the cases."""

from __future__ import annotations

import numpy as np
import polars as pl

from mining.waste.arithmetic.ranges import case_ranges
from mining.waste.hours.service import SCENARIOS
from mining.waste.instances.placed import Ints, Mask, Placed
from mining.waste.learnt import Learnt

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
