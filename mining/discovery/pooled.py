"""Durations kept per group, so that means and medians of disjoint parts add up exactly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.grouping import Column, values_grouped

LOW_BITS = 20
"""Durations are summed in two halves: the sum of ten million of them can exceed 64 bits."""

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Pooled:
    """Durations in microseconds, group after group.

    Attributes:
        values: int64, all durations; within a group in no stated order.
        offsets: int64 (n groups + 1): group g holds values offsets[g] to offsets[g + 1].
    """

    values: Numbers
    offsets: Numbers

    @classmethod
    def of(cls, lists: pl.Series) -> Pooled:
        """Take one list of microseconds per group."""
        values = lists.explode(empty_as_null=False).cast(pl.Int64).to_numpy()
        return cls(values, _offsets(lists.list.len().to_numpy()))

    @classmethod
    def grouped(cls, group: Column, values: Column, count: int) -> Pooled:
        """Take the group (below `count`) of every value."""
        return cls(*values_grouped(group, count, values))

    def only(self, groups: Numbers) -> Pooled:
        """Keep some of the groups (rising); of the others, those before the last of these must be empty."""
        end = self.offsets[groups[-1] + 1] if len(groups) else 0
        return Pooled(self.values[:end], np.append(self.offsets[groups], end))

    @property
    def sizes(self) -> Numbers:
        """Number of durations per group."""
        return np.diff(self.offsets)

    @property
    def at_least_zero(self) -> Pooled:
        """The same durations, negative ones as zero."""
        return Pooled(np.maximum(self.values, 0), self.offsets)

    @cached_property
    def means(self) -> pl.Series:
        """Mean per group, Duration[us], exact and rounded down; null where the group is empty."""
        filled = np.flatnonzero(self.sizes)
        if not filled.size:
            return self._durations(filled, [])
        begins, sizes = self.offsets[filled], self.sizes[filled].tolist()
        if max(abs(int(self.values.min())), abs(int(self.values.max()))) * max(sizes) < 1 << 63:
            sums = np.add.reduceat(self.values, begins).tolist()
        else:  # in two halves
            high = np.add.reduceat(self.values >> LOW_BITS, begins).tolist()
            low = np.add.reduceat(self.values & ((1 << LOW_BITS) - 1), begins).tolist()
            sums = [(above << LOW_BITS) + below for above, below in zip(high, low, strict=True)]
        return self._durations(filled, [total // size for total, size in zip(sums, sizes, strict=True)])

    @cached_property
    def medians(self) -> pl.Series:
        """Median per group (of an even number: the mean of the middle two), rounded down; Duration[us], null if empty.

        Exact for durations below 285 years, which a float holds to the microsecond.
        """
        group = pl.Series("group", np.repeat(np.arange(len(self.sizes), dtype=np.uint32), self.sizes)).set_sorted()
        table = pl.DataFrame([group, pl.Series("value", self.values)])
        found = table.group_by("group", maintain_order=True).agg(pl.col("value").median().floor().cast(pl.Int64))
        return self._durations(found["group"].to_numpy(), found["value"].to_list())

    def joined(self, other: Pooled, group: npt.NDArray[np.intp], count: int) -> Pooled:
        """Return `count` groups: `group` says where each group of this one, then of the other, goes."""
        sizes = np.concatenate([self.sizes, other.sizes])
        begins = np.concatenate([self.offsets[:-1], other.offsets[:-1]])
        own = len(self.sizes)
        pieces = [
            (self if k < own else other).values[begins[k] : begins[k] + sizes[k]] for k in np.argsort(group, kind="stable")
        ]
        total = np.zeros(count, dtype=np.int64)
        np.add.at(total, group, sizes)
        return Pooled(np.concatenate(pieces) if pieces else self.values, _offsets(total))

    def _durations(self, filled: npt.NDArray[np.integer], micros: list[int]) -> pl.Series:
        series = pl.Series([None] * len(self.sizes), dtype=pl.Int64)
        return series.scatter(filled, micros).cast(pl.Duration("us"))


def _offsets(sizes: npt.NDArray[np.integer]) -> Numbers:
    return np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64)
