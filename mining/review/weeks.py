"""Week by week: figures of the cases by week of arrival, on a control chart whose limits are those of the earlier period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.review.differences import QUANTILES
from mining.review.periods import HOUR, Period
from mining.review.survival import Lasting
from mining.variation import MONDAY

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FACTOR = 3 / 1.128
"""Mean moving ranges on either side of the mean: three standard deviations (Wheeler, Understanding Variation, 1993)."""
FEWEST_WEEKS = 8
"""Fewer weeks have no limits."""
RUN = 8
"""So many successive weeks on one side of the mean are no chance."""
ARRIVALS = "arrivals per week"
EPOCH = date(1970, 1, 1)
WEEKS: dict[str, Any] = {
    "figure": pl.String,
    "unit": pl.String,
    "week": pl.Date,
    "period": pl.String,
    "cases": pl.Int64,
    "value": pl.Float64,
    "mean": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "signal": pl.String,
}


@dataclass(frozen=True)
class Limits:
    """Mean of a figure's weeks, their mean moving range, and the limits of ordinary variation."""

    mean: float
    moving_range: float
    low: float
    high: float


def limits_of(values: Floats) -> Limits | None:
    """Return the limits of an XmR chart; None with fewer than eight values.

    Mean plus and minus 2.66 (3 / 1.128) times the mean moving range, which is the mean step from one value to the next.

    >>> limits_of(np.array([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])).high.__round__(4)
    55.8041
    """
    if values.size < FEWEST_WEEKS:
        return None
    mean, moving = float(values.mean()), float(np.abs(np.diff(values)).mean())
    return Limits(mean, moving, mean - FACTOR * moving, mean + FACTOR * moving)


def weekly(before: Period, after: Period, spans: Sequence[tuple[date, date]]) -> pl.DataFrame:
    """Return every figure by whole week of arrival.

    A week that a period does not hold from Monday to Sunday is left out. The limits are those of the earlier period's
    weeks, where there are at least eight.

    Args:
        before: the earlier period.
        after: the later one.
        spans: the first and the last day of each.

    Returns:
        ``figure`` (the arrivals, then as in the review), ``unit``, ``week`` (its Monday), ``period`` (before, after),
        ``cases`` (that arrived), ``value`` (null: not known), ``mean``, ``low``, ``high`` (null: too few weeks), ``signal``
        (``beyond limits``; ``run``: the eighth or a later of successive weeks on one side of the mean; null: none).
    """
    rows: list[dict[str, Any]] = []
    weeks = [_whole_weeks(*span) for span in spans]
    for name, unit in [(ARRIVALS, "number"), *((name, "hours") for name, _ in QUANTILES), *_rates(before)]:
        values = [_by_week(period, mondays, name) for period, mondays in zip((before, after), weeks, strict=True)]
        known = values[0][1]
        limits = limits_of(known[~np.isnan(known)])
        side = 0
        for label, mondays, (cases, each) in zip(("before", "after"), weeks, values, strict=True):
            for monday, count, value in zip(mondays.tolist(), cases.tolist(), each.tolist(), strict=True):
                row: dict[str, Any] = dict.fromkeys(WEEKS)
                week = EPOCH + timedelta(days=monday)
                row |= {"figure": name, "unit": unit, "week": week, "period": label, "cases": count}
                rows.append(row)
                if np.isnan(value):
                    continue
                row["value"] = value
                if limits is None:
                    continue
                row |= {"mean": limits.mean, "low": limits.low, "high": limits.high}
                way = int(np.sign(value - limits.mean))
                side = side + way if way * side > 0 else way
                if not limits.low <= value <= limits.high:
                    row["signal"] = "beyond limits"
                elif abs(side) >= RUN:
                    row["signal"] = "run"
    return pl.DataFrame(rows, schema=WEEKS)


def _rates(before: Period) -> list[tuple[str, str]]:
    return [(rate.name, rate.unit) for rate in before.rates]


def _whole_weeks(first: date, last: date) -> Ints:
    """Mondays (days since 1970) of the weeks that lie in a period from its first day to its last."""
    begin, end = (first - EPOCH).days, (last - EPOCH).days + 1
    monday = begin + (MONDAY - begin) % 7
    return np.arange(monday, end - 6, 7, dtype=np.int64)


def _by_week(period: Period, mondays: Ints, name: str) -> tuple[Ints, Floats]:
    """Cases that arrived in each week, and the figure of each week; NaN where it cannot be told."""
    nothing = np.full(mondays.size, np.nan)
    if not mondays.size:
        return mondays, nothing
    place = (period.days - mondays[0]) // 7
    inside = (place >= 0) & (place < mondays.size)
    place = place[inside]
    cases = np.bincount(place, minlength=mondays.size).astype(np.int64)
    if name == ARRIVALS:
        return cases, cases.astype(np.float64)
    share = dict(QUANTILES).get(name)
    if share is not None:
        times, ended = period.lasting.times[inside], period.lasting.ended[inside]
        found = [Lasting(times[place == k], ended[place == k]).quantile(share) for k in range(mondays.size)]
        return cases, np.array([np.nan if micros is None else micros / HOUR for micros in found])
    rate = next((rate for rate in period.rates if rate.name == name), None)
    if rate is None or rate.why is not None:
        return cases, nothing
    above, below = (
        np.bincount(place, weights=values[inside], minlength=mondays.size) for values in (rate.above, rate.below)
    )
    return cases, np.divide(above, below, out=nothing, where=below > 0)
