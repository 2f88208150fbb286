"""Variation from case to case: intervals by drawing weeks of arrivals again and again.

Cases that arrive together share the weather of their week (absences, campaigns, queues), so weeks are drawn, not cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

ROUNDS = 1_000
SEED = 20_260_901
FEWEST = 8
"""With fewer weeks of arrivals days are drawn instead; with fewer days than this there is no interval."""
LEVEL = 0.95
NORMAL = 1.959964
"""Standard deviations on either side of the middle that hold 95 % of a normal distribution."""
MONDAY = 4
"""Days since 1970 of the first Monday."""


def blocks_of(days: Ints) -> Ints:
    """Return the number of the block of every case: of its week (from Monday), or of its day where there are few weeks.

    Args:
        days: day of arrival of every case, since 1970.

    >>> blocks_of(np.array([4, 5, 11])).tolist()
    [0, 1, 2]
    """
    weeks = np.unique((days - MONDAY) // 7, return_inverse=True)[1]
    if weeks.size and weeks.max() + 1 >= FEWEST:
        return np.asarray(weeks, dtype=np.int64)
    return np.asarray(np.unique(days, return_inverse=True)[1], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Variation:
    """Cases in blocks that are drawn again with a fixed seed.

    Attributes:
        blocks: number of the block of every case, int64.
        seed: of the drawing; two logs that are compared are drawn by two.
    """

    blocks: Ints
    seed: int = SEED

    @cached_property
    def weights(self) -> Floats:
        """How often each block is drawn in each round (rounds, blocks)."""
        count = int(self.blocks.max(initial=-1)) + 1
        drawn = np.random.default_rng(self.seed).multinomial(count, np.full(count, 1 / max(count, 1)), size=ROUNDS)
        return drawn.astype(np.float64)

    def of_total(self, values: npt.NDArray[np.number]) -> tuple[float, float] | None:
        """Return the 95 % interval of the sum of `values` over as many cases as these; None with fewer than 8 blocks.

        The mean over the cases drawn, times their number, in the rounds; its quantiles are widened for few blocks as
        Student's t is beside the normal distribution (Hesterberg, What Teachers Should Know About the Bootstrap, 2015).
        """
        count = self.weights.shape[1]
        if count < FEWEST:
            return None
        sums = np.bincount(self.blocks, weights=values, minlength=count)
        cases = np.bincount(self.blocks, minlength=count).astype(np.float64)
        means = (self.weights @ sums) / (self.weights @ cases)
        tail = tail_of(count)
        low, high = np.quantile(means * len(self.blocks), (tail, 1 - tail))
        return float(low), float(high)


def tail_of(count: int) -> float:
    """Return the share of the rounds beyond each end of the 95 % interval, smaller with few blocks (see `of_total`)."""
    from scipy.special import ndtr, stdtrit  # slow to import, and a quick look needs none of it

    return float(ndtr(stdtrit(count - 1, (1 - LEVEL) / 2) * np.sqrt(count / (count - 1))))
