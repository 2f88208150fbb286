"""What waiting costs, only where the design gives it a price."""

from __future__ import annotations

import polars as pl

from mining.blueprint.model import Blueprint
from mining.waste.hours.service import SCENARIOS
from mining.waste.ledger.ledger import Ledger

DELAY: dict[str, type[pl.DataType] | pl.DataType] = {"currency": pl.String, **dict.fromkeys(SCENARIOS, pl.Float64)}


def price_of_delay(ledger: Ledger, blueprint: Blueprint | None) -> pl.DataFrame | None:
    """Price the waiting of the ledger (states of class waiting included) with the blueprint's ``cost_of_delay``.

    Returns:
        One row: ``currency`` (null where none is named), ``low``, ``likely``, ``high`` (Float64). None where the blueprint
        gives waiting no price.
    """
    if blueprint is None or blueprint.cost_of_delay is None:
        return None
    price = blueprint.cost_of_delay
    waits = ledger.frame.filter(pl.col("class") == "waiting")
    currency = price.currency or blueprint.currency
    per = price.per.total_seconds() * 1e6
    amounts = [float(waits[name].to_physical().sum()) / per * price.amount for name in SCENARIOS]
    return pl.DataFrame([[currency, *amounts]], schema=DELAY, orient="row")
