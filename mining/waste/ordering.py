"""Rows in order of small codes and then of time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

SMALL = 1 << 16
"""Codes below this are sorted by radix, in a tenth of the time."""


def order_by(time: Ints, *codes: Ints) -> Ints:
    """Return rows in order of the last of `codes` (none below 0), then those before it, then `time`; ties keep their order.

    >>> order_by(np.array([5, 3, 4]), np.array([0, 1, 0])).tolist()
    [2, 0, 1]
    """
    order: Ints = np.argsort(time, kind="stable")
    for code in codes:
        small = bool(code.size) and int(code.max()) < SMALL
        order = order[np.argsort(code[order].astype(np.uint16 if small else np.int64), kind="stable")]
    return order
