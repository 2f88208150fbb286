"""Correction steps: the lane that mends, and the lane that caused it."""

from __future__ import annotations

import numpy as np
import polars as pl

from mining.waste.hours.service import SCENARIOS
from mining.waste.instances.placed import WORK, Mask, Placed
from mining.waste.learnt import Learnt

CORRECTIONS: dict[str, type[pl.DataType] | pl.DataType] = {
    "step": pl.String,
    "corrects": pl.String,
    "lane": pl.String,
    "caused_by": pl.String,
    "seen": pl.Boolean,
    "instances": pl.Int64,
    "cases": pl.Int64,
    **dict.fromkeys(SCENARIOS, pl.Duration("us")),
}


def corrections(placed: Placed, learnt: Learnt, known: Mask) -> pl.DataFrame:
    """List the instances of steps that say ``corrects:`` by who does them and who caused them.

    The cause is the lane of the latest instance of the corrected step before it in the case; where the log shows none,
    the first lane that the blueprint gives to that step (``seen`` is then False).

    Returns:
        ``step``, ``corrects`` (ids), ``lane`` (that mends), ``caused_by`` (lane), ``seen``, ``instances``, ``cases``
        (Int64), ``low``, ``likely``, ``high`` (Duration[us], staff hours; likely null where an instance has none); the most
        instances first, then by ids. Empty without a blueprint.
    """
    blueprint = placed.blueprint
    frames = [pl.DataFrame(schema=CORRECTIONS)]
    for code, step in enumerate(blueprint.steps) if blueprint else ():
        if step.corrects is None:
            continue
        assert blueprint is not None
        target = blueprint.step_index[step.corrects]
        rows = np.flatnonzero((placed.step == code) & (placed.nature == WORK))
        latest = np.maximum.accumulate(np.where(placed.step == target, np.arange(placed.step.size), -1))[rows]
        seen = latest >= placed.log.offsets[placed.log.case_codes[rows]]
        stated = blueprint.lane_index[blueprint.steps[target].lane]
        staff = placed.staff[rows]
        low, likely, high = (np.where(staff, shares[rows], 0) for shares in learnt.shared)
        names = pl.Series(placed.lanes, dtype=pl.String)
        lines = pl.DataFrame(
            {
                "lane": names.gather(placed.lane[rows].astype(np.int64)),
                "caused_by": names.gather(np.where(seen, placed.lane[latest], stated).astype(np.int64)),
                "seen": seen,
                "case": placed.log.case_codes[rows],
                "low": low,
                "likely": likely,
                "high": high,
                "unknown": staff & ~known[rows],
            }
        )
        sums = lines.group_by("lane", "caused_by", "seen").agg(
            pl.len().cast(pl.Int64).alias("instances"),
            pl.col("case").n_unique().cast(pl.Int64).alias("cases"),
            pl.col(*SCENARIOS).sum().cast(pl.Duration("us")),
            pl.col("unknown").any(),
        )
        frames.append(
            sums.with_columns(
                pl.lit(step.id).alias("step"),
                pl.lit(step.corrects).alias("corrects"),
                pl.when(~pl.col("unknown")).then("likely").alias("likely"),
            ).select(*CORRECTIONS)
        )
    return _in_order(pl.concat(frames))


def summed_corrections(frame: pl.DataFrame) -> pl.DataFrame:
    """Return one row per step, lane and cause of a frame that may hold several."""
    sums = [pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name) for name in SCENARIOS]
    keys = ["step", "corrects", "lane", "caused_by", "seen"]
    return _in_order(frame.group_by(keys).agg(pl.col("instances", "cases").sum(), *sums))


def _in_order(frame: pl.DataFrame) -> pl.DataFrame:
    keys = ["instances", "step", "lane", "caused_by", "seen"]
    return frame.select(*CORRECTIONS).sort(keys, descending=[True, False, False, False, True])
