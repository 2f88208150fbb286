"""Sums over a range of places of the weights whose key is below a threshold, for very many ranges at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

SHORT = 24
"""Places in a range up to which they are looked at one by one; about as quick there as the levels below."""


def sums_below(weights: Ints, ranks: Ints, first: Ints, last: Ints, below: Ints) -> Ints:
    """Sum the weights at places first <= k < last with ranks[k] < below, for every range.

    Short ranges are walked through. Long ones go down a wavelet matrix: place and weights are divided, bit by bit of the
    rank, into those with 0 and those with 1, and each range follows its threshold; n log n, whatever the ranges are.

    Args:
        weights: int64 per place.
        ranks: keys as small whole numbers from 0, int64 per place.
        first: begin of each range.
        last: its end, exclusive; an empty range sums to 0.
        below: its threshold.

    >>> sums_below(np.array([1, 2, 4]), np.array([2, 0, 1]), np.array([0, 1]), np.array([3, 2]), np.array([2, 1]))
    array([6, 2])
    """
    total = np.zeros(first.size, dtype=np.int64)
    length = np.where(below > 0, last - first, 0)
    short = np.flatnonzero((length > 0) & (length <= SHORT))
    walked, place, end, limit = total[short], first[short], last[short], below[short]
    index = np.arange(short.size)
    while index.size:
        walked[index] += np.where(ranks[place] < limit, weights[place], 0)
        place += 1
        going = place < end
        index, place, end, limit = index[going], place[going], end[going], limit[going]
    total[short] = walked
    long = np.flatnonzero(length > SHORT)
    if long.size:
        total[long] = _down_the_levels(weights, ranks, first[long], last[long], below[long])
    return total


def _down_the_levels(weights: Ints, ranks: Ints, low: Ints, high: Ints, below: Ints) -> Ints:
    total = np.zeros(low.size, dtype=np.int64)
    bits = int(ranks.max()).bit_length()
    # A threshold above every rank would need a bit more: such ranges are sums of all.
    everything = below >= 1 << bits
    before = np.concatenate([[0], np.cumsum(weights)])
    total[everything] = (before[high] - before[low])[everything]
    index = np.flatnonzero(~everything)
    low, high, below = low[index], high[index], below[index]
    ranks = ranks.astype(np.int32)
    for bit in reversed(range(bits)):
        is_zero = (ranks >> bit) & 1 == 0
        zeros = np.zeros(ranks.size + 1, dtype=np.int32)
        np.cumsum(is_zero, out=zeros[1:])
        weight = np.zeros(ranks.size + 1, dtype=np.int64)
        np.cumsum(np.where(is_zero, weights, 0), out=weight[1:])
        zero_low, zero_high = zeros[low], zeros[high]
        above = (below >> bit) & 1 == 1
        total[index] += np.where(above, weight[high] - weight[low], 0)
        many = int(zeros[-1])
        low = np.where(above, many + low - zero_low, zero_low)
        high = np.where(above, many + high - zero_high, zero_high)
        going = low < high
        if not going.all():
            index, low, high, below = index[going], low[going], high[going], below[going]
        if not index.size:
            break
        ranks = np.concatenate([ranks[is_zero], ranks[~is_zero]])
        weights = np.concatenate([weights[is_zero], weights[~is_zero]])
    return total
