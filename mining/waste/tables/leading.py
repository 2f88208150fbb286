"""Which scenario is shown where only one can be."""

from __future__ import annotations

import polars as pl


def leading_scenario(ledger: pl.DataFrame) -> str:
    """Return ``likely`` where most time is told apart in it, else ``low`` (little work, so most waiting).

    Args:
        ledger: the frame of `mining.waste.ledger.ledger.Ledger`; of its columns class, likely.
    """
    likely = pl.col("likely").cast(pl.Int64)
    unknown, told = ledger.select(
        likely.filter(pl.col("class") == "unknown").sum().alias("unknown"),
        likely.filter(pl.col("class") != "unknown").sum().alias("told"),
    ).row(0)
    return "likely" if told >= unknown else "low"
