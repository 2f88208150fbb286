"""Chance that is the same on every machine: one stream of uniform numbers, and only exact arithmetic upon it.

Logarithms differ in the last digit from platform to platform, so every distribution is a table of quantiles
with straight lines between them.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")
Table = tuple[tuple[float, float], ...]

SERVICE: Table = ((0.0, 0.45), (0.1, 0.65), (0.25, 0.8), (0.5, 1.0), (0.75, 1.25), (0.9, 1.6), (0.98, 2.2), (1.0, 3.0))
"""Service time as a multiple of its median: skewed to the right, as handling times are."""
ANSWER: Table = ((0.0, 0.05), (0.2, 0.3), (0.5, 1.0), (0.75, 2.0), (0.9, 3.2), (0.98, 4.2), (1.0, 4.6))
"""How long someone outside takes to answer, as a multiple of the median: most soon, some very late."""


class Chance:
    """A stream of random numbers with a seed."""

    def __init__(self, seed: str) -> None:
        # Python guarantees random() for a seed across versions; nothing else of the generator is used.
        self.uniform = random.Random(seed).random

    def happens(self, share: float) -> bool:
        """Return True in `share` (0..1) of the calls."""
        return self.uniform() < share

    def one_of(self, items: Sequence[Item]) -> Item:
        """Return an item, each as likely."""
        return items[int(self.uniform() * len(items))]

    def number(self, low: int, high: int) -> int:
        """Return an integer of low..high, both included."""
        return low + int(self.uniform() * (high - low + 1))

    def seconds(self, median: float, table: Table = SERVICE) -> int:
        """Return a duration in whole seconds, at least one, with that median."""
        u = self.uniform()
        k = bisect_right(table, (u, 1e9)) - 1
        (u0, v0), (u1, v1) = table[k], table[min(k + 1, len(table) - 1)]
        share = (u - u0) / (u1 - u0) if u1 > u0 else 0.0
        return max(1, int(median * (v0 + (v1 - v0) * share) + 0.5))
