"""The difference in median flow time between cases with and without a deviation, with an interval."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.conformance.moves import Ints
from mining.variation import FEWEST as FEWEST_BLOCKS
from mining.variation import LEVEL, Variation, blocks_of

ROUNDS = 400
"""Times that the cases are drawn again: enough for many deviations at once."""
FEWEST = 5
"""With fewer cases on either side no interval is given."""
BINS = 1024
"""Flow times are compared by rank; in larger logs ranks are rounded to a thousandth, though never in the estimate."""
TAILS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Drawn:
    """Cases drawn again and again, in blocks of a week of arrivals: the variation from case to case.

    Attributes:
        flow_time: per case, microseconds.
        arrived: per case, day of arrival.
    """

    flow_time: Ints
    arrived: Ints

    @classmethod
    def of(cls, population: pl.DataFrame) -> Drawn | None:
        """Return the cases of a population (``flow_time``, ``arrived``); None where times are missing."""
        if population["flow_time"].null_count() or population["arrived"].null_count() or not population.height:
            return None
        days = population["arrived"].cast(pl.Int32).cast(pl.Int64).to_numpy()
        return cls(population["flow_time"].to_physical().to_numpy(), days)

    @cached_property
    def blocks(self) -> Ints:
        """Number of the block of every case."""
        return blocks_of(self.arrived)

    @cached_property
    def weights(self) -> Floats:
        """How often each block is drawn in each round (blocks, rounds)."""
        return np.ascontiguousarray(Variation(self.blocks).weights[:ROUNDS].T)

    @property
    def tells(self) -> bool:
        """Whether there are blocks enough for an interval."""
        return len(self.weights) >= FEWEST_BLOCKS

    @cached_property
    def _sorted(self) -> Ints:
        return np.argsort(self.flow_time, kind="stable")

    @cached_property
    def _bin(self) -> Ints:
        """Bin of every case: its rank among the flow times, rounded."""
        rank = np.empty(len(self.flow_time), dtype=np.int64)
        rank[self._sorted] = np.arange(len(self.flow_time))
        return rank * self._bins // len(self.flow_time)

    @property
    def _bins(self) -> int:
        return min(BINS, len(self.flow_time))

    @cached_property
    def _values(self) -> Floats:
        """Flow time in the middle of every bin."""
        ordered = self.flow_time[self._sorted].astype(np.float64)
        bins = self._bin[self._sorted]
        first = np.searchsorted(bins, np.arange(self._bins), side="left")
        last = np.searchsorted(bins, np.arange(self._bins), side="right") - 1
        middle: Floats = (ordered[(first + last) // 2] + ordered[(first + last + 1) // 2]) / 2
        return middle

    @cached_property
    def _all(self) -> Floats:
        """Cases drawn up to each bin (bins, rounds)."""
        return self._drawn(np.arange(len(self.flow_time)))

    def _drawn(self, rows: Ints) -> Floats:
        blocks = self.weights.shape[0]
        counts = np.bincount(self._bin[rows] * blocks + self.blocks[rows], minlength=self._bins * blocks)
        counted: Floats = np.cumsum(counts.reshape(self._bins, blocks).astype(np.float64) @ self.weights, axis=0)
        return counted

    def difference(self, rows: Ints) -> int:
        """Median flow time of the cases in `rows` minus that of the others, microseconds."""
        others = np.ones(len(self.flow_time), dtype=bool)
        others[rows] = False
        return round(float(np.median(self.flow_time[rows])) - float(np.median(self.flow_time[others])))

    def interval(self, rows: Ints) -> tuple[int, int] | None:
        """Return the 95 % interval of the difference over cases drawn again; None where there are too few to tell.

        Rounds in which one side is empty are left out; where they are more than half, there is no interval.
        """
        if min(len(rows), len(self.flow_time) - len(rows)) < FEWEST or not self.tells:
            return None
        if len(rows) <= BINS // 2:
            with_it = _Steps.of_rows(self._bin[rows], self.weights[self.blocks[rows]])
        else:
            with_it = _Steps(np.arange(self._bins), self._drawn(rows))
        total, ours = self._all[-1], with_it.counts[-1]
        told = (ours > 0) & (total - ours > 0)
        if told.sum() * 2 < ROUNDS:
            return None
        first = self._values[with_it.median()[told]]
        second = self._values[self._median_without(with_it)[told]]
        low, high = np.quantile(first - second, TAILS)
        return round(float(low)), round(float(high))

    def _median_without(self, with_it: _Steps) -> Ints:
        """Return the bin of the median of the others in each round, by bisection."""
        rounds = np.arange(ROUNDS)
        half = (self._all[-1] - with_it.counts[-1]) / 2
        low, high = np.zeros(ROUNDS, dtype=np.int64), np.full(ROUNDS, self._bins - 1)
        while (low < high).any():
            middle = (low + high) // 2
            enough = self._all[middle, rounds] - with_it.up_to(middle) >= half
            high = np.where(enough, middle, high)
            low = np.where(enough, low, middle + 1)
        return np.minimum(low, self._bins - 1)


@dataclass(frozen=True, eq=False)
class _Steps:
    """How many cases are drawn up to each of some bins: `bins` ascending, `counts` (bins, rounds)."""

    bins: Ints
    counts: Floats

    @classmethod
    def of_rows(cls, bins: Ints, weights: Floats) -> _Steps:
        order = np.argsort(bins, kind="stable")
        return cls(bins[order], np.cumsum(weights[order], axis=0))

    def up_to(self, bins: Ints) -> Floats:
        """Return, per round, the cases up to a bin of its own."""
        place = np.searchsorted(self.bins, bins, side="right") - 1
        found: Floats = np.where(place >= 0, self.counts[np.maximum(place, 0), np.arange(len(bins))], 0.0)
        return found

    def median(self) -> Ints:
        """Return the bin of the median in each round."""
        place = (self.counts < self.counts[-1] / 2).sum(axis=0)
        found: Ints = self.bins[np.minimum(place, len(self.bins) - 1)]
        return found
