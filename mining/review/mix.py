"""What kind of cases arrived before and after, by channel, site, product: the mix alone can move every figure."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from mining.review.differences import judged_together, of_rates
from mining.review.periods import Period, Rate

MOST_VALUES = 20
"""An attribute with more values than this says who, not what kind."""
FEWEST_CASES = 5
"""Smaller groups are not shown."""
MIX: dict[str, Any] = {
    "attribute": pl.String,
    "value": pl.String,
    "cases_before": pl.Int64,
    "cases_after": pl.Int64,
    "share_before": pl.Float64,
    "share_after": pl.Float64,
    "difference": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "beyond_ordinary": pl.Boolean,
}


def mix(before: Period, after: Period) -> pl.DataFrame:
    """Compare what kind of cases arrived, by every attribute of cases with two to twenty values, and by channel.

    Returns:
        ``attribute``, ``value`` (cases without one are left out of it), ``cases_before``, ``cases_after``,
        ``share_before``, ``share_after`` (of the cases that have a value), ``difference`` (after minus before), its 95 %
        interval ``low``, ``high`` (null: too few weeks), ``beyond_ordinary``; in the order of the log's columns, then by
        value. Values of fewer than five cases in both periods together are left out.
    """
    rows, differences = [], []
    for name in before.cases.columns:
        if name in ("case_id", "arrived", "flow_time", "open") or name not in after.cases.columns:
            continue
        columns = [_kinds(period.cases[name]) for period in (before, after)]
        values = sorted({value for column in columns for value in column.drop_nulls().unique()})
        if not 2 <= len(values) <= MOST_VALUES:
            continue
        for value in values:
            first, second = (_share_of(column, value) for column in columns)
            counts = [int(rate.above.sum()) for rate in (first, second)]
            if sum(counts) < FEWEST_CASES:
                continue
            each = of_rates(first, second, before.variation, after.variation)
            differences.append(each)
            rows.append((name, value, *counts))
    marked = judged_together(differences)
    return pl.DataFrame(
        [
            (*row, each.before, each.after, each.estimate, each.low, each.high, each.beyond_ordinary)
            for row, each in zip(rows, marked, strict=True)
        ],
        schema=MIX,
        orient="row",
    )


def _kinds(column: pl.Series) -> pl.Series:
    """The values of a column as text; nothing where they are no kinds: numbers, times, lists."""
    if column.dtype in (pl.String, pl.Boolean) or isinstance(column.dtype, pl.Categorical | pl.Enum):
        return column.cast(pl.String)
    return pl.Series([None], dtype=pl.String).new_from_index(0, column.len())


def _share_of(column: pl.Series, value: str) -> Rate:
    known = column.is_not_null().to_numpy()
    return Rate(value, "share", (column == value).fill_null(False).to_numpy().astype(np.float64), known.astype(np.float64))
