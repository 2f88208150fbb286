"""Rows put together by small codes: of resources, say."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mining.grouping import Rows, grouped

Ints = npt.NDArray[np.int64]


def in_groups(code: npt.NDArray[np.signedinteger]) -> tuple[Rows, Ints]:
    """Return the rows with a code, those of one code together and in order, by code; and where each group begins and ends.

    Args:
        code: of every row; rows below 0 are left out.

    Returns:
        The rows; and the places among them at which groups begin, with one more for the end of the last.

    >>> rows, bounds = in_groups(np.array([5, 0, -1, 5]))
    >>> rows.tolist(), bounds.tolist()
    ([1, 0, 3], [0, 1, 3])
    """
    known = code >= 0
    if known.all():
        rows = grouped(code, int(code.max(initial=-1)) + 1)
    else:
        some = np.flatnonzero(known)
        rows = some[grouped(code[some], int(code.max(initial=-1)) + 1)]
    together = code[rows]
    heads = np.flatnonzero(together[1:] != together[:-1]) + 1
    return rows, np.concatenate([[0], heads, [rows.size]]) if rows.size else np.zeros(1, dtype=np.int64)
