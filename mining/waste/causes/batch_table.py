"""Batches described: of which steps, of which kind, how large, how often, and what their items wait for."""

from __future__ import annotations

import numpy as np
import polars as pl

from mining.waste.causes.behind import Behind, joined
from mining.waste.causes.windows import Instances
from mining.waste.instances.placed import Ints, Placed

KINDS = ("simultaneous", "concurrent", "sequential")
WEEK = 7 * 86_400_000_000
LARGEST = 3
"""Case ids shown of the largest batch."""
SCHEMA: dict[str, type[pl.DataType] | pl.DataType] = {
    "activity": pl.String,
    "step": pl.String,
    "lane": pl.String,
    "batches": pl.Int64,
    "instances": pl.Int64,
    "share": pl.Float64,
    **dict.fromkeys(KINDS, pl.Int64),
    "median_size": pl.Float64,
    "largest": pl.Int64,
    "per_week": pl.Float64,
    "to_fill": pl.Duration("us"),
    "to_start": pl.Duration("us"),
    "in_turn": pl.Duration("us"),
    "case_ids": pl.List(pl.String),
}


def batch_table(placed: Placed, instances: Instances, behind: Behind) -> pl.DataFrame:
    """Describe the batches that somebody collected (see `mining.waste.causes.causes`), per activity and lane.

    Returns:
        ``activity``, ``step`` (id, null where unknown), ``lane``, ``batches``, ``instances`` (in batches), ``share`` (of the
        activity's instances in the lane); the batches that are ``simultaneous`` (all items begin and end together),
        ``concurrent`` (some overlap), ``sequential`` (one after the other); ``median_size``, ``largest``, ``per_week``
        (from the log's first to its last start, at least a day); the waiting of the items, closed hours included, summed
        over instances (Duration[us]): ``to_fill`` (until the last item was there), ``to_start`` (from then until the first
        was begun), ``in_turn`` (until the own start); ``case_ids`` of items of the largest batch. By waiting
        to fill, the longest first, then by activity and lane.
    """
    log, rows = placed.log, joined(behind.items, np.int32)
    if not rows.size:
        return pl.DataFrame(schema=SCHEMA)
    order = np.argsort(rows)
    rows, batch = rows[order], joined(behind.batches, np.int64)[order]
    steps = placed.blueprint.steps if placed.blueprint else ()
    step_ids = pl.Series([*(step.id for step in steps), None], dtype=pl.String)
    lanes = pl.Series([*placed.lanes, None], dtype=pl.String)
    code, lane = log.activity_codes.astype(np.int64), placed.lane.astype(np.int64)
    items = pl.DataFrame(
        {
            "batch": batch,
            "start": instances.start[rows],
            "end": instances.end[rows],
            "enabled": instances.enabled[rows],
            "case": placed.log.case_codes[rows],
            "activity": code[rows],
            "lane": lane[rows],
        }
    ).sort("batch", "start", "end")
    reach = pl.col("end").cum_max().shift(1).over("batch")
    made = (
        items.with_columns((pl.col("start") < reach).fill_null(False).alias("overlaps"))
        .group_by("batch", maintain_order=True)
        .agg(
            pl.len().cast(pl.Int64).alias("size"),
            pl.col("activity", "lane").first(),
            ((pl.col("start").n_unique() == 1) & (pl.col("end").n_unique() == 1)).alias("simultaneous"),
            pl.col("overlaps").any(),
            (pl.col("enabled").max() - pl.col("enabled")).sum().alias("to_fill"),
            ((pl.col("start").min() - pl.col("enabled").max()) * pl.len()).alias("to_start"),
            (pl.col("start") - pl.col("start").min()).sum().alias("in_turn"),
            pl.col("case").head(LARGEST),
        )
        .sort("size", "batch", descending=[True, False])
    )
    weeks = max(int(instances.start.max() - instances.start.min()) / WEEK, 1 / 7)
    executions = (
        pl.DataFrame({"activity": code, "lane": lane}).group_by("activity", "lane").agg(pl.len().alias("executions"))
    )
    table = (
        made.group_by("activity", "lane", maintain_order=True)
        .agg(
            pl.len().cast(pl.Int64).alias("batches"),
            pl.col("size").sum().alias("instances"),
            pl.col("simultaneous").sum().cast(pl.Int64),
            (pl.col("overlaps") & ~pl.col("simultaneous")).sum().cast(pl.Int64).alias("concurrent"),
            (~pl.col("overlaps") & ~pl.col("simultaneous")).sum().cast(pl.Int64).alias("sequential"),
            pl.col("size").median().alias("median_size"),
            pl.col("size").max().alias("largest"),
            (pl.len() / weeks).alias("per_week"),
            pl.col("to_fill", "to_start", "in_turn").sum().cast(pl.Duration("us")),
            pl.col("case").first(),
        )
        .join(executions, on=["activity", "lane"], how="left", maintain_order="left")
    )
    return (
        table.with_columns(
            pl.Series("step", step_ids.gather(_steps(placed)[table["activity"].to_numpy()] % step_ids.len())),
            pl.Series("label", pl.Series(log.activities, dtype=pl.String).gather(table["activity"])),
            pl.Series("whose", lanes.gather(table["lane"].to_numpy() % lanes.len())),
            (pl.col("instances") / pl.col("executions")).alias("share"),
            pl.Series("case_ids", [log.cases["case_id"].gather(cases).to_list() for cases in table["case"].to_list()]),
        )
        .drop("activity", "lane")
        .rename({"label": "activity", "whose": "lane"})
        .select(*SCHEMA)
        .cast(SCHEMA)  # type: ignore[arg-type]
        .sort("to_fill", "activity", "lane", descending=[True, False, False], nulls_last=True)
    )


def _steps(placed: Placed) -> Ints:
    """Step of each label, -1 where unknown."""
    step_of = np.full(len(placed.log.activities), -1, dtype=np.int64)
    step_of[placed.log.activity_codes] = placed.step
    return step_of
