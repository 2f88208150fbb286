"""Money: capacity, which is staff hours times the lane's rate, and not cash."""

from __future__ import annotations

import polars as pl

from mining.blueprint.model import Blueprint
from mining.waste.service import SCENARIOS

MONEY = {"currency": pl.String, "lane": pl.String, "pass": pl.String, "rate": pl.Float64}


def capacity(staff: pl.DataFrame, blueprint: Blueprint | None) -> pl.DataFrame:
    """Price staff hours with the rates of their lanes.

    Returns:
        ``currency`` (null where neither rate nor blueprint names one), ``lane``, ``pass`` (first, rework), ``rate`` (per
        staff hour), ``low``, ``likely``, ``high`` (Float64, in that currency; null where the hours are); in order of
        currency, lane, pass. Lanes without a rate are left out. Empty without a blueprint.
    """
    rates = {lane.id: lane.rate for lane in blueprint.lanes if lane.rate} if blueprint else {}
    own = blueprint.currency if blueprint else None
    table = pl.DataFrame(
        [{"lane": lane, "rate": rate.amount, "currency": rate.currency or own} for lane, rate in rates.items()],
        schema={"lane": pl.String, "rate": pl.Float64, "currency": pl.String},
    )
    return (
        staff.join(table, on="lane", how="inner")
        .with_columns((pl.col(name).dt.total_microseconds() * pl.col("rate") / 3.6e9).alias(name) for name in SCENARIOS)
        .select(*MONEY, *SCENARIOS)
        .sort("currency", "lane", "pass", nulls_last=True)
    )


def unpriced_lanes(staff: pl.DataFrame, blueprint: Blueprint | None) -> tuple[str, ...]:
    """Return the lanes with staff hours and no rate, in order; none without a blueprint."""
    rates = {lane.id for lane in blueprint.lanes if lane.rate} if blueprint else set()
    return tuple(lane for lane in staff["lane"].drop_nulls().unique().sort() if lane not in rates) if blueprint else ()
