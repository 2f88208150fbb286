"""Late penalties: what the design says is due for every begun hour beyond a target."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from mining.log import micros
from mining.waste.placed import Placed
from mining.waste.step_moments import NEVER, moments

PENALTIES: dict[str, type[pl.DataType] | pl.DataType] = {
    "case_id": pl.String,
    "late": pl.Duration("us"),
    "amount": pl.Float64,
    "currency": pl.String,
    "running": pl.Boolean,
}
_MICRO = timedelta(microseconds=1)


def penalties(placed: Placed) -> pl.DataFrame | None:
    """List the cases for which a penalty is due: `amount` for every begun `per` beyond `within`.

    The time runs from the first end of the step `from` to the last end of the step `to`, elapsed. A case in which `from` is
    done and `to` is not owes what has come up to the export's end if it is open (``running``), and is not judged if it
    stopped; a case without `from` is not judged.

    Returns:
        ``case_id``, ``late`` (beyond `within`), ``amount``, ``currency`` (its own, else the blueprint's), ``running``; the
        highest first, then by case id. None where the blueprint states no penalty.
    """
    blueprint = placed.blueprint
    if blueprint is None or blueprint.penalty is None:
        return None
    penalty, log = blueprint.penalty, placed.log
    begin = moments(placed, penalty.first, last=False)
    end = moments(placed, penalty.second, last=True)
    running = (end == NEVER) & log.cases["open"].to_numpy()
    if log.export_end is not None:
        end = np.where(running, micros(log.export_end), end)
    judged = (begin != NEVER) & (end != NEVER)
    within, per = penalty.within // _MICRO, penalty.per // _MICRO
    late = np.where(judged, end - np.where(judged, begin, 0) - within, 0)
    rows = np.flatnonzero(late > 0)
    amount = -(-late[rows] // per) * penalty.amount
    frame = pl.DataFrame(
        {
            "case_id": log.cases["case_id"].gather(rows),
            "late": pl.Series(late[rows], dtype=pl.Int64).cast(pl.Duration("us")),
            "amount": pl.Series(amount, dtype=pl.Float64),
            "currency": pl.Series([penalty.currency or blueprint.currency] * rows.size, dtype=pl.String),
            "running": pl.Series(running[rows], dtype=pl.Boolean),
        }
    )
    return in_order(frame)


def in_order(frame: pl.DataFrame) -> pl.DataFrame:
    """Sort penalties: the highest first."""
    return frame.select(*PENALTIES).sort("amount", "late", "case_id", descending=[True, True, False])


def owed(penalties: pl.DataFrame) -> list[dict[str, Any]]:
    """Sum penalties per currency, those that still run apart: ``currency``, ``running``, ``amount``, ``cases``."""
    sums = penalties.group_by("currency", "running").agg(pl.col("amount").sum(), pl.len().alias("cases"))
    return sums.sort("currency", "running", nulls_last=True).to_dicts()
