"""Logs taken in blocks: so few rows at a time that they stay near the processor, and on all its cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
import numpy.typing as npt

BLOCK = 1 << 17
"""Rows of a block: arrays of a megabyte, which a processor keeps at hand and the system need not hand out anew."""

T = TypeVar("T")


def cores() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


def blocks(offsets: npt.NDArray[np.int64], rows: int | None = None) -> list[tuple[int, int]]:
    """Cut cases into runs of at most `rows` rows, or of one case that has more.

    Args:
        offsets: where each case begins, int64 (n cases + 1).
        rows: the most rows of a block; None: `BLOCK`.

    Returns:
        First case and the one after the last of every block; together all cases, in order.

    >>> blocks(np.array([0, 2, 4, 9, 10]), 4)
    [(0, 2), (2, 3), (3, 4)]
    """
    rows = BLOCK if rows is None else rows
    found = []
    first, cases = 0, len(offsets) - 1
    while first < cases:
        last = int(np.searchsorted(offsets, offsets[first] + rows, side="right")) - 1
        last = min(max(last, first + 1), cases)
        found.append((first, last))
        first = last
    return found


def row_blocks(count: int) -> list[tuple[int, int]]:
    """Cut rows, whatever their cases, into runs of `BLOCK`: first row and the one after the last of every run.

    >>> row_blocks(3)
    [(0, 3)]
    """
    return [(first, min(first + BLOCK, count)) for first in range(0, count, BLOCK)]


def on_all_cores(work: Callable[[int, int], T], cut: Sequence[tuple[int, int]]) -> list[T]:
    """Return what `work` returns for each block, in order. numpy lets go of Python's lock, so threads run side by side."""
    if len(cut) < 2 or cores() == 1:
        return [work(first, last) for first, last in cut]
    with ThreadPoolExecutor(cores()) as threads:
        return list(threads.map(work, *zip(*cut, strict=True)))
