"""What is open now: how old, since when nothing has happened, and waiting for whom."""

from __future__ import annotations

import numpy as np
import polars as pl

from mining.log import TIME
from mining.waste.instances.placed import Placed
from mining.waste.open_cases.next_steps import next_lanes


def open_now(seen: Placed) -> pl.DataFrame:
    """List the open cases, the oldest first (ties: by case id); where there is a blueprint, its completion says which.

    Returns:
        ``case_id``, ``arrival`` (Datetime), ``age`` (Duration[us], arrival to the export's end), ``last_activity``,
        ``since`` (Datetime: the last record; of a state or of work going on, its start), ``waits_for`` (a lane, without
        blueprint a team: that of the work or state going on; else the one lane that can be next; null if not known).

    Raises:
        TimeError: the log has no times.
    """
    log = seen.log
    log.needs_times("what is open now")
    is_open = np.flatnonzero(log.cases["open"].to_numpy())
    last = log.offsets[1:][is_open] - 1 if log.instances else np.zeros(0, dtype=np.int64)
    going_on = seen.started_only[last] | log.entered
    lanes = pl.Series([*seen.lanes, None], dtype=pl.String)
    codes = np.where(going_on, seen.lane[last], next_lanes(seen)[is_open]).astype(np.int64)
    since = np.where(going_on, seen.begin[last], seen.moment[last])
    cases = log.cases.select("case_id", "arrival")[is_open]
    return (
        cases.with_columns(
            (pl.lit(log.export_end, dtype=TIME) - pl.col("arrival")).alias("age"),
            log.events["activity"].gather(last).cast(pl.String).alias("last_activity"),
            pl.Series("since", since).cast(pl.Datetime("us")).dt.replace_time_zone("UTC"),
            lanes.gather(codes % lanes.len()).alias("waits_for"),
        )
        .sort("age", "case_id", descending=[True, False])
        .select("case_id", "arrival", "age", "last_activity", "since", "waits_for")
    )
