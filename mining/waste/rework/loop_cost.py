"""What loops cost at most: the work of all that was done again on the way back, not only of the rework itself."""

from __future__ import annotations

import numpy as np
import polars as pl

from mining.waste.hours.service import SCENARIOS
from mining.waste.instances.passes import Passes
from mining.waste.instances.placed import Mask, Placed
from mining.waste.learnt import Learnt

LOOP_COST: dict[str, type[pl.DataType] | pl.DataType] = {
    **dict.fromkeys(SCENARIOS, pl.Duration("us")),
    "instances": pl.Int64,
    "cases": pl.Int64,
}


def loop_cost(placed: Placed, passes: Passes, learnt: Learnt, known: Mask) -> pl.DataFrame:
    """Sum the staff hours of all instances inside loops that are not the first of their activity, and of correction steps.

    A loop runs from after an instance of an activity to its rework, both in the log's order (a self-loop is the rework
    alone). An upper bound of what going back costs; it contains the direct rework, and is never added to it.

    Returns:
        One row: ``low``, ``likely``, ``high`` (Duration[us]; likely null where an instance has none), ``instances``,
        ``cases`` (Int64).
    """
    n = placed.log.instances
    depth = np.zeros(n + 1, dtype=np.int32)
    ends = np.flatnonzero(passes.rework & (passes.previous >= 0))
    np.add.at(depth, passes.previous[ends] + 1, 1)
    np.add.at(depth, ends + 1, -1)
    inside = (np.cumsum(depth[:-1], dtype=np.int32) > 0) & (passes.previous >= 0)
    rows = np.flatnonzero((inside | passes.correction) & placed.staff)
    low, likely, high = (int(shares[rows].sum()) for shares in learnt.shared)
    values = [low, likely if known[rows].all() else None, high, rows.size, np.unique(placed.log.case_codes[rows]).size]
    frame = pl.DataFrame([values], schema=dict.fromkeys(LOOP_COST, pl.Int64), orient="row")
    return frame.with_columns(pl.col(*SCENARIOS).cast(pl.Duration("us")))


def summed_loop_cost(frame: pl.DataFrame) -> pl.DataFrame:
    """Return one row of a frame that may hold several."""
    return frame.select(
        *(pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name).first() for name in SCENARIOS),
        pl.col("instances", "cases").sum(),
    )
