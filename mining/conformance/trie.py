"""Traces that end alike share their work: the trie of all suffixes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SuffixTrie:
    """Every distinct end of a set of traces, once.

    Node 0 is the empty suffix. A node's `rest` is the suffix without its first event, whose step is `step`.

    Attributes:
        rest: int64 (nodes): the node one event shorter (0 for node 0).
        step: int64 (nodes): the first step of the suffix (-1 for node 0).
        at: int64 (events): node of the suffix that begins at each event of the traces.
        levels: int64 (longest trace + 2): nodes of length k are levels[k] to levels[k + 1], ordered by step.
    """

    rest: Ints
    step: Ints
    at: Ints
    levels: Ints

    @property
    def size(self) -> int:
        """Number of nodes, the empty suffix included."""
        return len(self.rest)


def suffix_trie(flat: Ints, offsets: Ints) -> SuffixTrie:
    """Return the trie of the suffixes of traces; trace k holds flat[offsets[k]:offsets[k + 1]].

    >>> trie = suffix_trie(np.array([0, 1, 2, 1]), np.array([0, 2, 4]))   # ab, cb
    >>> trie.size                                                         # "", b, ab, cb
    4
    """
    lengths = np.diff(offsets)
    at = np.zeros(len(flat), dtype=np.int64)
    rests, steps, levels = [np.zeros(1, np.int64)], [np.full(1, -1, np.int64)], [0, 1]
    node = np.zeros(len(lengths), dtype=np.int64)
    active = np.flatnonzero(lengths)
    length = 1
    while len(active):
        place = offsets[active + 1] - length
        step = flat[place]
        base, width = levels[-2], levels[-1] - levels[-2]
        keys, which = np.unique(step * width + (node[active] - base), return_inverse=True)
        first = levels[-1]
        node[active] = at[place] = first + which
        rests.append(base + keys % width)
        steps.append(keys // width)
        levels.append(first + len(keys))
        length += 1
        active = active[lengths[active] >= length]
    return SuffixTrie(np.concatenate(rests), np.concatenate(steps), at, np.array(levels, dtype=np.int64))
