"""What the figures come to per month and per 100 cases, what was paid and is due, and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import polars as pl

from mining.waste.hours.service import SCENARIOS
from mining.waste.ledger.per_case import FIGURES
from mining.waste.money.penalties import owed
from mining.waste.other_waste import RULES
from mining.waste.waste import Waste

BACK_SHOWN = 12
"""Rows of who sends back to whom, of corrections, and of each kind of other waste, the largest first."""
Lengths = tuple[timedelta | None, timedelta | None, timedelta | None]


@dataclass(frozen=True)
class RateRow:
    """A figure per month and per 100 cases in the three scenarios, and the likely interval of its sum."""

    figure: str
    total: Lengths
    interval: tuple[timedelta, timedelta] | None
    per_month: Lengths
    per_100_cases: Lengths


@dataclass(frozen=True)
class ComesTo:
    """What the report shows beside staff hours; amounts are never added to each other."""

    rates: tuple[RateRow, ...]
    cash_out: tuple[dict[str, Any], ...]
    penalties: tuple[dict[str, Any], ...] | None
    price_of_delay: dict[str, Any] | None
    exchanged: dict[str, Any] | None
    sent_back: tuple[dict[str, Any], ...]
    corrections: tuple[dict[str, Any], ...]
    loop_cost: Lengths
    rework_delay: Lengths
    reopened: int | None
    other: tuple[dict[str, Any], ...]


def comes_to(waste: Waste, language: str) -> ComesTo:
    """Return it; rules of other waste are said in a language."""
    back = waste.sent_back.filter(pl.col("between") == waste.sent_back["between"][0]) if waste.sent_back.height else None
    return ComesTo(
        rates=tuple(row for figure in FIGURES if (row := _rate(waste.variation, figure)) is not None),
        cash_out=tuple(waste.cash_out.to_dicts()),
        penalties=None if waste.penalties is None else tuple(owed(waste.penalties)),
        price_of_delay=waste.price_of_delay.row(0, named=True) if waste.price_of_delay is not None else None,
        exchanged=waste.exchanged.row(0, named=True) if waste.exchanged is not None else None,
        sent_back=tuple(_row(row) for row in back.head(BACK_SHOWN).to_dicts()) if back is not None else (),
        corrections=tuple(_row(row) for row in waste.corrections.head(BACK_SHOWN).to_dicts()),
        loop_cost=_lengths(waste.loop_cost.row(0, named=True)),
        rework_delay=_lengths(waste.rework_delay.row(0, named=True)),
        reopened=None if waste.reopened is None else waste.reopened.height,
        other=_other(waste.other, language),
    )


def _rate(variation: pl.DataFrame, figure: str) -> RateRow | None:
    rows = {row["scenario"]: row for row in variation.filter(pl.col("figure") == figure).iter_rows(named=True)}
    if not rows or (not rows["high"]["estimate"] and not rows["low"]["estimate"]):
        return None
    likely = rows["likely"]
    return RateRow(
        figure,
        total=_three(rows, "estimate"),
        interval=(likely["low"], likely["high"]) if likely["low"] is not None else None,
        per_month=_three(rows, "per_month"),
        per_100_cases=_three(rows, "per_100_cases"),
    )


def _three(rows: dict[str, dict[str, Any]], name: str) -> Lengths:
    return _lengths({scenario: rows[scenario][name] for scenario in SCENARIOS})


def _lengths(row: dict[str, Any]) -> Lengths:
    """Low to high: little work is much waiting, so that the ends are put in order."""
    low, likely, high = (row[name] for name in SCENARIOS)
    return (high, likely, low) if low is not None and high is not None and low > high else (low, likely, high)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"hours": _lengths(row)}


def _other(other: pl.DataFrame | None, language: str) -> tuple[dict[str, Any], ...]:
    if other is None:
        return ()
    shown = other.group_by("kind", maintain_order=True).head(BACK_SHOWN)
    spoken = 1 if language == "zh" else 0
    return tuple(
        row | {"rule": RULES[row["kind"]][spoken], "hours": None if row["high"] is None else _lengths(row)}
        for row in shown.iter_rows(named=True)
    )
