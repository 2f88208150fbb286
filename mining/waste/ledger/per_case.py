"""The ledgers of each case, and what they come to per month and per 100 cases, with the variation from case to case."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.local_time import local_days
from mining.log import MOST_MICROS
from mining.variation import Variation, blocks_of
from mining.waste.hours.service import SCENARIOS
from mining.waste.instances.placed import Ints, Mask, Placed
from mining.waste.learnt import Learnt
from mining.waste.ledger.ledger import Ledger

FIGURES = ("waiting", "staff", "rework")
"""Waiting of the cases; staff hours; the staff hours of rework."""
PER_CASE: dict[str, type[pl.DataType] | pl.DataType] = {
    "case_id": pl.String,
    "arrived": pl.Date,
    "flow_time": pl.Duration("us"),
    **{f"{figure}_{scenario}": pl.Duration("us") for figure in FIGURES for scenario in SCENARIOS},
}
AT_A_TIME = 1 << 18
MONTH = timedelta(days=30.4375)
VARIATION: dict[str, type[pl.DataType] | pl.DataType] = {
    "figure": pl.String,
    "scenario": pl.String,
    **dict.fromkeys(("estimate", "low", "high", "per_month", "per_100_cases"), pl.Duration("us")),
}


def per_case(placed: Placed, ledger: Ledger, learnt: Learnt, known: Mask, rework: Mask) -> pl.DataFrame:
    """Return one row per case, by case id in the log's order.

    Returns:
        ``case_id``, ``arrived`` (day, by the clock of the log), ``flow_time``, then ``waiting_*``, ``staff_*``, ``rework_*``
        for low, likely, high (Duration[us]; the likely ones null where the case has time of which it is not known).
    """
    log = placed.log
    columns: dict[str, pl.Series] = {
        "case_id": log.cases["case_id"],
        "arrived": local_days(log.cases["arrival"], log.timezone),
        "flow_time": log.flow_time,
    }
    count = log.cases.height
    case, entry = ledger.cells["case"].to_numpy(), ledger.cells["entry"].to_numpy()
    waiting, unknown = ((ledger.entries["class"] == kind).to_numpy()[entry] for kind in ("waiting", "unknown"))
    untold = np.zeros(count, dtype=bool)
    untold[case[unknown & (ledger.cells["likely"].to_numpy() > 0)]] = True
    for scenario in SCENARIOS:
        columns[f"waiting_{scenario}"] = _summed(case, ledger.cells[scenario].to_numpy(), waiting, count)
    columns["waiting_likely"] = columns["waiting_likely"].set(pl.Series(untold), None)
    for figure, mask in (("staff", placed.staff), ("rework", placed.staff & rework)):
        for scenario, shares in zip(SCENARIOS, learnt.shared, strict=True):
            columns[f"{figure}_{scenario}"] = _summed(log.case_codes, shares, mask, count)
        gaps = np.zeros(count, dtype=bool)
        gaps[log.case_codes[mask & ~known]] = True
        columns[f"{figure}_likely"] = columns[f"{figure}_likely"].set(pl.Series(gaps), None)
    return pl.DataFrame([column.alias(name) for name, column in columns.items()], schema_overrides=PER_CASE)


def variation(cases: pl.DataFrame, export_end: datetime | None) -> pl.DataFrame:
    """Say what the figures come to per month and per 100 cases, and how much they vary from case to case.

    Args:
        cases: of `per_case`.
        export_end: where the period of the log ends; it begins on the day of the first arrival.

    Returns:
        ``figure`` (waiting, staff, rework), ``scenario`` (low, likely, high), ``estimate`` (the sum over all cases),
        ``low``, ``high`` (95 % interval of that sum, cases drawn again in weeks of arrival; null where there are too few),
        ``per_month`` (30.4375 days; null where the period is under a day), ``per_100_cases``; all Duration[us], null where
        a case has no value, or more than 290,000 years.
    """
    rows: list[dict[str, object]] = []
    drawn = None
    if cases.height and not cases["arrived"].null_count():
        drawn = Variation(blocks_of(cases["arrived"].cast(pl.Int32).cast(pl.Int64).to_numpy()))
    months = None
    if cases.height and export_end is not None and (first := cases["arrived"].min()) is not None:
        span = export_end.date() - first  # type: ignore[operator]
        months = (span + timedelta(days=1)) / MONTH if span >= timedelta(days=1) else None  # type: ignore[operator]
    for figure in FIGURES:
        for scenario in SCENARIOS:
            row: dict[str, object] = dict.fromkeys(VARIATION)
            row |= {"figure": figure, "scenario": scenario}
            values = cases[f"{figure}_{scenario}"]
            if not values.null_count() and cases.height:
                micros = values.to_physical().to_numpy()
                total = int(micros.sum())
                spread = drawn.of_total(micros) if drawn else None
                row["estimate"] = total
                row["low"], row["high"] = map(round, spread) if spread else (None, None)
                row["per_month"] = round(total / months) if months else None
                per_100 = round(100 * total / cases.height)
                row["per_100_cases"] = per_100 if per_100 < MOST_MICROS else None
            rows.append(row)
    numbers = {name: pl.Int64 if dtype != pl.String else dtype for name, dtype in VARIATION.items()}
    return pl.DataFrame(rows, schema=numbers).with_columns(pl.col(pl.Int64).cast(pl.Duration("us")))


def _summed(case: npt.NDArray[np.integer], values: Ints, chosen: Mask, count: int) -> pl.Series:
    """Sum the chosen values by case; a few at a time, because what is chosen is a copy."""
    sums = np.zeros(count, dtype=np.int64)
    for first in range(0, values.size, AT_A_TIME):
        some = slice(first, first + AT_A_TIME)
        np.add.at(sums, case[some][chosen[some]], values[some][chosen[some]])
    return pl.Series(sums).cast(pl.Duration("us"))
