"""What lies behind batching and overtaking: collected batches, and who went before whom; gathered while causes are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from mining.waste.causes.batches import NO_BATCH
from mining.waste.causes.explained import TOLD, Explained

Ints = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int32]

Column = TypeVar("Column", np.int32, np.int64)

LOOKED_BACK = 8
"""Instances served just before an overtaken one that are looked at for who went before it."""


@dataclass(eq=False)
class Behind:
    """Columns in pieces, one of each per sweep; it grows only while causes are told (`mining.waste.causes.idle.idle`).

    Attributes:
        items: instances in batches that somebody collected.
        batches: the number of the batch of each.
        delayed: instances that were overtaken for some time of their instance waiting.
        lengths: how long each, microseconds.
        overtaken: instances that another one overtook, once for each such pair.
        by: the other one: enabled later and begun earlier by the same resource.
    """

    items: list[Rows] = field(default_factory=list)
    batches: list[Ints] = field(default_factory=list)
    delayed: list[Rows] = field(default_factory=list)
    lengths: list[Ints] = field(default_factory=list)
    overtaken: list[Rows] = field(default_factory=list)
    by: list[Rows] = field(default_factory=list)

    def add(self, told: Explained) -> None:
        """Take up what is told of some resources; the first of its beginnings is when instances were enabled."""
        rows = told.seen.rows.astype(np.int32)
        some = np.flatnonzero(told.collected & (told.seen.batch != NO_BATCH))
        self.items.append(rows[some])
        self.batches.append(told.seen.batch[some])
        lengths = told.lengths[0][TOLD.index("overtaking")]
        one = np.flatnonzero(lengths > 0)
        self.delayed.append(rows[one])
        self.lengths.append(lengths[one])
        at, resource = told.seen.elapsed, told.seen.resource
        for back in range(1, LOOKED_BACK + 1):
            one = one[one >= back]
            one = one[resource[one] == resource[one - back]]
            other = one - back
            later = (at.enabled[other] > at.enabled[one]) & (at.end[other] > at.start[other])
            later &= at.start[other] < at.start[one]
            self.overtaken.append(rows[one[later]])
            self.by.append(rows[other[later]])


def joined(parts: Sequence[npt.NDArray[Column]], dtype: type[Column]) -> npt.NDArray[Column]:
    """Return a column in one piece."""
    return np.concatenate([np.zeros(0, dtype=dtype), *parts])
