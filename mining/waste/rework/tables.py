"""Rework in figures: per activity, and the cases behind it."""

from __future__ import annotations

import numpy as np
import polars as pl

from mining.waste.arithmetic.intervals import distinct_sorted
from mining.waste.arithmetic.ranges import case_ranges
from mining.waste.instances.passes import Passes
from mining.waste.instances.placed import WORK, Mask, Placed
from mining.waste.learnt import Learnt

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
    log, steps = placed.log, placed.blueprint.steps if placed.blueprint else ()
    codes = log.activity_codes
    executions = np.bincount(codes[placed.nature == WORK], minlength=len(log.activities)).astype(np.int64)
    used = np.flatnonzero(executions)
    # A label belongs to one step, so any of its instances tells it.
    step_of = np.full(len(log.activities), -1, dtype=np.int64)
    step_of[codes] = placed.step
    step_ids = pl.Series([*(step.id for step in steps), None], dtype=pl.String)
    table = pl.DataFrame(
        {
            "code": used,
            "activity": pl.Series(log.activities, dtype=pl.String).gather(used),
            "step": step_ids.gather(step_of[used] % step_ids.len()),
            "executions": executions[used],
        }
    )
    # Only what was done again is looked at row by row; of most logs that is little.
    rows = np.flatnonzero(passes.rework | passes.resumption)
    hours = (placed.staff & passes.rework)[rows]
    low, likely, high = (np.where(hours, shares[rows], 0) for shares in learnt.shared)
    again = pl.DataFrame(
        {
            "code": codes[rows].astype(np.int64),
            "case": placed.log.case_codes[rows],
            "rework": passes.rework[rows],
            "resumptions": passes.resumption[rows],
            "self_loops": passes.self_loop[rows],
            "loops": passes.loop[rows],
            "repeats": passes.repeat[rows],
            "redos": passes.redo[rows],
            "hours_low": low,
            "hours": likely,
            "hours_high": high,
            "unknown": hours & ~known[rows],
        }
    )
    sums = again.group_by("code").agg(
        pl.col(*COUNTS[1:]).sum().cast(pl.Int64),
        pl.col("case").filter(pl.col("rework")).n_unique().cast(pl.Int64).alias("cases"),
        pl.col(*HOURS).sum(),
        pl.col("unknown").any(),
    )
    whole = table.join(sums, on="code", how="left").with_columns(
        pl.col(*COUNTS[1:], "cases", *HOURS).fill_null(0), pl.col("unknown").fill_null(False)
    )
    spans = whole.with_columns(pl.col(*HOURS).cast(pl.Duration("us")))
    return _in_order(spans.with_columns(pl.when(~pl.col("unknown")).then("hours").alias("hours")))


def summed_rework(frame: pl.DataFrame) -> pl.DataFrame:
    """Return one row per activity of a table that may hold several rows of one."""
    hours = [pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name) for name in HOURS]
    return _in_order(frame.group_by("activity", "step").agg(pl.col(*COUNTS, "cases").sum(), *hours))


def rework_cases(placed: Placed, passes: Passes) -> pl.DataFrame:
    """List the cases with rework or resumptions: ``activity``, ``case_id``, ``executions``, ``rework``, ``resumptions``.

    By activity, then case id.
    """
    log = placed.log
    labels = len(log.activities)
    found = [np.zeros((5, 0), dtype=np.int64)]
    marks = passes.rework, passes.resumption
    for _, _, rows in case_ranges(log):
        pair = log.case_codes[rows] * np.int64(labels) + log.activity_codes[rows]
        again, resumed = (mark[rows] for mark in marks)
        with_some = distinct_sorted(pair[again | resumed])
        if not with_some.size:
            continue
        place = np.minimum(np.searchsorted(with_some, pair), with_some.size - 1)
        here = with_some[place] == pair
        counts = [np.bincount(place[here & mark], minlength=with_some.size) for mark in (here, again, resumed)]
        found.append(np.stack([*np.divmod(with_some, labels), *counts]))
    case, activity, *columns = np.concatenate(found, axis=1)
    found.clear()
    return pl.DataFrame(
        {
            "activity": pl.Series(log.activities, dtype=pl.String).gather(activity),
            "case_id": log.cases["case_id"].gather(case),
            **dict(zip(("executions", "rework", "resumptions"), columns, strict=True)),
        }
    ).sort("activity", "case_id")


def _in_order(table: pl.DataFrame) -> pl.DataFrame:
    return table.select(*REWORK).sort("rework", "activity", descending=[True, False])
