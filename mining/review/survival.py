"""How long cases last, those that are still open included: Kaplan-Meier curves, their quantiles, and the log-rank test."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

BINS = 1024
"""Cases drawn again are compared by rank; in larger logs ranks are rounded to a thousandth, though never in the estimate."""
EVEN = 1e-9
"""A share of cases this near to the one wanted is that share."""


class LogRank(NamedTuple):
    """Whether two groups of cases last alike: chi-squared with one degree of freedom, and its probability by chance."""

    chi2: float
    p: float


@dataclass(frozen=True, eq=False)
class Lasting:
    """Cases and how long they have lasted.

    Attributes:
        times: per case, in any unit, int64.
        ended: whether the case lasted so long; else it is still going on, and lasts longer.
    """

    times: Ints
    ended: Mask

    @cached_property
    def curve(self) -> tuple[Ints, Floats]:
        """The times at which cases ended, rising, and the share of cases that last longer (Kaplan and Meier, 1958).

        >>> Lasting(np.array([1, 2, 3, 4]), np.array([True, True, False, True])).curve[1].round(2).tolist()
        [0.75, 0.5, 0.0]
        """
        order = np.argsort(self.times, kind="stable")
        times, first = np.unique(self.times[order], return_index=True)
        at_risk = self.times.size - first
        ends = np.add.reduceat(self.ended[order].astype(np.int64), first) if times.size else times
        some = ends > 0
        lasting: Floats = np.cumprod(1 - ends[some] / at_risk[some], dtype=np.float64)
        return times[some], lasting

    def quantile(self, share: float) -> float | None:
        """Return the time that `share` of the cases do not outlast; None where too many are still going on to tell.

        The first time after which no more than the rest lasts; where exactly the rest does, the middle between that time
        and the next end, so that without open cases the median is the usual one.

        >>> Lasting(np.array([1, 2, 3, 4]), np.full(4, True)).quantile(0.5)
        2.5
        """
        times, lasting = self.curve
        place = int(np.argmax(lasting <= 1 - share + EVEN)) if times.size else 0
        if not times.size or lasting[place] > 1 - share + EVEN:
            return None
        if abs(lasting[place] - (1 - share)) <= EVEN and place + 1 < times.size:
            return (float(times[place]) + float(times[place + 1])) / 2
        return float(times[place])

    def drawn(self, share: float, blocks: Ints, weights: Floats) -> Floats:
        """Return the quantile in each round of cases drawn again, NaN where it cannot be told.

        Args:
            share: as for `quantile`.
            blocks: the block of every case.
            weights: how often each block is drawn in each round (rounds, blocks).
        """
        count = min(BINS, self.times.size)
        if not count:
            return np.full(len(weights), np.nan)
        order = np.lexsort((~self.ended, self.times))
        of_bin = np.empty(self.times.size, dtype=np.int64)
        of_bin[order] = np.arange(self.times.size) * count // self.times.size
        of_each = np.searchsorted(of_bin[order], np.arange(count))
        begin = self.times[order][of_each].astype(np.float64)
        size = weights.shape[1]
        leaving = np.bincount(of_bin * size + blocks, minlength=count * size).reshape(count, size) @ weights.T
        cell = of_bin[self.ended] * size + blocks[self.ended]
        ends = np.bincount(cell, minlength=count * size).reshape(count, size) @ weights.T
        at_risk = leaving.sum(axis=0) - np.cumsum(leaving, axis=0) + leaving
        kept = np.divide(at_risk - ends, at_risk, out=np.ones_like(ends), where=at_risk > 0)
        reached = np.cumprod(kept, axis=0) <= 1 - share + EVEN
        place = np.argmax(reached, axis=0)
        told = reached[place, np.arange(len(weights))] & (leaving.sum(axis=0) > 0)
        return np.where(told, begin[place], np.nan)


def log_rank(first: Lasting, second: Lasting) -> LogRank | None:
    """Test whether the cases of two groups last alike (Mantel, 1966); None where no case ended while both had one.

    Ends of the first group are compared with how many there would be if, at each end, every case that had lasted so long
    were as likely to be the one.
    """
    from scipy.special import chdtrc

    times = np.concatenate([first.times, second.times])
    ended = np.concatenate([first.ended, second.ended])
    ours = np.arange(times.size) < first.times.size
    at, place = np.unique(times, return_inverse=True)
    leaving, leaving_ours = np.bincount(place, minlength=at.size), np.bincount(place[ours], minlength=at.size)
    ends, ends_ours = np.bincount(place[ended], minlength=at.size), np.bincount(place[ended & ours], minlength=at.size)
    at_risk = (times.size - np.cumsum(leaving) + leaving).astype(np.float64)
    share = (int(ours.sum()) - np.cumsum(leaving_ours) + leaving_ours) / np.maximum(at_risk, 1)
    expected = ends * share
    spread = ends * share * (1 - share) * (at_risk - ends) / np.maximum(at_risk - 1, 1)
    if not spread.sum() > 0:
        return None
    chi2 = float((ends_ours.sum() - expected.sum()) ** 2 / spread.sum())
    return LogRank(chi2, float(chdtrc(1, chi2)))
