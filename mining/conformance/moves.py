"""Alignments of many traces as flat arrays: what `levels` and `search` give back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
SYNCHRONOUS, LOG, MODEL = 0, 1, 2
"""Kinds of moves."""
UNJUDGED = -1


@dataclass(frozen=True, eq=False)
class Moves:
    """Alignments of traces, laid end to end.

    Attributes:
        cost: int64 (traces): of the log and model moves; UNJUDGED where no cheapest alignment was found within the budget.
        kind: int8 (moves): SYNCHRONOUS, LOG or MODEL.
        step: int64 (moves): the step as it stands in the traces (for a model move: position in the design's steps).
        offsets: int64 (traces + 1): moves of trace k are offsets[k] to offsets[k + 1].
        lower: int64 (traces): no alignment costs less; where judged, the cost.
        upper: int64 (traces): some alignment costs this; where judged, the cost; UNJUDGED where none is known.
    """

    cost: Ints
    kind: npt.NDArray[np.int8]
    step: Ints
    offsets: Ints
    lower: Ints
    upper: Ints

    @classmethod
    def judged(cls, cost: Ints, kind: npt.NDArray[np.int8], step: Ints, offsets: Ints) -> Moves:
        """Return alignments that are all cheapest ones."""
        return cls(cost, kind, step, offsets, cost, cost)

    def of(self, trace: int) -> list[tuple[int, int]]:
        """Return (kind, step) of every move of one trace."""
        part = slice(self.offsets[trace], self.offsets[trace + 1])
        return list(zip(self.kind[part].tolist(), self.step[part].tolist(), strict=True))


def picked(flat: Ints, offsets: Ints, which: Ints) -> tuple[Ints, Ints]:
    """Return the traces numbered in `which`, laid end to end, and their offsets."""
    lengths = np.diff(offsets)[which]
    begins = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    rows = np.arange(begins[-1]) + np.repeat(offsets[which] - begins[:-1], lengths)
    return flat[rows], begins


def synchronous(flat: Ints, offsets: Ints, fits: Bools) -> Moves:
    """Return alignments in which every event is synchronous for the traces that fit, and nothing for the others."""
    cost = np.where(fits, 0, UNJUDGED).astype(np.int64)
    kept, _ = picked(flat, offsets, np.flatnonzero(fits))
    counts = np.where(fits, np.diff(offsets), 0)
    return Moves.judged(
        cost, np.full(len(kept), SYNCHRONOUS, np.int8), kept, np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    )


def joined(portions: list[Moves]) -> Moves:
    """Return several alignments as one, in their order."""
    if not portions:
        return Moves.judged(np.zeros(0, np.int64), np.zeros(0, np.int8), np.zeros(0, np.int64), np.zeros(1, np.int64))
    lengths = [np.diff(portion.offsets) for portion in portions]
    return Moves(
        np.concatenate([portion.cost for portion in portions]),
        np.concatenate([portion.kind for portion in portions]),
        np.concatenate([portion.step for portion in portions]),
        np.concatenate([[0], np.cumsum(np.concatenate(lengths))]).astype(np.int64),
        np.concatenate([portion.lower for portion in portions]),
        np.concatenate([portion.upper for portion in portions]),
    )


def merged(moves: Moves, which: Ints, others: Moves) -> Moves:
    """Return `moves` with the alignments of the traces in `which`, empty so far, taken from `others`."""
    cost, lower, upper = moves.cost.copy(), moves.lower.copy(), moves.upper.copy()
    cost[which], lower[which], upper[which] = others.cost, others.lower, others.upper
    traces = len(cost)
    owner = np.concatenate([np.repeat(np.arange(traces), np.diff(moves.offsets)), np.repeat(which, np.diff(others.offsets))])
    order = np.argsort(owner, kind="stable")
    counts = np.bincount(owner, minlength=traces)
    return Moves(
        cost,
        np.concatenate([moves.kind, others.kind])[order],
        np.concatenate([moves.step, others.step])[order],
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        lower,
        upper,
    )
