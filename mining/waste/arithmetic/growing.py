"""A column that grows at its end, in one piece of memory."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

SPARE = 1.125
"""How much more room is taken than is needed, so that what there is moves seldom."""


class Growing:
    """Whole numbers added part by part: parts kept apart and joined in the end would be in memory twice."""

    def __init__(self, dtype: npt.DTypeLike) -> None:
        self._room: npt.NDArray[Any] = np.empty(0, dtype=dtype)
        self._size = 0

    def add(self, part: npt.NDArray[Any]) -> slice:
        """Add numbers at the end, and return their places."""
        places = slice(self._size, self._size + part.size)
        if places.stop > self._room.size:
            # Large pieces of memory are given more room where they lie, or are moved without being copied.
            self._room.resize(int(places.stop * SPARE), refcheck=False)
        self._room[places] = part
        self._size = places.stop
        return places

    @property
    def values(self) -> npt.NDArray[Any]:
        """The numbers so far; not to be kept while more are added."""
        return self._room[: self._size]

    def column(self) -> pl.Series:
        """Return the numbers as a column, and let go of them."""
        column = pl.Series(self.values)
        self._room, self._size = np.empty(0, dtype=self._room.dtype), 0
        return column
