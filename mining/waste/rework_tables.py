"""Rework in figures: per activity, and the cases behind it."""

from __future__ import annotations

import numpy as np
import polars as pl

from mining.waste.placed import Mask, Placed
from mining.waste.rework import Passes
from mining.waste.staff import Learnt

COUNTS = ("executions", "rework", "resumptions", "self_loops", "loops", "repeats", "redos")
HOURS = ("hours_low", "hours", "hours_high")
REWORK = {
    "activity": pl.String,
    "step": pl.String,
    **dict.fromkeys(COUNTS, pl.Int64),
    "cases": pl.Int64,
    **dict.fromkeys(HOURS, pl.Duration("us")),
}


def rework_table(placed: Placed, passes: Passes, learnt: Learnt, known: Mask) -> pl.DataFrame:
    """Count rework per activity.

    Rework itself is decided by step where several labels are one step; here each label has its row.

    Returns:
        ``activity``, ``step`` (id, null where unknown), ``executions`` (instances), ``rework``, ``resumptions``,
        ``self_loops``, ``loops``, ``repeats``, ``redos`` (of the rework), ``cases`` (with rework), ``hours_low``, ``hours``,
        ``hours_high`` (Duration[us]: direct rework, the staff hours of rework instances only; ``hours``, the likely
        value, is null where one of them has none). The most rework first, then by activity. States are left out.
    """
    rows = np.flatnonzero(placed.nature == 0)
    steps = placed.blueprint.steps if placed.blueprint else ()
    step_ids = pl.Series([*(step.id for step in steps), None], dtype=pl.String)
    hours = placed.staff & passes.rework
    low, likely, high = (np.where(hours, shares, 0)[rows] for shares in learnt.shared)
    frame = pl.DataFrame(
        {
            "activity": placed.log.events["activity"].gather(rows).cast(pl.String),
            "step": step_ids.gather(placed.step[rows].astype(np.int64) % step_ids.len()),
            "case": placed.case[rows],
            "rework": passes.rework[rows],
            "resumptions": passes.resumption[rows],
            "self_loops": passes.self_loop[rows],
            "loops": passes.loop[rows],
            "repeats": passes.repeat[rows],
            "redos": passes.redo[rows],
            "hours_low": low,
            "hours": likely,
            "hours_high": high,
            "unknown": (hours & ~known)[rows],
        }
    )
    table = frame.group_by("activity", "step").agg(
        pl.len().cast(pl.Int64).alias("executions"),
        pl.col(*COUNTS[1:]).sum().cast(pl.Int64),
        pl.col("case").filter(pl.col("rework")).n_unique().cast(pl.Int64).alias("cases"),
        pl.col(*HOURS).sum().cast(pl.Duration("us")),
        pl.col("unknown").any(),
    )
    likely_or_none = pl.when(~pl.col("unknown")).then("hours").alias("hours")
    return _in_order(table.with_columns(likely_or_none))


def summed_rework(frame: pl.DataFrame) -> pl.DataFrame:
    """Return one row per activity of a table that may hold several rows of one."""
    hours = [pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name) for name in HOURS]
    return _in_order(frame.group_by("activity", "step").agg(pl.col(*COUNTS, "cases").sum(), *hours))


def rework_cases(placed: Placed, passes: Passes) -> pl.DataFrame:
    """List the cases with rework or resumptions: ``activity``, ``case_id``, ``executions``, ``rework``, ``resumptions``.

    By activity, then case id.
    """
    concerned = passes.rework | passes.resumption
    cells = pl.DataFrame(
        {
            "activity": placed.log.activity_codes,
            "case": placed.log.case_codes,
            "rework": passes.rework,
            "resumptions": passes.resumption,
            "concerned": concerned,
        }
    )
    with_some = cells.filter("concerned").select("activity", "case").unique()
    sums = (
        cells.join(with_some, on=["activity", "case"], how="semi")
        .group_by("activity", "case")
        .agg(pl.len().cast(pl.Int64).alias("executions"), pl.col("rework", "resumptions").sum().cast(pl.Int64))
    )
    labels = pl.Series(placed.log.activities, dtype=pl.String)
    return (
        sums.with_columns(
            labels.gather(sums["activity"]).alias("activity"),
            placed.log.cases["case_id"].gather(sums["case"]).alias("case_id"),
        )
        .select("activity", "case_id", "executions", "rework", "resumptions")
        .sort("activity", "case_id")
    )


def _in_order(table: pl.DataFrame) -> pl.DataFrame:
    return table.select(*REWORK).sort("rework", "activity", descending=[True, False])
