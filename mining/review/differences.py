"""Before and after: a figure of two periods, its difference, and whether that is more than ordinary variation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from mining.conformance.concentration import beyond_intervals
from mining.review.periods import HOUR, Period, Rate, Unit
from mining.review.survival import Lasting
from mining.variation import FEWEST, NORMAL, Variation, tail_of
from mining.verdict.words import Why

Floats = npt.NDArray[np.float64]

TOLD = 0.95
"""Share of the rounds in which a figure has to be known for an interval."""
QUANTILES = (("flow time median", 0.5), ("flow time p90", 0.9))
NO_CASE = Why("no case of its population that is old enough in one of the periods", "其中一个时期没有足够成熟的案例可计入")
STILL_OPEN = Why("too many cases are still open", "未结案例过多")
FEW_WEEKS = Why(
    "fewer than eight weeks, and fewer than eight days, of arrivals in one of the periods",
    "其中一个时期的到达不足八周，也不足八天",
)


@dataclass(frozen=True)
class Difference:
    """A figure before and after.

    Attributes:
        name: of the figure.
        unit: share (0..1), hours, number, or points (NPS).
        before, after: the figure; None: it cannot be told.
        cases_before, cases_after: cases of its population.
        estimate: after minus before.
        low, high: 95 % interval of that, cases of both periods drawn again in weeks of arrival; None: too few to tell.
        beyond_ordinary: whether the difference is more than variation from case to case, all figures compared at once;
            where there is no interval, whether a week of the later period lies beyond the limits of the earlier one's
            weeks; None: neither can be told.
        why: why it cannot be judged; None: it can.
    """

    name: str
    unit: Unit
    before: float | None
    after: float | None
    cases_before: int
    cases_after: int
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    beyond_ordinary: bool | None = None
    why: Why | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON; hours, shares and points are said by ``unit``."""
        return {
            "name": self.name,
            "unit": self.unit,
            "before": self.before,
            "after": self.after,
            "cases_before": self.cases_before,
            "cases_after": self.cases_after,
            "difference": {"estimate": self.estimate, "low": self.low, "high": self.high},
            "beyond_ordinary": self.beyond_ordinary,
            "reason": self.why.en if self.why else None,
        }


def of_rates(before: Rate, after: Rate, first: Variation, second: Variation) -> Difference:
    """Compare a ratio of two periods; the periods' cases are those of the variations."""
    found = Difference(before.name, before.unit, before.value, after.value, before.cases, after.cases)
    if before.value is None or after.value is None:
        return replace(found, why=before.why or after.why or NO_CASE)
    rounds = [_drawn(rate, drawn) for rate, drawn in ((before, first), (after, second))]
    found = _with_interval(found, rounds, first, second)
    if found.unit == "share" and found.low is not None:
        return _between_shares(found, rounds, tail_of(min(first.weights.shape[1], second.weights.shape[1])))
    return found


def of_flow_times(before: Period, after: Period) -> list[Difference]:
    """Compare the quantiles of how long cases last, those included that are still open."""
    found = []
    for name, share in QUANTILES:
        values = [_hours(period.lasting.quantile(share)) for period in (before, after)]
        each = Difference(name, "hours", values[0], values[1], before.cases.height, after.cases.height)
        if values[0] is None or values[1] is None:
            found.append(replace(each, why=STILL_OPEN if before.cases.height and after.cases.height else NO_CASE))
            continue
        rounds = [_quantiles(period.lasting, share, period.variation) / HOUR for period in (before, after)]
        found.append(_with_interval(each, rounds, before.variation, after.variation))
    return found


def judged_together(differences: Sequence[Difference]) -> list[Difference]:
    """Mark the differences that are more than ordinary variation from case to case (see `beyond_intervals`).

    Where there is no interval, nothing is marked.
    """
    told = {
        k: (each.estimate, each.low, each.high)
        for k, each in enumerate(differences)
        if each.estimate is not None and each.low is not None and each.high is not None
    }
    marked = dict(zip(told, beyond_intervals(list(told.values())).tolist(), strict=True))
    return [replace(each, beyond_ordinary=marked.get(k, each.beyond_ordinary)) for k, each in enumerate(differences)]


def _with_interval(found: Difference, rounds: Sequence[Floats], first: Variation, second: Variation) -> Difference:
    assert found.before is not None and found.after is not None
    found = replace(found, estimate=found.after - found.before)
    if min(first.weights.shape[1], second.weights.shape[1]) < FEWEST:
        return replace(found, why=FEW_WEEKS)
    apart = rounds[1] - rounds[0]
    known = apart[~np.isnan(apart)]
    if known.size < TOLD * apart.size:
        return replace(found, why=STILL_OPEN)
    tail = tail_of(min(first.weights.shape[1], second.weights.shape[1]))
    low, high = np.quantile(known, (tail, 1 - tail))
    return replace(found, low=float(low), high=float(high))


def wilson(share: float, cases: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of so many cases (Wilson, 1927): none of ten may still be a quarter.

    >>> [round(limit, 4) for limit in wilson(0.0, 10)]
    [0.0, 0.2775]
    """
    square = NORMAL**2
    middle, half = share + square / (2 * cases), NORMAL * (share * (1 - share) / cases + square / (4 * cases**2)) ** 0.5
    return max((middle - half) / (1 + square / cases), 0.0), min((middle + half) / (1 + square / cases), 1.0)


def _between_shares(found: Difference, rounds: Sequence[Floats], tail: float) -> Difference:
    """Take for each share the wider of its two intervals, drawn again and Wilson's: no case drawn again changes none of ten.

    The interval of the difference follows from those of its sides (Newcombe, 1998).
    """
    assert found.before is not None and found.after is not None and found.estimate is not None
    sides = []
    for share, cases, drawn in zip(
        (found.before, found.after), (found.cases_before, found.cases_after), rounds, strict=True
    ):
        low, high = (float(limit) for limit in np.nanquantile(drawn, (tail, 1 - tail)))
        least, most = wilson(share, cases)
        sides.append((share - min(low, least, share), max(high, most, share) - share))
    (below_first, above_first), (below_then, above_then) = sides
    return replace(
        found,
        low=found.estimate - (below_then**2 + above_first**2) ** 0.5,
        high=found.estimate + (above_then**2 + below_first**2) ** 0.5,
    )


def _drawn(rate: Rate, drawn: Variation) -> Floats:
    """The ratio in each round; NaN where nothing is in the denominator."""
    count = drawn.weights.shape[1]
    above, below = (
        drawn.weights @ np.bincount(drawn.blocks, weights=values, minlength=count) for values in (rate.above, rate.below)
    )
    ratio: Floats = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    return ratio


def _quantiles(lasting: Lasting, share: float, drawn: Variation) -> Floats:
    return lasting.drawn(share, drawn.blocks, drawn.weights)


def _hours(micros: float | None) -> float | None:
    return None if micros is None else micros / HOUR
