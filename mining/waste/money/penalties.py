"""Late penalties: what the design says is due for every begun hour beyond a target."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from mining.blueprint.matching import Matched
from mining.blueprint.targets import Target
from mining.timeliness.spans import spans_of

PENALTIES: dict[str, type[pl.DataType] | pl.DataType] = {
    "case_id": pl.String,
    "late": pl.Duration("us"),
    "amount": pl.Float64,
    "currency": pl.String,
    "running": pl.Boolean,
}
_MICRO = timedelta(microseconds=1)


def penalties(matched: Matched | None) -> pl.DataFrame | None:
    """List the cases for which a penalty is due: `amount` for every begun `per` beyond `within`.

    The time runs as that of a target between the two steps, elapsed (see `mining.timeliness.spans`). An open case in which
    it still runs owes what has come up to the export's end (``running``); a case that stopped before `to`, and one without
    `from`, is not judged.

    Returns:
        ``case_id``, ``late`` (beyond `within`), ``amount``, ``currency`` (its own, else the blueprint's), ``running``; the
        highest first, then by case id. None where no blueprint states a penalty.
    """
    if matched is None or matched.blueprint.penalty is None:
        return None
    penalty, log = matched.blueprint.penalty, matched.log
    spans = spans_of(matched, Target("between", penalty.first, penalty.second, ((None, penalty.within),)))
    within, per = penalty.within // _MICRO, penalty.per // _MICRO
    beyond = np.where(spans.known, spans.end - spans.begin - within, 0)
    some = beyond > 0
    late, rows, running = beyond[some], log.case_codes[spans.row[some]].astype(np.int64), spans.running[some]
    amount = -(-late // per) * penalty.amount
    frame = pl.DataFrame(
        {
            "case_id": log.cases["case_id"].gather(rows),
            "late": pl.Series(late, dtype=pl.Int64).cast(pl.Duration("us")),
            "amount": pl.Series(amount, dtype=pl.Float64),
            "currency": pl.Series([penalty.currency or matched.blueprint.currency] * rows.size, dtype=pl.String),
            "running": pl.Series(running, dtype=pl.Boolean),
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
