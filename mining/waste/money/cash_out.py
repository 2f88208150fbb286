"""Cash out: what the export's cost columns say was paid, by first pass and rework."""

from __future__ import annotations

import numpy as np
import polars as pl

from mining.waste.instances.placed import Mask, Placed

CASH_OUT: dict[str, type[pl.DataType] | pl.DataType] = {
    "name": pl.String,
    "currency": pl.String,
    "pass": pl.String,
    "amount": pl.Float64,
    "records": pl.Int64,
    "cases": pl.Int64,
    "without": pl.Int64,
}
PER_CASE = "case"


def cash_out(placed: Placed, rework: Mask) -> pl.DataFrame:
    """Sum the cost columns of the log, in the blueprint's currency.

    A column that is the same in every row of a case stands with the cases and counts once per case (``pass`` is then
    ``case``); any other counts per instance. What is no number counts as missing.

    Returns:
        ``name`` (of the cost), ``currency`` (null where the blueprint names none), ``pass`` (first, rework, case),
        ``amount``, ``records`` (instances or cases with an amount), ``cases``, ``without`` (instances or cases without
        one); by name, then pass. Empty where the log has no cost column.
    """
    log = placed.log
    currency = placed.blueprint.currency if placed.blueprint else None
    frames = [pl.DataFrame(schema=CASH_OUT)]
    for role, column in log.roles.items():
        if not role.startswith("cost "):
            continue
        if column in log.events.columns:
            amounts, case = log.events[column], pl.Series(log.case_codes)
            pass_ = np.where(rework, "rework", "first")
        elif column in log.cases.columns:
            amounts, case = log.cases[column], pl.Series(np.arange(log.cases.height, dtype=np.uint32))
            pass_ = np.full(log.cases.height, PER_CASE)
        else:
            continue
        lines = pl.DataFrame(
            {"case": case, "pass": pl.Series(pass_, dtype=pl.String), "amount": amounts.cast(pl.Float64, strict=False)}
        )
        known = pl.col("amount").is_not_null() & pl.col("amount").is_finite()
        sums = lines.group_by("pass").agg(
            pl.col("amount").filter(known).sum(),
            known.fill_null(False).sum().cast(pl.Int64).alias("records"),
            pl.col("case").filter(known).n_unique().cast(pl.Int64).alias("cases"),
            (~known.fill_null(False)).sum().cast(pl.Int64).alias("without"),
        )
        named = sums.with_columns(
            pl.lit(role.removeprefix("cost ")).alias("name"), pl.lit(currency, dtype=pl.String).alias("currency")
        )
        frames.append(named.select(*CASH_OUT))
    return _in_order(pl.concat(frames))


def summed_cash_out(frame: pl.DataFrame) -> pl.DataFrame:
    """Return one row per cost and pass of a frame that may hold several."""
    return _in_order(frame.group_by("name", "currency", "pass").agg(pl.col("amount", "records", "cases", "without").sum()))


def _in_order(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(*CASH_OUT).sort("name", "currency", "pass", nulls_last=True)
