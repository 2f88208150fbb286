"""Overtaking: instances that were enabled later and begun earlier by the same resource."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mining.waste.dominance import sums_below

Ints = npt.NDArray[np.int64]


def times_overtaken(resource: Ints, enabled: Ints, start: Ints) -> Ints:
    """How many instances of the same resource were enabled later than each one and begun earlier.

    Args:
        resource: code of each instance's resource, int64; below 0: unknown, neither overtakes nor is overtaken.
        enabled: when it could have begun.
        start: when it began.

    Returns:
        Count per instance, int64. Counted in n log n: the pairs themselves may be as many as the square.
    """
    count = np.zeros(resource.size, dtype=np.int64)
    rows = np.flatnonzero(resource >= 0)
    if not rows.size:
        return count
    by_start = rows[np.lexsort((start[rows], resource[rows]))]
    who, begins = resource[by_start], start[by_start]
    new = np.concatenate([[True], (who[1:] != who[:-1])])
    group = np.cumsum(new) - 1
    first = np.flatnonzero(new)[group]
    # Those begun strictly earlier by the same resource are the places from the first one to the first of the same start.
    tied = np.concatenate([[True], new[1:] | (begins[1:] != begins[:-1])])
    last = np.flatnonzero(tied)[np.cumsum(tied) - 1]
    by_enabled = np.lexsort((enabled[by_start], group))
    sorted_enabled, sorted_group = enabled[by_start][by_enabled], group[by_enabled]
    step = np.concatenate([[True], (sorted_enabled[1:] != sorted_enabled[:-1]) | (sorted_group[1:] != sorted_group[:-1])])
    ranks = np.empty(rows.size, dtype=np.int64)
    ranks[by_enabled] = np.cumsum(step) - 1
    ranks -= ranks[by_enabled][np.searchsorted(sorted_group, np.arange(group[-1] + 1))][group]
    ones = np.ones(rows.size, dtype=np.int64)
    count[by_start] = (last - first) - sums_below(ones, ranks, first, last, ranks + 1)
    return count
