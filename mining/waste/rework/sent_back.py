"""Who sends back to whom: rework by the lane or team from which it came and the one that does it again."""

from __future__ import annotations

import numpy as np
import polars as pl

from mining.waste.hours.service import SCENARIOS
from mining.waste.instances.placed import Codes, Mask, Placed
from mining.waste.instances.resources import named_codes
from mining.waste.learnt import Learnt

SENT_BACK: dict[str, type[pl.DataType] | pl.DataType] = {
    "between": pl.String,
    "sender": pl.String,
    "receiver": pl.String,
    "rework": pl.Int64,
    "cases": pl.Int64,
    **dict.fromkeys(SCENARIOS, pl.Duration("us")),
}


def sent_back(placed: Placed, rework: Mask, learnt: Learnt, known: Mask) -> pl.DataFrame:
    """Count rework by who had the case last before it (the sender) and who does it (the receiver).

    The sender is that of the instance just before in the log; it is not the one at fault. Rework that begins a case's
    record, or whose sender or receiver is not known, is left out here (it is in the rework table).

    Args:
        placed: the instances with their lanes.
        rework: which of them are rework.
        learnt: the shared service times.
        known: whether each instance has a likely value.

    Returns:
        ``between`` (lane; team: those that the blueprint or the log names), ``sender``, ``receiver``, ``rework``
        (instances), ``cases``, ``low``, ``likely``, ``high`` (Duration[us]: staff hours of these instances; likely null
        where one has no likely value); by ``between``, then the most rework, then names.
    """
    log = placed.log
    levels: dict[str, tuple[list[str], Codes]] = {}
    if placed.lanes:
        level = "team" if placed.lanes_are_teams else "lane"
        levels[level] = (list(placed.lanes), placed.lane)
    if "team" in log.events.columns and not placed.lanes_are_teams:
        levels["team"] = named_codes(log, "team")
    frames = [pl.DataFrame(schema=SENT_BACK)]
    candidates = np.flatnonzero(rework & ~placed.is_first_of_case)
    for level, (words, codes) in levels.items():
        rows = candidates[(codes[candidates] >= 0) & (codes[candidates - 1] >= 0)]
        staff = placed.staff[rows]
        low, likely, high = (np.where(staff, shares[rows], 0) for shares in learnt.shared)
        lines = pl.DataFrame(
            {
                "sender": codes[rows - 1],
                "receiver": codes[rows],
                "case": placed.log.case_codes[rows],
                "low": low,
                "likely": likely,
                "high": high,
                "unknown": staff & ~known[rows],
            }
        )
        named = pl.Series(words, dtype=pl.String)
        sums = lines.group_by("sender", "receiver").agg(
            pl.len().cast(pl.Int64).alias("rework"),
            pl.col("case").n_unique().cast(pl.Int64).alias("cases"),
            pl.col(*SCENARIOS).sum().cast(pl.Duration("us")),
            pl.col("unknown").any(),
        )
        frames.append(
            sums.with_columns(
                pl.lit(level).alias("between"),
                named.gather(sums["sender"]).alias("sender"),
                named.gather(sums["receiver"]).alias("receiver"),
                pl.when(~pl.col("unknown")).then("likely").alias("likely"),
            ).select(*SENT_BACK)
        )
    return _in_order(pl.concat(frames))


def summed_sent_back(frame: pl.DataFrame) -> pl.DataFrame:
    """Return one row per sender and receiver of a frame that may hold several."""
    sums = [pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name) for name in SCENARIOS]
    return _in_order(frame.group_by("between", "sender", "receiver").agg(pl.col("rework", "cases").sum(), *sums))


def _in_order(frame: pl.DataFrame) -> pl.DataFrame:
    order = ["between", "rework", "sender", "receiver"]
    return frame.select(*SENT_BACK).sort(order, descending=[False, True, False, False])
