"""Money: capacity, which is staff hours times the lane's rate on the day, and not cash."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from mining.blueprint.lanes import Lane
from mining.blueprint.model import Blueprint
from mining.waste.hours.service import SCENARIOS
from mining.waste.instances.placed import Ints, Mask, Placed
from mining.waste.learnt import Learnt

MONEY = {"currency": pl.String, "lane": pl.String, "pass": pl.String, "rate": pl.Float64}
EXCHANGED: dict[str, type[pl.DataType] | pl.DataType] = {
    "currency": pl.String,
    **dict.fromkeys(SCENARIOS, pl.Float64),
    "rates": pl.List(pl.String),
}
NO_RATE = -1


def capacity(placed: Placed, learnt: Learnt, known: Mask, rework: Mask) -> pl.DataFrame:
    """Price staff hours with the rates of their lanes.

    An instance has the rate that holds on the day of its end (else start), by the clock of the log (UTC where its zone is
    not known). Hours before the first day of a lane's first rate have no price.

    Returns:
        ``currency`` (null where neither rate nor blueprint names one), ``lane``, ``pass`` (first, rework), ``rate`` (per
        staff hour), ``low``, ``likely``, ``high`` (Float64, in that currency; likely null where an instance has no likely
        value); in order of currency, lane, pass, rate. Lanes without a rate are left out. Empty without a blueprint.
    """
    blueprint = placed.blueprint
    frame = pl.DataFrame(schema={**MONEY, **dict.fromkeys(SCENARIOS, pl.Float64)})
    if blueprint is None:
        return frame
    prices, price = priced(placed, blueprint)
    rows = np.flatnonzero(placed.staff & (price != NO_RATE))
    low, likely, high = (shares[rows] for shares in learnt.shared)
    sums = (
        pl.DataFrame(
            {"price": price[rows], "rework": rework[rows], "low": low, "likely": likely, "high": high, "no": ~known[rows]}
        )
        .group_by("price", "rework")
        .agg(pl.col(*SCENARIOS).sum(), pl.col("no").any())
    )
    told = sums.join(prices, on="price").with_columns(
        pl.when("rework").then(pl.lit("rework")).otherwise(pl.lit("first")).alias("pass"),
        *((pl.col(name) * pl.col("rate") / 3.6e9).alias(name) for name in SCENARIOS),
    )
    return summed_money(told.with_columns(pl.when(~pl.col("no")).then("likely").alias("likely")))


def summed_money(frame: pl.DataFrame) -> pl.DataFrame:
    """Return one row per currency, lane, pass and rate; a sum without a likely part has none."""
    sums = [pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name) for name in SCENARIOS]
    return frame.group_by(*MONEY).agg(sums).select(*MONEY, *SCENARIOS).sort(*MONEY, nulls_last=True)


def unpriced_lanes(placed: Placed) -> tuple[str, ...]:
    """Return the lanes with staff instances of which some have no rate, in order; none without a blueprint."""
    if placed.blueprint is None:
        return ()
    _, price = priced(placed, placed.blueprint)
    without = np.unique(placed.lane[placed.staff & (price == NO_RATE)])
    return tuple(sorted(placed.lanes[lane] for lane in without if lane >= 0))


def priced(placed: Placed, blueprint: Blueprint) -> tuple[pl.DataFrame, Ints]:
    """Return the prices (``price``, ``lane``, ``rate``, ``currency``), and which of them each instance has."""
    rows: list[tuple[int, str, float, str | None]] = []
    price = np.full(placed.log.instances, NO_RATE, dtype=np.int64)
    for code, lane in enumerate(blueprint.lanes):
        if not lane.rates:
            continue
        of_lane = np.flatnonzero(placed.lane == code)
        first = len(rows)
        begins = _begins(lane, placed.log.timezone)
        order = np.argsort(begins, kind="stable")
        for rate in (lane.rates[k] for k in order):
            rows.append((len(rows), lane.id, rate.amount, rate.currency or blueprint.currency))
        which = np.searchsorted(begins[order], placed.moment[of_lane], side="right") - 1
        price[of_lane] = np.where(which >= 0, first + which, NO_RATE)
    schema = {"price": pl.Int64, "lane": pl.String, "rate": pl.Float64, "currency": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row"), price


def _begins(lane: Lane, timezone: str | None) -> Ints:
    """The instants from which each rate of a lane holds, microseconds since 1970 UTC: midnights by the log's clock."""
    zone = ZoneInfo(timezone or "UTC")
    begins = [
        np.iinfo(np.int64).min
        if rate.since is None
        else round(datetime(rate.since.year, rate.since.month, rate.since.day, tzinfo=zone).timestamp()) * 1_000_000
        for rate in lane.rates
    ]
    return np.array(begins, dtype=np.int64)


def exchanged(money: pl.DataFrame, blueprint: Blueprint | None) -> pl.DataFrame | None:
    """Return the capacity of all currencies in the blueprint's, with the rates that it states.

    Args:
        money: of `capacity`.
        blueprint: the designed service.

    Returns:
        One row: ``currency``, ``low``, ``likely``, ``high`` (likely null where a part has none), ``rates`` (as in
        ``1 CNY = 0.13 EUR (2026-09-01)``, those that were used). None where there is one currency only, or a rate is not
        stated: currencies are never added without.
    """
    if blueprint is None or blueprint.currency is None:
        return None
    own = blueprint.currency
    there = money["currency"].unique().sort().to_list()
    stated = {one.currency: one for one in blueprint.exchange}
    foreign = [currency for currency in there if currency != own]
    if not foreign or any(currency not in stated for currency in foreign):
        return None
    factor = pl.col("currency").replace_strict({own: 1.0, **{c: stated[c].rate for c in foreign}}, return_dtype=pl.Float64)
    sums = money.select(
        pl.when(pl.col(name).null_count() == 0).then((pl.col(name) * factor).sum()).alias(name).first() for name in SCENARIOS
    )
    used = [f"1 {c} = {stated[c].rate:g} {own} ({stated[c].on})" for c in foreign]
    return sums.select(pl.lit(own).alias("currency"), *SCENARIOS, pl.Series("rates", [used], dtype=pl.List(pl.String)))
