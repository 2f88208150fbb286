"""Numbers counted, and rows and values put together by number: in blocks, on all cores, with little memory of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from mining.blocks import on_all_cores, row_blocks

FEW = 1 << 14
"""Up to so many codes are counted block by block: the table of all blocks stays small."""
MANY_ROWS = 3_000_000
"""From so many rows on, putting them together by many codes is worth loading scipy (0.1 s)."""
SPARSE = 4
"""With more codes than this for every row, there is little to count."""

Rows = npt.NDArray[np.integer]
Numbers = npt.NDArray[np.int64]


class Column(Protocol):
    """Whole numbers that are looked at some rows at a time: an array, or what is worked out row by row."""

    @property
    def size(self) -> int:
        """Number of rows."""

    def __getitem__(self, rows: slice, /) -> npt.NDArray[np.integer]:
        """Return the numbers of some rows."""


@dataclass(frozen=True)
class Computed:
    """A column that is worked out where it is looked at, so that it never takes memory as a whole.

    Attributes:
        size: number of rows.
        of: the numbers from a row to before another.
    """

    size: int
    of: Callable[[int, int], npt.NDArray[np.integer]]

    def __getitem__(self, rows: slice) -> npt.NDArray[np.integer]:
        """Return the numbers of some rows."""
        first, last, _ = rows.indices(self.size)
        return self.of(first, last)


def counted(codes: Column, count: int) -> Numbers:
    """Return how often each code (below `count`) occurs, int64 (count).

    >>> counted(np.array([1, 0, 1], dtype=np.uint32), 3).tolist()
    [1, 2, 0]
    """
    if count > FEW:
        return np.bincount(codes[:], minlength=count).astype(np.int64, copy=False)
    parts = on_all_cores(lambda first, last: np.bincount(codes[first:last], minlength=count), row_blocks(codes.size))
    return np.sum(parts, axis=0, dtype=np.int64) if parts else np.zeros(count, dtype=np.int64)


def gathered(values: npt.NDArray[np.int64], rows: Rows) -> npt.NDArray[np.int64]:
    """Return the values in these rows."""
    found = np.empty(rows.size, dtype=np.int64)

    def take(first: int, last: int) -> None:
        found[first:last] = values[rows[first:last]]

    on_all_cores(take, row_blocks(rows.size))
    return found


def grouped(codes: npt.NDArray[np.integer], count: int) -> Rows:
    """Return the rows ordered by their codes (below `count`); rows of one code stay in order.

    >>> grouped(np.array([1, 0, 1, 0]), 2).tolist()
    [1, 3, 0, 2]
    """
    return together(codes, count)[0] if _pays(codes, count) else _sorted(codes)


def together(codes: npt.NDArray[np.integer], count: int) -> tuple[Rows, Numbers]:
    """Return the rows as `grouped` does, and where those of each code begin, int64 (count + 1).

    >>> rows, offsets = together(np.array([1, 0, 1, 0]), 3)
    >>> rows.tolist(), offsets.tolist()
    ([1, 3, 0, 2], [0, 2, 4, 4])
    """
    if not _pays(codes, count):
        return _sorted(codes), _offsets(counted(codes, count))
    if count <= FEW:
        rows: Rows = np.empty(codes.size, dtype=np.int32 if codes.size < 1 << 31 else np.int64)
        return rows, _by_few(codes, count, [(Computed(codes.size, np.arange), rows)])
    from scipy.sparse import coo_array

    # A matrix with one value in each column is brought into rows: counting; a tenth of the time of numpy's sort.
    places = (codes.astype(np.int32, copy=False), np.arange(codes.size, dtype=np.int32))
    matrix = coo_array((np.zeros(codes.size, dtype=np.int8), places), shape=(count, codes.size)).tocsr()
    return matrix.indices, matrix.indptr.astype(np.int64)


def _pays(codes: npt.NDArray[np.integer], count: int) -> bool:
    """Whether counting is quicker than sorting."""
    if count <= FEW:
        return len(row_blocks(codes.size)) > 1
    return codes.size >= MANY_ROWS and count <= SPARSE * codes.size


def values_grouped(codes: Column, count: int, values: Column) -> tuple[Numbers, Numbers]:
    """Return the values ordered by the codes (below `count`) beside them; values of one code stay in order.

    Returns:
        The values, int64, and where those of each code begin, int64 (count + 1).

    >>> values, offsets = values_grouped(np.array([1, 0, 1, 0]), 2, np.array([10, 20, 30, 40]))
    >>> values.tolist(), offsets.tolist()
    ([20, 40, 10, 30], [0, 2, 4])
    """
    if len(row_blocks(codes.size)) < 2 or count > FEW:
        rows, offsets = together(codes[:], count)
        return values[:].astype(np.int64, copy=False)[rows], offsets
    ordered = np.empty(codes.size, dtype=np.int64)
    return ordered, _by_few(codes, count, [(values, ordered)])


def _by_few(codes: Column, count: int, columns: list[tuple[Column, npt.NDArray[np.integer]]]) -> Numbers:
    """Put columns in the order of few codes: every block sorts what it has, and knows where each code of it goes.

    Args:
        codes: the codes, below `count`.
        count: number of codes, at most `FEW`.
        columns: their values, and the array that takes them in order.

    Returns:
        Where each code begins in the columns, int64 (count + 1).
    """
    cut = row_blocks(codes.size)
    sizes = np.array(on_all_cores(lambda first, last: np.bincount(codes[first:last], minlength=count), cut))
    ends = np.cumsum(sizes.sum(axis=0))
    # From the place of a row among those of its block to its place among all.
    moves = ends - sizes.sum(axis=0) + np.cumsum(sizes, axis=0) - np.cumsum(sizes, axis=1)
    number = {first: k for k, (first, _) in enumerate(cut)}

    def put(first: int, last: int) -> None:
        k = number[first]
        order = np.argsort(codes[first:last].astype(np.uint16), kind="stable")
        places = np.repeat(moves[k], sizes[k])
        places += np.arange(last - first)
        for values, ordered in columns:
            ordered[places] = values[first:last][order]

    on_all_cores(put, cut)
    return np.append(0, ends)


def _offsets(counts: Numbers) -> Numbers:
    return np.append(0, np.cumsum(counts)).astype(np.int64)


def _sorted(codes: npt.NDArray[np.integer]) -> Rows:
    """Order by 16 bits at a time, which numpy sorts by counting."""
    highest = int(codes.max(initial=0))
    if highest >= 1 << 32:
        return np.argsort(codes, kind="stable")
    order = np.argsort(codes.astype(np.uint16), kind="stable")
    return order[np.argsort((codes >> 16).astype(np.uint16)[order], kind="stable")] if highest >> 16 else order
